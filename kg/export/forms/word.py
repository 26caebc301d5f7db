"""Forms as a Word document, one behind the other on A4 upright, heading rows repeated on every page.

The table is set as XML: python-docx finds every cell anew, which takes seconds a form; it makes the package.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from kg.export.cells import cell_text
from kg.export.forms.layout import Box, Look, Sheet

if TYPE_CHECKING:
    from docx.document import Document

_W: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_EPOCH: Final = 2000
_TITLE: Final = "@title@"
_ZIP_DATE: Final = (1980, 1, 1, 0, 0, 0)
_PAGE: Final = (11906, 16838)
"""Twips (1/1440 inch): A4 upright."""
_MARGINS: Final = {"top": 1134, "bottom": 1020, "left": 1020, "right": 1020, "header": 567, "footer": 567}
_CELL_MARGINS: Final = {"top": 30, "left": 60, "bottom": 30, "right": 60}
_WIDTH: Final = _PAGE[0] - _MARGINS["left"] - _MARGINS["right"]
_FONTS: Final = {"宋体": "SimSun", "仿宋": "FangSong", "黑体": "SimHei"}
"""Fonts and the names under which systems without them know them."""
_LOOKS: Final[dict[Look, tuple[str, str]]] = {
    "label": ("宋体", "center"), "text": ("仿宋", "left"), "center": ("仿宋", "center"), "amount": ("仿宋", "right"),
}  # fmt: skip
_NO_LINE: Final = 'w:val="nil"'
_SEAM: Final = (
    '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    '<w:rPr><w:sz w:val="2"/></w:rPr></w:pPr></w:p>'
)
"""What parts two tables: a paragraph too thin to be seen."""
_FOOT: Final = (
    '<w:p {w}><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:t xml:space="preserve">— </w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p>'
)


def word_bytes(sheets: Sequence[Sheet], *, year: int | None) -> bytes:
    """The document of some forms. The same forms give the same bytes."""
    body = "".join(
        xml for number, sheet in enumerate(sheets) for xml in _sheet_xml(sheet, on_new_page=number > 0)
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in _shell():
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            if name == "word/document.xml":
                before, section, behind = content.partition(b"<w:sectPr")  # says how the page is set
                content = b"".join((before, body.encode(), section, behind))
            elif name == "docProps/core.xml":
                title = escape(cell_text(sheets[0].title)).encode()
                content = content.replace(_TITLE.encode(), title).replace(b"2000-", b"%d-" % (year or _EPOCH))
            package.writestr(entry, content)
    return made.getvalue()


@lru_cache(maxsize=1)
def _shell() -> tuple[tuple[str, bytes], ...]:
    """The parts of a document without text: names and contents. To open and to save one takes longer than all else."""
    import docx  # a start-up cost of the one command that needs it
    from docx.oxml.parser import parse_xml

    document = docx.Document()
    _set_page(document)
    footer = document.sections[0].footer
    footer.is_linked_to_previous = False
    footer._element.append(parse_xml(_FOOT.format(w=_W)))  # noqa: SLF001
    footer._element.remove(footer._element[0])  # noqa: SLF001
    _name_fonts(document)
    core = document.core_properties
    core.title, core.author, core.comments = _TITLE, "", ""
    core.created = core.modified = datetime(_EPOCH, 1, 1)
    core.last_modified_by = ""
    saved = io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as package:
        return tuple((name, package.read(name)) for name in package.namelist())


def _set_page(document: "Document") -> None:
    section = document.sections[0]
    properties = section._sectPr  # noqa: SLF001
    size, margins = properties.find("{*}pgSz"), properties.find("{*}pgMar")
    space = _W.split('"')[1]
    for name, value in (("w", _PAGE[0]), ("h", _PAGE[1])):
        size.set(f"{{{space}}}{name}", str(value))
    for name, value in _MARGINS.items():
        margins.set(f"{{{space}}}{name}", str(value))


def _name_fonts(document: "Document") -> None:
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in _FONTS.items()
    )
    for part in document.part.package.iter_parts():
        if part.partname == "/word/fontTable.xml":
            part._blob = f'<?xml version="1.0" encoding="UTF-8"?><w:fonts {_W}>{fonts}</w:fonts>'.encode()  # noqa: SLF001


def _sheet_xml(sheet: Sheet, *, on_new_page: bool) -> Iterator[str]:
    yield _paragraph(sheet.title, "宋体", 36, "center", bold=True, after=80, on_new_page=on_new_page)
    for number, caption in enumerate(sheet.captions):
        yield _paragraph(caption, "宋体", 24 if number == 0 else 21, "left" if number else "center", after=60)
    for line in sheet.lines:
        yield _paragraph(line, "仿宋", 28, "both", after=0, line=500)
    if sheet.lines:
        return
    parts = [part for part in (sheet.header, sheet.rows) if part]
    top = 0
    for part in parts:
        if top:
            yield _SEAM
        yield _table(sheet, top, part)
        top = part
    yield _paragraph(sheet.foot, "宋体", 21, "left", before=120)


def _table(sheet: Sheet, top: int, end: int) -> str:
    widths = _twips(sheet.widths)
    boxes = [part for box in sheet.boxes if top <= box.row < end for part in _cut(box, sheet.header)]
    starts = {(box.row, box.column): box for box in boxes}
    below = {
        (row, box.column): box for box in starts.values() for row in range(box.row + 1, box.row + box.rows)
    }
    rows = []
    for row in range(top, end):
        cells, column = [], 0
        while column < len(widths):
            box = starts.get((row, column)) or below.get((row, column)) or Box(row, column, "")
            merge = "" if box.rows == 1 else "restart" if box.row == row else "continue"
            cells.append(_cell(box, sum(widths[column : column + box.columns]), merge))
            column += box.columns
        repeated = "<w:tblHeader/>" if row == sheet.header else ""
        height = '<w:cantSplit/><w:trHeight w:val="420" w:hRule="atLeast"/>'
        rows.append(f"<w:tr><w:trPr>{height}{repeated}</w:trPr>{''.join(cells)}</w:tr>")
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    line = 'w:val="single" w:sz="4" w:space="0" w:color="000000"'
    open_side = "bottom" if end < sheet.rows else ""  # the table below draws the line between the two
    borders = "".join(f"<w:{side} {line if side != open_side else _NO_LINE}/>" for side in sides)
    margins = "".join(f'<w:{side} w:w="{room}" w:type="dxa"/>' for side, room in _CELL_MARGINS.items())
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{margins}</w:tblCellMar>"
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _cut(box: Box, header: int | None) -> tuple[Box, ...]:
    """A box that is merged down from the headings, cut below them, since they are printed again on every page."""
    if box.row != header or box.rows == 1:
        return (box,)
    return (
        replace(box, rows=1, open_below=True),
        replace(box, row=box.row + 1, rows=box.rows - 1, text="", open_above=True),
    )


def _twips(widths: Sequence[float]) -> list[int]:
    scale = _WIDTH / sum(widths)
    return [round(width * scale) for width in widths]


def _cell(box: Box, width: int, merge: str) -> str:
    span = f'<w:gridSpan w:val="{box.columns}"/>' if box.columns > 1 else ""
    sides = (("top", box.open_above), ("bottom", box.open_below))
    lines = "".join(f"<w:{side} {_NO_LINE}/>" for side, is_open in sides if is_open)
    lines = f"<w:tcBorders>{lines}</w:tcBorders>" if lines else ""
    down = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    font, align = _LOOKS[box.look]
    text = "" if merge == "continue" else box.text
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{down}{lines}<w:vAlign w:val="center"/></w:tcPr>'
        f"{_paragraph(text, font, 20, align)}</w:tc>"
    )


def _paragraph(
    text: str,
    font: str,
    size: int,
    align: str,
    *,
    bold: bool = False,
    before: int = 0,
    after: int = 0,
    line: int = 0,
    on_new_page: bool = False,
) -> str:
    """A paragraph; ``size`` in half points, ``before``, ``after`` and ``line`` in twips."""
    look = (
        f'<w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{font}"/>'
        f'{"<w:b/>" if bold else ""}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
    )
    rule = f'w:line="{line or 240}" w:lineRule="{"exact" if line else "auto"}"'
    spacing = f'<w:spacing w:before="{before}" w:after="{after}" {rule}/>'
    broken = "<w:pageBreakBefore/>" if on_new_page else ""
    shown = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in cell_text(text).split("\n")
    )
    run = f"<w:r>{look}{shown}</w:r>" if text else ""
    return f'<w:p><w:pPr>{broken}{spacing}<w:jc w:val="{align}"/>{look}</w:pPr>{run}</w:p>'
