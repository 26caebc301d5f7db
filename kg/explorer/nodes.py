"""Whole nodes of the graph by their IRIs, and the terms to ask for them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from kg.explorer.looks.wording import Value
from kg.explorer.opened import Graph
from kg.graph.terms import text
from kg.link import is_iri
from kg.namespaces import BASE, KG, PREFIXES

Node = Mapping[str, tuple[Value, ...]]
"""Values by property: local names of the ontology (``targetText``), prefixed names of others (``rdfs:label``)."""

_AT_ONCE: Final = 500
_PREFIXED: Final = {iri: prefix for prefix, iri in PREFIXES.items() if prefix != "kg"}


def literal(value: str) -> str:
    """Text as a SPARQL string."""
    return text(value)


def term(iri: str) -> str | None:
    """An IRI as a SPARQL term, None for a text that is no IRI (an address can be typed by hand)."""
    return f"<{iri}>" if is_iri(iri) else None


def short(iri: str) -> str:
    """The IRI as it stands in an address: without the base."""
    return iri.removeprefix(BASE)


def full(name: str) -> str:
    """The IRI that `short` was given."""
    return name if "://" in name else BASE + name


def find_nodes(graph: Graph, iris: Iterable[str]) -> dict[str, Node]:
    """The nodes that the graph knows of these, in the order given."""
    wanted = [iri for iri in dict.fromkeys(iris) if term(iri)]
    found: dict[str, dict[str, list[Value]]] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        terms = " ".join(f"<{iri}>" for iri in wanted[start : start + _AT_ONCE])
        for subject, predicate, value in graph.store.select(
            f"SELECT DISTINCT ?s ?p ?o WHERE {{ VALUES ?s {{ {terms} }} ?s ?p ?o }}"
        ).rows:
            name = _name(str(predicate))
            found.setdefault(str(subject), {}).setdefault(name, []).append(value)
    return {
        iri: {name: tuple(sorted(values, key=str)) for name, values in found[iri].items()}
        for iri in wanted
        if iri in found
    }


def first(node: Node, name: str) -> Value:
    """The first value of a property, or None."""
    values = node.get(name)
    return values[0] if values else None


def first_text(node: Node, name: str) -> str:
    """The first value of a property as it is, empty where there is none."""
    value = first(node, name)
    return "" if value is None else str(value)


def labels(graph: Graph, iris: Iterable[str]) -> dict[str, str]:
    """IRIs to the names that people know them by; an IRI without a name is left out."""
    return {iri: name for iri, node in find_nodes(graph, iris).items() if (name := label_of(node))}


def label_of(node: Node) -> str:
    """The name of a node: its label or title, empty where it has none."""
    for name in ("rdfs:label", "dct:title", "skos:prefLabel"):
        if node.get(name):
            return first_text(node, name)
    return ""


def linked(nodes: Iterable[Node], *names: str) -> Iterator[str]:
    """The IRIs that these properties of the nodes lead to."""
    for node in nodes:
        for name in names:
            yield from (str(value) for value in node.get(name, ()))


def column(rows: Sequence[Sequence[Value]], position: int = 0) -> list[str]:
    """One column of an answer as text, unbound values left out."""
    return [str(row[position]) for row in rows if row[position] is not None]


def _name(predicate: str) -> str:
    if predicate.startswith(KG):
        return predicate.removeprefix(KG)
    for iri, prefix in _PREFIXED.items():
        if predicate.startswith(iri):
            return f"{prefix}:{predicate.removeprefix(iri)}"
    return predicate
