"""Nodes by words in their names: the names of each document stand in one text (`kg.graph.summaries`), so that all names
are read at once and only the nodes of the best few are looked up."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from kg.graph.terms import text as literal
from kg.network.nodes import Node, describe
from kg.query import run_query
from kg.query.run import Askable
from kg.text import key

_KINDS: Final = ("department", "project", "indicator", "unit", "document")
_NAMED: Final = {
    "indicator": ("kg:indicatorNames", "skos:prefLabel|skos:altLabel"),
    "project": ("kg:projectNames", "rdfs:label"),
}
"""Kinds whose names stand in the texts of the documents: the property of the text, and what names one node."""
_OTHERS: Final = {
    "department": "SELECT DISTINCT ?x ?l { ?x a org:FormalOrganization ; rdfs:label ?l }",
    "unit": "SELECT DISTINCT ?x ?l { ?x a org:OrganizationalUnit ; rdfs:label ?l }",
    "document": "SELECT DISTINCT ?x ?l { ?x a kg:Document ; dct:title ?l }",
}
_AT_ONCE: Final = 40


@dataclass(frozen=True, slots=True)
class Names:
    """All names of one kind, as (name to compare, name, number of documents), and the IRIs of those known already."""

    kind: str
    names: Sequence[tuple[str, str, int]]
    nodes: dict[str, tuple[str, ...]]


def read_names(store: Askable) -> list[Names]:
    """The names of all nodes that can be found; a fraction of a second for a large graph, worth keeping."""
    found = []
    for kind in _KINDS:
        nodes: dict[str, set[str]] = {}
        if kind in _NAMED:
            texts = run_query(store, f"SELECT ?d ?l {{ ?d {_NAMED[kind][0]} ?l }}").rows
            counts = Counter(name for _, names in texts for name in str(names).split("\n") if name)
        else:
            for node, label in run_query(store, _OTHERS[kind]).rows:
                nodes.setdefault(str(label), set()).add(str(node))
            counts = Counter({label: len(iris) for label, iris in nodes.items()})
        rows = sorted((_folded(name), name, count) for name, count in counts.items())
        found.append(Names(kind, rows, {label: tuple(sorted(iris)) for label, iris in nodes.items()}))
    return found


def find_by_words(
    store: Askable, names: Iterable[Names], words: str, *, kinds: Sequence[str] = (), limit: int = 30
) -> tuple[list[Node], int]:
    """The nodes whose names have all the words, the same name first, then names that begin so, then those in most
    documents; at most ``limit`` of each kind, and how many names there are in all."""
    wanted = [_folded(word) for word in words.split() if _folded(word)]
    nodes: list[Node] = []
    total = 0
    for one in names if wanted else ():
        if kinds and one.kind not in kinds:
            continue
        met = [row for row in one.names if all(word in row[0] for word in wanted)]
        total += len(met)
        whole = "".join(wanted)
        met.sort(
            key=lambda row: (row[0] != whole, not row[0].startswith(wanted[0]), -row[2], len(row[1]), row[1])
        )
        nodes += _look_up(store, one, [name for _, name, _ in met[:limit]])[:limit]
    return nodes, total


def _look_up(store: Askable, names: Names, wanted: Sequence[str]) -> list[Node]:
    found = {name: set(names.nodes.get(name, ())) for name in wanted}
    if names.kind in _NAMED:
        for start in range(0, len(wanted), _AT_ONCE):
            values = " ".join(literal(name) for name in wanted[start : start + _AT_ONCE])
            query = f"SELECT ?x ?l {{ VALUES ?l {{ {values} }} ?x {_NAMED[names.kind][1]} ?l }}"
            for node, label in run_query(store, query).rows:
                found[str(label)].add(str(node))
    nodes = describe(store, [node for name in wanted for node in sorted(found[name])])
    latest = sorted(nodes.values(), key=lambda node: -(node.year or 0))
    places = {name: at for at, name in enumerate(wanted)}
    whose = {node: places[name] for name in reversed(wanted) for node in found[name]}
    return sorted((node for node in latest if node.kind == names.kind), key=lambda node: whose[node.iri])


def _folded(name: str) -> str:
    return key(name).lower()
