"""Writing the graph: a new version beside the old one, then a swap of what names the current one.

``directory/current.json`` names ``graph-<hash>/`` with the store (``store/``) and ``graphs.json``, which says what
files of ``graphs/`` make it up (`kg.store.dumps`). A build writes a new ``graph-…`` and replaces the pointer at the
end: killed at any moment, the old graph still opens. An Oxigraph directory takes one writer and is undefined
beside readers, hence no directory is written again once it is named: the next version shares the files that did
not change (hard links, as RocksDB makes for a checkpoint; copies where the system has none).

The store holds every statement twice: in its named graph, and once in the default graph, which is the set union
of the named ones and what queries read (`kg.store.reading`). The dumps have the named graphs only.

Quads stream from files to files: a graph larger than the memory can be written.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Final

from kg.errors import StoreError, reason_of
from kg.graph.terms import Quad
from kg.store.dumps import (
    CONTENTS,
    Contents,
    Part,
    Quads,
    are_whole,
    in_blocks,
    put_dump,
    put_lines,
    put_row_parts,
    remove_unused_dumps,
    to_line,
)
from kg.store.locking import LOCK, writing
from kg.store.pointer import POINTER, changes_since_loading, current_version, point_to
from kg.store.sorting import LineSorter
from kg.store.versions import (
    Deriving,
    can_be_opened,
    change_version,
    changed_graphs,
    find_differences,
    load_version,
)

_SCRATCH: Final = "writing-"
_DEAREST: Final = 4
"""A statement that changes costs at most as much as so many that are loaded from nothing."""

Derive = Callable[[Iterable[Quad]], Iterable[Quad]]


@dataclass(frozen=True, slots=True)
class GraphWriter:
    """The only right to write ``directory``, and a folder for what is on its way there (``scratch``)."""

    directory: Path
    scratch: Path

    @property
    def current(self) -> Path | None:
        """The version that is current, or None where there is none whose statements are all there."""
        with suppress(StoreError, OSError, ValueError, KeyError, TypeError):
            version = current_version(self.directory)
            return version if are_whole(self.directory, Contents.read(version)) else None
        return None

    def is_broken(self) -> bool:
        """Whether a graph is named that cannot be opened: the next one starts from nothing."""
        return self.current is None and (self.directory / POINTER).exists()

    def is_sound(self) -> bool:
        """Whether there is no graph, or one that can be opened."""
        current = self.current
        return current is None or can_be_opened(current)

    def write_beside(self, files: Mapping[str, str]) -> None:
        """Write files beside the quads of the current graph, where there is one."""
        current = self.current
        if current is not None:
            try:
                put_row_parts(self.directory, self.scratch, Contents.read(current).parts)
                _write_beside(current, files)
            except OSError as error:
                raise StoreError(f"无法写入 {current}：{reason_of(error)}。请检查磁盘空间和权限。") from error

    def write(self, quads: Iterable[Quad], beside: Mapping[str, str] | None = None) -> Path:
        """Write ``quads`` as the new current graph; returns the directory of the version.

        ``beside``: names and text of files that lie beside the quads.
        """
        with _storing(self.directory):
            sorter = LineSorter(self.scratch)
            for quad in quads:
                sorter.add(quad.graph.encode("utf-8") + b" " + to_line(quad))
            pairs = (line.split(b" ", 1) for line in sorter.merged())
            parts = {}
            for name, group in groupby(pairs, itemgetter(0)):
                graph = name.decode("utf-8")[1:-1]
                blocks = in_blocks(line for _, line in group)
                parts[graph] = put_lines(self.directory, self.scratch, graph, blocks)
            return self._write_version(parts, None, beside or {})

    def replace(
        self, documents: Mapping[str, Quads], deriving: Deriving, beside: Mapping[str, str] | None = None
    ) -> Path:
        """As `replace_documents`."""
        with _storing(self.directory):
            current = self.current
            parts = dict(Contents.read(current).parts) if current else {}
            parts.pop(deriving.graph, None)
            for graph, quads in documents.items():
                parts[graph] = put_dump(self.directory, self.scratch, graph, quads)
                if not parts[graph].count:
                    del parts[graph]
            return self._write_version(parts, deriving, beside or {})

    def _write_version(
        self, parts: Mapping[str, Part], deriving: Deriving | None, beside: Mapping[str, str]
    ) -> Path:
        current = self.current
        put_row_parts(self.directory, self.scratch, parts)
        if current is not None and can_be_opened(current):
            before = Contents.read(current)
            names = changed_graphs(before.parts, parts)
            program = before.derived and (before.derived.graph, before.derived.program)
            if program == (deriving and (deriving.graph, deriving.program)):
                if not names:
                    _write_beside(current, beside)
                    return current
                differences = find_differences(self.directory, before.parts, parts)
                if differences is not None and deriving and deriving.again:
                    changes = changes_since_loading(self.directory) + sum(map(len, differences))
                    if changes * _DEAREST <= before.count:
                        contents = change_version(current, self.scratch, parts, differences, deriving)
                        return self._name_version(contents, beside, changes)
        return self._name_version(load_version(self.directory, self.scratch, parts, deriving), beside, 0)

    def _name_version(self, contents: Contents, beside: Mapping[str, str], changes: int) -> Path:
        """Make the version whose store lies in ``scratch`` the current one."""
        digest = hashlib.sha256(contents.text().encode("utf-8")).hexdigest()[:16]
        version = _new_folder(self.directory, f"graph-{digest}")
        previous = _pointed(self.directory)
        try:
            (self.scratch / "store").rename(version / "store")
            _write_beside(version, {**beside, CONTENTS: contents.text()})
            point_to(self.directory, version, contents.count, changes)
        except BaseException:
            if _pointed(self.directory) != version:
                shutil.rmtree(version, ignore_errors=True)
            raise
        kept = {version, *filter(None, [previous])}
        _remove_old(self.directory, kept)
        remove_unused_dumps(self.directory, kept)
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
        return writer.replace(documents, Deriving(derived_graph, derive))


@contextmanager
def open_writer(directory: Path) -> Iterator[GraphWriter]:
    """Hold the only right to write ``directory``. Raises StoreError where another build has it.

    A directory that had no graph and gets none is removed again.
    """
    with writing(directory):
        try:
            _remove_scratch(directory)  # of a build that was killed
            with _storing(directory):
                scratch = Path(tempfile.mkdtemp(prefix=_SCRATCH, dir=directory))
            yield GraphWriter(directory, scratch)
        finally:
            _remove_scratch(directory)
            with suppress(OSError):  # Windows keeps the lock that is held
                if [path.name for path in directory.iterdir()] == [LOCK]:
                    (directory / LOCK).unlink()
                    directory.rmdir()


def dump_path(directory: Path) -> Path:
    """The file that says what makes up the current graph: its bytes are equal for equal graphs.

    Raises StoreError as `open_store`.
    """
    return current_version(directory) / CONTENTS


@contextmanager
def _storing(directory: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, RuntimeError) as error:
        raise StoreError(f"无法写入 {directory}：{reason_of(error)}。请检查磁盘空间和权限。") from error
    except (SyntaxError, UnicodeError) as error:
        raise StoreError(f"{directory} 里的文件已损坏（{error}）。请删除该目录，再运行 kg build。") from error


def _write_beside(version: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        new = version / f"{name}.new"
        with new.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
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


def _remove_scratch(directory: Path) -> None:
    for folder in directory.glob(f"{_SCRATCH}*"):
        shutil.rmtree(folder, ignore_errors=True)


def _pointed(directory: Path) -> Path | None:
    with suppress(StoreError):
        return current_version(directory)
    return None


def _remove_old(directory: Path, kept: set[Path]) -> None:
    for folder in directory.glob("graph-*"):
        if folder not in kept:
            # Windows keeps what a reader has open; the next build tries again
            shutil.rmtree(folder, ignore_errors=True)
