"""A graph on a SPARQL 1.1 server, read as the graph of a directory is."""

from collections.abc import Iterator
from itertools import count
from typing import Final

from kg.errors import StoreError
from kg.graph.terms import Quad, iri
from kg.link import is_iri
from kg.store.answers import Result
from kg.store.remote_layout import MERGED, PUBLISHED, Layout, foreign_layout, read_layout
from kg.store.remote_server import Address, Server, connect

_PAGE: Final = 5000


class RemoteStore:
    """A graph that `kg build --store` published, or one that a server holds in its default graph."""

    def __init__(self, server: Server, layout: Layout) -> None:
        self._server = server
        self._layout = layout

    @property
    def version(self) -> str:
        """Names the state of the published graph; the same as long as nothing is published. Raises StoreError."""
        return self._layout.version

    @property
    def note(self) -> str | None:
        """A warning in Chinese where the graph is being changed while it is read."""
        if self._layout.is_whole:
            return None
        return "服务器上的图谱正在更新，或上次更新没有完成，结果可能不全。请稍后再试，或重新运行 kg build。"

    def __len__(self) -> int:
        """How many quads the named graphs have."""
        counted = self._server.table(
            "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g", 2
        )
        wanted = set(self.graphs())
        return sum(number for graph, number in counted if graph in wanted and isinstance(number, int))

    def select(self, sparql: str, /) -> Result:
        """Run a SELECT or ASK over the union of the named graphs; the prefixes of `PREFIXES` are bound.

        Raises RefusedQueryError (a ValueError and QueryError) for a text that the server calls wrong, StoreError
        where there is no complete answer.
        """
        return self._server.results(*self._layout.asked(sparql))

    def construct(self, sparql: str, /) -> list[tuple[str, str, str]]:
        """Run a CONSTRUCT or DESCRIBE; triples as N-Triples terms, sorted, each once. Raises as `select`."""
        return sorted(set(self._server.triples(*self._layout.asked(sparql))))

    def quads(self, graph: str | None = None, /) -> Iterator[Quad]:
        """All quads of the named graphs, or of one (its IRI). Raises StoreError where a server gives only a part."""
        for name in self.graphs() if graph is None else [graph]:
            expected = self._server.count(f"GRAPH <{name}> {{ ?s ?p ?o }}")
            found = list(self._server.graph(name))
            if len(found) != expected:  # Virtuoso ends at its limit of rows, and says nothing
                found = self._in_pages(name, expected)
            if len(found) != expected:
                raise StoreError(
                    f"SPARQL 服务器只给出了图 {name} 的 {len(found)} 条陈述，应有 {expected} 条。"
                    "请检查服务器的结果行数限制，或等它更新完再试。"
                )
            for triple in found:
                yield Quad(*triple, iri(name))

    def graphs(self) -> list[str]:
        """The IRIs of the named graphs, sorted."""
        if self._layout.graphs:
            return sorted(self._layout.graphs)
        found = self._server.table("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }", 1)
        return sorted({str(row[0]) for row in found if is_iri(str(row[0]))} - {MERGED, PUBLISHED})

    def _in_pages(self, graph: str, expected: int) -> list[tuple[str, str, str]]:
        """Unsorted pages, which a server may repeat: whether all came shows in their number."""
        pattern = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} LIMIT {_PAGE}"
        found: dict[tuple[str, str, str], None] = {}
        for number in count():
            before = len(found)
            found.update(dict.fromkeys(self._server.triples(f"{pattern} OFFSET {number * _PAGE}")))
            if len(found) == before or len(found) > expected:
                return list(found)
        raise AssertionError


def open_remote(address: Address) -> RemoteStore:
    """Open the graph of a server for reading.

    Raises StoreError: no connection, no SPARQL, no permission, or no graph.
    """
    server = connect(address)
    return RemoteStore(server, read_layout(server) or foreign_layout(server))
