"""Rows written straight into the row file that XlsxWriter keeps for a sheet in constant-memory mode.

Measured on 100,000 rows of 25 cells: 22 s through ``write_string`` and ``write_number``, 8 s through here, in
the same memory, and numbers keep their printed digits. Everything else (styles, links, filters, validation,
print setup, the package) stays with XlsxWriter. This module alone knows XlsxWriter's insides: ``row_data_fh``
takes the rows, ``dim_*`` the extent; a sheet written here gets no cell in any other way.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from kg.records import number_text

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MAX_LINKS: Final = 65_530
"""The most links that Excel takes in a sheet."""

_ESCAPED: Final = re.compile(r"(_x[0-9A-Fa-f]{4}_)")


def style_number(cell_format: "Format") -> int:
    """The number by which rows name a format."""
    return int(cell_format._get_xf_index())  # noqa: SLF001 - no public name for it


def text_cell(letters: str, row: int, style: int, text: str) -> str:
    """A cell (row 0-based) that holds a clean text."""
    return (
        f'<c r="{letters}{row + 1}" s="{style}" t="inlineStr">'
        f'<is><t xml:space="preserve">{_to_xml(text)}</t></is></c>'
    )


def number_cell(letters: str, row: int, style: int, number: int | Decimal) -> str:
    """A cell (row 0-based) that holds a number, with all its digits."""
    digits = number_text(number) if isinstance(number, Decimal) else number
    return f'<c r="{letters}{row + 1}" s="{style}"><v>{digits}</v></c>'


def blank_cell(letters: str, row: int, style: int) -> str:
    """A cell (row 0-based) that shows its style and holds nothing."""
    return f'<c r="{letters}{row + 1}" s="{style}"/>'


def write_row(worksheet: "Worksheet", row: int, cells: Iterable[str], height: float) -> None:
    """Append a row (0-based) of ``height`` points; rows and cells must come in ascending order."""
    worksheet.row_data_fh.write(f'<row r="{row + 1}" ht="{height:g}" customHeight="1">{"".join(cells)}</row>')


def set_extent(worksheet: "Worksheet", last_row: int, last_column: int) -> None:
    """Tell XlsxWriter which cells there are (0-based); without it the sheet is taken for empty."""
    worksheet.dim_rowmin = worksheet.dim_colmin = 0
    worksheet.dim_rowmax, worksheet.dim_colmax = last_row, last_column


def add_link(worksheet: "Worksheet", row: int, column: int, sheet: str, target_row: int) -> bool:
    """Make a cell lead to a row of another sheet; False where Excel's limit of links is reached."""
    if worksheet.hlink_count >= MAX_LINKS:
        return False
    worksheet.ignore_write_string = True  # the row holds the text already
    worksheet.write_url(row, column, f"internal:'{sheet}'!A{target_row + 1}")
    worksheet.ignore_write_string = False
    return True


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


@lru_cache(maxsize=8192)
def _to_xml(text: str) -> str:
    if "_x" in text:
        text = _ESCAPED.sub(r"_x005F\1", text)  # else Excel reads _x0041_ as A
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
