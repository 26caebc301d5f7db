"""Indicator rows: which of them a filter lets through, in which order, and what a table shows of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kg.explorer.looks.wording import VALUE_KINDS, WHOLE_DEPARTMENT, Value, value_text
from kg.explorer.nodes import Node, find_nodes, first, first_text, label_of, linked
from kg.explorer.opened import Graph
from kg.explorer.rows.index import row_index
from kg.explorer.rows.operators import operator_signs
from kg.explorer.rows.wanted import ORDERS as ORDERS
from kg.explorer.rows.wanted import Filter, find_rows, order_rows


def count_targets(graph: Graph, wanted: Filter) -> int:
    """How many rows a filter lets through."""
    return int(find_rows(graph, wanted).sum())


def page_of_targets(
    graph: Graph, wanted: Filter, *, order: str = "document", start: int = 0, limit: int = 100
) -> list[str]:
    """The IRIs of one page of rows in this order (a key of ORDERS)."""
    targets = row_index(graph).targets
    return [targets[place] for place in order_rows(graph, wanted, order)[start : start + limit].tolist()]


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator row with the names of what it belongs to."""

    iri: str
    node: Node
    department: str
    project: str
    document: str

    def text(self, name: str) -> str:
        """A property as text."""
        return value_text(first(self.node, name))

    @property
    def where(self) -> str:
        """Where it stands in its file, in Chinese: a line of a text file, page, cell or paragraph of others."""
        return self.text("place") or f"第 {self.text('line')} 行"

    @property
    def operator(self) -> str:
        """The sign, empty where the row has none."""
        return operator_signs().get(first_text(self.node, "operator"), "")

    @property
    def number(self) -> Decimal | None:
        """The single number of the target, None for ranges, dates and words."""
        value = first(self.node, "value")
        return Decimal(value) if isinstance(value, (Decimal, int)) else None

    @property
    def value(self) -> Value:
        """A number as such; the ends of a range, a date or words as text."""
        if self.number is not None:
            return self.number
        low, high = self.text("low"), self.text("high")
        return f"{low}～{high}" if low or high else self.text("valueText") or None

    @property
    def kind(self) -> str:
        """The kind of value in Chinese."""
        kind = first_text(self.node, "valueKind")
        return VALUE_KINDS.get(kind, kind)


def read_targets(graph: Graph, iris: Sequence[str]) -> list[Row]:
    """These rows in the order given; three questions however many rows."""
    nodes = find_nodes(graph, iris)
    around = find_nodes(graph, linked(nodes.values(), "department", "ofProject", "prov:wasQuotedFrom"))
    names = {iri: label_of(node) for iri, node in around.items()}

    def name(node: Node, link: str) -> str:
        return names.get(first_text(node, link), "")

    return [
        Row(
            iri,
            node,
            name(node, "department"),
            name(node, "ofProject") or WHOLE_DEPARTMENT,
            name(node, "prov:wasQuotedFrom"),
        )
        for iri, node in nodes.items()
    ]
