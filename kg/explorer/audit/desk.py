"""The findings of an audit by what people filter them by, with counts for every choice, and their decisions."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

from kg.check import Audited, state_of
from kg.errors import DecisionError
from kg.explorer.audited import find_findings, is_audited
from kg.explorer.opened import Graph, graph_directory, is_read_only
from kg.finding_decisions import FILE, FindingDecision, read_finding_decisions

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

FIELDS: Final = ("severity", "code", "department", "year", "document", "decision")
"""What findings are filtered by; so called in the address."""


@dataclass(frozen=True, slots=True)
class Column:
    """What every finding has in a field: ``values`` each once, and for each finding the place of its own."""

    codes: "npt.NDArray[np.int32]"
    values: Sequence[str]

    def has(self, value: str) -> "npt.NDArray[np.bool_]":
        """Which findings have this value."""
        found: npt.NDArray[np.bool_] = self.codes == (
            self.values.index(value) if value in self.values else -1
        )
        return found


@dataclass(frozen=True, slots=True)
class Desk:
    """The findings on the table of a reviewer: all, and the column of each field."""

    findings: Sequence[Audited]
    columns: Mapping[str, Column]

    def find(self, chosen: Mapping[str, str], *, but: str = "") -> list[int]:
        """The numbers of the findings with the chosen values, in order; ``but`` names a field that is left open."""
        import numpy as np

        numbers: list[int] = np.flatnonzero(self._found(chosen, but)).tolist()
        return numbers

    def count(self, field: str, chosen: Mapping[str, str]) -> Counter[str]:
        """How many findings each value of a field would leave, the other choices as they are."""
        import numpy as np

        column = self.columns[field]
        counts = np.bincount(column.codes[self._found(chosen, field)], minlength=len(column.values)).tolist()
        return Counter({value: count for value, count in zip(column.values, counts, strict=True) if count})

    def value(self, field: str, number: int) -> str:
        """What one finding has in a field."""
        column = self.columns[field]
        return column.values[int(column.codes[number])]

    def first_of(self, field: str) -> dict[str, Audited]:
        """The first finding of each value of a field."""
        import numpy as np

        column = self.columns[field]
        codes, firsts = np.unique(column.codes, return_index=True)
        return {
            column.values[code]: self.findings[at]
            for code, at in zip(codes.tolist(), firsts.tolist(), strict=True)
        }

    def _found(self, chosen: Mapping[str, str], but: str) -> "npt.NDArray[np.bool_]":
        import numpy as np

        found = np.ones(len(self.findings), dtype=np.bool_)
        for field, value in chosen.items():
            if field != but:
                found &= self.columns[field].has(value)
        return found


def find_decisions() -> Mapping[str, FindingDecision]:
    """The decisions beside the graph by mark; read again when the file changed. Raises DecisionError."""
    return {} if is_read_only() else _decisions(str(graph_directory().absolute()), _stamp())


def desk_of(graph: Graph) -> Desk:
    """The findings of a graph with their decisions. Raises DecisionError."""
    stage = f"{graph.version} {is_audited(graph)}"
    findings = find_findings(graph)
    return Desk(findings, {**_values(stage, findings), "decision": _states(stage, _stamp(), findings)})


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


@st.cache_resource(max_entries=2, show_spinner=False)
def _values(stage: str, _findings: Sequence[Audited]) -> Mapping[str, Column]:  # noqa: ARG001 - the key
    return {
        "severity": _column(found.severity for found in _findings),
        "code": _column(found.code for found in _findings),
        "department": _column(found.department for found in _findings),
        "year": _column(str(found.year or "") for found in _findings),
        "document": _column(found.document for found in _findings),
    }


@st.cache_resource(max_entries=2, show_spinner=False)
def _states(
    stage: str,
    stamp: str,  # noqa: ARG001 - the key
    _findings: Sequence[Audited],
) -> Column:
    decisions = find_decisions()
    states = ["open"] * len(_findings)
    for number, mark in enumerate(_marks(stage, _findings) if decisions else ()):
        if mark in decisions:
            states[number] = state_of(_findings[number], decisions)
    return _column(states)


@st.cache_resource(max_entries=2, show_spinner=False)
def _marks(stage: str, _findings: Sequence[Audited]) -> list[str]:  # noqa: ARG001 - the key
    """A digest each: 0.3 s for 100,000."""
    return [found.mark for found in _findings]


def _column(values: Iterable[str]) -> Column:
    import numpy as np

    places: dict[str, int] = {}
    codes = np.fromiter((places.setdefault(value, len(places)) for value in values), dtype=np.int32)
    return Column(codes, list(places))


def decisions_problem() -> str:
    """What is wrong with the file of decisions, in Chinese; empty where nothing is."""
    try:
        find_decisions()
    except DecisionError as error:
        return str(error)
    return ""
