"""Answers of a version of the graph that took long, kept beside it: whoever asks the same again does not wait.

A version never changes once it is named (`kg.store.writing`), so an answer to the same text stands as long as the
version does, and goes with it: ``answers/`` in its directory, a gzip-compressed JSON file for each, written whole or
not at all. A graph in memory, on a server, or that may not be written keeps none.
"""

import gzip
import hashlib
import json
import os
from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

from kg.query.ordering import Cell

Rows = tuple[list[str], list[tuple[Cell, ...]]]
"""Names of the columns, and the rows."""

SLOW: Final = 0.5
"""Seconds above which an answer is worth a file."""
FOLDER: Final = "answers"
_ENDING: Final = ".json.gz"
_MOST: Final = 256 * 1024 * 1024
"""Bytes of all kept answers of a version; those asked first leave first."""
_LEVEL: Final = 1
"""Of gzip: level 6 takes five times as long for a third less."""


def read_answer(store: object, asked: str) -> Rows | None:
    """The kept answer to a text; None where there is none, or a file that is not whole."""
    path = _path(store, asked)
    if path is None:
        return None
    try:
        kept = json.loads(gzip.decompress(path.read_bytes()))
        variables, columns = kept["variables"], [list(map(_read, column)) for column in kept["columns"]]
        if kept["asked"] != asked or len(columns) != len(variables):
            return None
        return variables, list(zip(*columns, strict=True))
    except (OSError, EOFError, ValueError, KeyError, TypeError, InvalidOperation, RecursionError):
        return None


def keep_answer(
    store: object, asked: str, variables: Sequence[str], rows: Sequence[tuple[Cell, ...]]
) -> None:
    """Keep an answer, where there is a place for it."""
    path = _path(store, asked)
    if path is None:
        return
    columns = [list(map(_write, column)) for column in zip(*rows, strict=True)] or [[] for _ in variables]
    kept = {"asked": asked, "variables": list(variables), "columns": columns}
    text = json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    beside = path.with_suffix(f".{os.getpid()}.new")
    with suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        beside.write_bytes(gzip.compress(text, _LEVEL, mtime=0))
        beside.replace(path)
        _make_room(path.parent, path)


def _path(store: object, asked: str) -> Path | None:
    version = getattr(store, "version_directory", None)
    # what a user typed may hold half a character; the engine says so
    digest = hashlib.sha256(asked.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return None if version is None else version / FOLDER / f"{digest}{_ENDING}"


def _make_room(folder: Path, newest: Path) -> None:
    found = sorted((path.stat().st_mtime_ns, path) for path in folder.glob(f"*{_ENDING}") if path != newest)
    free = _MOST - newest.stat().st_size - sum(path.stat().st_size for _, path in found)
    for _, path in found:
        if free >= 0:
            return
        free += path.stat().st_size
        path.unlink()


def _write(cell: Cell) -> object:
    """Numbers of SPARQL keep their digits: 1.50 is not 1.5 to who reads it."""
    return [str(cell)] if isinstance(cell, Decimal) else cell


def _read(cell: object) -> Cell:
    if isinstance(cell, list):
        return Decimal(cell[0])
    if cell is None or isinstance(cell, str | int):
        return cell
    raise TypeError(type(cell))
