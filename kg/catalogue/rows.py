"""The indicator rows of a document, as ``kg extract`` prints them."""

import json
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from kg.catalogue.documents import CatalogueDocument
from kg.catalogue.forms import read_forms
from kg.catalogue.nodes import Node, checked_iri, in_order, read_nodes
from kg.graph.spans import text_to_parts
from kg.link import last_part
from kg.namespaces import PREFIXES
from kg.query.run import Askable
from kg.records import Record, exact_number
from kg.vocabulary import load_scheme

_ROW: Final = {
    "form": "kg:inForm", "position": "kg:position", "line": "kg:line", "page": "kg:page", "place": "kg:place",
    "year": "kg:year", "horizon": "kg:horizon", "goal": "kg:goalLabel", "level1": "kg:level1",
    "level1_inferred": "kg:level1Inferred", "level2": "kg:level2", "name": "kg:name", "subject": "kg:subject",
    "description": "kg:description", "target_text": "kg:targetText", "operator": "kg:operator",
    "kind": "kg:valueKind", "value": "kg:value", "value_text": "kg:valueText", "items": "kg:valueItems",
    "low": "kg:low", "high": "kg:high", "unit": "kg:unitText", "base_value": "kg:baseValue",
    "base_unit": "kg:baseUnit", "quantity_kind": "kg:quantityKind",
    "value_year_before_last": "kg:valueYearBeforeLast", "value_last_year": "kg:valueLastYear",
    "weight": "kg:weight", "basis": "kg:basis", "confidence": "kg:confidence", "confident": "kg:confident",
    "rules": "kg:rules", "spans": "kg:partSpans", "findings": "kg:findingOrder", "exactText": "kg:exactText",
}  # fmt: skip
_FEWEST: Final = 6
"""Every row has its form, position, line, target, kind, confidence and more."""
_RESULTS: Final = """
SELECT ?target ?actual (STR(?points) AS ?score) WHERE {
  GRAPH <GRAPH> {
    ?result kg:ofTarget ?target
    OPTIONAL { ?result kg:actualText ?actual } OPTIONAL { ?result kg:score ?points }
  }
}"""
_FINDINGS: Final = """
SELECT ?target ?finding ?code ?message WHERE {
  GRAPH <GRAPH> { ?finding kg:onTarget ?target ; kg:code ?code ; kg:message ?message }
}"""
_OF_FORM: Final = ("department", "department_code", "project", "project_code", "implementing_unit")


def catalogue_records(store: Askable, document: CatalogueDocument) -> Iterator[Record]:
    """The indicator rows of the document in reading order, each as `kg.records.indicator_to_record` gives it."""
    for _, record in catalogue_rows(store, document):
        yield record


def catalogue_rows(
    store: Askable,
    document: CatalogueDocument,
    also: Mapping[str, str] | None = None,
    *,
    heads: Mapping[str, Record] | None = None,
    without: Container[str] = (),
) -> Iterator[tuple[Node, Record]]:
    """The records of `catalogue_records`, each with the node of its target. ``also``: further fields of that
    node, name → property; ``without``: fields that stay empty, which is quicker; ``heads``: what `head_fields` gives
    of the document's forms by IRI, where it is known already."""
    graph = checked_iri(document.graph)
    if heads is None:
        heads = {iri: head_fields(form) for iri, form in read_forms(store, document).items()}
    printed = Printed(
        read_nodes(
            store,
            graph,
            "kg:PerformanceTarget",
            row_fields(also, without),
            telling="target_text",
            fewest=_FEWEST,
        ),
        store.select(_RESULTS.replace("<GRAPH>", f"<{graph}>")).rows,
        store.select(_FINDINGS.replace("<GRAPH>", f"<{graph}>")).rows,
    )
    yield from rows_of(printed, heads, document)


def row_fields(also: Mapping[str, str] | None = None, without: Container[str] = ()) -> dict[str, str]:
    """What `rows_of` needs of a row: name → property as a prefixed name."""
    return {name: iri for name, iri in {**_ROW, **(also or {})}.items() if name not in without}


class Printed(NamedTuple):
    """What one named graph says of its rows: their nodes by IRI, with `row_fields`; target, actual text and score of
    results (None where there is none); target, finding, code and message of findings."""

    nodes: Mapping[str, Node]
    results: Iterable[Sequence[object]]
    findings: Iterable[Sequence[object]]


def rows_of(
    printed: Printed, heads: Mapping[str, Record], document: CatalogueDocument
) -> Iterator[tuple[Node, Record]]:
    """The rows of `catalogue_rows`, from what was read of their graph."""
    results = {
        str(target): _Result(*(None if cell is None else str(cell) for cell in cells))
        for target, *cells in sorted(printed.results, key=str)
    }
    findings: dict[str, list[_Doubt]] = defaultdict(list)
    for target, *said in sorted(printed.findings, key=str):
        findings[str(target)].append(_Doubt(*map(str, said)))
    for _, row in in_order(printed.nodes):
        head = heads[row.values["form"]]
        yield row, _to_record(row, head, results.get(row.iri), findings[row.iri], document)


class _Result(NamedTuple):
    actual: str | None
    score: str | None


class _Doubt(NamedTuple):
    iri: str
    code: str
    message: str


def _to_record(
    row: Node, head: Record, result: _Result | None, findings: list[_Doubt], document: CatalogueDocument
) -> Record:
    place = row.text("place")
    return {
        "document": document.name,
        "line": row.whole("line") if place is None else None,
        "page": row.whole("page"),
        **head,
        **{name: row.text(name) for name in ("horizon", "goal", "level1", "level2")},
        "level1_inferred": row.text("level1_inferred") == "true",
        **{name: row.text(name) for name in ("name", "subject", "description", "target_text")},
        "operator": operator_signs().get(row.text("operator") or ""),
        "kind": row.text("kind"),
        "value": _value(row),
        "unit": row.text("unit"),
        "base_value": row.number("base_value"),
        **{name: row.text(name) for name in ("base_unit", "quantity_kind")},
        **{name: row.text(name) for name in ("value_year_before_last", "value_last_year")},
        "actual": (result.actual if result else None) or row.exact().get("actual"),
        "weight": row.number("weight"),
        "score": exact_number(Decimal(result.score)) if result and result.score else None,
        "basis": row.text("basis"),
        "confidence": float(row.text("confidence") or 0),
        "confident": row.text("confident") == "true",
        "rules": (row.text("rules") or "").split(),
        "spans": text_to_parts(row.text("spans") or ""),
        "findings": [
            {"code": finding.code, "message": finding.message}
            for finding in _in_printed_order(findings, row.text("findings"))
        ],
        "place": place,
    }


def head_fields(form: Node) -> Record:
    """What the rows of a form say of it; money is 万元."""
    of_form = {name: form.text(name) for name in _OF_FORM}
    return {
        "department": of_form["department"] or "",
        "department_code": of_form["department_code"],
        "year": form.whole("year"),
        "form": form.text("kind"),
        **{name: of_form[name] for name in ("project", "project_code", "implementing_unit")},
        "budget": form.wan("budget"),
        "fiscal": form.wan("fiscal"),
    }


def _value(row: Node) -> object:
    kind, items = row.text("kind"), row.text("items")
    if items is not None:
        return json.loads(items, parse_float=Decimal)
    if kind == "range":
        return [row.number("low"), row.number("high")]
    words = row.text("value_text")
    return row.number("value") if words is None else words


def _in_printed_order(findings: list[_Doubt], order: str | None) -> list[_Doubt]:
    if order is None:
        return findings
    named: Mapping[str, _Doubt] = {last_part(finding.iri): finding for finding in findings}
    return [named[name] for name in order.split()]


@lru_cache(maxsize=1)
def operator_signs() -> dict[str, str]:
    """The IRI of an operator to the sign of the records."""
    notation = PREFIXES["skos"] + "notation"
    return {concept.iri: concept.properties[notation][0] for concept in load_scheme("operators")}
