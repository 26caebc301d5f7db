"""The explorer in a real headless Chromium: it runs offline, shows hostile text as text, and links work."""

import re
import socket
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from explored_graph import IMAGE, LINK, SCRIPT, build

from kg.explorer.address import TITLES, href
from kg.explorer.nodes import short
from kg.store import open_store

pytestmark = pytest.mark.browser

ENGLISH = ("Deploy", "Press Enter", "Running", "No results", "Choose an option", "Traceback", "Error")


LABELS = """[...document.querySelectorAll("[aria-label], [data-testid=stSkipToContent]")]
  .map(one => one.getAttribute("aria-label") || one.textContent)
  .filter(words => /^[A-Z][a-z]+( [a-zA-Z]+)*$/.test(words))"""
"""What a screen reader says in English: more than a name such as SPARQL."""


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return build(tmp_path_factory.mktemp("graph"))


def iri_of(directory, pattern: str) -> str:
    return short(str(open_store(directory).select(f"SELECT ?x WHERE {{ {pattern} }} ORDER BY ?x").rows[0][0]))


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", TITLES)
def test_page_is_heard_in_chinese(visit, name, width):
    visit.page.set_viewport_size({"width": width, "height": 900})
    visit.go(href(name))
    for _ in range(20):  # the program changes its words a moment after it has drawn
        if not (english := visit.page.evaluate(LABELS)):
            break
        visit.page.wait_for_timeout(100)
    assert english == []


@pytest.mark.parametrize("name", TITLES)
def test_page_in_chinese_without_errors(visit, name):
    visit.go(href(name))
    shown = visit.text()
    assert not [word for word in ENGLISH if word in shown]
    assert all(title in shown for title in TITLES.values())
    assert visit.page.locator("[data-testid=stException]").count() == 0
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 1280


PERCENT = '?x kg:unitText "%" ; kg:name ?n'
HOSTILE_ROW = '?x kg:name ?n ; a kg:PerformanceTarget FILTER(CONTAINS(?n, "script"))'
HOSTILE_PROJECT = '?x a kg:Project ; rdfs:label ?n FILTER(STRSTARTS(?n, ":"))'


@pytest.mark.parametrize(
    "page, pattern, choice, texts",
    [
        ("search", PERCENT, "row", ["群众满意度", "第 20 行第 6～10 字"]),
        ("search", HOSTILE_ROW, "row", [SCRIPT, LINK, IMAGE]),
        ("project", HOSTILE_PROJECT, "project", [SCRIPT, LINK, ":red[甲]"]),
        ("network", HOSTILE_PROJECT, "node", [SCRIPT, ":material/home:"]),
    ],
)
def test_address_names_the_view_and_hostile_text_is_text(visit, directory, page, pattern, choice, texts):
    visit.go(href(page, **{choice: iri_of(directory, pattern)}))
    shown = visit.text()
    for text in texts:
        assert text in shown
    assert visit.page.locator("img[src*=evil]").count() == 0
    links = visit.page.evaluate("Array.from(document.querySelectorAll('a'), a => a.href.baseVal ?? a.href)")
    assert {urlsplit(urljoin(visit.page.url, link)).netloc for link in links} == {
        urlsplit(visit.address).netloc
    }
    assert visit.page.locator("[data-testid=stMain] script").count() == 0
    assert visit.page.locator(".katex").count() == 0


def test_chosen_row_goes_to_the_address_and_comes_back_from_it(visit):
    page = visit.go(href("search", department="青山市数据管理局", year=2026))
    page.evaluate("window.stillHere = true")
    page.get_by_role("link", name="群众满意度").first.click()
    page.wait_for_url(re.compile("row="))
    page.wait_for_selector("text=原文和出处")
    visit.settle()
    assert page.evaluate("window.stillHere") is True  # moved without loading the page anew
    assert "群众满意度" in visit.text()
    link = page.url
    other = visit.page.context.new_page()
    other.goto(link)
    other.wait_for_selector("text=第 20 行第 6～10 字")
    assert "群众满意度" in other.inner_text("[data-testid=stApp]")


def test_a_row_is_opened_by_keyboard_and_the_focus_goes_with_it(visit):
    page = visit.go(href("search", year=2026))
    page.locator(".kg-rows tbody a").nth(3).focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.classList.contains('kg-open')")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.kg-open') !== null")
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == 0


def test_search_stays_in_its_box_on_a_phone(visit):
    page = visit.go(href("search", q="数量 2026"))
    page.set_viewport_size({"width": 390, "height": 800})
    visit.settle()
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    assert not page.locator(".kg-sides").is_visible()
    page.locator(".kg-narrow > summary").click()
    assert page.locator(".kg-narrow .kg-side a").first.is_visible()


def test_filter_goes_to_the_address_and_back_works(visit):
    page = visit.go("search")
    assert "共 13 条指标" in visit.text()
    page.locator("[data-testid=stTextInput] input").fill("满意度")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=共 2 条指标")
    assert visit.choices() == {"q": ["满意度"]}
    page.get_by_role("link", name="清除条件").click()
    page.wait_for_selector("text=共 13 条指标")
    page.go_back()
    page.wait_for_selector("text=共 2 条指标")


def test_links_of_the_first_page_lead_to_the_filtered_search(visit):
    page = visit.go("")
    row = page.locator("tr", has_text="2027").filter(has_text="青山市数据管理局")
    row.locator("a[href*='search?'][href*='year=2027']").first.click()
    page.wait_for_selector("text=2 条指标")
    assert visit.choices() == {"department": ["青山市数据管理局"], "year": ["2027"]}
    assert len(visit.page.context.pages) == 1


def test_plots_are_drawn(visit):
    page = visit.go("")
    bars = page.locator(".kg-bars .kg-track > *")
    bars.first.wait_for()
    assert bars.count() > 3
    assert all(width > 0 for width in bars.evaluate_all("found => found.map(bar => bar.clientWidth)"))


def test_picture_opens_and_moves_on_without_loading_anew(visit):
    page = visit.go(href("network", node="indicator/受理办件量"))
    page.evaluate("window.stillHere = true")
    boxes = page.locator(".kg-picture svg rect").count()
    assert 2 < boxes <= 600
    page.locator(".kg-picture svg a", has_text="点一下展开").filter(has_text="网站集约化").click()
    page.wait_for_url(re.compile("open="))
    visit.settle()
    assert page.locator(".kg-picture svg rect").count() > boxes
    page.locator(".kg-picture svg a", has_text="以它为中心").filter(has_text="网站集约化").click()
    page.wait_for_url(re.compile("node=project"))
    visit.settle()
    assert "网站集约化（2026） 是项目" in visit.text()
    assert page.evaluate("window.stillHere") is True
    page.go_back()
    page.wait_for_selector("text=受理办件量 是指标")


def test_picture_is_reached_by_keyboard_and_opens_in_a_new_tab(visit):
    page = visit.go(href("network", node="indicator/受理办件量"))
    link = page.locator(".kg-picture svg a").first
    link.focus()
    assert page.evaluate("document.activeElement.closest('.kg-picture') !== null")
    with visit.page.context.expect_page() as other:
        link.click(modifiers=["Control"])
    assert "open=" in other.value.url
    assert "open=" not in page.url
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("open="))


def test_picture_stays_in_its_box_on_a_phone(visit):
    page = visit.go(href("network", node="indicator/受理办件量"))
    page.set_viewport_size({"width": 390, "height": 800})
    visit.settle()
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    assert page.locator(".kg-outline").first.is_visible()


def test_finding_leads_to_its_row(visit):
    page = visit.go(href("audit", code="number-without-operator"))
    page.locator("a", has_text="看指标").first.click()
    page.wait_for_selector("text=原文和出处")
    assert "95%" in visit.text()


def test_downloads(visit, tmp_path):
    page = visit.go(href("search", year=2027))
    for label, start in (("下载 Excel", b"PK"), ("下载 CSV", "\ufeff年度,部门".encode())):
        with page.expect_download() as download:
            page.get_by_role("button", name=label).click()
        path = tmp_path / "file"
        download.value.save_as(path)
        assert path.read_bytes().startswith(start)
        assert unquote(download.value.suggested_filename).startswith("指标检索")


def test_console_in_the_browser(visit):
    page = visit.go("questions")
    page.get_by_role("radio", name="自己写 SPARQL").click()
    page.locator("textarea").fill("DELETE WHERE { ?s ?p ?o }")
    page.locator("[data-testid=stButton] button").click()
    page.wait_for_selector("text=图谱只能查询")
    page.locator("textarea").fill("SELECT (COUNT(*) AS ?n) WHERE { ?t a kg:PerformanceTarget }")
    page.locator("[data-testid=stButton] button").click()
    page.wait_for_selector("text=共 1 行")


def test_server_answers_this_machine_only(address):
    port = urlsplit(address).port
    others = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)} - {
        "127.0.0.1"
    }
    for other in others:
        with pytest.raises(OSError):  # noqa: PT011 - refused, unreachable or timed out
            socket.create_connection((other, port), timeout=2).close()
