"""指标库 and 查询 in a real headless Chromium: what a unit that fills in a form does with them."""

import io
import zipfile

import pytest
from library_graph import ASKED, PLATFORM, build_library

from kg.explorer.address import href

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return build_library(tmp_path_factory.mktemp("library"))


def fill(visit, label: str, text: str) -> None:
    """Type into a box once the page rests: one that still runs may put its own text there."""
    visit.settle()
    box = visit.page.get_by_label(label)
    box.fill(text)
    box.press("Enter")


def test_values_of_others_in_three_clicks(visit):
    page = visit.go("")
    page.get_by_role("link", name="指标库").first.click()
    page.wait_for_selector("text=个指标")
    fill(visit, "找指标", "用户 满意")
    page.wait_for_selector("text=名称里有“用户 满意”的 1 个指标")
    page.get_by_role("link", name=ASKED).click()
    page.wait_for_selector("text=年度下限 5 个：90～98%")
    assert page.locator(".kg-strip .kg-dot").count() == 4
    assert page.locator(".kg-strip .kg-dot").first.bounding_box()["width"] >= 8
    page.wait_for_selector("text=群众满意度")  # the nearest, found in the background
    fill(visit, "拟定的目标", "≥85%")
    page.wait_for_selector("text=比它大的 5 行。目标值比同类都松")
    assert visit.choices()["mine"] == ["≥85%"]


def test_a_set_is_picked_and_downloaded(visit, tmp_path):
    page = visit.go(href("library", plan="政务云服务"))
    page.wait_for_selector("text=理解为")
    for number, name in enumerate((PLATFORM, ASKED), 1):
        page.get_by_text(name, exact=True).first.click()
        page.wait_for_selector(f"text=已选 {number} 个指标")
        visit.settle()
    with page.expect_download() as download:
        page.get_by_role("button", name="下载 Excel").click()
    path = tmp_path / "picked.xlsx"
    download.value.save_as(path)
    sheet = zipfile.ZipFile(io.BytesIO(path.read_bytes())).read("xl/worksheets/sheet1.xml").decode()
    assert PLATFORM in sheet
    assert ASKED in sheet


def test_an_answer_leads_to_the_printed_row(visit):
    page = visit.go("questions")
    page.get_by_role("radio", name="哪些项目没有满意度指标").click()
    page.wait_for_selector("text=理解为")
    fill(visit, "用中文问一句话", "满意度指标低于95%的项目有哪些")
    page.wait_for_selector("text=共 2 行")
    page.get_by_role("link", name="出处和相关").first.click()
    page.wait_for_selector("text=第 1 行")
    page.get_by_role("link", name=f"原文：{ASKED}").click()
    page.wait_for_selector(f"text={ASKED}")
    assert "row" in visit.choices()


@pytest.mark.parametrize(
    "path",
    [
        "library",
        href("library", concept=f"indicator/{ASKED}"),
        href("library", plan="政务云服务"),
        "questions",
        href("questions", ask="各部门有多少个项目"),
        href("questions", way="named"),
        href("questions", way="sparql"),
    ],
)
def test_a_phone_needs_no_sideways_scrolling(visit, path):
    visit.page.set_viewport_size({"width": 390, "height": 840})
    page = visit.go(path)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    unnamed = page.evaluate(
        "[...document.querySelectorAll('[data-testid=stMain] :is(input, textarea, button)')]"
        ".filter(e => !e.getAttribute('aria-label') && !e.textContent.trim() && !e.labels?.length && e.offsetParent)"
        ".map(e => e.outerHTML)"
    )
    assert unnamed == []
