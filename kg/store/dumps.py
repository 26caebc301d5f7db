"""The statements of a graph as files: one of sorted N-Quads for each named graph, named by what is in it.

``directory/graphs/<SHA-256>.nq`` is written once and never changed; ``graphs.json`` in the directory of a version
says which files make it up. Only the derived graph has no file: the store holds it, and its digest is the sum of
the digests of its lines, so that a change of few lines needs only these.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from heapq import merge
from itertools import islice
from operator import lt
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, Self

from kg.errors import StoreError
from kg.graph.terms import Quad
from kg.store.pointer import current_version
from kg.store.rowparts import empty_rows, make_missing_parts, part_file, read_part
from kg.store.sorting import LineSorter

if TYPE_CHECKING:
    import pyarrow as pa

CONTENTS: Final = "graphs.json"
_FOLDER: Final = "graphs"
_AT_ONCE: Final = 64 * 1024 * 1024
_BLOCK: Final = 1 << 16
_BITS: Final = 256

Quads = Iterable[Quad] | Path
"""Quads, or a file of their N-Quads lines."""


@dataclass(frozen=True, slots=True)
class Part:
    """The dump of one named graph: SHA-256, lines, bytes."""

    digest: str
    count: int
    size: int


@dataclass(frozen=True, slots=True)
class Derived:
    """The derived graph (its IRI): the sum of the digests of its lines, how many, and what derived them."""

    graph: str
    digest: str
    count: int
    program: str

    def changed(self, gone: Iterable[bytes], new: Iterable[bytes]) -> "Derived":
        """After lines (with their line break) left and others came."""
        total, count = int(self.digest, 16), self.count
        for line in gone:
            total, count = total - _number(line), count - 1
        for line in new:
            total, count = total + _number(line), count + 1
        return Derived(self.graph, f"{total % (1 << _BITS):064x}", count, self.program)


@dataclass(frozen=True, slots=True)
class Contents:
    """What makes up a version: the dumps of its named graphs by IRI, and the derived graph."""

    parts: Mapping[str, Part] = field(default_factory=dict)
    derived: Derived | None = None

    @property
    def count(self) -> int:
        """How many quads the named graphs have."""
        return sum(part.count for part in self.parts.values()) + (self.derived.count if self.derived else 0)

    def text(self) -> str:
        """The file: equal graphs give equal text."""
        parts = {graph: asdict(self.parts[graph]) for graph in sorted(self.parts)}
        return (
            json.dumps({"derived": self.derived and asdict(self.derived), "graphs": parts}, indent=0) + "\n"
        )

    @classmethod
    def read(cls, version: Path) -> Self:
        """Those of the directory of a version. Raises OSError, ValueError, KeyError or TypeError for a broken one."""
        found = json.loads((version / CONTENTS).read_text(encoding="utf-8"))
        if not isinstance(found["graphs"], dict):
            raise TypeError(f"{CONTENTS} names no graphs")
        parts = {graph: Part(**part) for graph, part in found["graphs"].items()}
        return cls(parts, found["derived"] and Derived(**found["derived"]))


@dataclass(frozen=True, slots=True)
class GraphDump:
    """One named graph: its IRI, a digest that is equal for equal statements, how many there are."""

    graph: str
    digest: str
    count: int
    source: Path
    """A file of sorted lines, or the directory of the store."""

    def lines(self) -> Iterator[bytes]:
        """The N-Quads lines with their line breaks, in code-point order."""
        if self.source.is_file():
            with self.source.open("rb") as file:
                yield from file
            return
        import pyoxigraph

        name = pyoxigraph.NamedNode(self.graph)
        store = pyoxigraph.Store.read_only(str(self.source))
        with TemporaryDirectory() as folder:
            sorter = LineSorter(Path(folder))
            for quad in store.quads_for_pattern(None, None, None, name):
                sorter.add(f"{quad} .\n".encode())
            yield from sorter.merged()


def graph_dumps(directory: Path) -> list[GraphDump]:
    """The named graphs of the current graph of ``directory``, sorted by IRI. Raises StoreError as `open_store`."""
    version = current_version(directory)
    try:
        contents = Contents.read(version)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"图谱 {version} 不完整（{error}）。请运行 kg build 重新生成。") from error
    dumps = [
        GraphDump(graph, part.digest, part.count, dump_file(directory, part))
        for graph, part in contents.parts.items()
    ]
    if contents.derived is not None:
        derived = contents.derived
        dumps.append(GraphDump(derived.graph, derived.digest, derived.count, version / "store"))
    return sorted(dumps, key=lambda dump: dump.graph)


def dump_lines(directory: Path) -> Iterator[bytes]:
    """The lines of all named graphs with their line breaks, in code-point order. Raises StoreError as `open_store`."""
    return merge(*(dump.lines() for dump in graph_dumps(directory)))


def dump_file(directory: Path, part: Part) -> Path:
    """Where a dump lies."""
    return directory / _FOLDER / f"{part.digest}.nq"


def put_dump(directory: Path, scratch: Path, graph: str, quads: Quads) -> Part:
    """Write the dump of one named graph (its IRI). Raises ValueError for a statement of another graph."""
    return put_lines(directory, scratch, graph, _sorted_blocks(quads, scratch))


def put_lines(directory: Path, scratch: Path, graph: str, blocks: Iterable[list[bytes]]) -> Part:
    """As `put_dump`, for blocks of lines in code-point order, each line once."""
    beside = scratch / "dump.nq"
    digest, count, size, end = hashlib.sha256(), 0, 0, f" <{graph}> .\n".encode()
    with beside.open("wb") as file:
        for block in blocks:
            if not all(line.endswith(end) for line in block):
                raise ValueError(f"a statement of another graph in {graph}")
            text = b"".join(block)
            digest.update(text)
            file.write(text)
            count, size = count + len(block), size + len(text)
    part = Part(digest.hexdigest(), count, size)
    (directory / _FOLDER).mkdir(exist_ok=True)
    path = dump_file(directory, part)
    try:
        beside.replace(path)
    except PermissionError:  # Windows: a reader has the same file open
        if not path.is_file():
            raise
    return part


def are_whole(directory: Path, contents: Contents) -> bool:
    """Whether all dumps are there with their length."""
    with suppress(OSError):
        found = {entry.name: entry.stat().st_size for entry in os.scandir(directory / _FOLDER)}
        return all(found.get(f"{part.digest}.nq") == part.size for part in contents.parts.values())
    return not contents.parts


def put_row_parts(directory: Path, scratch: Path, parts: Mapping[str, Part]) -> int:
    """Write the columns of rows that dumps have none of yet (`kg.store.rowparts`). Returns how many were written."""
    dumps = [(graph, parts[graph].digest) for graph in sorted(parts)]
    return make_missing_parts(directory / _FOLDER, scratch, dumps)


def read_row_parts(version: Path) -> "pa.Table | None":
    """The columns of all rows of a version, a row for each graph that holds it; None where a graph has none of them."""
    import pyarrow as pa

    tables = []
    with suppress(OSError, ValueError, KeyError, TypeError):
        for _, part in sorted(Contents.read(version).parts.items()):
            table = read_part(part_file(version.parent / _FOLDER, part.digest))
            if table is None:
                return None
            if len(table):
                tables.append(table)
        return pa.concat_tables(tables) if tables else empty_rows()
    return None


def remove_unused_dumps(directory: Path, kept: Iterable[Path]) -> None:
    """Remove the dumps that no version of ``kept`` names, and the columns beside them (`kg.store.rowparts`)."""
    named: set[str] = set()
    for version in kept:
        with suppress(OSError, ValueError, KeyError, TypeError):
            for part in Contents.read(version).parts.values():
                named |= {f"{part.digest}.nq", part_file(directory, part.digest).name}
    for path in (directory / _FOLDER).glob("*"):
        if path.name not in named:
            with suppress(OSError):  # Windows keeps what a reader has open; the next build tries again
                path.unlink()


def to_line(quad: Quad) -> bytes:
    """The line of a dump."""
    return quad.line().encode("utf-8") + b"\n"


def _sorted_blocks(quads: Quads, folder: Path) -> Iterator[list[bytes]]:
    """Lines, sorted and each once, in blocks."""
    if isinstance(quads, Path) and quads.stat().st_size <= _AT_ONCE:
        lines = quads.read_bytes().splitlines(keepends=True)
        yield lines if all(map(lt, lines, lines[1:])) else sorted(set(lines))
        return
    sorter = LineSorter(folder)
    if isinstance(quads, Path):
        with quads.open("rb") as file:
            for line in file:
                sorter.add(line)
    else:
        for quad in quads:
            sorter.add(to_line(quad))
    yield from in_blocks(sorter.merged())


def in_blocks(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Lines in blocks, the last one smaller."""
    waiting = iter(lines)
    while block := list(islice(waiting, _BLOCK)):
        yield block


def _number(line: bytes) -> int:
    return int.from_bytes(hashlib.sha256(line).digest())
