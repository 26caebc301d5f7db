"""The main job: documents to the graph on disk, with a report of what was found and what could not be read."""

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from kg.decisions import (
    Decision,
    contradictions,
    decided_quads,
    decisions_digest,
    decisions_graph_iri,
    read_decisions,
)
from kg.errors import DecisionError
from kg.ingest.fingerprint import program_fingerprint
from kg.ingest.folder import find_documents, survey
from kg.ingest.ledger import LEDGER, Entry, ledger_text, read_ledger
from kg.ingest.limits import Limits
from kg.ingest.plan import Plan, Source, plan_reading
from kg.ingest.reading import Progress, Way, read_sources
from kg.ingest.report import BuildReport, DocumentReport, reports_of
from kg.ingest.task import STOPPED, Outcome
from kg.link import derived_graph_iri, graph_iri, ontology_graph_iri
from kg.namespaces import BASE
from kg.store import GraphWriter, open_writer

__all__ = ["BuildReport", "DocumentReport", "build_graph", "find_documents", "remove_documents"]

_WORK: Final = "kg.ingest.work:quads"
_PREPARE: Final = "kg.ingest.work:prepare"
_STATED: Final = "decisions.sha256"
_Read = list[tuple[Source, Outcome]]


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
        way = Way(work, {"base": base}, jobs, limits, progress, prepare=_PREPARE)
        read = list(read_sources(plan.reads, writer.scratch, way))
        there = {source.name for source, outcome in read if outcome.failure is None}
        there |= {source.name for source, entry in plan.unchanged if not entry.stopped}
        removed = {old for old, new in plan.replaced if new in there} | set(plan.gone if prune else ())
        ledger = _ledger(entries, plan, read, removed, reader, limits.in_words())
        decisions, problems = _decisions(directory)
        notes += problems
        _write(writer, read, removed, ledger, base, report, decisions)
        has_graph = bool(there or removed)
    documents = reports_of(found, plan, read, set(plan.gone) if prune else set())
    return BuildReport(
        tuple(documents), directory if has_graph else None, time.monotonic() - start, tuple(notes)
    )


def remove_documents(
    names: Collection[str],
    directory: Path,
    *,
    base: str = BASE,
    report: Callable[[str], None] = lambda _: None,
) -> list[str]:
    """Take documents out of the graph of ``directory``; their files stay where they are. Returns the names of those
    that the graph had. Raises StoreError where the graph cannot be written."""
    with open_writer(directory) as writer:
        entries = read_ledger(directory)
        known = {entry.name for entry in entries if not entry.stopped}
        gone = sorted(known & set(names))
        if gone and not writer.is_broken():
            ledger = ledger_text(entry for entry in entries if entry.stopped or entry.name not in gone)
            _write(writer, [], gone, ledger, base, report, _decisions(directory)[0])
    return gone


def _replaced(entries: Sequence[Entry], replacing: Mapping[str, Path]) -> list[Entry]:
    """The ledger as if the documents had been read from the files that take their place."""
    return [
        replace(entry, path=str(replacing[entry.name].resolve()), sha256="")
        if entry.name in replacing and not entry.stopped
        else entry
        for entry in entries
    ]


def _write(
    writer: GraphWriter,
    read: _Read,
    removed: Iterable[str],
    ledger: str,
    base: str,
    report: Callable[[str], None],
    decisions: Sequence[Decision] | None,
) -> None:
    """Replace what was read, remove what has gone; nothing is written where nothing changed.

    ``decisions``: None leaves the statements of the decisions as they are.
    """
    from kg.graph.derived import derive_again, derived_quads
    from kg.graph.facts import kept_predicates
    from kg.store.ontology import ontology_quads
    from kg.store.versions import Deriving

    graphs = {graph_iri(source.name, base): outcome.out for source, outcome in read if not outcome.failure}
    gone = {graph_iri(name, base): () for name in removed}
    stated = _stated(writer)
    decided = {} if decisions is None else {decisions_graph_iri(base): decided_quads(decisions, base)}
    digest = stated if decisions is None else decisions_digest(decisions, base)
    is_stated = digest == stated or writer.current is None
    if not graphs and not gone and is_stated and writer.is_sound():
        writer.write_beside({LEDGER: ledger})
        return
    report("正在写入图谱")
    ontology = {ontology_graph_iri(base): ontology_quads(base)}
    deriving = Deriving(
        derived_graph_iri(base),
        lambda quads: derived_quads(quads, base),
        reads=kept_predicates(),
        again=lambda: derive_again(base),
        program=program_fingerprint(),
    )
    beside = {LEDGER: ledger, _STATED: digest}
    writer.replace({**gone, **graphs, **ontology, **decided}, deriving, beside)


def state_decisions(directory: Path, *, base: str = BASE) -> list[str]:
    """Bring what the decisions of ``links.csv`` state into the graph of ``directory``, without reading a document.

    Returns what could not be taken over, in Chinese. Raises StoreError where the graph cannot be written.
    """
    with open_writer(directory) as writer:
        decisions, notes = _decisions(directory)
        _write(writer, [], (), ledger_text(read_ledger(directory)), base, lambda _: None, decisions)
    return notes


def _decisions(directory: Path) -> tuple[list[Decision] | None, list[str]]:
    """The decisions, None where their file cannot be read, and what is wrong with them in Chinese."""
    try:
        decisions = read_decisions(directory)
    except DecisionError as error:
        return None, [f"{error}图谱里的判断暂时保持原样。"]
    return decisions, [found.in_words() for found in contradictions(decisions)]


def _stated(writer: GraphWriter) -> str:
    """The digest of the decisions that the current graph states."""
    current = writer.current
    if current is not None:
        with suppress(OSError, ValueError):
            return (current / _STATED).read_text(encoding="utf-8")
    return decisions_digest(())


def _ledger(
    entries: Sequence[Entry],
    plan: Plan,
    read: _Read,
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
