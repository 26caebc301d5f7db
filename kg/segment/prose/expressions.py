"""The numbers of a text as whole expressions: sign, number or range, unit, word behind."""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from kg.model import Operator
from kg.segment.draft import Draft
from kg.segment.lexicon import lexicon
from kg.segment.prose.words import words_of
from kg.segment.quantities import compound
from kg.segment.ranges import LINKS
from kg.segment.scan import Quantity, scan
from kg.segment.units import Unit
from kg.segment.view import View

_FROM: Final = ("由", "从", "自")
_LONGEST_CHANGE: Final = 12
_CLASSIFIER: Final = "个"
_UNIT_AND_NOUN: Final = re.compile("([A-Za-z]{1,6}|[\u4e00-\u9fff])([\u4e00-\u9fff]{1,6})")


@dataclass(frozen=True, slots=True)
class Expression:
    """One quantity at ``start`` to ``end`` of a view; a range has its two ends in ``value`` and no operator."""

    start: int
    end: int
    value: Decimal | tuple[Decimal, Decimal]
    unit: Unit | None
    operator: Operator | None = None
    chinese: bool = False
    approximate: bool = False
    number_start: int = 0
    worded_behind: bool = False
    """Whether the operator is a word behind the number (以上)."""

    @property
    def signed(self) -> bool:
        return self.operator is not None or isinstance(self.value, tuple)


def find_expressions(view: View) -> tuple[Expression, ...]:
    """The expressions of a text in printed order, ranges joined; a value that a change starts from is left out."""
    draft = Draft(view, scan(view), end=len(view.text))
    compound(draft)
    return tuple(_without_origins(view.text, list(_joined(view.text, draft.quantities))))


def _joined(text: str, quantities: Sequence[Quantity]) -> Iterator[Expression]:
    waiting = deque(quantities)
    while waiting:
        low = waiting.popleft()
        high = waiting[0] if waiting else None
        if high and _is_range(text, low, high):
            waiting.popleft()
            single = _expression(high)
            yield replace(
                single,
                start=low.start,
                value=(low.value, high.value),
                unit=high.unit or low.unit,
                operator=None,
                number_start=low.number.start,
                worded_behind=False,
            )
        else:
            yield _expression(low)


def _expression(quantity: Quantity) -> Expression:
    quantity = _with_classifier(quantity)
    sign = quantity.operator
    if quantity.tolerance:
        return Expression(
            quantity.start,
            quantity.end,
            (-quantity.value, quantity.value),
            quantity.unit,
            number_start=quantity.number.start,
        )
    return Expression(
        quantity.start,
        quantity.end,
        quantity.value,
        quantity.unit,
        sign.operator if sign else None,
        chinese=quantity.number.chinese,
        approximate=quantity.approximate,
        number_start=quantity.number.start,
        worded_behind=sign is not None and quantity.before is None,
    )


def _with_classifier(quantity: Quantity) -> Quantity:
    """10个社区, 110P算力: in a sentence the noun behind a unit is what is counted, not part of the unit."""
    unit, units = quantity.unit, lexicon().units
    if unit is None or unit.rate or unit.concept is None or quantity.after:
        return quantity
    match = _UNIT_AND_NOUN.fullmatch(unit.stem)
    first = units.get(match[1]) if match else None
    if match is None or first is None or (match[2] in units and match[1] != _CLASSIFIER):
        return quantity
    if match[1].isascii() is False and not first.first("quantityKind") == unit.kind == "count":
        return quantity
    cut = len(match[2])
    short = replace(unit, end=unit.end - cut, text=unit.text[:-cut], stem=match[1], concept=first)
    return replace(quantity, end=quantity.end - cut, unit=short)


def _is_range(text: str, low: Quantity, high: Quantity) -> bool:
    """3至5场, 80%-90%; not 由80%到90%, and not 2至少5."""
    if low.after or high.before or text[low.end : high.start] not in LINKS or low.value >= high.value:
        return False
    if text[max(0, low.start - 1) : low.start] in _FROM:
        return False
    if low.unit is None or high.unit is None:
        return high.unit is not None or low.unit is None
    return low.unit.stem == high.unit.stem


def _without_origins(text: str, found: list[Expression]) -> Iterator[Expression]:
    """由80%提高到90%: only where the change is to go is a target."""
    changes = words_of("markers:change", "reach")
    for index, expression in enumerate(found):
        following = found[index + 1] if index + 1 < len(found) else None
        if following and text[max(0, expression.start - 1) : expression.start] in _FROM:
            between = text[expression.end : following.start]
            if len(between) <= _LONGEST_CHANGE and (
                between in LINKS or changes.begin(between, 0, len(between))
            ):
                continue
        yield expression
