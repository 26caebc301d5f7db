"""Money of departments and projects, in yuan, each project once."""

from collections import defaultdict
from decimal import Decimal

from kg.explorer.opened import Graph

Owner = tuple[str, int]
"""Name of a department and year."""

_BUDGETS = """
SELECT ?department ?year ?project (MAX(?budget) AS ?most) WHERE {
  ?form a kg:Form ; kg:department ?d ; kg:year ?year ; kg:budget ?budget .
  ?d rdfs:label ?department .
  OPTIONAL { ?form kg:ofProject ?project }
} GROUP BY ?department ?year ?project"""


def project_money(graph: Graph) -> dict[Owner, Decimal]:
    """The budgets of the year that project forms print, added up; a project of several forms counts once."""
    return _sums(graph, whole=False)


def whole_money(graph: Graph) -> dict[Owner, Decimal]:
    """What the form of a whole department prints as its budget of the year."""
    return _sums(graph, whole=True)


def _sums(graph: Graph, *, whole: bool) -> dict[Owner, Decimal]:
    found: dict[Owner, Decimal] = defaultdict(Decimal)
    for department, year, project, budget in graph.select(_BUDGETS).rows:
        if (project is None) is whole and isinstance(budget, Decimal):
            found[str(department), int(year or 0)] += budget
    return dict(found)
