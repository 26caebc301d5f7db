"""One pass over a target: where its operators, quantities and dates stand. What they mean is decided later."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal

from kg.model import Operator
from kg.segment.dates import Date, read_date
from kg.segment.lexicon import lexicon
from kg.segment.numbers import LONGEST, NUMERALS, Number, read_number
from kg.segment.units import Unit, guess_unit, read_unit
from kg.segment.view import View


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign or word that may be the operator of what it touches."""

    start: int
    end: int
    operator: Operator


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with what belongs to it; ``start`` to ``end`` includes unit and word behind (以上).

    ``operator`` is the sign before it if bound, else the one behind. ``tolerance``: printed as ±value.
    """

    start: int
    end: int
    number: Number
    unit: Unit | None = None
    before: Sign | None = None
    after: Sign | None = None
    approximate: bool = False
    tolerance: bool = False

    @property
    def value(self) -> Decimal:
        return self.number.value

    @property
    def operator(self) -> Sign | None:
        return self.before or self.after


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date with the word behind it (前, 内)."""

    start: int
    end: int
    date: Date
    before: Sign | None = None
    after: Sign | None = None

    @property
    def operator(self) -> Sign | None:
        return self.before or self.after


@dataclass(frozen=True, slots=True)
class Opaque:
    """Characters with digits that are no quantity: 7×24, 1:18, 第3批, GB18030, 2026年, a quoted title."""

    start: int
    end: int
    kind: Literal["product", "ratio", "name", "year", "long"]


Token = Sign | Quantity | Deadline | Opaque

_OPAQUE: Final[tuple[tuple[Literal["product", "ratio", "name", "year"], re.Pattern[str]], ...]] = (
    ("product", re.compile(r"\d{1,6}(?:\.\d{1,4})?(?:[×xX*]\d{1,6}(?:\.\d{1,4})?){1,4}(?:小时|h)?")),
    ("product", re.compile(r"\d{1,6}(?:\+\d{1,6}){1,6}")),
    ("ratio", re.compile(r"\d{1,6}(?:\.\d{1,4})?:\d{1,6}(?:\.\d{1,4})?")),
    ("ratio", re.compile(r"(?!百分之|千分之)[一二三四五六七八九十百千万]{1,3}分之[一二三四五六七八九十]{1,3}")),
    ("name", re.compile(rf"第(?:\d{{1,6}}|[{NUMERALS}]{{1,6}})")),
    ("name", re.compile(r"\d{1,2}[A-Z]{1,4}级")),
    ("name", re.compile(r"前(?:\d{1,6}|[一二三四五六七八九十]{1,3})[名位]")),
    ("name", re.compile(r"《[^《》]{0,80}》|“[^“”]{0,60}”|\[[^\[\]]{0,40}\]\d{0,6}号?")),
    ("name", re.compile(r"\d{1,6}(?=号文|号令|\.0[^\d%])")),
    ("year", re.compile(r"(?:20|19)\d\d(?:[-~—至](?:20|19)\d\d)?年度?")),
)  # fmt: skip
_START: Final = rf"[\d{NUMERALS}±+\-—年当本全上下第前Qq《“\[≈]"
_DIGITS: Final = re.compile(r"\d++")
_DECIMAL_DIGITS: Final = re.compile(r"[\d.]++")
_NOUN: Final = re.compile(r"[\u4e00-\u9fff]{1,3}$")
_PERCENT_BEFORE: Final = re.compile("百分之|千分之")
_MANY: Final = re.compile("[余多来几]")
_NOTE: Final = re.compile(r"\([^()]{0,20}\)")
_AFTER_NOTE: Final = re.compile(r"\((?:含|包含|包括)[^()]{0,12}\)")


def scan(view: View) -> tuple[Token, ...]:
    """The tokens of a view in printed order; they never overlap."""
    text, at = view.text, 0
    tokens: list[Token] = []
    while match := starts().search(text, at):
        token = _token(view, match.start(), tokens[-1] if tokens else None)
        if token is None:
            at = match.start() + 1
        else:
            tokens.append(token)
            at = token.end
    return tuple(_bind(view, tokens))


@lru_cache(maxsize=1)
def starts() -> re.Pattern[str]:
    """What a token can begin with; a text without it has none."""
    return re.compile(f"{lexicon().before.pattern}|{_START}")


def _token(view: View, at: int, last: Token | None) -> Token | None:
    text = view.text
    if text[at].isdigit() and _inside_name(view, at):
        digits = _DECIMAL_DIGITS.match(text, at)
        return Opaque(at, digits.end() if digits else at + 1, "name")
    date = read_date(text, at)
    if date:
        word = lexicon().after_date.match(text, date.end)
        after = Sign(word.start(), word.end(), lexicon().signs[word[0]]) if word else None
        return Deadline(at, after.end if after else date.end, date, after=after)
    for kind, pattern in _OPAQUE:
        found = pattern.match(text, at)
        if found:
            return Opaque(at, found.end(), kind)
    sign = lexicon().before.match(text, at)
    if sign:
        return Sign(at, sign.end(), lexicon().signs[sign[0]])
    return _quantity(view, at, last)


def _inside_name(view: View, at: int) -> bool:
    """Whether the digit belongs to a Latin word (GB18030, IPv6) it touches without a space."""
    return (
        at > 0
        and view.text[at - 1].isascii()
        and view.text[at - 1].isalpha()
        and not view.has_gap(at - 1, at + 1)
    )


def _quantity(view: View, at: int, last: Token | None) -> Quantity | Opaque | None:
    text, start = view.text, at
    led = isinstance(last, Sign) and last.end == at
    tolerance = text[at] == "±"
    negative = text[at] in "-—" and (at == 0 or led)
    if tolerance or negative or (text[at] == "+" and (at == 0 or led)):
        at += 1
    if at == len(text):
        return None
    if text[at] in NUMERALS and at > 0 and text[at - 1] in NUMERALS:
        return None  # the rest of a run of numerals that is no number
    percent = _PERCENT_BEFORE.match(text, at)
    number = read_number(view, percent.end() if percent else at)
    if number is None:
        run = _DIGITS.match(text, at)
        return Opaque(start, run.end(), "long") if run and run.end() - at > LONGEST else None
    if negative:
        number = replace(number, start=start, value=-number.value)
    unit = read_unit(text, percent.start()) if percent else None
    if unit:  # 百分之 stands before its number
        unit = replace(unit, end=number.start)
    quantity = Quantity(start, number.end, number, unit, tolerance=tolerance)
    return _with_unit(view, quantity, led=led)


def _with_unit(view: View, quantity: Quantity, *, led: bool) -> Quantity | None:
    text, end, unit, number = view.text, quantity.end, quantity.unit, quantity.number
    approximate = False
    if unit is None:
        many = _MANY.match(text, end)
        unit = read_unit(text, many.end() if many else end)
        if many and unit and (unit.stem or number.end != end):
            approximate = True
        elif unit and not unit.stem and _MANY.match(text, unit.end):
            stem = read_unit(text, unit.end + 1)
            if stem and stem.scale == 1:
                unit = replace(stem, start=unit.start, text=unit.text + stem.text, scale=unit.scale)
                approximate = True
        if unit and number.chinese and not unit.stem:
            unit = None
        if unit is None and text.startswith("(", end):  # 5000（人次）
            inner = read_unit(text, end + 1)
            if inner and inner.stem and text.startswith(")", inner.end):
                return replace(quantity, end=inner.end + 1, unit=inner)
        if unit is None and not number.chinese:
            unit = guess_unit(text, end) if not _is_after_word(text, end) else None
        elif unit and led and unit.stem == "个":
            noun = _NOUN.match(text, unit.end)
            if noun and not _is_after_word(text, unit.end):
                unit = replace(unit, end=noun.end(), text=unit.text + noun[0], stem=unit.stem + noun[0])
        end = unit.end if unit else end
    if number.chinese and unit is None and not led:
        return None
    more = lexicon().more_or_less.match(text, end)
    if more:
        approximate, end = True, more.end()
    after = _after(text, end)
    return replace(quantity, end=after.end if after else end, unit=unit, after=after, approximate=approximate)


def _is_after_word(text: str, at: int) -> bool:
    return bool(lexicon().after.match(text, at) or lexicon().more_or_less.match(text, at))


def _after(text: str, end: int) -> Sign | None:
    """The word behind a quantity (以上, 及以内), also behind a note such as （含）."""
    note = _AFTER_NOTE.match(text, end)
    for place in (end, note.end() if note else end):
        word = lexicon().after.match(text, place)
        if word:
            return Sign(word.start(), word.end(), lexicon().signs[word[0]])
    return None


def _bind(view: View, tokens: list[Token]) -> list[Token]:
    """Give each quantity and date the sign right before it, past words such as 每年 or 约."""
    bound: list[Token] = []
    for token in tokens:
        last = bound[-1] if bound else None
        if isinstance(token, Opaque) and token.kind == "year" and isinstance(last, Sign):
            continue  # ≥2026年… : a year does not part a sign from its number
        if isinstance(token, (Quantity, Deadline)) and isinstance(last, Sign):
            glue = only_glue(view.text, last.end, token.start)
            if glue is not None:
                bound.pop()
                token = replace(token, start=last.start, before=last)
                while bound and isinstance(bound[-1], Sign) and bound[-1].end == token.start:
                    token = replace(token, start=bound.pop().start)  # 最多不超过5%
        bound.append(token)
    return bound


def only_glue(text: str, start: int, end: int) -> str | None:
    """The words between two places if they are all lead-in words (累计, 每年, 约 …), else None."""
    words, at = [], start
    while at < end:
        match = lexicon().glue.match(text, at, end)
        if match is None or match.end() == at:
            return None
        words.append(match[0])
        at = match.end()
    return "".join(words)


def skip_notes(text: str, start: int) -> int:
    """The place behind closing punctuation and bracketed notes that begin at ``start``."""
    at = start
    while at < len(text):
        note = _NOTE.match(text, at)
        if note:
            at = note.end()
        elif text[at] in "。.,;、!)]":
            at += 1
        else:
            break
    return at
