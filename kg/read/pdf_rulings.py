"""Rulings of a page made into frames: the lattice of rows and columns of each table, and the walls in it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from kg.model import Box

Segment = tuple[float, float, float]
"""Where a ruling stands, and from where to where it runs."""

_SNAP_X: Final = 4.5
_SNAP_Y: Final = 3.5
"""Points: rulings that are closer are one, as double lines and those of different rows are; no text fits between."""
_JOIN: Final = 4.5
"""Points between two pieces of one ruling."""
_SHORTEST: Final = 5.0
_TOUCH: Final = 3.5
"""Points by which a ruling may miss another that it ends at."""
_OPEN: Final = 8.0
"""Points by which rulings stand out beyond the last one across them where the outer side is not ruled."""
_WALL: Final = 0.6
"""Share of the side of a cell that is ruled where there is a wall."""
_MOST_PAIRS: Final = 4_000_000
_MOST_LATTICE: Final = 250_000
_FEWEST_TILES: Final = 4
_MOST_TILES: Final = 1500


@dataclass(slots=True)
class Frame:
    """One table: the edges of its columns and rows, and between which positions there are walls.

    ``beside[r][c]`` says whether there is a wall at edge ``c`` along row ``r``, ``above[r][c]`` whether there is one
    at edge ``r`` along column ``c``.
    """

    xs: list[float]
    ys: list[float]
    beside: list[list[bool]] = field(default_factory=list)
    above: list[list[bool]] = field(default_factory=list)

    @property
    def box(self) -> Box:
        return (self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])


def frames_of(lines: Iterable[Box]) -> list[Frame]:
    """The tables that rulings draw, from the top. Frames around one single cell are none."""
    across: list[Segment] = []
    down: list[Segment] = []
    for x0, y0, x1, y1 in lines:
        if x1 - x0 >= y1 - y0:
            across.append(((y0 + y1) / 2, x0, x1))
        else:
            down.append(((x0 + x1) / 2, y0, y1))
    across, down = _joined(across, _SNAP_Y), _joined(down, _SNAP_X)
    frames = [
        frame for rows, columns in _components(across, down) if (frame := _frame(rows, columns)) is not None
    ]
    return sorted(frames, key=lambda frame: (frame.ys[0], frame.xs[0]))


def tile_edges(fills: Sequence[Box], frames: Sequence[Frame]) -> list[Box]:
    """The edges of filled areas that tile: a table drawn by the colours of its cells, without rulings.

    Areas inside a frame are backgrounds, and so is one without neighbours both beside and below or above it.
    """
    free = sorted(
        box
        for box in set(fills)
        if box[2] - box[0] >= _OPEN
        and box[3] - box[1] >= _OPEN
        and not any(_inside(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2), frame.box) for frame in frames)
    )
    if not _FEWEST_TILES <= len(free) <= _MOST_TILES:
        return []
    beside = [any(_meets(box, other, 0) for other in free) for box in free]
    stacked = [any(_meets(box, other, 1) for other in free) for box in free]
    if sum(b and s for b, s in zip(beside, stacked, strict=True)) < _FEWEST_TILES:
        return []
    edges: list[Box] = []
    for (x0, y0, x1, y1), has_neighbour in zip(free, beside, strict=True):
        if has_neighbour:
            edges += [(x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)]
    return edges


def _inside(point: tuple[float, float], box: Box) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def _meets(box: Box, other: Box, axis: int) -> bool:
    """Whether two areas touch along an axis (0: side by side) and are as high, or as wide."""
    across = 1 - axis
    if abs(box[across] - other[across]) > _TOUCH or abs(box[across + 2] - other[across + 2]) > _TOUCH:
        return False
    return abs(box[axis + 2] - other[axis]) <= _TOUCH or abs(other[axis + 2] - box[axis]) <= _TOUCH


def snapped(values: Iterable[float], reach: float) -> list[float]:
    """Values with those closer than ``reach`` made one, sorted: the middle of each group."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][0] <= reach:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [(group[0] + group[-1]) / 2 for group in groups]


def nearest(edges: Sequence[float], value: float) -> int:
    """The index of the edge that is nearest to a value."""
    index = bisect_left(edges, value)
    if index == 0:
        return 0
    if index == len(edges) or value - edges[index - 1] <= edges[index] - value:
        return index - 1
    return index


def _joined(segments: list[Segment], snap: float) -> list[Segment]:
    """Rulings along one line as one: double ones, dashes, those drawn cell by cell."""
    places = snapped((place for place, _, _ in segments), snap)
    by_place: dict[int, list[tuple[float, float]]] = {}
    for place, start, end in segments:
        by_place.setdefault(nearest(places, place), []).append((start, end))
    found = []
    for index, pieces in sorted(by_place.items()):
        first, last = None, 0.0
        for start, end in sorted(pieces):
            if first is not None and start - last <= _JOIN:
                last = max(last, end)
                continue
            if first is not None and last - first >= _SHORTEST:
                found.append((places[index], first, last))
            first, last = start, end
        if first is not None and last - first >= _SHORTEST:
            found.append((places[index], first, last))
    return found


def _components(
    across: Sequence[Segment], down: Sequence[Segment]
) -> list[tuple[list[Segment], list[Segment]]]:
    """The rulings that touch each other, directly or through others."""
    if not across or not down or len(across) * len(down) > _MOST_PAIRS:
        return []
    parent = list(range(len(across) + len(down)))

    def root(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    ordered = sorted(range(len(down)), key=lambda index: down[index][0])
    places = [down[index][0] for index in ordered]
    for row, (y, x0, x1) in enumerate(across):
        for at in range(bisect_left(places, x0 - _TOUCH), bisect_right(places, x1 + _TOUCH)):
            column = ordered[at]
            _, y0, y1 = down[column]
            if y0 - _TOUCH <= y <= y1 + _TOUCH:
                parent[root(row)] = root(len(across) + column)
    groups: dict[int, tuple[list[Segment], list[Segment]]] = {}
    for row, segment in enumerate(across):
        groups.setdefault(root(row), ([], []))[0].append(segment)
    for column, segment in enumerate(down):
        groups.setdefault(root(len(across) + column), ([], []))[1].append(segment)
    alone = [columns[0] for rows, columns in groups.values() if not rows and len(columns) == 1]
    tables = [(rows, columns) for rows, columns in groups.values() if rows and columns]
    for _, columns in tables:
        columns += _beside(columns, alone)
    return tables


def _beside(columns: Sequence[Segment], alone: Sequence[Segment]) -> list[Segment]:
    """Rulings of the height of a table that no ruling across touches: of cells that cover the whole page."""
    top, bottom = min(y0 for _, y0, _ in columns), max(y1 for _, _, y1 in columns)
    return [
        (x, y0, y1) for x, y0, y1 in alone if abs(y0 - top) <= 2 * _TOUCH and abs(y1 - bottom) <= 2 * _TOUCH
    ]


def _frame(across: list[Segment], down: list[Segment]) -> Frame | None:
    """The lattice of one table, its open sides closed; None for a box around one cell."""
    down = down + _outer_sides(across, [x for x, _, _ in down])
    xs = snapped((x for x, _, _ in down), _SNAP_X)
    ys = snapped([y for y, _, _ in across] + _outer_ends(down, [y for y, _, _ in across]), _SNAP_Y)
    if len(xs) < 2 or len(ys) < 2 or len(xs) + len(ys) < 5 or len(xs) * len(ys) > _MOST_LATTICE:
        return None
    beside = _walls(down, xs, ys)
    above = _walls(across, ys, xs)
    return Frame(xs, ys, [list(row) for row in zip(*beside, strict=True)], above)


def _outer_sides(across: Sequence[Segment], xs: Sequence[float]) -> list[Segment]:
    """Left and right sides that are not ruled, where the rulings across begin and end together."""
    found = []
    left, right = min(xs) - _OPEN, max(xs) + _OPEN
    for beyond in (
        [(x0, y) for y, x0, _ in across if x0 < left],
        [(x1, y) for y, _, x1 in across if x1 > right],
    ):
        for x in snapped((x for x, _ in beyond), _SNAP_X):
            ys = [y for other, y in beyond if abs(other - x) <= _SNAP_X]
            if len(ys) > 1:
                found.append((x, min(ys), max(ys)))
    return found


def _outer_ends(down: Sequence[Segment], ys: Sequence[float]) -> list[float]:
    """Where the rulings down end together above the first or below the last ruling across: the table goes on there
    from another page."""
    found = []
    for ends in (
        [y0 for _, y0, _ in down if y0 < min(ys) - _OPEN],
        [y1 for _, _, y1 in down if y1 > max(ys) + _OPEN],
    ):
        found += [y for y in snapped(ends, _SNAP_Y) if sum(abs(end - y) <= _SNAP_Y for end in ends) > 1]
    return found


def _walls(segments: Sequence[Segment], edges: Sequence[float], along: Sequence[float]) -> list[list[bool]]:
    """For each edge, for each stretch between two neighbours of ``along``, whether most of it is ruled."""
    ruled = [[0.0] * (len(along) - 1) for _ in edges]
    for place, start, end in segments:
        row = ruled[nearest(edges, place)]
        for index in range(
            max(0, bisect_right(along, start) - 1), min(len(along) - 1, bisect_left(along, end))
        ):
            row[index] += max(0.0, min(end, along[index + 1]) - max(start, along[index]))
    return [
        [
            length >= _WALL * (after - before)
            for length, before, after in zip(row, along, along[1:], strict=False)
        ]
        for row in ruled
    ]
