"""JioNLP

Its reader of money, then its reader of dates and durations; it has none for other quantities.
"""

import contextlib
import io
from collections.abc import Iterable, Iterator
from typing import Any

with contextlib.redirect_stdout(io.StringIO()):
    import jionlp as tool

from benchmarks.segment.reading import Reading, Row, decimal

_TROUBLE = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError)
_HINTS = {"blur+": "≥", "blur-": "≤"}
_SPANS = {
    "year": "年", "month": "个月", "day": "天", "workday": "个工作日", "hour": "小时",
    "minute": "分钟", "second": "秒",
}  # fmt: skip


def read(rows: Iterable[Row]) -> Iterator[Reading]:
    for row in rows:
        yield _money(row.target) or _time(row.target) or Reading()


def _money(target: str) -> Reading | None:
    try:
        found = tool.parse_money(target)
    except _TROUBLE:
        return None
    if not found:
        return None
    if isinstance(found["num"], list):
        numbers = tuple(number for text in found["num"] if (number := decimal(text)) is not None)
        return Reading(None, None, found["case"], numbers)
    return Reading(_HINTS.get(found["definition"]), decimal(found["num"]), found["case"])


def _time(target: str) -> Reading | None:
    try:
        found: dict[str, Any] = tool.parse_time(target)
    except _TROUBLE:
        return None
    time = found.get("time")
    if found.get("type") == "time_delta" and isinstance(time, dict) and len(time) == 1:
        name, value = next(iter(time.items()))
        return Reading(None, decimal(value), _SPANS.get(name)) if name in _SPANS else None
    if found.get("type") in {"time_point", "time_span"} and isinstance(time, list):
        operator = "≤" if time[0] == "-inf" else "≥" if time[1] == "inf" else None
        date = time[0] if operator == "≥" else time[1]
        return Reading(operator, str(date)[:10])
    return None
