"""How the values of one indicator are spread, in exact decimals.

Quartiles are those of Hyndman and Fan's definition 7 (Excel's QUARTILE.INC, numpy's default): of n values in order,
counted from 0, quartile k stands at place k·(n-1)/4, on the straight line between the two values around it. A line
cut at a quarter, half or three quarters of its length is a finite decimal, so nothing is rounded.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

from kg.values import exact_product

BoundSide = Literal["minimum", "maximum", "exact", "none"]
"""On which side a target is bounded: ≥ and > set a minimum, ≤ and < a maximum, = both; without an operator none."""

SIDES: Final[tuple[BoundSide, ...]] = ("minimum", "maximum", "exact", "none")
_QUARTERS: Final = 4


@dataclass(frozen=True, slots=True, order=True)
class Group:
    """What values must share to be compared: never two units, never ≥ beside ≤, a long-term total beside an annual
    one, or a change beside a level."""

    quantity_kind: str
    base_unit: str
    side: str
    horizon: str = ""
    """长期 or 年度."""
    change: str = ""
    """increase or decrease where the values say by how much something changes, else empty."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Five numbers of at least one value, in the base unit."""

    count: int
    least: Decimal
    lower_quartile: Decimal
    median: Decimal
    upper_quartile: Decimal
    greatest: Decimal


def spread_of(values: Iterable[Decimal]) -> Spread:
    """The five numbers of finite values. Raises ValueError where there is none.

    >>> spread_of(map(Decimal, (7, 1, 2, 4))).upper_quartile
    Decimal('4.75')
    """
    ordered = sorted(values)
    if not ordered:
        raise ValueError("a spread needs a value")
    return Spread(len(ordered), *(_quartile(ordered, k) for k in range(_QUARTERS + 1)))


def bound_side(minimum: Decimal | None, maximum: Decimal | None) -> BoundSide:
    """The side on which an interval of `kg.graph.bounds` is closed."""
    if minimum is None:
        return "none" if maximum is None else "maximum"
    return "minimum" if maximum is None else "exact"


def largest_group(counts: Iterable[tuple[Group, int]]) -> Group | None:
    """The group that speaks for an indicator: that with most values; of equals the first in order."""
    return min(counts, key=lambda found: (-found[1], found[0]), default=(None, 0))[0]


def _quartile(ordered: Sequence[Decimal], k: int) -> Decimal:
    place, quarters = divmod(k * (len(ordered) - 1), _QUARTERS)
    low = ordered[place]
    if not quarters:
        return low
    step = (Fraction(ordered[place + 1]) - Fraction(low)) * Fraction(quarters, _QUARTERS)
    return exact_product(Decimal(1), Fraction(low) + step)
