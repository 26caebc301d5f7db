"""A name as it is compared: words of one meaning read alike, and what must not differ (numbers, levels, negations)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from kg.text import key
from kg.vocabulary import Concept, load_scheme, spellings

Marks = frozenset[tuple[str, str]]
"""What is counted and its value: ("级", "3"), ("年份", "2026")."""

_DIGITS: Final = {c: str(n) for n, c in enumerate("零一二三四五六七八九十")} | {"两": "2", "〇": "0"}
_MARK: Final = re.compile(
    r"(?P<year>(?:19|20)\d{2})(?:年度|年底|年末|年)?[至到]?"
    r"|(?P<span>\d{1,2}|[一二三四五六七八九十两])年(?!度|级|龄|鉴)"
    r"|(?P<rank>\d{1,2}|[一二三四五六七八九十两甲乙丙丁ABCD])(?P<of>级|期|等奖|等|类|批|号|星|层|阶段|季度|标段|分册)(?!保|号|地)"
    r"|(?P<grade>\d)(?P<letter>A)(?![A-Za-z])"
    r"|(?P<number>\d+(?:\.\d+)?)(?P<sign>[%‰万亿]?)"
)
_SIGNS: Final = re.compile(r"[\s\"'“”‘’《》〈〉()（）\[\]【】、,，.。;；:：/·—\-_+*]")
_LONGEST_MEASURE: Final = 8
FILLING: Final = 0.3
"""What a filling word weighs, where a telling one weighs 1."""
_COUNTS: Final = frozenset({"number", "frequency", "number-of-people"})
_RATES: Final = frozenset({"rate", "timeliness", "satisfaction", "growth"})


@dataclass(frozen=True, slots=True)
class Reading:
    """A name taken apart for comparing.

    ``plain`` is the folded name with words of one meaning read as one, ``core`` what of it is compared by
    characters: without signs, years and bare endings. ``stem`` is what a rate or duration says before its ending
    (可用 of 可用率). ``marks`` are the numbers and grades, ``contrasts`` maps a dimension to the words of it that
    stand in the name, ``replaced`` maps a word of the core to what the name prints for it.
    """

    plain: str
    core: str
    weights: tuple[float, ...]
    stem: str
    measure_kind: str | None
    marks: Marks
    contrasts: dict[str, frozenset[str]]
    negated: bool
    replaced: dict[str, str]


@lru_cache(maxsize=200_000)
def read_name(name: str, measure: str | None = None, measure_kind: str | None = None) -> Reading:
    """Take a name apart; ``measure`` and its kind are looked up at its end where they are not known."""
    folded = key(name)
    if measure is None and measure_kind is None:
        measure, measure_kind = _measure_at_end(folded)
    replaced: dict[str, str] = {}
    same, canonical = _synonyms()

    def read(found: re.Match[str]) -> str:
        word = found.group()
        first = canonical[word]
        if first != word:
            replaced[first] = word
        return first

    plain = same.sub(read, folded)
    marks = _marks(plain)
    core = _SIGNS.sub("", _without_years(plain))
    ending = same.sub(lambda found: canonical[found.group()], key(measure or ""))
    bare, stem = _without_ending(_SIGNS.sub("", core), ending, measure_kind)
    return Reading(
        plain,
        bare,
        _weights(bare),
        stem,
        measure_kind,
        marks,
        _contrasts(plain),
        _is_negated(plain),
        replaced,
    )


def _measure_at_end(name: str) -> tuple[str | None, str | None]:
    known = spellings("measures")
    for size in range(min(_LONGEST_MEASURE, len(name)), 0, -1):
        concept = known.get(name[-size:])
        if concept is not None:
            return (None, None) if concept.name == "none" else (name[-size:], concept.name)
    return None, None


def _without_ending(core: str, measure: str, measure_kind: str | None) -> tuple[str, str]:
    """The core without an ending that says only that something is counted; the stem of the measure."""
    if measure_kind in _COUNTS:
        return _cut(core, "counting-end"), ""
    ends = "rate-end" if measure_kind in _RATES else "time-end" if measure_kind == "duration" else None
    if ends is None:
        return core, ""
    return _cut(core, ends), _cut(measure, ends, to_nothing=True)


def _cut(text: str, ends: str, *, to_nothing: bool = False) -> str:
    for end in _words("name-words", ends):
        if text.endswith(end) and (to_nothing or len(text) > len(end)):
            return text[: -len(end)]
    return text


def _marks(text: str) -> Marks:
    found = set()
    for mark in _MARK.finditer(text):
        groups = mark.groupdict()
        if groups["year"]:
            found.add(("年份", groups["year"]))
        elif groups["span"]:
            found.add(("年限", _DIGITS.get(groups["span"], groups["span"])))
        elif groups["rank"]:
            found.add((groups["of"], _DIGITS.get(groups["rank"], groups["rank"])))
        elif groups["grade"]:
            found.add(("A级", groups["grade"]))
        else:
            found.add(("数字", groups["number"] + groups["sign"]))
    return frozenset(found)


def _without_years(text: str) -> str:
    return _MARK.sub(lambda found: "" if found["year"] or found["span"] else found.group(), text)


def _contrasts(text: str) -> dict[str, frozenset[str]]:
    pattern, members = _contrast_words()
    found: dict[str, set[str]] = {}
    for word in pattern.findall(text):
        dimension, member = members[word]
        found.setdefault(dimension, set()).add(member)
    return {dimension: frozenset(words) for dimension, words in found.items()}


def _is_negated(text: str) -> bool:
    bare = _pattern(_words("name-words", "no-negation")).sub("", text)
    return _pattern(_words("name-words", "negation")).search(bare) is not None


def _weights(core: str) -> tuple[float, ...]:
    weights = [1.0] * len(core)
    for found in _filling().finditer(core):
        for at in range(*found.span()):
            weights[at] = FILLING
    return tuple(weights)


@cache
def _filling() -> re.Pattern[str]:
    return _pattern((*_words("name-words", "filling"), *_words("actions", "doing")))


@cache
def _synonyms() -> tuple[re.Pattern[str], dict[str, str]]:
    canonical = {
        word: key(concept.label) for concept in load_scheme("synonyms") for word in _chinese(concept.labels)
    }
    return _pattern(canonical), canonical


@cache
def _contrast_words() -> tuple[re.Pattern[str], dict[str, tuple[str, str]]]:
    concepts = {concept.iri: concept for concept in load_scheme("contrasts")}
    members = {
        word: (concepts[concept.broader[0]].label, concept.label)
        for concept in concepts.values()
        if concept.broader
        for word in _chinese(concept.labels)
    }
    return _pattern(members), members


@cache
def _words(scheme: str, name: str) -> tuple[str, ...]:
    """The Chinese spellings of a concept, the longest first."""
    concept: Concept = next(concept for concept in load_scheme(scheme) if concept.name == name)
    return tuple(sorted(_chinese(concept.labels), key=lambda word: (-len(word), word)))


def _chinese(labels: Iterable[str]) -> list[str]:
    return [key(word) for word in labels if not word.isascii()]


@lru_cache(maxsize=32)
def _compiled(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)))


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    return _compiled(tuple(sorted(words, key=lambda word: (-len(word), word))))
