"""The few large SELECTs that the exports are made of, and their answers as dicts.

A form published in two documents has one identifier in both graphs: what is printed is asked for graph by
graph, so that every row keeps its own document and line, and memory holds one document at a time.

A node comes as one text with all its fields (``NODES``): 100,000 targets of 19 fields take 6 s that way from
disk, 20 s as rows of one statement, 40 s as rows with an OPTIONAL for each field.
"""

import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from kg.errors import ExportError

if TYPE_CHECKING:
    from kg.store import Store

Row = dict[str, object]

DOCUMENTS: Final = """
SELECT ?graph ?document ?sha256 ?year ?department WHERE {
  GRAPH ?graph { ?file a kg:Document ; dct:title ?document ; kg:sha256 ?sha256 }
  OPTIONAL { GRAPH ?graph { ?file kg:year ?year } }
  OPTIONAL { GRAPH ?graph { ?file kg:department ?office . ?office rdfs:label ?department } }
} ORDER BY ?document ?graph ?department"""

FRAME_FIELDS: Final = {
    "class": "rdf:type", "label": "rdfs:label", "code": "org:identifier", "line": "kg:line",
    "last_line": "kg:lastLine", "kind": "kg:formKind", "year": "kg:year", "project_id": "kg:ofProject",
    "department_id": "kg:department", "department_code": "kg:departmentCode", "budget": "kg:budget",
    "fiscal": "kg:fiscalBudget", "execution_rate": "kg:executionRate", "total_score": "kg:totalScore",
    "grade": "kg:grade", "project_code": "kg:projectCode", "supervisor_id": "kg:supervisingDepartment",
    "attribute": "kg:attribute", "start_year": "kg:startYear", "end_year": "kg:endYear", "form": "kg:inForm",
    "goal_label": "kg:goalLabel", "horizon": "kg:horizon", "text": "kg:text", "place": "kg:place",
    "department_text": "kg:departmentText", "project_text": "kg:projectText",
    "project_code_text": "kg:projectCodeText", "implementing_unit_text": "kg:implementingUnitText",
    "exact": "kg:exactText",
}  # fmt: skip
FRAME: Final = f"""
NODES WHERE {{
  GRAPH <GRAPH> {{
    VALUES ?class {{ kg:Form kg:Project kg:Goal org:FormalOrganization org:OrganizationalUnit }}
    VALUES (?property ?field) {{ {" ".join(f'({name} "{field}")' for field, name in FRAME_FIELDS.items())} }}
    ?id a ?class ; ?property ?value
  }}
}} GROUP BY ?id"""
"""What stands around the rows of one document: its forms, projects, goals and organisations."""

UNITS: Final = """
SELECT DISTINCT ?project_id ?unit WHERE {
  GRAPH <GRAPH> { ?project_id kg:implementingUnit ?office . ?office rdfs:label ?unit }
} ORDER BY ?project_id ?unit"""
"""A project may have several implementing units."""

EXECUTED: Final = """
SELECT ?form (MAX(?amount) AS ?executed) WHERE {
  GRAPH <GRAPH> { ?funding kg:phaseText "执行" ; kg:inForm ?form ; kg:amount ?amount }
} GROUP BY ?form"""
"""The total is the largest of a form's executed amounts, its sources being parts of it."""

COUNTS: Final = """
SELECT ?form ?indicators ?quantified ?confident ?has_quantity ?has_satisfaction WHERE {
  ?form a kg:Form ; kg:indicatorCount ?indicators ; kg:quantifiedCount ?quantified ; kg:confidentCount ?confident ;
    kg:hasQuantityIndicator ?has_quantity ; kg:hasSatisfactionIndicator ?has_satisfaction
}"""
"""Worked out in the derived graph."""

DOUBTFUL: Final = """
SELECT ?id ?printed WHERE { GRAPH <GRAPH> { ?id kg:confident false ; kg:printedText ?printed } }
ORDER BY ?id DESC(?printed)"""
"""The printed text of the rows that the program does not vouch for."""

DOUBTS: Final = """
SELECT DISTINCT ?id ?doubt WHERE {
  GRAPH <GRAPH> { ?id kg:confident false ; kg:readingDoubt ?doubt }
} ORDER BY ?id ?doubt"""

_READ: Final[Mapping[str, Callable[[str], object]]] = {
    **dict.fromkeys(("line", "last_line", "page", "year", "start_year", "end_year"), int),
    **dict.fromkeys(("budget", "fiscal", "execution_rate", "total_score", "weight", "score"), Decimal),
    **dict.fromkeys(("value", "low", "high", "base_value", "confidence"), Decimal),
    **dict.fromkeys(("confident", "level1_inferred"), "true".__eq__),
}
_GRAPH_IRI: Final = re.compile(r"[^\x00-\x20<>\"{}|^`\\]+")


def select(store: "Store", query: str, graph: str | None = None) -> list[Row]:
    """The rows of a query; ``graph`` is the named graph that it asks. Raises ExportError where that is no IRI."""
    answer = store.select(query if graph is None else _in_graph(query, graph))
    return [dict(zip(answer.variables, row, strict=True)) for row in answer.rows]


def select_nodes(store: "Store", query: str, graph: str) -> dict[object, Row]:
    """The answer to a query for ``NODES``: each node with its fields, numbers as numbers. Raises as `select`.

    Where a node says two things of one field the smaller text is taken, the same in every build.
    """
    mark = secrets.token_hex(4)  # no text of a document can hold it by intent
    between, inside = f"\x1e{mark}", f"\x1f{mark}"
    fields = f'CONCAT(?field, "\\u001F{mark}", STR(?value))'
    head = f'SELECT ?id (GROUP_CONCAT({fields}; separator="\\u001E{mark}") AS ?fields)'
    nodes: dict[object, Row] = {}
    for iri, joined in store.select(_in_graph(query.replace("NODES", head), graph)).rows:
        texts: dict[str, str] = {}
        for entry in str(joined).split(between):
            field, _, text = entry.partition(inside)
            if field not in texts or text < texts[field]:
                texts[field] = text
        nodes[iri] = typed(texts)
    return nodes


def typed(texts: Mapping[str, str]) -> Row:
    """The fields of a node with their numbers as numbers."""
    return {field: _READ[field](text) if field in _READ else text for field, text in texts.items()}


def first_by(rows: Iterable[Row], key: str) -> dict[object, Row]:
    """The first row of each key."""
    found: dict[object, Row] = {}
    for row in rows:
        found.setdefault(row[key], row)
    return found


def _in_graph(query: str, graph: str) -> str:
    if not _GRAPH_IRI.fullmatch(graph):
        raise ExportError(f"图谱里的命名图 {graph!r} 不是合法的 IRI。请用 kg build 重建图谱。")
    return query.replace("<GRAPH>", f"<{graph}>")
