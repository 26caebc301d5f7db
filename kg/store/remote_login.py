"""Answering a server that asks for a log-in: Basic or Digest, and nothing before it asks."""

import re
from base64 import b64encode
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit

from requests.auth import HTTPBasicAuth, HTTPDigestAuth

from kg.errors import StoreError
from kg.store.remote_failures import PASSWORD_VARIABLE

if TYPE_CHECKING:
    from requests.auth import AuthBase

_SCHEMES: Final = re.compile(r'"(?:[^"\\]|\\.)*"|(?:^|,)\s*([A-Za-z][\w-]*)(?=\s+[^\s=,]|\s*(?:,|$))')
"""Text in quotation marks, or the name of a scheme: not followed by a sign of equality, as a parameter is."""
_PRINTED: Final = 60


@dataclass
class Login:
    """A user of a server. What was asked for is kept by origin: another host has to ask for itself."""

    user: str | None = None
    password: str | None = field(default=None, repr=False)
    _held: dict[str, "AuthBase"] = field(default_factory=dict, init=False, repr=False)

    def held(self, url: str) -> "AuthBase | None":
        """What the server of this address has asked for so far."""
        return self._held.get(_origin(url))

    def answer(self, url: str, challenge: str) -> bool:
        """Hold what a header WWW-Authenticate asks for; False where there is nothing (more) to offer."""
        if self.user is None:
            return False
        schemes = schemes_of(challenge)
        kind = _Digest if "digest" in schemes else _Basic if "basic" in schemes else None
        if kind is None or isinstance(self.held(url), kind):
            return False
        self._held[_origin(url)] = kind(self.user, self.password or "")
        return True

    def refused(self, status: int, challenge: str) -> str:
        """Why a log-in did not do, and what to do about it."""
        given = f"请用 --store-user 给出用户名，密码放在环境变量 {PASSWORD_VARIABLE} 里。"
        if self.user is None:
            return f"要先登录。{given}"
        if status == 403:
            return f"用户 {self.user} 没有权限，或密码不对。{given}"
        schemes = schemes_of(challenge)
        if not schemes:
            return "服务器没有说明登录方式，所以没有把密码发给它。请让管理员给它设置 Basic 或 Digest 登录。"
        if not {"basic", "digest"} & set(schemes):
            names = "、".join(schemes)[:_PRINTED]
            return f"服务器要求用 {names} 登录，本程序只会 Basic 和 Digest，没有把密码发给它。请换一个地址。"
        return f"用户 {self.user} 的密码不对或没有权限。{given}"

    def hidden(self, text: str) -> str:
        """The text without the password: a server may repeat what it was sent."""
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text

    @cached_property
    def _secrets(self) -> tuple[str, ...]:
        if not self.password:
            return ()
        pair = b64encode(_bytes(f"{self.user}:{self.password}")).decode()
        spelled = {pair, self.password, quote(self.password, safe="", errors="replace")}
        return tuple(sorted(spelled, key=len, reverse=True))


def schemes_of(challenge: str) -> list[str]:
    """The ways to log in that a header WWW-Authenticate names, in small letters.

    >>> schemes_of('Basic realm="Digest, x", Digest realm="y", nonce="z", Negotiate')
    ['basic', 'digest', 'negotiate']
    """
    return [found[1].lower() for found in _SCHEMES.finditer(challenge) if found[1]]


class _Basic(HTTPBasicAuth):
    def __init__(self, user: str, password: str) -> None:
        super().__init__(_bytes(user), _bytes(password))  # of texts the library takes the Latin-1


class _Digest(HTTPDigestAuth):
    def build_digest_header(self, method: str, url: str) -> str | None:
        """As UTF-8, which the header of the library cannot hold."""
        try:
            header = super().build_digest_header(method, url)
            return header and header.encode().decode("latin-1")
        except KeyError as error:
            address = url.partition("?")[0]
            raise StoreError(
                f"SPARQL 服务器 {address} 的登录要求不完整（Digest 没有 {error.args[0]}）。请检查服务器的设置。"
            ) from error
        except UnicodeError as error:
            raise StoreError("用户名或密码不是 UTF-8 文字，不能用 Digest 登录。请检查终端的编码。") from error


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()
