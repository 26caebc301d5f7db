"""The pairs that may be one, best first: worked out from a graph when asked for, and never stated by themselves."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Final

from kg.decisions import KINDS, Decision, Kind
from kg.linking.index import LikenessIndex
from kg.linking.likeness import Likeness
from kg.linking.organizations import OrganizationSide, bare_name, organization_likeness
from kg.linking.projects import project_likeness
from kg.linking.sources import (
    changed_facets,
    known_pairs,
    pair_digest,
    read_concepts,
    read_digests,
    read_organizations,
    read_projects,
)
from kg.query.run import Askable
from kg.text import key

AT_LEAST: Final = 0.6
"""The least score of a candidate, unless told otherwise."""

_MOST_ALIKE: Final = 200
"""Organisations with one pair of characters in their names in one place: more are not compared."""
_PROJECT_NAMES: Final = 0.45
"""How alike the names of two projects must be before the rest of them is compared."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two that may be one, ``one`` before ``other``; ``digest`` is that of their sources.

    ``earlier`` is what was decided before the sources changed, ``changed`` what did: names of facets.
    """

    kind: Kind
    one: str
    one_name: str
    other: str
    other_name: str
    score: float
    evidence: tuple[str, ...]
    digest: str = ""
    earlier: Decision | None = None
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """All of one kind, ready to be compared: their names, and how alike two are."""

    names: Mapping[str, str]
    likeness: Callable[[str, str], Likeness]
    pairs: Callable[[float], Iterable[tuple[str, str, Likeness]]]


def find_candidates(
    store: Askable,
    decisions: Iterable[Decision] = (),
    *,
    kinds: Collection[Kind] = tuple(KINDS),
    at_least: float = AT_LEAST,
) -> list[Candidate]:
    """What is to be decided: pairs that score ``at_least`` and are neither stated nor decided, and pairs decided
    earlier whose sources changed (whatever they score now). Best first, equals by kind and name."""
    decided = {decision.pair: decision for decision in decisions}
    found: list[Candidate] = []
    for kind in KINDS:
        if kind in kinds:
            own = {pair: decision for pair, decision in decided.items() if decision.kind == kind}
            found.extend(_of_kind(store, kind, own, at_least))
    order = list(KINDS)
    return sorted(
        found,
        key=lambda one: (
            one.earlier is None,
            -one.score,
            order.index(one.kind),
            one.one_name,
            one.other_name,
            one.one,
            one.other,
        ),
    )


def explain_named(store: Askable, kind: Kind, one: str, other: str) -> list[Candidate]:
    """How alike two are, whatever the score: IRIs, or names, of which several projects may have one. The most alike
    pair first; none where nothing of this kind has these names, or both are one and the same."""
    compared = compare(store, kind)
    sides = [_meant(compared, text) for text in (one, other)]
    pairs = {(min(pair), max(pair)) for pair in product(*sides) if pair[0] != pair[1]}
    found = [_explained(compared, kind, *pair) for pair in pairs]
    return sorted(found, key=lambda one: (-one.score, one.one, one.other))


def _meant(compared: Compared, text: str) -> list[str]:
    if text in compared.names:
        return [text]
    return [side for side, name in compared.names.items() if key(name) == key(text)]


def _explained(compared: Compared, kind: Kind, one: str, other: str) -> Candidate:
    found, names = compared.likeness(one, other), compared.names
    return Candidate(kind, one, names[one], other, names[other], found.score, found.evidence)


def compare(store: Askable, kind: Kind) -> Compared:
    """Read all of one kind from the graph."""
    if kind == "organization":
        return _organizations(store)
    return _projects(store) if kind == "project" else _concepts(store)


def _of_kind(
    store: Askable, kind: Kind, decided: Mapping[tuple[str, str], Decision], at_least: float
) -> Iterator[Candidate]:
    compared = compare(store, kind)
    stated = known_pairs(store, kind)
    new = [
        (one, other, found)
        for one, other, found in compared.pairs(at_least)
        if (one, other) not in decided and other not in stated.get(one, ())
    ]
    sides = {side for one, other, _ in new for side in (one, other)}
    sides |= {side for pair in decided for side in pair if side in compared.names}
    digests = read_digests(store, kind, sides)
    names = compared.names
    for one, other, found in new:
        digest = pair_digest(kind, digests.get(one, {}), digests.get(other, {}))
        yield Candidate(kind, one, names[one], other, names[other], found.score, found.evidence, digest)
    for (one, other), decision in decided.items():
        if one not in digests or other not in digests:
            continue
        digest = pair_digest(kind, digests[one], digests[other])
        changed = changed_facets(decision.digest, digest) if decision.digest else []
        if changed:
            found = compared.likeness(one, other)
            yield Candidate(
                kind,
                one,
                names[one],
                other,
                names[other],
                found.score,
                found.evidence,
                digest,
                decision,
                tuple(changed),
            )


def _concepts(store: Askable) -> Compared:
    concepts = read_concepts(store)
    iris = list(concepts)
    index = LikenessIndex(concepts.values())
    places = {concept: place for place, concept in enumerate(iris)}
    return Compared(
        {concept: description.name for concept, description in concepts.items()},
        lambda one, other: index.compare(places[one], places[other]),
        lambda at_least: ((iris[one], iris[other], found) for one, other, found in index.pairs(at_least)),
    )


def _projects(store: Askable) -> Compared:
    projects = read_projects(store)
    iris = list(projects)
    index = LikenessIndex(side.description() for side in projects.values())

    def alike(one: str, other: str) -> Likeness:
        return project_likeness(projects[one], projects[other], index.weights)

    def pairs(at_least: float) -> Iterator[tuple[str, str, Likeness]]:
        for one, other, _ in index.pairs(min(at_least, _PROJECT_NAMES)):
            found = alike(iris[one], iris[other])
            if found.score >= at_least:
                yield iris[one], iris[other], found

    return Compared({project: side.name for project, side in projects.items()}, alike, pairs)


def _organizations(store: Askable) -> Compared:
    sides = read_organizations(store)

    def alike(one: str, other: str) -> Likeness:
        return organization_likeness(sides[one], sides[other])

    def pairs(at_least: float) -> Iterator[tuple[str, str, Likeness]]:
        for one, other in _near_names(sides):
            found = alike(one, other)
            if found.score >= at_least:
                yield one, other, found

    return Compared({organization: side.name for organization, side in sides.items()}, alike, pairs)


def _near_names(sides: Mapping[str, OrganizationSide]) -> list[tuple[str, str]]:
    """Pairs whose names, without the place, share two characters or begin alike (abbreviations)."""
    blocks: dict[str, list[str]] = defaultdict(list)
    for organization, side in sides.items():
        for name in {bare_name(side.name), *side.second_names}:
            for at in range(len(name) - 1):
                blocks[name[at : at + 2]].append(organization)
            blocks[name[:1]].append(organization)
    pairs: set[tuple[str, str]] = set()
    for block in blocks.values():
        members = sorted(set(block))
        by_place: dict[str, list[str]] = defaultdict(list)
        for organization in members:
            by_place[sides[organization].place].append(organization)
        for place, here in by_place.items():
            others = members if not place else [*here, *by_place.get("", ())]
            if len(here) <= _MOST_ALIKE:
                pairs.update(
                    (min(one, other), max(one, other))
                    for one in here
                    for other in others[: _MOST_ALIKE * 5]
                    if one != other
                )
    return sorted(pairs)
