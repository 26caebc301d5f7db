"""How far an actual value lies from the bound of its target, and the points it earns.

Points are those of common scoring rules: higher is better, weight × actual / target; lower is better, weight ×
target / actual; never more than the weight.
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from kg.graph.bounds import range_ends
from kg.graph.reported import Reported
from kg.model import Indicator

_HUNDREDTH: Final = Decimal("0.01")
_LEAP_YEAR: Final = 2024
_AGAINST: Final = {"higher-is-better": {"≤", "<"}, "lower-is-better": {"≥", ">"}}
"""Operators that say the opposite of a direction: one of the two is wrong, so no points are worked out."""
_LARGEST: Final = Decimal(10) ** 20
"""Beyond this a quotient is no rate that anybody means, and two decimals would not fit the arithmetic."""


def deviation_of(target: Indicator, reported: Reported, value: Decimal | None) -> Decimal | None:
    """Actual minus bound in the printed unit; of a range, from the end that is passed, 0 inside; of dates, days."""
    if target.kind == "date":
        days = (_day(str(reported.segments.value)), _day(str(target.value)))
        return None if days[0] is None or days[1] is None else Decimal((days[0] - days[1]).days)
    if value is None:
        return None
    if isinstance(target.value, Decimal):
        return value - target.value
    ends = range_ends(target)
    if ends is None:
        return None
    low, high = sorted(ends)
    return value - low if value < low else value - high if value > high else Decimal(0)


def percent_of(target: Indicator, value: Decimal | None, deviation: Decimal | None) -> Decimal | None:
    """The deviation in per cent of the bound, two decimals; None where the bound is 0 or there is none."""
    if value is None or deviation is None:
        return None
    bound = value - deviation
    if not bound or not isinstance(target.value, Decimal):
        return None
    return _rounded(deviation * 100, abs(bound))


def score_of(target: Indicator, direction: str | None, value: Decimal | None) -> Decimal | None:
    """The points for an actual number in the printed unit, two decimals; None also where the target is to be met
    exactly and the actual number is better: whether that is worth all points or fewer the rule does not say."""
    weight, wanted = target.weight, target.value
    if weight is None or direction is None or value is None or not isinstance(wanted, Decimal):
        return None
    if wanted <= 0 or value < 0 or weight < 0 or target.operator in _AGAINST[direction]:
        return None
    if direction == "higher-is-better":
        part = _rounded(weight * value, wanted)
    else:
        part = weight if not value else _rounded(weight * wanted, value)
    if part is None or (target.operator == "=" and part > weight):
        return None
    return min(part, weight)


def _rounded(dividend: Decimal, divisor: Decimal) -> Decimal | None:
    quotient = dividend / divisor
    return quotient.quantize(_HUNDREDTH, ROUND_HALF_UP) if abs(quotient) < _LARGEST else None


def _day(printed: str) -> date | None:
    text = f"{_LEAP_YEAR}-{printed}" if len(printed) == len("06-30") else printed
    try:
        return date.fromisoformat(text) if len(text) == len("2025-06-30") else None
    except ValueError:
        return None
