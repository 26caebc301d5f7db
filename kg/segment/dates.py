"""Deadlines: a day, a month, the end of a month, quarter or year, as ISO text without what is not printed."""

import re
from calendar import monthrange
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kg.segment.lexicon import lexicon
from kg.segment.numbers import parse_numeral

_MONTH: Final = r"(?P<month>\d{1,2}|十[一二]?|[一二三四五六七八九])"
_YEAR: Final = r"(?:(?P<year>20\d\d|19\d\d)年度?)?"
_END: Final = "底|末"
_PATTERNS: Final = (
    rf"{_YEAR}{_MONTH}月?(?=[-~—–至到]\d{{1,2}}月(?!\d))",
    rf"{_YEAR}{_MONTH}月份?(?P<day>\d{{1,2}})[日号]",
    rf"{_YEAR}{_MONTH}月(?P<day>[一二三四五六七八九十]{{1,3}})[日号]",
    rf"{_YEAR}{_MONTH}月份?(?P<third>上旬|中旬|下旬|中|初)?(?P<end>{_END})?",
    r"(?P<year>20\d\d|19\d\d)年度?年?(?P<year_end>底|末)",
    r"(?P<year>20\d\d|19\d\d)(?P<year_end>底|末)",
    rf"{_YEAR}第?(?P<quarter>[一二三四1-4])(?:季度|季(?=[末底前内]))(?P<end>{_END})?",
    r"(?:(?P<year>20\d\d|19\d\d)年?)?[Qq](?P<quarter>[1-4])(?P<end>末|底)?",
    rf"{_YEAR}(?P<half>上|下)半年(?P<end>{_END})?",
    r"(?P<year>20\d\d|19\d\d)(?P<mark>[-./])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)日?",
    r"(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)(?=前|之前|以前|$)",
    r"(?P<month>\d{1,2})[./](?P<day>\d{1,2})日?(?=前|之前|以前)",
)
_WITHIN_YEAR: Final = re.compile("(?:当年|本年度?|年度?)(?=内|之内|以内)")
_THIRDS: Final = {"上旬": 10, "中旬": 20, "中": 15, "初": 10}


@dataclass(frozen=True, slots=True)
class Date:
    """A date at ``start`` to ``end`` of the view; ``value`` is ISO, ``MM-DD`` or ``MM``, None if impossible."""

    start: int
    end: int
    value: str | None
    approximate: bool = False


def read_date(text: str, at: int) -> Date | None:
    """The date that begins at ``at``, or None. A quarter or half year is its last day."""
    match = lexicon().year_end.match(text, at) or _WITHIN_YEAR.match(text, at)
    if match:
        return Date(at, match.end(), "12-31")
    for pattern in _patterns():
        match = pattern.match(text, at)
        if match:
            value, approximate = _date_value({name: part for name, part in match.groupdict().items() if part})
            return Date(at, match.end(), value, approximate)
    return None


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in _PATTERNS)


def _date_value(parts: dict[str, str]) -> tuple[str | None, bool]:
    year = parts.get("year")
    if "year_end" in parts:
        return f"{year}-12-31", False
    approximate = False
    day: int | None = None
    if "quarter" in parts or "half" in parts:
        quarter = parts.get("quarter", "2" if parts.get("half") == "上" else "4")
        month = 3 * _small_number(quarter)
        day, approximate = _last_day(year, month), "end" not in parts
    else:
        month = _small_number(parts["month"])
        if not 1 <= month <= 12:
            return None, False
        if "day" in parts:
            day = _small_number(parts["day"])
        elif "end" in parts or parts.get("third") == "下旬":
            day, approximate = _last_day(year, month), "end" not in parts
        elif "third" in parts:
            day, approximate = _THIRDS[parts["third"]], True
    if day is None:
        return (f"{year}-" if year else "") + f"{month:02d}", False
    # 29 February is a day of some years
    if not 1 <= day <= (_last_day(year, month) if year else monthrange(2024, month)[1]):
        return None, False
    return (f"{year}-" if year else "") + f"{month:02d}-{day:02d}", approximate


def _last_day(year: str | None, month: int) -> int:
    return monthrange(int(year) if year else 2023, month)[1]


def _small_number(text: str) -> int:
    value = int(text) if text.isdecimal() else parse_numeral(text)
    return int(value or 0)
