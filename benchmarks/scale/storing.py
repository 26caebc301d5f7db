"""The generated documents on disk: quads through the graph builder, and a store made of them."""

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

import pyoxigraph

from benchmarks.scale.making import documents
from kg.extract import extract_file
from kg.graph import Quad, derived_quads, extraction_to_quads
from kg.graph.terms import read_line
from kg.ingest.folder import find_documents
from kg.store import GraphStore, ontology_quads, open_store, write_store
from kg.store.loading import load_lines
from kg.vocabulary import data_dir

BUILT_WHOLE: Final = 200_000
"""Indicators up to which the graph is written by the program's own writer; beyond it the lines are loaded in pieces
as they come, which leaves out the sorting of the dump."""

_PIECE: Final = 64 * 1024 * 1024
Say = Callable[[str], None]


def make_dump(path: Path, indicators: int, seed: int, say: Say) -> int:
    """Write the N-Quads of so many indicators, the derived graph and the ontology; how many rows there are."""
    start, made, count = time.perf_counter(), 0, 0
    real = [extract_file(file) for file in find_documents([data_dir()])]
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for extraction in documents(real, indicators, seed):
            count += 1
            made += len(extraction.indicators)
            _write(out.write, extraction_to_quads(extraction))
    say(f"{count:,} documents, {made:,} indicators made: {time.perf_counter() - start:.0f} s")
    start = time.perf_counter()
    derived = path.with_suffix(".derived")
    with derived.open("w", encoding="utf-8", newline="\n") as out:
        _write(out.write, derived_quads(_quads(path)))
    with path.open("a", encoding="utf-8", newline="\n") as out:
        with derived.open(encoding="utf-8", newline="\n") as lines:
            out.writelines(lines)
        _write(out.write, ontology_quads())
    derived.unlink()
    say(f"derived graph: {time.perf_counter() - start:.0f} s, {path.stat().st_size / 1e9:.2f} GB of N-Quads")
    return made


def make_store(dump: Path, directory: Path, *, whole: bool, say: Say) -> GraphStore:
    """The embedded store of a dump, made anew."""
    start = time.perf_counter()
    if whole:
        write_store(directory, _quads(dump))
        store = open_store(directory)
    else:
        made = pyoxigraph.Store(str(directory / "store"))
        for piece in _pieces(dump):
            load_lines(made, piece)
        made.optimize()
        made.flush()
        del made
        store = open_made(directory)
    say(f"store: {time.perf_counter() - start:.0f} s")
    return store


def open_made(directory: Path) -> GraphStore:
    """A store that `make_store` made before."""
    if (directory / "store").is_dir():
        return GraphStore(pyoxigraph.Store.read_only(str(directory / "store")))
    return open_store(directory)


def _write(write: Callable[[str], object], quads: Iterable[Quad]) -> None:
    for quad in quads:
        write(quad.line() + "\n")


def _quads(path: Path) -> Iterator[Quad]:
    with path.open(encoding="utf-8", newline="\n") as lines:
        yield from map(read_line, lines)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece + file.readline()
