"""The rows of a large graph, read by a process of its own while this one writes: two cores do the work of one.

Run as ``python -m kg.export.apart DIRECTORY`` (of a version of the graph): takes what is wanted, pickled, on standard
input and gives lists of rows, pickled, on standard output: those of each document in order, then the entries of the
library some at a time. A `KgError` in their place is raised where they are read.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from kg.errors import ExportError, KgError
from kg.export.catalogue import reviewed_documents
from kg.export.library import Library
from kg.export.overview import Heads
from kg.export.selects import Row

if TYPE_CHECKING:
    from kg.store import Store

WORTH_IT: Final = 20_000
"""Rows from which on a second process pays; it takes a second to start."""


@contextmanager
def rows_apart(
    store: "Store", heads: Mapping[object, Heads], library: Library, expected: int
) -> Iterator[tuple[Iterator[Row], Library]]:
    """The rows of `kg.export.catalogue.reviewed_documents` and the library, for once through, in this order. The other
    process ends with the block. Small graphs, and those that lie in no directory, are read in this process.
    Raises ExportError where the other process fails."""
    version = getattr(store, "version_directory", None)
    if version is None or expected < WORTH_IT:
        yield chain.from_iterable(reviewed_documents(store, heads)), library
        return
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)}
    process = subprocess.Popen(  # noqa: S603 - this program again
        [sys.executable, "-m", __name__, str(version)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    try:
        assert process.stdin is not None  # noqa: S101 - for mypy
        assert process.stdout is not None  # noqa: S101 - for mypy
        try:
            with process.stdin as wanted:
                pickle.dump((heads, library.identifiers), wanted, pickle.HIGHEST_PROTOCOL)
        except BrokenPipeError:
            raise _failed() from None
        del heads  # the other process has them now
        rows = _received(process.stdout)
        entries = _received(process.stdout)
        yield rows, Library(identifiers=library.identifiers, read=entries)
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _received(stream: IO[bytes]) -> Iterator[Row]:
    """The rows of lists up to an end, None."""
    while True:
        try:
            found = pickle.load(stream)  # noqa: S301 - from our own process
        except (EOFError, pickle.UnpicklingError):
            raise _failed() from None
        if isinstance(found, KgError):
            raise found
        if found is None:
            return
        yield from found


def _failed() -> ExportError:
    return ExportError("读图谱的进程意外结束，工作簿没有写完。请看内存是否足够，然后再试一次。")


def main() -> int:
    """Read what is wanted."""
    import pyoxigraph

    from kg.store.reading import GraphStore

    heads, identifiers = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the process that started this one
    version = Path(sys.argv[1])
    out = sys.stdout.buffer
    try:
        store = GraphStore(pyoxigraph.Store.read_only(str(version / "store")), version)
        _send(out, reviewed_documents(store, heads))
        _send(out, Library(store, identifiers).some())
    except KgError as error:
        pickle.dump(error, out)
        return 1
    return 0


def _send(out: IO[bytes], lists: Iterable[Sequence[Row]]) -> None:
    for rows in chain(lists, (None,)):
        pickle.dump(rows, out, pickle.HIGHEST_PROTOCOL)
        out.flush()


if __name__ == "__main__":
    sys.exit(main())
