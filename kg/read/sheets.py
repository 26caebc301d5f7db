"""Sheets of a workbook, of whatever format, as grids and lines: blocks of rows, titles above them, merged cells."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from kg.findings import Finding
from kg.model import Place
from kg.read.flow import check_size
from kg.read.parts import Grid, GridCell, Part, TextLine

_MOSTLY: Final = 0.8
_MAX_ROW: Final = 1_048_576
_LISTED: Final = 6


@dataclass(frozen=True, slots=True, order=True)
class Merge:
    """One merged range, 0-based and inclusive."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def top_left(self) -> tuple[int, int]:
        """Row and column of the first cell."""
        return self.top, self.left

    @property
    def bottom_right(self) -> tuple[int, int]:
        """Row and column of the last cell."""
        return self.bottom, self.right


@dataclass(slots=True)
class Sheet:
    """One sheet: printed texts by (row, column) from 0, merges, what is hidden, and the rows with ruled cells
    (``ruled`` may be empty)."""

    name: str
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    ruled: bytearray = field(default_factory=bytearray)
    uncomputed: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def rule(self, row: int) -> None:
        """Note that a cell of a row has a line at its left or right side."""
        if len(self.ruled) <= row < _MAX_ROW:
            self.ruled.extend(bytes(row + 1024 - len(self.ruled)))
        if row < _MAX_ROW:
            self.ruled[row] = 1

    def is_ruled(self, row: int) -> bool:
        """Whether a cell of a row has a line at its left or right side."""
        return row < len(self.ruled) and self.ruled[row] == 1


def sheet_parts(sheet: Sheet, name: str) -> Iterator[Part]:
    """The lines and grids of a sheet.

    Rows without text are left out, and so are columns without text in the whole sheet, so that a column has one
    position in all grids of the sheet. Blank rows without ruled cells part two grids. A row with one text is a line
    where it stands outside the ruled table, or above or below it and as wide as it. Raises UnreadableDocumentError
    for a grid beyond the limits.
    """
    rows = _rows(sheet)
    columns = _columns(sheet)
    where = f"工作表（“{sheet.name}”）"
    check_size(len(rows), len(columns), name, where)
    merges = _Merges(_apart(_touching(sheet.merges, list(rows), list(columns))))
    if _drop_covered(sheet, rows, merges):
        rows, columns = _rows(sheet), _columns(sheet)
    has_rules = any(sheet.is_ruled(row) for row in rows)
    for number, block in enumerate(_blocks(sheet, list(rows), merges)):
        if number:
            yield TextLine("", Place(sheet=sheet.name))  # blank rows are a gap
        widest = max(len(rows[row]) for row in block)
        if len(columns) == 1 or (widest == 1 and len(block) == 1):
            yield from (_line(sheet, row, rows[row][0], merges) for row in block)
            continue
        outside = _outside(sheet, block, rows, list(columns), merges, has_rules=has_rules)
        run: list[int] = []
        for row in [*block, None]:
            if row is not None and row not in outside:
                run.append(row)
                continue
            if run:
                yield _grid(sheet, run, rows, columns, merges)
            if row is not None:
                yield _line(sheet, row, rows[row][0], merges)
            run = []


def sheet_findings(sheet: Sheet, name: str) -> Iterator[Finding]:
    """What of a sheet is hidden though it holds text, and which formulas have no value."""
    if sheet.hidden and sheet.texts:
        message = f"工作表“{sheet.name}”是隐藏的，里面有内容，已一并读取。"
        yield Finding(name, 0, "hidden-sheet", message)
    used_rows = {row for row, _ in sheet.texts}
    rows = sorted(used_rows & sheet.hidden_rows)
    if rows:
        listed = _some([str(row + 1) for row in rows])
        message = f"工作表“{sheet.name}”有 {len(rows)} 个隐藏行有内容（第 {listed} 行），已一并读取。"
        yield Finding(name, 0, "hidden-rows", message)
    used = sorted({column for _, column in sheet.texts})
    columns = [c for c in used if any(first <= c <= last for first, last in sheet.hidden_columns)]
    if columns:
        listed = _some([column_letters(column) for column in columns])
        message = f"工作表“{sheet.name}”有 {len(columns)} 个隐藏列有内容（{listed} 列），已一并读取。"
        yield Finding(name, 0, "hidden-columns", message)
    if sheet.uncomputed:
        count, listed = len(sheet.uncomputed), _some(sheet.uncomputed)
        message = f"工作表“{sheet.name}”有 {count} 个公式没有存结果（{listed}），读成空格。"
        yield Finding(name, 0, "formula-without-value", message)
    if sheet.errors:
        message = f"工作表“{sheet.name}”有 {len(sheet.errors)} 个公式结果是错误值（{_some(sheet.errors)}）。"
        yield Finding(name, 0, "formula-error", message)


def column_letters(column: int) -> str:
    """The letters of a 0-based column.

    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """The name of a cell from its 0-based row and column."""
    return f"{column_letters(column)}{row + 1}"


def _some(items: Sequence[str]) -> str:
    return "、".join(items[:_LISTED]) + ("等" if len(items) > _LISTED else "")


class _Merges:
    """The merges of a sheet in order, found by their first row."""

    def __init__(self, merges: Iterable[Merge]) -> None:
        self._ordered = sorted(merges)
        self._tops = [merge.top for merge in self._ordered]
        self._by_corner = {(merge.top, merge.left): merge for merge in self._ordered}

    def __iter__(self) -> Iterator[Merge]:
        return iter(self._ordered)

    def at(self, row: int, column: int) -> Merge | None:
        """The merge whose top left cell is given."""
        return self._by_corner.get((row, column))

    def beginning(self, first: int, last: int) -> Sequence[Merge]:
        """The merges that begin in some rows."""
        return self._ordered[bisect_left(self._tops, first) : bisect_right(self._tops, last)]


def _rows(sheet: Sheet) -> dict[int, list[int]]:
    rows: dict[int, list[int]] = {}
    for row, column in sorted(sheet.texts):
        rows.setdefault(row, []).append(column)
    return rows


def _columns(sheet: Sheet) -> dict[int, int]:
    return {column: index for index, column in enumerate(sorted({column for _, column in sheet.texts}))}


def _touching(merges: Sequence[Merge], rows: Sequence[int], columns: Sequence[int]) -> Iterator[Merge]:
    """The merges of more than one cell over some row and some column with text."""
    for merge in sorted(set(merges)):
        if (
            min(merge.bottom - merge.top, merge.right - merge.left) < 0
            or merge.top_left == merge.bottom_right
        ):
            continue
        if _between(rows, merge.top, merge.bottom) and _between(columns, merge.left, merge.right):
            yield merge


def _apart(merges: Iterable[Merge]) -> Iterator[Merge]:
    """The merges that overlap none before them."""
    live: list[Merge] = []
    for merge in merges:
        live = [other for other in live if other.bottom >= merge.top]
        if not any(other.left <= merge.right and merge.left <= other.right for other in live):
            live.append(merge)
            yield merge


def _drop_covered(sheet: Sheet, rows: Mapping[int, Sequence[int]], merges: _Merges) -> bool:
    """Take out the texts under merged cells: they are kept in the file but not shown."""
    ordered = list(rows)
    covered = {
        (row, column)
        for merge in merges
        for row in _between(ordered, merge.top, merge.bottom)
        for column in _between(rows[row], merge.left, merge.right)
        if (row, column) != (merge.top, merge.left)
    }
    for place in covered:
        del sheet.texts[place]
    return bool(covered)


def _blocks(sheet: Sheet, rows: Sequence[int], merges: _Merges) -> Iterator[list[int]]:
    block: list[int] = []
    until = -1
    for row in rows:
        if block and row > block[-1] + 1 and until < row:
            gap = range(block[-1] + 1, row)
            if len(gap) > _LISTED or not all(sheet.is_ruled(between) for between in gap):
                yield block
                block = []
        first = block[-1] + 1 if block else row
        until = max([until, *(merge.bottom for merge in merges.beginning(first, row))])
        block.append(row)
    if block:
        yield block


def _outside(
    sheet: Sheet,
    block: Sequence[int],
    rows: Mapping[int, Sequence[int]],
    columns: Sequence[int],
    merges: _Merges,
    *,
    has_rules: bool,
) -> set[int]:
    """The rows of a block that are lines beside its table."""
    tall = _in_tall_merges(block, merges)
    single = {row for row in block if len(rows[row]) == 1 and row not in tall}
    found = {row for row in single if has_rules and not sheet.is_ruled(row)}

    def spans_all(row: int) -> bool:
        merge = merges.at(row, rows[row][0])
        width = len(_between(columns, merge.left, merge.right)) if merge else 1
        return width >= _MOSTLY * len(columns)

    leftmost = min(rows[row][0] for row in block)
    for row in block:
        starts = not has_rules and row in single and rows[row][0] == leftmost
        if row not in single or not (row in found or spans_all(row) or starts):
            break
        found.add(row)
    for row in reversed(block):
        if row not in single or not (row in found or spans_all(row)):
            break
        found.add(row)
    return found


def _in_tall_merges(block: Sequence[int], merges: _Merges) -> set[int]:
    """The rows of a block that a merge over several rows touches."""
    found: set[int] = set()
    until = -1
    first = block[0]
    for row in block:
        reached = [merge.bottom for merge in merges.beginning(first, row) if merge.bottom > merge.top]
        first = row + 1
        until = max([until, *reached])
        if row <= until:
            found.add(row)
    return found


def _line(sheet: Sheet, row: int, column: int, merges: _Merges) -> TextLine:
    return TextLine(sheet.texts[row, column], _place(sheet, row, column, merges.at(row, column)))


def _grid(
    sheet: Sheet,
    block: Sequence[int],
    rows: Mapping[int, Sequence[int]],
    columns: Mapping[int, int],
    merges: _Merges,
) -> Grid:
    index = {row: number for number, row in enumerate(block)}
    ordered = list(columns)
    cells = []
    merged: set[tuple[int, int]] = set()
    for merge in merges.beginning(block[0], block[-1]):
        down = [index[row] for row in _between(block, merge.top, merge.bottom)]
        across = [columns[column] for column in _between(ordered, merge.left, merge.right)]
        if not down:
            continue
        merged.add((merge.top, merge.left))
        text = sheet.texts.get((merge.top, merge.left), "")
        place = _place(sheet, merge.top, merge.left, merge)
        cells.append(GridCell(down[0], across[0], text, place, len(down), len(across)))
    for row in block:
        for column in rows[row]:
            if (row, column) not in merged:
                place = _place(sheet, row, column, None)
                cells.append(GridCell(index[row], columns[column], sheet.texts[row, column], place))
    return Grid(tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))


def _between(ordered: Sequence[int], first: int, last: int) -> Sequence[int]:
    return ordered[bisect_left(ordered, first) : bisect_right(ordered, last)]


def _place(sheet: Sheet, row: int, column: int, merge: Merge | None) -> Place:
    cell = cell_name(row, column)
    if merge is not None:
        cell = f"{cell}:{cell_name(merge.bottom, merge.right)}"
    return Place(sheet=sheet.name, cell=cell)
