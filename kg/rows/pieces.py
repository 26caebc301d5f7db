"""Running text between the cells of forms: its words with their places."""

import re
from collections.abc import Sequence
from typing import Final

from kg.model import Cell, Line, Span
from kg.tables import Item, PrintedRow
from kg.tables.labels import rejoined

Piece = tuple[str, Span]
"""A word and its place; of a label that a gap had parted the place from its first to its last character."""
_PIECE: Final = re.compile(r"\S+")


def pieces_of(item: Item) -> list[Piece]:
    """The words of a line, or of the cells of a row, each with its place."""
    cells = [Cell(item.text, (item.span,))] if isinstance(item, Line) else [c for c in item.cells if c.text]
    found = []
    for cell in cells:
        span = cell.spans[0]
        for match in _PIECE.finditer(cell.text):
            place = Span(span.line, span.start + match.start(), span.start + match.end(), span.page)
            found.append((match[0], place))
    return _rejoined(found) if isinstance(item, Line) else found


def _rejoined(pieces: list[Piece]) -> list[Piece]:
    found: list[Piece] = []
    at = 0
    for words in rejoined([text for text, _ in pieces]):
        first, last = pieces[at][1], pieces[at + len(words) - 1][1]
        found.append(("".join(words), Span(first.line, first.start, last.end, first.page)))
        at += len(words)
    return found


def row_of(pieces: Sequence[Piece]) -> PrintedRow:
    """The words as cells whose places mean nothing."""
    cells = tuple(Cell(text, (span,)) for text, span in pieces)
    return PrintedRow(cells, pieces[0][1].line, columns=False)
