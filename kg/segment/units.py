"""Units of measure behind a number, and what they are in their kind's base unit.

A unit is a spelling of ontology/vocab/units.ttl, or is put together from spellings: with 万 or 亿 before it, a
product (人·天), a quotient (元/人/天, 次每年, mg/(m³·d)), or two names for one thing (辆(台)).
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

from kg.segment.compounds import (
    COMPOUND,
    COUNTED,
    GOES_ON,
    find_atom,
    read_bracket,
    read_denominators,
    read_factors,
    runs_on,
)
from kg.segment.lexicon import lexicon
from kg.segment.numbers import SCALES
from kg.text import key
from kg.values import exact_product, parse_factor
from kg.vocabulary import Concept

_SCALE: Final = re.compile(r"[十百千万亿]{1,4}")
_GUESS: Final = re.compile(r"(?:[A-Za-z/]{1,10}|[\u4e00-\u9fff]{1,4})(?=[,;。、)(]|$)")
_SCALED_GUESS: Final = re.compile(r"[\u4e00-\u9fff](?=[,;。、)(]|$)")
_GUESSED_NUMERATOR: Final = re.compile(r"(?:[A-Za-zμ]{1,10}|[\u4e00-\u9fff]{1,4})(?=/)")
_CLOSED: Final = re.compile(r"[,;。、)(]|$")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit at ``start`` to ``end`` of a view; ``text`` is folded.

    ``scale`` is what 万, 亿 … before it multiply by, and ``stem`` the unit without them; ``concept`` is None
    for a unit the vocabulary lacks, and the first part of a compound one; ``rate`` for a quotient (次/天),
    ``product`` for a product that has no concept of its own (台·天).
    """

    start: int
    end: int
    text: str
    stem: str
    scale: int = 1
    concept: Concept | None = None
    rate: bool = False
    product: bool = False

    @property
    def kind(self) -> str | None:
        """The quantity kind: count people ratio money duration length area volume mass information rate.

        A product of counted things counts itself (台·天), one of measures (千克·米) is none of the kinds.
        """
        if self.rate:
            return "rate"
        if self.concept is None:
            return "count" if self.stem else None
        kind = self.concept.first("quantityKind")
        if self.product:
            return "count" if kind in COUNTED else None
        return kind


def read_unit(text: str, at: int) -> Unit | None:
    """The longest unit of the vocabulary at ``at``, with its scale and denominators; a scale alone counts."""
    found = find_atom(text, at)
    if found is None or text[at] in SCALES:
        return _read_scaled(text, at, found)
    return _read_whole(text, at, at, 1, found)


def _read_scaled(text: str, at: int, found: tuple[int, Concept] | None) -> Unit | None:
    """The longer reading of 千吨公里: 千 and 吨公里, not 千吨 and 公里; ``found`` is the spelling at ``at``."""
    match = _SCALE.match(text, at)
    last = match.end() if match else at
    scale, start, factor = 1, at, 1
    for place in range(at + 1, last + 1):  # 万千瓦 is 万 and 千瓦
        factor *= SCALES[text[place - 1]]
        scaled = find_atom(text, place)
        if scaled is not None and (found is None or scaled[0] > found[0]):
            scale, start, found = factor, place, scaled
    if found is None:
        return _guess_scaled(text, at, last, factor) if match else None
    return _read_whole(text, at, start, scale, found)


def _read_whole(text: str, at: int, start: int, scale: int, first: tuple[int, Concept]) -> Unit:
    unit = _read_compound(text, at, start, scale, first)
    if COMPOUND.isdisjoint(text[start : first[0]]):
        return unit
    part = find_atom(text, start, simple=True)  # 毫米/天 is a spelling, but 毫米/天次 is not 毫米/天 and 次
    other = _read_compound(text, at, start, scale, part) if part else unit
    return other if other.end > unit.end else unit


def _read_compound(text: str, at: int, start: int, scale: int, first: tuple[int, Concept]) -> Unit:
    """The unit whose first spelling ends at ``first``, with the brackets, factors and denominators behind it."""
    end, concept = first
    if text[end : end + 1] not in GOES_ON:
        stem = text[start:end]
        return Unit(at, end, stem if start == at else text[at:end], stem, scale, concept)
    end, concept = read_bracket(text, start, end, concept)
    end, concept, product = read_factors(text, start, end, concept)
    end, rate = read_denominators(text, end, concept)
    return Unit(at, end, text[at:end], text[start:end], scale, concept, rate, product and not rate)


def guess_unit(text: str, at: int) -> Unit | None:
    """A unit the vocabulary lacks: one short word that ends the text or the clause, or a quotient of it."""
    match = _GUESS.match(text, at)
    if match:
        return Unit(at, match.end(), match[0], match[0])
    match = _GUESSED_NUMERATOR.match(text, at)
    if match is None:
        return None
    end, rate = read_denominators(text, match.end(), None)
    return Unit(at, end, text[at:end], text[at:end], rate=True) if rate and _CLOSED.match(text, end) else None


def unknown_unit(text: str) -> Unit:
    """What a unit cell prints (folded) as a unit that the vocabulary lacks; 万 or 亿 before it stays a scale."""
    match = _SCALE.match(text)
    start = match.end() if match and match.end() < len(text) else 0
    scale = 1
    for char in text[:start]:
        scale *= SCALES[char]
    return Unit(0, len(text), text, text[start:], scale)


def _guess_scaled(text: str, at: int, start: int, scale: int) -> Unit:
    """万 alone, or with the one character behind it that ends the clause (万蘑)."""
    guess = _SCALED_GUESS.match(text, start)
    end = guess.end() if guess and runs_on(text, start) else start
    return Unit(at, end, text[at:end], text[start:end], scale)


@lru_cache(maxsize=4096)
def find_unit(text: str) -> Unit | None:
    """The unit that a whole cell prints (``万件``, ``元/人/天``), or None where it is not of the vocabulary."""
    folded = key(text)
    unit = read_unit(folded, 0)
    return unit if unit and unit.end == len(folded) and unit.concept else None


def base_quantity(
    value: Decimal, unit: Unit, *, name: str = ""
) -> tuple[Decimal | None, str | None, str | None]:
    """``value`` in the base unit of its kind, that base unit, and the quantity kind; None where it has none.

    ``name`` is the indicator's name: a bare T, G or P is settled by what is measured.
    """
    if unit.rate or (unit.product and unit.kind is None):
        return None, None, unit.kind
    if unit.product or unit.concept is None:
        return exact_product(value, Fraction(unit.scale)), unit.stem or None, "count"
    concept = _in_context(unit.concept, name)
    kind, factor = concept.first("quantityKind"), concept.first("factor")
    if kind is None or kind == "rate" or factor is None:
        return None, None, kind
    product = exact_product(value, parse_factor(factor) * unit.scale)
    return product, concept.first("baseUnit") or unit.stem or None, kind


def unit_factor(unit: Unit) -> Fraction | None:
    """How many base units one ``unit`` is, or None."""
    if unit.rate or unit.product:
        return Fraction(unit.scale) if unit.kind == "count" else None
    factor = unit.concept.first("factor") if unit.concept else None
    return parse_factor(factor) * unit.scale if factor else None


def is_ambiguous(unit: Unit, name: str) -> bool:
    """Whether the unit is a bare letter that the indicator's name does not settle."""
    concept = unit.concept
    return concept is not None and "inContext" in concept.properties and _in_context(concept, name) is concept


def _in_context(concept: Concept, name: str) -> Concept:
    for rule in concept.properties.get("inContext", ()):
        word, _, other = rule.partition("=")
        if word in name:
            return lexicon().units[key(other)]
    return concept
