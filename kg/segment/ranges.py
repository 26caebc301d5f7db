"""Rules for targets with a lower and an upper end."""

from decimal import Decimal
from typing import Final

from kg.segment.draft import Draft
from kg.segment.surroundings import note_surroundings
from kg.segment.units import Unit

LINKS: Final = frozenset({"-", "--", "~", "~~", "—", "——", "–", "至", "到"})
"""What stands between the ends of a range."""
_PAIR_LINKS: Final = frozenset({"和", "与"})
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
    link = text[low.end : high.start]
    between = link in _PAIR_LINKS and text.startswith(("之间", "间"), high.end)
    if not between and link not in LINKS:
        return False
    if low.unit and high.unit and low.unit.stem and low.unit.stem != high.unit.stem:
        draft.doubt("mixed-units", f"区间两端的单位不同：“{low.unit.text}”和“{high.unit.text}”。")
    _range(draft, low.value, high.value, low.number.start, high.number.end, high.unit or low.unit)
    if low.before:
        draft.doubt("operator-conflict", f"区间前还印了“{text[low.before.start : low.before.end]}”。")
    note_surroundings(draft, low.start, high.end)
    return True


def chain(draft: Draft) -> bool:
    """90%≤合格率≤100%."""
    text, pair = draft.view.text, draft.quantities
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
