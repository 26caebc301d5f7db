"""Money: of projects by source and phase, of budget tables, of the parts of a form."""

from functools import lru_cache
from typing import Final

from kg.ask.form import Form, Match
from kg.ask.tokens import Unread
from kg.ask.writing.query import Query, text_term
from kg.ask.writing.shared import GROUP_COLUMNS, compare, contains, of, order_by, restrict
from kg.vocabulary import load_scheme

_PARTS: Final = {
    "activity": "activity",
    "procurement": "procurement",
    "structure": "structure",
    "involved": "project",
}
_WAN: Final = "金额（万元）"
_INCOME: Final = "收入"
_OWN: Final = "本级"
_TOTAL_LINES: Final = ("合计", "总计")
_TOTALS: Final = ("合计", "预算数", "决算数", "金额")


def write_money(form: Form) -> Query:
    """Amounts of project forms (or of whole-department forms, where asked), a line for each or added up."""
    query = Query()
    query.need(
        "?form a kg:Form ; kg:year ?year ; kg:line ?line ; kg:inDocument ?file .",
        "?file dct:title ?document .",
    )
    restrict(query, form, owner="form")
    whole = "whole-department" in form.conditions
    if whole:
        query.need('?form kg:formKind "整体支出绩效目标表" .')
    else:
        query.need("?form kg:ofProject ?p . ?p rdfs:label ?projectName .")
    if "self-evaluated" in form.conditions:
        query.need('?form kg:formKind "绩效自评表" .')
    if form.conditions - {"whole-department", "self-evaluated"}:
        raise Unread("这样的条件不能用来问资金")
    with_money(query, form)
    if of(form, "money"):
        compare(query, "amount", of(form, "money"))
    if len(of(form, "money")) < len(form.comparisons):
        raise Unread("问资金时只能与金额比较")
    added = (
        form.aggregate in {"sum", "average"}
        or bool(set(form.groups) - {"project", "year"})
        or ("year" in form.groups and form.projects is None)
    )
    if form.aggregate == "count" or (form.aggregate == "average" and whole):
        raise Unread("资金只能列出、相加或求项目平均")
    return _added(query, form) if added else _listed(query, form)


def with_money(query: Query, form: Form) -> None:
    """?amount of ?form: the total of the year where no source is asked for, the full year where no phase is."""
    if form.sources == ("fiscal-appropriation",) and not form.phases:
        query.need("?form kg:fiscalBudget ?amount .")
        return
    if not form.sources and form.subject == "money" and "source" in form.shows:
        query.where("FILTER(?amount > 0)", _TOTALS_OF_SOURCES, _parts_of_sources())
    if form.sources or "source" not in (*form.shows, *form.groups):
        query.only("source", (f"funding:{name}" for name in form.sources or ("total",)))
    query.need(
        "?m kg:inForm ?form ; kg:fundingSource ?source ; kg:sourceText ?sourceText ; kg:amount ?amount .",
    )
    if form.phases:
        query.only("phase", (f"phases:{name}" for name in form.phases))
        query.need("?m kg:phase ?phase ; kg:phaseText ?phaseName .")
    else:
        query.need("OPTIONAL { ?m kg:phase ?phase ; kg:phaseText ?phaseName }")
        if "phase" not in form.groups and "phase" not in form.shows:
            query.where("FILTER(!BOUND(?phase) || ?phase = phases:full-year)")


_TOTALS_OF_SOURCES: Final = (
    "MINUS { SELECT DISTINCT ?form ?source WHERE { VALUES ?source { funding:total funding:lifetime-total } "
    "?one kg:inForm ?form ; kg:fundingSource ?other ; kg:amount ?some . "
    "FILTER(?other NOT IN (funding:total, funding:lifetime-total) && ?some > 0) } }"
)
"""The totals of forms that print where they come from are no sources."""


@lru_cache(maxsize=1)
def _parts_of_sources() -> str:
    """Sources that the form prints as part of another are left out."""
    broader = {
        concept.name: [iri.rsplit("/", 1)[-1] for iri in concept.broader]
        for concept in load_scheme("funding")
    }
    pairs = []
    for name in sorted(broader):
        wider = list(broader[name])
        for one in wider:
            wider += [other for other in broader.get(one, ()) if other not in wider]
        pairs += [f"(funding:{name} funding:{one})" for one in wider if one != "total"]
    return (
        f"MINUS {{ SELECT DISTINCT ?form ?source WHERE {{ VALUES (?source ?wider) {{ {' '.join(pairs)} }} "
        "?of kg:inForm ?form ; kg:fundingSource ?wider } }"
    )


def _listed(query: Query, form: Form) -> Query:
    for name in ("department", "year", "project"):
        if name != "project" or "whole-department" not in form.conditions:
            query.column(*GROUP_COLUMNS[name])
    if "?m kg:inForm ?form" in " ".join(query.graph):
        query.column("sourceText", "资金来源")
        query.column("phaseName", "阶段")
    query.column("tenThousands", _WAN)
    query.where("BIND(?amount / 10000 AS ?tenThousands)")
    query.column("document", "文件")
    query.column("line", "行")
    query.order = ["?departmentName", "?year", "?line"]
    if form.order:
        order_by(query, form, "amount")
    return query


def _added(query: Query, form: Form) -> Query:
    """Each project of a year counts once, however many of its forms are printed."""
    groups = list(form.groups)
    if form.order and form.limit == 1:
        raise Unread("合计中最大的一个还不能问，请先列出合计")
    if len(form.departments) > 1 and "department" not in groups:
        groups.insert(0, "department")
    if len(form.years) > 1 and "year" not in groups:
        groups.append("year")
    names = [GROUP_COLUMNS[group][0] for group in groups]
    if {"level1", "level2", "unit"} & set(groups):
        raise Unread("资金不能按指标分")
    keys = dict.fromkeys(
        [
            *(f"?{name}" for name in names),
            "?year",
            "?p" if "whole-department" not in form.conditions else "?form",
        ]
    )
    several = len(form.sources) > 1 or len(form.phases) > 1
    for one, label in (("sourceText", len(form.sources) > 1), ("phaseName", len(form.phases) > 1)):
        if label and one not in names:
            names.append(one)
            keys[f"?{one}"] = None
    needed = frozenset({*(name[1:] for name in keys), "amount", "form"})
    inner = "\n".join(query.body(3, needed))
    outer = Query(origins=(query,))
    for name in names:
        heading = next(heading for column, heading in GROUP_COLUMNS.values() if column == name)
        outer.column(name, heading)
        outer.group.append(f"?{name}")
    head = " ".join(keys)
    outer.where(
        f"{{\n    SELECT {head} (MAX(?amount) AS ?once)\n    WHERE {{\n{inner}\n    }}\n    GROUP BY {head}\n  }}"
    )
    if "whole-department" not in form.conditions:
        outer.column("projectCount", "项目数", "COUNT(DISTINCT ?p)")
    if form.aggregate == "average":
        outer.column("tenThousands", "平均（万元）", "ROUND(AVG(?once) / 100) / 100")
    else:
        outer.column("tenThousands", "合计（万元）", "SUM(?once) / 10000")
    outer.order = list(outer.group)
    if several and not outer.group:
        raise Unread("几种来源不能相加")
    if form.order:
        outer.order = ["?tenThousands" if form.ascending else "DESC(?tenThousands)"]
        outer.limit = form.limit
    return outer


def write_lines(form: Form) -> Query:
    """Lines of budget tables with the amounts of their columns; the total column where none is asked for."""
    query = Query()
    query.need(
        "?cell kg:ofLine ?row ; kg:column ?column ; kg:amount ?amount .",
        "?row kg:tableTitle ?tableTitle ; kg:line ?line ; kg:inDocument ?file .",
        "?file dct:title ?document ; kg:year ?year .",
    )
    if form.departments:
        query.only("departmentName", map(text_term, form.departments))
    query.need("?file kg:department ?d . ?d rdfs:label ?departmentName .")
    if form.years:
        query.only("year", map(str, form.years))
    if form.of_units and form.table_part == "支出" and not form.tables:
        raise Unread("预算单位的支出印在不止一张表里，请写明表名")
    if form.of_units:
        query.where("FILTER(STRLEN(?code) = 6)")  # codes of functions have three, five or seven digits
    if form.level:
        query.where(f"FILTER(STRLEN(?code) = {form.level})")
    if form.under:
        _below(query, form.under)
    for text in form.excluded:
        own = " && ?lineName != ?departmentName" if text.endswith(_OWN) else ""
        query.where(f"FILTER(!CONTAINS(?lineName, {text_term(text)}){own})")
    if form.codes or form.of_units or form.level or form.under:
        if form.codes:
            query.only("code", map(text_term, form.codes))
        query.need("?row kg:code ?code .")
    else:
        query.need("OPTIONAL { ?row kg:code ?code }")
    if form.lines and not form.either:
        if form.lines.part:
            query.where(contains("lineName", form.lines.part))
        else:
            query.only("lineName", map(text_term, form.lines.names))
        query.need("?row rdfs:label ?lineName .")
    else:
        query.need("OPTIONAL { ?row rdfs:label ?lineName }")
    if form.tables:
        query.only("tableTitle", map(text_term, form.tables))
    if form.table_kind:
        query.need(f"?row kg:tableKind {text_term(form.table_kind)} .")
    if form.table_part:
        query.where(f"FILTER({_titled(form.table_part)})")
    of_income = any(_INCOME in text for text in (form.table_part, *form.columns, *form.tables))
    if not (of_income or form.of_units or form.codes):
        # what is received for a kind of expenditure is not what is spent on it
        query.where(
            f'FILTER(!STRENDS(COALESCE(?lineName, ""), "支出") || !CONTAINS(?tableTitle, "{_INCOME}") '
            '|| CONTAINS(?tableTitle, "支出"))'
        )
    if form.not_of_table:
        query.where(f"FILTER(!CONTAINS(?tableTitle, {text_term(form.not_of_table)}))")
    ends = " || ".join(f"STRENDS(?column, {text_term(total)})" for total in _TOTALS)
    is_total = f'({ends} || (STRSTARTS(?column, "本年") && STRENDS(?column, "小计")))'
    if form.either and form.lines:
        columns, lines = (", ".join(map(text_term, names)) for names in (form.columns, form.lines.names))
        table = "" if not form.titled else f" || ({_titled(form.titled)} && {is_total} && {_is_total_line()})"
        query.where(f"FILTER(?column IN ({columns}) || (?lineName IN ({lines}) && {is_total}){table})")
    elif form.columns and form.titled and form.lines:  # a column of one form, the table of another
        columns = ", ".join(map(text_term, form.columns))
        query.where(f"FILTER(?column IN ({columns}) || ({_titled(form.titled)} && {is_total}))")
    elif form.columns:
        query.only("column", map(text_term, form.columns))
    elif (
        form.codes
        or form.lines
        or form.of_units
        or form.under
        or (form.tables and (form.whole or form.level))
    ):
        query.where(f"FILTER{is_total}")
    else:
        raise Unread("请写明预算表的哪一行（科目名称或编码）")
    named = form.codes or form.lines or form.columns  # they mean one thing everywhere
    if len(of(form, "money")) < len(form.comparisons):
        raise Unread("预算表里只能与金额比较")
    compare(query, "amount", form.comparisons)
    by_place = bool(named) and set(form.groups) <= {"department", "year"} and form.aggregate is None
    if (
        (form.groups and not by_place)
        or form.order not in {"", "money"}
        or form.aggregate not in {None, "sum"}
    ):
        raise Unread("预算表的金额只能列出")
    one_table = form.level and len(form.tables) == 1
    if form.limit is not None and len(form.departments) == 1 and not form.of_units and not one_table:
        raise Unread("一个部门的预算表里不排名次")
    if form.whole or (
        form.aggregate
        and not form.lines
        and not form.codes
        and not any("合计" in name for name in form.columns)
    ):
        named = form.lines.names if form.either and form.lines else ()
        totals = ", ".join(
            map(text_term, (*_TOTAL_LINES, *named))
        )  # some tables leave the name of their total empty
        query.where(f"FILTER(COALESCE(?lineName, ?code, {text_term(_TOTAL_LINES[0])}) IN ({totals}))")
    for name, heading in (
        ("departmentName", "部门"), ("year", "年度"), ("tableTitle", "表名"), ("code", "编码"), ("lineName", "科目"),
        ("column", "栏目"), ("tenThousands", _WAN), ("document", "文件"), ("line", "行"),
    ):  # fmt: skip
        query.column(name, heading)
    if form.columns:
        query.column("shortColumn", "栏目简称")
        query.where('BIND(REPLACE(?column, "^.*·", "") AS ?shortColumn)')
    query.where("BIND(?amount / 10000 AS ?tenThousands)")
    query.order = ["?document", "?line", "?column"]
    if form.order:
        order_by(query, form, "tenThousands")
    return query


def _below(query: Query, line: Match) -> None:
    """Lines of the same table whose code begins with that of the line named."""
    query.need(
        "?parent kg:code ?parentCode ; rdfs:label ?parentName ; kg:tableTitle ?tableTitle ; kg:inDocument ?file ."
    )
    if line.names:
        query.only("parentName", map(text_term, line.names))
    else:
        query.where(contains("parentName", line.part))
    query.where("FILTER(STRSTARTS(?code, ?parentCode) && ?code != ?parentCode)")


def _titled(part: str) -> str:
    """Whether the title of the table holds the name, quotation marks aside."""
    return f'CONTAINS(REPLACE(?tableTitle, "[“”]", ""), {text_term(part)})'


def _is_total_line() -> str:
    return f"COALESCE(?lineName, ?code, {text_term(_TOTAL_LINES[0])}) IN ({', '.join(map(text_term, _TOTAL_LINES))})"


def write_parts(form: Form) -> Query:
    """Activities, purchases and classes of expenditure that forms list."""
    query = Query()
    query.need(
        "?part a kg:FormPart ; kg:inForm ?form ; kg:partKind ?partKind ; rdfs:label ?partName .",
        "?form kg:year ?year ; kg:line ?line ; kg:inDocument ?file .",
        "?file dct:title ?document .",
        "OPTIONAL { ?part kg:amount ?amount }",
    )
    if form.part_kind:
        query.only("partKind", [text_term(_PARTS[form.part_kind])])
    if form.lines:
        query.only("partName", map(text_term, form.lines.names))
    restrict(query, form, owner="form")
    query.need("OPTIONAL { ?form kg:ofProject ?p . ?p rdfs:label ?projectName }")
    if form.conditions - {"whole-department"}:
        raise Unread("这样的条件不能用来问分项")
    if form.conditions:
        query.need('?form kg:formKind "整体支出绩效目标表" .')
    if form.groups or form.aggregate == "average":
        raise Unread("分项只能列出或计数")
    if form.aggregate == "count":
        query.column("howMany", "个数", "COUNT(DISTINCT ?part)")
        return query
    if form.aggregate == "sum":
        query.column("tenThousands", "合计（万元）", "SUM(?amount) / 10000")
        return query
    for name, heading in (
        ("departmentName", "部门"), ("year", "年度"), ("projectName", "项目"), ("partName", "分项"),
        ("tenThousands", _WAN), ("document", "文件"), ("line", "行"),
    ):  # fmt: skip
        query.column(name, heading)
    query.where("BIND(?amount / 10000 AS ?tenThousands)")
    query.order = ["?departmentName", "?year", "?line", "?partName"]
    if form.order:
        order_by(query, form, "amount")
    return query
