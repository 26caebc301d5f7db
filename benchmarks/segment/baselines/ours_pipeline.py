"""this program, spaCy pipeline

Name, target and level 2 of each row, through the registered components, the parts of the subject included.
"""

from collections.abc import Iterable, Iterator

from benchmarks.segment.baselines.ours_grammar import to_reading
from benchmarks.segment.reading import Reading, Row
from kg.segment.pipeline import segment_rows


def read(rows: Iterable[Row]) -> Iterator[Reading]:
    for segments, _ in segment_rows(rows):
        yield to_reading(segments, segments.subject)
