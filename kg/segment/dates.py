"""Deadlines: a day, a month, the end of a month, quarter or year, as ISO text without what is not printed."""

import re
from calendar import monthrange
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kg.segment.lexicon import lexicon
from kg.segment.numbers import numeral_year, parse_numeral

_MONTH: Final = r"(?P<month>\d{1,2}|十[一二]?|[一二三四五六七八九])"
_NUMBERED_YEAR: Final = r"(?P<year>20\d\d|19\d\d|二[〇零][〇零一二三四五六七八九]{2})"
_YEAR: Final = rf"(?:{_NUMBERED_YEAR}年度?)?"
_END: Final = "底|末"
_SHORT_MONTH: Final = r"(?P<month>0[1-9]|1[0-2]|[1-9])"
_PATTERNS: Final = {
    "months": rf"{_YEAR}{_MONTH}月?"
    r"(?=(?:[-~—–至到](?:次年|当年)?|(?:[、,]\d{1,2}){0,10}[、,和及])\d{1,2}月(?!\d))",
    "day": rf"{_YEAR}{_MONTH}月份?(?P<day>\d{{1,2}})(?:[日号]|(?=[-~—–至到]\d{{1,2}}[日号]))",
    "numeral_day": rf"{_YEAR}{_MONTH}月(?P<day>[一二三四五六七八九十]{{1,3}})[日号]",
    "month": rf"{_YEAR}{_MONTH}月份?(?P<third>上旬|中旬|下旬|中|初)?(?P<end>{_END})?",
    "year_end": rf"{_NUMBERED_YEAR}年度?年?(?P<year_end>{_END})",
    "short_year_end": rf"(?P<year>20\d\d|19\d\d)(?P<year_end>{_END})",
    "quarter": rf"{_YEAR}第?(?P<quarter>[一二三四1-4])(?:季度|季(?=[末底前内]))(?P<end>{_END})?",
    "q": rf"(?:(?P<year>20\d\d|19\d\d)年?)?[Qq](?P<quarter>[1-4])(?P<end>{_END})?",
    "half": rf"{_YEAR}(?P<half>上|下)半年(?P<end>{_END})?",
    "iso": r"(?P<year>20\d\d|19\d\d)(?P<mark>[-./])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)日?",
    "iso_month": rf"(?P<year>20\d\d|19\d\d)[-/]{_SHORT_MONTH}"
    rf"(?:月|(?=$|[前之以~—至到,;。、)底末]|-20))(?P<end>{_END})?",
    "point_month": rf"(?P<year>20\d\d|19\d\d)\.{_SHORT_MONTH}"
    rf"(?:月(?P<end>{_END})?|(?=[前之以]|[-~—–至到]{{1,2}}20\d\d\.\d{{1,2}}(?!\d))"
    r"|(?<=[-~—–至到]\d{4}\.\d\d)(?=$|[,;。)]))",
    "digits": r"(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)(?=前|之前|以前|$|[-~—–至到]20\d{6})",
    "short_day": r"(?P<month>\d{1,2})[./-](?P<day>\d{1,2})日?(?=前|之前|以前)",
}
_WITHIN_YEAR: Final = re.compile("(?:当年|本年度?|年度?)(?=内|之内|以内)")
_RUN: Final = re.compile(r"\d{1,9}|[零〇一二三四五六七八九十]{1,4}")
_THIRDS: Final = {"上旬": 10, "中旬": 20, "中": 15, "初": 10}
_AFTER_YEAR: Final = ("months", "day", "numeral_day", "month", "year_end", "quarter", "q", "half")
_AFTER_DIGITS: Final = {
    "年": _AFTER_YEAR,
    "月": ("months", "day", "numeral_day", "month"),
    "季": ("quarter",),
    "底": ("short_year_end",),
    "末": ("short_year_end",),
    "Q": ("q",),
    "q": ("q",),
    "-": ("months", "iso", "iso_month", "short_day", "digits"),
    "~": ("months", "digits"),
    "—": ("months", "digits"),
    "–": ("months", "digits"),
    "至": ("months", "digits"),
    "到": ("months", "digits"),
    "、": ("months",),
    ",": ("months",),
    "和": ("months",),
    "及": ("months",),
    ".": ("iso", "point_month", "short_day"),
    "/": ("iso", "iso_month", "short_day"),
    "前": ("digits",),
    "之": ("digits",),
    "以": ("digits",),
    "": ("digits",),
}
"""Which dates a run of digits can begin, told by the character behind it."""
_AFTER_WORD: Final = {"第": ("quarter",), "上": ("half",), "下": ("half",), "Q": ("q",), "q": ("q",)}


@dataclass(frozen=True, slots=True)
class Date:
    """A date at ``start`` to ``end`` of the view; ``value`` is ISO, ``MM-DD`` or ``MM``, None if impossible."""

    start: int
    end: int
    value: str | None
    approximate: bool = False


def read_date(text: str, at: int) -> Date | None:
    """The date that begins at ``at``, or None. A quarter or half year is its last day."""
    run = _RUN.match(text, at)
    if run:
        names = _AFTER_DIGITS.get(text[run.end() : run.end() + 1], ())
    else:
        match = lexicon().year_end.match(text, at) or _WITHIN_YEAR.match(text, at)
        if match:
            return Date(at, match.end(), "12-31")
        names = _AFTER_WORD.get(text[at], ())
    for name in names:
        match = _patterns()[name].match(text, at)
        if match:
            value, approximate = _date_value({name: part for name, part in match.groupdict().items() if part})
            return Date(at, match.end(), value, approximate)
    return None


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in _PATTERNS.items()}


def _date_value(parts: dict[str, str]) -> tuple[str | None, bool]:
    year = numeral_year(parts["year"]) if "year" in parts else None
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
