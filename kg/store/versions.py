"""The store of a new version: loaded from the dumps, or that of the current version with what changed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.graph.reach import Again
from kg.graph.terms import Quad, iri, read_line
from kg.store.around import StoredFacts
from kg.store.changing import Difference, apply_differences
from kg.store.dumps import Contents, Derived, Part, dump_file, to_line
from kg.store.loading import load_files
from kg.store.sorting import LineSorter

_COMPARED: Final = 1_000_000
"""Lines that are compared in memory, some 300 bytes each."""


@dataclass(frozen=True, slots=True)
class Deriving:
    """What gives the quads of the derived graph (its IRI).

    ``whole`` gives them from those of all other graphs, of which it needs the statements with the predicates
    ``reads`` (terms; None: all). ``again``, where there is one, gives what a change makes of them. ``program`` names
    what derives: a graph of another is derived wholly.
    """

    graph: str
    whole: Callable[[Iterable[Quad]], Iterable[Quad]]
    reads: frozenset[str] | None = None
    again: Callable[[], Again] | None = None
    program: str = ""


def load_version(
    directory: Path, scratch: Path, parts: Mapping[str, Part], deriving: Deriving | None
) -> Contents:
    """Load ``scratch/store`` from the dumps and derive from them."""
    import pyoxigraph

    files = [(graph, dump_file(directory, parts[graph])) for graph in sorted(parts)]
    derived = None
    if deriving is not None:
        path = scratch / "derived.nq"
        derived = _derive(deriving, [path for _, path in files], path)
        files.append((deriving.graph, path))
    store = pyoxigraph.Store(str(scratch / "store"))
    load_files(store, files)
    store.optimize()  # reads are 1.7 times faster behind it at three million quads
    store.flush()
    return Contents(parts, derived)


def change_version(
    version: Path,
    scratch: Path,
    parts: Mapping[str, Part],
    differences: Sequence[Difference],
    deriving: Deriving,
) -> Contents:
    """Make ``scratch/store`` from that of ``version`` with what changed, and derive again what depends on it.

    The files of the old store are shared: it is neither opened for writing nor copied.
    """
    import pyoxigraph

    before = Contents.read(version)
    if before.derived is None or deriving.again is None:
        raise ValueError("nothing tells how to derive again")
    pyoxigraph.Store.read_only(str(version / "store")).backup(str(scratch / "store"))
    store = pyoxigraph.Store(str(scratch / "store"))
    changed = [
        read_line(line.decode("utf-8")) for change in differences for line in (*change.gone, *change.new)
    ]
    again = deriving.again()
    again.note(changed, StoredFacts(store, iri(deriving.graph)))
    apply_differences(store, differences)
    known = StoredFacts(store, iri(deriving.graph))
    again.note(changed, known)
    gone, new = (tuple(sorted(map(to_line, quads))) for quads in again.changes(known))
    apply_differences(store, [Difference(deriving.graph, gone, new)])
    store.flush()
    return Contents(parts, before.derived.changed(gone, new))


def can_be_opened(version: Path) -> bool:
    """Whether the store of a version opens."""
    import pyoxigraph

    try:
        pyoxigraph.Store.read_only(str(version / "store"))
    except (OSError, ValueError, RuntimeError):
        return False
    return True


def changed_graphs(old: Mapping[str, Part], new: Mapping[str, Part]) -> list[str]:
    """The graphs whose statements are others now, sorted."""
    return sorted(graph for graph in {*old, *new} if old.get(graph) != new.get(graph))


def find_differences(
    directory: Path, old: Mapping[str, Part], new: Mapping[str, Part]
) -> list[Difference] | None:
    """What changes from one state to the next; None where that is too much to compare in memory."""
    names = changed_graphs(old, new)
    if sum(parts[name].count for parts in (old, new) for name in names if name in parts) > _COMPARED:
        return None
    differences = []
    for graph in names:
        before, after = (_lines(directory, parts.get(graph)) for parts in (old, new))
        gone, come = tuple(sorted(before - after)), tuple(sorted(after - before))
        differences.append(Difference(graph, gone, come, is_removed=graph not in new))
    return differences


def _lines(directory: Path, part: Part | None) -> set[bytes]:
    return set(dump_file(directory, part).read_bytes().splitlines(keepends=True)) if part else set()


def _derive(deriving: Deriving, files: Iterable[Path], path: Path) -> Derived:
    """Write the derived graph as a file."""
    sorter = LineSorter(path.parent)
    for quad in deriving.whole(_read(files, deriving.reads)):
        sorter.add(to_line(quad))
    derived = Derived(deriving.graph, "0", 0, deriving.program)
    with path.open("wb") as file:
        return derived.changed((), _written(sorter.merged(), file.write))


def _written(lines: Iterable[bytes], write: Callable[[bytes], object]) -> Iterator[bytes]:
    for line in lines:
        write(line)
        yield line


def _read(files: Iterable[Path], reads: frozenset[str] | None) -> Iterator[Quad]:
    """The quads of some predicates, file by file."""
    wanted = None if reads is None else {name.encode("utf-8") for name in reads}
    for path in files:
        with path.open("rb") as lines:
            for line in lines:
                if wanted is None or line.split(b" ", 2)[1] in wanted:
                    yield read_line(line.decode("utf-8"))
