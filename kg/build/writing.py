"""What was read, removed or decided put into the graph."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
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
from kg.ingest.ledger import LEDGER, ledger_text, read_ledger
from kg.link import graph_iri
from kg.namespaces import BASE
from kg.store import GraphWriter, open_writer

_STATED: Final = "decisions.sha256"


def write_graphs(
    writer: GraphWriter,
    documents: Mapping[str, Path],
    removed: Iterable[str],
    ledger: str,
    base: str,
    report: Callable[[str], None],
    decisions: Sequence[Decision] | None,
) -> None:
    """Put the quads of ``documents`` (names to files) in the place of theirs, and take those ``removed`` out; nothing
    is written where nothing changed.

    ``decisions``: None leaves the statements of the decisions as they are.
    """
    graphs = {graph_iri(name, base): path for name, path in documents.items()}
    gone = {graph_iri(name, base): () for name in removed}
    stated = _stated(writer)
    decided = {} if decisions is None else {decisions_graph_iri(base): decided_quads(decisions, base)}
    digest = stated if decisions is None else decisions_digest(decisions, base)
    is_stated = digest == stated or writer.current is None
    if not graphs and not gone and is_stated and writer.is_sound():
        writer.write_beside({LEDGER: ledger})
        return
    report("正在写入图谱")
    from kg.build.deriving import deriving, ontology  # much to import where nothing changed

    beside = {LEDGER: ledger, _STATED: digest}
    writer.replace({**gone, **graphs, **ontology(base), **decided}, deriving(base), beside)


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
            write_graphs(writer, {}, gone, ledger, base, report, decisions_of(directory)[0])
    return gone


def state_decisions(directory: Path, *, base: str = BASE) -> list[str]:
    """Bring what the decisions of ``links.csv`` state into the graph of ``directory``, without reading a document.

    Returns what could not be taken over, in Chinese. Raises StoreError where the graph cannot be written.
    """
    with open_writer(directory) as writer:
        decisions, notes = decisions_of(directory)
        ledger = ledger_text(read_ledger(directory))
        write_graphs(writer, {}, (), ledger, base, lambda _: None, decisions)
    return notes


def decisions_of(directory: Path) -> tuple[list[Decision] | None, list[str]]:
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
