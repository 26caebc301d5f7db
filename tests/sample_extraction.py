"""Extractions written by hand for the tests of the graph: every field is filled somewhere."""

from dataclasses import replace
from decimal import Decimal

from kg.findings import Finding
from kg.model import (
    Activity,
    BudgetLine,
    BudgetTable,
    Document,
    Extraction,
    FormHead,
    Goal,
    Grade,
    Indicator,
    Money,
    Problem,
    Span,
)

DEPARTMENT = "青山市数据管理局"

INDICATOR = Indicator(
    document="a.txt",
    line=20,
    page=None,
    department=DEPARTMENT,
    department_code="377",
    year=2026,
    form="项目支出绩效目标表",
    project="数据平台运行维护",
    project_code=None,
    implementing_unit="信息中心",
    budget=Decimal("120.5"),
    fiscal=Decimal(100),
    horizon="年度",
    goal="年度目标1",
    level1="产出指标",
    level2="数量指标",
    level1_inferred=False,
    name="受理办件量",
    subject="受理办件量",
    description="全年办结的件数",
    target_text="≥ 30 万件",
    operator="≥",
    kind="number",
    value=Decimal("30.0"),
    unit="万件",
    base_value=Decimal(300000),
    base_unit="件",
    quantity_kind="count",
    value_year_before_last="20万件",
    value_last_year="25万件",
    actual=None,
    weight=Decimal(10),
    score=None,
    basis="计划数据",
    confidence=0.987654,
    confident=True,
    rules=("sign", "number-unit"),
    spans={"subject": (0, 5), "operator": (0, 1), "value": (2, 4), "unit": (4, 6)},
    findings=(),
    sources={"name": (Span(20, 5, 10),), "target": (Span(20, 11, 12), Span(21, 0, 4))},
    printed="受理办件量\t≥\t30\t万件",
    form_line=10,
)

SATISFACTION = replace(
    INDICATOR,
    line=22,
    level1="满意度指标",
    level2="服务对象满意度指标",
    name="群众满意度",
    subject="群众满意度",
    target_text="95%",
    operator=None,
    value=Decimal(95),
    unit="%",
    base_value=Decimal("0.95"),
    base_unit="1",
    quantity_kind="ratio",
    basis="/",
    findings=(
        Finding("a.txt", 22, "operator-missing", "目标“95%”没有写明方向。", "info", "target"),
        Finding("a.txt", 22, "late-note", "说明印在下一页。", "info", "name"),
    ),
)
COST = replace(
    INDICATOR,
    line=23,
    level1="成本指标",
    level2="经济成本指标",
    name="单位成本",
    subject="单位成本",
    target_text="2-3 万元",
    operator=None,
    kind="range",
    value=(Decimal(2), Decimal(3)),
    unit="万元",
    base_value=None,
    base_unit="元",
    quantity_kind="money",
)
WORDS = replace(
    INDICATOR,
    line=24,
    page=3,
    level1="效益指标",
    level2="社会效益指标",
    level1_inferred=True,
    name="2026年全市参训人员合格率",
    subject="2026年全市参训人员合格率",
    target_text="较上年显著提升",
    operator=None,
    kind="text",
    value="较上年显著提升",
    unit=None,
    base_value=None,
    base_unit=None,
    quantity_kind=None,
    confidence=0.4,
    confident=False,
    doubts=("borrowed", "shifted"),
    change="increase",
    qualifiers=("against-last-year",),
    grade=Grade("degree", "显著", 1, 4),
)
DEADLINE = replace(
    WORDS,
    line=25,
    level1="产出指标",
    level2="时效指标",
    level1_inferred=False,
    name="完成时间",
    subject="完成时间",
    target_text="12月31日前",
    operator="≤",
    kind="date",
    value="12-31",
)
SEVERAL = replace(
    WORDS,
    line=26,
    name="带宽",
    subject="带宽",
    target_text="100G/400G",
    kind="multi",
    value=("100G", "400G"),
)
MISSING = replace(WORDS, line=27, name=None, subject=None, target_text="/", kind="missing", value=None)
TWICE = replace(INDICATOR, line=28)

HEAD = FormHead(
    document="a.txt",
    line=10,
    form="项目支出绩效目标表",
    department=DEPARTMENT,
    department_code="377",
    year=2026,
    project="数据平台 运行维护",
    project_code=None,
    implementing_unit="信息中心",
    supervising_department="市数据管理局",
    attribute="持续性项目",
    start_year=2026,
    end_year=2028,
    funding=(
        Money("资金总额", None, Decimal("120.50"), "120.50", (Span(12, 4, 10),)),
        Money("财政拨款", "年初", Decimal(100), "100.00"),
    ),
    funding_plan="按季度支付",
    funding_scope="平台运行和维护",
    goals=(
        Goal("年度目标1", "年度", "保障平台稳定运行。", (Span(14, 2, 11),)),
        Goal(None, "长期", "建成一体化平台。"),
        Goal(None, "年度", "受理办件量不少于30万件，群众满意度达到90%以上，开展培训3至5场。"),
    ),
    activities=(Activity("系统维护", Decimal(80), fiscal=Decimal(80), note="全年"),),
    procurement=(Activity("服务器", Decimal("40.5"), category="货物"),),
    budget=Decimal("120.5"),
    fiscal=Decimal(100),
    printed="项目名称\t数据平台运行维护",
    last_line=40,
    sources={"project": (Span(11, 5, 13),)},
)
WHOLE = FormHead(
    document="a.txt",
    line=50,
    form="整体支出绩效目标表",
    department=DEPARTMENT,
    department_code="377",
    year=2026,
    projects=(Activity("数据平台运行维护", Decimal("120.5"), category="运转类"),),
    funding=(Money("福利彩票", None, Decimal(3)),),
    structure=(Activity("人员支出", Decimal(300), fiscal=Decimal(300)),),
)
REVIEW = FormHead(
    document="a.txt",
    line=60,
    form="绩效自评表",
    department=DEPARTMENT,
    department_code=None,
    year=2026,
    project="网站集约化",
    project_code="42010026157Y000000103",
    implementing_unit=DEPARTMENT,
    supervising_department="青山市大数据发展办公室",
    funding=(Money("财政拨款", "执行", Decimal("60.2")),),
    execution_rate=Decimal("80.27"),
    execution_score=Decimal(7),
    total_score=Decimal(95),
    grade="优",
    problems=(Problem("资金管理问题", "跨年度支付", "延续到下一周期"),),
)
REPORTED = replace(
    INDICATOR,
    line=70,
    form="绩效自评表",
    project="网站集约化",
    project_code="42010026157Y000000103",
    department_code=None,
    goal=None,
    actual="32万件",
    score=Decimal("9.5"),
    form_line=60,
)
TABLES = (
    BudgetTable(
        "a.txt",
        80,
        "项目支出情况表",
        "project",
        (
            BudgetLine(
                82,
                "42010026157Y0 00000103",
                "网站集约化",
                {"合计": Decimal(320), "本年拨款·一般公共预算": Decimal("320.00")},
                unit="信息中心",
                spans=(Span(82, 0, 40),),
            ),
            BudgetLine(83, None, "数据平台 运行维护", {"合计": Decimal("120.5")}),
            BudgetLine(84, "31", "本级支出项目", {"合计": Decimal("440.5")}),
        ),
    ),
    BudgetTable(
        "a.txt",
        90,
        "部门支出预算总体情况表",
        "function",
        (
            BudgetLine(92, "201", "一般公共服务支出", {"财政拨款·项目支出": Decimal(100)}),
            BudgetLine(93, "2014199", "其他数据事务支出", {"财政拨款·项目支出": Decimal("100.00")}),
            BudgetLine(94, "2014150", "事业运行", {"合计": Decimal(100), "财政拨款·项目支出": Decimal(7)}),
            BudgetLine(95, None, "合计", {"合计": Decimal(200), "财政拨款·项目支出": Decimal(107)}),
        ),
    ),
)


UNITS = BudgetTable(
    "b.txt",
    100,
    "部门收入总表",
    "unit",
    (
        BudgetLine(102, "377", "青山市数据局", {"合计": Decimal(9)}),
        BudgetLine(103, "377001", f"{DEPARTMENT}本级", {"合计": Decimal(6)}),
        BudgetLine(104, "377002", "青山市信息中心", {"合计": Decimal(3)}),
    ),
)
"""The department under a new name, its own unit, and one more."""


def sample(name: str = "a.txt") -> Extraction:
    """One document with three forms, nine rows and a budget table."""
    guessed = Finding(name, 0, "encoding-guessed", "按 GB18030 读取。", "info")
    rows = (INDICATOR, SATISFACTION, COST, WORDS, DEADLINE, SEVERAL, MISSING, TWICE, REPORTED)
    return Extraction(
        document=Document(name, "0" * 64, "text/plain", (), (guessed,)),
        department=DEPARTMENT,
        year=2026,
        title="青山市数据管理局 2026 年部门预算",
        heads=(HEAD, WHOLE, REVIEW),
        indicators=rows,
        tables=TABLES,
        account=(),
        findings=(Finding(name, 90, "row-unread", "第 90 行未能识别。"),),
    )


def next_year(name: str = "b.txt") -> Extraction:
    """The same project a year later, without its satisfaction row and with a looser cost."""
    head = replace(HEAD, document=name, year=2027)
    looser = replace(COST, target_text="1-3 万元", value=(Decimal(1), Decimal(3)))
    rows = tuple(replace(row, document=name, year=2027) for row in (INDICATOR, looser))
    document = Document(name, "1" * 64, "text/plain", ())
    tables = (replace(UNITS, document=name),)
    return Extraction(document, DEPARTMENT, 2027, None, (head,), rows, tables, (), ())
