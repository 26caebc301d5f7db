"""The shortest ways between two nodes, searched from both ends by questions about the nodes that were reached.

A way leads over departments, projects, indicators and units; goals, money and documents are only ends. Both ends grow
a whole layer at a time, the smaller first, until they meet: so all shortest ways are found, not one of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from kg.errors import QueryError
from kg.network.nodes import Node, describe, find_node, in_parts, terms
from kg.query import run_query
from kg.query.run import Askable

MOST_STEPS: Final = 6
MOST_NODES: Final = 20_000
_LAYER: Final = 3_000
"""A layer of more nodes is not grown: its questions would take seconds."""

_STEPS: Final[Mapping[str, Sequence[tuple[str, str]]]] = {
    "department": (
        ("project", "?n kg:department ?s ; a kg:Project"),
        (
            "indicator",
            "?t kg:department ?s ; kg:ofConcept ?n . OPTIONAL { ?t kg:ofProject ?p } FILTER(!BOUND(?p))",
        ),
        ("unit", "?n org:unitOf ?s ; a org:OrganizationalUnit"),
    ),
    "project": (
        ("department", "?s kg:department ?n"),
        ("indicator", "?t kg:ofProject ?s ; kg:ofConcept ?n"),
        ("unit", "?s kg:implementingUnit ?n . ?n a org:OrganizationalUnit"),
    ),
    "indicator": (
        ("project", "?t kg:ofConcept ?s ; kg:ofProject ?n"),
        (
            "department",
            "?t kg:ofConcept ?s ; kg:department ?n . OPTIONAL { ?t kg:ofProject ?p } FILTER(!BOUND(?p))",
        ),
    ),
    "unit": (("department", "?s org:unitOf ?n"), ("project", "?n kg:implementingUnit ?s")),
    "goal": (("project", "?s kg:ofProject ?n"), ("department", "?s kg:department ?n")),
    "funding": (("project", "?s kg:ofProject ?n"), ("department", "?s kg:department ?n")),
    "document": (
        ("department", "?s kg:department ?n"),
        ("project", "?s kg:mentionsProject ?n"),
        ("indicator", "?s kg:mentionsIndicator ?n"),
    ),
}
_REASONS: Final = {
    frozenset({"department", "project"}): "项目属于这个部门",
    frozenset({"department", "unit"}): "单位属于这个部门",
    frozenset({"project", "unit"}): "项目由这个单位实施",
    frozenset({"project", "goal"}): "目标属于这个项目",
    frozenset({"department", "goal"}): "目标属于这个部门",
    frozenset({"project", "funding"}): "资金属于这个项目",
    frozenset({"department", "funding"}): "资金属于这个部门",
    frozenset({"document", "department"}): "文件里有这个部门的表",
    frozenset({"document", "project"}): "文件里有这个项目",
    frozenset({"document", "indicator"}): "文件里有这个指标",
}


@dataclass(frozen=True, slots=True)
class Link:
    """Why two nodes of a way hang together: in words, and the indicator row (its IRI) that says so, where one does."""

    reason: str
    row: str = ""


@dataclass(frozen=True, slots=True)
class Paths:
    """Shortest ways between two nodes, as nodes with both ends. ``total``: how many there are; ``links`` by pair of
    IRIs, in the order of the way; ``is_cut``: the search gave up at a limit before it met (no way is told then)."""

    ways: tuple[tuple[Node, ...], ...]
    total: int
    links: Mapping[tuple[str, str], Link]
    is_cut: bool = False


@dataclass(slots=True)
class _Side:
    kinds: dict[str, str]
    layer: list[str]
    before: dict[str, list[str]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    depth: int = 0


def find_paths(
    store: Askable, start: str, end: str, *, steps: int = MOST_STEPS, most: int = 5, nodes: int = MOST_NODES
) -> Paths:
    """All shortest ways of at most ``steps`` steps, the first ``most`` of them told. Gives up where a side reaches
    ``nodes`` nodes. Raises QueryError for an unknown node."""
    sides = [_side(store, start), _side(store, end)]
    if start == end:
        return Paths((tuple(describe(store, [start]).values()),), 1, {})
    while sides[0].depth + sides[1].depth < steps:
        grown = min(sides, key=lambda side: len(side.layer))
        if not grown.layer:
            return Paths((), 0, {})
        if len(grown.layer) > _LAYER or len(grown.kinds) > nodes:
            return Paths((), 0, {}, is_cut=True)
        other = sides[1] if grown is sides[0] else sides[0]
        _grow(store, grown)
        met = sorted(set(grown.layer) & set(other.kinds))
        if met:
            return _told(store, sides, met, most)
    return Paths((), 0, {})


def _side(store: Askable, iri: str) -> _Side:
    node = find_node(store, iri)
    if node is None:
        raise QueryError(f"图谱里没有节点“{iri[:120]}”。请从列表或图中选择。")
    return _Side({iri: node.kind}, [iri], {iri: []}, {iri: 1})


def _grow(store: Askable, side: _Side) -> None:
    """One layer more; ``before`` tells from where each new node was reached."""
    found: dict[str, set[str]] = defaultdict(set)
    kinds: dict[str, str] = {}
    for kind, steps in _STEPS.items():
        sources = [iri for iri in side.layer if side.kinds[iri] == kind]
        for part in in_parts(sources):
            for reached, pattern in steps:
                query = f"SELECT DISTINCT ?s ?n {{ VALUES ?s {{ {terms(part)} }} {pattern} }}"
                for source, node in run_query(store, query).rows:
                    if str(node) not in side.kinds:
                        found[str(node)].add(str(source))
                        kinds[str(node)] = reached
    side.kinds.update(kinds)
    side.layer = sorted(found)
    side.before.update((node, sorted(sources)) for node, sources in found.items())
    side.counts.update((node, sum(side.counts[one] for one in found[node])) for node in found)
    side.depth += 1


def _told(store: Askable, sides: Sequence[_Side], met: Sequence[str], most: int) -> Paths:
    first, second = sides
    total = sum(first.counts[node] * second.counts[node] for node in met)
    # spread over the places where both ends meet, so that the ways told differ most
    by_place = [_ways(first, second, node, most) for node in met[: most * 4]]
    ways: list[tuple[str, ...]] = []
    for turn in range(most):
        ways += [found[turn] for found in by_place if turn < len(found)]
    ways = sorted(ways[:most])
    nodes = describe(store, [iri for way in ways for iri in way])
    told = tuple(tuple(nodes[iri] for iri in way) for way in ways if all(iri in nodes for iri in way))
    return Paths(told, total, _links(store, told))


def _ways(first: _Side, second: _Side, middle: str, most: int) -> list[tuple[str, ...]]:
    left = [tuple(reversed(way)) for way in _back(first, middle, most)]
    right = [way[1:] for way in _back(second, middle, most)]
    return [(*one, *other) for one in left for other in right][:most]


def _back(side: _Side, node: str, most: int) -> list[tuple[str, ...]]:
    """Ways from a node back to the end of its side, at most ``most``."""
    if not side.before[node]:
        return [(node,)]
    found: list[tuple[str, ...]] = []
    for one in side.before[node]:
        found += [(node, *rest) for rest in _back(side, one, most - len(found))]
        if len(found) >= most:
            break
    return found


def _links(store: Askable, ways: Iterable[Sequence[Node]]) -> dict[tuple[str, str], Link]:
    pairs = list(dict.fromkeys((one, other) for way in ways for one, other in pairwise(way)))
    rows = _rows(store, pairs)
    found = {}
    for one, other in pairs:
        kinds = frozenset({one.kind, other.kind})
        reason = _REASONS.get(kinds, "")
        key = (one.iri, other.iri) if other.kind == "indicator" else (other.iri, one.iri)
        if "indicator" in kinds and key in rows:
            found[one.iri, other.iri] = rows[key]
        else:
            found[one.iri, other.iri] = Link(reason or "同一张表")
    return found


def _rows(store: Askable, pairs: Iterable[tuple[Node, Node]]) -> dict[tuple[str, str], Link]:
    """For owners with an indicator: a row, always the same one, and how many there are."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for owner_kind, name in (("project", "kg:ofProject"), ("department", "kg:department")):
        wanted = {
            (one, other) if other.kind == "indicator" else (other, one)
            for one, other in pairs
            if {one.kind, other.kind} == {owner_kind, "indicator"}
        }
        if not wanted:
            continue
        values = " ".join(f"(<{owner.iri}> <{concept.iri}>)" for owner, concept in sorted(wanted, key=_order))
        loose = "OPTIONAL { ?t kg:ofProject ?p } FILTER(!BOUND(?p))" if owner_kind == "department" else ""
        query = (
            f"SELECT ?o ?c ?t ?x {{ VALUES (?o ?c) {{ {values} }} ?t kg:ofConcept ?c ; {name} ?o ; kg:targetText ?x ."
            f" {loose} }}"
        )
        for owner, concept, target, printed in run_query(store, query).rows:
            found[str(owner), str(concept)].append((str(printed), str(target)))
    links = {}
    for pair, rows in found.items():
        printed, target = min(rows)
        more = f"（共 {len(rows)} 条）" if len(rows) > 1 else ""
        links[pair] = Link(f"表里有这个指标，目标 {printed}{more}", target)
    return links


def _order(pair: tuple[Node, Node]) -> tuple[str, str]:
    return pair[0].iri, pair[1].iri
