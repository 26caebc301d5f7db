"""Rows written past XlsxWriter, into a file beside that which it keeps for a sheet in constant-memory mode.

Measured on 100,000 rows of 25 cells: 22 s through ``write_string`` and ``write_number``, 8 s through here, in
the same memory, and numbers keep their printed digits. Everything else (styles, links, filters, validation,
print setup, the package) stays with XlsxWriter. This module alone knows XlsxWriter's insides: ``row_data_fh``
takes a mark in place of the rows (its file is ``row_data_filename``), ``dim_*`` the extent; a sheet written here
gets no cell in any other way.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.export.deflating import Deflating
from kg.records import number_text

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.url import Url
    from xlsxwriter.worksheet import Worksheet

MAX_LINKS: Final = 65_530
"""The most links that Excel takes in a sheet."""

MARK: Final = b"<?rows?>"
"""Stands for the rows of a sheet; no text of a document comes near it."""
_ROW: Final = "\0"
"""Stands for the number of the row in a cell; no clean text holds it."""
NUMBER_END: Final = "</v></c>"
_AT_ONCE: Final = 1 << 20
"""Characters that are handed on at once."""

_SPECIAL: Final = re.compile(r"[&<>]|_x|  ")
_OUTER_SPACE: Final = re.compile(r"^\s|\s$|[\n\t]|  ")
_ESCAPED: Final = re.compile(r"(_x[0-9A-Fa-f]{4}_)")


def style_number(cell_format: "Format") -> int:
    """The number by which rows name a format."""
    return int(cell_format._get_xf_index())  # noqa: SLF001 - no public name for it


def text_cell(letters: str, style: int, text: str) -> str:
    """A cell of any row that holds a clean text."""
    if text.isprintable() and not _SPECIAL.search(text):
        space = ' xml:space="preserve"' if text[:1] == " " or text[-1:] == " " else ""
        return f'<c r="{letters}{_ROW}" s="{style}" t="inlineStr"><is><t{space}>{text}</t></is></c>'
    if "_x" in text:
        text = _ESCAPED.sub(r"_x005F\1", text)  # else Excel reads _x0041_ as A
    space = ' xml:space="preserve"' if _OUTER_SPACE.search(text) else ""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f'<c r="{letters}{_ROW}" s="{style}" t="inlineStr"><is><t{space}>{text}</t></is></c>'


def blank_cell(letters: str, style: int) -> str:
    """A cell of any row that holds nothing but its lines."""
    return f'<c r="{letters}{_ROW}" s="{style}"/>'


def number_cell(letters: str, style: int, number: int | Decimal) -> str:
    """A cell of any row that holds a number, with all its digits."""
    digits = number_text(number) if isinstance(number, Decimal) else number
    return f"{number_start(letters, style)}{digits}{NUMBER_END}"


def number_start(letters: str, style: int) -> str:
    """How a `number_cell` begins; the digits and `NUMBER_END` are to follow."""
    return f'<c r="{letters}{_ROW}" s="{style}"><v>'


def jump_cell(letters: str, style: int, sheet: str, target_row: int, count: int | None) -> str:
    """A cell of any row with a formula that leads to a row of another sheet and shows a count, or the number that
    the row goes by. No text of a document comes near it; there may be any number of them, and sorting keeps them."""
    shown = f'"→ {target_row}"' if count is None else str(count)
    kind, value = (' t="str"', f"→ {target_row}") if count is None else ("", str(count))
    formula = f"HYPERLINK(\"#'{sheet}'!A{target_row + 1}\",{shown})"
    return f'<c r="{letters}{_ROW}" s="{style}"{kind}><f>{formula}</f><v>{value}</v></c>'


class Rows:
    """The rows of a sheet on their way into its file. They and their cells must come in ascending order, and `finish`
    at last."""

    __slots__ = ("_length", "_waiting", "deflating", "worksheet")

    def __init__(self, worksheet: "Worksheet") -> None:
        self.worksheet = worksheet
        self.deflating = Deflating(Path(worksheet.row_data_filename).parent)
        """What becomes of them."""
        self._waiting: list[str] = []
        self._length = 0

    def add(self, row: int, cells: Iterable[str], height: float) -> None:
        """Append a row (0-based) of ``height`` points. Raises OSError."""
        number = str(row + 1)
        text = (
            f'<row r="{number}" ht="{height:g}" customHeight="1">{"".join(cells).replace(_ROW, number)}</row>'
        )
        self._waiting.append(text)
        self._length += len(text)
        if self._length > _AT_ONCE:
            self._hand_on()

    def finish(self) -> None:
        """Write what waits, and `MARK` where XlsxWriter takes the rows from. Raises OSError."""
        self._hand_on()
        self.deflating.finish()
        self.worksheet.row_data_fh.write(MARK.decode())

    def _hand_on(self) -> None:
        self.deflating.add("".join(self._waiting))
        self._waiting.clear()
        self._length = 0


def set_extent(worksheet: "Worksheet", last_row: int, last_column: int) -> None:
    """Tell XlsxWriter which cells there are (0-based); without it the sheet is taken for empty."""
    worksheet.dim_rowmin = worksheet.dim_colmin = 0
    worksheet.dim_rowmax, worksheet.dim_colmax = last_row, last_column


def add_link(worksheet: "Worksheet", row: int, column: int, sheet: str, target_row: int) -> bool:
    """Make a cell lead to a row of another sheet; False where Excel's limit of links is reached."""
    if worksheet.hlink_count >= MAX_LINKS:
        return False
    worksheet.ignore_write_string = True  # the row holds the text already
    worksheet.write_url(row, column, _place(sheet, target_row))
    worksheet.ignore_write_string = False
    return True


@lru_cache(maxsize=4096)  # one for many rows: 65,530 of them take 40 MB
def _place(sheet: str, row: int) -> "Url":
    from xlsxwriter.url import Url

    return Url(f"internal:'{sheet}'!A{row + 1}")


@lru_cache(maxsize=256)
def column_letters(column: int) -> str:
    """The name of a column.

    >>> column_letters(0), column_letters(26)
    ('A', 'AA')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
