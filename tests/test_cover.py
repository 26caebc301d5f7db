"""Whose document it is and of which year, by the strongest evidence that is printed."""

import pytest
from inline_documents import COLUMNS, codes, document, extract

from kg.rows.cover import form_year, read_cover

TABLE = "项目支出绩效目标表\n{head}" + COLUMNS + "^产出指标^数量指标^册数^≥9册\n"


@pytest.mark.parametrize(
    "cover, name, year",
    [
        ("云岭市图书馆2024年部门预算", "云岭市图书馆", 2024),
        ("2024年云岭市图书馆部门预算公开", "云岭市图书馆", 2024),
        ("2024年度\n云岭市图书馆\n部门决算", "云岭市图书馆", 2024),
        ("# 云岭市图书馆\n2024年度单位预算", "云岭市图书馆", 2024),
        ("云岭市文化和旅游局 2025 年部门预算（草案）", "云岭市文化和旅游局", 2025),
        ("云岭市图书馆2024年预算公开说明", "云岭市图书馆", 2024),
    ],
)
def test_the_cover_names_department_and_year(cover, name, year):
    found = read_cover(document(cover + "\n正文。\n"), ["别的名称"])
    assert (found.department, found.year) == (name, year)
    assert found.findings == ()


@pytest.mark.parametrize(
    "caption",
    [
        "部门：云岭市图书馆^^单位：万元",
        "单位名称：云岭市图书馆",
        "编制单位：云岭市图书馆 单位：万元",
        "填报单位：云岭市图书馆",
    ],
)
def test_without_a_cover_the_captions_of_the_tables_do(caption):
    assert read_cover(document(f"2024年预算表\n{caption}\n{caption}\n"), []).department == "云岭市图书馆"


def test_a_unit_of_money_is_no_department():
    assert read_cover(document("单位：万元\n单位：人民币元\n2024年\n"), []).department == ""


HEADS = {
    "department in the form": ("部门名称^云岭市图书馆^\n项目名称^甲项目^\n", "云岭市图书馆", set()),
    "supervising department": (
        "项目名称^甲项目^\n主管部门^云岭市文旅局^实施单位^云岭市图书馆\n",
        "云岭市文旅局",
        set(),
    ),
    "implementing unit": (
        "项目名称^甲项目^\n实施单位^云岭市图书馆^\n",
        "云岭市图书馆",
        {"department-guessed"},
    ),
    "nothing": ("项目名称^甲项目^\n", "", {"no-department"}),
}


@pytest.mark.parametrize("head, name, found_codes", HEADS.values(), ids=HEADS)
def test_at_last_the_forms_themselves_do(head, name, found_codes):
    found = extract("（2024年度）\n" + TABLE.format(head=head))
    assert found.department == name
    assert codes(found) == found_codes


def test_a_title_names_the_department_before_the_units():
    second = "项目名称^乙项目^\n实施单位^云岭市少儿馆^\n" + COLUMNS + "^产出指标^数量指标^册数^≥9册\n"
    text = "云岭市图书馆2024年" + TABLE.format(head="项目名称^甲项目^\n实施单位^云岭市图书馆本部^\n") + second
    assert extract(text).department == "云岭市图书馆"


def test_units_that_differ_name_no_department():
    second = "项目名称^乙项目^\n实施单位^云岭市少儿馆^\n" + COLUMNS + "^产出指标^数量指标^册数^≥9册\n"
    found = extract("（2024年）\n" + TABLE.format(head="项目名称^甲项目^\n实施单位^云岭市图书馆^\n") + second)
    assert (found.department, codes(found)) == ("", {"no-department"})


@pytest.mark.parametrize(
    "preamble, year",
    [
        (["项目支出绩效目标表", "（2024年度）"], 2024),
        (["填报日期：2025 年 12 月 29 日"], None),
        (["填报日期：2025年12月29日", "(2026 年)"], 2026),
        (["预算年度：2026"], 2026),
        (["２０２４年"], 2024),
        (["项目支出绩效目标表"], None),
        ([], None),
    ],
)
def test_the_year_above_a_form_is_no_day(preamble, year):
    assert form_year(preamble) == year


@pytest.mark.parametrize(
    "name, text, year",
    [
        ("x.txt", "项目实施期为2023年至2025年，2024年完成。2024年验收。", 2024),
        ("2026年预算.txt", "2024年。", 2026),
        ("x.txt", "没有。", 0),
    ],
)
def test_the_year_without_a_cover(name, text, year):
    found = read_cover(document(text, name), ["云岭市图书馆"])
    assert found.year == year
    assert ("no-year" in {finding.code for finding in found.findings}) is (year == 0)


def test_the_year_of_the_forms_goes_before_the_commonest():
    assert read_cover(document("2019年。2019年。"), ["甲局"], form_years=[2024]).year == 2024
