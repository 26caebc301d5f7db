"""The interval that satisfies a target, so that a range query needs no case analysis."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kg.model import Indicator, Operator
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


def range_ends(indicator: Indicator) -> tuple[Decimal, Decimal] | None:
    """Both ends of a target that is a range, as printed; None for any other target."""
    if indicator.kind == "range" and isinstance(indicator.value, tuple) and len(indicator.value) == 2:
        low, high = indicator.value
        if isinstance(low, Decimal) and isinstance(high, Decimal):
            return low, high
    return None


def is_within(actual: Bounds, wanted: Bounds) -> bool | None:
    """Whether what is known of a value (``actual``) lies inside ``wanted``: True where all of it does, False
    where none of it does, None where ``wanted`` has no bound or the answer depends on where the value lies.

    >>> is_within(Bounds(minimum=Decimal(95)), Bounds(minimum=Decimal(90)))
    True
    >>> is_within(Bounds(minimum=Decimal(80)), Bounds(minimum=Decimal(90))) is None
    True
    """
    if wanted.minimum is None and wanted.maximum is None:
        return None
    sides = (_is_above(actual, wanted), _is_above(_negated(actual), _negated(wanted)))
    if False in sides:
        return False
    return None if None in sides else True


def _is_above(actual: Bounds, wanted: Bounds) -> bool | None:
    least, low, high = wanted.minimum, actual.minimum, actual.maximum
    if least is None:
        return True
    reaches = wanted.minimum_inclusive or not actual.minimum_inclusive
    if low is not None and (low > least or (low == least and reaches)):
        return True
    touches = wanted.minimum_inclusive and actual.maximum_inclusive
    if high is not None and (high < least or (high == least and not touches)):
        return False
    return None


def _negated(bounds: Bounds) -> Bounds:
    return Bounds(
        None if bounds.maximum is None else -bounds.maximum,
        bounds.maximum_inclusive,
        None if bounds.minimum is None else -bounds.minimum,
        bounds.minimum_inclusive,
    )
