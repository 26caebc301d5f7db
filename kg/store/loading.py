"""N-Quads lines into an Oxigraph store: into their named graphs, and as a set into its default graph.

Oxigraph can read the named graphs as one, but gives a triple once for every graph that holds it: a join of n
patterns over a row that k documents print would run through k^n repetitions, and COUNT and SUM would count
them. In the default graph a triple stands once, as the RDF merge of SPARQL has it. Its statements cost as much
to load as those of the named graphs; a thread of its own loads them, beside the named ones.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pyoxigraph

_PIECE: Final = 32 * 1024 * 1024
"""Bytes loaded at a time: 1.6 million quads at once take 1.2 GB of memory, in pieces less than half of that, for 10 to
30 % more time of the processor."""


def load_lines(store: "pyoxigraph.Store", lines: bytes) -> None:
    """Load whole N-Quads lines, each with its graph, sorted or not."""
    import pyoxigraph

    store.bulk_load(lines, format=pyoxigraph.RdfFormat.N_QUADS)
    store.bulk_load(b"".join(_triples(lines)), format=pyoxigraph.RdfFormat.N_TRIPLES)


def load_files(store: "pyoxigraph.Store", files: Iterable[tuple[str, Path]]) -> None:
    """Load files, each with the lines of one named graph: pairs of its IRI and the file."""
    load_graphs(store, _read(files), _PIECE)


def load_graphs(store: "pyoxigraph.Store", parts: Iterable[tuple[str, bytes]], at_once: int) -> None:
    """Load lines of named graphs: pairs of an IRI and whole lines of that graph, some ``at_once`` bytes together."""
    import pyoxigraph

    with ThreadPoolExecutor(max_workers=1) as beside:
        for quads, triples in _together(parts, at_once):
            default = beside.submit(store.bulk_load, triples, format=pyoxigraph.RdfFormat.N_TRIPLES)
            store.bulk_load(quads, format=pyoxigraph.RdfFormat.N_QUADS)
            default.result()


def without_graph(lines: bytes, graph: str) -> bytes:
    """The triples of whole N-Quads lines of one graph (its IRI). No literal has a line break, so the end of a
    line is found without looking at what stands before it."""
    return lines.replace(f" <{graph}> .\n".encode(), b" .\n")


def _read(files: Iterable[tuple[str, Path]]) -> Iterator[tuple[str, bytes]]:
    for graph, path in files:
        with path.open("rb") as file:
            while lines := file.read(_PIECE):
                yield graph, lines + file.readline()


def _together(parts: Iterable[tuple[str, bytes]], at_once: int) -> Iterator[tuple[bytes, bytes]]:
    """Lines with their graph and without."""
    quads: list[bytes] = []
    triples: list[bytes] = []
    size = 0
    for graph, lines in parts:
        quads.append(lines)
        triples.append(without_graph(lines, graph))
        size += len(lines)
        if size >= at_once:
            yield b"".join(quads), b"".join(triples)
            quads, triples, size = [], [], 0
    if quads:
        yield b"".join(quads), b"".join(triples)


def _triples(lines: bytes) -> Iterator[bytes]:
    for triple, _ in groupby(line.rsplit(b" ", 2)[0] for line in lines.splitlines()):
        yield triple + b" .\n"
