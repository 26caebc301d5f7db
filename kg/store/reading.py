"""The graph on disk, opened for reading: SELECT, ASK, CONSTRUCT over the union of its named graphs.

The union is the default graph of the store (`kg.store.loading`): a triple stands in it once, however many
documents hold it. What a row says in one document is asked for with ``GRAPH ?graph { … }``.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import StoreError
from kg.graph.terms import Quad, sorted_lines
from kg.namespaces import PREFIXES
from kg.store.answers import Result, Value, literal_value
from kg.store.loading import load_lines
from kg.store.pointer import current_version

if TYPE_CHECKING:
    import pyoxigraph
    import rdflib


class GraphStore:
    """A graph opened for reading. It keeps answering from the version it was opened on."""

    def __init__(self, store: "pyoxigraph.Store", version_directory: Path | None = None) -> None:
        self._store = store
        self.version_directory = version_directory
        """Where this version lies; None for a graph in memory."""

    def __len__(self) -> int:
        """How many quads the named graphs have."""
        return sum(1 for _ in self._named_quads())

    def select(self, sparql: str, /) -> Result:
        """Run a SELECT or ASK over the union of the named graphs; the prefixes of `PREFIXES` are bound.

        Raises ValueError (SyntaxError) for a text that cannot be parsed, TypeError for a query that
        gives triples.
        """
        import pyoxigraph

        answer = self._query(sparql)
        if isinstance(answer, pyoxigraph.QueryBoolean):
            return Result(["answer"], [(bool(answer),)])
        if not isinstance(answer, pyoxigraph.QuerySolutions):
            raise TypeError("select() takes SELECT and ASK; use construct()")
        variables = [variable.value for variable in answer.variables]
        rows = [tuple(map(_value, row)) for row in answer]
        return Result(variables, rows)

    def construct(self, sparql: str, /) -> list[tuple[str, str, str]]:
        """Run a CONSTRUCT or DESCRIBE; triples as N-Triples terms, sorted. Raises as `select`."""
        import pyoxigraph

        answer = self._query(sparql)
        if not isinstance(answer, pyoxigraph.QueryTriples):
            raise TypeError("construct() takes CONSTRUCT and DESCRIBE; use select()")
        return sorted((str(triple.subject), str(triple.predicate), str(triple.object)) for triple in answer)

    def quads(self, graph: str | None = None, /) -> Iterator[Quad]:
        """All quads of the named graphs, or of one (its IRI), in the order of the store."""
        for quad in self._named_quads(graph):
            yield Quad(str(quad.subject), str(quad.predicate), str(quad.object), str(quad.graph_name))

    def graphs(self) -> list[str]:
        """The IRIs of the named graphs, sorted."""
        return sorted(str(graph)[1:-1] for graph in self._store.named_graphs())

    def dataset(self) -> "rdflib.Dataset":
        """The same graph for users of rdflib: the union as default graph, prefixes bound."""
        import rdflib
        from oxrdflib import OxigraphStore

        dataset = rdflib.Dataset(store=OxigraphStore(store=self._store), default_union=False)
        for prefix, namespace in PREFIXES.items():
            dataset.bind(prefix, namespace, replace=True)
        return dataset

    def _query(self, sparql: str) -> object:
        return self._store.query(sparql, prefixes=PREFIXES)

    def _named_quads(self, graph: str | None = None) -> "Iterator[pyoxigraph.Quad]":
        import pyoxigraph

        names = self._store.named_graphs() if graph is None else [pyoxigraph.NamedNode(graph)]
        for name in names:
            yield from self._store.quads_for_pattern(None, None, None, name)


def open_store(directory: Path) -> GraphStore:
    """Open the current graph of ``directory`` for reading.

    Raises StoreError where there is no graph, the pointer is broken, or another version wrote it.
    """
    import pyoxigraph

    version = current_version(directory)
    try:
        return GraphStore(pyoxigraph.Store.read_only(str(version / "store")), version)
    except (OSError, ValueError, RuntimeError) as error:  # a corrupt store is a RuntimeError
        if current_version(directory) != version:  # two builds ended since, and removed it
            return open_store(directory)
        raise StoreError(f"图谱 {version} 已损坏，无法打开（{error}）。请运行 kg build 重新生成。") from error


def memory_store(quads: Iterable[Quad]) -> GraphStore:
    """A graph in memory, for tests, previews and one-off checks."""
    import pyoxigraph

    store = pyoxigraph.Store()
    load_lines(store, "\n".join(sorted_lines(quads)).encode("utf-8"))
    return GraphStore(store)


def _value(term: object) -> Value:
    import pyoxigraph

    if term is None:
        return None
    if not isinstance(term, pyoxigraph.Literal):
        return term.value if isinstance(term, pyoxigraph.NamedNode) else str(term)
    return literal_value(term.value, term.datatype.value)
