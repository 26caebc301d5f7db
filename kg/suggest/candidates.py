"""The concepts of the library that a typed text may mean, best first, with what speaks for each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from math import log
from typing import Final

from kg.graph.derived import kind_classes
from kg.linking.likeness import Description, Likeness, likeness
from kg.namespaces import KG, PREFIXES, VOCAB
from kg.query import run_query
from kg.query.run import Askable
from kg.segment import find_unit
from kg.suggest.asked import Asked
from kg.suggest.library import Library
from kg.suggest.projects import used_by_projects
from kg.suggest.wanted import Word, held_share, pattern_of, plain_name, weights_of, words_of
from kg.vocabulary import load_scheme

_LIKENESS: Final = 0.4
_HELD: Final = 0.55
_USED: Final = 0.05
_MEASURED: Final = 0.05
"""What a measure of the same kind adds: a rate is looked for among rates."""
_PROJECT: Final = 0.45
"""What an indicator is worth at most that only stands under a project of the typed name."""
_PROJECTS_ENOUGH: Final = 3
_MANY: Final = 50
"""Rows beyond which a concept is not thought better for having more."""
_LOOKED_AT: Final = 150
"""Concepts whose parts and units are read: those that hold most of the typed words."""
_LEAST_HELD: Final = 0.25
_MOST: Final = 5000
_AT_ONCE: Final = 100

# only concepts have a kg:targetCount; asking for their class too takes three times as long
_FOUND: Final = """
SELECT ?concept ?label ?rows WHERE {{
  ?concept skos:prefLabel ?label ; kg:targetCount ?rows .{filter}
}}"""
_OF_KIND: Final = """
SELECT DISTINCT ?concept ?label ?rows WHERE {{
  {{ {found} }}
  ?concept kg:indicatorKind ?kind FILTER(?kind IN ({kinds}))
}}"""
# sorted here: an ORDER BY over the library takes seconds
_USED_BY: Final = "SELECT ?concept ?rows WHERE { ?concept kg:targetCount ?rows }"
_OF_KIND_AMONG: Final = """
SELECT ?concept ?label (COUNT(DISTINCT ?t) AS ?rows) WHERE {{
  VALUES ?concept {{ {concepts} }}
  ?concept skos:prefLabel ?label . ?t kg:ofConcept ?concept ; kg:indicatorKind ?kind FILTER(?kind IN ({kinds}))
}} GROUP BY ?concept ?label"""
_TOTAL: Final = "SELECT (COUNT(?concept) AS ?n) WHERE { ?concept a kg:IndicatorConcept }"
_DETAILS: Final = """
SELECT DISTINCT ?concept ?property ?value WHERE {{
  VALUES ?concept {{ {concepts} }}
  ?concept ?property ?value
  FILTER(?property IN (kg:measuredObject, kg:measureText, kg:measureKind, kg:populationText, kg:scopeText,
    kg:periodText, kg:indicatorKind, kg:unit, kg:quantityKind, kg:direction, skos:exactMatch))
}}"""

Found = tuple[str, str, int]
"""A concept, its label and how many rows use it."""
Details = Mapping[str, tuple[str, ...]]
"""Local names of properties to values."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A concept with its score (0 to 1) and the evidence in Chinese; ``held`` is the share of the typed words.

    ``projects`` are those of a like name that use it, where it was found by these and not by its own name.
    """

    concept: str
    label: str
    rows: int
    details: Details
    score: Decimal
    held: Decimal
    evidence: tuple[str, ...]
    projects: tuple[str, ...] = ()


def find_candidates(
    store: Askable, asked: Asked, library: Library | None = None, *, of_projects: bool = True
) -> list[Candidate]:
    """The concepts that hold a word of the text or one of its meaning, the best first; at most a few hundred.

    Without a name, those of the kinds of indicator that were typed, the most used first (among the 5,000 most used).
    ``library``: the names of the graph where they were read before; ``of_projects``: also what projects of this
    name use.
    """
    words = words_of(asked) if asked.name else ()
    found = _holding(store, asked, pattern_of(words), library) if words else _most_used(store, asked)
    if not words:
        found.sort(key=lambda one: (-one[2], one[1], one[0]))
        held = dict.fromkeys((concept for concept, _, _ in found), 1.0)
    else:
        plain = {concept: plain_name(label) for concept, label, _ in found}
        total = len(library.entries) if library else int(run_query(store, _TOTAL).rows[0][0] or 0)
        weights = weights_of(words, plain.values(), total)
        held = {concept: held_share(words, weights, name) for concept, name in plain.items()}
        found = [one for one in found if held[one[0]] >= _LEAST_HELD]
        found.sort(key=lambda one: (-held[one[0]], len(one[1]), one[1], one[0]))
    found = found[:_LOOKED_AT]
    details = read_details(store, [concept for concept, _, _ in found])
    scored = [
        _candidate(asked, concept, label, rows, details.get(concept, {}), held[concept])
        for concept, label, rows in found
    ]
    if of_projects and words and asked.parts.measure is None and not asked.has_target:
        scored = _with_projects(store, asked, words, scored, library)
    return sorted(scored, key=lambda one: (-one.score, -one.rows, one.label, one.concept))


def _with_projects(
    store: Askable,
    asked: Asked,
    words: Sequence[Word],
    scored: Sequence[Candidate],
    library: Library | None,
) -> list[Candidate]:
    """Of an object only also the indicators that projects of this name use, behind those that bear its name."""
    used = used_by_projects(store, words, kinds_within(asked.kinds) if asked.kinds else (), library)
    best = sorted(
        used.values(), key=lambda one: (-one.held, -len(one.projects), -one.rows, one.label, one.concept)
    )
    details = read_details(store, [one.concept for one in best[:_LOOKED_AT]])
    found = {candidate.concept: candidate for candidate in scored}
    for one in best[:_LOOKED_AT]:
        concept = one.concept
        spread = min(1.0, len(one.projects) / _PROJECTS_ENOUGH)
        score = _rounded(_PROJECT * one.held + _USED * spread)
        known = found.get(concept)
        if known is None or known.score < score:
            projects = tuple(sorted(one.projects))
            evidence = (f"名称相近的项目在用：{'、'.join(projects[:_PROJECTS_ENOUGH])}",)
            held = _rounded(one.held)
            found[concept] = Candidate(
                concept, one.label, one.rows, details.get(concept, {}), score, held, evidence, projects
            )
    return list(found.values())


def read_details(store: Askable, concepts: Sequence[str]) -> dict[str, dict[str, tuple[str, ...]]]:
    """The parts, kinds, units and decided equals of concepts: local names of properties to sorted values."""
    if not concepts:
        return {}
    asked = _DETAILS.format(concepts=_listed(concepts, " "))
    found: dict[str, dict[str, set[str]]] = {}
    for concept, name, value in run_query(store, asked).rows:
        local = str(name).removeprefix(KG).removeprefix(PREFIXES["skos"])
        found.setdefault(str(concept), {}).setdefault(local, set()).add(str(value))
    return {
        concept: {name: tuple(sorted(values)) for name, values in properties.items()}
        for concept, properties in found.items()
    }


@lru_cache(maxsize=32)
def kinds_within(names: tuple[str, ...]) -> tuple[str, ...]:
    """The IRIs of the kinds that count for one of these (names): 成本指标 includes 经济成本指标."""
    wanted = set(names)
    return tuple(
        concept.iri
        for concept in load_scheme("kinds")
        if wanted & kind_classes(f"<{concept.iri}>")
        or wanted & {parent.rsplit("/", 1)[-1] for parent in concept.broader}
    )


def _holding(store: Askable, asked: Asked, pattern: str, library: Library | None) -> list[Found]:
    """The concepts whose names match."""
    if library is not None and not asked.kinds:
        return library.holding(pattern)
    question = _FOUND.format(filter=f'\n  FILTER(REGEX(?label, "{pattern}", "i"))')
    if asked.kinds:
        question = _OF_KIND.format(found=question, kinds=_listed(kinds_within(asked.kinds), ", "))
    return [
        (str(concept), str(label), int(rows or 0)) for concept, label, rows in run_query(store, question).rows
    ]


def _most_used(store: Askable, asked: Asked) -> list[Found]:
    """Among the most used concepts those of the kinds asked for, with their rows of these kinds."""
    kinds = _listed(kinds_within(asked.kinds), ", ")
    counts = {str(concept): int(count or 0) for concept, count in run_query(store, _USED_BY).rows}
    used = sorted(counts, key=lambda concept: (-counts[concept], concept))[:_MOST]
    found: list[Found] = []
    for start in range(0, len(used), _AT_ONCE):
        among = _listed(used[start : start + _AT_ONCE], " ")
        rows = run_query(store, _OF_KIND_AMONG.format(concepts=among, kinds=kinds)).rows
        found += [(str(concept), str(label), int(count or 0)) for concept, label, count in rows]
        if len(found) >= _AT_ONCE:
            break
    return found


def _listed(iris: Iterable[str], separator: str) -> str:
    return separator.join(f"<{iri}>" for iri in iris)


def _candidate(asked: Asked, concept: str, label: str, rows: int, details: Details, held: float) -> Candidate:
    alike = likeness(_wanted(asked), describe(label, details)) if asked.name else Likeness(1.0)
    used = min(1.0, log(1 + rows) / log(1 + _MANY))
    measured = asked.parts.measure_kind
    score = _HELD * held + _LIKENESS * alike.score + _USED * used
    if measured and measured in _names(details.get("measureKind", ())):
        score = min(1.0, score + _MEASURED)
    return Candidate(concept, label, rows, details, _rounded(score), _rounded(held), alike.evidence)


def _wanted(asked: Asked) -> Description:
    parts = asked.parts
    unit = find_unit(asked.unit) if asked.unit else None
    quantity = asked.segments.quantity_kind if asked.segments else None
    return Description(
        asked.name,
        parts.object.text if parts.object else None,
        parts.measure.text if parts.measure else None,
        parts.measure_kind,
        parts.population.text if parts.population else None,
        frozenset(asked.kinds),
        frozenset([unit.concept.name] if unit and unit.concept else ()),
        frozenset([quantity] if quantity else ()),
    )


def describe(label: str, details: Details) -> Description:
    """A concept by its label and details (`read_details`), as it is compared with others."""

    def first(name: str) -> str | None:
        return next(iter(details.get(name, ())), None)

    return Description(
        label,
        first("measuredObject"),
        first("measureText"),
        _name(first("measureKind")),
        first("populationText"),
        frozenset(_names(details.get("indicatorKind", ()))),
        frozenset(_names(details.get("unit", ()))),
        frozenset(details.get("quantityKind", ())),
    )


def _names(iris: Iterable[str]) -> list[str]:
    return [iri.removeprefix(VOCAB).partition("/")[2] for iri in iris]


def _name(iri: str | None) -> str | None:
    return _names([iri])[0] if iri else None


def _rounded(score: float) -> Decimal:
    return Decimal(str(round(score, 3)))
