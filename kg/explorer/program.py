"""The program that the browser loads, Streamlit's own files, from memory: a hundred small files on a first visit.

Streamlit reads each from the disk for each visitor and lets the browser find out late which ones the first page
needs. Measured on the first visit: a third of the time that the server spends on it.
"""

import mimetypes
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, MutableMapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import streamlit

from kg.explorer.address import OVERVIEW, TITLES

_STATIC: Final = Path(streamlit.__file__).resolve().parent / "static"
_FOLDERS: Final = ("js", "css", "media")
_LARGEST: Final = 2_000_000
"""Bytes; larger files are of parts that no page here uses."""
_FIRST: Final = ("Html", "TextInput", "Selectbox", "DownloadButton", "ButtonGroup")
"""Parts of the program that the first page needs and its front page does not name, and the small ones (7 kB) that a
click on it would wait for."""
_IMPORTED: Final = re.compile(rb"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""")
_LATE_FONT: Final = re.compile(r'<link\s+rel="preload"[^>]*SourceSans[^>]*>')
_AGENTS: Final = re.compile(r'<link\s+rel="service-desc"[^>]*>|<noscript>.*?</noscript>', re.DOTALL)
_PROGRAM: Final = re.compile(
    r'<script\s+type="module"[^>]*></script>|<link\s+rel="(?:modulepreload|stylesheet)"[^>]*>'
)
_WHOLE: Final = '<link rel="expect" href="#root" blocking="render">'
"""Paint no part of what stands before the program: columns would move as the next ones come."""
_FOREVER: Final = b"public, immutable, max-age=31536000"
_TITLE: Final = "绩效目标图谱"
NO_SCRIPT: Final = "<noscript><p>这个页面要用 JavaScript，请在浏览器里允许。</p></noscript>"

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Program = Callable[[Scope, Receive, Send], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Early:
    """What stands on the front page until the program has drawn the page itself: styles, markup, and the script that
    takes it away."""

    head: str
    body: str
    script: str


class FromMemory:
    """An ASGI layer before ``app``: answers for Streamlit's files and the front page, passes on everything else.

    ``early`` gives the front page with what stands before the program is there, at once, or None for the plain one.
    """

    def __init__(self, app: Program, early: Callable[[], bytes | None] = lambda: None) -> None:
        self._app, self._early = app, early

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        path = str(scope.get("path", ""))
        found = _answer(path) if _is_plain_get(scope) else None
        if found is not None and path == "/" and not scope.get("query_string"):
            found = (*found[:2], self._early() or found[2])
        if found is None:
            await self._app(scope, receive, send)
            return
        kind, kept, body = found
        headers = [
            (b"content-type", kind),
            (b"content-length", str(len(body)).encode("ascii")),
            (b"cache-control", kept),
            (b"x-content-type-options", b"nosniff"),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def read_program() -> None:
    """Read what the first page needs, so that the first visitor does not wait for the disk."""
    for path in ("/", *_named(_front_page().decode("utf-8"))):
        _answer(path)


def first_parts(folder: Path, names: Iterable[str] = _FIRST) -> list[str]:
    """The files of a folder of scripts that these parts of the program are made of, with all that they import, each
    before what it imports; parts that are not there are left out."""
    waiting = [path.name for name in names for path in sorted(folder.glob(f"{name}.*.js"))]
    for name in waiting:
        imported = _IMPORTED.findall((folder / name).read_bytes()) if (folder / name).is_file() else ()
        waiting += [one.decode("ascii") for one in imported if one.decode("ascii") not in waiting]
    return list(dict.fromkeys(waiting))


def front_page(html: str, parts: Iterable[str]) -> str:
    """Streamlit's front page in Chinese, which names the parts that the first page needs, so that the browser fetches
    all at once."""
    known = set(re.findall(r"static/js/([\w.-]+\.js)", html))
    wanted = "".join(
        f'<link rel="modulepreload" crossorigin href="./static/js/{name}">'
        for name in parts
        if name not in known
    )
    html = _AGENTS.sub("", _LATE_FONT.sub("", html))
    html = html.replace('<html lang="en">', '<html lang="zh-CN">').replace(
        "<title>Streamlit<", f"<title>{_TITLE}<"
    )
    return html.replace("</head>", f"{wanted}</head>", 1).replace("<body>", f"<body>{NO_SCRIPT}", 1)


def front_page_with(early: Early) -> bytes:
    """The front page with this in it, the program named behind it: styles in the head would be waited for."""
    html = _front_page().decode("utf-8")
    program = "".join(_PROGRAM.findall(html))
    html = _PROGRAM.sub("", html).replace("</head>", f"{_WHOLE}{early.head}</head>", 1)
    html = html.replace(f"<body>{NO_SCRIPT}", f"<body>{early.body}", 1)
    return html.replace("</body>", f"{early.script}{program}</body>", 1).encode("utf-8")


def _is_plain_get(scope: Scope) -> bool:
    if scope.get("type") != "http" or scope.get("method") != "GET" or scope.get("root_path"):
        return False
    return all(name != b"range" for name, _ in scope.get("headers", ()))


@cache
def _pages() -> frozenset[str]:
    return frozenset({"/", *(f"/{name}" for name in TITLES if name != OVERVIEW)})


@cache
def _files() -> dict[str, Path]:
    """What may be asked for: nothing but the names that lie there."""
    found = (path for folder in _FOLDERS for path in (_STATIC / "static" / folder).glob("*"))
    return {f"/static/{path.parent.name}/{path.name}": path for path in found if path.is_file()}


def _answer(path: str) -> tuple[bytes, bytes, bytes] | None:
    """Kind, how long it may be kept, and content; None for what is not ours."""
    if path in _pages():
        return b"text/html; charset=utf-8", b"no-cache", _front_page()
    return _read(path) if path in _files() else None


@cache
def _read(path: str) -> tuple[bytes, bytes, bytes] | None:
    file = _files()[path]
    try:
        if file.stat().st_size > _LARGEST:
            return None
        body = file.read_bytes()
    except OSError:
        return None
    kind = "text/javascript" if file.suffix == ".js" else mimetypes.guess_type(file.name)[0]
    return (kind or "application/octet-stream").encode("ascii"), _FOREVER, body


@cache
def _front_page() -> bytes:
    html = (_STATIC / "index.html").read_text(encoding="utf-8")
    return front_page(html, first_parts(_STATIC / "static" / "js")).encode("utf-8")


def _named(html: str) -> Iterator[str]:
    for name in re.findall(r'(?:href|src)="\./(static/[^"]+)"', html):
        yield f"/{name}"
