"""What to read of the files found: not twice what has the same bytes, not again what did not change."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.ingest.fingerprint import file_digest
from kg.ingest.ledger import Entry
from kg.ingest.naming import name_documents
from kg.text import key

_HASHED_BYTES: Final = 256 * 1024 * 1024
"""Files above are too large for any reader: they are handed on to be refused."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file of a run under its name; ``real`` is its path without links. ``sha256`` is None where it cannot
    be opened."""

    path: Path
    real: Path
    name: str
    sha256: str | None
    size: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of the files, before any is read.

    ``duplicates``: a file and the name of the document that has its bytes. ``unchanged``: a file and what the
    graph knows of it. ``replaced``: a document of the graph that goes, and the name of the one that takes its
    place (the file was renamed, or has the bytes of another now). ``gone``: documents of the graph whose file
    is no longer in the folders.
    """

    reads: tuple[Source, ...]
    duplicates: tuple[tuple[Path, str], ...] = ()
    unchanged: tuple[tuple[Source, Entry], ...] = ()
    replaced: tuple[tuple[str, str], ...] = ()
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    """The entries of the ledger by what became of their file."""

    own: Mapping[Path, Entry]
    """Documents of the graph whose file is read in this run."""
    present: tuple[Entry, ...]
    """Those whose file is somewhere else."""
    missing: tuple[Entry, ...]
    """Those whose file is not there any more."""
    stopped: Mapping[Path, Entry]
    """Files of which reading was stopped."""

    @classmethod
    def of(cls, entries: Sequence[Entry], here: set[Path]) -> "_Known":
        documents = [entry for entry in entries if not entry.stopped]
        others = [entry for entry in documents if Path(entry.path) not in here]
        there = [Path(entry.path).is_file() for entry in others]
        return cls(
            {Path(entry.path): entry for entry in documents if Path(entry.path) in here},
            tuple(entry for entry, is_there in zip(others, there, strict=True) if is_there),
            tuple(entry for entry, is_there in zip(others, there, strict=True) if not is_there),
            {Path(entry.path): entry for entry in entries if entry.stopped},
        )


def plan_reading(
    files: Sequence[Path],
    *,
    entries: Sequence[Entry] = (),
    folders: Sequence[Path] = (),
    reader: str = "",
    limits: str = "",
    again: bool = False,
) -> Plan:
    """Decide for every file (each real file once). ``reader`` and ``limits`` tell the program and the limits
    of this run; ``again`` reads what did not change too."""
    real = {path: path.resolve() for path in files}
    digests = {path: file_digest(path, _HASHED_BYTES) for path in files}
    known = _Known.of(entries, set(real.values()))
    originals = _originals(files, real, digests, known)
    firsts = [path for path in files if originals[path] == path]
    names = name_documents(
        [real[path] for path in firsts],
        known={path: entry.name for path, entry in known.own.items()},
        taken=frozenset(entry.name for entry in known.present),
    )
    sources = {
        path: Source(path, real[path], name, digests[path], _size(path))
        for path, name in zip(firsts, names, strict=True)
    }
    duplicates = []
    for path in files:
        original = originals[path]
        if isinstance(original, str):
            duplicates.append((path, original))
        elif original != path:
            duplicates.append((path, sources[original].name))
    reads, unchanged = [], []
    for source in sources.values():
        entry = None if again else _same(source, known, reader, limits)
        if entry is None:
            reads.append(source)
        else:
            unchanged.append((source, entry))
    replaced = dict(_replaced(sources.values(), duplicates, real, known))
    taken = {key(source.name) for source in sources.values()}
    gone = [
        entry.name
        for entry in known.missing
        if entry.name not in replaced
        and key(entry.name) not in taken
        and any(folder in Path(entry.path).parents for folder in folders)
    ]
    return Plan(
        tuple(reads),
        tuple(duplicates),
        tuple(unchanged),
        tuple(sorted(replaced.items())),
        tuple(sorted(gone)),
    )


def _originals(
    files: Sequence[Path], real: Mapping[Path, Path], digests: Mapping[Path, str | None], known: _Known
) -> dict[Path, Path | str]:
    """For each file the one that is read for all of the same bytes, or the name of a document in the graph.

    That is the one the graph already has, else the first by path.
    """
    alike: dict[str, list[Path]] = defaultdict(list)
    for path in files:
        alike[digests[path] or f"? {real[path]}"].append(path)
    found: dict[Path, Path | str] = {}
    for digest, same in alike.items():
        owners = [p for p in same if real[p] in known.own and known.own[real[p]].sha256 == digest]
        others = [entry for entry in known.present if entry.sha256 == digest]
        others = [entry for entry in others if file_digest(Path(entry.path), _HASHED_BYTES) == digest]
        if others and not owners:
            found.update(dict.fromkeys(same, others[0].name))
        else:
            found.update(dict.fromkeys(same, min(owners or same, key=lambda path: real[path])))
    return found


def _same(source: Source, known: _Known, reader: str, limits: str) -> Entry | None:
    """What is known of a file that need not be read again."""
    moved = (entry for entry in known.missing if entry.name == source.name)
    stopped = known.stopped.get(source.real)
    if stopped is not None and stopped.limits != limits:
        stopped = None
    for entry in (stopped, known.own.get(source.real), *moved):
        if entry is not None and (entry.sha256, entry.reader) == (source.sha256, reader):
            return entry
    return None


def _replaced(
    sources: Collection[Source],
    duplicates: Iterable[tuple[Path, str]],
    real: Mapping[Path, Path],
    known: _Known,
) -> Iterator[tuple[str, str]]:
    for path, name in duplicates:
        entry = known.own.get(real[path])
        if entry is not None and entry.name != name:
            yield entry.name, name
    by_bytes = {source.sha256: source.name for source in sources}
    for entry in known.missing:
        name = by_bytes.get(entry.sha256, entry.name)
        if key(name) != key(entry.name):
            yield entry.name, name
    for source in sources:
        entry = known.own.get(source.real)
        if entry is not None and entry.name != source.name:
            yield entry.name, source.name


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except (OSError, ValueError):
        return 0
