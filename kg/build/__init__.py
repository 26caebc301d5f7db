"""The main job: documents to the graph on disk, with a report of what was found and what could not be read."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Final

from kg.ingest.fingerprint import program_fingerprint
from kg.ingest.folder import find_documents, survey
from kg.ingest.ledger import Entry, ledger_text, read_ledger
from kg.ingest.limits import Limits
from kg.ingest.plan import Plan, Source, plan_reading
from kg.ingest.reading import Progress, Way, read_sources
from kg.ingest.report import BuildReport, DocumentReport, reports_of
from kg.ingest.task import STOPPED, Outcome
from kg.namespaces import BASE
from kg.store import open_writer

__all__ = ["BuildReport", "DocumentReport", "build_graph", "find_documents"]

_WORK: Final = "kg.ingest.work:quads"
_PREPARE: Final = "kg.ingest.work:prepare"


def build_graph(
    paths: Sequence[Path],
    directory: Path,
    *,
    base: str = BASE,
    report: Callable[[str], None] = lambda _: None,
    jobs: int | None = 0,
    limits: Limits | None = None,
    again: bool = False,
    prune: bool = False,
    progress: Progress = lambda *_: None,
    work: str = _WORK,
    replacing: Mapping[str, Path] | None = None,
) -> BuildReport:
    """Read the documents and put their named graphs into the graph of ``directory``.

    Documents already there under another name stay; one of the same name is replaced, and one of which neither
    the file nor the program changed is not read (unless ``again``). A file that cannot be read is reported and
    the others go on. ``jobs`` worker processes read (None: as many as pay), guarded by ``limits``; 0 reads in
    this process, where nothing stops a document that hangs. ``prune`` removes the documents whose file is no
    longer in the folders. ``work`` names what reads (`kg.ingest.task.Task`). ``replacing``: names of documents of
    the graph to the files among ``paths`` that take their place, wherever theirs lie; one stays as it is where the
    new file cannot be read. Raises StoreError where the graph cannot be written.
    """
    start = time.monotonic()
    limits = limits or Limits()
    found = survey(paths)
    with open_writer(directory) as writer:
        notes = [*found.problems]
        is_broken = writer.is_broken()
        if is_broken:
            notes.append(
                "原有图谱打不开（损坏或由另一版本写成），已从头生成；不在这次路径里的文档需要再读一次。"
            )
        entries = () if is_broken else read_ledger(directory)
        reader = f"{program_fingerprint()} {base}"
        plan = plan_reading(
            found.files,
            entries=_replaced(entries, replacing or {}),
            folders=found.folders,
            reader=reader,
            limits=limits.in_words(),
            again=again,
        )
        if plan.reads:
            report(f"正在读取 {len(plan.reads)} 个文件")
            if jobs != 0:
                Thread(target=_import_writing, daemon=True).start()
        way = Way(work, {"base": base}, jobs, limits, progress, prepare=_PREPARE)
        read = list(read_sources(plan.reads, writer.scratch, way))
        there = {source.name for source, outcome in read if outcome.failure is None}
        there |= {source.name for source, entry in plan.unchanged if not entry.stopped}
        removed = {old for old, new in plan.replaced if new in there} | set(plan.gone if prune else ())
        ledger = _ledger(entries, plan, read, removed, reader, limits.in_words())
        from kg.build.writing import decisions_of, write_graphs

        decisions, problems = decisions_of(directory)
        notes += problems
        documents = {source.name: outcome.out for source, outcome in read if not outcome.failure}
        write_graphs(writer, documents, removed, ledger, base, report, decisions)
        has_graph = bool(there or removed)
    reports = tuple(reports_of(found, plan, read, set(plan.gone) if prune else set()))
    return BuildReport(reports, directory if has_graph else None, time.monotonic() - start, tuple(notes))


def _import_writing() -> None:
    """Half a second of imports that this process needs at last, while others read."""
    import_module("kg.build.deriving")
    import_module("kg.build.writing")


def _replaced(entries: Sequence[Entry], replacing: Mapping[str, Path]) -> list[Entry]:
    """The ledger as if the documents had been read from the files that take their place."""
    return [
        replace(entry, path=str(replacing[entry.name].resolve()), sha256="")
        if entry.name in replacing and not entry.stopped
        else entry
        for entry in entries
    ]


def _ledger(
    entries: Sequence[Entry],
    plan: Plan,
    read: Sequence[tuple[Source, Outcome]],
    removed: Iterable[str],
    reader: str,
    limits: str,
) -> str:
    """What the graph holds after this run, and which files were given up."""
    gone = set(removed)
    documents = {entry.name: entry for entry in entries if not entry.stopped and entry.name not in gone}
    stopped = {entry.path: entry for entry in entries if entry.stopped}
    for source, entry in plan.unchanged:
        if not entry.stopped:
            documents[entry.name] = Entry(
                entry.name, str(source.real), entry.sha256, entry.reader, entry.facts
            )
    for source, outcome in read:
        path = str(source.real)
        stopped.pop(path, None)
        if outcome.failure is None:
            digest = str(outcome.facts["sha256"])
            documents[source.name] = Entry(source.name, path, digest, reader, outcome.facts)
        elif outcome.failure in STOPPED and source.sha256:
            stopped[path] = Entry(source.name, path, source.sha256, reader, {}, outcome.problem or "", limits)
    return ledger_text([*documents.values(), *stopped.values()])
