"""Rules for several numbers in one cell."""

import re
from itertools import pairwise
from typing import Final

from kg.segment.draft import Draft
from kg.segment.scan import Quantity, skip_notes

_LIST_LINKS: Final = re.compile(r"[、,;/+]|以及|和|及|与|或")
COUNTED: Final = frozenset({"count", "people", "money"})
"""Kinds of which several may follow each other without a sign between: 2场培训150人."""
_LONGEST_LIST: Final = 30
_SEPARATED: Final = re.compile(r"[、,;/。和及与]")


def several_quantities(draft: Draft) -> bool:
    """100G/400G, 3000元、2000元、1000元; several signed quantities."""
    several = draft.quantities
    if len(several) < 2:
        return False
    signed = [quantity for quantity in several if quantity.operator]
    if len(signed) > 1:
        several = signed
    elif not is_listed(draft) and not _short_list(draft, several):
        return False
    units = {quantity.unit.text if quantity.unit else "" for quantity in several}
    first, last = several[0], several[-1]
    draft.kind = "multi"
    draft.set_value(tuple(q.value for q in several), first.number.start, last.number.end)
    if len(units - {""}) > 1:
        draft.doubt("mixed-units", "一格里有几个单位：" + "、".join(sorted(units - {""})) + "。")
    else:
        draft.set_unit(last.unit or first.unit)
    signs = [q.operator.operator if q.operator else None for q in several]
    inherited = signs[0] is not None and first.before and all(sign is None for sign in signs[1:])
    if len(set(signs)) == 1 or inherited:
        draft.set_operator(first.operator)
    return True


def is_listed(draft: Draft) -> bool:
    """Whether all quantities follow each other with nothing but list signs between, at most one of them signed."""
    several = draft.quantities
    if len(several) < 2 or not all(q.before is None and q.after is None for q in several[1:]):
        return False
    if several[0].after or (several[0].unit is None and several[-1].unit is None and several[0].before):
        return False
    text = draft.view.text
    gaps = [text[a.end : b.start] for a, b in pairwise(several)]
    units = {q.unit.text for q in several if q.unit}
    return len(units) <= 1 and all(_LIST_LINKS.fullmatch(gap) for gap in gaps)


def _short_list(draft: Draft, several: list[Quantity]) -> bool:
    """一等奖3000元、二等奖2000元; 2个平台、3个系统; 5条12公里: each quantity has its own clause."""
    text = draft.view.text
    if not all(
        q.unit and q.unit.concept and not q.number.chinese and not _is_named(text, q) for q in several
    ):
        return False
    same = len({q.unit.text for q in several if q.unit}) == 1
    closed = skip_notes(text, several[-1].end) >= draft.end
    counted = closed and all(q.unit and q.unit.kind in COUNTED and not q.operator for q in several)
    for one, other in pairwise(several):
        gap = text[one.end : other.start]
        if len(gap) > 12 or (gap and not counted and not _SEPARATED.search(gap)):
            return False
        if not gap and (same or not closed):
            return False  # 2台75寸屏
    return same or len(text) <= _LONGEST_LIST


def _is_named(text: str, quantity: Quantity) -> bool:
    """5G产业: a Latin unit that touches a word is part of a name."""
    unit = quantity.unit
    return (
        unit is not None and unit.text[-1:].isascii() and unit.text[-1:].isalpha()
        and text[unit.end : unit.end + 1].isalpha()
    )  # fmt: skip
