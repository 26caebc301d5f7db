"""The measure word at the end of a subject: 率 of 设备完好率, 修复时间 of 系统故障修复时间."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kg.vocabulary import Concept, load_scheme

_TAIL: Final = re.compile(r"(?:指标|\([^()]*+\)|（[^（）]*+）|[。.；;，,、*★])$")
_LONGEST_TAIL: Final = 24
_NONE: Final = "none"
"""The concept of words that only end like a measure: 制度."""
_CHANGE: Final = 2
"""The length of a word of change."""
_TAIL_ENDS: Final = frozenset("标)）。.；;，,、*★")


@dataclass(frozen=True, slots=True)
class Measure:
    """The word at the end of a subject that says how it is measured, at ``start`` to ``end`` of the subject."""

    start: int
    end: int
    concept: Concept


@dataclass(frozen=True, slots=True)
class MeasureWords:
    """All measure words by spelling; ``joining`` are those that the word before them is part of (办结·率), and
    ``joining_verbs`` those that only a verb is, where an object is left (水土流失|治理·面积). The first character of
    the ``doubtful`` may be the last of the word before, as in 用户·数, but never that of the ``undivided`` (人数). The
    ``leaving`` leave a verb before them in the object (垃圾分类|达标率), ``joining_letters`` take an abbreviation
    (PUE·值). ``changes`` may stand behind a measure (化肥使用量·减少)."""

    words: Mapping[str, Concept]
    longest: int
    joining: frozenset[str]
    joining_verbs: frozenset[str]
    doubtful: frozenset[str]
    leaving: frozenset[str]
    joining_letters: frozenset[str]
    undivided: frozenset[str]
    changes: frozenset[str]


def find_measure(subject: str) -> Measure | None:
    """The measure word a subject ends in (率, 数量, 次数, 时间 …), the longest known."""
    end = tail_start(subject)
    measure = _ending_at(subject, end)
    if measure is None and end > _CHANGE and subject[end - _CHANGE : end] in measure_words().changes:
        return _ending_at(subject, end - _CHANGE)
    return measure


def _ending_at(subject: str, end: int) -> Measure | None:
    table = measure_words()
    for start in range(max(0, end - table.longest), end):
        if concept := table.words.get(subject[start:end]):
            return Measure(start, end, concept) if concept.name != _NONE else None
    return None


def tail_start(subject: str) -> int:
    """Where brackets, stops and the word 指标 at the end of a subject begin."""
    end = len(subject)
    while end and subject[end - 1] in _TAIL_ENDS:
        match = _TAIL.search(subject, max(0, end - _LONGEST_TAIL), end)
        if match is None or match.start() == 0:
            break
        end = match.start()
    return end


@lru_cache(maxsize=1)
def measure_words() -> MeasureWords:
    """The measure words of ontology/vocab/measures.ttl."""
    words: dict[str, Concept] = {}
    joining: set[str] = set()
    joining_verbs: set[str] = set()
    leaving: set[str] = set()
    joining_letters: set[str] = set()
    undivided: set[str] = set()
    for concept in load_scheme("measures"):
        words |= {label: concept for label in concept.labels if not label.isascii()}
        joining.update(concept.properties.get("joinsAction", ()))
        joining_verbs.update(concept.properties.get("joinsVerb", ()))
        joining_letters.update(concept.properties.get("joinsLetters", ()))
        leaving.update(concept.properties.get("leavesAction", ()))
        undivided.update(concept.properties.get("undivided", ()))
    return MeasureWords(
        words,
        max(map(len, words)),
        frozenset(joining),
        frozenset(joining_verbs),
        frozenset(
            word for word in words if word[1:] in words and word[1:] not in joining and word not in undivided
        ),
        frozenset(leaving),
        frozenset(joining_letters),
        frozenset(undivided),
        frozenset(
            label
            for concept in load_scheme("actions")
            if concept.name == "change"
            for label in concept.labels
            if len(label) == _CHANGE
        ),
    )
