"""How units are put together on folded text: spellings, brackets, factors, denominators."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from string import ascii_letters
from typing import Final

from kg.segment.lexicon import lexicon
from kg.segment.numbers import SCALES
from kg.text import key
from kg.vocabulary import Concept, load_scheme

COUNTED: Final = frozenset({"count", "people"})
COMPOUND: Final = frozenset("/·")
_DENOMINATOR_NUMBER: Final = re.compile(r"10{0,5}[百千万亿]{0,2}(?!\d)|[百千万亿]{1,2}(?=\D)")
_PERIOD_NUMBER: Final = re.compile(r"[1-9]\d?(?=\D)")
_NOUN: Final = re.compile(r"[\u4e00-\u9fffA-Za-z³²]{1,4}(?=[/·,;。)]|$)")
_CLOSED: Final = re.compile(r"[,;。)]|$")
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
_DOTS: Final = frozenset("·•∙⋅・‧×*")
GOES_ON: Final = _DOTS | frozenset("(/每.")
"""What may stand behind a spelling and be part of the unit."""
_IN_GROUP: Final = _DOTS | frozenset("/.")
_LATIN: Final = frozenset(ascii_letters)
_MOST_PARTS: Final = 6


@dataclass(frozen=True, slots=True)
class _Atoms:
    """The spellings of the vocabulary: their concepts, for each first character their lengths, the longest first,
    those that are a unit only where no Chinese word runs on behind them (生 in 30生, not in 30生态…), and those that
    end in what is counted (个村)."""

    concepts: Mapping[str, Concept]
    lengths: Mapping[str, tuple[int, ...]]
    whole_words: frozenset[str]
    with_noun: frozenset[str]


@lru_cache(maxsize=1)
def _atoms() -> _Atoms:
    lengths: dict[str, set[int]] = {}
    for spelling in lexicon().units:
        lengths.setdefault(spelling[0], set()).add(len(spelling))
    return _Atoms(
        concepts=lexicon().units,
        lengths={first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()},
        whole_words=_listed("wholeWord"),
        with_noun=_listed("withNoun"),
    )


def _listed(name: str) -> frozenset[str]:
    return frozenset(key(word) for unit in load_scheme("units") for word in unit.properties.get(name, ()))


def ends_in_noun(spelling: str) -> bool:
    """Whether a spelling ends in what is counted: 个村, 家企业."""
    return spelling in _atoms().with_noun


def find_atom(text: str, at: int, *, simple: bool = False) -> tuple[int, Concept] | None:
    """The longest spelling at ``at``, with its end and concept; ``simple``: one without ``/`` and ``·`` in it."""
    atoms = _atoms()
    for length in atoms.lengths.get(text[at : at + 1], ()):
        spelling = text[at : at + length]
        concept = atoms.concepts.get(spelling)
        if concept is None or (simple and not COMPOUND.isdisjoint(spelling)):
            continue
        end = at + len(spelling)
        if spelling[-1] in _LATIN and text[end : end + 1] in _LATIN:
            continue  # the G of GDP is no unit
        if spelling in atoms.whole_words and runs_on(text, end):
            continue
        return end, concept
    return None


def runs_on(text: str, end: int) -> bool:
    """Whether a Chinese word goes on at ``end`` that is neither 以上 nor 左右 nor a denominator."""
    if not _CHINESE.match(text, end) or text[end] == "每":
        return False
    return not (lexicon().after.match(text, end) or lexicon().more_or_less.match(text, end))


def read_bracket(text: str, start: int, end: int, concept: Concept) -> tuple[int, Concept]:
    """人(次) is 人次; 辆(台) is another name for 辆, and so is 台(套、件) for 台; %(年度) is a note on %."""
    if not text.startswith("(", end):
        return end, concept
    at = end
    for _ in range(_MOST_PARTS):
        inner = find_atom(text, at + 1)
        if inner is None:
            return end, concept
        at = inner[0]
        known = lexicon().units.get(text[start:end] + text[end + 1 : at])
        if known is None and not _is_alike(concept, inner[1]):
            return end, concept
        if text.startswith(")", at):
            return at + 1, known or concept
        if text[at : at + 1] not in ("、", "/"):
            return end, concept
    return end, concept


def _is_alike(one: Concept, other: Concept) -> bool:
    kinds = {one.first("quantityKind"), other.first("quantityKind")}
    return kinds <= COUNTED or (len(kinds) == 1 and kinds != {"duration"})  # 小时(年度) is a note


def read_factors(text: str, start: int, end: int, concept: Concept) -> tuple[int, Concept, bool]:
    """Go on over ``·`` and further factors; a product with a spelling of its own (千瓦·时) has that concept."""
    product, plain = False, text[start:end]
    for _ in range(0 if _is_rate(concept) else _MOST_PARTS):
        sign = text[end : end + 1]
        found = find_atom(text, end + 1) if sign == "." or sign in _DOTS else None
        if not sign or found is None:
            break
        plain += text[end + 1 : found[0]]
        known = lexicon().units.get(plain)
        if known is None and sign == ".":
            break  # a full stop, unless it makes 人.月
        end, concept, product = found[0], known or concept, known is None
    return end, concept, product


def read_denominators(text: str, end: int, numerator: Concept | None) -> tuple[int, bool]:
    """The end behind ``/天``, ``每年``, ``/人·月``, ``/(m³·d)``, ``/100公里``, and whether there is any."""
    rate, first = _is_rate(numerator), end
    for _ in range(_MOST_PARTS):
        separator = text[end : end + 1]
        if not separator or not (separator in "/每" or (rate and separator in _IN_GROUP)):
            break
        start = end + 1
        if separator == "/" and text.startswith("每", start):
            start += 1
        after = _read_group(text, start) or _read_denominator(text, start, numerator)
        if after is None and separator not in "每.":
            noun = _NOUN.match(text, start)
            after = noun.end() if noun else None
        if after is None or (separator == "." and not _CLOSED.match(text, after)):
            break
        end, rate = after, True
    return end, end > first


def _is_rate(concept: Concept | None) -> bool:
    return concept is not None and concept.first("quantityKind") == "rate"


def _read_denominator(text: str, start: int, numerator: Concept | None) -> int | None:
    found = find_atom(text, start)
    if found:
        return found[0]
    number = _DENOMINATOR_NUMBER.match(text, start)
    if number is None:
        return _read_period(text, start, numerator)
    found = find_atom(text, number.end())
    if found is None:  # 例/10万
        return number.end() if number[0][-1] in SCALES and not runs_on(text, number.end()) else None
    # 100G/100G prints two values
    return found[0] if found[1] is not numerator else None


def _read_period(text: str, start: int, numerator: Concept | None) -> int | None:
    """The end of ``3个月`` in 次/3个月; of other things such a number is a second value."""
    number = _PERIOD_NUMBER.match(text, start)
    found = find_atom(text, number.end()) if number and numerator else None
    if found is None or numerator is None or found[1].first("quantityKind") != "duration":
        return None
    return None if numerator.first("quantityKind") == "duration" else found[0]


def _read_group(text: str, start: int) -> int | None:
    """The end of ``(m³·d)`` at ``start``, None where no bracket with units stands there."""
    if not text.startswith("(", start):
        return None
    at = start
    for _ in range(_MOST_PARTS):
        found = find_atom(text, at + 1)
        noun = None if found else _NOUN.match(text, at + 1)
        if found is None and noun is None:
            return None
        at = found[0] if found else noun.end() if noun else at
        if text.startswith(")", at):
            return at + 1
        if text[at : at + 1] not in _IN_GROUP:
            return None
    return None
