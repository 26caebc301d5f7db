"""The indicator catalogue rebuilt from the graph, as `kg extract` prints it.

Money is 万元. ``id``, ``project_id`` and ``source_spans`` are added.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from kg.catalogue import CatalogueDocument, list_documents
from kg.catalogue.nodes import Node
from kg.catalogue.rows import catalogue_rows as rows_of
from kg.export import selects
from kg.export.ahead import ahead
from kg.export.overview import Heads, Overview
from kg.export.selects import Row, select
from kg.records import INDICATOR_FIELDS, plain
from kg.review import with_reasons

if TYPE_CHECKING:
    from kg.store import Store

_ADDED: Final = {
    "project_id": "kg:ofProject", "source_spans": "kg:sourceSpans", "source_places": "kg:sourcePlaces",
}  # fmt: skip
_OF_REVIEWER: Final = {"project_id": "kg:ofProject", "concept": "kg:ofConcept"}
CATALOGUE_FIELDS: Final = (*INDICATOR_FIELDS, "id", *_ADDED)
"""The fields of a row of `catalogue_rows`, in order."""


def catalogue_rows(store: "Store", overview: Overview | None = None, *, spans: bool = True) -> Iterator[Row]:
    """Every indicator row of the graph as a dict with CATALOGUE_FIELDS, by document in reading order.

    ``overview`` says which documents, all of them where it is None; without ``spans`` the places in the source
    stay empty, and it is quicker.
    """
    wanted = None if overview is None else {document["graph"] for document in overview.documents}
    also = _ADDED if spans else {"project_id": _ADDED["project_id"]}
    for document in list_documents(store):
        if wanted is None or document.graph in wanted:
            for node, record in rows_of(store, document, also):
                yield _to_row(node, record)


def reviewed_documents(store: "Store", heads: Mapping[object, Heads]) -> Iterator[list[Row]]:
    """The rows of `catalogue_rows` document by document, without spans and rules, and with what the workbook needs
    besides: ``concept``, and of rows in doubt ``printed`` and ``reasons`` (`kg.review.Reason`). ``heads``
    (`Overview.heads`) says of which documents."""
    documents = [document for document in list_documents(store) if document.graph in heads]
    return ahead(lambda document: _reviewed(store, document, heads[document.graph]), documents)


def _reviewed(store: "Store", document: CatalogueDocument, heads: Heads) -> list[Row]:
    printed = {found["id"]: found["printed"] for found in select(store, selects.DOUBTFUL, document.graph)}
    doubts: dict[object, list[str]] = defaultdict(list)
    for found in select(store, selects.DOUBTS, document.graph):
        doubts[found["id"]].append(str(found["doubt"]).rsplit("/", 1)[-1])
    rows = []
    for node, record in rows_of(store, document, _OF_REVIEWER, heads=heads, without=("rules", "spans")):
        row = {**_to_row(node, record), "concept": node.text("concept")}
        if record["confident"] is False:
            pairs = [(str(found["code"]), str(found["message"])) for found in record["findings"]]  # type: ignore[attr-defined]
            row |= {"printed": printed.get(node.iri), "reasons": with_reasons(doubts[node.iri], pairs)}
        rows.append(row)
    return rows


def _to_row(node: Node, record: Mapping[str, object]) -> Row:
    confidence = plain(Decimal(str(record["confidence"])))
    return {**record, "confidence": confidence, "id": node.iri, **{name: node.text(name) for name in _ADDED}}
