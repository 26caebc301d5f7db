"""The commonest rows read in one step: a number with sign and unit, or words without any number.

A short cut, not a second grammar: what it reads, the rules of `target` read alike (a test compares them), and
what it does not recognise at once is left to them.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Final

from kg.model import Operator, Segments
from kg.segment.draft import MISSING, confidence
from kg.segment.grades import read_change, read_grade
from kg.segment.lexicon import lexicon
from kg.segment.scan import starts
from kg.segment.subject import is_plain_name
from kg.segment.units import base_quantity, find_unit, unit_factor
from kg.segment.view import tidy
from kg.text import fold, is_blank, squeeze
from kg.values import decimal_factor, scale_exactly

_NUMBER: Final = r"(?!20[0-9]{6}\s*+$)[0-9]{1,12}(?:\.[0-9]{1,6})?"  # 20261231 is a date
# what follows a number and is no unit: a date, a list, a range
_UNIT: Final = r"(?:季度|[^\s0-9年月日号季上下前.,;:~/-][^\s0-9,;:~-]{0,11}?)"
_QUARTERS: Final = frozenset("1234")
_WORDS: Final = re.compile(r"[\u4e00-\u9fff](?:[\u4e00-\u9fff、。\s]{0,60}[\u4e00-\u9fff。])?")


@dataclass(frozen=True, slots=True)
class _PlainUnit:
    """A unit of the vocabulary as printed, with the factor that leads to its base unit."""

    text: str
    kind: str | None
    base: str | None
    factor: Decimal | None


def read_plain(name: str | None, target: str) -> Segments | None:
    """The segments of a row if its name is nothing but a subject and its target is plain, else None."""
    spans: dict[str, tuple[int, int]] = {}
    subject = None
    if name is not None:
        if not is_plain_name(name):
            return None
        subject = squeeze(name)
        spans["subject"] = len(name) - len(name.lstrip()), len(name.rstrip())
    folded = fold(target)
    match = _pattern().fullmatch(folded)
    if match is None:
        if is_blank(folded):
            return replace(_nothing(), subject=subject, spans=spans)
        return _read_words(subject, target, folded, spans)
    sign, digits, unit, behind = match.group("sign", "number", "unit", "after")
    if sign and behind:
        return None
    plain = _NO_UNIT
    if unit:
        spans["unit"] = span = match.span("unit")
        found = _plain_unit(target[slice(*span)])
        if found is None or (unit == "季度" and digits in _QUARTERS):
            return None
        plain = found
    value = Decimal(digits)
    spans["value"] = match.span("number")
    operator: Operator | None = None
    rules: tuple[str, ...] = ("one-bare",)
    if sign:
        operator, rules = lexicon().signs[sign], ("sign-before", "one-signed")
        spans["operator"] = match.span("sign")
    elif behind:
        operator, rules = lexicon().signs[behind], ("word-behind", "one-signed")
        spans["operator"] = match.span("after")
    return Segments(
        subject=subject,
        operator=operator,
        kind="number",
        value=value,
        unit=plain.text or None,
        base_value=None if plain.factor is None else scale_exactly(value, plain.factor),
        base_unit=plain.base,
        quantity_kind=plain.kind,
        rules=rules,
        spans=spans,
    )


def _read_words(
    subject: str | None, target: str, folded: str, spans: dict[str, tuple[int, int]]
) -> Segments | None:
    text = squeeze(folded)
    if _WORDS.fullmatch(folded.strip()) is None or starts().search(text) or "每" in text:
        return None  # 每月底前 has an operator
    grade = read_grade(text)
    spans["value"] = start, end = len(target) - len(target.lstrip()), len(target.rstrip())
    return Segments(
        subject=subject,
        operator=None,
        kind="text",
        value=tidy(target[start:end]),
        unit=None,
        rules=("text", "grade") if grade else ("text",),
        spans=spans,
        change=read_change(text),
        grade=grade,
    )


_NO_UNIT: Final = _PlainUnit("", None, None, None)


@lru_cache(maxsize=1)
def _nothing() -> Segments:
    return Segments(
        subject=None,
        operator=None,
        kind="missing",
        value=None,
        unit=None,
        confidence=confidence((MISSING,)),
        rules=("blank",),
        doubts=(MISSING,),
    )


@lru_cache(maxsize=4096)
def _plain_unit(printed: str) -> _PlainUnit | None:
    unit = find_unit(printed)
    if unit is None or (unit.concept and "inContext" in unit.concept.properties):
        return None
    factor = None if unit.rate else unit_factor(unit)
    exact = None if factor is None else decimal_factor(factor)
    if factor is not None and exact is None:
        return None  # 亩 has no finite factor
    _, base, kind = base_quantity(Decimal(1), unit)
    if base is None:
        return _PlainUnit(printed, kind, None, None)
    return _PlainUnit(printed, kind, printed[-len(unit.stem) :] if base == unit.stem else base, exact)


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    return re.compile(
        rf"\s*+(?:(?P<sign>{lexicon().before.pattern})\s*+)?(?P<number>{_NUMBER})\s*+"
        rf"(?P<unit>{_UNIT})?(?P<after>{lexicon().after.pattern})?\s*+"
    )
