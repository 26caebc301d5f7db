"""What keeps a stranger out: whose names for this machine are taken, which pages may ask, how long a request takes."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

import h11
from starlette.requests import Request
from uvicorn.protocols.http.h11_impl import H11Protocol

from kg.errors import KgError

MOST_BODY: Final = 1024 * 1024
"""Bytes of the body of a request."""
_BODY_SECONDS: Final = 15.0
_HEAD_SECONDS: Final = 15.0
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
_EVERYWHERE: Final = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared, not bound


class RefusedError(KgError):
    """A request that is not answered: an HTTP status and a Chinese message."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def check_origin(headers: Mapping[str, str], host: str) -> None:
    """Refuse other names for this machine, and pages of other sites. ``host``: what is listened on.

    A page of a stranger whose name is turned to 127.0.0.1 (DNS rebinding) sends that name as Host. Raises
    RefusedError.
    """
    said = headers.get("host", "")
    name = said.rpartition(":")[0] if said.rpartition(":")[2].isdecimal() else said
    is_open = host in _EVERYWHERE
    if not is_open and name.lower() not in _LOOPBACK | {host.lower(), f"[{host.lower()}]"}:
        raise RefusedError(421, f"不接受主机名“{said[:100]}”。请用 127.0.0.1 或 --host 给出的地址访问。")
    origin = headers.get("origin")
    is_foreign = origin is not None and origin.partition("://")[2] != said
    if is_foreign or headers.get("sec-fetch-site", "none") == "cross-site":
        raise RefusedError(403, "不接受别的网站的网页发来的请求。")


async def read_body(request: Request) -> bytes:
    """The body of a request. Raises RefusedError where it is too large or comes too slowly."""
    too_large = RefusedError(413, f"请求太大：最多 {MOST_BODY >> 10} KB。")
    length = request.headers.get("content-length", "0")
    if length.isdecimal() and int(length) > MOST_BODY:
        raise too_large
    body = bytearray()
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            async for piece in request.stream():
                body += piece
                if len(body) > MOST_BODY:
                    raise too_large
    except TimeoutError:
        raise RefusedError(408, f"请求在 {_BODY_SECONDS:g} 秒内没有发完。") from None
    return bytes(body)


class PatientProtocol(H11Protocol):
    """HTTP/1.1, but a connection whose request head does not come is closed: it would stay open for ever."""

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start to wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def handle_events(self) -> None:
        """Wait no more once the head is there."""
        super().handle_events()
        if self.conn.their_state not in {h11.IDLE}:
            self._stop_waiting()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        if not self.transport.is_closing():
            self._wait()

    def _wait(self) -> None:
        self._stop_waiting()
        self._waiting = self.loop.call_later(_HEAD_SECONDS, self._give_up)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _give_up(self) -> None:
        transport: Any = self.transport
        transport.abort()
