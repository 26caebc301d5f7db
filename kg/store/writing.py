"""Writing the graph: a new Oxigraph directory beside the old one, then a swap of what names the current one.

``directory/current.json`` names ``graph-<hash>/`` with the store (``store/``) and the same quads as sorted
N-Quads (``graph.nq``). A build writes a new ``graph-…`` beside the old one and replaces the pointer at the
end: killed at any moment, the old graph still opens. An Oxigraph directory takes one writer and is undefined
beside readers, hence no directory is ever written twice; no links, because Windows users cannot make them.

The store holds every statement twice: in its named graph, and once in the default graph, which is the set union
of the named ones and what queries read (`kg.store.reading`). The dump has the named graphs only.

Quads stream from files to files: a graph larger than the memory can be written.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.errors import StoreError
from kg.graph.terms import Quad, read_line
from kg.store.loading import load_lines
from kg.store.pointer import POINTER, current_version, point_to
from kg.store.sorting import LineSorter

_LOCK: Final = "build.lock"
_SCRATCH: Final = "writing-"
_PIECE: Final = 64 * 1024 * 1024

Derive = Callable[[Iterable[Quad]], Iterable[Quad]]
Quads = Iterable[Quad] | Path
"""Quads, or a file of their N-Quads lines."""


@dataclass(frozen=True, slots=True)
class GraphWriter:
    """The only right to write ``directory``, and a folder for what is on its way there (``scratch``)."""

    directory: Path
    scratch: Path

    @property
    def current(self) -> Path | None:
        """The version that is current, or None where there is none that can be opened."""
        with suppress(StoreError):
            version = current_version(self.directory)
            return version if (version / "graph.nq").is_file() else None
        return None

    def is_broken(self) -> bool:
        """Whether a graph is named that cannot be opened: the next one starts from nothing."""
        return self.current is None and (self.directory / POINTER).exists()

    def write_beside(self, files: Mapping[str, str]) -> None:
        """Write files beside the quads of the current graph, where there is one."""
        current = self.current
        if current is not None:
            try:
                _write_beside(current, files)
            except OSError as error:
                raise StoreError(f"无法写入 {current}：{error}。请检查磁盘空间和权限。") from error

    def write(self, quads: Iterable[Quad], beside: Mapping[str, str] | None = None) -> Path:
        """Write ``quads`` as the new current graph; returns the directory of the version.

        ``beside``: names and text of files that lie beside the quads.
        """
        sorter = LineSorter(self.scratch)
        for quad in quads:
            sorter.add(_to_line(quad))
        return self._write_version(sorter.merged(), beside or {})

    def replace(
        self,
        documents: Mapping[str, Quads],
        derive: Derive,
        derived_graph: str,
        beside: Mapping[str, str] | None = None,
    ) -> Path:
        """As `replace_documents`."""
        gone = {f"<{graph}>".encode() for graph in (*documents, derived_graph)}
        current = self.current
        sorter = LineSorter(self.scratch)

        def base() -> Iterator[Quad]:
            for line in _kept(current, gone):
                yield read_line(line.decode("utf-8"))
            for quads in documents.values():
                for line in _lines(quads):
                    sorter.add(line)
                    yield read_line(line.decode("utf-8"))

        quads = base()
        derived = [_to_line(quad) for quad in derive(quads)]
        for _ in quads:  # what derive() did not look at
            pass
        for line in derived:
            sorter.add(line)
        return self._write_version(sorter.merged(_kept(current, gone)), beside or {})

    def _write_version(self, lines: Iterator[bytes], beside: Mapping[str, str]) -> Path:
        import pyoxigraph

        try:
            dump = self.scratch / "graph.nq"
            digest, count = _write_dump(dump, lines)
            current = self.current
            if current is not None and current.name.split("-")[1] == digest:
                _write_beside(current, beside)
                return current
            version = _new_folder(self.directory, f"graph-{digest}")
            try:
                dump.rename(version / "graph.nq")
                _write_beside(version, beside)
                store = pyoxigraph.Store(str(version / "store"))
                for piece in _pieces(version / "graph.nq"):
                    load_lines(store, piece)
                store.optimize()  # reads are 1.7 times faster behind it at three million quads
                store.flush()
                del store
                previous = _pointed_name(self.directory)
                point_to(self.directory, version, count)
            except BaseException:
                if _pointed_name(self.directory) != version.name:
                    shutil.rmtree(version, ignore_errors=True)
                raise
        except (OSError, RuntimeError) as error:
            raise StoreError(f"无法写入 {self.directory}：{error}。请检查磁盘空间和权限。") from error
        _remove_old(self.directory, {version.name, previous})
        return version


def write_store(directory: Path, quads: Iterable[Quad]) -> Path:
    """Write ``quads`` as the new current graph of ``directory``; returns the directory of the version.

    A graph that did not change is not written again. The version before is kept for the readers that have it
    open; older ones are removed where the system lets them go. Raises StoreError where ``directory`` cannot
    be written or another build is writing it.
    """
    with open_writer(directory) as writer:
        return writer.write(quads)


def replace_documents(
    directory: Path, documents: Mapping[str, Quads], derive: Derive, derived_graph: str
) -> Path:
    """Put the quads of whole named graphs in place of what stood under their IRIs, and derive again.

    ``documents`` maps graph IRIs to their new quads (an empty iterable removes a graph); every other named
    graph stays as it is. ``derive`` gives the quads of ``derived_graph`` from all others. Starts from an
    empty graph where there is none that can be opened. Raises StoreError as `write_store`.
    """
    with open_writer(directory) as writer:
        return writer.replace(documents, derive, derived_graph)


@contextmanager
def open_writer(directory: Path) -> Iterator[GraphWriter]:
    """Hold the only right to write ``directory``. Raises StoreError where another build has it.

    A directory that had no graph and gets none is removed again.
    """
    with _writing(directory):
        for left in directory.glob(f"{_SCRATCH}*"):  # a build that was killed
            shutil.rmtree(left, ignore_errors=True)
        scratch = Path(tempfile.mkdtemp(prefix=_SCRATCH, dir=directory))
        try:
            yield GraphWriter(directory, scratch)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
            if [path.name for path in directory.iterdir()] == [_LOCK]:
                with suppress(OSError):  # Windows keeps the lock that is held
                    (directory / _LOCK).unlink()
                    directory.rmdir()


def dump_path(directory: Path) -> Path:
    """The sorted N-Quads of the current graph. Raises StoreError as `open_store`."""
    return current_version(directory) / "graph.nq"


def _kept(version: Path | None, gone: set[bytes]) -> Iterator[bytes]:
    """The lines of a version outside of some graphs."""
    if version is None:
        return
    try:
        with (version / "graph.nq").open("rb") as lines:
            for line in lines:
                if line.rsplit(b" ", 2)[1] not in gone:
                    yield line
    except OSError as error:
        raise StoreError(f"图谱 {version} 不完整（{error}）。请运行 kg build 重新生成全部文档。") from error


def _lines(quads: Quads) -> Iterator[bytes]:
    if isinstance(quads, Path):
        with quads.open("rb") as lines:
            yield from lines
    else:
        yield from map(_to_line, quads)


def _to_line(quad: Quad) -> bytes:
    return quad.line().encode("utf-8") + b"\n"


def _write_dump(path: Path, lines: Iterable[bytes]) -> tuple[str, int]:
    """Write the lines; the start of their digest, and how many there are."""
    digest, count = hashlib.sha256(), 0
    with path.open("wb", buffering=1 << 20) as file:
        for line in lines:
            digest.update(line)
            file.write(line)
            count += 1
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()[:16], count


def _pieces(path: Path) -> Iterator[bytes]:
    """A dump in pieces of whole lines: loading 1.6 million quads at once takes 1.2 GB of memory, in pieces less than
    half of that, for 10 to 30 % more time of the processor."""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece + file.readline()


def _write_beside(version: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        new = version / f"{name}.new"
        new.write_text(text, encoding="utf-8", newline="\n")
        new.replace(version / name)


def _new_folder(directory: Path, name: str) -> Path:
    number = 0
    while True:
        folder = directory / (name if number == 0 else f"{name}-{number}")
        try:
            folder.mkdir()
        except FileExistsError:
            number += 1
        else:
            return folder


def _pointed_name(directory: Path) -> str:
    with suppress(StoreError):
        return current_version(directory).name
    return ""


def _remove_old(directory: Path, kept: set[str]) -> None:
    for folder in directory.glob("graph-*"):
        if folder.name not in kept:
            # Windows keeps what a reader has open; the next build tries again
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _writing(directory: Path) -> Iterator[None]:
    """Hold the only right to write ``directory``; the system takes it back when the process dies."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        lock = (directory / _LOCK).open("a+b")
    except OSError as error:
        raise StoreError(f"无法写入目录 {directory}：{error}。请换一个 --out 目录或检查权限。") from error
    with lock:
        try:
            _lock(lock.fileno())
        except OSError as error:
            raise StoreError(f"另一个 kg build 正在写 {directory}。请等它结束后再试。") from error
        yield


def _lock(descriptor: int) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
