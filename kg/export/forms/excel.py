"""Forms as a workbook, a sheet each, set for paper: A4 upright, one page wide."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from math import ceil
from typing import TYPE_CHECKING, Final

from kg.export.cells import cell_number, cell_text, line_count
from kg.export.forms.layout import Box, Sheet, decimals

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_EPOCH: Final = 2000
_A4: Final = 9
_PAGE_WIDTH: Final = 92.0
"""Units of width that A4 takes between its margins at 10 points."""
_TEXT_WIDTH: Final = 84.0
_SMALLER: Final = 10 / 12
"""Of the width that a text of 12 points has for characters of 10."""
_LINE: Final = 14.0
_LEAST: Final = 21.0
_INDENT: Final = 1.5
_MOST: Final = 400.0
"""Points: Excel makes no row higher than 409."""
_FONT: Final = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "text_wrap": True}
_BORDER: Final = {**_FONT, "border": 1}
_LOOKS: Final = {
    "label": {**_BORDER, "align": "center", "num_format": "@"},
    "text": {**_BORDER, "align": "left", "num_format": "@", "indent": 1},
    "center": {**_BORDER, "align": "center", "num_format": "@"},
    "figure": {**_BORDER, "align": "center"},
    "amount": {**_BORDER, "align": "right", "num_format": "#,##0.00", "indent": 1},
    "title": {**_FONT, "font_size": 18, "bold": True, "align": "center"},
    "caption": {**_FONT, "align": "left"},
    "year": {**_FONT, "font_size": 12, "align": "center"},
    "line": {**_FONT, "font_size": 12, "align": "left", "num_format": "@"},
}  # fmt: skip


def excel_bytes(sheets: Sequence[Sheet], *, year: int | None) -> bytes:
    """The workbook of some forms. The same forms give the same bytes."""
    from xlsxwriter import Workbook  # a start-up cost of the one command that needs it

    made = BytesIO()
    workbook = Workbook(made, _OPTIONS)
    workbook.set_properties({"title": sheets[0].title, "created": datetime(year or _EPOCH, 1, 1)})
    formats = {name: workbook.add_format(look) for name, look in _LOOKS.items()}
    names: set[str] = set()
    for sheet in sheets:
        number = sum(name.startswith(sheet.name) for name in names) + 1
        name = sheet.name if number == 1 else f"{sheet.name}{number}"
        names.add(name)
        worksheet = workbook.add_worksheet(name)
        _set_page(worksheet)
        if sheet.lines:
            _write_lines(worksheet, sheet, formats)
        else:
            _Writer(workbook, worksheet, sheet, formats).write()
    workbook.close()
    return made.getvalue()


def _set_page(worksheet: "Worksheet") -> None:
    worksheet.set_paper(_A4)
    worksheet.set_portrait()
    worksheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.6)
    worksheet.center_horizontally()
    worksheet.fit_to_pages(1, 0)
    worksheet.set_footer("&C第 &P 页 共 &N 页")
    worksheet.hide_gridlines(2)


def _write_lines(worksheet: "Worksheet", sheet: Sheet, formats: dict[str, "Format"]) -> None:
    worksheet.set_column(0, 0, _TEXT_WIDTH)
    worksheet.set_row(0, 36)
    worksheet.write_string(0, 0, cell_text(sheet.title), formats["title"])
    for row, line in enumerate(sheet.lines, 1):
        text = cell_text(line)
        worksheet.set_row(row, _height(text, _TEXT_WIDTH * _SMALLER, 17.0))
        worksheet.write_string(row, 0, text, formats["line"])
    worksheet.print_area(0, 0, len(sheet.lines), 0)


def _height(text: str, width: float, line: float = _LINE) -> float:
    return min(max(_LEAST, line_count(text, width) * line + 6), _MOST)


class _Writer:
    """One form on one worksheet. A row of the form that needs more height than Excel gives a row takes several."""

    def __init__(
        self, workbook: "Workbook", worksheet: "Worksheet", sheet: Sheet, formats: dict[str, "Format"]
    ) -> None:
        self.workbook, self.worksheet, self.sheet, self.formats = workbook, worksheet, sheet, formats
        scale = _PAGE_WIDTH / sum(sheet.widths)
        self.widths = [round(width * scale, 2) for width in sheet.widths]
        self.heights = self._heights()
        self.parts = [max(1, ceil(height / _MOST)) for height in self.heights]
        self.top = 1 + len(sheet.captions)
        """The first row of the table: title and captions stand above it."""
        self.starts = [self.top + sum(self.parts[:row]) for row in range(len(self.parts) + 1)]

    def write(self) -> None:
        """The title, the captions and the table."""
        last = len(self.widths) - 1
        for column, width in enumerate(self.widths):
            self.worksheet.set_column(column, column, width)
        self.worksheet.set_row(0, 36)
        self._merge(0, 0, 0, last, self.sheet.title, self.formats["title"])
        for row, caption in enumerate(self.sheet.captions, 1):
            self.worksheet.set_row(row, 21)
            look = "year" if row == 1 else "caption"
            self._merge(row, 0, row, last, caption, self.formats[look])
        for row, height in enumerate(self.heights):
            for part in range(self.parts[row]):
                self.worksheet.set_row(self.starts[row] + part, round(height / self.parts[row], 1))
        for box in self.sheet.boxes:
            self._write(box)
        end = self.starts[-1]
        self.worksheet.set_row(end, 30)
        self._merge(end, 0, end, last, self.sheet.foot, self.formats["caption"])
        self.worksheet.print_area(0, 0, end, last)
        self.worksheet.ignore_errors({"number_stored_as_text": f"A1:XFD{end + 1}"})
        if self.sheet.header is not None:
            first = self.starts[self.sheet.header]
            self.worksheet.repeat_rows(first, first + self.parts[self.sheet.header] - 1)

    def _heights(self) -> list[float]:
        """Points of each row: what its texts need, those merged downwards over all their rows."""
        needs = [_LEAST] * self.sheet.rows
        boxes = sorted(self.sheet.boxes, key=lambda box: box.rows)
        for box in boxes:
            width = sum(self.widths[box.column : box.column + box.columns])
            lines = line_count(cell_text(box.text), width - _INDENT)
            lacking = lines * _LINE + 6 - sum(needs[box.row : box.row + box.rows])
            if lacking > 0:
                for row in range(box.row, box.row + box.rows):
                    needs[row] += lacking / box.rows
        return needs

    def _write(self, box: Box) -> None:
        first, end = self.starts[box.row], self.starts[box.row + box.rows] - 1
        last = box.column + box.columns - 1
        number = None if box.amount is None else cell_number(box.amount)
        text = cell_text(box.text)
        if number is None:
            self._merge(first, box.column, end, last, text, self.formats[box.look])
            return
        look = self._number_format(box)
        if (first, box.column) != (end, last):
            self.worksheet.merge_range(first, box.column, end, last, "", look)
        self.worksheet.write_number(first, box.column, float(number), look)

    def _number_format(self, box: Box) -> "Format":
        if box.look != "amount":
            return self.formats["figure"]
        places = decimals(box.amount) if box.amount is not None else 2
        name = "amount" if places == 2 else f"amount{places}"
        if name not in self.formats:
            look = {**_LOOKS["amount"], "num_format": f"#,##0.{'0' * places}"}
            self.formats[name] = self.workbook.add_format(look)
        return self.formats[name]

    def _merge(self, top: int, left: int, bottom: int, right: int, text: str, look: "Format") -> None:
        if (top, left) != (bottom, right):
            self.worksheet.merge_range(top, left, bottom, right, "", look)
        if text:
            self.worksheet.write_string(top, left, text, look)
        else:
            self.worksheet.write_blank(top, left, None, look)
