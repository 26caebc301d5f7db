"""What the graph says of the departments, projects and indicators that are compared, read with a few questions each."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from kg.decisions import Kind
from kg.link import last_part
from kg.linking.likeness import Description
from kg.linking.organizations import OrganizationSide
from kg.linking.projects import ProjectSide
from kg.query import run_query
from kg.query.run import Askable
from kg.text import key

_ROWS: Final = 5_000_000
_SECONDS: Final = 120.0
_AT_ONCE: Final = 500

Column = Mapping[str, frozenset[str]]
"""IRI to values."""

_CONCEPT: Final = "?x a kg:IndicatorConcept ; {property} ?v"
_TARGETS: Final = "?t kg:ofConcept ?x ; {property} ?v"
_PROJECT: Final = "?x a kg:Project ; {property} ?v"
_KNOWN_PAIRS: Final[dict[Kind, str]] = {
    "organization": "kg:sameOrganizationAs",
    "project": "kg:sameProjectAs",
    "indicator": "skos:exactMatch",
}

_FACETS: Final[dict[Kind, tuple[tuple[str, str], ...]]] = {
    "indicator": (
        ("名称", "?x skos:prefLabel|skos:altLabel ?v"),
        ("单位", "?x kg:unit|kg:quantityKind ?v"),
        ("类别", "?x kg:indicatorKind ?v"),
        ("部门", "?t kg:ofConcept ?x ; kg:department ?v"),
        ("文件", "?t kg:ofConcept ?x ; prov:wasQuotedFrom ?v"),
    ),
    "project": (
        ("名称", "?x rdfs:label ?v"),
        ("编码", "?x kg:projectCode ?v"),
        ("部门", "?x kg:department|kg:implementingUnit ?v"),
        ("年度", "?x kg:year ?v"),
        ("金额", "?f kg:ofProject ?x ; kg:budget|kg:fiscalBudget ?v"),
        ("文件", "?f a kg:Form ; kg:ofProject ?x ; kg:inDocument ?v"),
    ),
    "organization": (
        ("名称", "?x rdfs:label ?v"),
        ("代码", "?x org:identifier ?v"),
        ("上级", "?x org:unitOf ?v"),
        ("文件", "?x kg:namedIn ?v"),
    ),
}
"""What a decision rests on: the name of a facet, and where its values stand."""


def read_concepts(store: Askable) -> dict[str, Description]:
    """All indicator concepts of the library, by IRI, in order."""
    names = _one_each(_column(store, _CONCEPT.format(property="skos:prefLabel")))
    objects = _one_each(_column(store, _CONCEPT.format(property="kg:measuredObject")))
    measures = _one_each(_column(store, _CONCEPT.format(property="kg:measureText")))
    kinds = _one_each(_column(store, _CONCEPT.format(property="kg:measureKind")))
    people = _one_each(_column(store, _CONCEPT.format(property="kg:populationText")))
    level2 = _column(store, _CONCEPT.format(property="kg:indicatorKind"))
    units = _column(store, _CONCEPT.format(property="kg:unit"))
    quantities = _column(store, _CONCEPT.format(property="kg:quantityKind"))
    return {
        concept: Description(
            names[concept],
            objects.get(concept),
            measures.get(concept),
            last_part(kinds[concept]) if concept in kinds else None,
            people.get(concept),
            frozenset(map(last_part, level2.get(concept, ()))),
            frozenset(map(last_part, units.get(concept, ()))),
            quantities.get(concept, frozenset()),
        )
        for concept in sorted(names)
    }


def read_organizations(store: Askable) -> dict[str, OrganizationSide]:
    """All departments and units, by IRI, in order."""
    found: dict[str, str] = {}
    for kind in ("org:FormalOrganization", "org:OrganizationalUnit"):
        found |= _one_each(_column(store, f"?x a {kind} ; rdfs:label ?v"))
    superiors = _one_each(_column(store, "?x a org:OrganizationalUnit ; org:unitOf/rdfs:label ?v"))
    codes = _column(store, "?x org:identifier ?v")
    documents = _column(store, "?x kg:namedIn ?v")
    return {
        organization: OrganizationSide(
            found[organization],
            superiors.get(organization),
            codes.get(organization, frozenset()),
            documents.get(organization, frozenset()),
        )
        for organization in sorted(found)
    }


def read_projects(store: Askable) -> dict[str, ProjectSide]:
    """All projects, by IRI, in order. A department that was renamed goes by its first name."""
    names = _one_each(_column(store, _PROJECT.format(property="rdfs:label")))
    departments = _column(store, _PROJECT.format(property="kg:department"))
    labels = _one_each(_column(store, "?x a org:FormalOrganization ; rdfs:label ?v"))
    first = {one: min([one, *others]) for one, others in known_pairs(store, "organization").items()}
    units = _column(store, _PROJECT.format(property="kg:implementingUnit/rdfs:label"))
    years = _column(store, _PROJECT.format(property="kg:year"))
    codes = _column(store, _PROJECT.format(property="kg:projectCode"))
    amounts = _column(store, "?f a kg:Form ; kg:ofProject ?x ; kg:budget|kg:fiscalBudget ?v")
    documents = _column(store, "?f a kg:Form ; kg:ofProject ?x ; kg:inDocument ?v")
    nothing: frozenset[str] = frozenset()
    named = {
        project: frozenset(labels.get(first.get(one, one), one) for one in departments.get(project, nothing))
        for project in names
    }
    bearers: dict[str, set[str]] = defaultdict(set)
    for project, name in names.items():
        bearers[key(name)] |= named[project]
    return {
        project: ProjectSide(
            names[project],
            named[project],
            units.get(project, nothing),
            frozenset(map(int, years.get(project, ()))),
            codes.get(project, nothing),
            amounts.get(project, nothing),
            documents.get(project, nothing),
            len(bearers[key(names[project])]),
        )
        for project in sorted(names)
    }


def known_pairs(store: Askable, kind: Kind) -> Column:
    """What is stated to be one already, by exact keys or by a decision."""
    return _column(store, f"?x {_KNOWN_PAIRS[kind]} ?v")


def read_digests(store: Askable, kind: Kind, sides: Iterable[str]) -> dict[str, dict[str, str]]:
    """Facet by facet, what the graph says of each side, as eight hexadecimal digits; sides that are not in the
    graph are left out."""
    wanted = sorted(set(sides))
    found: dict[str, dict[str, str]] = {}
    for facet, pattern in _FACETS[kind]:
        for start in range(0, len(wanted), _AT_ONCE):
            values = " ".join(f"<{side}>" for side in wanted[start : start + _AT_ONCE])
            for side, said in _column(store, f"VALUES ?x {{ {values} }} {pattern}").items():
                found.setdefault(side, {})[facet] = _digest(said)
    return {side: facets for side, facets in found.items() if "名称" in facets}


def pair_digest(kind: Kind, one: Mapping[str, str], other: Mapping[str, str]) -> str:
    """The digest of both sides of a decision: ``名称:1f2e3d4c 单位:… …``."""
    return " ".join(
        f"{facet}:{_digest((one.get(facet, ''), other.get(facet, '')))}" for facet, _ in _FACETS[kind]
    )


def changed_facets(before: str, now: str) -> list[str]:
    """The names of the facets in which two digests of a pair differ."""
    old, new = (dict(part.partition(":")[::2] for part in digest.split()) for digest in (before, now))
    return [facet for facet in new if old.get(facet) != new[facet]]


def _digest(values: Iterable[str]) -> str:
    return hashlib.sha256("\x1f".join(sorted(values)).encode("utf-8")).hexdigest()[:8]


def _column(store: Askable, pattern: str) -> dict[str, frozenset[str]]:
    """Pairs of ?x and ?v of a pattern, as ?x to all its values."""
    asked = f"SELECT DISTINCT ?x ?v WHERE {{ {pattern} }}"
    found: dict[str, set[str]] = defaultdict(set)
    for side, value in run_query(store, asked, row_limit=_ROWS, time_limit=_SECONDS).rows:
        found[str(side)].add(str(value))
    return {side: frozenset(values) for side, values in found.items()}


def _one_each(column: Column) -> dict[str, str]:
    """The first value of each in order of its characters, for what has one as a rule."""
    return dict(_first(column))


def _first(column: Column) -> Iterator[tuple[str, str]]:
    for side, values in column.items():
        yield side, min(values)
