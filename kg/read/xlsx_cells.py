"""The cells of one sheet of a workbook as they are stored, for tables that this program wrote and people edited."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.errors import UnreadableDocumentError, reason_of
from kg.read.archives import Archive, attribute, forget, local, main_part, relations
from kg.read.guard import only_unreadable
from kg.read.xlsx import column_of, unescaped

if TYPE_CHECKING:
    from lxml.etree import _Element

_MOST_BYTES: Final = 256 * 1024 * 1024
_MOST_TAGS: Final = 40_000_000
"""Tags of one sheet: 100,000 rows of forty cells have some 20 million."""
_MOST_STRINGS: Final = 4_000_000
_MOST_COLUMNS: Final = 400
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_BLANK: Final = re.compile(rb'<c r="[A-Z]{1,3}\d{1,7}"(?: s="\d{1,6}")? ?(?:/>|></c>)')

SheetRow = tuple[int, Mapping[int, str]]
"""The number of a row as the spreadsheet shows it, and its texts by column from 0; blank cells are left out."""


def read_sheet(path: Path, title: str) -> Iterator[SheetRow]:
    """The rows of the sheet with this title that have a cell, in order; numbers and truth values as they are stored.

    Raises UnreadableDocumentError, in Chinese, for what is no workbook, has no such sheet, is damaged, encrypted or
    beyond the limits.
    """
    name = path.name
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise UnreadableDocumentError(f"“{name}”超过上限 {_MOST_BYTES // 1048576} MB。请拆分后再读。")
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableDocumentError(f"“{name}”打不开（{reason_of(error)}）。请检查路径和权限。") from error
    if not data.startswith(b"PK"):
        raise UnreadableDocumentError(f"“{name}”不是 xlsx 工作簿，或加了密码。请在表格软件里另存为 xlsx。")
    with only_unreadable(name, " Excel 工作簿"):
        archive = Archive(data, name)
        main = main_part(archive, "xl/workbook.xml")
        if main not in archive.names:
            raise UnreadableDocumentError(f"“{name}”里没有工作簿，可能已损坏。请重新取得原文件。")
        targets = relations(archive, main)
        part = next(
            (
                targets.get(attribute(element, "id") or "", ("", ""))[1]
                for element in archive.root(main).findall("{*}sheets/{*}sheet")
                if element.get("name") == title
            ),
            None,
        )
        if part is None or part not in archive.names:
            raise UnreadableDocumentError(f"“{name}”里没有“{title}”这个工作表。")
        strings = next((part for kind, part in targets.values() if kind == "sharedStrings"), None)
        yield from _rows(archive, part, _shared(archive, strings, name), name)


def _rows(archive: Archive, part: str, shared: list[str], name: str) -> Iterator[SheetRow]:
    number, column = 0, -1
    cells: dict[int, str] = {}
    for element in archive.elements(part, ("row", "c"), drop=_BLANK, most_tags=_MOST_TAGS):
        if local(element) == "row":
            given = element.get("r")
            number = int(given) if given and given.isdecimal() else number + 1
            if cells:
                yield number, cells
            cells, column = {}, -1
        else:
            found = _REFERENCE.fullmatch(element.get("r") or "")
            column = column_of(found[1]) if found else column + 1
            text = _text(element, shared, name)
            if text and column < _MOST_COLUMNS:
                cells[column] = text
        forget(element)


def _text(element: "_Element", shared: list[str], name: str) -> str:
    kind = element.get("t", "n")
    if kind == "inlineStr":
        inline = element.find("{*}is")
        return "" if inline is None else _string(inline)
    found = element.find("{*}v")
    value = (found.text or "") if found is not None else ""
    if kind == "s" and value:
        if not value.isdecimal() or int(value) >= len(shared):
            raise UnreadableDocumentError(f"“{name}”的共享文字表不完整，可能已损坏。请重新取得原文件。")
        return shared[int(value)]
    if kind == "b":
        return "是" if value == "1" else "否"
    return unescaped(value)


def _shared(archive: Archive, part: str | None, name: str) -> list[str]:
    if part is None or part not in archive.names:
        return []
    found: list[str] = []
    for element in archive.elements(part, ("si",), most_tags=_MOST_TAGS):
        found.append(_string(element))
        if len(found) > _MOST_STRINGS:
            raise UnreadableDocumentError(f"“{name}”的文字超过上限 {_MOST_STRINGS} 条。请拆分后再读。")
        forget(element)
    return found


def _string(element: "_Element") -> str:
    pieces = []
    for child in element:
        kind = local(child)
        if kind == "t":
            pieces.append(child.text or "")
        elif kind == "r":
            pieces += [piece.text or "" for piece in child.findall("{*}t")]
    return unescaped("".join(pieces))
