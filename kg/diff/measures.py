"""Two numeric targets in one unit, and which of them is harder to reach."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

from kg.graph.targets import target_unit_factor
from kg.records import Record, number_text
from kg.segment import find_unit
from kg.text import key
from kg.values import exact_product

Verdict = Literal["tightened", "loosened", "value"]
Direction = Literal["higher-is-better", "lower-is-better"]

_CALENDAR: Final = {"month": (28, 31), "quarter": (90, 92), "semester": (120, 190), "year": (365, 366)}
"""Days of the spans of the calendar, the fewest and the most: they have no exact number of seconds."""
_DAY: Final = Decimal(86400)
_LOWER_BOUND: Final = frozenset({"≥", ">"})
_UPPER_BOUND: Final = frozenset({"≤", "<"})


@dataclass(frozen=True, slots=True)
class Measure:
    """A target that is one number (both ends the same) or a range, in one unit; ``operator`` is its sign or None."""

    operator: str | None
    low: Decimal
    high: Decimal

    @property
    def is_range(self) -> bool:
        """Whether it has two ends."""
        return self.low != self.high

    def times(self, factor: Fraction) -> "Measure":
        """The same in another unit."""
        return Measure(self.operator, exact_product(self.low, factor), exact_product(self.high, factor))


@dataclass(frozen=True, slots=True)
class Together:
    """Two targets in one unit. ``relation`` says what two units are to one another: none (there is one unit only),
    spelling (one unit, written in two ways), equal values, other values, or near: spans of the calendar that may be
    equal (1 个月, 30 天)."""

    old: Measure
    new: Measure
    unit: str | None
    relation: Literal["none", "spelling", "equal", "near", "other"]


def measure_of(record: Record) -> Measure | None:
    """The number or range of a catalogue record in its printed unit; None for any other target."""
    value = record.get("value")
    ends = value if isinstance(value, (list, tuple)) else (value, value)
    kind = record.get("kind")
    if kind not in ("number", "range") or len(ends) != 2 or not all(map(_is_number, ends)):
        return None
    low, high = sorted(Decimal(str(end)) for end in ends)
    return Measure(_text(record.get("operator")), low, high)


def in_one_unit(old: Record, new: Record) -> Together | None:
    """Both targets in one unit; None where they are no numbers, or their units cannot be converted."""
    ours, theirs = measure_of(old), measure_of(new)
    if ours is None or theirs is None:
        return None
    units = _text(old.get("unit")), _text(new.get("unit"))
    if key(units[0] or "") == key(units[1] or ""):
        return Together(ours, theirs, units[1], "none")
    kinds = old.get("quantity_kind"), new.get("quantity_kind")
    bases = old.get("base_unit"), new.get("base_unit")
    if not all(units) or kinds[0] != kinds[1]:
        return None
    if bases[0] is None or bases[0] != bases[1]:
        return _by_calendar(ours, theirs, units)
    factors = target_unit_factor(units[0]), target_unit_factor(units[1])
    if factors[0] is None or factors[1] is None:
        return None
    ours, theirs = ours.times(factors[0]), theirs.times(factors[1])
    if factors[0] == factors[1] and _concept(units[0]) == _concept(units[1]):
        return Together(ours, theirs, _text(bases[0]), "spelling")
    alike = (ours.low, ours.high) == (theirs.low, theirs.high)
    return Together(ours, theirs, _text(bases[0]), "equal" if alike else "other")


def judge(old: Measure, new: Measure, direction: Direction | None = None) -> tuple[Verdict | None, str]:
    """Which of two targets in one unit is harder to reach: the verdict on the new one, and the reason in Chinese.

    None where neither is harder. ``direction`` of the indicator is asked only where the operators do not tell:
    a bare number or ``=``.
    """
    if (old.low, old.high) == (new.low, new.high):
        strict = {"≥": 0, "≤": 0, ">": 1, "<": 1}
        before, after = strict.get(old.operator or ""), strict.get(new.operator or "")
        if before is None or after is None or before == after or _side(old) != _side(new):
            return None, ""
        return ("tightened", "不再包括这个数") if after else ("loosened", "改为包括这个数")
    if old.is_range and new.is_range:
        if old.low <= new.low and new.high <= old.high:
            return "tightened", "区间变窄"
        if new.low <= old.low and old.high <= new.high:
            return "loosened", "区间变宽"
        return "value", "区间移动"
    if old.is_range or new.is_range:
        return "value", "单个数与区间之间的变化"
    sides = {side for side in (_side(old), _side(new)) if side}
    if len(sides) == 2:
        return "value", "上限与下限之间的变化"
    if _side(old) and _side(new):
        return _by_side(old, new, sides.pop(), "")
    wanted = {"higher-is-better": "lower", "lower-is-better": "upper"}.get(direction or "")
    if wanted is None:
        return "value", "没有写明方向"
    if sides and wanted not in sides:
        return "value", "符号与指标方向相反"
    return _by_side(old, new, wanted, "按指标方向")


def disagrees(measure: Measure, direction: Direction | None) -> bool:
    """Whether the sign speaks against the direction of the indicator: at least so many complaints."""
    opposed = {"higher-is-better": "upper", "lower-is-better": "lower"}
    return direction is not None and _side(measure) == opposed[direction]


def change_in_words(together: Together, quantity_kind: object) -> str:
    """How much the number went up or down: 提高 5 个百分点."""
    old, new = together.old, together.new
    if old.is_range or new.is_range:
        return ""
    gap = new.low - old.low
    if not gap:
        return ""
    points = {"%": "个百分点", "％": "个百分点", "‰": "个千分点"} if quantity_kind == "ratio" else {}
    unit = together.unit or ""
    if together.relation != "none" and quantity_kind == "ratio":
        gap, unit = gap * 100, "%"
    return f"{'提高' if gap > 0 else '降低'} {number_text(abs(gap))} {points.get(unit, unit)}".rstrip()


def _by_side(old: Measure, new: Measure, side: str, reason: str) -> tuple[Verdict, str]:
    harder = new.low > old.low if side == "lower" else new.low < old.low
    return ("tightened" if harder else "loosened"), reason


def _side(measure: Measure) -> str | None:
    """Which end of what is wanted the number is."""
    if measure.is_range:
        return None
    if measure.operator in _LOWER_BOUND:
        return "lower"
    return "upper" if measure.operator in _UPPER_BOUND else None


def _by_calendar(old: Measure, new: Measure, units: tuple[str | None, str | None]) -> Together | None:
    """Spans of days, of which one at least is counted in months or years: nearly equal where the days may be the
    same, else compared by the middle of what they may be."""
    spans = [_days(measure, unit) for measure, unit in zip((old, new), units, strict=True)]
    if spans[0] is None or spans[1] is None or old.is_range or new.is_range:
        return None
    (least, most), (their_least, their_most) = spans[0], spans[1]
    near = least <= their_most and their_least <= most
    ours, theirs = (least + most) / 2, (their_least + their_most) / 2
    return Together(
        Measure(old.operator, ours, ours),
        Measure(new.operator, theirs, theirs),
        "天",
        "near" if near else "other",
    )


def _days(measure: Measure, unit: str | None) -> tuple[Decimal, Decimal] | None:
    found = find_unit(unit) if unit else None
    if found is None or found.concept is None or found.rate or found.product:
        return None
    span = _CALENDAR.get(found.concept.name)
    if span is not None:
        return measure.low * span[0] * found.scale, measure.low * span[1] * found.scale
    factor = target_unit_factor(unit)
    if factor is None or found.kind != "duration":
        return None
    days = measure.times(factor).low / _DAY
    return days, days


def _concept(unit: str | None) -> str | None:
    found = find_unit(unit) if unit else None
    return found.concept.iri if found and found.concept and not found.rate and not found.product else unit


def _is_number(value: object) -> bool:
    return isinstance(value, (int, Decimal, float)) and not isinstance(value, bool)


def _text(value: object) -> str | None:
    return None if value is None or value == "" else str(value)
