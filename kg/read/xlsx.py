"""Excel workbooks (xlsx): the sheets as printed, from the XML, one row at a time."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isfinite
from typing import TYPE_CHECKING, Final

from kg.errors import UnreadableDocumentError
from kg.findings import Finding
from kg.read.archives import Archive, attribute, forget, local, main_part, relations
from kg.read.flow import joined, raised
from kg.read.guard import only_unreadable
from kg.read.number_formats import BUILT_IN, formatted, formatted_text, plain_number
from kg.read.parts import Part, Reading
from kg.read.sheets import Merge, Sheet, cell_name, sheet_findings, sheet_parts

if TYPE_CHECKING:
    from lxml.etree import _Element

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MAX_CELLS: Final = 500_000
_MAX_MERGES: Final = 200_000
_MAX_SHEETS: Final = 500
_LAST_ROW: Final = 1_048_576
_LAST_COLUMN: Final = 16_384
_TYPED: Final = re.compile(r"\s*[\d.,]+\s*(?:[%％]|[^\x00-\x7f(][^(!$:]{0,12})?")
"""A formula that is a number with a unit and no computation."""
_REFERENCE: Final = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_BLANK_CELL: Final = re.compile(rb'<c r="[A-Z]{1,3}\d{1,7}"(?: s="\d{1,6}")? ?(?:/>|></c>)')
_CLEARED: Final = 1000
"""Cells of one row after which those read are let go, should it have too many."""
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class _Style:
    code: str
    ruled: bool


def read_xlsx(data: bytes, name: str) -> Reading:
    """The lines and grids of a workbook, sheet by sheet in its order; the name of a sheet stands in every place.

    Numbers and dates are the texts that their formats print; formulas are their stored values. Hidden sheets, rows
    and columns are read, with a finding. Raises UnreadableDocumentError, in Chinese, for a damaged or encrypted
    file and for one beyond the limits.
    """
    with only_unreadable(name, " Excel 工作簿"):
        archive = Archive(data, name)
        parts: list[Part] = []
        findings: list[Finding] = []
        for sheet in _sheets(archive, name):
            parts += sheet_parts(sheet, name)
            findings += sheet_findings(sheet, name)
    return Reading(MEDIA_TYPE, tuple(parts), tuple(findings))


def _sheets(archive: Archive, name: str) -> Iterator[Sheet]:
    main = main_part(archive, "xl/workbook.xml")
    if main not in archive.names:
        raise UnreadableDocumentError(f"“{name}”里没有工作簿（{main}），可能已损坏。请重新取得原文件。")
    root = archive.root(main)
    targets = relations(archive, main)
    kinds = {kind: part for kind, part in targets.values() if kind in ("sharedStrings", "styles")}
    shared = _shared_strings(archive, kinds.get("sharedStrings"), name)
    styles = _styles(archive, kinds.get("styles"))
    properties = root.find("{*}workbookPr")
    from_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    elements = root.findall("{*}sheets/{*}sheet")
    if len(elements) > _MAX_SHEETS:
        raise UnreadableDocumentError(
            f"“{name}”有 {len(elements)} 个工作表，超过上限 {_MAX_SHEETS}。请拆分后再读。"
        )
    left = _MAX_CELLS
    for element in elements:
        kind, part = targets.get(attribute(element, "id") or "", ("", ""))
        if kind != "worksheet" or part not in archive.names:
            continue
        sheet = Sheet(element.get("name", ""), hidden=element.get("state") in ("hidden", "veryHidden"))
        _SheetReader(sheet, shared, styles, name, left, from_1904=from_1904).read(archive, part)
        left -= len(sheet.texts)
        yield sheet


class _SheetReader:
    """One pass over the XML of a sheet."""

    def __init__(
        self,
        sheet: Sheet,
        shared: Sequence[str],
        styles: Sequence[_Style],
        name: str,
        left: int,
        *,
        from_1904: bool,
    ) -> None:
        self._sheet = sheet
        self._shared = shared
        self._styles = styles
        self._name = name
        self._left = left
        self._from_1904 = from_1904
        self._row = -1
        self._column = -1
        self._cells = 0

    def read(self, archive: Archive, part: str) -> None:
        for element in archive.elements(part, ("row", "c", "col", "mergeCell"), drop=_BLANK_CELL):
            kind = local(element)
            if kind == "c":
                self._cell(element)
                self._cells += 1
                if self._cells % _CLEARED:
                    continue
            elif kind == "row":
                self._close_row(element)
            elif kind == "mergeCell":
                self._merge(element.get("ref", ""))
            elif element.get("hidden") in ("1", "true"):
                first, last = int(element.get("min", "1")), int(element.get("max", "1"))
                self._sheet.hidden_columns.append((first - 1, last - 1))
            forget(element)

    def _close_row(self, element: "_Element") -> None:
        self._row = self._number(element)
        self._column = -1
        if element.get("hidden") in ("1", "true") and 0 <= self._row < _LAST_ROW:
            self._sheet.hidden_rows.add(self._row)

    def _number(self, row: "_Element") -> int:
        """The 0-based number of a row, counted on from the one before where it has none."""
        number = row.get("r")
        return int(number) - 1 if number else self._row + 1

    def _cell(self, element: "_Element") -> None:
        style = self._style(element.get("s"))
        reference = element.get("r")
        if len(element) == 0 and not style.ruled:
            self._column += 1
            return
        if reference:
            row, self._column = _position(reference)
        else:
            row, self._column = self._number(element.getparent()), self._column + 1
        if not (0 <= row < _LAST_ROW and 0 <= self._column < _LAST_COLUMN):
            return
        if style.ruled:
            self._sheet.rule(row)
        text = self._text(element, style, row) if len(element) else ""
        if not text:
            return
        if len(self._sheet.texts) >= self._left:
            raise UnreadableDocumentError(
                f"“{self._name}”有内容的单元格超过上限 {_MAX_CELLS} 个。请拆分后再读。"
            )
        self._sheet.texts[row, self._column] = text

    def _style(self, number: str | None) -> _Style:
        try:
            return self._styles[int(number or 0)]
        except (ValueError, IndexError):
            return _PLAIN

    def _text(self, element: "_Element", style: _Style, row: int) -> str:
        kind = element.get("t", "n")
        if kind == "inlineStr":
            inline = element.find("{*}is")
            return "" if inline is None else _one_line(formatted_text(_string(inline), style.code))
        found = element.find("{*}v")
        value = (found.text or "") if found is not None else ""
        if not value:
            formula = element.find("{*}f")
            if formula is not None and _TYPED.fullmatch(formula.text or ""):
                # a program that wrote the text =15家 as a formula, which no spreadsheet program ever computed
                return _one_line(f"={formula.text}")
            if kind != "str" and formula is not None:
                self._sheet.uncomputed.append(cell_name(row, self._column))
            return ""
        if kind == "s":
            return self._shared_text(value, style)
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        if kind == "e":
            self._sheet.errors.append(f"{cell_name(row, self._column)} {value}")
            return value
        if kind == "d":
            return _one_line(_iso_date(value, style.code))
        if kind == "str":
            return _one_line(formatted_text(unescaped(value), style.code))
        return _one_line(_number(value, style.code, from_1904=self._from_1904))

    def _shared_text(self, value: str, style: _Style) -> str:
        index = int(value)
        if not 0 <= index < len(self._shared):
            raise UnreadableDocumentError(f"“{self._name}”的共享文字表不完整，可能已损坏。请重新取得原文件。")
        text = self._shared[index]
        return text if "@" not in style.code else _one_line(formatted_text(text, style.code))

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        if _REFERENCE.fullmatch(first) is None or (last and _REFERENCE.fullmatch(last) is None):
            return
        if len(self._sheet.merges) >= _MAX_MERGES:
            raise UnreadableDocumentError(
                f"“{self._name}”的合并单元格超过上限 {_MAX_MERGES} 个。请拆分后再读。"
            )
        self._sheet.merges.append(Merge(*_position(first), *_position(last or first)))


_PLAIN: Final = _Style("", ruled=False)


def _number(value: str, code: str, *, from_1904: bool) -> str:
    try:
        number = float(value)
    except ValueError:
        return value
    if not isfinite(number):
        return value
    return formatted(number, code, from_1904=from_1904) if code else plain_number(number)


def _iso_date(value: str, code: str) -> str:
    try:
        moment = datetime.fromisoformat(value).replace(tzinfo=None)
    except ValueError:
        return value
    return formatted((moment - datetime(1899, 12, 30)) / timedelta(days=1), code or BUILT_IN[14])


def _position(reference: str) -> tuple[int, int]:
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return -1, -1
    return int(match[2]) - 1, column_of(match[1])


def column_of(letters: str) -> int:
    """The column from 0 that A, Z, AA … name."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1


def _shared_strings(archive: Archive, part: str | None, name: str) -> list[str]:
    if part is None or part not in archive.names:
        return []
    found: list[str] = []
    for element in archive.elements(part, ("si",)):
        found.append(_one_line(_string(element)))
        if len(found) > _MAX_CELLS:
            raise UnreadableDocumentError(f"“{name}”的文字超过上限 {_MAX_CELLS} 条。请拆分后再读。")
        forget(element)
    return found


def _string(element: "_Element") -> str:
    pieces = []
    for child in element:
        kind = local(child)
        if kind == "t":
            pieces.append(child.text or "")
        elif kind == "r":
            raising = child.find("{*}rPr/{*}vertAlign")
            text = "".join(piece.text or "" for piece in child.findall("{*}t"))
            pieces.append(
                raised(text) if raising is not None and raising.get("val") == "superscript" else text
            )
    return unescaped("".join(pieces))


def unescaped(text: str) -> str:
    """A stored text with the characters that XML cannot hold, which are written _x000A_."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _one_line(text: str) -> str:
    return joined(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def _styles(archive: Archive, part: str | None) -> list[_Style]:
    if part is None or part not in archive.names:
        return []
    root = archive.root(part)
    codes: dict[str, str] = {str(number): code for number, code in BUILT_IN.items()}
    codes |= {
        element.get("numFmtId", ""): element.get("formatCode", "")
        for element in root.iterfind("{*}numFmts/{*}numFmt")
    }
    borders = [_is_ruled(element) for element in root.iterfind("{*}borders/{*}border")]
    return [_style(element.attrib, codes, borders) for element in root.iterfind("{*}cellXfs/{*}xf")]


def _style(attributes: Mapping[str, str], codes: Mapping[str, str], borders: Sequence[bool]) -> _Style:
    border = attributes.get("borderId", "0")
    ruled = border.isdecimal() and int(border) < len(borders) and borders[int(border)]
    code = codes.get(attributes.get("numFmtId", "0"), "")
    return _Style("" if code in ("General", "@") else code, ruled)


def _is_ruled(border: "_Element") -> bool:
    sides = (element for element in border if local(element) in ("left", "right", "start", "end"))
    return any(side.get("style") not in (None, "none") for side in sides)
