"""Money: of projects by source and phase, of the parts of a form."""

from dataclasses import replace
from functools import lru_cache
from typing import Final

from kg.ask.form import Form
from kg.ask.tokens import Unread
from kg.ask.words import label_of
from kg.ask.writing.query import Query, text_term
from kg.ask.writing.shared import GROUP_COLUMNS, PRINTED_FORMS, compare, of, order_by, restrict
from kg.vocabulary import load_scheme

_PARTS: Final = {
    "activity": "activity",
    "procurement": "procurement",
    "structure": "structure",
    "task": "task",
    "involved": "project",
}
_EARLIER: Final = "earlier"
_WAN: Final = "金额（万元）"


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
    for condition in form.conditions & {*PRINTED_FORMS} if not whole else ():
        query.need("?form kg:formKind ?formKind .")
        query.only("formKind", map(text_term, PRINTED_FORMS[condition]))
    if form.conditions - {"whole-department", "self-evaluated", *(() if whole else PRINTED_FORMS)}:
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
    narrower: dict[str, list[str]] = {}
    for name in sorted(broader):
        wider = list(broader[name])
        for one in wider:
            wider += [other for other in broader.get(one, ()) if other not in wider]
            if one != "total":
                narrower.setdefault(one, []).append(f"funding:{name}")
    return " ".join(
        f"MINUS {{ SELECT DISTINCT ?form ?source WHERE {{ VALUES ?source {{ {' '.join(names)} }} "
        f"?of kg:inForm ?form ; kg:fundingSource funding:{wider} }} }}"
        for wider, names in narrower.items()
    )


def _listed(query: Query, form: Form) -> Query:
    for name in ("department", "year", "project"):
        if name != "project" or "whole-department" not in form.conditions:
            query.column(*GROUP_COLUMNS[name])
    if "?m kg:inForm ?form" in " ".join(query.graph):
        query.column("sourceText", "资金来源")
        query.column("phaseName", "阶段")
    else:
        query.column("sourceText", "资金来源")
        query.where(f"BIND({text_term(label_of('funding', form.sources[0]))} AS ?sourceText)")
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
    if len(form.departments) > 1 and "department" not in groups and not form.one_owner:
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
    if form.one_owner:
        keys["?departmentName"] = None
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
    if form.one_owner:
        outer.having = "COUNT(DISTINCT ?departmentName) = 1"
    if several and not outer.group:
        raise Unread("几种来源不能相加")
    if form.order:
        outer.order = ["?tenThousands" if form.ascending else "DESC(?tenThousands)"]
        outer.limit = form.limit
    return outer


def write_parts(form: Form) -> Query:
    """Activities, purchases and classes of expenditure that forms list."""
    query = Query()
    query.need(
        "?part a kg:FormPart ; kg:inForm ?form ; kg:partKind ?partKind ; rdfs:label ?partName .",
        "?form kg:year ?year ; kg:line ?line ; kg:inDocument ?file .",
        "?file dct:title ?document .",
        "OPTIONAL { ?part kg:amount ?amount }",
    )
    kinds = [_PARTS[form.part_kind]] if form.part_kind else sorted(_PARTS.values())
    earlier = form.years and form.part_kind in {"", "structure"}
    query.only("partKind", map(text_term, [*kinds, *([_EARLIER] if earlier else [])]))
    if form.lines:
        query.only("partName", map(text_term, form.lines.names))
    restrict(query, replace(form, years=()), owner="form")
    query.need("OPTIONAL { ?part kg:year ?ownYear }")
    query.where("BIND(COALESCE(?ownYear, ?year) AS ?partYear)")
    if form.years:
        query.where(f"FILTER(?partYear IN ({', '.join(map(str, form.years))}))")
    query.need("OPTIONAL { ?form kg:ofProject ?p . ?p rdfs:label ?projectName }")
    if form.conditions - {"whole-department"}:
        raise Unread("这样的条件不能用来问分项")
    if form.conditions:
        query.need('?form kg:formKind "整体支出绩效目标表" .')
    if len(of(form, "money")) < len(form.comparisons):
        raise Unread("分项只能与金额比较")
    compare(query, "amount", form.comparisons)
    if form.groups or form.aggregate == "average":
        raise Unread("分项只能列出或计数")
    if form.aggregate == "count":
        query.column("howMany", "个数", "COUNT(DISTINCT ?part)")
        return query
    if form.aggregate == "sum":
        query.column("partCount", "个数", "COUNT(DISTINCT ?part)")
        query.column("tenThousands", "合计（万元）", "SUM(?amount) / 10000")
        return query
    for name, heading in (
        ("departmentName", "部门"), ("partYear", "年度"), ("projectName", "项目"), ("partName", "分项"),
        ("tenThousands", _WAN), ("document", "文件"), ("line", "行"),
    ):  # fmt: skip
        query.column(name, heading)
    if form.part_kind == "structure":
        query.need("OPTIONAL { ?part kg:fiscalAmount ?fiscal }")
        query.column("fiscalTenThousands", "其中财政拨款（万元）")
        query.where("BIND(?fiscal / 10000 AS ?fiscalTenThousands)")
    query.where("BIND(?amount / 10000 AS ?tenThousands)")
    query.order = ["?departmentName", "?partYear", "?line", "?partName"]
    if form.order:
        order_by(query, form, "amount")
    return query
