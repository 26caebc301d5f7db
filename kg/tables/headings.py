"""Headings of a table that conversion ran together in one cell (``度量单位 指标性质``), put apart again."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from kg.model import Cell, Span
from kg.tables.labels import column_of, is_goal_piece, rejoined

_WORD: Final = re.compile(r"\S+")
_FEWEST: Final = 2


def part_headings(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """The cells of a row of headings, one for each; the cells behind a parted one move by a position, as they stood
    before. A row that is no row of headings stays as it is."""
    known = sum(bool(cell.text) and column_of(cell.text) is not None for cell in cells)
    if known < _FEWEST:
        return tuple(cells)
    found = [part for cell in cells for part in _parts(cell)]
    while len(found) > len(cells) and not found[-1].text:
        found.pop()
    return tuple(found)


def _parts(cell: Cell) -> Iterator[Cell]:
    words = list(_WORD.finditer(cell.text))
    if len(words) < _FEWEST or column_of(cell.text) is not None or len(cell.spans) != 1:
        yield cell
        return
    groups = rejoined([word[0] for word in words])
    texts = ["".join(group) for group in groups]
    behind = texts[1:] if is_goal_piece(texts[0]) else texts
    if len(groups) < _FEWEST or any(column_of(text) is None for text in behind):
        yield cell
        return
    span, at = cell.spans[0], 0
    for group in groups:
        start, end = words[at].start(), words[at + len(group) - 1].end()
        at += len(group)
        yield Cell(cell.text[start:end], (Span(span.line, span.start + start, span.start + end, span.page),))
