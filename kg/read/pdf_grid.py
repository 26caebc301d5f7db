"""The cells of a ruled table of a PDF page, merged ones as one, and the characters that stand in each."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from kg.model import Box
from kg.read.pdf_page import Glyph
from kg.read.pdf_rulings import Frame

_MARGIN: Final = 1.5
"""Points by which the middle of a character may lie outside the outer rulings."""
_SIDES: Final = 3


@dataclass(slots=True)
class Area:
    """A cell: rows ``top`` to ``bottom`` and columns ``left`` to ``right`` of its frame, ends exclusive.

    ``open_above`` and ``open_below``: the page ends there without a ruling, the cell goes on on another page.
    """

    top: int
    bottom: int
    left: int
    right: int
    box: Box
    open_above: bool = False
    open_below: bool = False
    glyphs: list[Glyph] = field(default_factory=list)


@dataclass(slots=True)
class Ruled:
    """A table on a page: the edges of its columns and rows and its cells."""

    xs: list[float]
    ys: list[float]
    areas: list[Area]
    owner: list[list[int]]
    """For each row and column the index of the cell; -1 where there is none."""

    def area_at(self, x: float, y: float) -> Area | None:
        """The cell at a point; None outside the table."""
        if not self.xs[0] - _MARGIN <= x <= self.xs[-1] + _MARGIN:
            return None
        if not self.ys[0] - _MARGIN <= y <= self.ys[-1] + _MARGIN:
            return None
        column = min(max(bisect_right(self.xs, x) - 1, 0), len(self.xs) - 2)
        row = min(max(bisect_right(self.ys, y) - 1, 0), len(self.ys) - 2)
        index = self.owner[row][column]
        return self.areas[index] if index >= 0 else None


def ruled_table(frame: Frame) -> Ruled:
    """The cells of a frame: positions without a wall between them are one."""
    rows, columns = len(frame.ys) - 1, len(frame.xs) - 1
    region = _regions(frame, rows, columns)
    areas: list[Area] = []
    owner = [[-1] * columns for _ in range(rows)]
    for positions in region:
        for top, bottom, left, right in _rectangles(positions):
            area = _area(frame, top, bottom, left, right)
            if area is None:
                continue
            for row in range(top, bottom):
                for column in range(left, right):
                    owner[row][column] = len(areas)
            areas.append(area)
    return Ruled(frame.xs, frame.ys, areas, owner)


def _regions(frame: Frame, rows: int, columns: int) -> list[list[tuple[int, int]]]:
    """The positions without walls between them, group by group."""
    parent = list(range(rows * columns))

    def root(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for row in range(rows):
        beside = frame.beside[row]
        above = frame.above[row]
        for column in range(columns):
            here = row * columns + column
            if column and not beside[column]:
                parent[root(here)] = root(here - 1)
            if row and not above[column]:
                parent[root(here)] = root(here - columns)
    groups: dict[int, list[tuple[int, int]]] = {}
    for item in range(rows * columns):
        groups.setdefault(root(item), []).append(divmod(item, columns))
    return list(groups.values())


def _rectangles(positions: Sequence[tuple[int, int]]) -> list[tuple[int, int, int, int]]:
    """Positions as rectangles (top, bottom, left, right): one where they fill one, else cut at whole rows."""
    top, bottom = positions[0][0], positions[-1][0] + 1
    left = min(column for _, column in positions)
    right = max(column for _, column in positions) + 1
    if len(positions) == (bottom - top) * (right - left):
        return [(top, bottom, left, right)]
    runs: list[tuple[int, int, int, int]] = []
    by_row: dict[int, list[int]] = {}
    for row, column in positions:
        by_row.setdefault(row, []).append(column)
    for row, columns in sorted(by_row.items()):
        start = columns[0]
        for column, after in zip(columns, [*columns[1:], -1], strict=True):
            if after != column + 1:
                runs.append((row, row + 1, start, column + 1))
                start = after
    found: list[tuple[int, int, int, int]] = []
    for run in runs:
        for index, (first, last, start, end) in enumerate(found):
            if last == run[0] and (start, end) == run[2:]:
                found[index] = (first, run[1], start, end)
                break
        else:
            found.append(run)
    return found


def _area(frame: Frame, top: int, bottom: int, left: int, right: int) -> Area | None:
    """A cell; None for a corner of the lattice that lies outside the table: less than three of its sides are ruled."""
    rows, columns = len(frame.ys) - 1, len(frame.xs) - 1
    heights = [frame.ys[row + 1] - frame.ys[row] for row in range(top, bottom)]
    widths = [frame.xs[column + 1] - frame.xs[column] for column in range(left, right)]

    def ruled(walls: Sequence[bool], lengths: Sequence[float]) -> bool:
        return 2 * sum(length for wall, length in zip(walls, lengths, strict=True) if wall) > sum(lengths)

    above = ruled(frame.above[top][left:right], widths)
    below = ruled(frame.above[bottom][left:right], widths)
    before = ruled([frame.beside[row][left] for row in range(top, bottom)], heights)
    behind = ruled([frame.beside[row][right] for row in range(top, bottom)], heights)
    outer = top == 0 or left == 0 or bottom == rows or right == columns
    passes = top == 0 and bottom == rows and before and behind  # from the page before to the page after
    if outer and above + below + before + behind < _SIDES and not passes:
        return None
    return Area(
        top,
        bottom,
        left,
        right,
        (frame.xs[left], frame.ys[top], frame.xs[right], frame.ys[bottom]),
        open_above=top == 0 and not above,
        open_below=bottom == rows and not below,
    )
