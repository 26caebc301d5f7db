"""The indicator catalogue rebuilt from the graph, as `kg extract` prints it.

Money is 万元. ``id``, ``project_id`` and ``source_spans`` are added.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING, Final

from kg.catalogue import CatalogueDocument, list_documents
from kg.catalogue.nodes import Node
from kg.catalogue.rows import Printed, head_fields, row_fields, rows_of
from kg.catalogue.rows import catalogue_rows as asked_rows
from kg.export import selects
from kg.export.ahead import ahead
from kg.export.overview import HEAD_FIELDS, Heads, Overview
from kg.export.selects import Row, select
from kg.link import last_part
from kg.records import INDICATOR_FIELDS, plain
from kg.review import with_reasons

if TYPE_CHECKING:
    from kg.export.dumped import Dump
    from kg.store import Store

_ADDED: Final = {
    "project_id": "kg:ofProject", "source_spans": "kg:sourceSpans", "source_places": "kg:sourcePlaces",
}  # fmt: skip
_OF_REVIEWER: Final = {"project_id": "kg:ofProject", "concept": "kg:ofConcept"}
_OF_DOUBT: Final = {"printed": "kg:printedText", "doubt": "kg:readingDoubt"}
_NEEDLESS: Final = ("rules", "spans")
_RESULT: Final = {"target": "kg:ofTarget", "actual": "kg:actualText", "score": "kg:score"}
_FINDING: Final = {"target": "kg:onTarget", "code": "kg:code", "message": "kg:message"}
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
            for node, record in asked_rows(store, document, also):
                yield _to_row(node, record)


def reviewed_documents(store: "Store", heads: Mapping[object, Heads]) -> Iterator[list[Row]]:
    """The rows of `catalogue_rows` document by document, without spans and rules, and with what the workbook needs
    besides: ``concept``, and of rows in doubt ``printed`` and ``reasons`` (`kg.review.Reason`). ``heads``
    (`Overview.heads`) says of which documents."""
    documents = [document for document in list_documents(store) if document.graph in heads]
    return ahead(lambda document: _asked(store, document, heads[document.graph]), documents)


def dumped_document(dump: "Dump", document: CatalogueDocument) -> list[Row]:
    """The rows of `reviewed_documents` of one document, from its dump. Raises StoreError for a broken dump."""
    heads = {iri: head_fields(form) for iri, form in dump.nodes("form", HEAD_FIELDS).items()}
    read = dump.nodes("target", row_fields({**_OF_REVIEWER, **_OF_DOUBT}, _NEEDLESS))
    nodes = {iri: node for iri, node in read.items() if "target_text" in node.values}
    results = [
        (target, *said)
        for result in dump.nodes("result", _RESULT).values()
        for target in result.all("target")
        for said in product(result.all("actual") or (None,), result.all("score") or (None,))
    ]
    findings = [
        (target, finding.iri, *said)
        for finding in dump.nodes("finding", _FINDING).values()
        for target in finding.all("target")
        for said in product(finding.all("code"), finding.all("message"))
    ]
    return [
        _reviewed(node, record, node.values.get("printed"), sorted(node.all("doubt")))
        for node, record in rows_of(Printed(nodes, results, findings), heads, document)
    ]


def _asked(store: "Store", document: CatalogueDocument, heads: Heads) -> list[Row]:
    printed = {found["id"]: found["printed"] for found in select(store, selects.DOUBTFUL, document.graph)}
    doubts: dict[object, list[str]] = defaultdict(list)
    for found in select(store, selects.DOUBTS, document.graph):
        doubts[found["id"]].append(str(found["doubt"]))
    return [
        _reviewed(node, record, printed.get(node.iri), doubts[node.iri])
        for node, record in asked_rows(store, document, _OF_REVIEWER, heads=heads, without=_NEEDLESS)
    ]


def _reviewed(node: Node, record: Mapping[str, object], printed: object, doubts: Sequence[str]) -> Row:
    row = {**_to_row(node, record), "concept": node.text("concept")}
    if record["confident"] is False:
        pairs = [(str(found["code"]), str(found["message"])) for found in record["findings"]]  # type: ignore[attr-defined]
        row |= {"printed": printed, "reasons": with_reasons([last_part(doubt) for doubt in doubts], pairs)}
    return row


def _to_row(node: Node, record: Mapping[str, object]) -> Row:
    confidence = plain(Decimal(str(record["confidence"])))
    return {**record, "confidence": confidence, "id": node.iri, **{name: node.text(name) for name in _ADDED}}
