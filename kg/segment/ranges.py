"""Rules for targets with a lower and an upper end."""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

from kg.model import Operator
from kg.segment.draft import Draft
from kg.segment.scan import Quantity, Sign
from kg.segment.surroundings import note_surroundings
from kg.segment.units import Unit

LINKS: Final = frozenset({"-", "--", "~", "~~", "—", "——", "–", "至", "到"})
"""What stands between the ends of a range."""
_PAIR_LINKS: Final = frozenset({"和", "与", "、", ","})
_CLOSING: Final = ("之间", "间")
_TURNED: Final[dict[Operator, Operator]] = {"≤": "≥", "≥": "≤", "<": ">", ">": "<"}
_BRACKETS: Final = re.compile(r"\[[\])]|\(\]")
_BOUND_LINKS: Final = frozenset(
    {"", "且", "并", "并且", ",", "、", ";", ",且", ",并", "至", "和", "与", "同时", ",同时", "~", "-"}
)


def tolerance(draft: Draft) -> bool:
    if len(draft.quantities) == 1 and draft.quantities[0].tolerance:
        only = draft.quantities[0]
        _range(draft, -only.value, only.value, only.start, only.number.end, only.unit)
        return True
    if len(draft.quantities) == 2 and draft.quantities[1].tolerance:
        centre, around = draft.quantities
        low, high = centre.value - around.value, centre.value + around.value
        _range(draft, low, high, centre.number.start, around.number.end, around.unit or centre.unit)
        return True
    return False


def interval(draft: Draft) -> bool:
    """80%-90%, 3至5天, 80%和90%之间."""
    text, pair = draft.view.text, draft.quantities
    if len(pair) != 2 or pair[0].after:
        return False
    low, high = pair
    end = ends_of_range(text, low, high)
    link = text[low.end : high.start]
    bracketed = link == "," and _BRACKETS.match(
        text[low.start - 1 : low.start] + text[high.end : high.end + 1]
    )
    if end is None and not bracketed:
        return False
    if low.unit and high.unit and low.unit.stem and low.unit.stem != high.unit.stem:
        draft.doubt("mixed-units", f"区间两端的单位不同：“{low.unit.text}”和“{high.unit.text}”。")
    _range(draft, low.value, high.value, low.number.start, high.number.end, high.unit or low.unit)
    if low.before:
        draft.doubt("operator-conflict", f"区间前还印了“{text[low.before.start : low.before.end]}”。")
    if bracketed and text[low.start - 1] + text[high.end] != "[]":
        draft.doubt("open-range", "区间有一端不含本数。")
    note_surroundings(draft, low.start, end or high.end)
    return True


def ends_of_range(text: str, low: Quantity, high: Quantity) -> int | None:
    """Where a range of two numbers ends, behind the 之间 that may close it; None where they are no range."""
    link = text[low.end : high.start]
    closed = next((word for word in _CLOSING if text.startswith(word, high.end)), "")
    return high.end + len(closed) if link in LINKS or (closed and link in _PAIR_LINKS) else None


def chain(draft: Draft) -> bool:
    """90%≤合格率≤100%; 90%≤合格率."""
    text, pair = draft.view.text, draft.quantities
    if len(pair) == 1 and len(draft.signs) == 1:
        return _turned(draft, pair[0], draft.signs[0])
    if len(pair) != 2 or pair[0].operator or not pair[1].before:
        return False
    sign = next((sign for sign in draft.signs if sign.start == pair[0].end), None)
    if sign is None or sign.operator not in "≤<" or pair[1].before.operator not in "≤<":
        return False
    low, high = pair
    _range(draft, low.value, high.value, low.number.start, high.number.end, high.unit or low.unit)
    if "<" in (sign.operator, pair[1].before.operator):
        draft.doubt("open-range", "区间有一端不含本数。")
    note_surroundings(draft, low.start, len(text))
    return True


def _turned(draft: Draft, quantity: Quantity, sign: Sign) -> bool:
    """90%≤合格率: the sign says of the number what is to be said of the words behind it."""
    text = draft.view.text
    if sign.start != quantity.end or quantity.start != draft.start or text[sign.start].isalnum():
        return False
    if sign.operator == "=" or not text[sign.end : draft.end].strip(".,;。"):
        return False
    draft.kind = "number"
    draft.set_value(quantity.value, quantity.number.start, quantity.number.end)
    draft.set_unit(quantity.unit)
    draft.set_operator(replace(sign, operator=_TURNED[sign.operator]))
    draft.doubt("text-around-value", "目标值前后还有别的文字。")
    return True


def bounds(draft: Draft) -> bool:
    """≥90%且≤100%: one quantity holds below, the other above."""
    pair = draft.quantities
    if len(pair) != 2 or not pair[0].operator or not pair[1].operator:
        return False
    if draft.view.text[pair[0].end : pair[1].start] not in _BOUND_LINKS:
        return False
    signs = [quantity.operator.operator for quantity in pair if quantity.operator]
    if {sign in "≥>" for sign in signs} != {True, False} or "=" in signs:
        return False
    low, high = pair if signs[0] in "≥>" else (pair[1], pair[0])
    if low.unit and high.unit and low.unit.text != high.unit.text:
        return False
    first, last = pair
    if low.value > high.value:
        return False
    _range(draft, low.value, high.value, first.number.start, last.number.end, last.unit or first.unit)
    if ">" in signs or "<" in signs:
        draft.doubt("open-range", "区间有一端不含本数。")
    return True


def _range(draft: Draft, low: Decimal, high: Decimal, start: int, end: int, unit: Unit | None) -> None:
    draft.kind = "range"
    draft.set_value((low, high), start, end)
    draft.set_unit(unit)
    if low > high:
        draft.doubt("reversed-range", f"下限 {low} 大于上限 {high}。")
