"""Budgets that forms print, in yuan."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from kg.explorer.opened import Graph

Owner = tuple[str, int]
"""Name of a department and year."""

_PROJECTS: Final = """
SELECT ?project (MAX(?budget) AS ?most) WHERE {
  ?form kg:budget ?budget . OPTIONAL { ?form kg:ofProject ?project } FILTER(BOUND(?project))
} GROUP BY ?project"""
_WHOLE: Final = """
SELECT ?form (MAX(?budget) AS ?most) WHERE {
  ?form kg:budget ?budget . OPTIONAL { ?form kg:ofProject ?project } FILTER(!BOUND(?project))
} GROUP BY ?form"""


def project_budgets(graph: Graph) -> Iterator[tuple[str, Decimal]]:
    """Projects with the budget of the year that their form prints, the most where several forms do."""
    return _amounts(graph, _PROJECTS)


def whole_budgets(graph: Graph) -> Iterator[tuple[str, Decimal]]:
    """Forms of whole departments with the budget of the year that they print."""
    return _amounts(graph, _WHOLE)


def _amounts(graph: Graph, sparql: str) -> Iterator[tuple[str, Decimal]]:
    for of, budget in graph.select(sparql).rows:
        if isinstance(budget, (Decimal, int)):
            yield str(of), Decimal(budget)
