"""One sheet of the workbook: typed columns, one row after the other, links inside the workbook only.

Every text of a document goes through `cell_text` and is written as a string cell, never as a formula, a link
or a number. Rows are written in order because the workbook keeps one row in memory at a time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

from kg.export.cells import cell_number, cell_text, line_count
from kg.export.rowfile import (
    add_link,
    blank_cell,
    column_letters,
    number_cell,
    set_extent,
    style_number,
    text_cell,
    write_row,
)

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

ColumnType = Literal["text", "long", "center", "integer", "number", "money", "year", "ordinal", "input"]

_LINE_HEIGHT: Final = 14.5
_TALL: Final[Mapping[str, int]] = {"text": 6, "long": 3}
"""The most lines that a column type may ask of its row; the formula bar shows the rest of a long text."""
_TEXT: Final[Mapping[str, str]] = {"number": "text", "integer": "text", "money": "text"}
"""The format of text in a column of numbers."""
_INK: Final = "#1F2A37"
_FORMATS: Final[Mapping[str, Mapping[str, object]]] = {
    "header": {
        "bold": True, "font_color": "#FFFFFF", "bg_color": "#1F4E79", "align": "center", "text_wrap": True,
    },
    "text": {"text_wrap": True, "align": "left", "indent": 1},
    "long": {"text_wrap": True, "align": "left", "indent": 1, "valign": "top"},
    "center": {"align": "center"},
    "integer": {"num_format": "#,##0", "align": "right", "indent": 1},
    "number": {"num_format": "0", "align": "right", "indent": 1},
    "fraction": {"num_format": "0.0#############", "align": "right", "indent": 1},
    "money": {"num_format": "#,##0.00", "align": "right", "indent": 1},
    "year": {"num_format": "0", "align": "center"},
    "ordinal": {"num_format": "0", "align": "right", "indent": 1},
    "count": {"num_format": "#,##0", "align": "left", "indent": 1},
    "link": {"text_wrap": True, "align": "left", "indent": 1, "font_color": "#0B57A4", "underline": 1},
    "input": {"text_wrap": True, "align": "left", "indent": 1, "bg_color": "#FFFBE6"},
    "title": {"bold": True, "font_size": 16},
    "heading": {"bold": True, "font_size": 11, "font_color": "#1F4E79", "bottom": 2, "bottom_color": "#1F4E79"},
    "prose": {"text_wrap": True, "valign": "top"},
}  # fmt: skip
_OPEN: Final = frozenset({"title", "heading", "prose"})
"""The formats without lines around."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the record's field, its Chinese heading, width in characters, type and what it means.

    ``money`` is 万元. A ``number`` column takes numbers as numbers and everything else as text.
    ``aside`` columns lie to the right of what is printed.
    """

    field: str
    title: str
    width: float
    type: ColumnType
    meaning: str
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads to a row of another sheet (0-based row, as written)."""

    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that takes rows in order; row 0 is the heading."""

    worksheet: "Worksheet"
    columns: tuple[Column, ...]
    styles: Mapping[str, int]
    plan: tuple[tuple[str, ColumnType, str, float, int, int, int | None], ...]
    """Of each column: field, type, letters, width, most lines, style of a text, style of a blank or None."""

    def write(self, row: int, record: Mapping[str, object], links: Mapping[str, Link] | None = None) -> None:
        """Write one record as row ``row``; ``links`` makes cells of named fields into links."""
        cells: list[str] = []
        lines = 1
        for field, kind, letters, width, tall, text_style, blank_style in self.plan:
            value = record.get(field)
            if value is None or value == "":
                if blank_style is not None:
                    cells.append(blank_cell(letters, row, blank_style))
                continue
            number = None if isinstance(value, str) else cell_number(value)
            style = text_style if number is None else self.styles[_number_format(kind, number)]
            if links and field in links and self._link(row, field, links[field]):
                style = self.styles["link"]
            if number is not None:
                cells.append(number_cell(letters, row, style, number))
                continue
            text = cell_text(value)
            cells.append(text_cell(letters, row, style, text))
            if lines < tall:
                lines = max(lines, min(line_count(text, width), tall))
        write_row(self.worksheet, row, cells, lines * _LINE_HEIGHT + 4)

    def _link(self, row: int, field: str, link: Link) -> bool:
        position = [column.field for column in self.columns].index(field)
        return add_link(self.worksheet, row, position, link.sheet, link.row)

    def finish(self, last_row: int) -> None:
        """Set filter and extent once the number of rows is known."""
        last_column = len(self.columns) - 1
        set_extent(self.worksheet, last_row, last_column)
        self.worksheet.autofilter(0, 0, max(last_row, 1), last_column)
        printed = [position for position, column in enumerate(self.columns) if not column.aside]
        if printed[-1] < last_column:
            self.worksheet.print_area(0, 0, max(last_row, 1), printed[-1])


def _number_format(kind: ColumnType, value: int | Decimal) -> str:
    if kind == "number" and value != int(value):
        return "fraction"
    return "integer" if kind == "number" and not -10_000 < value < 10_000 else kind


def add_formats(workbook: "Workbook") -> dict[str, "Format"]:
    """The cell formats of the workbook, by name; every column type has one."""
    common = {"font_name": "微软雅黑", "font_size": 10, "font_color": _INK, "valign": "vcenter"}
    edge = {"border": 1, "border_color": "#D0D7DE"}
    return {
        name: workbook.add_format({**common, **({} if name in _OPEN else edge), **own})
        for name, own in _FORMATS.items()
    }


def add_sheet(
    workbook: "Workbook",
    formats: Mapping[str, "Format"],
    name: str,
    columns: Sequence[Column],
    *,
    frozen: int = 0,
    paper: int = 9,
) -> Sheet:
    """A sheet with its heading row written and frozen, widths set and ready for landscape print.

    ``frozen`` columns stay at the left; ``paper`` is Excel's number (8 is A3, 9 is A4).
    """
    worksheet = workbook.add_worksheet(name)
    for position, column in enumerate(columns):
        worksheet.set_column(position, position, column.width)
    styles = {name: style_number(cell_format) for name, cell_format in formats.items()}
    headings = [
        text_cell(column_letters(at), 0, styles["header"], column.title) for at, column in enumerate(columns)
    ]
    write_row(worksheet, 0, headings, 2 * _LINE_HEIGHT + 4)
    worksheet.freeze_panes(1, frozen)
    # codes such as 505001 are text on purpose
    worksheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    worksheet.set_landscape()
    worksheet.set_paper(paper)
    worksheet.fit_to_pages(1, 0)
    worksheet.repeat_rows(0)
    worksheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    worksheet.set_footer("&L&A&R第 &P 页，共 &N 页")
    plan = tuple(
        (
            column.field,
            column.type,
            column_letters(at),
            column.width,
            _TALL.get(column.type, 1),
            styles[_TEXT.get(column.type, column.type)],
            None if column.aside else styles[column.type],  # blank cells carry the lines of the print
        )
        for at, column in enumerate(columns)
    )
    return Sheet(worksheet, tuple(columns), styles, plan)
