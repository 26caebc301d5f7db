"""Indicator rows: which of them a filter lets through, in which order, and what a table shows of each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Final

import streamlit as st

from kg.explorer.facets import find_departments, operator_iri, operator_signs
from kg.explorer.index import all_targets, find_column, words_column
from kg.explorer.nodes import Node, find_nodes, first, first_text, label_of, linked
from kg.explorer.opened import Graph
from kg.explorer.wording import VALUE_KINDS, WHOLE_DEPARTMENT, Value, value_text
from kg.text import squeeze

ORDERS: Final[Mapping[str, str]] = {
    "document": "文件和行号",
    "name": "指标名称",
    "value-up": "换算值从小到大",
    "value-down": "换算值从大到小",
    "confidence": "把握从小到大",
}


@dataclass(frozen=True, slots=True)
class Filter:
    """What a row must have; an empty text asks for nothing. ``department`` is a name, ``operator`` a sign or
    "none", ``sure`` "yes" or "no", ``text`` words that the name, target or project has all of."""

    department: str = ""
    year: str = ""
    level1: str = ""
    level2: str = ""
    operator: str = ""
    kind: str = ""
    unit: str = ""
    sure: str = ""
    text: str = ""

    def choices(self) -> dict[str, str]:
        """The filter as choices of an address."""
        return {field.name: value for field in fields(self) if (value := getattr(self, field.name))}


def count_targets(graph: Graph, wanted: Filter) -> int:
    """How many rows a filter lets through."""
    return len(_matching(graph.version, wanted))


def page_of_targets(
    graph: Graph, wanted: Filter, *, order: str = "document", start: int = 0, limit: int = 100
) -> list[str]:
    """The IRIs of one page of rows in this order (a key of ORDERS)."""
    return _sorted(graph.version, wanted, order)[start : start + limit]


@st.cache_resource(max_entries=32, show_spinner=False)
def _matching(version: str, wanted: Filter) -> list[str]:
    graph = Graph(version)
    found = all_targets(graph)
    for name, value in _conditions(graph, wanted):
        column = find_column(graph, name)
        found = [target for target in found if column.get(target) == value]
    words = [squeeze(word) for word in wanted.text.lower().split()]
    if words:
        texts = words_column(graph)
        found = [target for target in found if all(word in texts[target] for word in words)]
    return found


def _conditions(graph: Graph, wanted: Filter) -> Iterator[tuple[str, Value]]:
    """Property and value; what the graph does not know matches nothing."""
    unknown = "\0"
    if wanted.department:
        yield "department", find_departments(graph).get(wanted.department, unknown)
    if wanted.year:
        yield "year", int(wanted.year) if wanted.year.isdecimal() else unknown
    if wanted.operator:
        yield "operator", None if wanted.operator == "none" else operator_iri(wanted.operator) or unknown
    if wanted.sure:
        yield "confident", wanted.sure == "yes"
    for name, text in (
        ("level1", wanted.level1),
        ("level2", wanted.level2),
        ("valueKind", wanted.kind),
        ("unitText", wanted.unit),
    ):
        if text:
            yield name, text


@st.cache_resource(max_entries=16, show_spinner=False)
def _sorted(version: str, wanted: Filter, order: str) -> list[str]:
    graph, found = Graph(version), _matching(version, wanted)
    if order == "name":
        names = find_column(graph, "name")
        return sorted(found, key=lambda target: (target not in names, str(names.get(target))))
    if order == "confidence":
        confidence = find_column(graph, "confidence")
        return sorted(found, key=lambda target: Decimal(confidence.get(target) or 0))
    if order in ("value-up", "value-down"):
        values, quantities = find_column(graph, "baseValue"), find_column(graph, "quantityKind")
        sign = 1 if order == "value-up" else -1
        return sorted(
            found,
            key=lambda t: (t not in values, str(quantities.get(t, "")), sign * Decimal(values.get(t) or 0)),
        )
    return found


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
