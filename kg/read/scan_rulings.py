"""The ruled tables of a picture: its long lines, the grid they span, and the cells between missing rules."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from kg.read.scan_picture import WHITE, Grey, Mask, Picture

_FAINT: Final = 205
_MEMBER: Final = 0.7
_BROKEN: Final = 0.8
_CROWDED: Final = 0.22


@dataclass(frozen=True, slots=True)
class RuledCell:
    """A cell by its grid position; its inside (left, top, right, bottom) and outline in pixels."""

    row: int
    column: int
    row_span: int
    column_span: int
    inside: tuple[int, int, int, int]
    outline: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A table found by its rules, with the pixels of its outline."""

    outline: tuple[int, int, int, int]
    cells: tuple[RuledCell, ...]


@dataclass(slots=True)
class _Lines:
    """The masks of the horizontal and vertical rules of one table, and of all that is dark there."""

    across: Mask
    down: Mask
    dark: Mask
    em: float


def ruled_tables(picture: Picture) -> tuple[tuple[RuledTable, ...], Grey]:
    """The tables in reading order, and the picture without their rules."""
    grey, em = picture.grey, picture.em
    dark = np.asarray(picture.smooth < _FAINT, dtype=np.uint8)
    across = _runs(dark, em, long=1.9, flat=True)
    down = _runs(dark, em, long=1.3, flat=False)
    # small breaks in the rules do not part a table
    joined = cv2.dilate(across | down, np.ones((max(3, round(0.4 * em)),) * 2, np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    clean = grey.copy()
    tables = []
    for label in range(1, count):
        left, top, width, height = (int(value) for value in stats[label][:4])
        if width < 4 * em or height < 1.4 * em:
            continue
        window = (slice(top, top + height), slice(left, left + width))
        mine = labels[window] == label
        flat, upright = (across[window] > 0) & mine, (down[window] > 0) & mine
        printed = cv2.dilate(dark[window], np.ones((3, 3), np.uint8)) > 0
        lines = _Lines(
            _attached(flat, upright, em, axis=0) & printed,
            _attached(upright, flat, em, axis=1) & printed,
            dark[window] > 0,
            em,
        )
        table = _table(lines, left, top)
        if table is None:
            continue
        tables.append(table)
        rules = cv2.dilate((lines.across | lines.down).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        clean[window][rules & _near_borders(table, rules.shape, left, top, em)] = WHITE
    outer = [
        table for table in tables if not any(_within(table, other) for other in tables if other is not table)
    ]
    return tuple(sorted(outer, key=lambda table: (table.outline[1], table.outline[0]))), clean


def _runs(dark: NDArray[np.uint8], em: float, *, long: float, flat: bool) -> NDArray[np.uint8]:
    """The straight dark runs of at least ``long`` ems, small breaks closed, small steps allowed."""

    def kernel(length: float, thick: int = 1) -> NDArray[np.uint8]:
        size = max(1, round(length))
        return np.ones((thick, size) if flat else (size, thick), np.uint8)

    thick = cv2.dilate(dark, np.ones((3, 1) if flat else (1, 3), np.uint8))
    whole = cv2.morphologyEx(thick, cv2.MORPH_CLOSE, kernel(0.1 * em))
    # strokes of type are shorter than this; bridged before, they would join the rules beside them
    pieces = cv2.morphologyEx(whole, cv2.MORPH_OPEN, kernel(1.1 * em))
    bridged = cv2.morphologyEx(pieces, cv2.MORPH_CLOSE, kernel(0.5 * em))
    opened = cv2.morphologyEx(bridged, cv2.MORPH_OPEN, kernel(long * em))
    return _alone(np.asarray(opened, dtype=np.uint8), dark, em, flat=flat)


def _alone(runs: NDArray[np.uint8], dark: NDArray[np.uint8], em: float, *, flat: bool) -> NDArray[np.uint8]:
    """The runs that are thin and have white on both sides, as rules have and strokes of close type have not."""
    beside = max(3, round(0.16 * em))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8)
    keep = np.zeros(count, np.uint8)
    for label in range(1, count):
        left, top, width, height = (int(value) for value in stats[label][:4])
        window = np.s_[
            max(0, top - (beside if flat else 0)) : top + height + (beside if flat else 0),
            max(0, left - (0 if flat else beside)) : left + width + (0 if flat else beside),
        ]
        run = (labels[window] == label).astype(np.uint8)
        wide = np.ones((2 * beside + 1, 1) if flat else (1, 2 * beside + 1), np.uint8)
        around = cv2.dilate(run, wide) - run
        length = max(width, height)
        thin = int(run.sum()) <= 0.45 * em * length
        keep[label] = thin and int((dark[window] & around).sum()) <= _CROWDED * max(1, int(around.sum()))
    return np.asarray(keep[labels], dtype=np.uint8)


def _attached(mask: Mask, crossing: Mask, em: float, axis: int) -> Mask:
    """The runs with an end on a crossing rule, at the edge of the table or where another goes on: close type can
    look like a rule, but its ends hang in the air."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    touching = cv2.dilate(crossing.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    reach, size = max(2, round(0.3 * em)), mask.shape[1 - axis]
    keep = np.zeros(count, np.bool_)
    spans = [
        tuple(int(stats[label][place]) for place in (axis, axis + 2, 1 - axis, 3 - axis))
        for label in range(count)
    ]
    for label in range(1, count):
        start, length, side, thick = spans[label]
        near = np.s_[max(0, side - 1) : side + thick + 1]
        held = 0
        for end, low, high in (
            (start, start - 1, start + reach),
            (start + length, start + length - reach, start + length + 1),
        ):
            along = np.s_[max(0, low) : high]
            window = touching[near, along] if axis == 0 else touching[along, near]
            held += (
                end <= 2
                or end >= size - 2
                or bool(window.any())
                or any(
                    min(abs(end - other[0]), abs(end - other[0] - other[1])) <= 0.8 * em
                    and abs(side - other[2]) <= 3
                    for number, other in enumerate(spans)
                    if number not in (0, label)
                )
            )
        keep[label] = held > 0 or length > 12 * em
    found: Mask = keep[labels]
    return found


def _table(lines: _Lines, left: int, top: int) -> RuledTable | None:
    em = lines.em
    if not lines.across.any() or not lines.down.any():
        return None
    ys, xs = _positions(lines.across, em, axis=0), _positions(lines.down, em, axis=1)
    if len(ys) < 2 or not xs:
        return None
    xs = _with_ends(xs, np.flatnonzero(lines.across.any(axis=0)), em)
    ys = _with_ends(ys, np.flatnonzero(lines.down.any(axis=1)), em)
    if len(xs) < 2 or len(ys) < 2:
        return None
    cells = _renumbered(tuple(_cells(lines, xs, ys, left, top)))
    if len(cells) < 2:
        return None
    return RuledTable(
        (left + round(xs[0]), top + round(ys[0]), left + round(xs[-1]), top + round(ys[-1])), cells
    )


def _positions(mask: Mask, em: float, axis: int) -> list[float]:
    """Where rules stand: the middles of the runs of a direction, near ones taken together."""
    count, _, stats, centres = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    found = []
    for label in range(1, count):
        thick, length = stats[label][3 - axis], stats[label][2 + axis]
        if thick <= max(0.45 * em, 0.02 * length):
            found.append((float(centres[label][1 - axis]), float(length)))
    found.sort()
    groups: list[list[tuple[float, float]]] = []
    for position, length in found:
        if groups and position - groups[-1][-1][0] <= 0.5 * em:
            groups[-1].append((position, length))
        else:
            groups.append([(position, length)])
    return [sum(at * weight for at, weight in group) / sum(weight for _, weight in group) for group in groups]


def _with_ends(positions: list[float], reach: NDArray[np.intp], em: float) -> list[float]:
    """The positions with the ends that the crossing rules reach to, for tables open at the sides."""
    first, last = float(reach[0]), float(reach[-1])
    if positions and first < positions[0] - 0.8 * em:
        positions = [first, *positions]
    if positions and last > positions[-1] + 0.8 * em:
        positions = [*positions, last]
    return positions


def _cells(
    lines: _Lines, xs: Sequence[float], ys: Sequence[float], left: int, top: int
) -> Iterator[RuledCell]:
    rows, columns = len(ys) - 1, len(xs) - 1
    right_of = {
        (row, column): _coverage(lines, ys[row], ys[row + 1], xs[column + 1], flat=False)
        for row in range(rows)
        for column in range(columns - 1)
    }
    below = {
        (row, column): _coverage(lines, xs[column], xs[column + 1], ys[row + 1], flat=True)
        for row in range(rows - 1)
        for column in range(columns)
    }
    inset = max(2, round(0.11 * lines.em))
    for row, column, row_span, column_span in _rectangles(rows, columns, right_of, below):
        x0, x1, y0, y1 = xs[column], xs[column + column_span], ys[row], ys[row + row_span]
        yield RuledCell(
            row,
            column,
            row_span,
            column_span,
            (
                left + round(x0) + inset,
                top + round(y0) + inset,
                left + round(x1) - inset + 1,
                top + round(y1) - inset + 1,
            ),
            (left + x0, top + y0, left + x1, top + y1),
        )


def _renumbered(cells: tuple[RuledCell, ...]) -> tuple[RuledCell, ...]:
    """The cells without the rows and columns in which none begins: strokes of type that were taken for rules."""
    rows = {row: number for number, row in enumerate(sorted({cell.row for cell in cells}))}
    columns = {column: number for number, column in enumerate(sorted({cell.column for cell in cells}))}
    return tuple(
        replace(
            cell,
            row=rows[cell.row],
            column=columns[cell.column],
            row_span=sum(cell.row <= row < cell.row + cell.row_span for row in rows),
            column_span=sum(cell.column <= column < cell.column + cell.column_span for column in columns),
        )
        for cell in cells
    )


def _coverage(lines: _Lines, start: float, end: float, at: float, *, flat: bool) -> float:
    """The share of a stretch of the grid that is ruled; broken rules count by their dark pixels."""
    low, high = round(start) + 3, round(end) - 2
    if high <= low:
        low, high = round(start), max(round(start) + 1, round(end))
    near, close = max(2, round(0.4 * lines.em)), 2
    mask = lines.across if flat else lines.down

    def share(of: Mask, reach: int) -> float:
        first, last = max(0, round(at) - reach), round(at) + reach + 1
        band = of[first:last, low:high] if flat else of[low:high, first:last]
        return float(band.any(axis=0 if flat else 1).mean()) if band.size else 0.0

    found = share(mask, near)
    if found < _MEMBER and (dark := share(lines.dark, close)) >= _BROKEN:
        return dark * 0.9
    return found


def _rectangles(
    rows: int, columns: int, right_of: dict[tuple[int, int], float], below: dict[tuple[int, int], float]
) -> Iterator[tuple[int, int, int, int]]:
    """Positions joined where no rule parts them. Joined shapes that are no rectangle are parted again at the
    rule that is most nearly there, until all are."""
    edges: dict[tuple[tuple[int, int], tuple[int, int]], float] = {
        ((row, column), (row, column + 1)): share for (row, column), share in right_of.items()
    } | {((row, column), (row + 1, column)): share for (row, column), share in below.items()}
    open_edges = {edge: share for edge, share in edges.items() if share < _MEMBER}
    todo = [(row, column) for row in range(rows) for column in range(columns)]
    while todo:
        inside: dict[tuple[int, int], list[tuple[int, int]]] = {place: [] for place in todo}
        for one, other in open_edges:
            if one in inside and other in inside:
                inside[one].append(other)
                inside[other].append(one)
        broken: list[tuple[int, int]] = []
        for shape in _shapes(todo, inside):
            row, column = min(place[0] for place in shape), min(place[1] for place in shape)
            last_row, last_column = max(place[0] for place in shape), max(place[1] for place in shape)
            if len(shape) == (last_row - row + 1) * (last_column - column + 1):
                yield row, column, last_row - row + 1, last_column - column + 1
                continue
            members = set(shape)
            within = {
                edge: share for edge, share in open_edges.items() if edge[0] in members and edge[1] in members
            }
            strongest = max(within.values())
            for edge, share in within.items():
                if share >= strongest - 0.02:
                    del open_edges[edge]
            broken += shape
        todo = sorted(broken)


def _shapes(
    places: Sequence[tuple[int, int]], neighbours: dict[tuple[int, int], list[tuple[int, int]]]
) -> Iterator[list[tuple[int, int]]]:
    seen: set[tuple[int, int]] = set()
    for place in places:
        if place in seen:
            continue
        seen.add(place)
        shape, stack = [], [place]
        while stack:
            current = stack.pop()
            shape.append(current)
            for other in neighbours[current]:
                if other not in seen:
                    seen.add(other)
                    stack.append(other)
        yield shape


def _near_borders(table: RuledTable, shape: tuple[int, ...], left: int, top: int, em: float) -> Mask:
    """The places of a table near the outline of one of its cells, where its rules are."""
    near = np.zeros(shape, np.uint8)
    width = max(3, round(0.6 * em))
    for cell in table.cells:
        x0, y0, x1, y1 = (round(edge) for edge in cell.outline)
        cv2.rectangle(near, (x0 - left, y0 - top), (x1 - left, y1 - top), 1, width)
    found: Mask = near > 0
    return found


def _within(table: RuledTable, other: RuledTable) -> bool:
    a, b = table.outline, other.outline
    return a[0] >= b[0] and a[1] >= b[1] and a[2] <= b[2] and a[3] <= b[3] and a != b
