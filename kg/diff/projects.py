"""Which project of one side is which of the other: by identifier, link, code or name, else by likeness."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kg.diff.assignment import best_pairs
from kg.diff.sides import Known, ProjectGroup
from kg.link import is_national_code
from kg.linking.likeness import Weights
from kg.linking.projects import ProjectSide, project_likeness
from kg.text import key

_AT_LEAST: Final = 0.5
_SURE: Final = 0.85
_BY_ROWS: Final = 0.6
"""How far shared indicators bring two names nearer to one."""
_ENOUGH: Final = 3
"""Shared indicators that are evidence enough."""
_TELLING: Final = 4
"""Projects beyond which an indicator's name says nothing of which project it is."""
_IDENTICAL, _LINKED, _CODED, _NAMED, _RENAMED, _ELSEWHERE = 1e15, 1e12, 1e9, 1e6, 1e3, 1.0
"""So far apart that one identifier counts for more than any links, one link for more than any names, and a name in
the same department for more than in one that is the same by another name, or in another one."""
_FEW_PAIRS: Final = 0.15
"""Names that share fewer characters side by side cannot be alike."""


@dataclass(frozen=True, slots=True)
class PairedProjects:
    """Positions on both sides, how sure the pairing is, and why it may be wrong (empty: it is taken for sure)."""

    old: int
    new: int
    score: float
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class _Project:
    """A project with what is asked of it often: the name that stands for its department, its own, its code (folded),
    and the year within which it is paired (0 where that does not count)."""

    group: ProjectGroup
    department: str
    name: str
    code: str
    year: int


def pair_projects(
    old: Sequence[ProjectGroup], new: Sequence[ProjectGroup], known: Known | None = None
) -> list[PairedProjects]:
    """The projects that are one, by position on the old side. Where a side has several years a project is paired
    with that of the same year; two sides of one year each may be of two years."""
    known = known or Known()
    by_year = any(len({one.year for one in side}) > 1 for side in (old, new))
    ours, theirs = (
        [
            _Project(
                one,
                known.departments.get(key(one.department), key(one.department)),
                key(one.name),
                key(one.code),
                one.year if by_year else 0,
            )
            for one in side
        ]
        for side in (old, new)
    )
    one_department = all(len({one.department for one in side}) == 1 for side in (ours, theirs))
    exact = _exact(ours, theirs, known, one_department=one_department)
    found = [
        PairedProjects(at, to, 1.0, _elsewhere(ours[at], theirs[to], exact[at, to]))
        for at, to in best_pairs(exact)
    ]
    left = sorted(set(range(len(old))) - {pair.old for pair in found})
    free = sorted(set(range(len(new))) - {pair.new for pair in found})
    found += _by_likeness(ours, theirs, left, free, known, one_department=one_department)
    return sorted(found, key=lambda pair: (pair.old, pair.new))


def _exact(
    old: Sequence[_Project], new: Sequence[_Project], known: Known, *, one_department: bool
) -> dict[tuple[int, int], float]:
    """The candidates that are told by more than likeness, each with what it counts for."""
    linked: dict[str, list[str]] = defaultdict(list)
    for one, other in known.same:
        linked[one].append(other)
    places: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for to, project in enumerate(new):
        for told, _ in _told(project, {}, one_department=one_department):
            places[told].append(to)
    scores: dict[tuple[int, int], float] = {}
    for at, project in enumerate(old):
        for told, score in _told(project, linked, one_department=one_department):
            for to in places.get(told, ()):
                apart = (project.group.iri, new[to].group.iri) in known.apart
                if not apart and bool(project.name) == bool(new[to].name):
                    scores[at, to] = max(score, scores.get((at, to), 0.0))
    return scores


def _told(
    project: _Project, linked: dict[str, list[str]], *, one_department: bool
) -> Iterator[tuple[tuple[object, ...], float]]:
    """What tells the project, with what it counts for."""
    year = project.year
    if project.group.iri and project.name:
        yield (year, "iri", project.group.iri), _IDENTICAL
        for other in linked.get(project.group.iri, ()):
            yield (year, "iri", other), _LINKED
    if project.code:
        of = "" if is_national_code(project.code) else project.department
        yield (year, "code", of, project.code), _CODED
    own = key(project.group.department)
    for department, score in ((own, _NAMED), (project.department, _RENAMED)):
        yield (year, "name", department, project.name), score
    if one_department:
        yield (year, "name", "", project.name), _ELSEWHERE


def _elsewhere(one: _Project, other: _Project, score: float) -> str:
    """The doubt about two projects of one name in two departments."""
    if score > _ELSEWHERE or one.department == other.department:
        return ""
    return f"不同部门的同名项目：{one.group.department}／{other.group.department}" if one.name else ""


def _by_likeness(
    old: Sequence[_Project],
    new: Sequence[_Project],
    left: Sequence[int],
    free: Sequence[int],
    known: Known,
    *,
    one_department: bool,
) -> list[PairedProjects]:
    subjects = [{at: _subjects(side[at]) for at in places} for side, places in ((old, left), (new, free))]
    common = Counter(name for side in subjects for names in side.values() for name in names)
    ours, theirs = (
        {at: {name for name in names if common[name] <= _TELLING} for at, names in side.items()}
        for side in subjects
    )
    near: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for to in free:
        if new[to].name:
            near[new[to].year, "" if one_department else new[to].department].append(to)
    pairs = {to: _pairs(new[to].name) for to in free}
    sides = {to: _side(new[to]) for to in free}
    weights = Weights.of(
        _side(one[at]).description().reading().core
        for one, places in ((old, left), (new, free))
        for at in places
    )
    scores: dict[tuple[int, int], float] = {}
    for at in left:
        one = old[at]
        mine, side = _pairs(one.name), _side(one)
        for to in near.get((one.year, "" if one_department else one.department), ()) if one.name else ():
            shared = _share(ours[at], theirs[to]) * min(1.0, len(ours[at] & theirs[to]) / _ENOUGH)
            if (one.group.iri, new[to].group.iri) in known.apart:
                continue
            if not shared and _share(mine, pairs[to]) < _FEW_PAIRS:
                continue
            named = project_likeness(side, sides[to], weights).score
            score = named + (1 - named) * _BY_ROWS * shared
            if score >= _AT_LEAST:
                scores[at, to] = round(score, 3)
    return [
        PairedProjects(at, to, scores[at, to], _doubt(old[at], new[to], scores[at, to]))
        for at, to in best_pairs(scores)
    ]


def _doubt(one: _Project, other: _Project, score: float) -> str:
    if score >= _SURE:
        return ""
    return f"按相似度 {score:.2f} 认作同一项目：{one.group.name}／{other.group.name}"


def _side(project: _Project) -> ProjectSide:
    group = project.group
    return ProjectSide(
        group.name,
        frozenset({project.department}),
        group.units(),
        frozenset({group.year}),
        frozenset({group.code} - {""}),
    )


def _subjects(project: _Project) -> set[str]:
    return {key(str(row.get("subject") or row.get("name") or "")) for row in project.group.rows} - {""}


def _pairs(name: str) -> set[str]:
    """The characters that stand side by side."""
    return {name[at : at + 2] for at in range(len(name) - 1)}


def _share(ours: set[str], theirs: set[str]) -> float:
    total = len(ours) + len(theirs)
    return 2 * len(ours & theirs) / total if total else 0.0
