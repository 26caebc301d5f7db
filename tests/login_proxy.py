"""An https server that asks for a log-in and passes what is let through on to a SPARQL server, for the tests."""

import hashlib
import http.server
import re
import secrets
import ssl
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import requests
import trustme

Check = Callable[[str, str | None], str | None]
"""From a method and the header Authorization to the challenge, or None for what is let through."""
_PASSED = ("content-type", "accept", "server")


@dataclass
class Proxy:
    """A running server: its address, and the method, path and Authorization of every request."""

    url: str
    seen: list[tuple[str, str, str | None]] = field(default_factory=list)

    @property
    def authorizations(self) -> set[str | None]:
        """Each header Authorization that came, None for a request without."""
        return {sent for _, _, sent in self.seen}


def basic(user: str, password: str) -> Check:
    """RFC 7617, in UTF-8."""
    right = f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"
    return lambda _, sent: None if sent == right else 'Basic realm="图谱", charset="UTF-8"'.encode().decode("latin-1")


def digest(user: str, password: str) -> Check:
    """RFC 7616 with MD5 and one nonce for ever."""
    nonce = secrets.token_hex(8)

    def md5(text: str) -> str:
        return hashlib.md5(text.encode()).hexdigest()  # noqa: S324 - as the protocol has it

    def check(method: str, sent: str | None) -> str | None:
        said = (sent or "").encode("latin-1").decode()
        got = {name: value for name, value, _ in re.findall(r'(\w+)=("?)([^",]*)', said) if not value}
        got |= dict(re.findall(r'(\w+)="([^"]*)"', said))
        if got.get("username") == user and got.get("nonce") == nonce:
            between = re.findall(r"\bnc=(\w+)", said)[0], got["cnonce"], "auth"
            whole = [md5(f"{user}:kg:{password}"), nonce, *between, md5(f"{method}:{got['uri']}")]
            if got["response"] == md5(":".join(whole)):
                return None
        return f'Digest realm="kg", qop="auth", nonce="{nonce}"'

    return check


@contextmanager
def proxy(
    target: str | None,
    check: Check = lambda _, __: None,
    certificate: trustme.LeafCert | None = None,
    *,
    status: int = 500,
    answer: Callable[[str | None], bytes] = lambda _: b"",
    headers: tuple[tuple[str, str], ...] = (),
) -> Iterator[Proxy]:
    """Serve until the end of the block: https where there is a certificate, and without a ``target`` one answer to
    all that is let through, made of the header Authorization."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 1 << 16  # header and body in one packet: the second would wait for the receipt of the first

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            sent = self.headers.get("Authorization")
            running.seen.append((self.command, self.path, sent))
            challenge = check(self.command, sent)
            if challenge is not None:
                more = (("WWW-Authenticate", challenge),) if challenge else ()
                self._say(401, answer(sent), more)
            elif target is None:
                self._say(status, answer(sent), headers)
            else:
                self._pass_on(body)

        do_GET = do_PUT = do_DELETE = do_POST  # noqa: N815 - names of http.server

        def _pass_on(self, body: bytes) -> None:
            kept = {name: value for name, value in self.headers.items() if name.lower() in _PASSED}
            reply = requests.request(
                self.command, f"{target}{self.path.lstrip('/')}", data=body, headers=kept, timeout=60
            )
            said = [(name, value) for name, value in reply.headers.items() if name.lower() in _PASSED]
            self._say(reply.status_code, reply.content, tuple(said))

        def _say(self, status: int, body: bytes, headers: tuple[tuple[str, str], ...]) -> None:
            self.send_response_only(status)
            for name, value in (*headers, ("Content-Length", str(len(body)))):
                self.send_header(name, value)
            self.end_headers()
            with suppress(ConnectionError):
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    class Quiet(http.server.ThreadingHTTPServer):
        daemon_threads = True

        def get_request(self):  # a client that does not trust the certificate ends the handshake
            connection, place = super().get_request()
            connection.settimeout(60)
            return connection, place

        def handle_error(self, *_: object) -> None:
            pass

    with Quiet(("127.0.0.1", 0), Handler) as server:
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            certificate.configure_cert(context)
            # the handshake belongs to the thread of the request, where a client that says nothing holds up nobody
            server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        scheme = "http" if certificate is None else "https"
        running = Proxy(f"{scheme}://127.0.0.1:{server.server_address[1]}/")
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield running
        finally:
            server.shutdown()
