"""Which parts of a document are forms, where each begins and ends, and what a cell says by itself."""

import json
from pathlib import Path

import pytest
from inline_documents import HEAD, document, forms

from kg.model import Line
from kg.tables import PrintedRow, is_header, item_texts, line_of
from kg.tables.items import document_items, furniture
from kg.tables.labels import (
    column_of,
    goal_label,
    head_of,
    is_goal_piece,
    is_nature,
    is_number,
    is_operator,
    is_page_number,
    is_quality,
    is_signed,
    is_target,
    is_unit,
    label_text,
    level_of,
)
from kg.tables.titles import title_of, title_owner

CASES = Path(__file__).resolve().parent / "cases"
SPELLINGS = json.loads((CASES / "headers" / "spellings.json").read_text(encoding="utf-8"))
INDICATORS = """^一级指标^二级指标^三级指标^指标值
^产出指标^数量指标^采购册数^≥900册
"""


@pytest.mark.parametrize("case", SPELLINGS, ids=lambda case: case["printed"])
def test_a_heading_is_known_by_its_spelling(case):
    assert column_of(case["printed"]) == case["field"]


@pytest.mark.parametrize(
    "printed, name, label",
    [
        ("产出指标", "output", "产出指标"),
        ("产出指标（50分）", "output", "产出指标"),
        ("产出指标(50)", "output", "产出指标"),
        ("效益 指标\n（30分）", "benefit", "效益指标"),
        ("一、产出指标", "output", "产出指标"),
        ("（二）效益指标", "benefit", "效益指标"),
        ("1.数量指标", "quantity", "数量指标"),
        ("数量指标 1、2", "quantity", "数量指标"),
        ("质量指标3", "quality", "质量指标"),
        ("时效指标：", "timeliness", "时效指标"),
        ("产 出 指 标", "output", "产出指标"),
        ("成本指标", "cost", "成本指标"),
        ("社会公众或服务对象满意度", "service-satisfaction", "社会公众或服务对象满意度"),
        ("预算执行", "budget-execution", "预算执行"),
    ],
)
def test_a_level_is_known_with_its_ordinal_and_weight(printed, name, label):
    assert level_of(printed).name == name
    assert label_text(printed) == label


@pytest.mark.parametrize(
    "printed", ["数量指标完成情况", "1.", "（50分）", "三级指标", "", "产出指标和效益指标"]
)
def test_other_texts_are_no_level(printed):
    assert level_of(printed) is None


@pytest.mark.parametrize(
    "printed, field",
    [
        ("项目名称：", "project"),
        ("转移支付(项目)名称", "project"),
        ("其中:财政拨款", "fiscal"),
        ("实施期目标（2024年—2026年）", "long_goal"),
        ("1.一般公共预算财政拨款", "general_budget"),
        ("2024年预算数", "budget"),
        ("联系 电话", "contact"),
        ("年度资金总额（万元）", "budget"),
    ],
)
def test_a_label_of_the_head_is_known(printed, field):
    assert head_of(printed).first("field") == field


@pytest.mark.parametrize("printed", ["改造公厕", "2024", "（2024年）", "年度", "", "指标值"])
def test_values_are_no_label(printed):
    found = head_of(printed)
    assert found is None or printed == "年度"


@pytest.mark.parametrize(
    "printed", ["≥95%", ">=5", "不少于30场", "12月底前", "100%", "文字描述：按期", "≤0.3", "±5%"]
)
def test_targets_are_recognised(printed):
    assert is_target(printed)


@pytest.mark.parametrize("printed", ["满意度", "提升", "数量指标", "≥", "2024年重点工作任务完成情况"])
def test_names_are_no_targets(printed):
    assert not is_target(printed) or printed == "≥"
    assert not is_signed(printed)


@pytest.mark.parametrize(
    "check, yes, no",
    [
        (is_operator, ["≥", "大于等于", "<=", "＝"], ["≥5", "数量", "等级"]),
        (is_number, ["1,200.50", "-3", "３"], ["3个", "", "1.2.3.4万"]),
        (is_unit, ["万平方米", "%", "个"], ["采购图书", "5"]),
        (is_nature, ["定性", "定量", "定性指标"], ["良好", "≥"]),
        (is_quality, ["明显提升", "达到规范要求", "健全"], ["采购数量", "提升" * 20]),
        (
            is_page_number,
            ["- 12 -", "第3页 共8页", "第 3 页", "—5—", "Page 2 of 9"],
            ["12", "-12", "第3项", "≥5"],
        ),
        (is_goal_piece, ["年度绩效目标 5", "长期", "绩 效 指 标"], ["数量指标", "总目标与任务", "5"]),
    ],
)
def test_a_cell_says_what_it_is(check, yes, no):
    assert [text for text in yes if not check(text)] == []
    assert [text for text in no if check(text)] == []


@pytest.mark.parametrize(
    "printed, found",
    [
        ("长期绩效目标 1", ("长期", 1)),
        ("年度绩效指标8", ("年度", 8)),
        ("中长期目标", ("长期", None)),
        ("年度绩效目标 2(图书采购)", ("年度", 2)),
        ("目标3：", (None, 3)),
        ("总目标", None),
        ("数量指标", None),
    ],
)
def test_goal_labels_give_horizon_and_number(printed, found):
    assert goal_label(printed) == found


@pytest.mark.parametrize(
    "printed, kind",
    [
        ("项目支出绩效目标表", "project-target"),
        ("附件2：2024年项目支出绩效目标申报表", "project-target"),
        ("项目支出绩效目标表（2024年度）", "project-target"),
        ("项目支出绩效目标表（续）", "project-target"),
        ("## 部门整体支出绩效目标表", "department-target"),
        ("项 目 支 出 绩 效 自 评 表", "self-evaluation"),
        ("2023年度市级预算项目绩效评价报告", "evaluation-report"),
        ("图书采购项目绩效目标表", "project-target"),
    ],
)
def test_titles_tell_the_kind_of_form(printed, kind):
    (item,) = document_items(document(printed).blocks)
    assert title_of(item).name == kind


@pytest.mark.parametrize(
    "printed",
    ["年度绩效目标表", "绩效目标", "按要求填报绩效目标表。", "政府采购预算表", "长" * 60 + "绩效目标表"],
)
def test_other_lines_are_no_title(printed):
    (item,) = document_items(document(printed).blocks)
    assert title_of(item) is None


def test_a_title_may_share_its_row_with_a_caption():
    item = document_items(document("附件2^项目支出绩效目标表^单位：万元").blocks)[0]
    assert title_of(item).name == "project-target"


@pytest.mark.parametrize(
    "printed, owner",
    [
        ("青山局2024年项目支出绩效目标表", "青山局"),
        ("附件3：图书采购项目绩效目标表", "图书采购"),
        ("绩效自评表", ""),
    ],
)
def test_the_owner_of_a_title(printed, owner):
    assert title_owner(printed) == owner


@pytest.mark.parametrize(
    "texts, holds",
    [
        (["一级指标", "二级指标", "三级指标", "指标值"], True),
        (["指标名称", "目标值", "单位"], True),
        (["一级指标", "二级指标"], True),
        (["一级指标", "三级指标"], True),
        (["三级指标", "备注"], False),
        (["产出指标", "数量指标", "采购册数"], False),
        (["项目名称", "预算数", "甲", "乙", "丙", "丁", "一级指标", "二级指标"], False),
        ([], False),
    ],
)
def test_a_header_needs_an_indicator_and_a_level_or_target(texts, holds):
    assert is_header(texts) is holds


CONTENTS = "目  录\n一、部门概况\n十、部门整体支出绩效目标表\n十一、项目支出绩效目标表\n第一部分 概况\n一段说明文字。\n"


@pytest.mark.parametrize(
    "text, found",
    [
        (CONTENTS, []),
        (CONTENTS + HEAD + INDICATORS, [("项目支出绩效目标表", 8)]),
        (HEAD, []),
        (HEAD + INDICATORS, [("项目支出绩效目标表", 2)]),
        (HEAD.replace("项目支出绩效目标表", "绩效自评表") + INDICATORS, [("绩效自评表", 2)]),
        (HEAD + INDICATORS + HEAD + INDICATORS, [("项目支出绩效目标表", 2), ("项目支出绩效目标表", 9)]),
        (INDICATORS, [("项目支出绩效目标表", 1)]),
        (INDICATORS.replace("指标值", "指标值^实际完成值"), [("绩效自评表", 1)]),
        ("只有文字，没有表。", []),
        ("绩效评价报告\n本项目目标值未列示", [("绩效评价报告", 1)]),
        ("绩效评价报告\n没有指标", []),
    ],
)
def test_forms_are_found_and_contents_are_not(text, found):
    assert [(form.form, form.line) for form in forms(text)] == found


@pytest.mark.parametrize(
    "opening",
    ["项目名称^运动场维修^\n", "项目名称：运动场维修\n", "主管部门^教育局^\n项目名称^运动场维修^\n"],
)
def test_another_project_opens_another_form_without_a_title(opening):
    first, second = forms(HEAD + INDICATORS + opening + INDICATORS)
    opened = opening.replace("^", "\t").splitlines()[0].strip()
    assert line_of(second.items[0]) == second.line == 8
    assert opened.split()[0] == item_texts(second.items[0])[0].split()[0]
    assert [line_of(item) for item in first.items] == [4, 5, 6, 7]


@pytest.mark.parametrize(
    "title", ["项目支出绩效目标表", "项目支出绩效目标表（续）", "项目支出绩效目标表（2024年度）"]
)
def test_a_title_repeated_on_the_next_page_goes_on_with_the_form(title):
    text = HEAD + INDICATORS + title + "\n^^质量指标^验收合格率^100%\n"
    (form,) = forms(text)
    assert item_texts(form.items[-1]) == ["质量指标", "验收合格率", "100%"]


@pytest.mark.parametrize(
    "behind", ["第四部分 名词解释", "附件4", "二、其他情况", "政府采购预算表", "一般公共预算支出表"]
)
def test_a_form_ends_at_the_next_chapter_or_table(behind):
    (form,) = forms(HEAD + INDICATORS + behind + "\n品目^数量^金额\n办公桌^5^1.00\n")
    assert line_of(form.items[-1]) == 7


def test_page_numbers_and_running_headings_are_set_apart():
    page = "2024年云岭市部门预算公开\n- {} -\n"
    text = page.format(1) + HEAD + INDICATORS + page.format(2) + "^^^借阅人次^≥5人次\n" + page.format(3)
    items = document_items(document(text).blocks)
    assert sorted(furniture(items)) == [1, 2, 10, 11, 13, 14]
    (form,) = forms(text)
    assert [line_of(item) for item in form.furniture] == [10, 11]
    assert [item_texts(item)[-1] for item in form.items[-2:]] == ["≥900册", "≥5人次"]


def test_rows_that_open_a_table_are_fresh():
    items = document_items(document("甲^乙\n丙^丁\n\n戊^己\n").blocks)
    assert [item.fresh for item in items if isinstance(item, PrintedRow)] == [True, False, True]


def test_the_lines_above_a_table_are_its_preamble():
    (form,) = forms(HEAD + INDICATORS)
    assert [line.text for line in form.preamble] == [
        "云岭市图书馆2024年部门预算",
        "项目支出绩效目标表",
        "（2024年度）",
    ][1:]
    assert all(isinstance(line, Line) for line in form.preamble)
    assert form.titled
