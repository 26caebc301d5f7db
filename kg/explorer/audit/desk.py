"""The findings of an audit by what people filter them by, with counts for every choice, and their decisions."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import streamlit as st

from kg.check import Audited, state_of
from kg.errors import DecisionError
from kg.explorer.audited import find_findings, is_audited
from kg.explorer.opened import Graph, graph_directory, is_read_only
from kg.finding_decisions import FILE, FindingDecision, read_finding_decisions

FIELDS: Final = ("severity", "code", "department", "year", "document", "decision")
"""What findings are filtered by; so called in the address."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The findings on the table of a reviewer: all, and of each field the value of every finding by its number."""

    findings: Sequence[Audited]
    values: Mapping[str, Sequence[str]]
    numbers: Mapping[str, Mapping[str, frozenset[int]]]
    """Field → value → the findings that have it."""

    def find(self, chosen: Mapping[str, str], *, but: str = "") -> list[int]:
        """The numbers of the findings with the chosen values, in order; ``but`` names a field that is left open."""
        sets = sorted(
            (self.numbers[field].get(value, frozenset()) for field, value in chosen.items() if field != but),
            key=len,
        )
        if not sets:
            return list(range(len(self.findings)))
        return sorted(frozenset.intersection(*sets))

    def count(self, field: str, chosen: Mapping[str, str]) -> Counter[str]:
        """How many findings each value of a field would leave, the other choices as they are."""
        return Counter(map(self.values[field].__getitem__, self.find(chosen, but=field)))


def find_decisions() -> Mapping[str, FindingDecision]:
    """The decisions beside the graph by mark; read again when the file changed. Raises DecisionError."""
    return {} if is_read_only() else _decisions(str(graph_directory().absolute()), _stamp())


def desk_of(graph: Graph) -> Desk:
    """The findings of a graph with their decisions. Raises DecisionError."""
    stage = f"{graph.version} {is_audited(graph)}"
    findings = find_findings(graph)
    by_fields = _values(stage, findings)
    states = _states(stage, _stamp(), findings)
    values = {**by_fields[0], "decision": states[0]}
    return Desk(findings, values, {**by_fields[1], "decision": states[1]})


def _stamp() -> str:
    if is_read_only():
        return ""
    try:
        state = (graph_directory() / FILE).stat()
    except OSError:
        return ""
    return f"{state.st_mtime_ns} {state.st_size}"


@st.cache_resource(max_entries=4, show_spinner=False)
def _decisions(directory: str, stamp: str) -> Mapping[str, FindingDecision]:  # noqa: ARG001 - the key
    return read_finding_decisions(Path(directory))


_Columns = tuple[dict[str, Sequence[str]], dict[str, Mapping[str, frozenset[int]]]]


@st.cache_resource(max_entries=2, show_spinner=False)
def _values(stage: str, _findings: Sequence[Audited]) -> _Columns:  # noqa: ARG001 - the key
    values: dict[str, Sequence[str]] = {
        "severity": [found.severity for found in _findings],
        "code": [found.code for found in _findings],
        "department": [found.department for found in _findings],
        "year": [str(found.year or "") for found in _findings],
        "document": [found.document for found in _findings],
    }
    return values, {field: _numbers(own) for field, own in values.items()}


@st.cache_resource(max_entries=2, show_spinner=False)
def _states(
    stage: str,
    stamp: str,  # noqa: ARG001 - the key
    _findings: Sequence[Audited],
) -> tuple[Sequence[str], Mapping[str, frozenset[int]]]:
    decisions = find_decisions()
    states = ["open"] * len(_findings)
    for number, mark in enumerate(_marks(stage, _findings) if decisions else ()):
        if mark in decisions:
            states[number] = state_of(_findings[number], decisions)
    return states, _numbers(states)


@st.cache_resource(max_entries=2, show_spinner=False)
def _marks(stage: str, _findings: Sequence[Audited]) -> list[str]:  # noqa: ARG001 - the key
    """A digest each: 0.3 s for 100,000."""
    return [found.mark for found in _findings]


def _numbers(values: Sequence[str]) -> Mapping[str, frozenset[int]]:
    found: dict[str, list[int]] = {}
    for number, value in enumerate(values):
        found.setdefault(value, []).append(number)
    return {value: frozenset(own) for value, own in found.items()}


def decisions_problem() -> str:
    """What is wrong with the file of decisions, in Chinese; empty where nothing is."""
    try:
        find_decisions()
    except DecisionError as error:
        return str(error)
    return ""
