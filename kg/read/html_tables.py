"""Where the cells of an HTML table lie: row and column spans as browsers lay them out."""

from collections.abc import Mapping
from typing import Any, Final

from kg.errors import UnreadableDocumentError
from kg.read.flow import MAX_DEPTH, MAX_POSITIONS, FlowCell, FlowTable

_MOST_COLUMNS: Final = 1000
_MOST_ROWS: Final = 65_534
_WIDEST: Final = 100_000


class TableBuilder:
    """Lays the cells of one table out while its rows are met."""

    def __init__(self, name: str, depth: int) -> None:
        """Raises UnreadableDocumentError for a table inside too many others (``depth`` of them)."""
        if depth >= MAX_DEPTH:
            raise UnreadableDocumentError(f"“{name}”的表格嵌套超过上限 {MAX_DEPTH} 层，没有读。请检查文件。")
        self.table = FlowTable()
        self._name = name
        self._row = -1
        self._column = 0
        self._section = 0
        self._reaching: list[tuple[int, int, int]] = []  # first column, end column, last row
        self._waiting: list[tuple[int, int, int]] = []

    def next_row(self) -> None:
        """Begin the next row."""
        self._row += 1
        self._column = 0
        live = [reach for reach in (*self._reaching, *self._waiting) if reach[2] >= self._row]
        self._reaching = sorted(live)
        self._waiting = []

    def next_cell(self, attributes: Mapping[Any, Any]) -> FlowCell:
        """The next cell of the row, at the first free column."""
        if self._row < 0:
            self.next_row()
        for first, end, _ in self._reaching:
            if first <= self._column < end:
                self._column = end
        across = max(1, min(_span(attributes, "colspan"), _MOST_COLUMNS))
        # a cell pushed against one that reaches down from above gives way
        room = min((first for first, _, _ in self._reaching if first > self._column), default=None)
        across = across if room is None else min(across, room - self._column)
        down = _span(attributes, "rowspan")
        down = _MOST_ROWS if down == 0 else min(down, _MOST_ROWS)
        cell = FlowCell(self._row, self._column, down, across)
        self.table.cells.append(cell)
        if down > 1:
            self._waiting.append((self._column, self._column + across, self._row + down - 1))
        self._column += across
        if self._column > _WIDEST or len(self.table.cells) > MAX_POSITIONS:
            raise UnreadableDocumentError(
                f"“{self._name}”有一个表超过上限（{MAX_POSITIONS} 格、{_WIDEST} 列）。请拆分后再读。"
            )
        return cell

    def end_section(self) -> None:
        """End a group of rows or the table: no cell reaches beyond it."""
        for cell in self.table.cells[self._section :]:
            cell.row_span = max(1, min(cell.row_span, self._row + 1 - cell.row))
        self._section = len(self.table.cells)
        self._reaching, self._waiting = [], []


def _span(attributes: Mapping[Any, Any], name: str) -> int:
    digits = str(attributes.get(name) or "1").strip().partition(".")[0][:9]
    return int(digits) if digits.isdecimal() else 1
