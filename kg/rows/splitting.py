"""Cells that lost the border between them: put apart where that makes the row fit its header better."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from kg.model import Cell, Span
from kg.rows.align import Alignment, align
from kg.rows.columns import Column
from kg.tables.labels import is_operator, is_signed, is_target, level_of

Placed = tuple[int, Cell]
_GAP: Final = re.compile(r"\s+")
_GAIN: Final = 0.5
_ROUNDS: Final = 3


def align_cells(
    cells: Sequence[Placed], columns: Sequence[Column]
) -> tuple[list[Placed], Alignment, bool]:
    """The cells with their best alignment, and whether any had to be put apart.

    A cell is a candidate when a gap in it lies before an operator or target, or behind a level label.
    """
    current = list(cells)
    best = _align(current, columns)
    parted = False
    for _ in range(_ROUNDS):
        tried = [(cells_, _align(cells_, columns)) for cells_ in _partings(current)]
        if not tried:
            break
        found, alignment = max(tried, key=lambda pair: pair[1].score)
        if alignment.score <= best.score + _GAIN:
            break
        current, best, parted = found, alignment, True
    return current, best, parted


def _align(cells: Sequence[Placed], columns: Sequence[Column]) -> Alignment:
    return align([(cell.text, index) for index, cell in cells], columns)


def _partings(cells: Sequence[Placed]) -> Iterator[list[Placed]]:
    for at, (index, cell) in enumerate(cells):
        for gap in _GAP.finditer(cell.text):
            before, behind = cell.text[: gap.start()], cell.text[gap.end() :]
            joined = is_operator(before) or is_signed(before)
            if not joined and (_opens_target(behind) or level_of(before) is not None):
                pieces = [(index, part) for part in part_cell(cell, gap.start(), gap.end())]
                yield [*cells[:at], *pieces, *cells[at + 1 :]]


def _opens_target(text: str) -> bool:
    return is_operator(text) or is_signed(text) or is_operator(text.split()[0]) or is_target(text)


def part_cell(cell: Cell, end: int, start: int) -> tuple[Cell, Cell]:
    """The cell as two: its text up to ``end`` and from ``start``, each with the places of its characters."""
    return (
        Cell(cell.text[:end], part_spans(cell.spans, 0, end)),
        Cell(cell.text[start:], part_spans(cell.spans, start, len(cell.text))),
    )


def part_spans(spans: tuple[Span, ...], start: int, end: int) -> tuple[Span, ...]:
    """The places of characters ``start`` to ``end`` of a cell; of a cell with several spans all of them."""
    if len(spans) != 1:
        return spans
    span = spans[0]
    return (Span(span.line, span.start + start, min(span.end, span.start + end), span.page),)
