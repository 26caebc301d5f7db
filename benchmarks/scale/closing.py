"""The derived graph of many pieces, and the store that has it: what makes loaded documents a graph to be asked."""

import shutil
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyoxigraph

from benchmarks.scale.asking import peak
from benchmarks.scale.loading import Lines, load_lines
from benchmarks.scale.pieces import Say, read_piece, write_json
from kg.graph import Quad, derived_quads
from kg.graph.facts import kept_predicates
from kg.graph.terms import read_line
from kg.link import derived_graph_iri, ontology_graph_iri
from kg.store import ontology_quads

_TOGETHER: Final = 100_000
_READ: Final = 64 * 1024 * 1024
_CLOSING, _COMPACTING, _STORE, _SAID = "closing", "compacting", "store", "closed.json"


def derive(pieces: Path, count: int, path: Path, say: Say) -> None:
    """Write the derived graph of the first ``count`` pieces to ``path``, where it is not there yet."""
    if path.exists():
        return
    clock, processor = time.perf_counter(), time.process_time()
    path.parent.mkdir(parents=True, exist_ok=True)
    beside, statements = path.with_suffix(".new"), 0
    with pa.CompressedOutputStream(str(beside), "zstd") as out:
        made = derived_quads(_kept(pieces, count))
        while quads := tuple(islice(made, _TOGETHER)):
            out.write(_text(quads))
            statements += len(quads)
    beside.replace(path)
    say(
        f"{statements:,} statements derived: {time.perf_counter() - clock:.0f} s, "
        f"{time.process_time() - processor:.0f} s of the processor, peak memory {peak():,.0f} MB"
    )


def derived_lines(path: Path) -> Iterator[Lines]:
    """The lines that `derive` wrote."""
    with pa.input_stream(str(path), compression="zstd") as stream:
        rest = b""
        while text := stream.read(_READ):
            whole, end, rest = (rest + text).rpartition(b"\n")
            yield derived_graph_iri(), whole + end


def ontology_lines() -> Lines:
    """Those of the ontology."""
    return ontology_graph_iri(), _text(ontology_quads())


def close(documents: Path, directory: Path, derived: Path, say: Say) -> None:
    """Make ``directory/store`` of a store of documents, with the derived graph and the ontology, and compact it.

    The store of the documents shares its files with a checkpoint, and stays to be loaded further; where the disk has
    no room for both it becomes the new one itself. A call that was killed is taken up by the next.
    """
    if is_closed(directory):
        return
    if not (directory / _COMPACTING).exists():
        _complete(documents, directory, derived, say)
    _compact(directory, say)


def _complete(documents: Path, directory: Path, derived: Path, say: Say) -> None:
    """Give the store of the documents the other two graphs."""
    closing = directory / _CLOSING
    if not closing.exists():
        size = size_of(documents / _STORE)
        if shutil.disk_usage(directory).free > 2 * size:
            pyoxigraph.Store.read_only(str(documents / _STORE)).backup(str(closing))
        else:
            say("no room for a second store: the documents are not kept apart")
            (documents / _STORE).rename(closing)
            (documents / "loaded.json").unlink()
    clock, processor = time.perf_counter(), time.process_time()
    store = pyoxigraph.Store(str(closing))
    load_lines(store, derived_lines(derived))
    load_lines(store, [ontology_lines()])
    store.flush()
    del store
    closing.rename(directory / _COMPACTING)
    clock, processor = time.perf_counter() - clock, time.process_time() - processor
    say(f"derived graph loaded: {clock:.0f} s, {processor:.0f} s of the processor")


def _compact(directory: Path, say: Say) -> None:
    clock, processor = time.perf_counter(), time.process_time()
    store = pyoxigraph.Store(str(directory / _COMPACTING))
    store.optimize()
    store.flush()
    del store
    (directory / _COMPACTING).rename(directory / _STORE)
    clock, processor = time.perf_counter() - clock, time.process_time() - processor
    write_json(directory / _SAID, {"clock": clock, "processor": processor, "memory": peak()})
    say(
        f"compacted: {clock:.0f} s, {processor:.0f} s of the processor, peak memory {peak():,.0f} MB; "
        f"{size_of(directory / _STORE) / 1e9:.1f} GB"
    )


def is_closed(directory: Path) -> bool:
    """Whether the store of a graph is made."""
    return (directory / _SAID).exists()


def is_closing(directory: Path) -> bool:
    """Whether its documents are all in it."""
    return (directory / _CLOSING).exists() or (directory / _COMPACTING).exists()


def size_of(folder: Path) -> int:
    """The bytes of the files of a folder."""
    return sum(path.stat().st_size for path in folder.iterdir())


def _kept(pieces: Path, count: int) -> Iterator[Quad]:
    """The quads that the derived graph is made of."""
    wanted = {predicate.encode("utf-8") for predicate in kept_predicates()}
    for number in range(count):
        for _, text in read_piece(pieces, number):
            for line in text.splitlines():
                if line.split(b" ", 2)[1] in wanted:
                    yield read_line(line.decode("utf-8"))


def _text(quads: Iterable[Quad]) -> bytes:
    return "".join(quad.line() + "\n" for quad in quads).encode("utf-8")
