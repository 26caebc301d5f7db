"""The graph that the tests of query, network and check ask: four small documents, every rule of the audit met."""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import rdflib
from kept_graphs import copy_graph

from kg.findings import Finding
from kg.graph import Quad, derived_quads, extraction_to_quads
from kg.graph.terms import integer, iri, read_term, sorted_lines, text
from kg.model import (
    Activity,
    BudgetLine,
    BudgetTable,
    Document,
    Extraction,
    FormHead,
    Goal,
    Indicator,
    Money,
    Problem,
)
from kg.namespaces import KG, PREFIXES
from kg.store import GraphStore, memory_store, ontology_quads, write_store

EAST, WEST, NORTH = "东山市数据局", "西河市数据局", "北河市数据局"
LAST, THIS, REVIEW, ACCOUNTS = "东山2025.txt", "东山2026.txt", "西河2025自评.txt", "北河2025决算.txt"
PLATFORM, FOSTER, SITES = "政务平台运维", "数据要素培育", "政务网站运维"

_UNITS = {
    "%": (Decimal("0.01"), "1", "ratio"),
    "小时": (Decimal(3600), "秒", "duration"),
    "分钟": (Decimal(60), "秒", "duration"),
    "万元": (Decimal(10000), "元", "money"),
    "个": (Decimal(1), "个", "count"),
    "人": (Decimal(1), "人", "people"),
}


def head(
    document: str, line: int, form: str, department: str, year: int, project: str | None, **other: object
) -> FormHead:
    """A form head; other fields by name."""
    return FormHead(
        document=document,
        line=line,
        form=form,
        department=department,
        department_code=None,
        year=year,
        project=project,
        **other,  # type: ignore[arg-type]
    )


def row(
    of: FormHead,
    line: int,
    levels: str,
    name: str | None,
    target: str,
    value: object,
    unit: str | None,
    **other: object,
) -> Indicator:
    """A row of a form: ``levels`` is "level 1/level 2"; the operator is the first sign of ``target``."""
    level1, level2 = levels.split("/")
    factor, base_unit, kind = _UNITS.get(unit or "", (Decimal(1), unit, None))
    operator = target[0] if target[0] in "≥≤=><" else None
    number = Decimal(str(value)) if isinstance(value, (int, Decimal)) else None
    fields: dict[str, object] = {
        "document": of.document,
        "line": line,
        "page": None,
        "department": of.department,
        "department_code": None,
        "year": of.year,
        "form": of.form,
        "project": of.project,
        "project_code": of.project_code,
        "implementing_unit": None,
        "budget": of.budget,
        "fiscal": None,
        "horizon": "年度",
        "goal": None,
        "level1": level1 or None,
        "level2": level2 or None,
        "level1_inferred": False,
        "name": name,
        "subject": name,
        "description": None,
        "target_text": target,
        "operator": operator,
        "kind": "text" if number is None else "number",
        "value": value if number is None else number,
        "unit": unit,
        "base_value": None if number is None else number * factor,
        "base_unit": base_unit if number is not None else None,
        "quantity_kind": kind if number is not None else None,
        "value_year_before_last": None,
        "value_last_year": None,
        "actual": None,
        "weight": None,
        "score": None,
        "basis": None,
        "confidence": 0.95,
        "confident": True,
        "rules": (),
        "spans": {},
        "findings": (),
        "printed": f"{name}\t{target}",
        "form_line": of.line,
    }
    return Indicator(**(fields | other))  # type: ignore[arg-type]


def extractions() -> tuple[Extraction, ...]:
    """Last year's and this year's targets of one department, a self-evaluation of another, accounts of a third."""
    return _last_year(), _this_year(), _self_evaluation(), _accounts()


def _last_year() -> Extraction:
    form = head(
        LAST,
        10,
        "项目支出绩效目标表",
        EAST,
        2025,
        PLATFORM,
        budget=Decimal(100),
        funding=(
            Money("资金总额", None, Decimal(100)),
            Money("财政拨款", None, Decimal(80)),
            Money("其他资金", None, Decimal(10)),
        ),
    )
    rows = (
        row(form, 21, "产出指标/质量指标", "系统可用率", "≥99.5%", Decimal("99.5"), "%"),
        row(form, 22, "产出指标/时效指标", "故障响应时间", "≤2小时", 2, "小时"),
        row(form, 23, "产出指标/数量指标", "网站数量", "≥10个", 10, "个"),
        row(form, 24, "效益指标/社会效益指标", "服务覆盖率", "≥80%", 80, "%"),
        row(form, 25, "效益指标/经济效益指标", "降低运维成本", "≥10万元", 10, "万元"),
    )
    found = Finding(LAST, 24, "unknown-unit", "单位“个儿”不在词表中。", "info", "unit")
    return _extraction(LAST, EAST, 2025, (form,), rows, (), (found,))


def _this_year() -> Extraction:
    whole = head(
        THIS,
        5,
        "整体支出绩效目标表",
        EAST,
        2026,
        None,
        budget=Decimal(500),
        structure=(
            Activity("财政拨款", Decimal(500)),
            Activity("基本支出", Decimal(300)),
            Activity("项目支出", Decimal(210)),
        ),
        earlier=(Activity("基本支出", Decimal(280), year=2025),),
        tasks=(Activity("办好数据平台，方便群众。", Decimal(200), note="数据平台"),),
    )
    platform = head(
        THIS,
        10,
        "项目支出绩效目标表",
        EAST,
        2026,
        PLATFORM,
        budget=Decimal(200),
        funding=(
            Money("资金总额", None, Decimal(200)),
            Money("财政拨款", None, Decimal(200)),
            Money("一般公共预算", None, Decimal(200)),
        ),
        goals=(
            Goal("年度目标1", "年度", "保障平台运行，运维网站12个，群众满意度达到98%以上。"),
            Goal(None, "长期", "建成一体化平台，开展安全检查不少于4次。"),
        ),
    )
    foster = head(
        THIS,
        40,
        "项目支出绩效目标表",
        EAST,
        2026,
        FOSTER,
        budget=Decimal(50),
        funding=(
            Money("资金总额", None, Decimal(50)),
            Money("一般公共预算", None, Decimal(30)),
            Money("上年结转", None, Decimal(20)),
        ),
    )
    empty = head(THIS, 60, "项目支出绩效目标表", EAST, 2026, "机房租赁")
    rows = (
        row(
            platform,
            21,
            "产出指标/质量指标",
            "系统可用率",
            "≥99%",
            99,
            "%",
            value_last_year="99.6%",
            goal="年度目标1",
        ),
        row(
            platform,
            22,
            "满意度指标/服务对象满意度指标",
            "群众满意度",
            "≥95%",
            95,
            "%",
            value_last_year="90%",
        ),
        row(
            platform,
            23,
            "产出指标/数量指标",
            "网站数量",
            "=12个",
            12,
            "个",
            goal="年度目标1",
            weight=Decimal(90),
        ),
        row(foster, 51, "效益指标/可持续影响指标", "培育能力", "持续提升", "持续提升", None, **_unsure()),
        row(foster, 52, "成本指标/经济成本指标", "运维成本", "≥100万元", 100, "万元"),
        row(foster, 53, "效益指标/服务对象满意度指标", "群众满意度", "≥100%", 100, "%"),
        row(foster, 54, "产出指标/时效指标", "建成平台", "建成平台", "建成平台", None),
        row(foster, 55, "效益指标/社会效益指标", "培训合格率", "≥50人", 50, "人"),
        row(foster, 56, "产出指标/时效指标", "人数", "≥50人", 50, "人"),
    )
    tables = (
        BudgetTable(
            THIS,
            80,
            "项目支出表",
            "project",
            (BudgetLine(82, None, PLATFORM, {"合计": Decimal(210), "本年": Decimal(200)}),),
        ),
        BudgetTable(
            THIS,
            90,
            "一般公共预算支出表",
            "function",
            (
                BudgetLine(92, "2010301", "行政运行", {"合计": Decimal("12.5")}),
                BudgetLine(93, "2080505", "养老保险", {"合计": Decimal(3)}),
            ),
        ),
    )
    return _extraction(THIS, EAST, 2026, (whole, platform, foster, empty), rows, tables, ())


def _self_evaluation() -> Extraction:
    form = head(
        REVIEW,
        10,
        "绩效自评表",
        WEST,
        2025,
        SITES,
        budget=Decimal(75),
        execution_rate=Decimal("106.67"),
        execution_score=Decimal(10),
        total_score=Decimal(93),
        grade="优",
        funding=(
            Money("资金总额", "全年", Decimal(75)),
            Money("资金总额", "执行", Decimal(80)),
            Money("财政拨款", "全年", Decimal(75)),
        ),
    )
    rows = (
        row(form, 21, "产出指标/数量指标", "网站数量", "≥20", 20, None, **_scored("18", 25, 20)),
        row(form, 22, "产出指标/质量指标", "质量指标", "100%", 100, "%", **_scored("100", 20, 20)),
        row(form, 23, "产出指标/时效指标", "故障响应时间", "≤4小时", 4, "小时", **_scored("5", 20, 0)),
        row(form, 24, "产出指标/时效指标", "故障响应时间", "≤4小时", 4, "小时", **_scored("3", 20, 20)),
    )
    return _extraction(REVIEW, WEST, 2025, (form,), rows, (), ())


def _accounts() -> Extraction:
    whole = head(
        ACCOUNTS,
        5,
        "整体支出绩效目标表",
        NORTH,
        2025,
        None,
        budget=Decimal(120),
        structure=(Activity("基本支出", Decimal(60)), Activity("项目支出", Decimal(60))),
        projects=(
            Activity("数据归集", Decimal(50), "特定目标类", note="归集全市数据"),
            Activity("机房改造", Decimal(40), fiscal=Decimal(40)),
        ),
    )
    form = head(
        ACCOUNTS,
        10,
        "项目支出绩效目标表",
        NORTH,
        2025,
        "数据归集",
        budget=Decimal(45),
        fiscal=Decimal(45),
        implementing_unit="归集处",
        supervising_department=NORTH,
        attribute="经常性项目",
        start_year=2024,
        end_year=2026,
        funding=(Money("资金总额", None, Decimal(45)), Money("财政拨款", None, Decimal(45))),
        activities=(Activity("清洗数据", Decimal(30), "委托业务费", note="按条计价"),),
        procurement=(Activity("存储设备", Decimal(15), "1套"),),
    )
    evaluation = head(
        ACCOUNTS,
        40,
        "绩效自评表",
        NORTH,
        2025,
        "数据归集",
        budget=Decimal(45),
        execution_rate=Decimal(95),
        funding=(
            Money("资金总额", "年初", Decimal(48)),
            Money("资金总额", "全年", Decimal(45)),
            Money("资金总额", "执行", Decimal(40)),
        ),
        problems=(Problem("资金管理问题", "支付偏慢。", "按月支付。"),),
    )
    rooms = head(
        ACCOUNTS,
        60,
        "项目支出绩效目标表",
        NORTH,
        2025,
        "机房改造",
        budget=Decimal(40),
        funding=(Money("资金总额", None, Decimal(40)),),
    )
    rows = (
        row(form, 21, "产出指标/时效指标", "完成归集", "6月30日前", "06-30", None, **_by_date()),
        row(evaluation, 51, "产出指标/质量指标", "数据准确率", "≥90%", 90, "%", **_scored("92.5%", 40, 40)),
        row(
            evaluation, 52, "产出指标/时效指标", "归集用时", "≤2小时", 2, "小时", **_scored("150分钟", 50, 30)
        ),
        row(rooms, 71, "产出指标/质量指标", "设备完好率", "≥98%", 98, "%"),
    )
    tables = (
        BudgetTable(
            ACCOUNTS,
            80,
            "支出决算表",
            "function",
            (
                BudgetLine(
                    82,
                    None,
                    "合计",
                    {"本年支出合计": Decimal(130), "基本支出": Decimal(60), "项目支出": Decimal(70)},
                ),
                BudgetLine(
                    83, "2014199", "其他数据事务支出", {"本年支出合计": Decimal(45), "项目支出": Decimal(45)}
                ),
            ),
        ),
    )
    return _extraction(ACCOUNTS, NORTH, 2025, (whole, form, evaluation, rooms), rows, tables, ())


def _by_date() -> dict[str, object]:
    return {"kind": "date", "operator": "≤"}


def _scored(actual: str, weight: int, score: int) -> dict[str, object]:
    return {"actual": actual, "weight": Decimal(weight), "score": Decimal(score)}


def _unsure() -> dict[str, object]:
    return {"confidence": 0.4, "confident": False}


def _extraction(
    name: str,
    department: str,
    year: int,
    heads: tuple[FormHead, ...],
    rows: tuple[Indicator, ...],
    tables: tuple[BudgetTable, ...],
    findings: tuple[Finding, ...],
) -> Extraction:
    document = Document(name, "0" * 64, "text/plain", ())
    return Extraction(document, department, year, None, heads, rows, tables, (), findings)


@lru_cache(maxsize=1)
def quads() -> tuple[Quad, ...]:
    """All quads: the documents (both of one department print its name), the derived graph, the ontology."""
    documents = [quad for extraction in extractions() for quad in extraction_to_quads(extraction)]
    return (*documents, *derived_quads(documents), *ontology_quads())


def build(directory: Path) -> Path:
    """The graph in the directory of a build."""
    return copy_graph("asked", lambda to: write_store(to, quads()), directory)


@lru_cache(maxsize=1)
def embedded() -> GraphStore:
    """The graph in Oxigraph."""
    return memory_store(quads())


COPIES, APART = 4, 1000
"""How often `repeated` prints each document, and how many lines further down each time."""


@lru_cache(maxsize=1)
def repeated() -> GraphStore:
    """The documents in Oxigraph, each `COPIES` times under names of their own, as one form in several formats."""
    documents = [quad for extraction in extractions() for quad in extraction_to_quads(extraction)]
    copies = [_copied(quad, number) for number in range(COPIES) for quad in documents]
    return memory_store([*copies, *derived_quads(copies), *ontology_quads()])


def _copied(quad: Quad, number: int) -> Quad:
    mark = f"{number}-" if number else ""
    subject, value, graph = (
        re.sub(r"/(document|graph|finding)/", rf"/\1/{mark}", term) if term.startswith("<") else term
        for term in (quad.subject, quad.object, quad.graph)
    )
    if quad.predicate == iri(f"{KG}line"):
        value = integer(int(str(read_term(value))) + APART * number)
    elif quad.predicate == iri(f"{PREFIXES['dct']}title"):
        value = text(f"{mark}{read_term(value)}")
    return Quad(subject, quad.predicate, value, graph)


@lru_cache(maxsize=1)
def plain() -> "PlainRdflib":
    """The graph in rdflib's own store."""
    return PlainRdflib(quads())


class PlainRdflib:
    """rdflib's own engine behind the face of a store."""

    def __init__(self, statements: Iterable[Quad]) -> None:
        self.dataset = rdflib.Dataset(default_union=True)
        self.dataset.parse(data="\n".join(sorted_lines(statements)), format="nquads")
        for prefix, namespace in PREFIXES.items():
            self.dataset.bind(prefix, namespace, replace=True)

    def select(self, sparql: str) -> "PlainTable":
        """SELECT or ASK."""
        return PlainTable(self.dataset.query(sparql))


class PlainTable:
    """A result of rdflib as a store gives it."""

    def __init__(self, result: rdflib.query.Result) -> None:
        self.variables = [str(variable) for variable in result.vars or ()]
        self.rows = [tuple(_value(cell) for cell in solution) for solution in result]


def _value(cell: object) -> object:
    if isinstance(cell, rdflib.Literal) and cell.datatype is not None:
        return cell.toPython()
    return None if cell is None else str(cell)
