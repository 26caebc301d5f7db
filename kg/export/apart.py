"""A large graph read by a process of its own while this one writes: two cores do the work of one.

Run as ``python -m kg.export.apart``; what is wanted comes pickled on standard input. On standard output come, pickled,
the identifiers of the library, the counts of forms, a 1 for each list of rows that lies in the file ``rows`` and a
None behind the last, and a None when the file ``library`` has all of the library. A `KgError` in place of anything is
raised where it is read.

The more a process asks of a store of 4 GB, the more it holds for it, up to 150 MB, and it can give them back when it
closes the store, which costs nothing: hence one thing after the other, with what waits in files.
"""

import gc
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, Any, Final, TypeVar

from kg.catalogue import list_documents
from kg.check import Audited
from kg.errors import ExportError, KgError
from kg.export.catalogue import dumped_document, reviewed_documents
from kg.export.dumped import dumps_of
from kg.export.library import Library, read_library
from kg.export.memory import give_back
from kg.export.overview import Overview, form_counts, read_overview
from kg.export.selects import Row
from kg.processes import own_command, own_environment

if TYPE_CHECKING:
    from kg.store import Store

WORTH_IT: Final = 1_000_000
"""Statements, some 11,000 rows, from which on it pays; a process takes half a second to start."""
_BEHIND: Final = 2
"""Steps of priority: this process writes, which takes longer."""
_T = TypeVar("_T")
_ROWS, _LIBRARY = "rows", "library"
_AT_ONCE: Final = 2000
"""Entries of the library that are asked for before the store is closed and opened again."""
_MORE: Final = 1
"""A list of rows lies in its file."""


@contextmanager
def read_apart(
    store: "Store", found: Sequence[Audited] | None
) -> Iterator[tuple[Overview, Library, Iterator[Row]]]:
    """Overview (``found`` as in `read_overview`), library, and the rows of `kg.export.catalogue.reviewed_documents`;
    of the last two what they hold is for once through, the rows first. Other processes end with the block. Small
    graphs, and those without dumps, are read in this process. Raises ExportError where another process fails."""
    version = getattr(store, "version_directory", None)
    dumps = dumps_of(store)
    if version is None or dumps is None or sum(dump.count for dump in dumps.values()) < WORTH_IT:
        overview = read_overview(store, found=found)
        yield overview, read_library(store), chain.from_iterable(reviewed_documents(store, overview.heads))
        return
    wanted = [(dumps[document.graph], document) for document in list_documents(store)]
    with TemporaryDirectory(prefix="kg-export-") as name, _process((version, Path(name), wanted)) as said:
        folder = Path(name)
        identifiers: list[str] = []

        def counts() -> Mapping[object, Row]:
            """After both the other process holds little; of findings this one holds much for a moment."""
            identifiers.extend(next(said))
            return next(said)

        read = [read_overview(store, found=found, counts=counts, dumps=dumps)]
        library = Library(identifiers=identifiers, read=_library(said, folder))
        del dumps
        wanted.clear()
        # popped: whoever gets the overview can let go of it
        yield read.pop(), library, _rows(said, folder)


@contextmanager
def _process(wanted: object) -> Iterator[Iterator[Any]]:
    """What another process says, which ends with the block."""
    process = subprocess.Popen(  # noqa: S603 - this program again
        own_command(__name__),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=own_environment(),
    )
    try:
        assert process.stdin is not None  # noqa: S101 - for mypy
        assert process.stdout is not None  # noqa: S101 - for mypy
        try:
            with process.stdin as stream:
                pickle.dump(wanted, stream, pickle.HIGHEST_PROTOCOL)
        except BrokenPipeError:
            raise _failed() from None
        yield _said(process.stdout)
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _said(stream: IO[bytes]) -> Iterator[Any]:
    """What comes, without end."""
    while True:
        try:
            found = pickle.load(stream)  # noqa: S301 - from our own process
        except (EOFError, pickle.UnpicklingError):
            raise _failed() from None
        if isinstance(found, KgError):
            raise found
        yield found


def _rows(said: Iterator[Any], folder: Path) -> Iterator[Row]:
    """The rows of the documents, as they come."""
    if next(said) is None:
        return
    with (folder / _ROWS).open("rb") as file:
        yield from pickle.load(file)  # noqa: S301 - from our own process
        for _ in iter(lambda: next(said), None):
            yield from pickle.load(file)  # noqa: S301 - from our own process


def _library(said: Iterator[Any], folder: Path) -> Iterator[Row]:
    """The rows of the library, once all are there."""
    if next(said) is not None:
        raise _failed()
    with (folder / _LIBRARY).open("rb") as file:
        while rows := pickle.load(file):  # noqa: S301 - from our own process
            yield from rows


def _failed() -> ExportError:
    return ExportError("读图谱的进程意外结束，工作簿没有写完。请看内存是否足够，然后再试一次。")


def main() -> int:
    """Read what is wanted."""
    gc.disable()  # rows hold no cycles
    version, folder, wanted = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the process that started this one
    out = sys.stdout.buffer
    try:
        with (folder / _ROWS).open("wb") as rows:
            identifiers = _asked(version, lambda store: read_library(store).identifiers)
            _send(out, identifiers)
            _send(out, _asked(version, form_counts))
            if hasattr(os, "nice"):
                os.nice(_BEHIND)
            for dump, document in wanted:
                _send(rows, dumped_document(dump, document))
                _send(out, _MORE)
        _send(out, None)
        with (folder / _LIBRARY).open("wb") as library:
            for start in range(0, len(identifiers), _AT_ONCE):
                for some in _asked(version, _library_of(identifiers[start : start + _AT_ONCE])):
                    _send(library, some)
            _send(library, [])
        _send(out, None)
    except KgError as error:
        _send(out, error)
        return 1
    return 0


def _asked(version: Path, ask: "Callable[[Store], _T]") -> _T:
    """What a question to the store gives; what was held for it is given back."""
    found = ask(_open(version))
    give_back()
    return found


def _library_of(identifiers: Sequence[str]) -> "Callable[[Store], list[list[Row]]]":
    return lambda store: list(Library(store, identifiers).some())


def _open(version: Path) -> "Store":
    import pyoxigraph

    from kg.store.reading import GraphStore

    return GraphStore(pyoxigraph.Store.read_only(str(version / "store")), version)


def _send(out: IO[bytes], what: object) -> None:
    pickle.dump(what, out, pickle.HIGHEST_PROTOCOL)
    out.flush()


if __name__ == "__main__":
    sys.exit(main())
