"""What stands around one node, in groups: a few queries about it alone, whatever the size of the graph."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kg.network.nodes import Node, describe, in_parts, term, terms
from kg.query import run_query
from kg.query.ordering import Cell
from kg.query.run import Askable
from kg.text import squeeze

MOST_MEMBERS: Final = 100
"""Members of a group that are told; how many there are is always told."""
_TARGETS: Final = 3


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A node beside another one, and in words what is known of the two together (targets, counts)."""

    node: Node
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Nodes that stand in one relation to a node. ``members``: the first MOST_MEMBERS of ``total``; a ``total`` of None
    says that the group takes longer and is worked out only when asked for by its ``name``."""

    name: str
    title: str
    kind: str
    members: tuple[Neighbour, ...]
    total: int | None


_Found = list[tuple[str, str]]
"""IRIs and remarks, in the order to show."""


def groups_around(store: Askable, node: Node, *, asked: Collection[str] = ()) -> list[Group]:
    """The groups around a node that have members, always in one order. ``asked``: names of groups to work out though
    they take longer. Raises QueryError where the store does not answer in time."""
    found = _ASKERS[node.kind](store, node, frozenset(asked))
    told = [iri for _, _, _, members in found for iri, _ in (members or ())[:MOST_MEMBERS]]
    nodes = describe(store, told)
    groups = []
    for name, title, kind, members in found:
        if members is None:
            groups.append(Group(name, title, kind, (), None))
            continue
        shown = [Neighbour(nodes[iri], remark) for iri, remark in members[:MOST_MEMBERS] if iri in nodes]
        if shown:
            groups.append(Group(name, title, kind, tuple(shown), len(members)))
    return groups


_Groups = list[tuple[str, str, str, _Found | None]]


def _around_department(store: Askable, node: Node, asked: frozenset[str]) -> _Groups:
    this = term(node.iri)
    used = run_query(
        store,
        f"SELECT ?c (COUNT(?t) AS ?rows) (COUNT(?p) AS ?inside) {{ ?t kg:department {this} ; kg:ofConcept ?c ."
        " OPTIONAL { ?t kg:ofProject ?p } } GROUP BY ?c",
    ).rows
    whole = {str(c) for c, rows, inside in used if _count(rows) > _count(inside)}
    known = _library(store, [str(c) for c, _, _ in used])
    order = sorted(known, key=lambda c: (-known[c][1], -known[c][2], known[c][0], c))
    shared = [c for c in order if known[c][1] > 1]
    direct = [c for c in order if c in whole]
    targets = _targets(store, f"?t kg:department {this}", direct[:MOST_MEMBERS])
    alike = _alike(store, node.iri, shared) if "alike" in asked else None
    return [
        ("projects", "项目", "project", _projects(store, f"?p kg:department {this}")),
        ("shared", "与别的部门共用的指标", "indicator", [(c, f"{known[c][1]} 个部门在用") for c in shared]),
        ("whole", "部门整体的指标", "indicator", [(c, targets.get(c, "")) for c in direct]),
        ("alike", "共用指标最多的部门", "department", alike if shared else []),
        ("units", "下属单位", "unit", _subjects(store, f"?x org:unitOf {this}")),
        ("funding", "部门整体的资金", "funding", _funding(store, f"?f kg:department {this}", loose=True)),
        ("documents", "文件", "document", _documents(store, f"?d kg:department {this} ; a kg:Document")),
    ]


def _around_project(store: Askable, node: Node, _asked: frozenset[str]) -> _Groups:
    this = term(node.iri)
    rows = run_query(
        store,
        f"SELECT ?c ?x ?at {{ ?t kg:ofProject {this} ; kg:ofConcept ?c ; kg:targetText ?x ; kg:position ?at }}",
    ).rows
    texts, places = _texts((c, x) for c, x, _ in rows), dict[str, tuple[int, str]]()
    for concept, _, at in rows:
        place = _count(at), str(concept)
        places[place[1]] = min(place, places.get(place[1], place))
    known = _library(store, list(places))
    found = []
    for concept in sorted(places, key=lambda c: places[c]):
        others = known[concept][2] - 1 if concept in known else 0
        also = f"（另有 {others} 个项目用）" if others > 0 else ""
        found.append((concept, texts.get(concept, "") + also))
    owners = _subjects(store, f"{this} kg:department ?x")
    owned = {iri for iri, _ in owners}
    units = [one for one in _subjects(store, f"{this} kg:implementingUnit ?x") if one[0] not in owned]
    return [
        ("owner", "部门", "department", owners),
        ("unit", "实施单位", "unit", units),
        ("indicators", "指标", "indicator", found),
        ("goals", "目标", "goal", _goals(store, f"?g kg:ofProject {this}")),
        ("funding", "资金", "funding", _funding(store, f"?f kg:ofProject {this}")),
        ("same", "别的年度的同一项目", "project", _subjects(store, f"{this} kg:sameProjectAs ?x")),
        (
            "documents",
            "文件",
            "document",
            _documents(store, f"?form kg:ofProject {this} ; kg:inDocument ?d"),
        ),
    ]


def _around_indicator(store: Askable, node: Node, _asked: frozenset[str]) -> _Groups:
    rows = run_query(
        store,
        f"SELECT ?t ?x ?year ?p ?d {{ ?t kg:ofConcept {term(node.iri)} ; kg:targetText ?x ."
        " OPTIONAL { ?t kg:year ?year } OPTIONAL { ?t kg:ofProject ?p } OPTIONAL { ?t kg:department ?d } }",
    ).rows
    departments: dict[str, set[str]] = defaultdict(set)
    years: dict[str, set[int]] = defaultdict(set)
    for target, _, year, project, department in rows:
        departments[str(department or "")].add(str(target))
        for owner in filter(None, (department, project)):
            years[str(owner)].update([year] if isinstance(year, int) else [])
    departments.pop("", None)
    by_size = sorted(departments, key=lambda d: (-len(departments[d]), d))
    texts = _texts((p, x) for _, x, _, p, _ in rows if p is not None)
    whole = _texts((d, x) for _, x, _, p, d in rows if p is None and d is not None)
    projects = sorted(texts, key=lambda p: (-max(years[p], default=0), p))
    return [
        (
            "departments",
            "用它的部门",
            "department",
            [
                (d, "；".join(filter(None, (f"{len(departments[d])} 条，{_listed(years[d])}", whole.get(d)))))
                for d in by_size
            ],
        ),
        ("projects", "用它的项目", "project", [(p, texts[p]) for p in projects]),
    ]


def _around_part(store: Askable, node: Node, _asked: frozenset[str]) -> _Groups:
    this = term(node.iri)
    projects = _subjects(store, f"{this} kg:ofProject ?x")
    departments = _subjects(store, f"{this} kg:department ?x")
    concepts = _texts(
        (c, x)
        for c, x in run_query(
            store, f"SELECT ?c ?x {{ ?t kg:ofGoal {this} ; kg:ofConcept ?c ; kg:targetText ?x }}"
        ).rows
    )
    return [
        ("project", "项目", "project", projects),
        ("owner", "部门", "department", departments),
        ("indicators", "目标下的指标", "indicator", sorted(concepts.items())),
        (
            "documents",
            "文件",
            "document",
            _documents(store, f"{this} kg:inForm ?form . ?form kg:inDocument ?d"),
        ),
    ]


def _around_document(store: Askable, node: Node, _asked: frozenset[str]) -> _Groups:
    this = term(node.iri)
    named = run_query(store, f"SELECT ?c {{ {this} kg:mentionsIndicator ?c }}").rows
    known = _library(store, [str(c) for (c,) in named])
    order = sorted(known, key=lambda c: (-known[c][1], -known[c][2], known[c][0], c))
    targets = _targets(store, f"?t prov:wasQuotedFrom {this}", order[:MOST_MEMBERS])
    return [
        ("owner", "部门", "department", _subjects(store, f"{this} kg:department ?x")),
        ("projects", "项目", "project", _projects(store, f"{this} kg:mentionsProject ?p")),
        ("indicators", "指标", "indicator", [(c, targets.get(c, "")) for c in order]),
    ]


def _around_unit(store: Askable, node: Node, _asked: frozenset[str]) -> _Groups:
    this = term(node.iri)
    return [
        ("owner", "部门", "department", _subjects(store, f"{this} org:unitOf ?x")),
        ("projects", "它实施的项目", "project", _projects(store, f"?p kg:implementingUnit {this}")),
    ]


_ASKERS: Final[Mapping[str, Callable[[Askable, Node, frozenset[str]], _Groups]]] = {
    "department": _around_department,
    "project": _around_project,
    "indicator": _around_indicator,
    "goal": _around_part,
    "funding": _around_part,
    "document": _around_document,
    "unit": _around_unit,
}


def _projects(store: Askable, pattern: str) -> _Found:
    """Projects, the latest and those with most rows first."""
    rows = run_query(
        store,
        f"SELECT ?p (MAX(?y) AS ?year) (MIN(?l) AS ?label) (MAX(?n) AS ?rows) {{ {pattern} . ?p a kg:Project ;"
        " kg:year ?y ; rdfs:label ?l . OPTIONAL { ?p kg:indicatorCount ?n } } GROUP BY ?p",
    ).rows
    order = sorted(rows, key=lambda row: (-_count(row[1]), -_count(row[3]), str(row[2]), str(row[0])))
    return [(str(p), f"{_count(n)} 条指标") for p, _, _, n in order]


def _funding(store: Askable, pattern: str, *, loose: bool = False) -> _Found:
    outside = "OPTIONAL { ?f kg:ofProject ?p } FILTER(!BOUND(?p))" if loose else ""
    rows = run_query(
        store,
        f"SELECT DISTINCT ?f ?y ?m {{ {pattern} ; a kg:Funding ; kg:year ?y ; kg:amount ?m . {outside} }}",
    ).rows
    order = sorted(rows, key=lambda row: (-_count(row[1]), -_amount(row[2]), str(row[0])))
    return [(str(f), f"{y}年") for f, y, _ in order]


def _goals(store: Askable, pattern: str) -> _Found:
    rows = run_query(
        store,
        f"SELECT DISTINCT ?g ?h ?at {{ {pattern} ; a kg:Goal ; kg:position ?at . OPTIONAL {{ ?g kg:horizon ?h }} }}",
    ).rows
    order = sorted(rows, key=lambda row: (_count(row[2]), str(row[0])))
    return [(str(g), str(horizon or "")) for g, horizon, _ in order]


def _documents(store: Askable, pattern: str) -> _Found:
    rows = run_query(store, f"SELECT DISTINCT ?d ?title {{ {pattern} . ?d dct:title ?title }}").rows
    return [(iri, "") for _, iri in sorted(((str(title), str(d)) for d, title in rows), reverse=True)]


def _subjects(store: Askable, pattern: str) -> _Found:
    return [
        (iri, "") for iri in sorted({str(x) for (x,) in run_query(store, f"SELECT ?x {{ {pattern} }}").rows})
    ]


def _library(store: Askable, concepts: Sequence[str]) -> dict[str, tuple[str, int, int]]:
    """Name, number of departments and of projects of library entries."""
    found: dict[str, tuple[str, int, int]] = {}
    for part in in_parts(concepts):
        for c, label, departments, projects in run_query(
            store,
            f"SELECT ?c ?l ?d ?p {{ VALUES ?c {{ {terms(part)} }} ?c skos:prefLabel ?l ; kg:departmentCount ?d ;"
            " kg:projectCount ?p }",
        ).rows:
            found[str(c)] = str(label), _count(departments), _count(projects)
    return found


def _targets(store: Askable, pattern: str, concepts: Sequence[str]) -> dict[str, str]:
    if not concepts:
        return {}
    return _texts(
        (c, x)
        for c, x in run_query(
            store,
            f"SELECT ?c ?x {{ VALUES ?c {{ {terms(concepts)} }} {pattern} ; kg:ofConcept ?c ; kg:targetText ?x }}",
        ).rows
    )


def _alike(store: Askable, department: str, shared: Sequence[str]) -> _Found:
    counts: dict[str, int] = defaultdict(int)
    for part in in_parts(shared):
        for other, count in run_query(
            store,
            f"SELECT ?d (COUNT(DISTINCT ?c) AS ?n) {{ VALUES ?c {{ {terms(part)} }} ?t kg:ofConcept ?c ;"
            " kg:department ?d } GROUP BY ?d",
        ).rows:
            counts[str(other)] += _count(count)
    counts.pop(department, None)
    return [(d, f"共用 {counts[d]} 个指标") for d in sorted(counts, key=lambda d: (-counts[d], d))]


def _texts(pairs: Iterable[tuple[Cell, Cell]]) -> dict[str, str]:
    """The printed targets of each node in one text, without white space: forms print one target both ways."""
    found: dict[str, set[str]] = defaultdict(set)
    for owner, target in pairs:
        found[str(owner)].add(squeeze(str(target)))
    return {
        owner: "；".join(sorted(texts)[:_TARGETS]) + (f" 等 {len(texts)} 种" if len(texts) > _TARGETS else "")
        for owner, texts in found.items()
    }


def _listed(years: Collection[int]) -> str:
    return "、".join(map(str, sorted(years))) + "年" if years else "没有年度"


def _count(value: Cell) -> int:
    return int(value or 0)


def _amount(value: Cell) -> Decimal:
    return Decimal(value) if isinstance(value, (int, Decimal)) else Decimal(0)
