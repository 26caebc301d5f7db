"""How alike two descriptions of an indicator are, 0 to 1, with what speaks for and against it in Chinese words.

The names are compared by the pairs of characters they share, each character weighed by its rarity: the words of a
name may stand in any order and need no dictionary. What must not differ (numbers and grades, levels, negations, the
population asked, the way of measuring) counts against it. A score is a proposal for a person, never a decision.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from math import log
from typing import Final

from kg.linking.doubts import of_contrasts, of_marks, of_measures, of_people
from kg.linking.naming import Reading, read_name
from kg.text import key
from kg.vocabulary import load_scheme

_SMOOTHING: Final = 20
"""Names added to those counted, so that rarity in a small library says little."""

_OTHER_WORDS: Final = 0.6
_WORD: Final = 2
"""Characters of a word."""
_OTHER_QUANTITY: Final = 0.7
_OTHER_LEVEL2: Final = 0.95
_SAME_UNIT: Final = 0.1
_SAME_LEVEL2: Final = 0.06
_SAME_OBJECT: Final = 0.08
_BOOSTED: Final = 0.3
"""Units and levels speak for a pair only where the names do so already."""
_NEAR: Final = 0.97
"""The most that two names can score that are not printed alike; less where they are so only by words of one meaning."""
_BY_SYNONYMS: Final = 0.95
_TELLING: Final = 3


@dataclass(frozen=True, slots=True)
class Description:
    """What is known of an indicator concept, or of a name typed in; all but the name may be empty.

    ``object``, ``measure`` and ``population`` are parts of the name, ``measure_kind`` a name of
    ontology/vocab/measures.ttl; ``level2``, ``units`` and ``quantity_kinds`` are names of kinds, units
    and kinds of quantity that its rows stand under.
    """

    name: str
    object: str | None = None
    measure: str | None = None
    measure_kind: str | None = None
    population: str | None = None
    level2: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    quantity_kinds: frozenset[str] = frozenset()

    def reading(self) -> Reading:
        """The name as it is compared."""
        return read_name(self.name, self.measure, self.measure_kind)


@dataclass(frozen=True, slots=True)
class Likeness:
    """A score (0 to 1, three decimals) and the evidence, what speaks for it first."""

    score: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Weights:
    """How much the characters of names tell: rare ones more. Without any count all tell alike."""

    counts: Counter[str] = field(default_factory=Counter)
    names: int = 0

    @classmethod
    def of(cls, names: Iterable[str]) -> "Weights":
        """Count in how many of the ``names`` (as compared) every character stands."""
        counts: Counter[str] = Counter()
        total = 0
        for name in names:
            total += 1
            counts.update(set(name))
        return cls(counts, total)

    def character(self, character: str) -> float:
        """The weight of one character, above 0."""
        if not self.names:
            return 1.0
        return log((self.names + _SMOOTHING) / (self.counts.get(character, 0) + 1) + 1)


@dataclass(frozen=True, slots=True)
class Name:
    """A description made ready: the characters' weights, and the pairs of characters of its core."""

    description: Description
    reading: Reading
    weights: tuple[float, ...]
    total: float
    running: tuple[str, ...]
    """The pairs of characters as they follow one another; ``pairs`` has each once."""
    pairs: frozenset[str]
    population: str
    """Those asked or counted, as compared; ``asked`` as printed."""
    asked: str
    object: str


def likeness(one: Description, other: Description, weights: Weights | None = None) -> Likeness:
    """How alike two descriptions are; without ``weights`` all characters count alike."""
    weights = weights or Weights()
    return compare(ready(one, weights), ready(other, weights))


def ready(description: Description, weights: Weights) -> Name:
    """Make a description ready for being compared with many others."""
    reading = description.reading()
    each = tuple(
        weights.character(letter) * own for letter, own in zip(reading.core, reading.weights, strict=True)
    )
    core = reading.core
    running = tuple(core[at : at + 2] for at in range(len(core) - 1)) or (core,)[: len(core)]
    population = read_name(description.population).core if description.population else ""
    asked = description.population or ""
    if not population and reading.measure_kind == "satisfaction" and reading.stem:
        population = asked = core.partition(reading.stem)[0]
    object_ = key(description.object or "")
    pairs = frozenset(running)
    return Name(description, reading, each, sum(each), running, pairs, population, asked, object_)


def compare(one: Name, other: Name, *, with_evidence: bool = True, at_least: float = 0.0) -> Likeness:
    """The score of the names, times what speaks against the pair, and nearer to 1 for what speaks for it.

    A pair that cannot score ``at_least`` scores 0.
    """
    said: list[str] = []
    doubts: list[str] = []
    score = _shared_weight(one, other)
    if not score or score < least_shared(at_least):
        return Likeness(0.0)
    factor = 1.0
    for each, words in (
        *of_marks(one.reading, other.reading),
        *of_contrasts(one.reading, other.reading),
        *of_people(one.population, other.population, (one.asked, other.asked)),
        *of_measures(one.reading, other.reading),
    ):
        factor *= each
        doubts.append(words)
    score *= factor
    for share, against, words, ours, theirs in (
        (_SAME_UNIT, 1.0, "单位", one.description.units, other.description.units),
        (0.0, _OTHER_QUANTITY, "量的种类", one.description.quantity_kinds, other.description.quantity_kinds),
        (_SAME_LEVEL2, _OTHER_LEVEL2, "二级指标", one.description.level2, other.description.level2),
    ):
        if not ours or not theirs:
            continue
        if both := ours & theirs:
            if score >= _BOOSTED:
                score += share * (1 - score)
            if share:
                said.append(f"{words}相同：{_listed(both, words)}")
        else:
            score *= against
            if against < 1 or words == "单位":
                doubts.append(f"{words}不同：{_listed(ours, words)}／{_listed(theirs, words)}")
    if one.object == other.object and len(one.object) >= _TELLING and score >= _BOOSTED:
        score += _SAME_OBJECT * (1 - score)
        said.append(f"对象相同：{one.object}")
    if key(one.description.name) != key(other.description.name):
        score = min(score, _NEAR) * (_BY_SYNONYMS if _replaced(one, other) else 1.0)
    score = round(min(score, 1.0), 3)
    if not with_evidence:
        return Likeness(score)
    return Likeness(score, (*_common_words(one, other), *said, *doubts))


def _shared_weight(one: Name, other: Name) -> float:
    """The weight of the characters that stand in shared pairs, as a share of that of both names; less where each
    name has words that the other lacks (工业经济, 数字经济): one stands in place of the other."""
    both = one.pairs & other.pairs
    if not both:
        return 0.0
    ours, theirs = _covered(one, both), _covered(other, both)
    total = one.total + other.total
    letters = len(one.weights) + len(other.weights)
    replaced = min(one.total - ours, other.total - theirs) * letters / total
    return (ours + theirs) / total * (1 - (1 - _OTHER_WORDS) * min(1.0, replaced / _WORD))


def _covered(name: Name, both: frozenset[str]) -> float:
    """The weight of the characters of a name that stand in one of these pairs."""
    hits = [pair in both for pair in name.running]
    if len(hits) == len(name.weights):  # a name of one character is a pair of its own
        return name.total
    covered = 0.0
    before = False
    for weight, after in zip(name.weights, (*hits, False), strict=True):
        if before or after:
            covered += weight
        before = after
    return covered


def least_shared(at_least: float) -> float:
    """What the names alone must score for a pair to score ``at_least`` when all else speaks for it."""
    return 1 - (1 - at_least) / ((1 - _SAME_UNIT) * (1 - _SAME_LEVEL2) * (1 - _SAME_OBJECT))


def _common_words(one: Name, other: Name) -> Iterator[str]:
    """The longest runs of characters that both names have, in the order of the first."""
    core, whole = one.reading.core, other.reading.core
    words: list[str] = []
    at = 0
    while at < len(core) - 1:
        end = at
        while end < len(core) and core[at : end + 1] in whole:
            end += 1
        if end - at >= 2:
            words.append(core[at:end])
        at = max(end, at + 1)
    if words:
        yield f"共同的词：{'、'.join(dict.fromkeys(_as_printed(word, one) for word in words))}"
    near = [f"{ours}≈{theirs}" for ours, theirs in _replaced(one, other)]
    if near:
        yield f"近义的词：{'、'.join(near)}"


def _as_printed(word: str, name: Name) -> str:
    for first, printed in name.reading.replaced.items():
        word = word.replace(first, printed)
    return word


def _replaced(one: Name, other: Name) -> list[tuple[str, str]]:
    """The words that both names have only because they are read as one: what each of them prints."""
    ours, theirs = one.reading.replaced, other.reading.replaced
    return [
        (ours.get(word, word), theirs.get(word, word))
        for word in dict.fromkeys((*ours, *theirs))
        if ours.get(word) != theirs.get(word) and word in one.reading.plain and word in other.reading.plain
    ]


def _listed(names: frozenset[str], words: str) -> str:
    labels = _labels({"单位": "units", "量的种类": "quantities", "二级指标": "kinds"}[words])
    return "、".join(sorted(labels.get(name, name) for name in names))


@cache
def _labels(scheme: str) -> dict[str, str]:
    return {concept.name: concept.label for concept in load_scheme(scheme)}
