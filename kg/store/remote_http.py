"""Requests to a SPARQL server: log-in, time limits, and every failure as one Chinese line."""

import os
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from kg.errors import QueryError, StoreError
from kg.store.remote_failures import PASSWORD_VARIABLE, no_bundle, silent, unreachable

if TYPE_CHECKING:
    import requests

    from kg.store.remote_login import Login

_CONNECT_SECONDS: Final = 10.0
_PATIENCE: Final = 10
"""An answer that comes in drops may take so many times the longest silence."""
_MOST_BYTES: Final = 1 << 30
_BLOCK: Final = 1 << 16
_CODINGS: Final = frozenset({"", "identity", "gzip", "deflate"})
_QUOTED: Final = 300
_READ: Final = 8000
"""Bytes of a failure that are read for what the server says."""
_TAGS: Final = re.compile(r"<(script|style)\b.*?</\1>|<[^>]{0,200}>", re.DOTALL | re.IGNORECASE)

Fields = Mapping[str, str | Sequence[str]]


class RefusedQueryError(QueryError, ValueError):
    """A server calls the text of a query wrong (HTTP 400)."""


class MissingError(StoreError):
    """A server has nothing under this address (HTTP 404), or not by this method (405, 501)."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A successful answer; names of headers are in small letters."""

    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """The media type without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(slots=True)
class Connection:
    """A session with one server. ``seconds`` limits the silence between two pieces of an answer; a whole answer takes
    at most ten times as long, and has at most a gigabyte."""

    user: str | None = None
    password: str | None = field(default=None, repr=False)
    seconds: float = 60.0
    _session: "requests.Session | None" = field(default=None, init=False)
    _login: "Login | None" = field(default=None, init=False)

    def get(self, url: str, fields: Fields, accept: str, *, seconds: float | None = None) -> Reply:
        """GET with a query string. Raises as `send`."""
        return self.send("GET", url, params=fields, headers={"Accept": accept}, seconds=seconds)

    def post(self, url: str, fields: Fields, accept: str, *, seconds: float | None = None) -> Reply:
        """POST of a form, which every server takes (Virtuoso waits for ever on a bare query). Raises as `send`."""
        return self.send("POST", url, data=fields, headers={"Accept": accept}, seconds=seconds)

    def send(
        self,
        method: str,
        url: str,
        *,
        params: Fields | None = None,
        data: Fields | bytes | None = None,
        headers: Mapping[str, str],
        seconds: float | None = None,
    ) -> Reply:
        """One request. Raises StoreError: no connection, time, log-in, a refusal, a cut or endless answer;
        MissingError; and RefusedQueryError for HTTP 400."""
        import requests
        import urllib3

        session, login = self._opened()
        trusted = _trusted(url)
        limit = seconds or self.seconds
        timeout = (min(_CONNECT_SECONDS, limit), limit)

        def ask() -> "requests.Response":
            return session.request(
                method,
                url,
                params=dict(params or {}),
                data=dict(data) if isinstance(data, Mapping) else data,
                headers=dict(headers),
                auth=login.held(url),
                verify=trusted,
                timeout=timeout,
                stream=True,
                allow_redirects=False,  # a password goes to the server that was named, nowhere else
            )

        try:
            response = ask()
            if response.status_code == 401 and login.answer(url, _challenge(response)):
                response.close()
                response = ask()
            with response:
                body = _body(response, limit * _PATIENCE)
        except requests.exceptions.Timeout as error:
            raise StoreError(silent(url, error, *timeout)) from error
        except (requests.exceptions.ConnectionError, requests.exceptions.ChunkedEncodingError) as error:
            if "Read timed out" in str(error):
                raise StoreError(silent(url, error, *timeout)) from error
            raise StoreError(unreachable(url, error)) from error
        except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError) as error:
            raise StoreError(f"无法访问 SPARQL 服务器 {url}：{error}。请检查地址。") from error
        self._refuse(response, body)
        return Reply({name.lower(): value for name, value in response.headers.items()}, body)

    def _opened(self) -> "tuple[requests.Session, Login]":
        import requests

        from kg.store.remote_login import Login

        if self._session is None or self._login is None:
            session = requests.Session()
            # proxies and .netrc of the machine stay out: the program talks to the server that was named
            session.trust_env = False
            self._session, self._login = session, Login(self.user, self.password)
        return self._session, self._login

    def _refuse(self, response: "requests.Response", body: bytes) -> None:
        status, url = response.status_code, response.url.partition("?")[0]
        if 200 <= status < 300:
            return
        login = self._opened()[1]
        said = _quote(login.hidden(body[:_READ].decode("utf-8", "replace")))
        if status in {401, 403}:
            reason = login.refused(status, _challenge(response))
            raise StoreError(f"SPARQL 服务器 {url} 拒绝访问（HTTP {status}）：{reason}{said}")
        if status == 400:
            raise RefusedQueryError(f"SPARQL 服务器说查询有错：{said or '没有说明原因'}")
        if status in {404, 405, 501}:
            raise MissingError(
                f"SPARQL 服务器在 {url} 没有这项服务（HTTP {status}）。请检查 --store 的地址。{said}"
            )
        if 300 <= status < 400:
            target = _printable(login.hidden(response.headers.get("Location", "")))
            raise StoreError(f"SPARQL 服务器 {url} 转到了 {target}。请直接用最终的地址作为 --store。")
        if status in {503, 504, 408}:
            raise StoreError(f"SPARQL 服务器 {url} 没有在限定时间内答完（HTTP {status}）。{said}")
        raise StoreError(f"SPARQL 服务器 {url} 出错（HTTP {status}）。{said or '它没有说明原因。'}")


def check_url(url: str, option: str) -> str:
    """The URL as given. Raises StoreError, without the password, for one with a user, and for no http(s) address."""
    if "@" in url:  # wherever: an address that cannot be taken apart is not shown either
        raise StoreError(
            f"{option} 的地址里不能写用户名和密码（不能有 @）。"
            f"请用 --store-user，密码放在环境变量 {PASSWORD_VARIABLE} 里。"
        )
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        parts, named = urlsplit(""), False
    if parts.scheme not in {"http", "https"} or not named or re.search(r"\s", url):
        raise StoreError(f"{option} 应是 http:// 或 https:// 开头的地址，这里是“{url[:100]}”。")
    return url


def _body(response: "requests.Response", seconds: float) -> bytes:
    """The body, unpacked. Raises StoreError where it has no end, in bytes or in time, or is packed more than once."""
    url = response.url.partition("?")[0]
    if response.headers.get("Content-Encoding", "").strip().lower() not in _CODINGS:
        raise StoreError(f"SPARQL 服务器 {url} 用了不支持的压缩方式。请检查 --store 的地址。")
    end = time.monotonic() + seconds
    body = bytearray()
    for piece in response.iter_content(_BLOCK):
        body += piece
        if len(body) > _MOST_BYTES:
            raise StoreError(f"SPARQL 服务器 {url} 的应答超过 {_MOST_BYTES >> 20} MB。请缩小查询范围。")
        if time.monotonic() > end:
            raise StoreError(f"SPARQL 服务器 {url} 超过 {seconds:g} 秒没有答完。请缩小查询范围。")
    return bytes(body)


def _challenge(response: "requests.Response") -> str:
    return response.headers.get("WWW-Authenticate", "")


def _trusted(url: str) -> str | None:
    """The file or folder of trusted certificates that the environment names; None for those of the library.

    Raises StoreError where it cannot be read.
    """
    if not url.lower().startswith("https:"):
        return None
    named = next((name for name in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE") if os.environ.get(name)), None)
    if named is None:
        return None
    path = os.environ[named]
    try:
        _load_certificates(path)
    except OSError as error:  # SSLError is one
        raise StoreError(no_bundle(path, named)) from error
    return path


@lru_cache(maxsize=4)
def _load_certificates(path: str) -> None:
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if Path(path).is_dir():
        context.load_verify_locations(capath=path)
    else:
        context.load_verify_locations(cafile=path)


def _printable(text: str) -> str:
    """A short line for a terminal, which would obey control characters."""
    return "".join(sign for sign in text[:_QUOTED] if sign.isprintable())


def _quote(text: str) -> str:
    """What the server says, as one short line without tags."""
    words = " ".join(_TAGS.sub(" ", text).split())
    words = re.sub(r"SPARQL query:.*", "", words).strip()  # Virtuoso repeats the whole query
    return f"服务器说：{_printable(words)}" if words else ""
