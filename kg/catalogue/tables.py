"""The budget tables of a document, as ``kg extract --tables`` prints them."""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from kg.catalogue.documents import CatalogueDocument
from kg.catalogue.nodes import Node, in_order, read_nodes
from kg.query.run import Askable
from kg.records import Record
from kg.text import squeeze

_TABLE: Final = {
    "position": "kg:position", "line": "kg:line", "page": "kg:page", "place": "kg:beginsAt",
    "title": "kg:tableTitle", "kind": "kg:tableKind", "columns": "kg:columns", "exactText": "kg:exactText",
}  # fmt: skip
_LINE: Final = {
    "table": "kg:inTable", "position": "kg:position", "line": "kg:line", "place": "kg:place",
    "code": "kg:code", "name": "rdfs:label", "unit": "kg:unitName", "columns": "kg:columns",
    "exactText": "kg:exactText",
}  # fmt: skip
_AMOUNT: Final = {"of": "kg:ofLine", "column": "kg:column", "amount": "kg:amount"}


def table_records(store: Askable, document: CatalogueDocument) -> Iterator[Record]:
    """The budget tables of the document in reading order, each as `kg.records.table_to_record` gives it."""
    graph = document.graph
    lines: dict[str, list[Node]] = defaultdict(list)
    for _, line in in_order(read_nodes(store, graph, "kg:BudgetLine", _LINE)):
        lines[str(line.text("table"))].append(line)
    amounts: dict[str, dict[str, Node]] = defaultdict(dict)
    for node in read_nodes(store, graph, "kg:BudgetAmount", _AMOUNT).values():
        amounts[str(node.text("of"))][str(node.text("column"))] = node
    for _, table in in_order(read_nodes(store, graph, "kg:BudgetTable", _TABLE)):
        yield {
            "document": document.name,
            "line": table.whole("line") if document.has_lines else None,
            "title": table.spelled("title"),
            "kind": table.text("kind"),
            "lines": [_line(line, table, amounts[line.iri], document) for line in lines[table.iri]],
            "page": table.whole("page"),
            "place": table.text("place"),
        }


def _line(line: Node, table: Node, amounts: dict[str, Node], document: CatalogueDocument) -> Record:
    columns: list[str] = json.loads(line.text("columns") or table.text("columns") or "[]")
    return {
        "line": line.whole("line") if document.has_lines else None,
        **{name: line.spelled(name) for name in ("code", "name", "unit")},
        "amounts": {
            column: node.wan("amount")
            for column in columns
            if (node := amounts.get(squeeze(column))) is not None
        },
        "place": None if document.has_lines else line.text("place") or "",
    }
