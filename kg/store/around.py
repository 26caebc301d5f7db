"""The statements of a store, found one by one: what `kg.graph.reach` walks over."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from kg.graph.terms import RDF_TYPE, Quad, iri

if TYPE_CHECKING:
    import pyoxigraph

_TYPE: Final = iri(RDF_TYPE)


@dataclass(frozen=True, slots=True)
class StoredFacts:
    """Implements `kg.graph.reach.Known` for one state of a store: make another after a change.

    A triple is looked up in the default graph, unless the derived graph has statements of the kind too.
    """

    store: "pyoxigraph.Store"
    graph: str
    """The derived graph, a term."""
    _mixed: dict[str, bool] = field(default_factory=dict)

    def objects(self, subject: str, predicate: str) -> list[str]:
        """What documents state, sorted; nothing of the derived graph."""
        graph = None if self._is_mixed(predicate) else _default()
        found = self.store.quads_for_pattern(_term(subject), _term(predicate), None, graph)
        if graph is not None:
            return sorted(str(quad.object) for quad in found)
        return sorted({str(quad.object) for quad in found if self._is_stated(quad.graph_name)})

    def subjects(self, predicate: str, value: str) -> list[str]:
        """The subjects of statements, stated or derived."""
        found = self.store.quads_for_pattern(None, _term(predicate), _term(value), _default())
        return [str(quad.subject) for quad in found]

    def derived(self, subject: str) -> list[Quad]:
        """The statements of the derived graph about a subject."""
        found = self.store.quads_for_pattern(_term(subject), None, None, _term(self.graph))
        return [Quad(subject, str(quad.predicate), str(quad.object), self.graph) for quad in found]

    def deriving(self, predicate: str, value: str) -> list[str]:
        """The subjects of statements of the derived graph."""
        found = self.store.quads_for_pattern(None, _term(predicate), _term(value), _term(self.graph))
        return [str(quad.subject) for quad in found]

    def derived_by(self, predicate: str) -> list[Quad]:
        """The statements of the derived graph with one predicate."""
        found = self.store.quads_for_pattern(None, _term(predicate), None, _term(self.graph))
        return [Quad(str(quad.subject), predicate, str(quad.object), self.graph) for quad in found]

    def instances(self, kind: str) -> list[str]:
        """All nodes of a class that documents state, sorted."""
        return sorted(self._pairs(f"?s {_TYPE} {kind} BIND({kind} AS ?o)", _TYPE))

    def column(self, kind: str, predicate: str) -> dict[str, list[str]]:
        """What documents state of all nodes of a class by one property."""
        found = self._pairs(f"?s {_TYPE} {kind} ; {predicate} ?o", predicate)
        return {subject: sorted(values) for subject, values in found.items()}

    def _pairs(self, pattern: str, predicate: str) -> dict[str, set[str]]:
        """Subject → objects of a pattern over ?s and ?o, in the default graph, or in what documents state."""
        import pyoxigraph

        if self._is_mixed(predicate):
            pattern = f"GRAPH ?g {{ {pattern} }} FILTER(?g != {self.graph})"
        answer = self.store.query(f"SELECT ?s ?o {{ {pattern} }}")
        assert isinstance(answer, pyoxigraph.QuerySolutions)  # noqa: S101 - for the types: it is a SELECT
        pairs: dict[str, set[str]] = {}
        for subject, value in answer:
            pairs.setdefault(str(subject), set()).add(str(value))
        return pairs

    def _is_mixed(self, predicate: str) -> bool:
        if predicate not in self._mixed:
            found = self.store.quads_for_pattern(None, _term(predicate), None, _term(self.graph))
            self._mixed[predicate] = next(iter(found), None) is not None
        return self._mixed[predicate]

    def _is_stated(self, graph: object) -> bool:
        return graph != _default() and str(graph) != self.graph


def _term(iri_term: str) -> "pyoxigraph.NamedNode":
    import pyoxigraph

    return pyoxigraph.NamedNode(iri_term[1:-1])


def _default() -> "pyoxigraph.DefaultGraph":
    import pyoxigraph

    return pyoxigraph.DefaultGraph()
