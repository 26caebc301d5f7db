"""The audit of a graph, run once a version beside the pages: findings, their rules, and evaluability."""

import threading
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import streamlit as st

from kg.check import Evaluability, Rule, evaluability, load_rules, run_check
from kg.errors import KgError
from kg.explorer.markup import note, problem
from kg.explorer.opened import Graph
from kg.findings import Finding, Severity
from kg.store import Store

_PATIENCE: Final = 4.0
"""Seconds that a page waits for the audit before it shows itself without."""
_RANK: Final = {"violation": 0, "warning": 1, "info": 2}
_STORED: Final = """
SELECT DISTINCT ?document ?line ?code ?message ?severity WHERE {
  ?f a kg:Finding ; kg:code ?code ; kg:message ?message ; kg:severity ?severity ; kg:line ?line ; kg:inDocument ?d .
  ?d dct:title ?document
}"""


@dataclass(slots=True)
class _Audit:
    """What the thread leaves; ``problem`` where the rules could not be run and only doubts of the reader stand."""

    thread: threading.Thread | None = None
    findings: list[Finding] = field(default_factory=list)
    by_place: dict[tuple[str, int], list[Finding]] = field(default_factory=dict)
    problem: str = ""


def is_audited(graph: Graph) -> bool:
    """Whether the audit is done; waits a few seconds for it."""
    thread = _audit(graph.version).thread
    if thread is not None:
        thread.join(_PATIENCE)
    return thread is None or not thread.is_alive()


def find_findings(graph: Graph) -> list[Finding]:
    """Doubts of the reader and results of the audit rules, the severe first; none while the audit runs. Not to be
    changed."""
    return _audit(graph.version).findings if is_audited(graph) else []


def findings_by_place(graph: Graph) -> Mapping[tuple[str, int], list[Finding]]:
    """The findings by name of the document and line; none while the audit runs."""
    return _audit(graph.version).by_place if is_audited(graph) else {}


def audit_state(graph: Graph) -> None:
    """Say that the audit still runs, and show the page again when it is done; or that it could not be run."""
    if not is_audited(graph):
        note("审核还在进行，完成后本页自动更新。")
        st.fragment(_watch, run_every=3)(graph)
    elif _audit(graph.version).problem:
        problem(f"审核规则没有执行完，下面只有读取时的问题：{_audit(graph.version).problem}")


def find_evaluability(graph: Graph) -> list[Evaluability]:
    """How many targets of each department and year can be evaluated."""
    return _evaluability(graph.version)


def rule_of(code: str) -> Rule | None:
    """What is known of the code of a finding."""
    return load_rules().get(code)


def rule_title(code: str) -> str:
    """The Chinese name of a code with its number, the code itself where it is unknown."""
    rule = load_rules().get(code)
    if rule is None:
        return code
    return f"{rule.number} {rule.title}" if rule.number else rule.title


def _watch(graph: Graph) -> None:
    thread = _audit(graph.version).thread
    if thread is None or not thread.is_alive():
        st.rerun()


@st.cache_resource(max_entries=2, show_spinner=False)
def _audit(version: str) -> _Audit:
    audit = _Audit()
    audit.thread = threading.Thread(
        target=_run, args=(audit, Graph(version).store), name="kg-audit", daemon=True
    )
    audit.thread.start()
    return audit


def _run(audit: _Audit, store: Store) -> None:
    try:
        found = run_check(store, shapes=False)
    except KgError as error:
        found = [
            Finding(str(document), int(line or 0), str(code), str(message), _severity(str(severity)))
            for document, line, code, message, severity in store.select(_STORED).rows
        ]
        audit.problem = str(error)
    by_place: dict[tuple[str, int], list[Finding]] = defaultdict(list)
    for finding in sorted(found, key=lambda finding: _RANK[finding.severity]):
        audit.findings.append(finding)
        by_place[finding.document, finding.line].append(finding)
    audit.by_place = dict(by_place)


def _severity(name: str) -> Severity:
    return "violation" if name == "violation" else "info" if name == "info" else "warning"


@st.cache_resource(max_entries=2, show_spinner="正在统计可评价的指标……")
def _evaluability(version: str) -> list[Evaluability]:
    return evaluability(Graph(version).store)
