"""The indicator catalogue rebuilt from the graph, as `kg extract` prints it.

Money is 万元. ``id``, ``project_id`` and ``source_spans`` are added.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from kg.export import selects
from kg.export.overview import Overview, read_overview
from kg.export.selects import Row, select, select_nodes
from kg.namespaces import PREFIXES
from kg.records import INDICATOR_FIELDS, plain
from kg.review import with_reasons
from kg.vocabulary import load_scheme

if TYPE_CHECKING:
    from kg.store import GraphStore

CATALOGUE_FIELDS: Final = (
    *INDICATOR_FIELDS,
    "id",
    "project_id",
    "source_spans",
    "source_places",
)
"""The fields of a row of `catalogue_rows`, in order."""

_EXACT: Final = ("budget", "fiscal", "value", "base_value", "weight", "score", "confidence")
_NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?")


def catalogue_rows(
    store: "GraphStore", overview: Overview | None = None, *, spans: bool = True
) -> Iterator[Row]:
    """Every indicator row of the graph as a dict with CATALOGUE_FIELDS, by document in reading order.

    ``overview`` saves reading the forms again; without ``spans`` the spans and rules stay empty, and it is quicker.
    """
    around = overview or read_overview(store, findings=False)
    for document in around.documents:
        for _, row in _document_rows(store, document, around.forms[document["graph"]], spans=spans):
            yield _to_record(row)


def reviewer_rows(store: "GraphStore", overview: Overview) -> Iterator[Row]:
    """The rows of `catalogue_rows` without spans, and with what the workbook needs besides: ``counted_line``, by
    which findings name a row, and of rows in doubt ``printed`` and ``reasons`` (`kg.review.Reason`)."""
    for document in overview.documents:
        graph = str(document["graph"])
        printed = select_nodes(store, selects.DOUBTFUL, graph)
        doubts: dict[object, list[str]] = defaultdict(list)
        for found in select(store, selects.DOUBTS, graph):
            doubts[found["id"]].append(str(found["doubt"]).rsplit("/", 1)[-1])
        for iri, row in _document_rows(store, document, overview.forms[document["graph"]], spans=False):
            record = {**_to_record(row), "counted_line": row["line"]}
            if row.get("confident") is False:
                pairs = [(str(found["code"]), str(found["message"])) for found in row["findings"]]  # type: ignore[attr-defined]
                record |= {**printed.get(iri, {}), "reasons": with_reasons(doubts[iri], pairs)}
            yield record


def _document_rows(
    store: "GraphStore", document: Row, forms: Mapping[object, Row], *, spans: bool
) -> Iterator[tuple[object, Row]]:
    graph = str(document["graph"])
    targets = select_nodes(store, selects.TARGETS, graph)
    places = select_nodes(store, selects.SPANS, graph) if spans else {}
    results = select_nodes(store, selects.RESULTS, graph)
    findings: dict[object, list[Row]] = defaultdict(list)
    for row in select(store, selects.ROW_FINDINGS, graph):
        findings[row["id"]].append({"code": row["code"], "message": row["message"]})
    rows = [(iri, target) for iri, target in targets.items() if "target_text" in target]
    for iri, target in sorted(rows, key=lambda row: _reading_order(row[1], row[0])):
        form = forms.get(target["form"], {})
        yield (
            iri,
            {
                **form,
                "place": None,
                **target,
                **places.get(iri, {}),
                **results.get(iri, {}),
                "id": iri,
                "form": form.get("kind"),
                "document": document["document"],
                "findings": findings[iri],
            },
        )


def _to_record(row: Row) -> Row:
    row = {**row, "value": _value(row)}
    row["line"] = None if row["place"] else row["line"]
    row["operator"] = _operators().get(str(row.get("operator")))
    row["level1_inferred"] = row.get("level1_inferred") is True
    row["spans"] = _part_spans(row.get("part_spans"))
    row["rules"] = str(row.get("rules") or "").split()
    record = {name: row.get(name) for name in CATALOGUE_FIELDS}
    for name in _EXACT:
        record[name] = plain(record[name])
    return record


def _value(row: Row) -> object:
    words = row.get("value_text")
    if row["kind"] == "range" and row.get("low") is not None and row.get("high") is not None:
        return [row["low"], row["high"]]
    if row["kind"] == "multi" and isinstance(words, str):
        parts = words.split("/")
        if all(_NUMBER.fullmatch(part) for part in parts):
            return [Decimal(part) for part in parts]
        return parts
    return row.get("value") if words is None else words


def _part_spans(literal: object) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for entry in filter(None, str(literal or "").split(";")):
        name, _, ends = entry.rpartition(":")
        found[name] = [int(end) for end in ends.split("-")]
    return found


def _reading_order(target: Row, iri: object) -> tuple[int, int, str]:
    page, line = target.get("page"), target["line"]
    return (page if isinstance(page, int) else 0, line if isinstance(line, int) else 0, str(iri))


@lru_cache(maxsize=1)
def _operators() -> dict[str, str]:
    """The IRI of an operator to the sign of the records."""
    notation = PREFIXES["skos"] + "notation"
    return {concept.iri: concept.properties[notation][0] for concept in load_scheme("operators")}
