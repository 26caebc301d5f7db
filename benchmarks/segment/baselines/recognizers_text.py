"""recognizers-text

Currencies, dates and durations, dimensions, percentages, numbers: the first that finds something.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from recognizers_date_time import recognize_datetime
from recognizers_number import recognize_number, recognize_percentage
from recognizers_number_with_unit import recognize_currency, recognize_dimension
from recognizers_text import Culture

from benchmarks.segment.reading import Reading, Row, decimal

_DURATION = re.compile(r"PT?(\d+(?:\.\d+)?)([YMWDHS])")
_LETTERS = {"PY": "年", "PM": "个月", "PW": "周", "PD": "天", "PTH": "小时", "PTM": "分钟", "PTS": "秒"}


def read(rows: Iterable[Row]) -> Iterator[Reading]:
    for row in rows:
        yield _read(row.target)


def _read(target: str) -> Reading:
    return (
        _quantity(recognize_currency(target, Culture.Chinese))
        or _time(recognize_datetime(target, Culture.Chinese))
        or _quantity(recognize_dimension(target, Culture.Chinese))
        or _quantity(recognize_percentage(target, Culture.Chinese))
        or _quantity(recognize_number(target, Culture.Chinese))
        or Reading()
    )


def _quantity(found: list[Any]) -> Reading | None:
    resolutions = [one.resolution for one in found if one.resolution and one.resolution.get("value")]
    if not resolutions:
        return None
    values = [str(resolution["value"]) for resolution in resolutions]
    numbers = tuple(number for value in values if isinstance(number := decimal(value.rstrip("%")), Decimal))
    unit = "%" if values[0].endswith("%") else resolutions[0].get("unit")
    return Reading(None, decimal(values[0].rstrip("%")), unit, numbers if len(numbers) > 1 else ())


def _time(found: list[Any]) -> Reading | None:
    for one in found:
        timex = one.resolution["values"][0].get("timex", "") if one.resolution else ""
        duration = _DURATION.fullmatch(timex)
        if duration:
            letters = timex[: duration.start(1)] + duration[2]
            return Reading(None, Decimal(duration[1]), _LETTERS.get(letters))
        if re.fullmatch(r"[\dX]{4}-\d\d(?:-\d\d)?", timex):
            return Reading(None, timex.removeprefix("XXXX-"))
    return None
