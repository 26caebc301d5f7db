"""Numbers that a form reports beside a target: what was achieved, and the values of the years before.

They are taken apart like targets, counted in the unit of the target, and compared with it only where both sides
are certain: a reading with a doubt, words, another kind of quantity, or a bare 0.9 beside a target in per cent
gives no number in the base unit and no verdict. A bare number so far from the target that it is likely counted in
another unit gives no verdict, nor does a bare 100 that fails a target: it may say that all of it was done.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from kg.graph.bounds import Bounds, is_within, operator_bounds, range_bounds, range_ends
from kg.model import Indicator, Segments
from kg.segment import find_unit, segment_target
from kg.segment.units import unit_factor
from kg.text import key
from kg.values import exact_product

_TELLING: Final = frozenset({"text-around-value"})
"""Doubts about a target that leave its number certain."""
_COMPARE: Final[dict[str, Callable[[str, str], bool]]] = {
    "≥": str.__ge__,
    ">": str.__gt__,
    "≤": str.__le__,
    "<": str.__lt__,
    "=": str.__eq__,
}


_FAR: Final = {"ratio": 10, "duration": 10}
"""How many times larger or smaller than the target a number without a unit says another unit (percent and shares,
minutes and hours); of what is counted or paid `_VERY_FAR`, beside a target without a word for its unit `_UNKNOWN`."""
_VERY_FAR: Final = 1000
_UNKNOWN: Final = 10
_ALL_DONE: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class Reported:
    """A reported number: ``value`` in the printed unit of the target, ``base_value`` in its base unit; None
    where it is no number, or of another unit. ``segments`` is the whole reading."""

    segments: Segments
    value: Decimal | None
    base_value: Decimal | None


def read_reported(text: str | None, indicator: Indicator) -> Reported | None:
    """The number that ``text`` reports for the target of the row; None where nothing is printed."""
    if text is None:
        return None
    found = segment_target(None, text, level2=indicator.level2)
    if found.kind != "number" or not isinstance(found.value, Decimal) or not _is_sure(found):
        return Reported(found, None, None)
    if found.unit is not None and key(found.unit) != key(indicator.unit or ""):
        alike = found.base_unit is not None and (found.base_unit, found.quantity_kind) == (
            indicator.base_unit,
            indicator.quantity_kind,
        )
        return Reported(found, None, found.base_value if alike else None)
    if found.unit is None and _may_be_a_share(found.value, indicator):
        return Reported(found, found.value, None)
    factor = base_factor(indicator)
    return Reported(found, found.value, None if factor is None else exact_product(found.value, factor))


def is_met(reported: Reported, indicator: Indicator) -> bool | None:
    """Whether the reported value meets the target; None where the two cannot be compared, or the target has no
    operator: the form did not say on which side success lies."""
    met = _compared(reported, indicator)
    if met is None or is_in_another_unit(reported, indicator):
        return None
    return None if met is False and may_be_all_done(reported, indicator) else met


def is_in_another_unit(reported: Reported, indicator: Indicator) -> bool:
    """Whether a number without a unit is so far from the target that both are hardly counted in one unit."""
    if reported.segments.unit is not None or not reported.value:
        return False
    is_word = any(sign.isalpha() for sign in indicator.unit or "")
    far = _FAR.get(indicator.quantity_kind or "", _VERY_FAR) if is_word or indicator.base_unit else _UNKNOWN
    ends = [abs(end) for end in _ends(indicator) if end]
    value = abs(reported.value)
    return bool(ends) and (value >= max(ends) * far or value * far <= min(ends))


def may_be_all_done(reported: Reported, indicator: Indicator) -> bool:
    """Whether a bare 100 beside another number may mean that 100 % of the target was reached."""
    is_bare = reported.segments.unit is None and reported.value == _ALL_DONE
    return is_bare and _ALL_DONE not in _ends(indicator)


def _ends(indicator: Indicator) -> tuple[Decimal, ...]:
    if isinstance(indicator.value, Decimal):
        return (indicator.value,)
    return range_ends(indicator) or ()


def _compared(reported: Reported, indicator: Indicator) -> bool | None:
    found = reported.segments
    if indicator.kind == "date" and found.kind == "date":
        return _is_in_time(found, indicator)
    if not _is_sure(found) or (found.change or indicator.change) != indicator.change:
        return None
    if reported.value is not None and not (found.unit is None and _may_be_a_share(reported.value, indicator)):
        return is_within(operator_bounds(found.operator or "=", reported.value), _printed_bounds(indicator))
    if reported.base_value is not None and indicator.kind == "number":
        wanted = operator_bounds(indicator.operator, indicator.base_value)
        return is_within(operator_bounds(found.operator or "=", reported.base_value), wanted)
    return None


def base_factor(indicator: Indicator) -> Fraction | None:
    """How many base units one printed unit of the target is, where the reading of the target agrees with it."""
    unit = find_unit(indicator.unit) if indicator.unit else None
    factor = unit_factor(unit) if unit and indicator.base_unit else None
    if factor is None or not isinstance(indicator.value, Decimal):
        return factor
    return factor if exact_product(indicator.value, factor) == indicator.base_value else None


def _printed_bounds(indicator: Indicator) -> Bounds:
    if isinstance(indicator.value, Decimal):
        return operator_bounds(indicator.operator, indicator.value)
    ends = range_ends(indicator)
    return Bounds() if ends is None else range_bounds(*ends, Fraction(1))


def _is_sure(found: Segments) -> bool:
    return all(code in _TELLING for code, _ in found.doubts)


def _may_be_a_share(value: Decimal, indicator: Indicator) -> bool:
    """Whether a bare number beside a target in per cent may be a share of one: 0.95, and 1, for 95 and 100 %."""
    return indicator.quantity_kind == "ratio" and 0 < value <= 1


def _is_in_time(found: Segments, indicator: Indicator) -> bool | None:
    if found.doubts or found.operator is not None or indicator.operator is None:
        return None
    actual, target = str(found.value), str(indicator.value)
    # 09 and 09-30, or a date with its year and one without, do not compare
    return _COMPARE[indicator.operator](actual, target) if len(actual) == len(target) else None
