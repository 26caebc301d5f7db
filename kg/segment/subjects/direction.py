"""Whether more of an indicator is better, told by its measure, a word of its name, or its level-2 kind."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, Literal

from kg.model import Direction, Part
from kg.segment.lexicon import any_of
from kg.vocabulary import Concept, find_concept, load_scheme

Name = Literal["higher-is-better", "lower-is-better"]
HIGHER: Final = "higher-is-better"
LOWER: Final = "lower-is-better"
NEUTRAL: Final = "neutral"
_NAMES: Final[Mapping[str, Name]] = {HIGHER: HIGHER, LOWER: LOWER}
_COUNTS: Final = frozenset({"number", "frequency", "number-of-people", "duration", "money"})
_OCCURRING: Final = ("发生率", "占比", "比例", "比率", "比重", "增长率", "增幅", "检出率")


@dataclass(frozen=True, slots=True)
class DirectionWords:
    """ontology/vocab/directions.ttl: words by what they end, open or are part of, with what they tell.

    ``growing`` and ``reducing`` are verbs before the measure, ``turns`` words of change at the end of a name;
    ``decides`` maps the kind of level 2 and of the measure.
    """

    endings: Mapping[str, str]
    longest: int
    measure_part: re.Pattern[str]
    measure_parts: Mapping[str, str]
    objects: Mapping[str, str]
    object_ending: re.Pattern[str]
    growing: re.Pattern[str]
    reducing: re.Pattern[str]
    turn: re.Pattern[str]
    decides: Mapping[tuple[str, str], Name]


def find_direction(
    parts: Mapping[str, Part], concept: Concept | None, subject: str, level2: str | None
) -> Direction | None:
    """The direction of an indicator, or None where nothing tells it. The operator of a target is never asked."""
    words = direction_words()
    measure = parts.get("measure")
    thing = parts.get("object")
    bad = _bad(thing.text, words) if thing else None
    ending = _ending(subject[: measure.end] if measure else subject, words)
    told = words.endings[ending] if ending else None
    if turn := words.turn.search(subject, max(0, len(subject) - words.longest)):
        return None if told == NEUTRAL else Direction(HIGHER, "measure" if measure else "name", turn[0])
    if measure is None:
        verb = words.reducing.search(subject) or words.growing.search(subject, 0, thing.start if thing else 0)
        if verb:
            return Direction(HIGHER, "name", verb[0])
        return Direction(LOWER, "name", bad) if bad else _by_kind(words, "-", "", level2)
    part = words.measure_part.search(measure.text)
    of_part = words.measure_parts[part[0]] if part else None
    if (bad or told == LOWER or of_part == LOWER) and (
        verb := words.reducing.search(subject, 0, measure.start)
    ):
        return Direction(HIGHER, "name", verb[0])
    if part and of_part:
        return Direction(_NAMES[of_part], "measure", part[0]) if of_part in _NAMES else None
    kind = concept.name if concept else "-"
    if bad and (kind in _COUNTS or measure.text.endswith(_OCCURRING)):
        return Direction(LOWER, "name", bad)
    if ending and told:
        basis: Literal["measure", "name"] = "measure" if len(ending) <= len(measure.text) else "name"
        return Direction(_NAMES[told], basis, ending) if told in _NAMES else None
    return _by_kind(words, kind, measure.text, level2)


def _by_kind(words: DirectionWords, kind: str, measure: str, level2: str | None) -> Direction | None:
    for level in _kinds(level2):
        for key in ((level, kind), (level, "*")):
            if (name := words.decides.get(key)) and (kind != "-" or key[1] == "-"):
                return Direction(name, "level2", level2 or "")
    name = words.decides.get(("*", kind))
    return Direction(name, "measure", measure) if name else None


def _ending(name: str, words: DirectionWords) -> str | None:
    """The longest known ending of a name."""
    for start in range(max(0, len(name) - words.longest), len(name)):
        if name[start:] in words.endings:
            return name[start:]
    return None


def _bad(thing: str, words: DirectionWords) -> str | None:
    """The ending of an object that says that it is nothing to wish for (责任事故, but not 无故障)."""
    ending = words.object_ending.search(thing)
    return ending[1] if ending and words.objects[ending[1]] == LOWER else None


@lru_cache(maxsize=1024)
def _kinds(level2: str | None) -> tuple[str, ...]:
    """The concept of a level-2 label and all that are broader."""
    concept = find_concept("kinds", level2) if level2 else None
    found: list[str] = []
    while concept is not None and concept.name not in found:
        found.append(concept.name)
        concept = _by_iri().get(concept.broader[0]) if concept.broader else None
    return tuple(found)


@cache
def _by_iri() -> Mapping[str, Concept]:
    return {concept.iri: concept for concept in load_scheme("kinds")}


@lru_cache(maxsize=1)
def direction_words() -> DirectionWords:
    """The words of ontology/vocab/directions.ttl, read once."""
    concepts = {concept.name: concept for concept in load_scheme("directions")}

    def told(name: str) -> dict[str, str]:
        return {word: told for told, concept in concepts.items() for word in concept.properties.get(name, ())}

    endings, parts, objects = told("subjectEnding"), told("measurePart"), told("objectEnding")
    rules = ((rule.partition("/"), name) for rule, name in told("decides").items())
    return DirectionWords(
        endings=endings,
        longest=max(map(len, endings)),
        measure_part=any_of(parts),
        measure_parts=parts,
        objects=objects,
        object_ending=re.compile(f"({any_of(objects).pattern})(?:发生)?$"),
        growing=any_of(concepts[HIGHER].properties.get("leadingVerb", ())),
        reducing=any_of(concepts[LOWER].properties.get("leadingVerb", ())),
        turn=re.compile(f"(?:{any_of(concepts[HIGHER].properties.get('turns', ())).pattern})$"),
        decides={(level, measure): _NAMES[name] for (level, _, measure), name in rules},
    )
