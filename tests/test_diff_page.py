"""The page 对比: choosing sides, kinds as cards and filter, old beside new, links, downloads, hostile texts."""

import html
import io
import re

import openpyxl
import page_runner
import pytest
from diff_records import record
from explored_graph import IMAGE, LINK, MARKS, SCRIPT, build, hostile
from sample_extraction import next_year, sample
from streamlit.testing.v1 import AppTest

from kg.diff import KINDS, compare_records
from kg.explorer.address import COMPARE, TITLES
from kg.explorer.compare.tables import SIGNS, differences_html, marked

DEPARTMENT = sample().department


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return build(tmp_path_factory.mktemp("graph"), sample(), next_year(), hostile())


@pytest.fixture(autouse=True)
def graph(directory, monkeypatch):
    monkeypatch.setenv("KG_GRAPH", str(directory))


def run_page(**choices: str) -> AppTest:
    return page_runner.run_page("compare", **choices)


def markup(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def text_of(app: AppTest) -> str:
    return html.unescape(re.sub(r"<[^>]*>", " ", markup(app)))


def choice_of(app: AppTest, name: str) -> str:
    value = app.query_params.get(name, "")
    return value if isinstance(value, str) else value[0]


def test_the_page_stands_in_the_navigation():
    assert TITLES[COMPARE] == "对比"
    assert set(SIGNS) == set(KINDS)


def test_without_a_choice_it_shows_where_there_is_something_to_compare():
    app = run_page()
    text = text_of(app)
    assert "两个以上的年度" in text
    assert DEPARTMENT in text
    assert "2026 → 2027" in text
    assert "department=" in html.unescape(markup(app))


def test_a_department_is_compared_over_its_last_two_years():
    app = run_page(department=DEPARTMENT)
    assert (choice_of(app, "old"), choice_of(app, "new")) == ("2026", "2027")
    text = text_of(app)
    assert f"2026 年 {DEPARTMENT}" in text
    assert "取消" in text
    assert "各行的去向" in "\n".join(element.value for element in app.markdown)
    assert "行 = 配对" in text


def test_a_kind_filters_the_table_and_the_address_keeps_it():
    whole = run_page(department=DEPARTMENT, old="2026", new="2027")
    only = run_page(department=DEPARTMENT, old="2026", new="2027", kind="dropped")
    options = whole.get("button_group")[1].proto.options
    assert options[0].content.startswith("全部")
    assert any("－ 取消 **" in option.content for option in options)
    assert "取消" in text_of(only)
    assert text_of(only).count("取消指标") >= 1
    assert "新增指标" not in text_of(only)
    nothing = run_page(department=DEPARTMENT, old="2026", new="2027", kind="<b>")
    assert not nothing.exception


def test_each_side_leads_to_its_row_and_its_source():
    found = markup(run_page(department=DEPARTMENT, old="2026", new="2027"))
    assert re.search(r"search.{0,12}row", html.unescape(found))
    assert re.search(r"project\?project=", html.unescape(found))


def test_two_documents():
    app = run_page(by="documents", old="a.txt", new="b.txt")
    assert "a.txt" in text_of(app)
    assert "收紧" in text_of(app) or "放宽" in text_of(app) or "取消" in text_of(app)
    asked = run_page(by="documents")
    assert any("两份文件" in one.value for one in asked.info)


def test_the_same_year_on_both_sides_has_no_changes():
    app = run_page(department=DEPARTMENT, old="2026", new="2026")
    assert any("没有变化" in one.value for one in app.success)


def test_addresses_typed_by_hand_do_no_harm():
    for choices in (
        {"department": "没有的局"},
        {"department": DEPARTMENT, "old": "1", "new": SCRIPT},
        {"by": "x", "department": DEPARTMENT},
        {"by": "documents", "old": LINK, "new": "\0"},
        {"department": DEPARTMENT, "old": "2026", "new": "2027", "start": "99999", "project": SCRIPT},
    ):
        assert not run_page(**choices).exception


def test_hostile_documents_stay_text():
    found = markup(run_page(by="documents", old="a.txt", new=hostile().document.name))
    assert "<script" not in found
    assert "<img" not in found
    assert "javascript:" not in found
    rows = (
        [record(SCRIPT, MARKS, project=IMAGE)],
        [record(f"{SCRIPT}{LINK}", f"{MARKS}{LINK}", project=IMAGE)],
    )
    table = differences_html(compare_records(*rows).differences)
    assert "<script" not in table
    assert "<img" not in table
    assert "<a " not in table, "rows without an identifier lead nowhere"


def test_what_differs_is_marked_and_numbers_are_marked_as_a_whole():
    old, new = marked("≥90%", "≥95%")
    assert old == '≥<del class="kg-gone">90</del>%'
    assert new == '≥<ins class="kg-come">95</ins>%'
    assert marked("甲", "甲") == ("甲", "甲")
    assert marked("", "≥5") == ("", "≥5")
    assert marked("完全不同的", "另外一些") == (
        '<del class="kg-gone">完全不同的</del>',
        '<ins class="kg-come">另外一些</ins>',
    )


def test_every_control_has_a_name():
    app = run_page(department=DEPARTMENT, old="2026", new="2027")
    for element in (*app.selectbox, *app.button, *app.get("download_button"), *app.get("button_group")):
        assert getattr(element, "label", None) or element.proto.label


def test_the_download_is_a_workbook_of_what_is_shown():
    from kg.export.differences import differences_to_workbook

    found = compare_records([record("甲", "≥9%"), record("=乙", "1个")], [record("甲", "≥8%")])
    sheet = openpyxl.load_workbook(io.BytesIO(differences_to_workbook(found)))["变化"]
    assert sheet.max_row == 3
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
