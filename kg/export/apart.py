"""A large graph read by processes of their own while this one writes: two cores do the work of one.

Run as ``python -m kg.export.apart derived`` and ``… rows``; what is wanted comes pickled on standard input, what is
found goes pickled to standard output. ``derived`` alone asks the store, of the derived graph: the counts of forms, then
the identifiers of the library; the library's rows go to a file, some at a time. ``rows`` gives the rows of each
document in order, from the dumps. A `KgError` in place of anything is raised where it is read.

``derived`` comes first, while this process reads what stands around the rows, and ``rows`` after it: a store of 4 GB
holds 200 MB of a process that asks it, so that all together take 290 MB at most, and 420 MB when all run at once.
"""

import gc
import os
import pickle
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import chain
from pathlib import Path
from queue import Queue
from tempfile import TemporaryDirectory
from threading import Thread
from typing import IO, TYPE_CHECKING, Any, Final

from kg.catalogue import CatalogueDocument, list_documents
from kg.check import Audited
from kg.errors import ExportError, KgError
from kg.export.catalogue import dumped_document, reviewed_documents
from kg.export.dumped import Dump, dumps_of
from kg.export.library import Library, read_library
from kg.export.overview import Overview, form_counts, read_overview
from kg.export.selects import Row
from kg.processes import own_command, own_environment

if TYPE_CHECKING:
    from kg.store import Store

WORTH_IT: Final = 1_000_000
"""Statements, some 11,000 rows, from which on it pays; a process takes half a second to start."""
_AHEAD: Final = 1024
"""Documents that wait to be written: some 40 MB."""
_AFTER_WRITING: Final = 2
"""Steps of priority: this process writes, rows come next."""


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
    with TemporaryDirectory(prefix="kg-export-") as folder, ExitStack() as running:
        apart = _Apart(version, Path(folder) / "library", wanted, running)
        read = [read_overview(store, found=found, counts=apart.counts, dumps=dumps)]
        del dumps, wanted
        # popped: whoever gets the overview can let go of it
        yield read.pop(), Library(identifiers=apart.identifiers, read=apart.library()), apart.rows()


class _Apart:
    """Both processes, the second after the first. ``kept``: the file of the library; ``wanted``: each document with
    its dump, let go of when handed on; ``running``: what the processes end with."""

    def __init__(
        self, version: Path, kept: Path, wanted: list[tuple[Dump, CatalogueDocument]], running: ExitStack
    ) -> None:
        self._kept, self._wanted, self._running = kept, wanted, running
        self._derived = running.enter_context(_process("derived", (version, kept)))
        self._rows: IO[bytes] | None = None
        self.identifiers: Sequence[str] = ()

    def counts(self) -> Mapping[object, Row]:
        """What `form_counts` gives, once the first process has done all and the second has begun. Called once."""
        counts, self.identifiers, *more = _received(self._derived)
        if more:
            raise _failed()
        self._rows = self._running.enter_context(_process("rows", self._wanted))
        self._wanted.clear()
        return counts  # type: ignore[no-any-return]

    def library(self) -> Iterator[Row]:
        """The rows of the library."""
        with self._kept.open("rb") as file:
            yield from chain.from_iterable(_received(file))

    def rows(self) -> Iterator[Row]:
        """The rows of the documents."""
        assert self._rows is not None  # noqa: S101 - counts come first
        return chain.from_iterable(_received(self._rows))


@contextmanager
def _process(task: str, wanted: object) -> Iterator[IO[bytes]]:
    """The output of another process, which ends with the block."""
    process = subprocess.Popen(  # noqa: S603 - this program again
        own_command(__name__, task),
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
        yield process.stdout
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _received(stream: IO[bytes]) -> Iterator[Any]:
    """What comes, up to an end, None."""
    while True:
        try:
            found = pickle.load(stream)  # noqa: S301 - from our own process
        except (EOFError, pickle.UnpicklingError):
            raise _failed() from None
        if isinstance(found, KgError):
            raise found
        if found is None:
            return
        yield found


def _failed() -> ExportError:
    return ExportError("读图谱的进程意外结束，工作簿没有写完。请看内存是否足够，然后再试一次。")


def main() -> int:
    """Read what is wanted."""
    gc.disable()  # rows hold no cycles
    wanted = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the process that started this one
    out = sys.stdout.buffer
    try:
        if sys.argv[1] == "derived":
            _read_derived(out, *wanted)
        else:
            _give_way(_AFTER_WRITING)
            _send_ahead(out, (dumped_document(*one) for one in wanted))
    except KgError as error:
        pickle.dump(error, out)
        return 1
    return 0


def _read_derived(out: IO[bytes], version: Path, kept: Path) -> None:
    import pyoxigraph

    from kg.store.reading import GraphStore

    store = GraphStore(pyoxigraph.Store.read_only(str(version / "store")), version)
    pickle.dump(form_counts(store), out, pickle.HIGHEST_PROTOCOL)
    out.flush()
    library = read_library(store)
    pickle.dump(library.identifiers, out, pickle.HIGHEST_PROTOCOL)
    out.flush()
    with kept.open("wb") as file:
        _send(file, library.some())
    _send(out, ())


def _give_way(steps: int) -> None:
    """Let the other processes of this export go first, where the system can tell."""
    if hasattr(os, "nice"):
        os.nice(steps)


def _send_ahead(out: IO[bytes], lists: Iterable[Sequence[Row]]) -> None:
    """As `_send`, but go on while nobody takes what waits."""
    waiting: Queue[bytes | None] = Queue(_AHEAD)

    def write() -> None:
        try:
            while (found := waiting.get()) is not None:
                out.write(found)
                out.flush()
        except OSError:  # nobody reads any more; an exception would end this thread alone
            os._exit(1)

    writer = Thread(target=write, daemon=True)
    writer.start()
    try:
        for rows in chain(lists, (None,)):
            waiting.put(pickle.dumps(rows, pickle.HIGHEST_PROTOCOL))
    finally:
        waiting.put(None)
        writer.join()


def _send(out: IO[bytes], lists: Iterable[Sequence[Row]]) -> None:
    for rows in chain(lists, (None,)):
        pickle.dump(rows, out, pickle.HIGHEST_PROTOCOL)
        out.flush()


if __name__ == "__main__":
    sys.exit(main())
