"""What a separate cell, or another form of the document, prints for the unit and value of a target."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from kg.segment.draft import NO_VALUE, Draft
from kg.segment.numbers import read_number
from kg.segment.target import make_draft, read_target
from kg.segment.units import Unit, find_unit, read_unit, unknown_unit
from kg.segment.view import View, make_view
from kg.text import is_blank, key, squeeze

_NUMERIC: Final = re.compile(r"\d[\d,.]*")


@dataclass(frozen=True, slots=True)
class Hints:
    """Folded unit and value printed elsewhere, None where nothing is; ``unit_printed`` is not folded."""

    unit: str | None
    unit_printed: str | None
    value: str | None

    @property
    def numeric_unit(self) -> bool:
        return self.unit is not None and _NUMERIC.fullmatch(self.unit) is not None


def make_hints(unit_text: str | None, value_text: str | None) -> Hints:
    """The hints of one row; a blank cell is none, but 无 is a printed unit."""
    unit = None if unit_text is None or is_blank(unit_text) else unit_text
    value = None if value_text is None or is_blank(value_text) else value_text
    return Hints(key(unit) if unit else None, squeeze(unit) if unit else None, key(value) if value else None)


def read_with_hints(view: View, hints: Hints, *, name: str, level2: str, worded: bool) -> Draft:
    """Read a target; the hints are used where they agree with it or it prints no unit, else they are a doubt."""
    draft = make_draft(view, name=name, level2=level2, worded=worded)
    cut = _cut(draft, hints, worded=worded)
    if cut is not None:
        _split_unit(draft, cut, hints, worded=worded)
        return draft
    read_target(draft)
    _use_value(draft, hints)
    _use_unit(draft, hints)
    return draft


def _cut(draft: Draft, hints: Hints, *, worded: bool) -> int | None:
    """Where the unit of the hint begins in the target, None where it is not to be split off there."""
    text, unit = draft.view.text, hints.unit
    if unit is None or not text.endswith(unit) or len(text) == len(unit):
        return None
    sign = next((sign for sign in draft.signs if sign.start == draft.start), None)
    quantity = next((q for q in draft.quantities if q.before and q.start == draft.start), None)
    start = sign.end if sign else quantity.before.end if quantity and quantity.before else draft.start
    cut = len(text) - len(unit)
    rest = text[start:cut]
    if hints.value is not None:
        return cut if rest == hints.value else None
    if hints.numeric_unit:
        # =1001 with unit 1: without the value printed elsewhere, only a form runs the two together
        number = read_number(draft.view, start) if worded and rest else None
        return cut if number and _NUMERIC.fullmatch(rest) and number.end == len(text) else None
    wordy = not draft.quantities and not draft.deadlines and draft.view.has_gap(cut - 1, cut + 1)
    return cut if rest and (unit == "无" or wordy) else None


def _split_unit(draft: Draft, cut: int, hints: Hints, *, worded: bool) -> None:
    view = draft.view
    short = View(view.printed, view.text[:cut], view.starts[:cut], view.ends[:cut])
    draft.view, draft.end = short, cut
    draft.tokens = make_draft(short, name=draft.name, level2=draft.level2, worded=worded).tokens
    read_target(draft)
    draft.view, draft.end = view, len(view.text)
    draft.fired("unit-cell")
    found = read_unit(view.text, cut)
    unit = hints.unit or ""
    draft.unit = found if found and found.end == len(view.text) else Unit(cut, len(view.text), unit, unit)
    draft.unit_text = view.part(cut, len(view.text))
    draft.spans["unit"] = draft.step("unit", draft.unit_text, cut, len(view.text), "unit-cell")
    if hints.numeric_unit:
        draft.doubt("numeric-unit", f"单位印作数字“{draft.unit_text}”。")
        # where value and unit are printed apart elsewhere, cutting them here is no guess
        if hints.value is None and not view.has_gap(cut - 1, cut + 1):
            draft.doubt("run-together", "数值与数字单位连写，已拆开。")


def _use_value(draft: Draft, hints: Hints) -> None:
    if hints.value is None:
        return
    if draft.kind == "missing":
        other = make_draft(make_view(hints.value), name=draft.name, level2=draft.level2, worded=True)
        read_target(other)
        if other.kind == "missing":
            return
        draft.kind, draft.value, draft.unit, draft.unit_text = (
            other.kind,
            other.value,
            other.unit,
            other.unit_text,
        )
        draft.step_elsewhere("value", draft.value, hints.value, "value-cell")
        if draft.unit_text is not None:
            draft.step_elsewhere("unit", draft.unit_text, hints.value, "value-cell")
        if draft.operator is None and other.operator is not None:
            draft.operator = other.operator
            draft.step_elsewhere("operator", other.operator, hints.value, "value-cell")
        draft.doubts = [doubt for doubt in draft.doubts if doubt[0] not in NO_VALUE]
        draft.doubt("value-from-elsewhere", "目标值取自数值栏或同一文件的另一张表。")
        draft.fired("value-cell")
    elif draft.kind == "number" and isinstance(draft.value, Decimal):
        number = read_number(make_view(hints.value), 0)
        if number and number.value != draft.value:
            draft.doubt("value-conflict", f"目标值印作 {draft.value}，别处印作“{hints.value}”。")


def _use_unit(draft: Draft, hints: Hints) -> None:
    unit, printed = hints.unit, hints.unit_printed
    if unit is None or printed is None or draft.kind == "missing":
        return
    if draft.unit is None:
        known = find_unit(printed)
        draft.unit = known or unknown_unit(unit)
        _take_unit(draft, printed, printed)
        if hints.numeric_unit:
            draft.doubt("numeric-unit", f"单位印作数字“{printed}”。")
    elif not draft.unit.stem:  # the number prints 万, the unit cell 件
        known = find_unit(printed)
        both = (draft.unit_text or "") + printed
        draft.unit = replace(
            draft.unit,
            text=draft.unit.text + unit,
            stem=known.stem if known else unit,
            concept=known.concept if known else None,
            rate=known is not None and known.rate,
            product=known is not None and known.product,
        )
        _take_unit(draft, both, printed)
    elif unit.startswith(draft.unit.text) and draft.view.text.endswith(unit):
        # the cell says where the unit ends: 人/百万车公里, of which the vocabulary knows the beginning
        draft.unit = find_unit(printed) or unknown_unit(unit)
        _take_unit(draft, printed, printed)
    elif not same_unit(draft.unit, unit):
        draft.doubt("unit-conflict", f"目标值里的单位是“{draft.unit_text}”，单位栏是“{printed}”。")


def _take_unit(draft: Draft, unit: str, printed: str) -> None:
    draft.unit_text = unit
    draft.fired("unit-cell")
    draft.step_elsewhere("unit", unit, printed, "unit-cell")


def same_unit(unit: Unit, other: str) -> bool:
    """Whether a spelling names the same unit: the same words, or two spellings of one concept and scale."""
    if unit.text == other or unit.stem == other or unit.text.endswith(other):
        return True
    found = find_unit(other)
    return (
        found is not None and found.concept is not None and unit.concept is found.concept
        and unit.rate == found.rate and unit.scale == found.scale
    )  # fmt: skip
