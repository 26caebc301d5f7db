"""A single line that holds a whole row without its borders."""

from collections.abc import Mapping, Sequence
from typing import Final

from kg.model import Cell
from kg.rows.align import align
from kg.rows.columns import Column
from kg.rows.pieces import Piece
from kg.tables import PrintedRow
from kg.tables.labels import (
    is_goal_piece,
    is_number,
    is_operator,
    is_quality,
    is_signed,
    is_target,
    is_unit,
    level_of,
)
from kg.text import is_blank

_ORDINAL: Final = 3
_GAIN: Final = 1.0


def line_to_row(pieces: Sequence[Piece], columns: Sequence[Column]) -> PrintedRow | None:
    """The words of one line as a row with these columns, wherever those stand; None where they read as none.

    Labels lead; the words behind them make one name, the longest that leaves every other piece a field it fits.
    """
    fields = {column.field for column in columns if column.printed}
    cells = _joined_pieces(pieces, fields)
    start = _labels(cells, fields)
    free = [Column(column.field, None) for column in columns]
    best: tuple[float, list[Cell]] | None = None
    for end in range(len(cells) - 1, start, -1):
        tried = [*cells[:start], _join(cells[start:end]), *cells[end:]]
        alignment = align([(cell.text, at) for at, cell in enumerate(tried)], free)
        found = dict(zip(alignment.fields, tried, strict=True))
        if None in found or "name" not in found or not _confirmed(found):
            continue
        if best is None or alignment.score > best[0] + _GAIN:
            best = alignment.score, tried
    return PrintedRow(tuple(best[1]), pieces[0][1].line, columns=False) if best else None


def _labels(cells: Sequence[Cell], fields: set[str]) -> int:
    """How many cells stand before the name: the number of the row, the goal, levels and their weights."""
    start = 0
    while start < len(cells):
        text = cells[start].text
        leads = start == 0 and (is_goal_piece(text) or ("ignored" in fields and is_number(text)))
        weight = start > 0 and "level_weight" in fields and is_number(text)
        if not (leads or weight or level_of(text)):
            break
        start += 1
    return start


def _confirmed(found: Mapping[str | None, Cell]) -> bool:
    """Whether the piece read as the target shows by itself, or by the numbers behind it, that it is one."""
    if "target" not in found:
        return False
    text = found["target"].text
    by_itself = is_target(text) or is_quality(text) or is_blank(text)
    return by_itself or {"weight", "score"} <= set(found)


def _joined_pieces(pieces: Sequence[Piece], fields: set[str]) -> list[Cell]:
    """The pieces as cells; together again what a gap had cut: a label and its ordinal, a sign, number and unit that
    have no columns of their own."""
    cells: list[Cell] = []
    for text, span in pieces:
        last = cells[-1] if cells else None
        if last is not None and (
            (level_of(last.text) and is_number(text) and len(text) < _ORDINAL)
            or (len(cells) == 1 and is_goal_piece(last.text + text))
            or ("unit" not in fields and is_unit(text) and (is_number(last.text) or is_signed(last.text)))
            or ("operator" not in fields and is_operator(last.text) and is_target(text))
        ):
            cells[-1] = Cell(f"{last.text} {text}", (*last.spans, span))
        else:
            cells.append(Cell(text, (span,)))
    return cells


def _join(cells: Sequence[Cell]) -> Cell:
    return Cell("".join(cell.text for cell in cells), tuple(span for cell in cells for span in cell.spans))
