"""What the network as a whole says, from summaries of the graph: who is large, what is shared, who is alike."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import combinations
from typing import Final

from kg.network.nodes import Node, describe, in_parts, terms
from kg.query import run_query
from kg.query.run import Askable

_THRESHOLDS: Final = (100, 50, 20, 10, 5, 2, 1)
_MOST_DEPARTMENTS: Final = 400
"""Of an indicator that more departments use nothing follows for two of them."""
_SHARE: Final = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Shared:
    """An indicator of the library with the numbers of departments, projects and rows that use it."""

    iri: str
    label: str
    departments: int
    projects: int
    rows: int


@dataclass(frozen=True, slots=True)
class Size:
    """A department with its numbers of indicator rows, and of those with a number to reach."""

    iri: str
    label: str
    rows: int
    quantified: int


@dataclass(frozen=True, slots=True)
class Alike:
    """Two departments, the number of indicators that both use, and the share of these in all that either uses."""

    first: Node
    second: Node
    shared: int
    share: Decimal


def department_sizes(store: Askable) -> list[Size]:
    """All departments, those with most indicator rows first."""
    rows = run_query(
        store,
        "SELECT DISTINCT ?d ?l ?n ?q { ?d a org:FormalOrganization ; rdfs:label ?l ; kg:indicatorCount ?n ;"
        " kg:quantifiedCount ?q }",
    ).rows
    found = [Size(str(d), str(label), int(n or 0), int(q or 0)) for d, label, n, q in rows]
    return sorted(found, key=lambda size: (-size.rows, size.label, size.iri))


def most_shared(store: Askable, *, limit: int = 30) -> list[Shared]:
    """Indicators with two rows at least, those in most departments, projects and rows first."""
    found: list[Shared] = []
    for (
        least
    ) in _THRESHOLDS:  # a store counts above a threshold in no time, but takes a second to sort them all
        counted = run_query(
            store, f"SELECT (COUNT(?c) AS ?n) {{ ?c kg:departmentCount ?d FILTER(?d >= {least}) }}"
        ).rows
        if int(counted[0][0] or 0) < limit and least > 1:
            continue
        rows = run_query(
            store,
            "SELECT ?c ?l ?d ?p ?t { ?c kg:departmentCount ?d ; skos:prefLabel ?l ; kg:projectCount ?p ;"
            f" kg:targetCount ?t FILTER(?d >= {least}) FILTER(?t > 1) }}",
        ).rows
        found = [Shared(str(c), str(x), int(d or 0), int(p or 0), int(t or 0)) for c, x, d, p, t in rows]
        if len(found) >= limit:
            break
    found.sort(key=lambda one: (-one.departments, -one.projects, -one.rows, one.label, one.iri))
    return found[:limit]


def departments_alike(store: Askable, *, limit: int = 30, least: int = 1) -> list[Alike]:
    """Pairs of departments by the share of indicators that both use; ``least`` indicators in common.

    Reads once which document names which indicator: seconds for a large graph.
    """
    used = _indicators_of_departments(store)
    users: dict[str, list[str]] = defaultdict(list)
    for department in sorted(used):
        for concept in used[department]:
            users[concept].append(department)
    both: Counter[tuple[str, str]] = Counter()
    for departments in users.values():
        if len(departments) <= _MOST_DEPARTMENTS:
            both.update(combinations(departments, 2))
    shares = {
        (one, other): Decimal(count) / (len(used[one]) + len(used[other]) - count)
        for (one, other), count in both.items()
        if count >= least
    }
    pairs = sorted(shares, key=lambda pair: (-shares[pair], -both[pair], pair))[:limit]
    nodes = describe(store, [iri for pair in pairs for iri in pair])
    return [
        Alike(nodes[pair[0]], nodes[pair[1]], both[pair], shares[pair].quantize(_SHARE, ROUND_HALF_EVEN))
        for pair in pairs
        if pair[0] in nodes and pair[1] in nodes
    ]


def _indicators_of_departments(store: Askable) -> dict[str, set[str]]:
    """By the documents of one department; rows are asked for only of documents that have several."""
    owners: dict[str, list[str]] = defaultdict(list)
    for document, department in run_query(store, "SELECT ?x ?d { ?x a kg:Document ; kg:department ?d }").rows:
        owners[str(document)].append(str(department))
    used: dict[str, set[str]] = defaultdict(set)
    for document, concept in run_query(
        store, "SELECT ?x ?c { ?x kg:mentionsIndicator ?c }", row_limit=_EVERYTHING
    ).rows:
        departments = owners.get(str(document), [])
        if len(departments) == 1:
            used[departments[0]].add(str(concept))
    several = sorted(document for document, departments in owners.items() if len(departments) > 1)
    for part in in_parts(several, 50):
        for department, concept in run_query(
            store,
            f"SELECT DISTINCT ?d ?c {{ VALUES ?x {{ {terms(part)} }} ?t prov:wasQuotedFrom ?x ; kg:department ?d ;"
            " kg:ofConcept ?c }",
            row_limit=_EVERYTHING,
        ).rows:
            used[str(department)].add(str(concept))
    return used


_EVERYTHING: Final = 10_000_000
