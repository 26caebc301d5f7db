"""A subject on its way through the rules: its tokens, and the ranges of tokens found so far."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Range = tuple[int, int]
Match = tuple[str, int, int]
"""A term with its label at tokens ``start`` to ``end``."""


@dataclass(slots=True)
class Reading:
    """Ranges of tokens by part. ``kind`` is the concept of the measure word, empty where there is none; the clause
    that says what is measured is ``first`` to ``core``, which the measure follows."""

    tokens: Sequence[str]
    kind: str = ""
    first: int = 0
    core: int = 0
    object: Range | None = None
    measure: Range | None = None
    scope: Range | None = None
    period: Range | None = None
    population: Range | None = None

    def parts(self) -> Iterator[tuple[str, Range]]:
        """The parts there are, by name."""
        if self.object:
            yield "object", self.object
        if self.measure:
            yield "measure", self.measure
        if self.scope:
            yield "scope", self.scope
        if self.period:
            yield "period", self.period
        if self.population:
            yield "population", self.population


def covers(part: Range | None, at: int) -> bool:
    """Whether a part holds a token."""
    return part is not None and part[0] <= at < part[1]


def wider(known: Range | None, found: Range) -> Range:
    """The first range, or one that holds it."""
    return found if known is None or (found[0] <= known[0] and found[1] >= known[1]) else known
