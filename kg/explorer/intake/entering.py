"""Files of a batch enter the graph, or a document leaves it: the files move, the graph is built, or all stays."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.build import BuildReport, DocumentReport, build_graph
from kg.build.writing import remove_documents
from kg.errors import StoreError, reason_of
from kg.ingest.incoming import DOCUMENTS, Batch, Incoming, Reading, free_name
from kg.ingest.limits import Limits
from kg.ingest.pool import default_jobs, run_tasks
from kg.ingest.reading import Progress
from kg.ingest.task import Task
from kg.sources import source_paths
from kg.text import key

_PREVIEW: Final = "kg.ingest.work:preview"
_PREPARE: Final = "kg.ingest.work:prepare"
_ASIDE: Final = ".replaced"
_REMOVED: Final = ".removed"
_GOOD: Final = ("read", "no-form", "unchanged")


class _GivenUpError(Exception):
    """Somebody threw the batch away while it was read."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A file that is to enter, and the document (its title) whose place it takes; empty where it stands beside."""

    file: Incoming
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of one file: ``title`` in the graph, or the ``problem`` in Chinese."""

    name: str
    title: str = ""
    rows: int = 0
    replaced: str = ""
    problem: str = ""


def read_batch(batch: Batch, progress: Progress, *, jobs: int | None = None) -> None:
    """Read the files of a batch that were not read yet; what was read is written down. ``jobs`` processes of their
    own read (None: as many as pay; 0: this one does, unguarded)."""
    waiting = batch.waiting()
    if not waiting:
        return
    files = {file.number: file for file in waiting}
    tasks = [
        Task(str(batch.path(file)), file.name, str(batch.out(file)), _PREVIEW, file.size) for file in waiting
    ]
    number_of = {task.out: file.number for task, file in zip(tasks, waiting, strict=True)}
    done = rows = 0
    if jobs is None:
        jobs = _jobs(len(tasks), sum(task.size for task in tasks))

    def watch(names: tuple[str, ...]) -> None:
        if not batch.folder.is_dir():
            raise _GivenUpError
        progress(done, len(tasks), rows, names)

    with suppress(_GivenUpError):
        for outcome in run_tasks(tasks, jobs=jobs, limits=Limits(), watch=watch, prepare=_PREPARE):
            done, rows = done + 1, rows + int(outcome.facts.get("rows", 0))
            reading = Reading(dict(outcome.facts), outcome.problem or "", round(outcome.seconds, 1))
            watch(())
            batch.keep(files[number_of[outcome.task.out]], reading)
            watch(())


def enter(
    directory: Path,
    batch: Batch,
    choices: Sequence[Choice],
    progress: Progress = lambda *_: None,
    report: Callable[[str], None] = lambda _: None,
    *,
    jobs: int | None = None,
) -> list[Entered]:
    """Copy the chosen files beside the graph and build it with them. A file that cannot be read changes nothing, and
    what it would have replaced stays; the others enter. Raises StoreError where the graph cannot be written; then
    everything is as before. ``jobs`` as in `read_batch`."""
    folder = directory / DOCUMENTS
    moves: list[_Move] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for move in _places(directory, folder, choices):
            moves.append(move)
            shutil.copyfile(batch.path(move.choice.file), move.path)
    except OSError as error:
        _undo(moves)
        raise StoreError(f"文件存不到 {folder}：{reason_of(error)}。请检查磁盘空间和权限。") from error
    paths = [move.path for move in moves]
    same = {move.choice.replaces: move.path for move in moves if move.keeps_title}
    if jobs is None:
        jobs = _jobs(len(paths), sum(move.choice.file.size for move in moves))
    try:
        built = build_graph(paths, directory, report=report, jobs=jobs, progress=progress, replacing=same)
    except BaseException:
        _undo(moves)
        raise
    became = {document.path: document for document in built.documents}
    entered = [_entered(move, became.get(str(move.path)), built) for move in moves]
    for move, one in zip(moves, entered, strict=True):
        if one.problem:
            move.undo()
    others = [move.choice.replaces for move, one in zip(moves, entered, strict=True) if not one.problem]
    gone = {title for title in others if title} - set(same)
    for title in sorted(gone):
        take_out(directory, title, report)
    return entered


def take_out(directory: Path, title: str, report: Callable[[str], None] = lambda _: None) -> bool:
    """Remove a document from the graph; whether it was there. A file that was handed in is kept in a hidden folder.

    Raises StoreError where the graph cannot be written.
    """
    path = source_paths(directory).get(title)
    gone = remove_documents([title], directory, report=report)
    folder = directory / DOCUMENTS
    if gone and path is not None and path.is_file() and path.parent == folder.resolve():
        _aside(path, folder / _REMOVED)
    return bool(gone)


@dataclass(frozen=True, slots=True)
class _Move:
    """A file that was put in place; ``saved`` is what lay there before."""

    choice: Choice
    path: Path
    saved: Path | None
    keeps_title: bool

    def undo(self) -> None:
        self.path.unlink(missing_ok=True)
        if self.saved is not None:
            self.saved.replace(self.path)


def _undo(moves: Sequence[_Move]) -> None:
    for move in reversed(moves):
        move.undo()


def _places(directory: Path, folder: Path, choices: Sequence[Choice]) -> Iterator[_Move]:
    """Where each file is to lie. It is copied there before the next one is asked for."""
    sources = source_paths(directory)
    taken = {key(title) for title in sources}
    replaced: set[str] = set()
    for choice in choices:
        before = sources.get(choice.replaces)
        same = bool(choice.replaces) and key(choice.replaces) == key(choice.file.name)
        same = same and choice.replaces not in replaced  # a second one of this name stands beside the first
        if same:
            replaced.add(choice.replaces)
        saved = None
        if same and before is not None and before.parent == folder.resolve():
            path = before
            if before.is_file():
                saved = _aside(before, folder / _ASIDE)
        else:
            path = folder / free_name(
                choice.file.name, taken - ({key(choice.replaces)} if same else set()), folder
            )
        taken.add(key(path.name))
        yield _Move(choice, path, saved, same)


def _aside(path: Path, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    kept = folder / free_name(path.name, set(), folder)
    path.replace(kept)
    return kept


def _entered(move: _Move, document: DocumentReport | None, built: BuildReport) -> Entered:
    name = move.choice.file.name
    if document is None or built.directory is None:
        problem = document.problem if document else None
        return Entered(name, problem=problem or "没有读成，图谱没有改动。")
    if document.status == "duplicate":
        return Entered(name, problem=document.problem or "内容重复，没有再读。")
    if document.status not in _GOOD:
        return Entered(name, problem=document.problem or "没有读成，图谱没有改动。")
    return Entered(name, document.name, document.indicators, move.choice.replaces)


def _jobs(files: int, size: int) -> int:
    """Workers: one processor is left to the pages."""
    return max(1, min(default_jobs(files, size), (os.cpu_count() or 2) - 1))
