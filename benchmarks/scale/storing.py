"""The generated documents on disk: quads through the graph builder, and a store made of them."""

import multiprocessing
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

import pyoxigraph

from benchmarks.scale.closing import close, derive, derived_lines, is_closed, is_closing, ontology_lines
from benchmarks.scale.loading import load_pieces
from benchmarks.scale.making import documents, shipped_documents
from benchmarks.scale.pieces import count_pieces, make_pieces, read_piece
from kg.graph import Quad, derived_quads, extraction_to_quads
from kg.graph.terms import read_line
from kg.store import GraphStore, ontology_quads, open_store, write_store
from kg.store.pointer import POINTER

BUILT_WHOLE: Final = 150_000
"""Indicators up to which the graph is written by the program's own writer; beyond it two processes make pieces and load
them as they come: the statements are the same, the dump is not sorted as a whole."""

Say = Callable[[str], None]


def make_graph(folder: Path, indicators: int, seed: int, say: Say) -> Path:
    """The directory under ``folder`` with a store of so many indicators, made where it is not there yet."""
    directory = folder / f"{indicators}"
    if indicators > BUILT_WHOLE:
        _make_large(folder, directory, count_pieces(indicators), seed, say)
        return directory
    dump = directory / "dump.nq"
    if not dump.exists():
        directory.mkdir(parents=True, exist_ok=True)
        _make_dump(dump, indicators, seed, say)
    if not (directory / POINTER).exists():
        start = time.perf_counter()
        write_store(directory, _quads(dump))
        say(f"store: {time.perf_counter() - start:.0f} s")
    return directory


def open_made(directory: Path, *, keeping: bool = False) -> GraphStore:
    """A store that `make_graph` made. ``keeping``: it keeps the answers that take long, as the program's does."""
    if (directory / "store").is_dir():
        store = GraphStore(pyoxigraph.Store.read_only(str(directory / "store")), directory)
    else:
        store = open_store(directory)
    if not keeping:
        store.version_directory = None
    return store


def made_lines(folder: Path, indicators: int, seed: int) -> Iterator[tuple[str, Iterable[bytes]]]:
    """The N-Quads of a graph that `make_graph` made, in parts with a name each."""
    directory = folder / f"{indicators}"
    if (directory / "dump.nq").exists():
        with (directory / "dump.nq").open("rb") as lines:
            yield "dump", lines
        return
    for number in range(count_pieces(indicators)):
        yield f"{number:04}", (text for _, text in read_piece(folder / "pieces" / f"{seed}", number))
    yield "derived", (text for _, text in derived_lines(directory / "derived.nq.zst"))
    yield "ontology", (ontology_lines()[1],)


def _make_large(folder: Path, directory: Path, count: int, seed: int, say: Say) -> None:
    """As `make_graph`, in pieces; what was killed goes on where it was."""
    if is_closed(directory):
        return
    directory.mkdir(parents=True, exist_ok=True)
    pieces, derived = folder / "pieces" / f"{seed}", directory / "derived.nq.zst"
    loaded = folder / "loaded" / f"{seed}"
    # forked before a store is open here: its threads would not come along
    maker = multiprocessing.get_context("fork").Process(
        target=_make_statements, args=(pieces, count, seed, derived, say)
    )
    maker.start()
    try:
        if not is_closing(directory):
            load_pieces(pieces, loaded, count, say, lambda: not maker.is_alive())
        maker.join()
    finally:
        maker.kill()
    if maker.exitcode:
        raise RuntimeError("the process that makes the statements failed")
    close(loaded, directory, derived, say)


def _make_statements(pieces: Path, count: int, seed: int, derived: Path, say: Say) -> None:
    make_pieces(pieces, count, seed, say)
    derive(pieces, count, derived, say)


def _make_dump(path: Path, indicators: int, seed: int, say: Say) -> None:
    """Write the N-Quads of so many indicators, the derived graph and the ontology."""
    start, made, count = time.perf_counter(), 0, 0
    beside = path.with_suffix(".new")
    with beside.open("w", encoding="utf-8", newline="\n") as out:
        for extraction in documents(shipped_documents(), indicators, seed):
            count += 1
            made += len(extraction.indicators)
            _write(out.write, extraction_to_quads(extraction))
    say(f"{count:,} documents, {made:,} indicators made: {time.perf_counter() - start:.0f} s")
    start = time.perf_counter()
    derived = path.with_suffix(".derived")
    with derived.open("w", encoding="utf-8", newline="\n") as out:
        _write(out.write, derived_quads(_quads(beside)))
    with beside.open("a", encoding="utf-8", newline="\n") as out:
        with derived.open(encoding="utf-8", newline="\n") as lines:
            out.writelines(lines)
        _write(out.write, ontology_quads())
    derived.unlink()
    beside.replace(path)
    say(f"derived graph: {time.perf_counter() - start:.0f} s, {path.stat().st_size / 1e9:.2f} GB of N-Quads")


def _write(write: Callable[[str], object], quads: Iterable[Quad]) -> None:
    for quad in quads:
        write(quad.line() + "\n")


def _quads(path: Path) -> Iterator[Quad]:
    with path.open(encoding="utf-8", newline="\n") as lines:
        yield from map(read_line, lines)
