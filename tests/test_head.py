"""What stands around the indicator rows: project, units, codes, money by source and phase, goals, lists."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from inline_documents import COLUMNS, codes, extract

from kg.rows.money import parse_amount, parse_number, stated_unit

CASES = Path(__file__).resolve().parent / "cases" / "amounts"
CELLS = json.loads((CASES / "cells.json").read_text(encoding="utf-8"))
UNITS = json.loads((CASES / "stated_units.json").read_text(encoding="utf-8"))
ROW = COLUMNS + "^产出指标^数量指标^册数^≥9册\n"


def head(text, title="项目支出绩效目标表", above=""):
    (found,) = extract(f"青山县图书馆2024年部门预算\n{title}\n（2024年度）\n{above}{text}").heads
    return found


@pytest.mark.parametrize("case", CELLS, ids=lambda case: f"{case['printed']} {case['form_unit']}")
def test_amounts_are_exact_wan(case):
    wanted = None if case["wan"] is None else Decimal(case["wan"])
    assert parse_amount(case["printed"], case["form_unit"]) == wanted


@pytest.mark.parametrize("case", UNITS, ids=lambda case: "".join(case["printed"]) or "nothing")
def test_the_unit_of_the_form_is_the_one_it_states(case):
    assert stated_unit(case["printed"]) == case["unit"]


@pytest.mark.parametrize(
    "text, value",
    [("95%", "95"), ("9.5分", "9.5"), ("1,000", "1000"), ("优", None), ("≥5", None), ("", None)],
)
def test_plain_numbers(text, value):
    assert parse_number(text) == (None if value is None else Decimal(value))


LAYOUTS = {
    "behind the label": ("项目名称^图书采购^^\n实施单位^市图书馆^主管部门^市文旅局\n", {}),
    "gaps inside labels": ("项 目 名 称^图书采购^^\n实施 单位^市图书馆^主管\u3000部门^市文旅局\n", {}),
    "in one cell": ("项目名称：图书采购^^\n实施单位：市图书馆^主管部门：市文旅局\n", {}),
    "on a line": ("项目名称：图书采购\n实施单位：市图书馆\n主管部门：市文旅局\n", {}),
    "blanks": ("项目名称 图书采购\n实施单位 市图书馆 主管部门 市文旅局\n", {}),
    "codes before the names": (
        "项目名称^图书采购^\n实施单位^377-市图书馆^主管部门^377市文旅局\n",
        {"department_code": "377"},
    ),
    "codes behind the names": (
        "项目名称^图书采购^\n实施单位^市图书馆[505001]^主管部门^市文旅局（505）\n",
        {"department_code": "505001"},
    ),
    "other spellings": ("专项（项目）名称^图书采购^\n项目执行单位^市图书馆^项目主管部门^市文旅局\n", {}),
    "transfer payment": ("转移支付（项目）名称^图书采购^\n资金使用单位^市图书馆^省级主管部门^市文旅局\n", {}),
    "filled in by a unit": ("填报单位：市图书馆\n项目名称^图书采购^\n主管部门^市文旅局^\n", {}),
    "implementing before filling": (
        "填报单位：别的单位\n项目名称^图书采购^\n主管部门^市文旅局^实施单位^市图书馆\n",
        {},
    ),
}


@pytest.mark.parametrize("text, more", LAYOUTS.values(), ids=LAYOUTS)
def test_project_and_units_are_read_in_every_layout(text, more):
    found = head(text + ROW)
    assert (found.project, found.implementing_unit, found.supervising_department) == (
        "图书采购",
        "市图书馆",
        "市文旅局",
    )
    assert {name: getattr(found, name) for name in more} == more


MONEY = {
    "one amount": ("预算资金^90.50^", "90.50", None),
    "its own unit": ("预算资金^90.50万元^", "90.50", None),
    "unit in the next cell": ("预算资金^905,000^元^其中：财政拨款^800,000^元", "90.5", "80"),
    "form unit 元": ("单位：元\n年度资金总额^905000^其中：财政拨款^800000", "90.5", "80"),
    "unit in the label": ("年度资金总额（万元）^90.5^财政拨款^80", "90.5", "80"),
    "run together": ("年度资金总额 90.50^其中：财政拨款 80.00^", "90.5", "80"),
    "parts of the appropriation": (
        "项目当年预算^90.5^\n1.一般公共预算财政拨款^60^\n2.政府性基金预算财政拨款^20.5^",
        "90.5",
        "80.5",
    ),
    "all years beside the year": (
        "实施期资金总额^900^年度资金总额^300\n其中：财政拨款^800^其中：财政拨款^280\n其他资金^100^其他资金^20",
        "300",
        "280",
    ),
    "all years, only one total": ("项目总金额^90.5^其中：财政拨款^80", "90.5", "80"),
    "all years, the year left blank": ("项目总预算^90.5^项目当年预算^", None, None),
    "nothing": ("预算资金^^", None, None),
    "zero": ("预算资金^0.00^其中：财政拨款^0.00", "0", "0"),
}


@pytest.mark.parametrize("text, budget, fiscal", MONEY.values(), ids=MONEY)
def test_budget_and_fiscal_part_of_the_year(text, budget, fiscal):
    found = head(f"项目名称^图书采购^\n{text}\n" + ROW)
    wanted = tuple(None if amount is None else Decimal(amount) for amount in (budget, fiscal))
    assert (found.budget, found.fiscal) == wanted


MATRIX = """项目名称^图书采购^^^^^^
项目资金^^年初预算数^全年预算数^全年执行数^分值^执行率^得分
（万元）^年度资金总额^100.00^90.00^81.00^10^90%^9
^其中：当年财政拨款^{fiscal}^80.00^72.00^—^90%^—
^上年结转资金^^^^—^^—
"""


@pytest.mark.parametrize("fiscal, initial", [("85.00", "85.00"), ("", None)])
def test_money_by_source_and_phase(fiscal, initial):
    found = head(MATRIX.format(fiscal=fiscal) + ROW, title="项目支出绩效自评表")
    amounts = {(money.source, money.phase): money.amount for money in found.funding}
    assert amounts[("资金总额", "执行")] == Decimal("81.00")
    assert amounts[("财政拨款", "全年")] == Decimal("80.00")
    assert amounts.get(("财政拨款", "年初")) == (initial and Decimal(initial))
    assert (found.budget, found.fiscal) == (Decimal("90.00"), Decimal("80.00"))
    assert (found.execution_rate, found.execution_score) == (Decimal(90), Decimal(9))


@pytest.mark.parametrize(
    "text, score",
    [("总分^^^^96.5\n", "96.5"), ("总分^^^100^96.5\n", "96.5"), ("自评总分^88^^^\n", "88"), ("", None)],
)
def test_the_total_score_is_the_number_behind_the_weights(text, score):
    found = head("项目名称^图书采购^\n" + ROW + text + "评价等级^良^^^\n", title="绩效自评表")
    assert found.total_score == (score and Decimal(score))
    assert found.grade == "良"


GOALS = {
    "one": ("年度目标^采购新书。^\n", [(None, "年度", "采购新书。")]),
    "both horizons": (
        "总体目标^实施期目标（2024年—2026年）^年度目标\n^建成馆舍。^完成一期。\n",
        [(None, "长期", "建成馆舍。"), (None, "年度", "完成一期。")],
    ),
    "numbered": (
        "长期目标1^建成现代图书馆服务体系。^\n年度目标1^采购新书，丰富馆藏。^\n",
        [("长期目标1", "长期", "建成现代图书馆服务体系。"), ("年度目标1", "年度", "采购新书，丰富馆藏。")],
    ),
    "expected and reached": (
        "年度总体目标^预期目标^实际完成情况\n^采购新书。^已采购。\n",
        [(None, "年度", "采购新书。")],
    ),
}


@pytest.mark.parametrize("text, expected", GOALS.values(), ids=GOALS)
def test_goals_with_their_horizon(text, expected):
    found = head("项目名称^图书采购^\n" + text + ROW)
    assert [(goal.label, goal.horizon, goal.text) for goal in found.goals] == expected


@pytest.mark.parametrize(
    "text, year",
    [("预算年度：2026\n", 2026), ("预算年度^2026年^\n", 2026), ("评价年度：2025年度\n", 2025), ("", 2024)],
)
def test_the_year_of_the_form(text, year):
    found = extract("青山县图书馆2024年部门预算\n项目支出绩效目标表\n" + text + "项目名称^图书采购^\n" + ROW)
    assert found.heads[0].year == year


def test_years_of_the_project_and_its_attribute():
    found = head("项目名称^图书采购^^\n项目属性^延续性项目^^\n起始年度^2024^终止年度^2026年\n" + ROW)
    assert (found.attribute, found.start_year, found.end_year) == ("延续性项目", 2024, 2026)


def test_the_project_may_stand_in_the_title():
    found = head("实施单位^市图书馆^\n" + ROW, title="图书采购项目绩效目标表")
    assert found.project == "图书采购"


@pytest.mark.parametrize(
    "title", ["2024年部门预算项目支出绩效目标表", "市级预算项目绩效目标表", "项目支出绩效目标表"]
)
def test_a_title_without_a_project_gives_none(title):
    assert head("实施单位^市图书馆^\n" + ROW, title=title).project is None


WHOLE = """部门（单位）名称^青山县图书馆^^^
支出结构^资金总额^其中：财政资金^支出结构^资金总额
人员支出^400.00^400.00^公用支出^50.00
项目支出^90.50^80.00^合计^540.50
"""


def test_a_whole_department_form_has_structure_and_no_project():
    found = head(WHOLE + ROW, title="部门整体支出绩效目标表")
    assert (found.project, found.implementing_unit) == (None, None)
    assert [(line.name, line.amount, line.fiscal) for line in found.structure] == [
        ("人员支出", Decimal(400), Decimal(400)),
        ("公用支出", Decimal(50), None),
        ("项目支出", Decimal("90.5"), Decimal(80)),
    ]
    assert found.budget == Decimal("540.5")


MONEY = "部门名称^青山县图书馆^^^^^\n"
TWO_YEARS = [
    ("人员支出", 2023, Decimal(380)),
    ("人员支出", 2024, Decimal("390.5")),
    ("项目支出", 2024, Decimal(70)),
]


@pytest.mark.parametrize(
    "rows",
    [
        ("资金情况^支出构成^当年金额^占比^近两年收支金额^\n^^^^2023年^2024年\n"
        "支出构成^人员支出^400.00^81.6%^380.00^390.50\n^项目支出^90.00^18.4%^^70.00\n"),
        # the first amounts in one cell with their years, the cell of the label gone from a line
        ("资金情况^支出构成^当年金额^占比^近两年收支金额^\n"
        "支出构成^人员支出^400.00^81.6%^2023 年 380.00^2024 年 390.50\n项目支出^90.00^18.4%^新设立部门^70.00\n"),
    ],
    ids=["years below", "years beside"],
)
def test_amounts_of_earlier_years_stand_beside_the_structure(rows):
    found = head(MONEY + rows + ROW, title="部门整体支出绩效目标表")
    assert [(line.name, line.year, line.amount) for line in found.earlier] == TWO_YEARS
    lines = [(line.name, line.amount, line.fiscal) for line in found.structure]
    assert lines == [("人员支出", Decimal(400), None), ("项目支出", Decimal(90), None)]


def test_a_year_without_a_heading_of_earlier_years_is_no_column():
    rows = "支出构成^项目^当年金额^占比\n支出构成^人员支出^400.00^81.6%^2023 年 380.00\n"
    assert head(MONEY + rows + ROW, title="部门整体支出绩效目标表").earlier == ()


TASKS = """年度工作任务^绩效指标^指标方向^目标值^计量单位^涉及项目^涉及财政资金
新建分馆，方便城郊居民读书。^分馆数^≥^2^家^分馆建设；设备采购。^120.50
^座位数^≥^80^个^^
办好读书节，带动全民阅读。^场次^≥^9^场^读书节。^30.00
^人次^≥^900^人次^^12.00
"""


def test_tasks_of_the_year_have_their_projects_and_money():
    found = head("部门名称^青山县图书馆\n" + TASKS, title="部门整体支出绩效目标表")
    assert [(task.name, task.amount, task.note) for task in found.tasks] == [
        ("新建分馆，方便城郊居民读书。", Decimal("120.50"), "分馆建设；设备采购。"),
        ("办好读书节，带动全民阅读。", None, "读书节。"),  # 30 and 12: parts of it, or of what its rows cost
    ]


@pytest.mark.parametrize(
    "rows, tasks",
    [
        ("年度主要任务^任务名称^主要内容^总额\n^新建分馆^方便城郊居民。^300\n^读书节^^\n年度目标^全民阅读^^\n",
         [("新建分馆", 300, "方便城郊居民。"), ("读书节", None, None)]),
        ("年度主要任务^任务名称^主要内容^预算金额^^\n^^^总额^财政拨款^其他资金\n^新建分馆^方便城郊居民。^300^280^20\n",
         [("新建分馆", 300, "方便城郊居民。")]),
        ("年度主要任务^对应项目^项目金额（万元）\n新建分馆^分馆建设^300\n", [("新建分馆", 300, "分馆建设")]),
        # the total stands behind its parts
        ("年度主要任务^任务名称^财政拨款^总额\n^新建分馆^280^300\n", [("新建分馆", 300, None)]),
        ("年度工作任务^建好分馆，办好读书节。\n", []),
    ],
    ids=["named", "parts of the money", "paid from projects", "total last", "prose"],
)  # fmt: skip
def test_tasks_are_listed_in_the_head(rows, tasks):
    found = head("部门名称^青山县图书馆\n" + rows + ROW, title="部门整体支出绩效目标表")
    assert [(task.name, task.amount, task.note) for task in found.tasks] == tasks


def test_the_total_of_the_tasks_is_the_budget_of_a_whole_department():
    text = "年度主要任务^任务名称^总额^财政拨款\n^任务一^300^200\n^金额合计^540.5^440\n"
    found = head(text + ROW, title="部门整体支出绩效目标表")
    assert [(task.name, task.amount) for task in found.tasks] == [("任务一", Decimal(300))]
    assert (found.budget, found.fiscal) == (Decimal("540.5"), Decimal(440))


def test_activities_purchases_and_problems():
    text = (
        "项目名称^图书采购^^\n项目支出明细测算^^^\n项目活动^金额^测算依据^\n新书^80.00^每册40元^\n期刊^10.50^订单^\n"
        "项目采购（政府采购指标填列项目）^^^\n品名^数量^金额^\n书架^20组^6.00^\n"
    )
    tail = "问题与建议^问题类型^存在问题^改进建议\n^资金管理问题^支付较晚。^尽早支付。\n"
    found = head(text + ROW + tail)
    assert [(item.name, item.amount) for item in found.activities] == [
        ("新书", Decimal(80)),
        ("期刊", Decimal("10.5")),
    ]
    assert [(item.name, item.amount) for item in found.procurement] == [("书架", Decimal(6))]
    (problem,) = found.problems
    assert (problem.type, problem.problem, problem.suggestion) == ("资金管理问题", "支付较晚。", "尽早支付。")


def test_the_printed_form_ends_with_its_last_row():
    found = extract(
        "青山县图书馆2024年部门预算\n项目支出绩效目标表\n项目名称^图书采购^\n" + ROW + "后面的一段说明。\n"
    )
    (only,) = found.heads
    assert only.last_line == 5
    assert only.printed.splitlines()[0] == "项目支出绩效目标表"
    assert only.printed.splitlines()[-1].split() == ["产出指标", "数量指标", "册数", "≥9册"]


def test_two_forms_have_heads_of_their_own():
    second = "项目名称^读者活动^\n预算资金^3^\n" + ROW
    found = extract(
        "青山县图书馆2024年部门预算\n项目支出绩效目标表\n项目名称^图书采购^\n预算资金^9^\n" + ROW + second
    )
    assert [(one.project, one.budget) for one in found.heads] == [("图书采购", 9), ("读者活动", 3)]
    assert {row.form_line for row in found.indicators} == {one.line for one in found.heads}
    assert codes(found) == set()
