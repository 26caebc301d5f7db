"""One sheet of the workbook: typed columns, one row after the other, links inside the workbook only.

Every text of a document goes through `cell_text` and is written as a string cell, never as a formula, a link
or a number. Rows are written in order because the workbook keeps one row in memory at a time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from kg.export.cells import cell_number, cell_text, line_count
from kg.export.rowfile import (
    NUMBER_END,
    Rows,
    add_link,
    blank_cell,
    column_letters,
    jump_cell,
    number_cell,
    number_start,
    set_extent,
    style_number,
    text_cell,
)

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

ColumnType = Literal[
    "text", "long", "center", "integer", "number", "money", "year", "ordinal", "input", "jump", "share"
]

_KNOWN: Final = 1024
_LONG: Final = 10_000_000
_WHOLE: Final = frozenset({"integer", "year", "ordinal"})
"""The column types with one style for whole numbers of up to seven digits."""
_REMEMBERED: Final = frozenset({str, int, Decimal})
_EVERYWHERE: Final = "A1:XFD1048576"
_LINE_HEIGHT: Final = 14.5
_TALL: Final[Mapping[str, int]] = {"text": 6, "long": 3}
"""The most lines that a column type may ask of its row; the formula bar shows the rest of a long text."""
_TEXT: Final[Mapping[str, str]] = {"number": "text", "integer": "text", "money": "text", "jump": "center"}
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
    "jump": {"num_format": "#,##0", "align": "center", "font_color": "#0B57A4", "underline": 1},
    "tally": {"num_format": "#,##0", "align": "center"},
    "huge": {"num_format": "0.00E+00", "align": "right", "indent": 1},
    "share": {"num_format": "0%", "align": "right", "indent": 1},
    "share_fraction": {"num_format": "0.0###########%", "align": "right", "indent": 1},
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

    ``money`` is 万元. A ``number`` column takes numbers as numbers and everything else as text; a `Share` in it is
    shown as per cent. A ``jump`` column shows a count or an arrow and leads to the row that its link names.
    ``aside`` columns lie to the right of what is printed.
    """

    field: str
    title: str
    width: float
    type: ColumnType
    meaning: str
    aside: bool = False


class Share(Decimal):
    """A ratio: 0.95 that a sheet shows as 95%."""


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads to a row of another sheet (0-based row, as written)."""

    sheet: str
    row: int


class _Planned(NamedTuple):
    """How a column is written: its place from 0; ``lines`` at most; the style of a text; the cell of a blank (empty:
    no cell); the texts and numbers met lately, with their cells and the lines that they take; how the cell of a whole
    number begins, empty where its style hangs on the number."""

    at: int
    field: str
    type: ColumnType
    letters: str
    width: float
    lines: int
    style: int
    blank: str
    known: "_Cells"
    digits: str


_Cells = dict[str | int | Decimal, tuple[str, int]]
_Quick = tuple[str, str, str, _Cells, _Planned]
"""Field, blank, digits and known of a column before the whole: taken from a named tuple they took a third longer."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that takes rows in order; row 0 is the heading."""

    worksheet: "Worksheet"
    columns: tuple[Column, ...]
    styles: Mapping[str, int]
    plan: tuple["_Quick", ...]
    rows: Rows

    def write(self, row: int, record: Mapping[str, object], links: Mapping[str, Link] | None = None) -> None:
        """Write one record as row ``row``; ``links`` makes cells of named fields lead to other rows: in ``jump``
        columns by a formula, else by a link, as far as Excel takes them."""
        cells: list[str] = []
        add, get = cells.append, record.get
        lines = 1
        for field, blank, digits, known, column in self.plan:
            value = get(field)
            if links and field in links:
                cell, needed = self._led(column, row, value, links[field])
            elif value is None or value == "":
                add(blank)
                continue
            else:
                kind = type(value)
                if kind is int and digits and 0 <= value < _LONG:  # type: ignore[operator]
                    add(f"{digits}{value}{NUMBER_END}")
                    continue
                found = known.get(value) if kind in _REMEMBERED else None  # type: ignore[call-overload]
                cell, needed = found or self._cell(column, value)
            add(cell)
            if needed > lines:
                lines = needed
        self.rows.add(row, cells, lines * _LINE_HEIGHT + 4)

    def _cell(self, column: _Planned, value: object) -> tuple[str, int]:
        """The cell of a value and the lines that it takes."""
        number = None if isinstance(value, str) else cell_number(value)
        if number is not None:
            style = self.styles[_number_format(column.type, number, column.width)]
            found = number_cell(column.letters, style, number), 1
        else:
            text = cell_text(value)
            found = text_cell(column.letters, column.style, text), _lines(text, column)
        if type(value) in _REMEMBERED:
            if len(column.known) >= _KNOWN:
                column.known.clear()
            column.known[value] = found  # type: ignore[index]
        return found

    def _led(self, column: _Planned, row: int, value: object, link: Link) -> tuple[str, int]:
        """The same of a cell that leads to another row."""
        if column.type == "jump":
            count = value if isinstance(value, int) else None
            return jump_cell(column.letters, self.styles["jump"], link.sheet, link.row, count), 1
        if value is None or value == "":
            return column.blank, 1
        if isinstance(value, str) and add_link(self.worksheet, row, column.at, link.sheet, link.row):
            text = cell_text(value)
            return text_cell(column.letters, self.styles["link"], text), _lines(text, column)
        return self._cell(column, value)

    def position(self, field: str) -> int:
        """Where the column of a field stands, from 0."""
        return next(at for at, column in enumerate(self.columns) if column.field == field)

    def add_choice(self, field: str, choices: Sequence[str], last_row: int) -> None:
        """Let the cells of a column take one of these words only."""
        at = self.position(field)
        words = "、".join(choices)
        rule = {
            "validate": "list",
            "source": list(choices),
            "error_title": self.columns[at].title,
            "error_message": f"请选择：{words}。",
        }
        self.worksheet.data_validation(1, at, last_row, at, rule)

    def add_prose(self, field: str, hint: str, most: int, last_row: int) -> None:
        """Say what to write where a cell of a column is chosen, and take no more than ``most`` characters."""
        at = self.position(field)
        title = self.columns[at].title
        rule = {
            "validate": "length",
            "criteria": "<=",
            "value": most,
            "input_title": title,
            "input_message": hint,
            "error_title": title,
            "error_message": f"请不要超过 {most} 字。",
        }
        self.worksheet.data_validation(1, at, last_row, at, rule)

    def add_bars(self, field: str, last_row: int) -> None:
        """Show the numbers of a column as bars too."""
        at = self.position(field)
        rule = {
            "type": "data_bar",
            "bar_solid": True,
            "bar_color": "#BFD7EA",
            "min_type": "num",
            "min_value": 0,
        }
        self.worksheet.conditional_format(1, at, max(last_row, 1), at, rule)

    def finish(self, last_row: int) -> None:
        """Set filter and extent once the number of rows is known."""
        last_column = len(self.columns) - 1
        self.rows.finish()
        set_extent(self.worksheet, last_row, last_column)
        self.worksheet.autofilter(0, 0, max(last_row, 1), last_column)
        printed = [position for position, column in enumerate(self.columns) if not column.aside]
        if printed[-1] < last_column:
            self.worksheet.print_area(0, 0, max(last_row, 1), printed[-1])


def _lines(text: str, column: _Planned) -> int:
    return min(line_count(text, column.width), column.lines) if column.lines > 1 else 1


def _digits_wide(value: int | Decimal) -> float:
    """The half-width characters of a long number with its commas and room on both sides."""
    digits = len(str(abs(int(value))))
    return digits + (digits - 1) // 3 + 2


def _number_format(kind: ColumnType, value: int | Decimal, width: float) -> str:
    if isinstance(value, Share):
        return "share" if value * 100 == int(value * 100) else "share_fraction"
    if kind == "jump":
        return "tally"
    cents = 3 if kind == "money" else 0
    if not -_LONG < value < _LONG and _digits_wide(value) + cents > width:
        return "huge"
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
        text_cell(column_letters(at), styles["header"], column.title) for at, column in enumerate(columns)
    ]
    rows = Rows(worksheet)
    rows.add(0, headings, 2 * _LINE_HEIGHT + 4)
    worksheet.freeze_panes(1, frozen)
    # codes such as 505001 are text on purpose
    worksheet.ignore_errors({"number_stored_as_text": _EVERYWHERE, "formula_differs": _EVERYWHERE})
    worksheet.set_landscape()
    worksheet.set_paper(paper)
    worksheet.fit_to_pages(1, 0)
    worksheet.repeat_rows(0)
    worksheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    worksheet.set_footer("&L&A&R第 &P 页，共 &N 页")
    plan = tuple(
        _Planned(
            at,
            column.field,
            column.type,
            column_letters(at),
            column.width,
            _TALL.get(column.type, 1),
            styles[_TEXT.get(column.type, column.type)],
            ""
            if column.aside
            else blank_cell(
                column_letters(at), styles[column.type]
            ),  # blank cells carry the lines of the print
            {},
            number_start(column_letters(at), styles[column.type]) if column.type in _WHOLE else "",
        )
        for at, column in enumerate(columns)
    )
    quick = tuple((column.field, column.blank, column.digits, column.known, column) for column in plan)
    return Sheet(worksheet, tuple(columns), styles, quick, rows)
