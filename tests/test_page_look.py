"""How the pages look: contrast of the colours, a phone's width, focus that can be seen, paper."""

import re

import pytest
from explored_graph import build

from kg.explorer.address import href
from kg.explorer.looks.markup import STYLE

DEPARTMENT = "青山市数据管理局"
GROUNDS = ("#ffffff", "#f4f7fa", "#eef2f7")


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("name", ["ink", "grey", "link", "focus"])
def test_named_colours_can_be_read_on_every_ground(name):
    colour = re.search(rf"--kg-{name}: (#[0-9a-f]{{6}})", STYLE)[1]
    assert min(contrast(colour, ground) for ground in GROUNDS) >= 4.5


def test_other_letters_can_be_read():
    found = re.findall(r"[ {;]color: (#[0-9a-f]{6})", STYLE)
    assert found
    assert {colour for colour in found if contrast(colour, "#ffffff") < 4.5} == set()


def test_bars_stand_out_from_their_ground():
    colours = re.findall(r"\.kg-c(\d) \{ background: (#[0-9a-f]{6})", STYLE)
    assert [number for number, _ in colours] == list("01234567")
    assert {number for number, colour in colours if contrast(colour, "#ffffff") < 2.2} == set()


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return build(tmp_path_factory.mktemp("graph"))


PLACES = {
    "overview": href("overview"),
    "departments": href("department"),
    "department": href("department", department=DEPARTMENT, year=2026),
    "projects": href("project"),
    "project": href("project", project=f"project/2026/{DEPARTMENT}/数据平台运行维护"),
}


@pytest.mark.browser
@pytest.mark.parametrize("name", PLACES)
def test_a_phone_scrolls_tables_and_not_the_page(visit, name):
    visit.page.set_viewport_size({"width": 390, "height": 800})
    visit.go(PLACES[name])
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert visit.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    boxes = visit.page.evaluate(
        "[...document.querySelectorAll('.kg-scroll')].map(e => [e.clientWidth, getComputedStyle(e).overflowX])"
    )
    assert boxes
    assert all(width <= 390 and overflow == "auto" for width, overflow in boxes)


@pytest.mark.browser
def test_focus_is_seen_and_every_control_has_a_name(visit):
    visit.go(PLACES["overview"])
    nameless = visit.page.evaluate(
        """[...document.querySelectorAll('[data-testid=stMain] :is(input, button, select, textarea, a[href])')]
        .filter(e => e.getClientRects().length && !(e.getAttribute('aria-label') || e.labels?.[0]?.textContent ||
            e.textContent || e.getAttribute('title') || '').trim()).map(e => e.outerHTML.slice(0, 200))"""
    )
    assert nameless == []
    visit.page.focus(".kg-links a")
    visit.page.keyboard.press("Tab")
    style = visit.page.evaluate(
        "(() => { const s = getComputedStyle(document.activeElement); return [s.outlineStyle, s.outlineWidth]; })()"
    )
    assert style == ["solid", "3px"]


@pytest.mark.browser
def test_paper_has_no_controls_and_whole_tables(visit):
    visit.go(PLACES["department"])
    visit.page.emulate_media(media="print")
    assert visit.page.locator("[data-testid=stSelectbox]:visible").count() == 0
    assert visit.page.locator(".kg-table:visible").count() > 0
    cut = visit.page.evaluate(
        "[...document.querySelectorAll('.kg-scroll')].filter(e => getComputedStyle(e).overflowY !== 'visible').length"
    )
    assert cut == 0
