"""Statements that leave a store and statements that come, with the default graph kept as the union of the others."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from kg.store.loading import without_graph

if TYPE_CHECKING:
    import pyoxigraph

_TOGETHER: Final = 50_000
"""Lines of one transaction."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What changes in one named graph: whole N-Quads lines with their line break."""

    graph: str
    """Its IRI."""
    gone: tuple[bytes, ...]
    new: tuple[bytes, ...]
    is_removed: bool = False
    """Whether nothing of the graph is left."""

    def __len__(self) -> int:
        return len(self.gone) + len(self.new)


def apply_differences(store: "pyoxigraph.Store", differences: Iterable[Difference]) -> None:
    """Bring a store up to date. A triple leaves the default graph when no named graph holds it any more."""
    import pyoxigraph

    changes = list(differences)
    lost = []
    for change in changes:
        for quad in pyoxigraph.parse(b"".join(change.gone), format=pyoxigraph.RdfFormat.N_QUADS):
            store.remove(quad)
            lost.append(quad.triple)
        if change.is_removed:
            store.remove_graph(pyoxigraph.NamedNode(change.graph))
    default = pyoxigraph.DefaultGraph()
    for triple in lost:
        holders = store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
        if all(quad.graph_name == default for quad in holders):
            store.remove(pyoxigraph.Quad(triple.subject, triple.predicate, triple.object, default))
    for change in changes:
        waiting = iter(change.new)
        while lines := b"".join(islice(waiting, _TOGETHER)):
            store.load(lines, format=pyoxigraph.RdfFormat.N_QUADS)
            store.load(without_graph(lines, change.graph), format=pyoxigraph.RdfFormat.N_TRIPLES)
