"""Whether a reading is right, part by part.

Generous to tools that were not made for these forms: a number is right as printed or with 万 and 亿 expanded, a unit as
printed or as the tool's name for it, a date also with a year that the target does not print, and for a target in
words "nothing found" is right. What a case does not say is not judged.
"""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from benchmarks.segment.cases import Case
from benchmarks.segment.reading import Reading

NAMES = {
    "chinese yuan": "元", "yuan": "元", "percentage": "%", "hour": "小时", "minute": "分钟", "second": "秒",
    "day": "天", "week": "周", "month": "个月", "year": "年", "liter": "升", "litre": "升", "terabyte": "TB",
    "gigabyte": "G", "metre": "米", "meter": "米", "centimeter": "厘米", "kilometer": "公里", "kilometre": "公里",
    "square meter": "平方米", "square kilometer": "平方公里", "cubic meter": "立方米", "ton": "吨",
    "metric ton": "吨", "kilogram": "公斤", "gram": "克", "degree celsius": "℃", "c": "℃", "decibel": "分贝",
}  # fmt: skip
"""The peers' names of units, in the words of the forms."""
_SCALES = (("万", 10**4), ("亿", 10**8))
_PERCENT = (("％", "%"), ("百分比", "%"), ("百分之", "%"))


class Marks(NamedTuple):
    """What of one reading is right."""

    subject: bool
    operator: bool
    value: bool
    unit: bool

    @property
    def three(self) -> bool:
        """The target: operator, value and unit."""
        return self.operator and self.value and self.unit

    @property
    def four(self) -> bool:
        """The target and the subject."""
        return self.three and self.subject


class Shares(NamedTuple):
    """Of some cases the shares that are right, and how many cases there are."""

    count: int
    operator: float
    value: float
    unit: float
    three: float
    four: float


def mark(case: Case, reading: Reading) -> Marks:
    """One reading beside what the case expects."""
    expect = case.expect
    subject = squeezed(case.row.name) if reading.subject == "" else squeezed(reading.subject)
    return Marks(
        "subject" not in expect or subject == squeezed(expect["subject"]),
        "operator" not in expect or reading.operator == expect["operator"],
        "value" not in expect or _value(expect.get("kind"), expect["value"], expect.get("unit"), reading),
        "unit" not in expect or _unit(expect.get("kind"), expect.get("value"), expect["unit"], reading),
    )


def shares(marks: Sequence[Marks]) -> Shares:
    """The shares over some cases."""

    def share(of: Callable[[Marks], bool]) -> float:
        return sum(map(of, marks)) / len(marks) if marks else 0.0

    return Shares(
        len(marks),
        share(lambda one: one.operator),
        share(lambda one: one.value),
        share(lambda one: one.unit),
        share(lambda one: one.three),
        share(lambda one: one.four),
    )


def mark_all(cases: Sequence[Case], readings: Iterable[Reading]) -> list[Marks]:
    """The marks of one tool over some cases."""
    return [mark(case, reading) for case, reading in zip(cases, readings, strict=True)]


def squeezed(text: object) -> str:
    """Text without white space."""
    return "" if text is None else "".join(str(text).split())


def _value(kind: str | None, wanted: object, unit: str | None, reading: Reading) -> bool:
    if isinstance(wanted, list):
        found = reading.several or (() if reading.value is None else (reading.value,))
        numbers = [Decimal(item) for item in wanted if not isinstance(item, str)]
        if len(numbers) < len(wanted):
            return squeezed(reading.value) == "、".join(map(squeezed, wanted))
        return any(list(found) == [number * scale for number in numbers] for scale in (1, _scale(unit)))
    if kind == "date":
        return isinstance(reading.value, str) and reading.value.endswith(str(wanted))
    if kind == "number":
        printed = Decimal(str(wanted))
        return reading.value in (printed, printed * _scale(unit))
    if isinstance(reading.value, str):
        return squeezed(reading.value) == squeezed(wanted)
    return reading.value is None and not reading.several


def _unit(kind: str | None, wanted: object, unit: str | None, reading: Reading) -> bool:
    unit = unit or ""
    name = NAMES.get((reading.unit or "").lower(), reading.unit or "")
    folded = unit
    for spelling, sign in _PERCENT:
        folded = folded.replace(spelling, sign)
    if name in (unit, folded):
        return True
    if kind != "number":
        return False
    return reading.value == Decimal(str(wanted)) * _scale(unit) and name == unit.lstrip("万亿")


def _scale(unit: str | None) -> int:
    scale = 1
    for sign, factor in _SCALES:
        scale *= factor if (unit or "").startswith(sign) else 1
    return scale
