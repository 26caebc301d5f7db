"""Documents that flow (Word, HTML): paragraphs and tables with tables in their cells, made into lines and grids."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from kg.errors import UnreadableDocumentError
from kg.model import Place
from kg.read.parts import Grid, GridCell, Part, TextLine

MAX_DEPTH: Final = 24
MAX_POSITIONS: Final = 1_000_000
MAX_COLUMNS: Final = 400
_VERTICAL_PIECE: Final = 2
_SMALL: Final = 2
_LARGE: Final = 3
_SPACE: Final = re.compile(r"\s+")
_SUPERSCRIPTS: Final = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")
_RAISED: Final = re.compile(r"[0-9+\-−()n]{1,4}")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph: its text, and its number in the whole body from 1."""

    text: str
    number: int


@dataclass(slots=True)
class FlowCell:
    """One cell: its 0-based position and spans as the table lays it out, and what stands in it."""

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    content: "list[Paragraph | FlowTable]" = field(default_factory=list)


@dataclass(slots=True)
class FlowTable:
    """One table. Its cells do not overlap."""

    cells: list[FlowCell] = field(default_factory=list)


Flow = Paragraph | FlowTable


def flow_parts(content: Iterable[Flow], name: str) -> Iterator[Part]:
    """The lines and grids of a document in reading order.

    A table inside a cell becomes text of the cell, unless it is the larger of the two: an outer table that only
    lays out the page yields its inner tables, and one with a large inner table is cut in two around it. Tables of
    one column are boxes around text. Raises UnreadableDocumentError beyond the limits.
    """
    for item in content:
        if isinstance(item, Paragraph):
            for text in item.text.split("\n"):
                yield TextLine(one_line(text), Place(paragraph=item.number))
        else:
            yield from _table_parts(item, name)


def one_line(text: str) -> str:
    """Text on one line: every run of white space is one blank."""
    return _SPACE.sub(" ", text).strip()


def joined(pieces: Sequence[str]) -> str:
    """The paragraphs and lines of a cell on one line: a blank between them, none in a label printed downwards."""
    lines = (line for piece in pieces for line in piece.split("\n"))
    kept = [line for line in map(one_line, lines) if line]
    if (
        len(kept) > 1
        and all(len(piece) <= _VERTICAL_PIECE for piece in kept)
        and not any(map(_is_figure, kept))
    ):
        return "".join(kept)
    return " ".join(kept)


def raised(text: str) -> str:
    """Superscript digits and signs as the characters for them (10 and raised 3 is no 103); other text as it is."""
    return text.translate(_SUPERSCRIPTS) if _RAISED.fullmatch(text.strip()) else text


def check_size(rows: int, columns: int, name: str, where: str = "表") -> int:
    """The number of positions of a grid. Raises UnreadableDocumentError beyond the limits."""
    if columns > MAX_COLUMNS:
        raise UnreadableDocumentError(
            f"“{name}”有一个{where}宽 {columns} 列，超过上限 {MAX_COLUMNS} 列。请拆分后再读。"
        )
    if rows * columns > MAX_POSITIONS:
        raise UnreadableDocumentError(
            f"“{name}”有一个{where}有 {rows * columns} 格，超过上限 {MAX_POSITIONS} 格。请拆分后再读。"
        )
    return rows * columns


def _is_figure(piece: str) -> bool:
    return any(character.isdigit() for character in piece)


def _table_parts(table: FlowTable, name: str) -> Iterator[Part]:
    cells = _without_blank_lines(table.cells)
    columns = {cell.column for cell in cells}
    if len(columns) <= 1:
        for cell in cells:
            yield from flow_parts(cell.content, name)
        return
    check_size(len({cell.row for cell in cells}), len(columns), name)
    rows: dict[int, list[FlowCell]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(cell)
    cut = [row for row, beside in sorted(rows.items()) if _holds_table(beside)]
    first = 0
    for row in [*cut, max(rows) + 1]:
        yield from _grid(_rows_between(cells, first, row), name)
        for cell in rows.get(row, ()):
            yield from flow_parts(cell.content, name)
        first = row + 1


def _holds_table(row: Sequence[FlowCell]) -> bool:
    """Whether a table in a row is a table of the document: of some size, beside no more than a label."""
    found = max((_inner_size(cell) for cell in row), default=0)
    beside = sum(map(_prints, row)) - 1
    return found >= _SMALL and (beside <= 0 or (found >= _LARGE and beside <= 1))


def _inner_size(cell: FlowCell) -> int:
    """The rows or columns, whichever are fewer, of the largest table anywhere inside a cell."""
    inner = [item for item in cell.content if isinstance(item, FlowTable)]
    sizes = [min(_extent(table)) for table in inner]
    return max([*sizes, *(_inner_size(deeper) for table in inner for deeper in table.cells)], default=0)


def _extent(table: FlowTable) -> tuple[int, int]:
    printing = [cell for cell in table.cells if _prints(cell)]
    return len({cell.row for cell in printing}), len({cell.column for cell in printing})


def _prints(cell: FlowCell) -> bool:
    return any(isinstance(item, FlowTable) or item.text.strip() for item in cell.content)


def _rows_between(cells: Sequence[FlowCell], first: int, end: int) -> list[FlowCell]:
    """The cells that begin in some rows, cut off below them, counted from the first of them."""
    return [
        replace(cell, row=cell.row - first, row_span=min(cell.row_span, end - cell.row))
        for cell in cells
        if first <= cell.row < end
    ]


def _grid(cells: Sequence[FlowCell], name: str) -> Iterator[Part]:
    made = tuple(
        GridCell(
            cell.row,
            cell.column,
            joined(list(_pieces(cell.content))),
            Place(paragraph=_first_number(cell.content)),
            cell.row_span,
            cell.column_span,
        )
        for cell in cells
    )
    if sum(1 for cell in made if cell.text) > 1:
        yield Grid(made)
        return
    for cell in cells:  # a box around text
        yield from flow_parts(cell.content, name)


def _pieces(content: Iterable[Flow]) -> Iterator[str]:
    for item in content:
        if isinstance(item, Paragraph):
            yield item.text
        else:
            yield from _flat_rows(item)


def _flat_rows(table: FlowTable) -> list[str]:
    rows: dict[int, list[str]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(joined(list(_pieces(cell.content))))
    return [" ".join(filter(None, texts)) for _, texts in sorted(rows.items())]


def _first_number(content: Iterable[Flow]) -> int | None:
    for item in content:
        if isinstance(item, Paragraph):
            if item.text.strip():
                return item.number
            continue
        for cell in item.cells:
            number = _first_number(cell.content)
            if number is not None:
                return number
    return None


def _without_blank_lines(cells: Sequence[FlowCell]) -> list[FlowCell]:
    """The cells without the rows and columns in which no cell begins: spans there are only the width of others."""
    rows = _places(cell.row for cell in cells)
    columns = _places(cell.column for cell in cells)
    kept = []
    for cell in cells:
        bottom = _count_before(rows, cell.row + cell.row_span)
        right = _count_before(columns, cell.column + cell.column_span)
        row, column = rows[1][cell.row], columns[1][cell.column]
        kept.append(
            replace(
                cell,
                row=row,
                column=column,
                row_span=max(1, bottom - row),
                column_span=max(1, right - column),
            )
        )
    return kept


_Places = tuple[list[int], dict[int, int]]


def _places(values: Iterable[int]) -> _Places:
    ordered = sorted(set(values))
    return ordered, {value: index for index, value in enumerate(ordered)}


def _count_before(places: _Places, end: int) -> int:
    return bisect_left(places[0], end)
