"""Families of questions over a small graph: plans by quarter, signs, an indicator in two forms, one source of money."""

from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

import asked_graph
import pytest
from asked_graph import EAST, FOSTER, PLATFORM, SITES, WEST

from kg.ask import ask, load_names
from kg.ask.alike import alike_lines
from kg.ask.elsewhere import printed_elsewhere
from kg.ask.form import Form, Match
from kg.ask.spoken import spell_out
from kg.graph import derived_quads, extraction_to_quads
from kg.model import Activity, BudgetLine, BudgetTable
from kg.store import memory_store, ontology_quads

PLAN = "1.甲类补助：第二季度8万元；2.乙类活动（1）软件赛事：第二季度6.52万元，第三季度3万元；（2）展会：三季度9万元。"


@lru_cache(maxsize=1)
def quads():
    """The small graph, with plans of money, a purchase in a table, and a line that two offices spell differently."""
    last, this, review, accounts = asked_graph.extractions()
    heads = []
    for head in this.heads:
        if head.project == PLATFORM:
            head = replace(head, funding_plan="第一季度30%，第二季度70%。", funding_scope="用于平台运维。")
        elif head.project == FOSTER:
            head = replace(head, funding_plan=PLAN)
        elif head.project is None:
            head = replace(head, structure=(*head.structure, Activity("会议工作经费", Decimal(7))))
        heads.append(head)
    rows = list(this.indicators)
    whole, own = (next(one for one in heads if one.project == name) for name in (None, PLATFORM))
    rows.append(asked_graph.row(whole, 301, "产出指标/数量指标", "开展安全检查", "≥10次", 10, "次"))
    rows.append(asked_graph.row(own, 302, "产出指标/数量指标", "开展安全检查", "≥4次", 4, "次"))
    rows.append(asked_graph.row(own, 303, "产出指标/时效指标", "页面响应时间", "<3小时", 3, "小时"))
    income = BudgetLine(201, None, "二、基金预算拨款收入", {"收入·预算数": Decimal(12)})
    bought = BudgetLine(211, None, "办公桌椅", {"合计": Decimal(2)})
    tables = (
        *this.tables,
        BudgetTable(this.document.name, 200, "收支总表", "other", (income,)),
        BudgetTable(this.document.name, 210, "政府采购预算表", "other", (bought,)),
    )
    received = BudgetLine(401, None, "二、基金预算财政拨款收入", {"收入·决算数": Decimal(20)})
    other = BudgetTable(accounts.document.name, 400, "收支总表", "other", (received,))
    parts = (
        last,
        replace(this, heads=tuple(heads), indicators=tuple(rows), tables=tables),
        review,
        replace(accounts, tables=(*accounts.tables, other)),
    )
    found = [quad for part in parts for quad in extraction_to_quads(part)]
    return [*found, *derived_quads(found), *ontology_quads()]


@lru_cache(maxsize=1)
def store():
    return memory_store(quads())


@lru_cache(maxsize=1)
def names():
    return load_names(store())


def column(question, heading):
    reply = ask(store(), question, names())
    assert reply.understood, reply.message
    assert reply.answer.headings, reply.message
    place = reply.answer.headings.index(heading)
    return [row[place] for row in reply.answer.rows]


def refused(question):
    reply = ask(store(), question, names())
    return not reply.understood or not reply.answer.rows


@pytest.mark.parametrize(
    ("question", "heading", "values"),
    [
        (f"东山的{PLATFORM}第二季度计划投入的比例是多少", "投入计划", ["70%"]),
        (f"{PLATFORM}各季度分别投入多少万元", "金额（万元）", [60, 140]),
        (f"{PLATFORM}分四个季度各投多少钱", "季度", ["第一季度", "第二季度"]),
        (f"{PLATFORM}哪个季度投入最多", "季度", ["第二季度"]),
        (f"{FOSTER}中，甲类补助第二季度投多少", "金额（万元）", [8]),
        (f"{FOSTER}的软件赛事第二季度计划投入多少", "金额（万元）", [Decimal("6.52")]),
        (f"{FOSTER}二季度计划投入多少", "分项", ["软件赛事", "甲类补助"]),
        (f"{FOSTER}三季度计划投入多少", "金额（万元）", [9, 3]),
        (f"{FOSTER}的资金投入计划是怎么安排的", "资金投入计划", [PLAN]),
    ],
)
def test_plans_are_read_by_quarter(question, heading, values):
    assert sorted(map(str, column(question, heading))) == sorted(map(str, values))


@pytest.mark.parametrize(
    "question",
    [
        f"{FOSTER}第四季度投入多少",
        f"{FOSTER}中，丙类补助第二季度投多少",
        f"{FOSTER}第三季度比第二季度多投多少",
        "第二季度投入多少",
        f"{SITES}第二季度投入多少",
    ],
)
def test_plans_that_are_not_printed_are_not_guessed(question):
    assert refused(question)


@pytest.mark.parametrize(
    ("question", "targets"),
    [
        ("东山2026年的指标中，哪些的指标方向是“小于”", {"<3小时"}),
        ("东山2026年哪些指标的指标方向是小于", {"<3小时"}),
        ("东山2026年的绩效指标里，哪些指标的要求是严格“小于”（<，不含等于）", {"<3小时"}),
    ],
)
def test_a_sign_in_words_is_the_sign(question, targets):
    assert set(column(question, "目标")) == targets


@pytest.mark.parametrize(
    "question",
    [
        "东山2026年指标方向是“左右”的指标",
        "目标用≤（不含等于）的指标",
        "东山有哪些“的”指标",
    ],
)
def test_what_is_quoted_is_used_or_refused(question):
    assert refused(question)


def test_signs_are_put_in_quotation_marks_behind_what_they_are_called():
    assert spell_out("指标方向是大于等于的指标") == "指标方向是“大于等于”的指标"
    assert spell_out("要求是大于等于5个的指标") == "要求是大于等于5个的指标"


@pytest.mark.parametrize(
    "question",
    [
        f"“开展安全检查”在{PLATFORM}项目表和部门整体绩效目标表里的目标值分别是多少",
        f"“开展安全检查”在整体表和{PLATFORM}项目表里的目标值各是多少",
        f"东山2026年“开展安全检查”的次数，整体绩效目标表和{PLATFORM}项目表里的目标值各是多少",
        f"“开展安全检查”在整体表和{PLATFORM}项目表里分别要求多少次",
    ],
)
def test_one_indicator_in_two_forms(question):
    assert set(column(question, "目标")) == {"≥10次", "≥4次"}


@pytest.mark.parametrize(
    ("question", "heading", "values"),
    [
        ("哪些项目的资金全部来自财政拨款", "项目", {"数据归集"}),
        ("东山2026年的项目支出绩效目标表中，哪些项目设了数量指标", "项目", {PLATFORM}),
        (f"{FOSTER}的来源里，一般公共预算和上年结转各有多少", "金额（万元）", {30, 20}),
        (f"{PLATFORM}要求2026年开展多少次安全检查", "目标", {"≥4次"}),
        (f"{PLATFORM}的资金使用范围是什么", "资金使用范围", {"用于平台运维。"}),
        ("哪些部门没有整体支出绩效目标表", "部门", {WEST}),
        (f"哪些部门有{PLATFORM}项目", "部门", {EAST}),
        ("所有部门中执行率最高的项目是哪个", "项目", {SITES}),
        ("东山2026年的项目里，指标最多的是哪个", "项目", {FOSTER}),
        ("自评等级不是优的项目有哪些", "项目", set()),
    ],
)
def test_what_is_said_beside_the_question(question, heading, values):
    assert set(column(question, heading)) == values


def test_one_line_under_two_names_is_found_in_both_documents():
    amounts = column("哪些部门有基金预算财政拨款收入", "金额（万元）")
    assert sorted(amounts) == [12, 20]
    assert set(alike_lines(names(), "基金预算财政拨款收入")) == {
        "二、基金预算拨款收入",
        "二、基金预算财政拨款收入",
    }
    assert alike_lines(names(), "财政拨款") == ()


def test_a_name_is_looked_for_where_it_is_printed():
    assert column("东山2026年会议工作经费是多少万元", "金额（万元）") == [7]
    assert column("东山2026年办公桌椅采购预算是多少", "金额（万元）") == [2]


@pytest.mark.parametrize(
    ("form", "subject"),
    [
        (Form("line", lines=Match(("甲",))), "part"),
        (Form("line", lines=Match(("甲",)), tables=("乙",)), None),
        (Form("line", lines=Match(("甲", "乙"))), None),
        (Form("part", part_kind="procurement", lines=Match(("甲",))), "line"),
        (Form("part", part_kind="activity", lines=Match(("甲",))), None),
        (Form("money", sources=("lifetime-total",)), "money"),
        (Form("money", sources=("other",)), None),
    ],
)
def test_only_what_the_question_leaves_open_is_looked_for_elsewhere(form, subject):
    found = printed_elsewhere(form)
    assert (found.subject if found else None) == subject


def test_money_is_not_answered_with_a_number_of_things():
    assert refused(f"{PLATFORM}的“网站数量”是多少万元")


def test_points_beside_a_grade():
    assert column(f"{SITES}自评得了几分、什么等级", "等级") == ["优"]


def test_a_source_may_be_called_a_number():
    assert set(column("数据归集的财政拨款数是多少", "金额（万元）")) == {45}
