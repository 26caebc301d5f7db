"""Units of measure behind a number, and what they are in their kind's base unit."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

from kg.segment.lexicon import lexicon
from kg.segment.numbers import SCALES
from kg.text import key
from kg.values import exact_product, parse_factor
from kg.vocabulary import Concept

_SCALE: Final = re.compile(r"[十百千万亿]{1,4}")
_DENOMINATOR_NUMBER: Final = re.compile(r"10{0,5}(?!\d)|[百千万]{1,2}(?=\D)")
_NOUN: Final = re.compile(r"[\u4e00-\u9fffA-Za-z³²]{1,4}(?=[/·,;。)]|$)")
_GUESS: Final = re.compile(r"(?:[A-Za-z/]{1,10}|[\u4e00-\u9fff]{1,4})(?=[,;。、)(]|$)")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit at ``start`` to ``end`` of a view; ``text`` is folded.

    ``scale`` is what 万, 亿 … before it multiply by, and ``stem`` the unit without them; ``concept`` is None
    for a unit the vocabulary lacks; ``rate`` for a quotient (次/天).
    """

    start: int
    end: int
    text: str
    stem: str
    scale: int = 1
    concept: Concept | None = None
    rate: bool = False

    @property
    def kind(self) -> str | None:
        """The quantity kind: count people ratio money duration length area volume mass information rate."""
        if self.rate:
            return "rate"
        if self.concept is None:
            return "count" if self.stem else None
        return self.concept.first("quantityKind")


def read_unit(text: str, at: int) -> Unit | None:
    """The longest unit of the vocabulary at ``at``, with its scale and denominators; a scale alone counts."""
    scale, start = 1, at
    found = _find_atom(text, at)
    if found is None:
        match = _SCALE.match(text, at)
        if match is None:
            return None
        for char in match[0]:
            scale *= SCALES[char]
        start = match.end()
        found = _find_atom(text, start)
        if found is None:
            return Unit(at, start, match[0], "", scale)
    end, concept = found
    if text.startswith("(", end):  # 人(次) is 人次
        whole = _find_atom(text, end + 1)
        if whole and text.startswith(")", whole[0]):
            concept = lexicon().units.get(text[start:end] + text[end + 1 : whole[0]], concept)
            end = whole[0] + 1
    end, rate = _read_denominators(text, end, concept)
    return Unit(at, end, text[at:end], text[start:end], scale, concept, rate)


def guess_unit(text: str, at: int) -> Unit | None:
    """A unit the vocabulary lacks: one short word that ends the text or the clause."""
    match = _GUESS.match(text, at)
    return Unit(at, match.end(), match[0], match[0]) if match else None


@lru_cache(maxsize=4096)
def find_unit(text: str) -> Unit | None:
    """The unit that a whole cell prints (``万件``, ``元/人/天``), or None where it is not of the vocabulary."""
    folded = key(text)
    unit = read_unit(folded, 0)
    return unit if unit and unit.end == len(folded) and unit.stem else None


def base_quantity(
    value: Decimal, unit: Unit, *, name: str = ""
) -> tuple[Decimal | None, str | None, str | None]:
    """``value`` in the base unit of its kind, that base unit, and the quantity kind; None where it has none.

    ``name`` is the indicator's name: a bare T, G or P is settled by what is measured.
    """
    concept = unit.concept and _in_context(unit.concept, name)
    if unit.rate or (concept and concept.first("quantityKind") == "rate"):
        return None, None, "rate"
    kind = concept.first("quantityKind") if concept else "count"
    factor = concept.first("factor") if concept else "1"
    if kind is None or factor is None:
        return None, None, kind
    base = concept.first("baseUnit") if concept else None
    product = exact_product(value, parse_factor(factor) * unit.scale)
    return product, base or unit.stem or None, kind


def unit_factor(unit: Unit) -> Fraction | None:
    """How many base units one ``unit`` is, or None."""
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


def _find_atom(text: str, at: int) -> tuple[int, Concept] | None:
    units: Mapping[str, Concept] = lexicon().units
    for length in range(min(lexicon().longest_unit, len(text) - at), 0, -1):
        concept = units.get(text[at : at + length])
        if concept is None:
            continue
        end = at + length
        if not (_is_latin(text[end - 1]) and _is_latin(text[end : end + 1])):  # the G of GDP is no unit
            return end, concept
    return None


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _read_denominators(text: str, end: int, numerator: Concept) -> tuple[int, bool]:
    rate = False
    for _ in range(4):
        separator = text[end : end + 1]
        if not separator or separator not in "/每·":
            break
        start = end + 1
        number = _DENOMINATOR_NUMBER.match(text, start)
        found = _find_atom(text, number.end() if number else start)
        if number and found and found[1] is numerator:
            break  # 100G/100G prints two values
        if found is None and not number and separator == "/":
            noun = _NOUN.match(text, start)
            found = (noun.end(), numerator) if noun else None
        if found is None:
            break
        end, rate = found[0], True
    return end, rate
