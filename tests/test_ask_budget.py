"""Questions about money over a small graph: amounts of one form, tables of two offices, purchases, units, tasks."""

from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

import asked_graph
import pytest
from asked_graph import ACCOUNTS, EAST, NORTH, REVIEW, SITES, THIS, WEST, head

from kg.ask import ask, load_names
from kg.ask.alike import alike_tables, also_called
from kg.graph import derived_quads, extraction_to_quads
from kg.model import BudgetLine, BudgetTable, Money
from kg.store import memory_store, ontology_quads

NETWORK, LATE = "网络租用", "平台监理"


def line(number, code, name, **amounts):
    """A line of a table; ``a_b`` stands for the column a·b."""
    columns = {column.replace("_", "·"): Decimal(str(amount)) for column, amount in amounts.items()}
    return BudgetLine(number, code, name, columns)


def phases(initial, full, executed):
    named = zip(("年初", "全年", "执行"), (initial, full, executed), strict=True)
    return tuple(Money("资金总额", phase, Decimal(amount)) for phase, amount in named)


def tables_of_the_east():
    """What the office of the east prints, with the titles of its city."""
    yield 500, "部门收支总表", "other", (
        line(501, None, "四、科学技术支出", 支出_预算数=50),
        line(502, None, "收入总计", 收入_预算数=320),
        line(503, None, "支出总计", 支出_预算数=320),
    )
    yield 510, "部门支出总表", "function", (
        line(511, None, "合计", 合计=320, 基本支出=100, 项目支出=220),
        line(512, "206", "科学技术支出", 合计=50, 项目支出=50),
        line(513, "215", "资源勘探工业信息等支出", 合计=270, 项目支出=170),
    )
    yield 520, "一般公共预算支出表（分功能科目）", "function", (
        line(521, None, "合计", 合计=300, 基本支出_小计=100, 基本支出_人员经费=70, 基本支出_公用经费=30),
        line(522, "215", "资源勘探工业信息等支出", 合计=250, 基本支出_人员经费=70, 基本支出_公用经费=30),
    )
    yield 530, "部门收入总表", "unit", (
        line(531, "157", EAST, 合计=320, 本年收入_其他收入=9),
        line(532, "157001", "东山市数据局本级", 合计=200),
        line(533, "157002", "东山市信息中心", 合计=120, 本年收入_其他收入=9),
    )
    yield 540, "政府采购预算表", "other", (
        line(541, None, "合计", 合计=94),
        line(542, None, EAST, 合计=94),
        line(543, "A05010201", "办公桌", 合计=4),
        line(544, "C16070300", "软件运维服务", 合计=90),
    )
    yield 550, "项目支出情况表", "project", (
        line(551, "157002", "东山市信息中心", 合计=60, 财政拨款结转结余_一般公共预算=20),
        line(552, "31", "本级支出项目", 合计=60, 财政拨款结转结余_一般公共预算=20),
        line(553, "42010026157Y000000101", "机房维护", 合计=40),
        line(554, "42010026157Y000000102", "门户改版", 合计=20, 财政拨款结转结余_一般公共预算=20),
    )
    yield 560, "市对区转移支付支出预算表", "project", (
        line(561, None, "合计", 预算数=66),
        line(562, None, "技改补助", 预算数=66),
    )


def tables_of_the_north():
    """The same tables under the titles and headings of another city, of final accounts."""
    yield 600, "收入支出决算总表", "other", (
        line(601, None, "六、科学技术支出", 支出_决算数=40),
        line(602, None, "本年收入合计", 收入_决算数=99),
        line(603, None, "本年支出合计", 支出_决算数=100),
    )
    yield 610, "支出决算表", "function", (
        line(611, None, "合计", 本年支出合计=100, 基本支出=60, 项目支出=40),
        line(612, "206", "科学技术支出", 本年支出合计=40, 基本支出=0, 项目支出=40),
        line(613, "208", "社会保障和就业支出", 本年支出合计=20, 基本支出=20),
    )
    yield 620, "一般公共预算财政拨款支出决算表", "function", (
        line(621, None, "合计", 合计=100, 基本支出_小计=60, 基本支出_人员支出=44, 基本支出_公用支出=16),
    )


@lru_cache(maxsize=1)
def store():
    _, this, review, accounts = asked_graph.extractions()
    drawn = head(REVIEW, 60, "绩效自评表", WEST, 2025, NETWORK, funding=phases(0, 50, 50))
    late = head(REVIEW, 70, "绩效自评表", WEST, 2025, LATE, funding=phases(30, 30, 24))
    own = (replace(one, funding=phases(75, 75, 80)) if one.project == SITES else one for one in review.heads)
    parts = (
        replace(this, tables=tuple(BudgetTable(THIS, *table) for table in tables_of_the_east())),
        replace(review, heads=(*own, drawn, late)),
        replace(accounts, tables=tuple(BudgetTable(ACCOUNTS, *table) for table in tables_of_the_north())),
    )
    found = [quad for part in parts for quad in extraction_to_quads(part)]
    return memory_store([*found, *derived_quads(found), *ontology_quads()])


@lru_cache(maxsize=1)
def names():
    return load_names(store())


def columns(question, *headings):
    """The named columns of the answer, as a set of rows."""
    reply = ask(store(), question, names())
    assert reply.understood, reply.message
    assert not reply.message, reply.message
    places = [reply.answer.headings.index(heading) for heading in headings]
    rows = [tuple(row[place] for place in places) for row in reply.answer.rows]
    assert len(rows) == len(reply.answer.rows)
    return sorted(rows)


def refused(question):
    return not ask(store(), question, names()).understood


@pytest.mark.parametrize(
    "question, projects",
    [
        ("年初预算数为0但全年预算数不为0的项目有哪些", [NETWORK]),
        ("自评项目中，年初预算为0、全年预算大于40万元的项目有哪些", [NETWORK]),
        ("哪些项目年初预算为0、后来才安排了预算", [NETWORK]),
        ("西河全年执行数少于全年预算数的项目有哪些", [LATE]),
        ("西河执行数没有达到全年预算数的项目有哪些，各是多少", [LATE]),
        ("执行数超过全年预算数的有哪些项目", [SITES]),
        ("全年预算数和年初预算数一致的项目有哪些", [LATE, SITES]),
        ("执行数等于全年预算数的项目有哪些", [NETWORK]),
    ],
)
def test_amounts_of_one_form_are_compared_with_each_other(question, projects):
    assert columns(question, "项目") == [(project,) for project in sorted(projects)]


def test_the_amounts_that_are_compared_are_shown():
    asked = columns("西河全年执行数少于全年预算数的项目有哪些", "项目", "执行资金总额（万元）", "全年资金总额（万元）")
    assert asked == [(LATE, 24, 30)]
    assert columns("执行数等于全年预算数的项目有几个", "项目数") == [(1,)]


@pytest.mark.parametrize(
    "question",
    [
        "全年预算数少于全年预算数的项目有哪些",  # the same amount twice
        "全年执行数不少于全年预算数的项目有哪些",  # a sign that is not read
        "全年执行数少于全年预算数的指标有哪些",  # no amounts of indicators
        "全年执行数少于去年预算数的项目有哪些",
    ],
)
def test_what_is_no_comparison_of_amounts_is_refused(question):
    assert refused(question)


def test_sums_of_two_phases_stand_beside_each_other():
    """75 + 50 + 30 and 80 + 50 + 24."""
    sums = [("全年", 3, 155), ("执行", 3, 154)]
    for question in (
        "西河2025年3个自评项目的全年预算数合计和全年执行数合计各是多少",
        "西河2025年3个专项的全年预算数合计和执行数合计分别是多少",
    ):
        assert columns(question, "阶段", "项目数", "合计（万元）") == sums
    assert refused("西河2025年4个自评项目的全年预算数合计和全年执行数合计各是多少")


def test_one_table_has_another_title_in_every_city():
    rows = [(EAST, "部门收支总表", 50), (NORTH, "收入支出决算总表", 40)]
    asked = "部门", "表名", "金额（万元）"
    assert columns("哪些部门的部门收支总表中安排了科学技术支出，金额各是多少", *asked) == rows
    assert columns("各部门收支总表中的科学技术支出分别是多少", *asked) == rows
    assert alike_tables(names(), "部门支出预算总体情况表") == ("部门支出总表",)  # 预算 is not 决算
    assert set(alike_tables(names(), "部门支出汇总表")) == {"部门支出总表", "支出决算表"}
    assert alike_tables(names(), "财政拨款收支总表") == ()


def test_an_amount_that_several_tables_print_is_listed_once():
    assert columns("各部门科学技术支出是多少", "部门", "行", "金额（万元）") == [(EAST, 501, 50), (NORTH, 601, 40)]
    assert columns("各部门基本支出分别是多少", "部门", "金额（万元）") == [(EAST, 100), (NORTH, 60)]


def test_two_headings_of_one_column():
    rows = [(EAST, 30), (EAST, 70), (NORTH, 16), (NORTH, 44)]
    assert columns("各部门基本支出中的人员经费和公用经费各是多少", "部门", "金额（万元）") == rows
    assert set(also_called("人员支出")) == {"人员支出", "人员经费"}
    assert also_called("基本支出") == ("基本支出",)
    assert also_called("一般公共预算支出") == ()


@pytest.mark.parametrize(
    "question, rows",
    [
        ("东山部门支出预算中，金额最大的类级功能科目是哪个", [("215", "部门支出总表", 270)]),
        ("东山一般公共预算支出中金额最大的类级科目是什么", [("215", "一般公共预算支出表（分功能科目）", 250)]),
        ("北河支出决算中哪个类级科目金额最大", [("206", "支出决算表", 40)]),
    ],
)
def test_the_largest_line_is_sought_in_one_table(question, rows):
    assert columns(question, "编码", "表名", "金额（万元）") == rows


@pytest.mark.parametrize(
    "question, items",
    [
        ("东山2026年政府采购预算中金额最大的采购品目是什么", ["软件运维服务"]),
        ("东山2026年政府采购预算表中采购类别为货物的品目有哪些，金额多少", ["办公桌"]),
        ("东山2026年政府采购的服务类品目有哪些", ["软件运维服务"]),
        ("东山2026年政府采购预算表有哪些采购品目", ["办公桌", "软件运维服务"]),
        ("东山2026年金额超过10万元的采购品目有哪些", ["软件运维服务"]),
        ("东山项目支出情况表中，使用财政拨款结转结余资金的项目有哪些，金额各是多少", ["门户改版"]),
        ("东山项目支出情况表中哪些项目有上年结转资金，各多少", ["门户改版"]),
        ("东山项目支出情况表中金额最大的项目是哪个", ["机房维护"]),
        ("东山项目支出情况表里合计超过10万元的项目有哪些", ["机房维护", "门户改版"]),
        ("东山2026年有哪些市对区转移支付项目，预算数多少", ["技改补助"]),
        ("东山市数据局市对区转移支付项目及预算数", ["技改补助"]),
    ],
)
def test_what_a_table_lists_without_totals_and_units(question, items):
    assert columns(question, "科目") == [(item,) for item in sorted(items)]


@pytest.mark.parametrize(
    "question, rows",
    [
        ("东山2026年部门收入预算中，有其他收入的预算单位是哪些，金额各是多少", [("东山市信息中心", 9)]),
        ("东山2026年所属各单位的收入预算各是多少", [("东山市信息中心", 120), ("东山市数据局本级", 200)]),
    ],
)
def test_columns_of_the_units_under_a_department(question, rows):
    assert columns(question, "科目", "金额（万元）") == rows


@pytest.mark.parametrize(
    "question, rows",
    [
        ("东山2026年是否安排了科学技术支出", [50]),
        ("东山2026年科学技术支出是否为0", [50]),
        ("北河2025年本年支出是否大于本年收入", [99, 100]),
        ("东山2026年支出总计与收入总计是否一致", [320, 320]),
    ],
)
def test_whether_it_is_so_is_answered_with_the_amounts(question, rows):
    assert columns(question, "金额（万元）") == [(Decimal(row),) for row in rows]


@pytest.mark.parametrize(
    "question, difference",
    [
        ("东山项目支出比基本支出多多少", 120),
        ("东山基本支出比项目支出少多少", 120),
        ("东山2026年和北河2025年的项目支出各是多少，相差多少", 180),
        ("东山2026年比北河2025年的基本支出多多少", 40),
    ],
)
def test_the_difference_of_two_amounts(question, difference):
    assert columns(question, "前者减后者") == [(difference,)]


def test_tasks_and_earlier_years_of_a_whole_department():
    tasks = columns("东山2026年各年度工作任务涉及财政资金多少", "分项", "金额（万元）")
    assert tasks == [("办好数据平台，方便群众。", 200)]
    assert columns("东山基本支出占支出总计的比例是多少", "占比（%）") == [(Decimal("31.25"),)]
    years = columns("东山2025年和2026年的支出构成各是多少", "年度", "分项", "金额（万元）")
    assert [row for row in years if row[1] == "基本支出"] == [(2025, "基本支出", 280), (2026, "基本支出", 300)]
    assert refused("东山2024年的支出构成是多少")


def test_departments_without_an_amount():
    asked = "哪些部门没有资源勘探工业信息等支出"
    assert columns(asked, "部门") == [(NORTH,)]
    assert refused("哪些部门没有资源勘探工业信息等支出的项目")


@pytest.mark.parametrize(
    "question, project",
    [
        ("西河全年预算数与全年执行数差额最大的是哪个项目，差额多少", LATE),  # 75-80, 50-50, 30-24
        ("西河全年预算数和年初预算数相差最大的项目是哪个", NETWORK),  # 0, 50, 0
    ],
)
def test_projects_are_ordered_by_the_difference_of_two_amounts(question, project):
    assert columns(question, "项目") == [(project,)]
    assert refused(question.replace("项目", "指标"))


@pytest.mark.parametrize(
    "question, other",
    [
        (
            "西河年初预算为0、后来才安排了预算的项目及全年预算数",
            "西河年初预算为0、后来才安排了预算的项目有哪些，全年预算数各是多少",
        ),
        ("东山2026年政府采购预算中单笔金额超过10万元的采购品目及金额", "东山2026年金额超过10万元的采购品目有哪些"),
        ("东山市数据局及所属各预算单位2026年的收入预算合计分别为多少", "东山2026年所属各单位的收入预算各是多少"),
        ("东山2026年支出结构的资金总额及其中财政资金", "东山2026年的支出结构是怎样的，各项资金总额多少"),
    ],
)
def test_said_otherwise(question, other):
    first, second = (ask(store(), one, names()) for one in (question, other))
    assert (first.message, second.message) == ("", "")
    assert first.answer.rows == second.answer.rows


@pytest.mark.parametrize(
    "question",
    [
        "西河执行数少于全年预算数5万元以上的项目有哪些",  # by how much
        "东山项目支出情况表中没有结转资金的项目有哪些",  # an empty cell is no 0
        "东山2026年其他收入为0的预算单位有哪些",
        "东山市信息中心2026年本年拨款排前三位的项目",  # whose projects they are no table says
        "东山项目支出情况表中东山市信息中心的项目有哪些",
        "东山2024年政府采购品目有哪些",
        "东山2026年非货物类采购品目有哪些",
    ],
)
def test_what_the_tables_do_not_say_is_refused(question):
    assert refused(question)


@pytest.mark.parametrize(
    "question, rows",
    [
        ("东山部门收入总表中东山市信息中心的合计、其他收入各是多少", [("合计", 120), ("本年收入·其他收入", 9)]),
        ("东山部门支出总表中215的项目支出和合计各是多少", [("合计", 270), ("项目支出", 170)]),
        ("北河支出决算表中科学技术支出的合计和项目支出分别是多少", [("本年支出合计", 40), ("项目支出", 40)]),
    ],
)
def test_the_total_is_a_column_beside_others(question, rows):
    assert columns(question, "栏目", "金额（万元）") == sorted(rows)


@pytest.mark.parametrize(
    "question",
    [
        "东山2026年基本支出和项目支出合计是多少",  # lines are listed, not added up
        "东山部门收入总表中东山市信息中心的一般公共预算和其他收入合计是多少",
        "东山2026年基本支出、项目支出和合计各是多少",  # of which table, of which line?
        "西河2025年自评项目有哪些，合计多少",  # of what?
        "西河预算合计多少，各项目分别是多少",  # all money of the office, or that of its projects?
        "北河支出决算表中项目支出超过10万元的类级科目有哪些，合计多少",
        "西河2025年自评项目有哪些，全年预算数和执行数合计各多少",
        "西河2025年各项目及其全年预算数合计",
        "西河2025年项目有哪些，财政拨款合计多少",  # those without it would be left out
        "东山2026年支出构成有哪些，合计多少",  # the whole and its parts stand side by side
        "北河有项目支出的部门有哪些",
        "西河2025年各项目共有多少个指标",  # one number for each, or one of them all?
        "西河2025年各单位的项目总共有几个",
        "北河支出决算表中有基本支出和项目支出的类级科目有哪些",  # both, or one of them?
    ],
)
def test_a_total_that_cannot_be_said_is_refused(question):
    assert refused(question)


@pytest.mark.parametrize(
    "question, amounts, total",
    [
        ("西河2025年自评项目有哪些，全年预算数合计多少", (75, 50, 30), 155),
        ("西河2025年自评项目有哪些，共计执行多少万元", (80, 50, 24), 154),
        ("西河2025年各自评项目的全年预算数分别是多少，总共多少", (75, 50, 30), 155),
        ("西河2025年全年预算数超过40万元的自评项目有哪些，一共多少钱", (75, 50), 125),
        ("西河2025年自评项目及全年预算数合计", (75, 50, 30), 155),
        ("西河2025年自评项目有哪些，全年总预算多少", (75, 50, 30), 155),
    ],
)
def test_a_list_and_its_sum(question, amounts, total):
    rows = zip((SITES, NETWORK, LATE), amounts, strict=False)
    assert columns(question, "项目", "金额（万元）", "合计（万元）") == sorted((*row, total) for row in rows)


def test_one_number_of_all_projects():
    each = columns("西河2025年每个项目一共有多少个指标", "项目", "指标行数")
    total = sum(number for _, number in each)
    assert len(each) > 1
    for asked in ("西河2025年各项目的指标一共有多少个", "西河2025年各项目的指标共有多少个"):
        assert columns(asked, "指标行数") == [(total,)]
    assert columns("西河2025年各项目分别有多少个指标", "项目", "指标行数") == each


def test_lines_that_have_an_amount_have_more_than_nothing():
    asked = "北河支出决算表中，有基本支出的类级科目有哪些，各多少"
    assert columns(asked, "编码", "金额（万元）") == [("208", 20)]
    all_lines = columns("北河支出决算表中，各类级科目的基本支出各是多少", "编码", "金额（万元）")
    assert all_lines == [("206", 0), ("208", 20)]


def test_the_sum_of_each_is_that_of_all():
    total = columns("东山2026年项目资金合计是多少", "项目数", "合计（万元）")
    assert columns("东山2026年各项目预算合计是多少", "项目数", "合计（万元）") == total
    each = columns("东山2026年各项目预算分别是多少", "项目", "金额（万元）")
    assert total == [(len(each), sum(amount for _, amount in each))]
