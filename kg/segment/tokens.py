"""What stands in a target: signs, quantities, dates, and characters with digits that are neither."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kg.model import Operator
from kg.segment.dates import Date
from kg.segment.numbers import Number
from kg.segment.units import Unit


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign or word that may be the operator of what it touches."""

    start: int
    end: int
    operator: Operator


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with what belongs to it; ``start`` to ``end`` includes unit and word behind (以上).

    ``operator`` is the sign before it if bound, else the one behind. ``tolerance``: printed as ±value.
    """

    start: int
    end: int
    number: Number
    unit: Unit | None = None
    before: Sign | None = None
    after: Sign | None = None
    approximate: bool = False
    tolerance: bool = False

    @property
    def value(self) -> Decimal:
        return self.number.value

    @property
    def operator(self) -> Sign | None:
        return self.before or self.after


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date with the word behind it (前, 内)."""

    start: int
    end: int
    date: Date
    before: Sign | None = None
    after: Sign | None = None

    @property
    def operator(self) -> Sign | None:
        return self.before or self.after


OpaqueKind = Literal["product", "ratio", "name", "year", "long", "attribute", "per"]


@dataclass(frozen=True, slots=True)
class Opaque:
    """Characters with digits that are no quantity: 7×24, 1:18, 第3批, GB18030, 2026年, a quoted title.

    ``attribute`` and ``per`` are quantities that the rules set aside (15日内 of 15日内办结率100%, 3年 of 每3年1次).
    """

    start: int
    end: int
    kind: OpaqueKind


Token = Sign | Quantity | Deadline | Opaque
