"""Sending a graph to a SPARQL server: only the named graphs that changed, with a mark on each while it does.

The digests of what was sent stand on the server (`kg.store.remote_layout.PUBLISHED`). A graph that is being changed
has an empty digest: a build that dies leaves that mark, and the next one sends the graph again.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from kg.namespaces import BASE
from kg.store.remote_layout import DIGEST, KIND, MERGED, PUBLISHED, Layout, probe_layout, read_layout
from kg.store.remote_server import Server


class Dump(Protocol):
    """A named graph as a build wrote it: its IRI, the digest of its lines, and the lines."""

    @property
    def graph(self) -> str:
        """IRI of the graph."""

    @property
    def digest(self) -> str:
        """Digest of the lines."""

    def lines(self) -> Iterable[bytes]:
        """N-Quads, a line each, with the line break."""


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication did: IRIs of the graphs that were sent and removed, and how many stayed as they were."""

    sent: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int


def publish(
    server: Server, dumps: Sequence[Dump], report: Callable[[str], None] = lambda _: None
) -> Published:
    """Make the published graph equal to ``dumps``, which are sent in the order given. Raises StoreError.

    Readers miss a graph only while it is sent; what was sent stays where the server dies.
    """
    layout = read_layout(server)
    if layout is None:
        kind = probe_layout(server)
        for graph in (MERGED, PUBLISHED):  # of a publication that died before its first mark
            server.drop(graph)
        server.update(_data("INSERT", f'<{PUBLISHED}> <{KIND}> "{kind}"'))
        layout = Layout(kind, {})
    held = layout.graphs
    removed = sorted(set(held) - {dump.graph for dump in dumps})
    changed = [dump for dump in dumps if held.get(dump.graph) != dump.digest]
    for number, graph in enumerate(removed, 1):
        report(f"正在从服务器移除 {number}/{len(removed)}")
        _mark(server, graph, held.get(graph), "")
        _leave_union(server, layout, graph)
        server.drop(graph)
        server.update(_data("DELETE", f'<{graph}> <{DIGEST}> ""'))
    for number, dump in enumerate(changed, 1):
        report(f"正在发布到服务器 {number}/{len(changed)}")
        _mark(server, dump.graph, held.get(dump.graph), "")
        if dump.graph in held:
            _leave_union(server, layout, dump.graph)
        server.put(dump.graph, _triples(dump.lines()))
        _join_union(server, layout, dump.graph)
        _mark(server, dump.graph, "", dump.digest)
    return Published(tuple(dump.graph for dump in changed), tuple(removed), len(dumps) - len(changed))


def _leave_union(server: Server, layout: Layout, graph: str) -> None:
    """Take from the union what only this graph holds: all of it, then what others hold is put back."""
    triple = "?s ?p ?o"
    union = layout.union % triple
    others = f'?g NOT IN (<{graph}>, <{MERGED}>, <{PUBLISHED}>) && STRSTARTS(STR(?g), "{BASE}graph/")'
    server.update(
        f"DELETE {{ {union} }} WHERE {{ GRAPH <{graph}> {{ {triple} }} }} ;\n"
        f"INSERT {{ {union} }} WHERE {{ GRAPH <{graph}> {{ {triple} }} GRAPH ?g {{ {triple} }} FILTER({others}) }}"
    )


def _join_union(server: Server, layout: Layout, graph: str) -> None:
    union = layout.union % "?s ?p ?o"
    server.update(f"INSERT {{ {union} }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")


def _mark(server: Server, graph: str, before: str | None, after: str) -> None:
    """Put the digest of a graph in place of the one before."""
    if before == after:
        return
    parts = [] if before is None else [_data("DELETE", f'<{graph}> <{DIGEST}> "{before}"')]
    server.update(" ;\n".join([*parts, _data("INSERT", f'<{graph}> <{DIGEST}> "{after}"')]))


def _data(verb: str, triple: str) -> str:
    return f"{verb} DATA {{ GRAPH <{PUBLISHED}> {{ {triple} }} }}"


def _triples(lines: Iterable[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield line.rsplit(b" ", 2)[0] + b" .\n"
