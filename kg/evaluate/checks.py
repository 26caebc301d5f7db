"""One target compiled to a check: an actual value is met, not met, or cannot be judged, and why.

Numbers, ranges and dates are judged by `kg.graph.reported`, as the results in the graph are; grades here, by
their rank on one scale.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

from kg.evaluate.reasons import reason_for, reason_without
from kg.evaluate.scores import deviation_of, percent_of, score_of
from kg.graph.bounds import Bounds
from kg.graph.reported import (
    Reported,
    base_factor,
    is_in_another_unit,
    is_met,
    may_be_all_done,
    read_reported,
)
from kg.graph.targets import target_bounds, word_unit
from kg.model import Indicator, Segments
from kg.records import number_text
from kg.text import is_blank
from kg.values import exact_product

DirectionName = Literal["higher-is-better", "lower-is-better"]
_POINTS: Final[dict[Fraction | None, str]] = {Fraction(1, 100): "个百分点", Fraction(1, 1000): "个千分点"}
"""What 90 % and 95 % are apart: 5 个百分点, which are not 5 % of either."""
_MONTH_DAY: Final = len("06-30")
_FULL_DATE: Final = len("2025-06-30")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check says of one actual value.

    ``met`` is None where it cannot be judged; ``reason`` says why in Chinese, or repeats the comparison.
    ``deviation`` is actual minus bound in ``unit``, the printed unit of the target (of a date, days; of a rate,
    个百分点; None where a number is printed for a unit), and
    ``percent`` the same in per cent of the bound; both None where there is no bound or no exact actual number.
    ``score`` has two decimals, None where the direction, the weight or the unit is not known.
    """

    met: bool | None
    reason: str
    actual: str | None
    deviation: Decimal | None = None
    unit: str | None = None
    percent: Decimal | None = None
    score: Decimal | None = None

    @property
    def word(self) -> str:
        """达到, 未达到 or 无法判断."""
        return "无法判断" if self.met is None else "达到" if self.met else "未达到"


@dataclass(frozen=True, slots=True)
class Check:
    """A target that can be asked about actual values. ``bounds`` are in ``unit``, the base unit of the target;
    both ends are open where the form does not say on which side success lies."""

    target: Indicator
    bounds: Bounds
    unit: str | None
    direction: DirectionName | None = None

    @property
    def subject(self) -> str | None:
        """What is measured."""
        return self.target.subject or self.target.name

    def of(self, actual: str | Decimal | int | None) -> Verdict:
        """The verdict on an actual value: text as a form prints it, or a number in the printed unit of the
        target. Never raises for a text."""
        shown = actual if isinstance(actual, str) or actual is None else number_text(Decimal(actual))
        if shown is None or is_blank(shown):
            return Verdict(None, "没有实际完成值。", None)
        reported = self._reported(actual if isinstance(actual, str) else Decimal(actual or 0))
        met = self._is_met(reported)
        value = self._exact_value(reported)
        deviation = None if met is None else deviation_of(self.target, reported, value)
        return Verdict(
            met,
            reason_without(self.target, reported, shown)
            if met is None
            else reason_for(self.target, shown, met),
            shown,
            deviation,
            None if deviation is None else self._deviation_unit(),
            percent_of(self.target, value, deviation),
            score_of(self.target, self.direction, value)
            if word_unit(self.target.unit) == self.target.unit
            else None,
        )

    def _deviation_unit(self) -> str | None:
        if self.target.kind == "date":
            return "天"
        points = _POINTS.get(base_factor(self.target)) if self.target.quantity_kind == "ratio" else None
        return points or word_unit(self.target.unit)

    def _reported(self, actual: str | Decimal) -> Reported:
        if isinstance(actual, str):
            return self._dated(
                read_reported(actual, self.target) or Reported(_number(Decimal(0)), None, None)
            )
        factor = base_factor(self.target)
        base = None if factor is None else exact_product(actual, factor)
        return Reported(_number(actual, self.target), actual, base)

    def _dated(self, reported: Reported) -> Reported:
        """A date of the year of the target is compared with a target that prints month and day only."""
        found, target = reported.segments, self.target
        actual = str(found.value)
        same_year = actual.startswith(f"{target.year}-")
        is_short = target.kind == found.kind == "date" and len(str(target.value)) == _MONTH_DAY
        if is_short and same_year and len(actual) == _FULL_DATE:
            return replace(reported, segments=replace(found, value=actual[-_MONTH_DAY:]))
        return reported

    def _is_met(self, reported: Reported) -> bool | None:
        wanted, found = self.target.grade, reported.segments.grade
        if self.target.kind == "text":
            alike = wanted is not None and found is not None and wanted.scale == found.scale
            if not alike or wanted is None or found is None or self.target.change != reported.segments.change:
                return None
            return found.rank <= wanted.rank
        return is_met(reported, self.target)

    def _exact_value(self, reported: Reported) -> Decimal | None:
        """The actual number in the printed unit; None for an interval, a doubtful or an incomparable reading."""
        found, factor = reported.segments, base_factor(self.target)
        if found.operator not in {None, "="} or found.change != self.target.change:
            return None
        if is_in_another_unit(reported, self.target) or (
            may_be_all_done(reported, self.target) and not self._is_met(reported)
        ):
            return None
        if reported.base_value is not None and factor:
            return exact_product(reported.base_value, 1 / factor)
        return reported.value if reported.value is not None and self.target.base_unit is None else None


def compile_check(target: Indicator, *, direction: DirectionName | None = None) -> Check:
    """The check of a target row. ``direction`` is needed for the score only; a row of the graph knows it
    (`kg.evaluate.read_targets`)."""
    return Check(target, target_bounds(target), target.base_unit, direction)


def _number(value: Decimal, target: Indicator | None = None) -> Segments:
    unit = target.unit if target else None
    change = target.change if target else None
    return Segments(None, None, "number", value, unit, change=change)
