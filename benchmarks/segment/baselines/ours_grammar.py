"""this program, target grammar alone

The target is all it sees: no name, no level 2.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from benchmarks.segment.reading import Reading, Row
from kg.model import Segments
from kg.segment import segment_target


def read(rows: Iterable[Row]) -> Iterator[Reading]:
    for row in rows:
        yield to_reading(segment_target(None, row.target))


def to_reading(segments: Segments, subject: str | None = "") -> Reading:
    """The four parts that are compared."""
    value = segments.value
    if not isinstance(value, tuple):
        return Reading(segments.operator, value, segments.unit, subject=subject)
    numbers = tuple(item for item in value if isinstance(item, Decimal))
    if len(numbers) == len(value):
        return Reading(segments.operator, None, segments.unit, numbers, subject)
    return Reading(segments.operator, "、".join(map(str, value)), segments.unit, subject=subject)
