"""Pieces into an Oxigraph store, with what was loaded said on disk: a killed load goes on where it was.

As in a graph that kg build makes every statement stands in its named graph and once in the default graph; only the
batches are larger than the program's (`kg.store.loading`), which leaves less to compact at the end.
"""

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Self

import pyoxigraph

from benchmarks.scale.pieces import Piece, Say, read_piece, write_json
from kg.store.loading import load_graphs

_BATCH: Final = 256 * 1024 * 1024
"""Bytes of N-Quads loaded at a time, some million statements: Oxigraph holds 2.4 GB meanwhile."""

_WAIT: Final = 2.0
Lines = tuple[str, bytes]
"""A graph (its IRI) and whole N-Quads lines of it."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many pieces a store has, of how many it may have a part, and what loading took: seconds by the clock and by
    the processor."""

    pieces: int = 0
    begun: int = 0
    clock: float = 0.0
    processor: float = 0.0

    @classmethod
    def read(cls, path: Path) -> Self:
        """What a file says; nothing where there is none."""
        return cls(**json.loads(path.read_text(encoding="utf-8"))) if path.exists() else cls()

    def write(self, path: Path) -> None:
        """Write the file."""
        write_json(path, asdict(self))


def load_pieces(
    pieces: Path, directory: Path, count: int, say: Say, is_made: Callable[[], bool] = lambda: True
) -> Loaded:
    """Load the first ``count`` pieces into ``directory/store``, each as soon as it is there.

    ``is_made``: whether no piece will come any more. Raises FileNotFoundError for one that does not come, ValueError
    where the store has more of them.
    """
    state = directory / "loaded.json"
    loaded = Loaded.read(state)
    if loaded.begun > count:
        raise ValueError(f"{directory} has {loaded.begun} pieces, not {count}: use another --folder")
    directory.mkdir(parents=True, exist_ok=True)
    store = pyoxigraph.Store(str(directory / "store"))
    for number in range(loaded.pieces, count):
        while Piece.read(pieces, number) is None and not is_made():
            time.sleep(_WAIT)
        clock, processor = time.perf_counter(), time.process_time()
        Loaded(number, number + 1, loaded.clock, loaded.processor).write(state)
        load_lines(store, read_piece(pieces, number))
        store.flush()
        clock, processor = time.perf_counter() - clock, time.process_time() - processor
        loaded = Loaded(number + 1, number + 1, loaded.clock + clock, loaded.processor + processor)
        loaded.write(state)
        say(f"piece {number + 1} of {count} loaded: {clock:.0f} s, {processor:.0f} s of the processor")
    return loaded


def load_lines(store: pyoxigraph.Store, lines: Iterable[Lines]) -> None:
    """Load lines into their named graphs and into the default graph."""
    load_graphs(store, lines, _BATCH)
