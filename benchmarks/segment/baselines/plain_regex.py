"""plain regex

A sign, a number, and what follows it: what an afternoon gives.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from benchmarks.segment.reading import Reading, Row

_PATTERN = re.compile(
    r"(?P<operator>[≥≤=<>]|大于等于|小于等于|等于)?\s*(?P<value>\d+(?:\.\d+)?)\s*(?P<unit>\S*)"
)
_WORDS = {"大于等于": "≥", "小于等于": "≤", "等于": "="}


def read(rows: Iterable[Row]) -> Iterator[Reading]:
    for row in rows:
        match = _PATTERN.search(row.target)
        if match is None:
            yield Reading()
        else:
            operator = match["operator"]
            yield Reading(_WORDS.get(operator, operator), Decimal(match["value"]), match["unit"] or None)
