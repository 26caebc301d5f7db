"""The tables of a dump: columns with type and meaning, and their rows from the graph, one document at a time.

Money is yuan here, as in the graph. A cell that a spreadsheet would run is led by an apostrophe
(`kg.read.spreadsheet.neutralise`).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kg.export import selects
from kg.export.catalogue import CATALOGUE_FIELDS, catalogue_rows
from kg.export.selects import Row, select
from kg.namespaces import KG, PREFIXES

if TYPE_CHECKING:
    from kg.store import Store


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its name, its Chinese title, its XSD type, and the IRI of the property that it states, if any."""

    name: str
    title: str
    datatype: str = "string"
    property: str | None = None


@dataclass(frozen=True, slots=True)
class DumpTable:
    """A table: its file name without suffix, titles, columns, and how its rows are read from a graph.

    ``key``: the columns that tell a row apart. ``refers``: column → the table whose key it names.
    """

    name: str
    title: str
    english: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    rows: Callable[["Store"], Iterable[Row]]
    refers: tuple[tuple[str, str], ...] = ()


FUNDING: Final = """
SELECT ?id ?project ?form ?department ?year ?source ?source_concept ?phase ?phase_concept ?amount ?amount_text WHERE {
  GRAPH <GRAPH> {
    ?id a kg:Funding ; kg:sourceText ?source ; kg:year ?year ; kg:inForm ?form .
    OPTIONAL { ?id kg:amount ?amount }
    OPTIONAL { ?id kg:ofProject ?project }
    OPTIONAL { ?id kg:department ?department }
    OPTIONAL { ?id kg:fundingSource ?source_concept }
    OPTIONAL { ?id kg:phase ?phase_concept }
    OPTIONAL { ?id kg:phaseText ?phase }
    OPTIONAL { ?id kg:amountText ?amount_text }
  }
} ORDER BY ?id"""

BUDGET: Final = """
SELECT ?id ?line ?table ?kind ?code ?label ?unit_name ?printed_line ?column ?amount WHERE {
  GRAPH <GRAPH> {
    ?id kg:ofLine ?line ; kg:column ?column ; kg:amount ?amount .
    ?line kg:tableTitle ?table ; kg:tableKind ?kind ; kg:line ?printed_line .
    OPTIONAL { ?line kg:code ?code }
    OPTIONAL { ?line rdfs:label ?label }
    OPTIONAL { ?line kg:unitName ?unit_name }
  }
} ORDER BY ?printed_line ?line ?column ?id"""

PROJECTS: Final = """
SELECT ?id ?label ?code ?department ?year ?start_year ?end_year ?attribute WHERE {
  GRAPH <GRAPH> {
    ?id a kg:Project ; rdfs:label ?label .
    OPTIONAL { ?id kg:projectCode ?code }
    OPTIONAL { ?id kg:department ?department }
    OPTIONAL { ?id kg:year ?year }
    OPTIONAL { ?id kg:startYear ?start_year }
    OPTIONAL { ?id kg:endYear ?end_year }
    OPTIONAL { ?id kg:attribute ?attribute }
  }
} ORDER BY ?id ?year ?code ?attribute"""

_TYPES: Final = {
    **dict.fromkeys(("line", "page", "year"), "integer"),
    **dict.fromkeys(("budget", "fiscal", "base_value", "weight", "score", "confidence"), "decimal"),
    **dict.fromkeys(("confident", "level1_inferred"), "boolean"),
    **dict.fromkeys(("rules", "spans", "findings"), "json"),
    **dict.fromkeys(("id", "project_id"), "anyURI"),
}
_PROPERTIES: Final = {
    "document": "prov:wasQuotedFrom", "line": "kg:line", "page": "kg:page", "year": "kg:year", "horizon": "kg:horizon",
    "goal": "kg:goalLabel", "level1": "kg:level1", "level2": "kg:level2", "level1_inferred": "kg:level1Inferred",
    "name": "kg:name", "subject": "kg:subject", "description": "kg:description", "target_text": "kg:targetText",
    "operator": "kg:operator", "kind": "kg:valueKind", "unit": "kg:unitText", "base_value": "kg:baseValue",
    "base_unit": "kg:baseUnit", "quantity_kind": "kg:quantityKind", "value_last_year": "kg:valueLastYear",
    "value_year_before_last": "kg:valueYearBeforeLast", "basis": "kg:basis", "weight": "kg:weight",
    "confidence": "kg:confidence", "confident": "kg:confident", "place": "kg:place", "project_id": "kg:ofProject",
    "source_spans": "kg:sourceSpans", "source_places": "kg:sourcePlaces", "rules": "kg:rules",
}  # fmt: skip
_TITLES: Final = {
    "id": "标识", "project_id": "项目标识", "level1_inferred": "一级指标系推定", "quantity_kind": "量的种类",
    "confident": "有把握", "rules": "切分规则", "spans": "组成部分位置", "findings": "读取说明",
    "source_spans": "原文位置", "source_places": "版面位置", "department_code": "部门编码",
}  # fmt: skip


def dump_tables() -> tuple[DumpTable, ...]:
    """The tables of a dump, in the order in which they are written."""
    return (_documents(), _indicators(), _projects(), _funding(), _budget())


def _documents() -> DumpTable:
    fields = (
        Field("document", "文件", property="dct:title"),
        Field("sha256", "SHA-256 校验值", property="kg:sha256"),
        Field("year", "年度", "integer", "kg:year"),
        Field("department", "部门"),
    )
    return DumpTable("documents", "文件", "the documents read", fields, ("document",), _document_rows)


def _indicators() -> DumpTable:
    from kg.export.columns import INDICATOR_COLUMNS

    titles = {column.field: column.title for column in INDICATOR_COLUMNS} | _TITLES
    fields = tuple(
        Field(name, titles.get(name, name), _TYPES.get(name, "string"), _PROPERTIES.get(name))
        for name in CATALOGUE_FIELDS
    )
    title = "绩效指标（金额为万元，其他表为元）"
    english = "one row for each indicator of a form; money in ten thousand yuan"
    refers = (("document", "documents"),)
    return DumpTable("indicators", title, english, fields, ("id", "document"), catalogue_rows, refers)


def _projects() -> DumpTable:
    fields = (
        Field("document", "文件"),
        Field("id", "标识", "anyURI"),
        Field("label", "项目名称", property="rdfs:label"),
        Field("code", "项目编码", property="kg:projectCode"),
        Field("department", "部门标识", "anyURI", "kg:department"),
        Field("year", "年度", "integer", "kg:year"),
        Field("start_year", "起始年度", "integer", "kg:startYear"),
        Field("end_year", "终止年度", "integer", "kg:endYear"),
        Field("attribute", "实施期限或项目属性", property="kg:attribute"),
    )
    key = ("id", "document", "year", "code", "attribute", "start_year", "end_year")
    rows = _by_document(PROJECTS, fields)
    english = "projects as each document states them"
    return DumpTable("projects", "项目", english, fields, key, rows, (("document", "documents"),))


def _funding() -> DumpTable:
    fields = (
        Field("document", "文件"),
        Field("id", "标识", "anyURI"),
        Field("project", "项目标识", "anyURI", "kg:ofProject"),
        Field("form", "绩效表标识", "anyURI", "kg:inForm"),
        Field("department", "部门标识", "anyURI", "kg:department"),
        Field("year", "年度", "integer", "kg:year"),
        Field("source", "资金来源（原文）", property="kg:sourceText"),
        Field("source_concept", "资金来源", "anyURI", "kg:fundingSource"),
        Field("phase", "预算阶段（原文）", property="kg:phaseText"),
        Field("phase_concept", "预算阶段", "anyURI", "kg:phase"),
        Field("amount", "金额（元）", "decimal", "kg:amount"),
        Field("amount_text", "金额（原文）", property="kg:amountText"),
    )
    rows = _by_document(FUNDING, fields)
    english = "money by source, phase and year, in yuan"
    return DumpTable(
        "funding", "资金", english, fields, ("id", "document"), rows, (("document", "documents"),)
    )


def _budget() -> DumpTable:
    fields = (
        Field("document", "文件"),
        Field("id", "标识", "anyURI"),
        Field("line", "预算表行标识", "anyURI", "kg:ofLine"),
        Field("table", "表名", property="kg:tableTitle"),
        Field("kind", "表的种类", property="kg:tableKind"),
        Field("code", "编码", property="kg:code"),
        Field("label", "名称", property="rdfs:label"),
        Field("unit_name", "单位", property="kg:unitName"),
        Field("printed_line", "行号", "integer", "kg:line"),
        Field("column", "栏目", property="kg:column"),
        Field("amount", "金额（元）", "decimal", "kg:amount"),
    )
    rows = _by_document(BUDGET, fields)
    english = "amounts of the budget tables, in yuan"
    return DumpTable(
        "budget", "预算表", english, fields, ("id", "document"), rows, (("document", "documents"),)
    )


def property_iri(field: Field) -> str | None:
    """The full IRI of the property of a column.

    >>> property_iri(Field("year", "年度", "integer", "kg:year")).rsplit("#")[-1]
    'year'
    """
    if field.property is None:
        return None
    prefix, local = field.property.split(":")
    return (KG if prefix == "kg" else PREFIXES[prefix]) + local


def _document_rows(store: "Store") -> Iterator[Row]:
    yield from selects.first_by(select(store, selects.DOCUMENTS), "document").values()


def _by_document(query: str, fields: tuple[Field, ...]) -> Callable[["Store"], Iterator[Row]]:
    names = [field.name for field in fields]

    def rows(store: "Store") -> Iterator[Row]:
        for document in selects.first_by(select(store, selects.DOCUMENTS), "document").values():
            last = None
            for row in select(store, query, str(document["graph"])):
                record = {"document": document["document"], **row}
                found = {name: record.get(name) for name in names}
                if found != last:
                    yield found
                last = found

    return rows
