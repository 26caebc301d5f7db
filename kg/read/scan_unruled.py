"""What stands outside of ruled tables: lines by their base lines, tables by the gutters that lines share."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kg.model import Place
from kg.read.parts import Grid, GridCell, Part, TextLine
from kg.read.scan_lines import Area
from kg.read.scan_picture import Picture

_LEAST_ROWS: Final = 3
_LEAST_COLUMNS: Final = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text on a page."""

    area: Area
    text: str
    confidence: float


def unruled(picture: Picture, pieces: Sequence[Piece], page: int) -> list[tuple[Area, Part]]:
    """Lines and tables without rules, each with its area."""
    rows = _rows(pieces)
    found: list[tuple[Area, Part]] = []
    start = 0
    while start < len(rows):
        end = _table_end(rows, start)
        if end - start >= _LEAST_ROWS:
            found.append(_table(picture, rows[start:end], page))
            start = end
            continue
        found.append(_line(picture, rows[start], page))
        start += 1
    return found


def _rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces whose heights overlap by half, from left to right."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.area[1] + piece.area[3]):
        top, bottom = piece.area[1], piece.area[3]
        for row in rows[-2:]:
            first, last = min(p.area[1] for p in row), max(p.area[3] for p in row)
            common = min(bottom, last) - max(top, first)
            if common > 0.5 * min(bottom - top, last - first):
                row.append(piece)
                break
        else:
            rows.append([piece])
    return [sorted(row, key=lambda piece: piece.area[0]) for row in rows]


def _columns(rows: Sequence[Sequence[Piece]]) -> list[tuple[int, int]]:
    """The stretches of the page's width that the pieces of some rows cover."""
    spans = sorted((piece.area[0], piece.area[2]) for row in rows for piece in row)
    columns: list[tuple[int, int]] = []
    for left, right in spans:
        if columns and left < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], right))
        else:
            columns.append((left, right))
    return columns


def _table_end(rows: Sequence[Sequence[Piece]], start: int) -> int:
    """Where the rows that agree on their columns end; ``start`` where they are no table."""
    if len(rows[start]) < _LEAST_COLUMNS:
        return start
    end, full = start + 1, 1
    best = start
    while end < len(rows):
        columns = _columns(rows[start : end + 1])
        if len(columns) < max(_LEAST_COLUMNS, max(len(row) for row in rows[start:end]) * 0.7):
            break
        full += len(rows[end]) >= _LEAST_COLUMNS
        end += 1
        if full >= _LEAST_ROWS:
            best = end
    return best


def _table(picture: Picture, rows: Sequence[Sequence[Piece]], page: int) -> tuple[Area, Part]:
    columns = _columns(rows)
    cells = []
    for number, row in enumerate(rows):
        by_column: dict[int, list[Piece]] = {}
        for piece in row:
            column = next(
                place for place, (left, right) in enumerate(columns) if left <= piece.area[0] < right
            )
            by_column.setdefault(column, []).append(piece)
        for column, together in sorted(by_column.items()):
            area = _around(together)
            cells.append(
                GridCell(
                    number,
                    column,
                    " ".join(piece.text for piece in together),
                    Place(page=page, box=picture.box(*area)),
                    confidence=min(piece.confidence for piece in together),
                )
            )
    return _around([piece for row in rows for piece in row]), Grid(tuple(cells), ruled=False)


def _line(picture: Picture, row: Sequence[Piece], page: int) -> tuple[Area, Part]:
    area = _around(row)
    text = " ".join(piece.text for piece in row)
    place = Place(page=page, box=picture.box(*area))
    return area, TextLine(text, place, min(piece.confidence for piece in row))


def _around(pieces: Sequence[Piece]) -> Area:
    return (
        min(piece.area[0] for piece in pieces),
        min(piece.area[1] for piece in pieces),
        max(piece.area[2] for piece in pieces),
        max(piece.area[3] for piece in pieces),
    )
