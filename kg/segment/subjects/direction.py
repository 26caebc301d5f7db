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


@dataclass(frozen=True, slots=True)
class DirectionWords:
    """ontology/vocab/directions.ttl: words by what they end, open or are part of, with what they tell.

    ``growing`` and ``reducing`` are verbs before the measure, ``turns`` words of change at the end of a name,
    ``object_part`` bad things and ``handling`` what is done about them, ``occurring`` measures of how much there is;
    ``decides`` maps the kind of level 2 and of the measure.
    """

    endings: Mapping[str, str]
    longest: int
    measure_part: re.Pattern[str]
    measure_parts: Mapping[str, str]
    objects: Mapping[str, str]
    object_ending: re.Pattern[str]
    object_part: re.Pattern[str]
    absence: frozenset[str]
    handling: re.Pattern[str]
    negation: re.Pattern[str]
    occurring: tuple[str, ...]
    occurring_kinds: frozenset[str]
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
    negation = words.negation.match(measure.text) if measure else None
    if measure is None or negation is None or words.measure_part.match(measure.text):
        return _direction(parts, concept, subject, level2)
    rest = Part(measure.text[negation.end() :], measure.start + negation.end(), measure.end)
    if words.turn.search(subject, max(0, len(subject) - words.longest)):
        return _direction({**parts, "measure": rest}, concept, subject, level2)
    found = _direction({**parts, "measure": rest}, concept, subject, None)
    if found is None or found.name == LOWER:
        return found and Direction(HIGHER, "measure", measure.text)
    if verb := words.reducing.search(subject, 0, measure.start):
        return Direction(HIGHER, "name", verb[0])
    return Direction(LOWER, "measure", measure.text)


def _direction(
    parts: Mapping[str, Part], concept: Concept | None, subject: str, level2: str | None
) -> Direction | None:
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
    counts = kind in words.occurring_kinds
    if counts or measure.text.endswith(words.occurring):
        if bad is None:
            bad = _bad_within(thing or parts.get("population"), words)
        if bad and not words.handling.search(measure.text):
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


def _bad_within(thing: Part | None, words: DirectionWords) -> str | None:
    """The word inside an object, or people without one, that says that it is nothing to wish for (超时办件), unless
    something is done about it (违规行为查处)."""
    if thing is None:
        return None
    text = thing.text
    found = next(
        (
            one[0]
            for one in words.object_part.finditer(text)
            if text[one.start() - 1 : one.start()] not in words.absence
        ),
        None,
    )
    # 未整改 is not 整改
    return None if found is None or words.handling.search(words.object_part.sub("", text)) else found


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

    def of_lower(name: str) -> tuple[str, ...]:
        return concepts[LOWER].properties.get(name, ())

    endings, parts, objects = told("subjectEnding"), told("measurePart"), told("objectEnding")
    rules = ((rule.partition("/"), name) for rule, name in told("decides").items())
    return DirectionWords(
        endings=endings,
        longest=max(map(len, endings)),
        measure_part=any_of(parts),
        measure_parts=parts,
        objects=objects,
        object_ending=re.compile(f"({any_of(objects).pattern})(?:发生)?$"),
        object_part=any_of(of_lower("objectPart")),
        absence=frozenset(of_lower("absence")),
        handling=any_of(concepts[HIGHER].properties.get("handling", ())),
        negation=any_of(of_lower("negation")),
        occurring=of_lower("occurring"),
        occurring_kinds=frozenset(of_lower("occurringKind")),
        growing=any_of(concepts[HIGHER].properties.get("leadingVerb", ())),
        reducing=any_of(concepts[LOWER].properties.get("leadingVerb", ())),
        turn=re.compile(f"(?:{any_of(concepts[HIGHER].properties.get('turns', ())).pattern})$"),
        decides={(level, measure): _NAMES[name] for (level, _, measure), name in rules},
    )
