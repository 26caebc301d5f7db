"""What stands before Streamlit's program, in Chromium: there at once, gone without a jump, heard once."""

import re
from contextlib import contextmanager, suppress

import pytest
from explored_graph import build, hostile
from sample_extraction import next_year, sample

pytestmark = pytest.mark.browser

PROGRAM = re.compile(r"/static/js/index\.[\w-]+\.js$")
PLACES = """root => [...document.querySelectorAll(root + " :is(h5, .kg-cards, .kg-bars, .kg-table, .kg-note, input)")]
  .filter(one => !one.closest("[role=group]"))
  .map(one => { const at = one.getBoundingClientRect(); return [one.tagName, at.x, at.y, at.width].join(" "); })"""


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return build(tmp_path_factory.mktemp("graph"), sample(), next_year(), hostile())


@contextmanager
def held_program(page):
    """The program does not come until the block ends."""
    from playwright.sync_api import Error

    waiting = []
    page.context.route(PROGRAM, lambda route: waiting.append(route))
    try:
        yield
    finally:
        for route in waiting:
            with suppress(Error):  # of a page that was left
                route.continue_()
        page.context.unroute(PROGRAM)


def warm(visit):
    """Wait until the server has the early screen, with the figures of the audit."""
    for _ in range(300):
        sent = visit.page.request.get(visit.address).text()
        if "kg-early" in sent and "审核中" not in sent:
            return
        visit.page.wait_for_timeout(100)
    raise AssertionError("the early screen does not come")


def open_early(visit, width=1280):
    visit.page.set_viewport_size({"width": width, "height": 1000})
    visit.page.goto(visit.address, wait_until="commit")
    for _ in range(200):
        visit.page.wait_for_timeout(100)
        if visit.page.evaluate("document.querySelector('#kg-early .kg-card') !== null"):
            return visit.page
    raise AssertionError("the early screen is not there")


@pytest.mark.parametrize("width", [1280, 390])
def test_it_gives_way_without_a_jump_and_is_heard_once(visit, width):
    warm(visit)
    page = visit.page
    with held_program(page):
        open_early(visit, width)
        assert page.locator("#root").inner_text() == ""
        before = page.evaluate(PLACES, "#kg-early")
        headings = page.get_by_role("heading").all_inner_texts()
        assert page.get_by_role("main").count() == 1
        assert page.get_by_role("navigation").count() == (width > 768)  # else behind a button
        assert page.evaluate("document.querySelector('#kg-early main').scrollWidth") <= width
        page.evaluate("document.querySelector('#kg-early main').scrollTop = 150")
    visit.settle()
    main = page.locator("[data-testid=stMain]")
    # the browser itself moves it a little where something above the view gets its height late
    assert main.evaluate("main => main.scrollTop") == pytest.approx(150, abs=60)
    main.evaluate("main => main.scrollTo(0, 0)")
    assert len(before) > 10
    after = page.evaluate(PLACES, "[data-testid=stMain]")
    for one, other in zip(before, after, strict=True):
        (tag, *numbers), (other_tag, *others) = one.split(), other.split()
        assert tag == other_tag
        assert [float(number) for number in numbers] == pytest.approx(list(map(float, others)), abs=1.01)
    assert page.get_by_role("heading").all_inner_texts() == headings
    assert page.get_by_role("main").count() == 1


def test_a_link_works_before_the_program(visit):
    warm(visit)
    with held_program(visit.page):
        page = open_early(visit)
        page.locator("#kg-early .kg-cards a").filter(has_text="条指标").first.click()
        page.wait_for_url(re.compile("search"), wait_until="commit")
        assert page.locator("#kg-early").count() == 0
    visit.settle()
    assert "条指标" in visit.text()


@pytest.mark.parametrize("button, where", [("检索", "search?q="), ("提问", "questions?ask=")])
def test_the_box_works_before_the_program(visit, button, where):
    warm(visit)
    with held_program(visit.page):
        page = open_early(visit)
        page.get_by_role("button", name=button).click()  # of nothing
        assert page.url == visit.address
        page.get_by_label("查指标、找数值，或直接提问").fill("群众满意度")
        page.get_by_role("button", name=button).click()
        page.wait_for_url(re.compile(re.escape(where)), wait_until="commit")
    visit.settle()
    assert next(iter(visit.choices().values())) == ["群众满意度"]


def test_what_is_being_typed_is_handed_over(visit):
    warm(visit)
    with held_program(visit.page):
        page = open_early(visit)
        page.get_by_label("查指标、找数值，或直接提问").click()
        page.keyboard.type("群众满")
    visit.settle()
    page.keyboard.type("意度")
    assert page.locator("[data-testid=stTextInput] input").first.input_value() == "群众满意度"
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("search"), wait_until="commit")
    assert visit.choices() == {"q": ["群众满意度"]}


def test_departments_are_narrowed_before_the_program(visit):
    warm(visit)
    with held_program(visit.page):
        page = open_early(visit)
        page.get_by_label("年度", exact=True).select_option("2027")
        page.wait_for_url(re.compile("year=2027"), wait_until="commit")
        assert page.locator("#kg-early").count() == 0
    visit.settle()
    assert visit.choices()["year"] == ["2027"]


def test_an_open_menu_is_not_taken_away(visit):
    warm(visit)
    with held_program(visit.page):
        page = open_early(visit, 390)
        page.locator("#kg-early summary").click()
    page.wait_for_selector(".stApp[data-test-script-state=notRunning]", state="attached")
    page.wait_for_timeout(800)
    assert page.locator("#kg-early").get_by_role("link", name="部门", exact=True).is_visible()
    page.locator("#kg-early summary").click()
    visit.settle()
    assert "份文件" in visit.text()
