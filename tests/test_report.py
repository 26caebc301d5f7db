"""Indicators that an evaluation report prints as sentences."""

import pytest
from inline_documents import codes, document, extract, forms

from kg.rows.report import decode_report

TITLE = "云岭市园林局2023年度部门决算\n2023年度市级预算项目绩效评价报告\n（绿地养护\n经费）\n"
HEADINGS = "（一）产出指标\n1、数量指标\n"
SENTENCE = "1）养护面积（万平方米），目标值260，完成值262，分值30，得分29.5。\n"


def rows(text):
    (form,) = forms(TITLE + text)
    return decode_report(form, document="x").rows


SPELLED = {
    "plain": SENTENCE,
    "narrow brackets": "1) 养护面积(万平方米)，目标值 260，完成值 262，分值 30，得分 29.5。\n",
    "marked": "- 1）养护面积（万平方米），目标值260，完成值262，分值30，得分29.5\n",
    "wrapped in the words": "1）养护面积（万平方米），目标值260，完\n成值262，分值30，\n得分29.5。\n",
    "wrapped in the name": "1）养护\n面积（万平方米），目标值260，完成值262，分值30，得分29.5。\n",
    "other words": "1）养护面积（万平方米），年度指标值260，实际完成值262，分值30，自评得分29.5。\n",
}


@pytest.mark.parametrize("sentence", SPELLED.values(), ids=SPELLED)
def test_a_sentence_is_a_row(sentence):
    (row,) = rows(HEADINGS + sentence)
    assert dict(row.cells) == {
        "name": "养护面积",
        "unit": "万平方米",
        "target": "260",
        "actual": "262",
        "weight": "30",
        "score": "29.5",
    }
    assert (row.level1, row.level2, row.unit_hint, row.target_text) == (
        "产出指标",
        "数量指标",
        "万平方米",
        "260",
    )


@pytest.mark.parametrize("sentence", SPELLED.values(), ids=SPELLED)
def test_the_sources_are_the_printed_characters(sentence):
    text = TITLE + HEADINGS + sentence
    (row,) = rows(HEADINGS + sentence)
    lines = text.split("\n")
    for name, cell in row.cells.items():
        quoted = "".join(lines[span.line - 1][span.start : span.end] for span in row.sources[name])
        assert "".join(quoted.split()) == "".join(cell.split())


def test_commas_and_numbers_in_the_name_stay_in_it():
    (row,) = rows(HEADINGS + "1）含公园2个，绿地 35 处（处），目标值37，完成值37，分值5，得分5。\n")
    assert row.cells["name"] == "含公园2个，绿地35处"


def test_levels_are_those_of_the_headings_above():
    text = (
        HEADINGS
        + SENTENCE
        + "2、质量指标\n"
        + SENTENCE
        + "（二）满意度指标\n1、服务对象满意度指标\n"
        + SENTENCE
    )
    assert [(row.level1, row.level2) for row in rows(text)] == [
        ("产出指标", "数量指标"),
        ("产出指标", "质量指标"),
        ("满意度指标", "服务对象满意度指标"),
    ]


@pytest.mark.parametrize(
    "sentence",
    ["1）养护面积，目标值较高。\n", "本项目目标值合理。\n", "1）养护面积，目标值260，完成值262。\n"],
)
def test_a_sentence_that_cannot_be_read_is_a_finding(sentence):
    found = extract(TITLE + HEADINGS + SENTENCE + sentence)
    assert codes(found) == {"unread-text"}
    assert [line.line for line in found.account if "没有读懂" in line.reason] == [8]


def test_the_head_of_a_report():
    found = extract(TITLE + "二、绩效分析\n本项目绩效自评得分 92.5 分，等级为优。\n" + HEADINGS + SENTENCE)
    (head,) = found.heads
    assert (head.form, head.project, head.year) == ("绩效评价报告", "绿地养护经费", 2023)
    assert (str(head.total_score), head.grade) == ("92.5", "优")


def test_a_value_and_unit_run_together_in_the_form_are_split_by_the_report():
    form = (
        "项目支出绩效自评表\n项目名称^绿地养护经费^\n^一级指标^二级指标^三级指标^指标值^实际完成值\n"
        "^产出指标^数量指标^巡查次数^=1001^100\n"
    )
    report = TITLE + HEADINGS + "1）巡查次数(1)，目标值 100，完成值 100，分值 10，得分 10。\n"
    both = extract("云岭市园林局2023年度部门决算\n" + form + report.split("\n", 1)[1])
    first = both.indicators[0]
    assert (first.form, str(first.value), first.unit) == ("绩效自评表", "100", "1")
    assert "split-by-report" in first.rules


def test_other_projects_split_nothing():
    form = (
        "项目支出绩效自评表\n项目名称^别的项目^\n^一级指标^二级指标^三级指标^指标值^实际完成值\n"
        "^产出指标^数量指标^巡查次数^=1001^100\n"
    )
    report = TITLE + HEADINGS + "1）巡查次数(1)，目标值 100，完成值 100，分值 10，得分 10。\n"
    both = extract("云岭市园林局2023年度部门决算\n" + form + report.split("\n", 1)[1])
    assert "split-by-report" not in both.indicators[0].rules


def test_every_line_of_a_report_is_accounted_for():
    text = (
        TITLE
        + HEADINGS
        + "1）养护面积（万平方米），目标值260，完\n成值262，分值30，得分29.5。\n三、问题\n无。\n"
    )
    found = extract(text)
    assert [(line.line, line.fate) for line in found.account] == [
        (2, "head"),
        (3, "ignored"),
        (4, "ignored"),
        (5, "header"),
        (6, "header"),
        (7, "emitted"),
        (8, "continued"),
        (9, "ignored"),
        (10, "ignored"),
    ]
    assert document(text).blocks
