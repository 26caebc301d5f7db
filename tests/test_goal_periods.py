"""A goal keeps the time it is for: that of the project beside that of the year, on lines, in rows and side by side."""

import pytest
from inline_documents import COLUMNS, extract

from kg.tables.labels import head_of

ROW = COLUMNS + "^产出指标^数量指标^册数^≥9册\n"
LONG, ANNUAL = ("长期", "建成馆舍体系。"), ("年度", "完成一期工程。")


def goals(text):
    (found,) = extract(
        f"青山县图书馆2024年部门预算\n项目支出绩效目标表\n（2024年度）\n项目名称^图书采购^\n{text}{ROW}"
    ).heads
    return [(goal.horizon, goal.text) for goal in found.goals]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("总目标^建成馆舍体系。^\n年度目标^完成一期工程。^\n", [LONG, ANNUAL]),
        ("年度目标^完成一期工程。^\n总体目标^建成馆舍体系。^\n", [ANNUAL, LONG]),
        ("项目总目标^建成馆舍体系。^\n年度绩效目标^完成一期工程。^\n", [LONG, ANNUAL]),
        ("总目标 建成馆舍体系。\n年度目标 完成一期工程。\n", [LONG, ANNUAL]),
        ("总目标 建成馆舍体系。\n年度目标\n", [LONG]),
        ("整体绩效^长期目标（截止2030年）^年度目标\n总目标^建成馆舍体系。^完成一期工程。\n", [LONG, ANNUAL]),
        ("整体绩效^年度目标^长期目标\n总目标^完成一期工程。^建成馆舍体系。\n", [ANNUAL, LONG]),
        ("总体目标^实施期目标^年度目标\n^建成馆舍体系。^完成一期工程。\n", [LONG, ANNUAL]),
        ("总体目标^完成一期工程。^\n", [ANNUAL]),
        ("年度目标^总体目标^完成一期工程。\n", [ANNUAL]),
        ("年度绩效总目标^完成一期工程。^\n", [ANNUAL]),
    ],
    ids=[
        "rows", "rows turned", "other words", "lines", "no text of the year", "columns", "columns turned",
        "columns without a label", "alone", "opened by the year", "alone and of the year",
    ],
)  # fmt: skip
def test_every_goal_keeps_its_time(text, expected):
    assert goals(text) == expected


@pytest.mark.parametrize("label", ["年度绩效总目标", "项目年度绩效目标", "部门年度绩效目标", "年度履职目标"])
def test_a_label_that_says_the_year_is_one_of_the_year(label):
    assert head_of(label).first("field") == "annual_goal"
