"""What stands on the front page before Streamlit's program: escaped, of the graph as it is now, or not there at all."""

import asyncio
import re
import shutil
import threading
from html.parser import HTMLParser

import pytest
from explored_graph import HOSTILE, build, hostile
from sample_extraction import next_year, sample

from kg.explorer import audited, early, program
from kg.explorer.address import TITLES
from kg.explorer.early import early_page, make_early
from kg.explorer.looks.markup import STYLE
from kg.explorer.looks.wording import escape
from kg.explorer.opened import open_graph
from kg.explorer.overview.look import LOOK, SCRIPT

MAKE_AGAIN = early._make_again


@pytest.fixture(autouse=True)
def nothing_made(monkeypatch):
    monkeypatch.setattr(early, "_made", None)
    monkeypatch.setattr(early, "_make_again", lambda: None)
    monkeypatch.setattr(audited, "_PATIENCE", 0.0)  # what is tested does not hang on the audit


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A directory for a graph, which the explorer shows."""
    monkeypatch.setenv("KG_GRAPH", str(tmp_path / "graph"))
    return tmp_path / "graph"


def made(*extractions, place) -> str:
    build(place, *extractions)
    make_early(open_graph())
    page = early_page()
    assert page is not None
    return page.decode()


def early_of(html: str) -> str:
    return html[html.index('<div id="kg-early">') : html.index('<div id="root">')]


class Tags(HTMLParser):
    """Every tag with its attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)


def test_figures_and_links_stand_before_the_program(place):
    html = made(sample(), next_year(), place=place)
    read = Tags(early_of(html))
    words = "".join(read.words)
    for text in (
        "条指标",
        "份文件",
        "不能评价的指标和原因",
        "部门和年度",
        "青山市数据管理局",
        *TITLES.values(),
    ):
        assert text in words
    links = {attributes["href"] for tag, attributes in read.tags if tag == "a"}
    assert {"search", "department", "project", "audit", "."} <= links
    assert not [link for link in links if re.match(r"\w+:|//", str(link))]
    assert html.index('id="root"') < html.index("modulepreload")  # the program is not waited for
    assert html.count("<style>") == 2
    assert html.count("<noscript>") == 1


def test_every_text_of_a_document_is_escaped(place):
    markup = early_of(made(hostile(), place=place))
    read = Tags(markup)
    own = {"script", "img", "iframe", "object", "link", "style"}
    assert not [tag for tag, _ in read.tags if tag in own]
    assert not [name for _, attributes in read.tags for name in attributes if name.startswith("on")]
    department = HOSTILE["department"].replace(" ", "")  # as the directory of departments writes it
    assert department in "".join(read.words)
    assert escape(department) in markup


def test_nothing_is_fetched_from_elsewhere():
    for text in (STYLE, LOOK, SCRIPT):
        assert not re.search(r"https?:|url\(|@import|fetch\(|//[a-z]", text)


def test_without_a_graph_there_is_the_plain_page(place):
    assert early_page() is None
    place.mkdir()
    (place / "current.json").write_text("{}", "utf-8")
    assert early_page() is None


def test_a_graph_that_went_away_is_not_shown(place):
    made(sample(), place=place)
    shutil.rmtree(place)
    assert early_page() is None


def test_a_new_version_is_never_shown_with_old_figures(place, monkeypatch):
    first = made(sample(), place=place)
    asked = threading.Event()
    monkeypatch.setattr(early, "_make_again", asked.set)
    build(place, sample(), next_year())
    assert early_page() is None
    assert asked.wait(20)
    MAKE_AGAIN()
    second = early_page()
    assert second is not None
    assert second.decode() != first
    assert "2027" in early_of(second.decode())
    assert "2027" not in early_of(first)


def test_figures_of_the_audit_come_when_it_is_done(place, monkeypatch):
    from kg.explorer.overview import blocks

    for module in (early, blocks):
        monkeypatch.setattr(module, "is_audited", lambda _: False)
    html = made(sample(), place=place)
    assert "审核中" in html
    make_early(open_graph())
    assert early_page() == html.encode()
    for module in (early, blocks):
        monkeypatch.setattr(module, "is_audited", lambda _: True)
    make_early(open_graph())
    assert "审核中" not in early_page().decode()


def test_what_goes_wrong_leaves_the_plain_page(place, monkeypatch):
    build(place, sample())
    monkeypatch.setattr(early, "open_graph", lambda: 1 / 0)
    MAKE_AGAIN()
    assert early._made is None
    assert not early._making.locked()


@pytest.mark.parametrize(
    "path, query, expected",
    [("/", b"", b"early"), ("/", b"year=2026", b"root"), ("/search", b"", b"root"), ("/", None, b"early")],
)
def test_only_the_plain_address_of_the_first_page_has_it(path, query, expected):
    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "headers": [], "query_string": query}
    asyncio.run(program.FromMemory(None, early=lambda: b"early")(scope, None, send))
    assert expected in sent[1]["body"]
    assert int(dict(sent[0]["headers"])[b"content-length"]) == len(sent[1]["body"])
