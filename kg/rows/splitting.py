"""Cells that lost the border between them: put apart where that makes the row fit its header better."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from kg.model import Cell, Span
from kg.rows.align import Alignment, align
from kg.rows.columns import Column
from kg.tables.labels import (
    is_nature,
    is_operator,
    is_polarity,
    is_quality,
    is_signed,
    is_target,
    is_unit,
    level_of,
)
from kg.text import is_blank, key

Placed = tuple[int, Cell]
_GAP: Final = re.compile(r"\s+")
_GAIN: Final = 0.5
_ROUNDS: Final = 3
_LONGEST: Final = 80
_SHORTEST: Final = 3


def align_cells(
    cells: Sequence[Placed], columns: Sequence[Column], *, ruled: bool = False
) -> tuple[list[Placed], Alignment, bool]:
    """The cells with their best alignment, and whether any had to be put apart.

    A cell is a candidate when a gap in it lies before an operator, a target or a sign for none, or behind a level
    label or a target.
    """
    current = list(cells)
    best = _align(current, columns, ruled=ruled)
    parted = False
    if ruled and best.shifts == 0 and None not in best.fields and {"name", "target"} <= set(best.fields):
        return current, best, parted
    for _ in range(_ROUNDS):
        tried = [(cells_, _align(cells_, columns, ruled=ruled)) for cells_ in _partings(current)]
        if not tried:
            break
        found, alignment = max(tried, key=lambda pair: pair[1].score)
        if alignment.score <= best.score + _GAIN:
            break
        current, best, parted = found, alignment, True
    return current, best, parted


def _align(cells: Sequence[Placed], columns: Sequence[Column], *, ruled: bool) -> Alignment:
    return align([(cell.text, index) for index, cell in cells], columns, ruled=ruled)


def _partings(cells: Sequence[Placed]) -> Iterator[list[Placed]]:
    for at, (index, cell) in enumerate(cells):
        if len(cell.text) > _LONGEST:
            continue
        for gap in _GAP.finditer(cell.text):
            before, behind = cell.text[: gap.start()], cell.text[gap.end() :]
            if before.strip() and behind.strip() and _is_seam(before, behind):
                pieces = [(index, part) for part in part_cell(cell, gap.start(), gap.end())]
                yield [*cells[:at], *pieces, *cells[at + 1 :]]


def _is_seam(before: str, behind: str) -> bool:
    """Whether a border may have stood between two pieces of one cell; what belongs to one target has none."""
    if is_operator(before) or is_nature(before):
        return is_nature(before)
    if is_nature(behind) or is_polarity(behind):
        return True
    first = behind.split()[0]
    if level_of(before) is not None and first != behind and level_of(before + first) is not None:
        return False  # 经济效益指标 2 …: the ordinal belongs to the label
    if is_signed(before) or is_target(before):
        ends = is_target(behind) or is_blank(behind)
        goes_on = is_unit(first) or is_quality(behind) or len(key(behind)) < _SHORTEST
        return ends or not goes_on
    return level_of(before) is not None or is_quality(before) or opens_target(behind)


def opens_target(text: str) -> bool:
    """Whether a text can be the beginning of a target: a sign, a quantity, a word of degree, or a sign for none."""
    first = text.split()[0]
    return (
        is_operator(first)
        or is_signed(text)
        or is_target(text)
        or is_blank(text)
        or key(text) == "无"
        or is_quality(text)
        or is_nature(first)
    )


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
