"""The interval that satisfies a target, so that a range query needs no case analysis."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kg.model import Operator
from kg.values import exact_product


@dataclass(frozen=True, slots=True)
class Bounds:
    """An interval in the base unit; None is open on that side."""

    minimum: Decimal | None = None
    minimum_inclusive: bool = True
    maximum: Decimal | None = None
    maximum_inclusive: bool = True


def operator_bounds(operator: Operator | None, base_value: Decimal | None) -> Bounds:
    """The interval of an operator and its value; no bound where either is missing.

    A bare ``100%`` has no operator, hence no bound: the form did not say on which side success lies.
    """
    if operator is None or base_value is None:
        return Bounds()
    return {
        "≥": Bounds(minimum=base_value),
        ">": Bounds(minimum=base_value, minimum_inclusive=False),
        "≤": Bounds(maximum=base_value),
        "<": Bounds(maximum=base_value, maximum_inclusive=False),
        "=": Bounds(minimum=base_value, maximum=base_value),
    }[operator]


def range_bounds(low: Decimal, high: Decimal, factor: Fraction) -> Bounds:
    """The closed interval of a printed range, ``factor`` base units to one printed unit."""
    ends = sorted((exact_product(low, factor), exact_product(high, factor)))
    return Bounds(minimum=ends[0], maximum=ends[1])
