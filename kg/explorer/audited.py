"""The audit of a graph as the pages show it: kept beside the graph, else run apart from the server and kept.

While it runs the pages have what the reader doubted.
"""

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

import streamlit as st

from kg.check import (
    Audited,
    Rule,
    find_audit,
    load_rules,
    read_audit,
    reader_findings,
    tie_to_documents,
)
from kg.errors import KgError
from kg.explorer.looks.markup import note, problem
from kg.explorer.opened import Graph
from kg.query.beforehand import LARGE, ask_beforehand
from kg.store import Store

_PATIENCE: Final = 0.8
"""Seconds behind its start that a page waits for the audit before it shows itself without."""
_SMALL: Final = 300_000
"""Statements of a graph that is audited within a second or so: no process of its own is worth its start."""
_RANK: Final = {"violation": 0, "warning": 1, "info": 2}


class Findings:
    """The findings of an audit, the severe first, then by document and line. Not to be changed."""

    def __init__(self, found: Sequence[Audited]) -> None:
        self.all = sorted(found, key=lambda one: _RANK[one.severity])

    @cached_property
    def by_document(self) -> Mapping[str, list[Audited]]:
        """By name of the document: few hundred each, so that what hangs on a place is found among them."""
        places: dict[str, list[Audited]] = defaultdict(list)
        for found in self.all:
            places[found.document].append(found)
        return dict(places)

    @cached_property
    def by_code(self) -> Mapping[str, int]:
        """How many have each code."""
        return Counter(found.code for found in self.all)


@dataclass(slots=True)
class _Audit:
    """What the thread leaves; ``problem`` where the rules could not be run and only doubts of the reader stand."""

    found: Findings = field(default_factory=lambda: Findings(()))
    thread: threading.Thread | None = None
    started: float = 0.0
    done: int = 0
    of: int = 0
    problem: str = ""


def is_audited(graph: Graph) -> bool:
    """Whether the audit is done; waits a moment for one that has just begun."""
    audit = _audit(graph.version)
    if audit.thread is not None:
        audit.thread.join(max(0.0, audit.started + _PATIENCE - time.monotonic()))
    return audit.thread is None or not audit.thread.is_alive()


def find_findings(graph: Graph) -> list[Audited]:
    """The findings with what they speak of, the severe first; doubts of the reader alone while the audit runs.
    Not to be changed."""
    is_audited(graph)
    return _audit(graph.version).found.all


def findings_of(graph: Graph, document: str) -> Sequence[Audited]:
    """The findings of a document (its name), the severe first; doubts of the reader alone while the audit runs."""
    is_audited(graph)
    return _audit(graph.version).found.by_document.get(document, ())


def findings_at(graph: Graph, document: str, line: int) -> list[Audited]:
    """The findings at a line of a document."""
    return [found for found in findings_of(graph, document) if found.line == line]


def count_by_document(graph: Graph) -> Mapping[str, int]:
    """How many findings each document has."""
    is_audited(graph)
    return {name: len(found) for name, found in _audit(graph.version).found.by_document.items()}


def count_of_code(graph: Graph, code: str) -> int:
    """How many findings have a code."""
    is_audited(graph)
    return _audit(graph.version).found.by_code.get(code, 0)


def audit_state(graph: Graph) -> None:
    """Say that the audit still runs, and show the page again when it is done; or that it could not be run."""
    if not is_audited(graph):
        st.fragment(_watch, run_every=3)(graph)
    elif _audit(graph.version).problem:
        problem(f"审核规则没有执行完，下面只有读取时的问题：{_audit(graph.version).problem}")


def rule_of(code: str) -> Rule | None:
    """What is known of the code of a finding."""
    return load_rules().get(code)


def rule_title(code: str) -> str:
    """The Chinese name of a code with its number, the code itself where it is unknown."""
    rule = load_rules().get(code)
    return rule.label if rule else code


def _watch(graph: Graph) -> None:
    audit = _audit(graph.version)
    if audit.thread is None or not audit.thread.is_alive():
        st.rerun()
    rules = f"（第 {audit.done + 1} 条规则，共 {audit.of} 条）" if audit.done < audit.of else ""
    note(f"审核还在进行{rules}，这里先列出读取时发现的问题；完成后本页自动更新，结果会保存下来。")


@st.cache_resource(max_entries=2, show_spinner=False)
def _audit(version: str) -> _Audit:
    audit = _Audit(started=time.monotonic())
    store = Graph(version).store
    directory = getattr(store, "version_directory", None)
    kept = read_audit(directory) if directory is not None else None
    if kept is not None:
        audit.found = Findings(kept.findings)
    else:
        audit.thread = threading.Thread(
            target=_run, args=(audit, store, directory), name="kg-audit", daemon=True
        )
        audit.thread.start()
    if directory is not None:
        threading.Thread(target=_ask, args=(audit, directory), name="kg-beforehand", daemon=True).start()
    return audit


def _ask(audit: _Audit, version: Path) -> None:
    """Have the questions over a large graph asked, once the audit leaves room for it."""
    if audit.thread is not None:
        audit.thread.join()
    # replaced meanwhile, or a system that starts no process
    with suppress(OSError, ValueError, KeyError, TypeError):
        if _statements(version) > LARGE:
            ask_beforehand(version)


def _run(audit: _Audit, store: Store, version: Path | None) -> None:
    def tell(done: int, of: int) -> None:
        audit.done, audit.of = done, of

    def first(doubts: list[Audited]) -> None:
        audit.found = Findings(doubts)

    try:
        if version is not None and _statements(version) > _SMALL:
            from kg.check.process import audit_apart

            found: Sequence[Audited] = audit_apart(version.parent, tell, first)
        else:
            found = find_audit(store, tell=tell).findings
        audit.found = Findings(found)
    except KgError as error:
        audit.problem = str(error)
        audit.found = Findings(tie_to_documents(store, reader_findings(store)))


def _statements(version: Path) -> int:
    from kg.store.dumps import Contents

    return Contents.read(version).count
