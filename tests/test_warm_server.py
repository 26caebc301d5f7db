"""What the server reads ahead, and Streamlit's own program as it is served from memory."""

import asyncio
import gc
import re

import pytest
from explored_graph import build

from kg.explorer import program, warming
from kg.explorer.opened import open_graph
from kg.explorer.rows.index import row_index


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return build(tmp_path_factory.mktemp("warm"))


def ask(path: str, method: str = "GET", **headers: str) -> tuple[dict[bytes, bytes], bytes] | str:
    """The answer from memory, or "passed on" where Streamlit has to answer."""
    sent: list[dict[str, object]] = []

    async def behind(*_):
        sent.append({"type": "passed on"})

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    asyncio.run(program.FromMemory(behind)(scope, None, send))
    if sent[0]["type"] == "passed on":
        return "passed on"
    assert sent[0]["status"] == 200
    return dict(sent[0]["headers"]), sent[1]["body"]


def test_front_page_is_chinese_and_names_what_the_first_page_needs():
    headers, body = ask("/")
    html = body.decode()
    assert '<html lang="zh-CN">' in html
    assert "<title>绩效目标图谱<" in html
    assert "You need to enable" not in html
    assert headers[b"cache-control"] == b"no-cache"
    named = re.findall(r'modulepreload"[^>]*static/js/([\w.-]+)"', html)
    assert len(named) == len(set(named))
    for part in ("Html.", "TextInput.", "Selectbox."):
        assert any(name.startswith(part) for name in named)


def test_every_named_file_comes_from_memory_and_may_be_kept():
    html = ask("/search")[1].decode()
    for path in re.findall(r'(?:href|src)="\./(static/[^"]+)"', html):
        headers, body = ask(f"/{path}")
        assert b"immutable" in headers[b"cache-control"]
        assert int(headers[b"content-length"]) == len(body) > 0


@pytest.mark.parametrize(
    "path",
    ["/_stcore/health", "/static/js/../index.html", "/static/js/nothing.js", "/../x", "/media/a", "/nothing"],
)
def test_everything_else_is_streamlits_business(path):
    assert ask(path) == "passed on"


def test_only_plain_requests_are_answered():
    assert ask("/", "POST") == "passed on"
    assert ask("/", range="bytes=0-1") == "passed on"


def test_parts_come_with_all_that_they_import(tmp_path):
    (tmp_path / "A.1.js").write_text('import{x}from"./b.js";import"./c.js";', "utf-8")
    (tmp_path / "b.js").write_text('export*from"./c.js";import"./A.1.js"', "utf-8")
    (tmp_path / "c.js").write_text("", "utf-8")
    assert program.first_parts(tmp_path, ["A", "Gone"]) == ["A.1.js", "b.js", "c.js"]


def test_what_the_first_page_shows_is_read_before_anybody_comes(directory, monkeypatch):
    monkeypatch.setenv("KG_GRAPH", str(directory))
    monkeypatch.setattr(warming, "_save_memory", lambda: None)
    monkeypatch.setattr(warming, "_NOBODY", 0.0)
    warmed = []
    warming._warm(lambda: warmed.append(True))
    assert warmed == [True]
    graph = open_graph()
    asked = []
    monkeypatch.setattr(type(graph.store), "select", lambda *_: asked.append(True))
    from kg.explorer.overview.page import read_ahead

    read_ahead(graph)
    assert not asked
    # nor searched for garbage behind every run of a page
    assert all(one is not row_index(graph) for one in gc.get_objects())


def test_without_a_graph_the_browser_opens_all_the_same(tmp_path, monkeypatch):
    monkeypatch.setenv("KG_GRAPH", str(tmp_path / "nothing"))
    monkeypatch.setattr(warming, "_save_memory", lambda: None)
    opened = []
    warming._warm(lambda: opened.append(True))
    assert opened == [True]
