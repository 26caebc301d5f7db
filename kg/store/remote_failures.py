"""Why a server cannot be reached, as a Chinese line that says what to do."""

import re
from collections.abc import Iterator
from typing import Final

PASSWORD_VARIABLE: Final = "KG_STORE_PASSWORD"  # noqa: S105 - its name

_REASON: Final = re.compile(r"\[Errno [^\]]+\] [^'\")]+|Remote end closed[^'\")]*")
_CERTIFICATE: Final = re.compile(r"certificate verify failed: ([^'\"(]+)")
_TRUST: Final = (
    "若这是单位自己签发的证书，请向管理员要来签发它的 CA 证书（PEM 文件），把文件路径放在环境变量 "
    "REQUESTS_CA_BUNDLE 里再运行。"
)
_NOT_TLS: Final = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "UNKNOWN_PROTOCOL", "HTTP_REQUEST")


def silent(url: str, error: Exception, connecting: float, seconds: float) -> str:
    """No connection in time, or no answer."""
    if any("handshake" in str(cause) or "ConnectTimeout" in repr(cause) for cause in _causes(error)):
        secure = "这个端口是否用 https、" if url.startswith("https:") else ""
        return (
            f"SPARQL 服务器 {url} 超过 {connecting:g} 秒没有建立连接。"
            f"请检查地址、网络、{secure}服务器是否在运行。"
        )
    return f"SPARQL 服务器 {url} 超过 {seconds:g} 秒没有应答。请缩小查询范围，或检查服务器是否繁忙。"


def unreachable(url: str, error: Exception) -> str:
    """No connection, none that can be trusted, or one that ended early."""
    text = str(error)
    if "IncompleteRead" in text or "InvalidChunkLength" in text:
        return f"SPARQL 服务器 {url} 的应答中途断开，结果不完整。请重试。"
    certificate = _CERTIFICATE.search(text)
    if certificate is not None:
        return _untrusted(url, certificate[1].strip(" ."))
    if any(sign in text.upper().replace(" ", "_") for sign in _NOT_TLS):
        return f"SPARQL 服务器 {url} 在这个端口上不用 https。请检查端口，或改用 http:// 开头的地址。"
    if "SSLError" in text or "SSL:" in text:
        return f"与 SPARQL 服务器 {url} 建立加密连接失败。请检查地址、端口和服务器的 https 设置。"
    reason = _REASON.search(text)
    begin = f"连不上 SPARQL 服务器 {url}（{reason[0] if reason else type(error).__name__}）。"
    if url.startswith("http:") and ("closed connection" in text or "Connection reset" in text):
        begin += "如果服务器用 https，请把地址改成 https:// 开头。"
    return f"{begin}请检查地址、网络和服务器是否在运行。"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def no_bundle(path: str, variable: str) -> str:
    """The file of trusted certificates that the environment names cannot be read."""
    return (
        f"读不了受信任证书的文件 {path}（环境变量 {variable}）。"
        "它应是 PEM 格式的 CA 证书文件，请检查路径和内容。"
    )


def _untrusted(url: str, reason: str) -> str:
    begin = f"SPARQL 服务器 {url} 的证书不受信任，没有向它发送任何内容："
    if "match" in reason:
        return f"{begin}证书不是给这台主机的（{reason}）。请用证书上写的主机名作为 --store 的地址。"
    if "expired" in reason or "not yet valid" in reason:
        return f"{begin}证书不在有效期内（{reason}）。请检查本机时间，或请管理员更换证书。"
    return f"{begin}{reason}。{_TRUST}"
