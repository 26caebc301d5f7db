"""The numbers of a search line that targets are compared with: ≥95%, 不超过1小时, 90%~95%, 介于3和5天之间."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from kg.explorer.rows.wanted import SHARE, Choice, Comparison
from kg.model import Operator
from kg.segment.ranges import ends_of_range
from kg.segment.scan import Quantity, Token, scan
from kg.segment.units import base_quantity
from kg.segment.view import View

_LARGE: Final = frozenset({"万", "千", "百万", "千万", "亿"})


@dataclass(frozen=True, slots=True)
class Bound:
    """Characters ``start`` to ``end`` of a view, the conditions they set, and what these are called in Chinese."""

    start: int
    end: int
    words: str
    comparisons: tuple[Comparison, ...]
    choices: tuple[Choice, ...] = ()


def find_bounds(view: View) -> Iterator[Bound]:
    """The comparisons and ranges of a text, in its order. A number with neither is none."""
    tokens = scan(view)
    at = 0
    while at < len(tokens):
        if (found := _range(view, tokens[at : at + 2])) is not None:
            at += 1
        else:
            found = _compared(tokens[at])
        if found is not None:
            yield found
        at += 1


def _range(view: View, pair: tuple[Token, ...]) -> Bound | None:
    """Two numbers with their ends in: a unit or 之间 tells them from the number of a document."""
    if len(pair) != 2:
        return None
    low, high = pair
    if not (isinstance(low, Quantity) and isinstance(high, Quantity)) or low.operator or high.operator:
        return None
    end = ends_of_range(view.text, low, high)
    unit = high.unit or low.unit
    if end is None or (unit is None and end == high.end):
        return None
    first = _comparison(replace(low, unit=low.unit or unit), "≥")
    last = _comparison(replace(high, unit=unit), "≤")
    ends = first.comparisons + last.comparisons
    if ends[0].kind != ends[1].kind or ends[0].value > ends[1].value:
        return None
    choices = tuple(dict.fromkeys((*first.choices, *last.choices)))
    return Bound(low.start, end, f"{first.words}，{last.words}", ends, choices)


def _compared(token: Token) -> Bound | None:
    """A quantity with a comparison, without a unit that is only guessed."""
    if not isinstance(token, Quantity) or (sign := token.operator) is None:
        return None
    unit = token.unit
    if unit is not None and token.after is None and unit.concept is None and unit.stem and not unit.rate:
        token = replace(token, end=token.number.end, unit=None)
    return _comparison(token, sign.operator)


def _comparison(quantity: Quantity, sign: Operator) -> Bound:
    start, end, unit = quantity.start, quantity.end, quantity.unit
    printed = quantity.value
    shown = f"{sign} {printed.normalize():f}"
    if unit is None and 0 < printed < 1:
        share = f"{printed * 100:f}".rstrip("0").rstrip(".")
        words = f"比率 {sign} {share}%；别的数值 {shown}（没有写单位）"
        return Bound(start, end, words, (Comparison(sign, printed, SHARE),))
    if unit is None:
        return Bound(start, end, f"数值 {shown}（没有写单位，按印出的数）", (Comparison(sign, printed),))
    value, base_unit, kind = base_quantity(printed, unit)
    if value is None or kind is None or unit.text in _LARGE:
        if unit.text in _LARGE and value is not None:
            words = f"换算值 {shown}{unit.text}（没有写单位）"
            return Bound(start, end, words, (Comparison(sign, value, "any"),))
        same = Choice("unitText", (unit.text,))
        words = f"目标值 {shown}{unit.text}（单位相同的）"
        return Bound(start, end, words, (Comparison(sign, printed),), (same,))
    of_unit = (base_unit or "") if kind == "count" else ""
    words = f"目标值 {shown}{unit.text}（含换算）"
    return Bound(start, end, words, (Comparison(sign, value, kind, of_unit),))
