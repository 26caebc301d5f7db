"""Memory that a long write needs no more: put into a file, handed back to the system."""

import ctypes
import pickle
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeVar

_T = TypeVar("_T")

_AT_ONCE: Final = 1000


def put_aside(items: Sequence[_T], path: Path) -> Iterator[_T]:
    """Write the items to a new file now, and give them back in order as they are asked for. Raises OSError."""
    with path.open("xb") as file:
        for start in range(0, len(items), _AT_ONCE):
            pickle.dump(items[start : start + _AT_ONCE], file, pickle.HIGHEST_PROTOCOL)
    return _taken_back(path, len(items))


def _taken_back(path: Path, count: int) -> Iterator[_T]:
    with path.open("rb") as file:
        for _ in range(0, count, _AT_ONCE):
            yield from pickle.load(file)  # noqa: S301 - written above


def give_back() -> None:
    """Hand the memory that is free to the system: the C library of Linux keeps what lies below anything in use, 150 MB
    of a store that was closed. Elsewhere nothing happens."""
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
