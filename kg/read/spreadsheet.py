"""CSV that people fill in: out with nothing that a spreadsheet would run, back in whatever form it saves."""

import csv
import io
from pathlib import Path
from typing import Final

from kg.errors import KgError, UnreadableDocumentError, reason_of
from kg.read.encoding import decode
from kg.text import fold

_SIGNS: Final = frozenset("=+-@")
_BLANKS: Final = frozenset("\t\r\n")
_DELIMITERS: Final = (",", "\t", ";")
_MOST_BYTES: Final = 64 * 1024 * 1024


def read_rows(path: Path, failure: type[KgError]) -> list[list[str]]:
    """The rows of a filled-in list, its head first; cells as they were before `neutralise`, without outer blanks.

    UTF-8, GB 18030 and UTF-16; commas, tabs or semicolons, told by the head. Raises ``failure`` for a file that
    cannot be read, is a workbook, or is no CSV.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise failure(f"“{path}”超过 {_MOST_BYTES // 1024 // 1024} MB，不像填好的表。")
        data = path.read_bytes()
    except OSError as error:
        raise failure(f"“{path}”读不了：{reason_of(error)}。") from error
    if data.startswith(b"PK"):
        raise failure(f"“{path}”是工作簿。请在表格软件里另存为 CSV 再用。")
    try:
        text = decode(data, path.name)[0].lstrip("\ufeff")
    except UnreadableDocumentError as error:
        raise failure(str(error)) from error
    head = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise failure(f"“{path}”不是 CSV：有一格太长，或引号没有成对（{error}）。") from error
    return [[restore(cell.strip()) for cell in row] for row in rows]


def neutralise(text: str) -> str:
    """Text that a spreadsheet shows and does not run: one apostrophe before what it might take for a formula.

    CSV has no cell types. Excel, WPS and LibreOffice run a cell that starts with ``=``, ``+``, ``-`` or ``@``
    (their full-width twins too), also behind blanks, a tab or a line break; quotes around the cell do not
    help. The apostrophe before such a cell makes it text in all three; it stays visible where the file is
    opened as CSV, and the target behind it (``'=15家``) stays readable. A cell that already starts with
    apostrophes before such a sign gets one more, so `restore` gives back the printed text in every case.
    The workbook has cell types and needs none of this.
    """
    return "'" + text if _is_risky(text) else text


def restore(text: str) -> str:
    """The text that `neutralise` was given."""
    return text[1:] if text.startswith("'") and _is_risky(text[1:]) else text


def _is_risky(text: str) -> bool:
    bare = text.lstrip("'")
    return bare[:1] in _BLANKS or fold(bare).lstrip()[:1] in _SIGNS
