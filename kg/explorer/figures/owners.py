"""The figures of every department and year: projects, rows by kind and by what they lack, money."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from typing import Final

import streamlit as st

from kg.explorer.figures.directory import find_entries, owner_of
from kg.explorer.figures.money import Owner, project_budgets, whole_budgets
from kg.explorer.opened import Graph
from kg.explorer.rows.index import counts, row_index
from kg.graph.gaps import NOTHING
from kg.query import run_query
from kg.vocabulary import load_scheme

REASONS: Final[Mapping[str, str]] = {
    "number": "定性",
    "target": "未填",
    "unit": "缺单位",
    "operator": "缺运算符",
}
"""What a row lacks to be compared with a result (kg:lacks) to Chinese, as the question `evaluability` names it."""
EXPLAINED: Final[Mapping[str, str]] = {
    "number": "定性：只有文字，没有数值", "target": "未填：没有目标值", "unit": "缺单位：有数值，没有计量单位",
    "operator": "缺运算符：有数值，没有 ≥ ≤ =",
}  # fmt: skip
KINDS: Final[Mapping[str, str]] = {
    "output": "产出", "cost": "成本", "benefit": "效益", "satisfaction": "满意度", "process": "过程", "": "未分类",
}  # fmt: skip
_OWNER: Final = ("departmentName", "year")


@dataclass(slots=True)
class Figures:
    """What one department has in one year. ``reasons`` counts rows by what they lack (`NOTHING`: they can be
    evaluated), ``kinds`` by class (of KINDS)."""

    projects: int = 0
    targets: int = 0
    doubts: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)

    @property
    def evaluable(self) -> int:
        """The rows that lack nothing."""
        return self.reasons[NOTHING]


@dataclass(slots=True)
class Money:
    """Yuan of one department and year, None where nothing is printed: the budgets of its projects, and what the form
    of the whole department prints."""

    budget: Decimal | None = None
    whole: Decimal | None = None


def row_figures(graph: Graph) -> Mapping[Owner, Figures]:
    """What can be said of the rows alone, and soonest: by name of the department and year, ``projects`` left at 0. Not
    to be changed."""
    return _row_figures(graph.version)


def find_figures(graph: Graph) -> Mapping[Owner, Figures]:
    """By name of the department and year, in this order; not to be changed."""
    return _figures(graph.version)


def find_money(graph: Graph) -> Mapping[Owner, Money]:
    """By name of the department and year; not to be changed."""
    return _money(graph.version)


def sum_figures(figures: Iterable[Figures]) -> Figures:
    """All of them added up."""
    total = Figures()
    for one in figures:
        total.projects += one.projects
        total.targets += one.targets
        total.doubts += one.doubts
        total.reasons += one.reasons
        total.kinds += one.kinds
    return total


def money_by_source(graph: Graph, department: str) -> dict[int, dict[str, dict[str, Decimal]]]:
    """Money of the projects of a department in 万元 by year, source and phase (question `department-money`)."""
    answer = run_query(graph.store, "department-money", {"department": department})
    found: dict[int, dict[str, dict[str, Decimal]]] = defaultdict(lambda: defaultdict(dict))
    for name, year, source, phase, _, amount in answer.rows:
        if name == department and isinstance(amount, (Decimal, int)):
            found[int(year or 0)][str(source)][str(phase)] = Decimal(amount)
    return found


@lru_cache(maxsize=1024)
def class_of(kind: str) -> str:
    """The level-1 class (of KINDS) that a kind (an IRI) counts under: itself or the nearest broader kind."""
    concepts = {concept.iri: concept for concept in load_scheme("kinds")}
    waiting = [kind] if kind in concepts else []
    for iri in waiting:
        if concepts[iri].name in KINDS:
            return concepts[iri].name
        waiting += [broader for broader in concepts[iri].broader if broader in concepts]
    return ""


@st.cache_resource(max_entries=2, show_spinner="正在汇总，只在图谱更新后做一次……")
def _row_figures(version: str) -> dict[Owner, Figures]:
    graph = Graph(version)
    found: dict[Owner, Figures] = defaultdict(Figures)
    for (department, year, reason, kind), count in counts(graph, (*_OWNER, "reason", "kind")).items():
        figures = found[owner_of(department, year)]
        figures.targets += count
        figures.reasons[reason or NOTHING] += count
        figures.kinds[class_of(kind)] += count
    for (department, year), count in counts(graph, _OWNER, ~row_index(graph).is_sure()).items():
        found[owner_of(department, year)].doubts += count
    return dict(found)


@st.cache_resource(max_entries=2, show_spinner=False)
def _figures(version: str) -> dict[Owner, Figures]:
    graph = Graph(version)
    found = defaultdict(Figures, {owner: replace(one) for owner, one in row_figures(graph).items()})
    for entry in find_entries(graph):
        found[entry.owner].projects += bool(entry.name)
    return dict(sorted(found.items()))


@st.cache_resource(max_entries=2, show_spinner=False)
def _money(version: str) -> dict[Owner, Money]:
    graph = Graph(version)
    owners = {entry.iri: entry.owner for entry in find_entries(graph)}
    found: dict[Owner, Money] = defaultdict(Money)
    for project, budget in project_budgets(graph):
        if project in owners:
            money = found[owners[project]]
            money.budget = budget + (money.budget or 0)
    for form, budget in whole_budgets(graph):
        if form in owners:
            money = found[owners[form]]
            money.whole = max(budget, money.whole or budget)
    return dict(found)
