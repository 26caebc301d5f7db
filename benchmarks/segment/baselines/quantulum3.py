"""quantulum3

Its default language, English: the numbers and signs of a Chinese target are found all the same.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from quantulum3 import parser

from benchmarks.segment.reading import Reading, Row


def read(rows: Iterable[Row]) -> Iterator[Reading]:
    for row in rows:
        found = parser.parse(row.target)
        if not found:
            yield Reading()
            continue
        name = found[0].unit.name
        numbers = tuple(Decimal(str(one.value)) for one in found)
        unit = None if name == "dimensionless" else name
        yield Reading(None, numbers[0], unit, numbers if len(numbers) > 1 else ())
