"""Runs of printed lines whose pieces stand in the same columns: tables without rulings."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from kg.read.pdf_lines import PrintedLine
from kg.read.pdf_page import Glyph

FEWEST: Final = 3
"""Columns, and lines that have as many, from which lines are a table."""
_SPLIT: Final = 0.6
"""Gap, in sizes, that may be a gutter."""
_STRAY: Final = 2
"""Lines in a row that may cross the columns of a run."""
_FAR: Final = 3.6
"""Distance of base lines, in sizes, beyond which a run ends."""
_LONG: Final = 0.6
"""Share of the width of a run from which a text across columns ends it."""
_APART: Final = 1.3
_SAME_ROW: Final = 0.85
"""Distance of base lines, in sizes, below which lines overlap."""
_MOST_LINES: Final = 600


@dataclass(slots=True)
class Piece:
    """Characters of one line without a wide gap between them."""

    glyphs: list[Glyph]
    x0: float
    x1: float
    base: float
    size: float

    @property
    def top(self) -> float:
        return self.base - 0.86 * self.size

    @property
    def bottom(self) -> float:
        return self.base + 0.14 * self.size


@dataclass(slots=True)
class Region:
    """Lines ``first`` to ``last`` (exclusive) of a page, in pieces, and the edges of their columns."""

    first: int
    last: int
    pieces: list[Piece]
    xs: list[float]
    size: float


@dataclass(slots=True)
class _Column:
    """Where pieces of several lines stand; ``lines``: which lines."""

    x0: float
    x1: float
    lines: set[int] = field(default_factory=set)


def pieces_of(line: PrintedLine) -> list[Piece]:
    """A line cut at its wide gaps."""
    groups: list[list[Glyph]] = []
    end = 0.0
    for glyph in line.glyphs:
        if glyph.text.isspace():
            continue
        if groups and glyph.x0 - end < _SPLIT * max(glyph.size, groups[-1][-1].size):
            groups[-1].append(glyph)
            end = max(end, glyph.x1)
        else:
            groups.append([glyph])
            end = glyph.x1
    return [
        Piece(
            group,
            group[0].x0,
            max(glyph.x1 for glyph in group),
            max(group, key=lambda glyph: glyph.size).base,
            max(glyph.size for glyph in group),
        )
        for group in groups
    ]


def regions_of(lines: Sequence[PrintedLine]) -> list[Region]:
    """The runs of lines that are tables, from the top."""
    if len(lines) > _MOST_LINES:
        return []
    cut = [pieces_of(line) for line in lines]
    free = [True] * len(lines)
    regions = []
    for seed in sorted(range(len(lines)), key=lambda index: (-len(cut[index]), index)):
        if len(cut[seed]) < FEWEST:
            break
        if not free[seed]:
            continue
        columns = _joined([], cut[seed], {seed}) or []
        last, columns = _grown(lines, cut, free, seed, columns, 1)
        first, columns = _grown(lines, cut, free, seed, columns, -1)
        region = _region(lines, cut, first, last + 1, columns)
        if region is not None:
            regions.append(region)
            free[region.first : region.last] = [False] * (region.last - region.first)
    return sorted(regions, key=lambda region: region.first)


def _grown(
    lines: Sequence[PrintedLine],
    cut: Sequence[Sequence[Piece]],
    free: Sequence[bool],
    seed: int,
    columns: list[_Column],
    step: int,
) -> tuple[int, list[_Column]]:
    """The last line, in one direction, whose pieces stand in the columns, and the columns with all of them."""
    index = end = seed
    stray = 0
    while 0 <= index + step < len(lines) and free[index + step] and stray <= _STRAY:
        before, index = index, index + step
        if abs(lines[index].base - lines[before].base) > _FAR * max(lines[index].size, lines[before].size):
            break
        joined = _joined(columns, cut[index], _beside(lines, index))
        if joined is not None:
            columns, stray, end = joined, 0, index
            continue
        width = max(column.x1 for column in columns) - min(column.x0 for column in columns)
        if any(piece.x1 - piece.x0 > _LONG * width for piece in cut[index]) or _is_finer(columns, cut[index]):
            break
        stray += 1
    return end, columns


def _beside(lines: Sequence[PrintedLine], index: int) -> set[int]:
    """A line and those that overlap it: what stands on one of them stands beside what stands on another."""
    reach = _SAME_ROW * lines[index].size
    found = {index}
    for step in (-1, 1):
        other = index + step
        while 0 <= other < len(lines) and abs(lines[other].base - lines[index].base) < reach:
            found.add(other)
            other += step
    return found


def _is_finer(columns: Sequence[_Column], pieces: Sequence[Piece]) -> bool:
    """Whether a line has more columns than the lines before: another table begins."""
    return len(pieces) >= FEWEST and any(
        sum(column.x0 < piece.x1 and piece.x0 < column.x1 for piece in pieces) > 1 for column in columns
    )


def _joined(columns: Sequence[_Column], pieces: Sequence[Piece], lines: set[int]) -> list[_Column] | None:
    """The columns with the pieces of one more line (its number, and those of lines that overlap it); None where a
    piece crosses columns that stand beside each other, or two pieces stand in one column."""
    found = [_Column(column.x0, column.x1, set(column.lines)) for column in columns]
    own: list[_Column] = []
    for piece in pieces:
        touched = [column for column in found if column.x0 < piece.x1 and piece.x0 < column.x1]
        if any(column in own for column in touched):
            return None
        gathered = set(lines)
        for before, column in enumerate(touched):
            if any(column.lines & other.lines for other in touched[:before]):
                return None
            gathered |= column.lines
        merged = _Column(
            min([piece.x0, *(column.x0 for column in touched)]),
            max([piece.x1, *(column.x1 for column in touched)]),
            gathered,
        )
        found = [column for column in found if column not in touched] + [merged]
        own.append(merged)
    return found


def _region(
    lines: Sequence[PrintedLine],
    cut: Sequence[Sequence[Piece]],
    first: int,
    last: int,
    columns: Sequence[_Column],
) -> Region | None:
    while last - first > 1 and len(cut[first]) < FEWEST and _distance(lines, first, first + 1) > _APART:
        first += 1
    while last - first > 1 and len(cut[last - 1]) < 2 and _distance(lines, last - 2, last - 1) > _APART:
        last -= 1
    ordered = sorted(columns, key=lambda column: column.x0)
    inside = [column for column in ordered if any(first <= line < last for line in column.lines)]
    if last - first < FEWEST or len(inside) < FEWEST:
        return None
    agreeing = sum(sum(index in column.lines for column in inside) >= FEWEST for index in range(first, last))
    if agreeing < FEWEST:
        return None
    pieces = [piece for index in range(first, last) for piece in cut[index]]
    sizes = sorted(piece.size for piece in pieces)
    size = sizes[len(sizes) // 2]
    left, right = min(piece.x0 for piece in pieces), max(piece.x1 for piece in pieces)
    inner = [(before.x1 + after.x0) / 2 for before, after in pairwise(inside)]
    return Region(first, last, pieces, [left - size / 2, *inner, right + size / 2], size)


def _distance(lines: Sequence[PrintedLine], above: int, below: int) -> float:
    return abs(lines[below].base - lines[above].base) / min(lines[above].size, lines[below].size)
