"""Rows under a level where they do not belong, by the vocabulary: found once, for they are few among very many."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from kg.graph.facts import Facts
from kg.graph.place import kg
from kg.graph.reach import Derivation
from kg.graph.terms import Quad, iri, quads_of, read_term
from kg.vocabulary import Concept, load_scheme


def misplaced_quads(facts: Facts, graph: str, _base: str) -> Iterator[Quad]:
    """The level 1 of a row whose level 2 belongs under another one; the word that says what is measured, of a row
    whose kind is unfit for measures of that kind."""
    for target in facts.instances(kg("PerformanceTarget")):
        kinds = facts.get(target, "indicatorKind")
        levels = [one for one in facts.get(target, "level1") if any(_is_unusual(kind, one) for kind in kinds)]
        words = [
            word
            for concept in facts.get(target, "ofConcept")
            for measure in facts.get(concept, "measureKind")
            if not _unfit_kinds(measure).isdisjoint(kinds)
            for word in facts.get(concept, "measureText")
        ]
        found = [
            *((kg("unusualLevel1"), one) for one in levels),
            *((kg("unfitMeasure"), one) for one in words),
        ]
        yield from quads_of(target[1:-1], found, graph)


MISPLACED: Final = (
    Derivation(
        misplaced_quads,
        gives=("unusualLevel1", "unfitMeasure"),
        about=("PerformanceTarget",),
        reach=("ofConcept",),
    ),
)


@lru_cache(maxsize=1024)
def _is_unusual(kind: str, level1: str) -> bool:
    """Whether a level-2 kind stands under a level-1 label (both terms) that is known and not its own."""
    concept = _concepts("kinds").get(kind)
    if concept is None or "2" not in concept.properties.get("level", ()):
        return False
    uppers = [
        upper
        for upper in _concepts("kinds").values()
        if "1" in upper.properties.get("level", ()) and read_term(level1) in upper.labels
    ]
    return any(upper.iri not in {concept.iri, *concept.broader} for upper in uppers)


@lru_cache(maxsize=256)
def _unfit_kinds(measure: str) -> frozenset[str]:
    """The kinds that rows of such a measure do not belong under (all terms)."""
    concept = _concepts("measures").get(measure)
    return frozenset(map(iri, concept.properties.get("unfitKind", ()) if concept else ()))


@lru_cache(maxsize=2)
def _concepts(scheme: str) -> dict[str, Concept]:
    return {iri(concept.iri): concept for concept in load_scheme(scheme)}
