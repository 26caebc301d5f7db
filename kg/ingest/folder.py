"""Which files of the paths given are documents: folders are walked, types are told by content."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kg.errors import reason_of
from kg.ingest.kinds import document_kind
from kg.ingest.naming import readable

_SKIPPED_FOLDERS: Final = frozenset({"__MACOSX", "__pycache__", "$RECYCLE.BIN", "System Volume Information"})
_SKIPPED_FILES: Final = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db"})
_GRAPH_MARK: Final = "build.lock"
"""A file of every folder that kg build wrote to: its own output is no input."""


@dataclass(frozen=True, slots=True)
class Passed:
    """A file that is no document, and what it is instead (in Chinese)."""

    path: Path
    kind: str


@dataclass(frozen=True, slots=True)
class Survey:
    """What lies under the paths given. ``folders``: those that were walked, resolved."""

    files: tuple[Path, ...]
    passed: tuple[Passed, ...] = ()
    problems: tuple[str, ...] = ()
    """Folders that could not be opened, links that lead out of a folder: a sentence each."""
    folders: tuple[Path, ...] = field(default_factory=tuple)


def survey(paths: Sequence[Path]) -> Survey:
    """The files named, whatever they are, and the documents in the folders named.

    A folder is walked through its links too, each real folder once. Hidden files, lock files and README files
    are not looked at. Files come in the order of the paths, those of a folder sorted, each real file once.
    """
    files: dict[Path, Path] = {}
    passed: list[Passed] = []
    problems: list[str] = []
    folders: list[Path] = []
    for path in paths:
        if not os.path.isdir(path):  # noqa: PTH112 - Path raises for what is too long for a name
            files.setdefault(_real(path), path)
            continue
        folders.append(_real(path))
        outside: list[Path] = []
        for inside in _walk(path, problems):
            kind, is_document = document_kind(inside)
            if is_document:
                real = _real(inside)
                files.setdefault(real, inside)
                if folders[-1] not in real.parents:
                    outside.append(inside)
            else:
                passed.append(Passed(inside, kind))
        if outside:
            problems.append(
                f"文件夹“{path}”里有链接通到它外面：“{readable(str(outside[0]))}”"
                f"{f'等 {len(outside)} 个文件' if len(outside) > 1 else ''}在别处，也读了。不要时请移走链接。"
            )
    return Survey(tuple(files.values()), tuple(passed), tuple(problems), tuple(folders))


def find_documents(paths: Sequence[Path]) -> list[Path]:
    """The files named, and the documents of the folders named (`survey`)."""
    return list(survey(paths).files)


def _walk(folder: Path, problems: list[str]) -> Iterator[Path]:
    """The regular files below a folder, sorted by their path."""

    def note(error: OSError) -> None:
        problems.append(
            f"文件夹“{error.filename}”打不开（{reason_of(error)}），里面的文件没有读。请检查权限。"
        )

    seen: set[tuple[int, int]] = set()
    found: list[Path] = []
    for top, inner, names in os.walk(folder, followlinks=True, onerror=note):
        here = Path(top)
        try:
            status = here.stat()
        except OSError as error:
            note(error)
            inner.clear()
            continue
        identity = status.st_dev, status.st_ino
        if identity in seen or (here != folder and _GRAPH_MARK in names):
            inner.clear()  # a link back to a folder above, or a graph
            continue
        seen.add(identity)
        inner[:] = sorted(name for name in inner if not name.startswith(".") and name not in _SKIPPED_FOLDERS)
        found += [here / name for name in names if _is_looked_at(name) and (here / name).is_file()]
    return iter(sorted(found, key=lambda path: path.parts))


def _is_looked_at(name: str) -> bool:
    lowered = name.lower()
    if name.startswith((".", "~$")) or lowered in _SKIPPED_FILES:
        return False
    return Path(lowered).stem not in {"readme", "readme.zh-cn"}


def _real(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, ValueError, RuntimeError):  # a NUL in the path, a link to itself
        return path
