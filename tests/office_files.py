"""Office files made inside tests, and readings of them in a shape that is easy to compare."""

import io
import zipfile

from kg.read.parts import Grid, Reading, TextLine

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """A zip container with the given parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def relationships(targets: dict[str, tuple[str, str]]) -> str:
    """A part of relations: id → (kind, target)."""
    items = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{namespace}">{items}</Relationships>'


def word(body: str, prolog: str = "", others: dict[str, tuple[str, str]] | None = None) -> bytes:
    """A Word file with the given XML as its body; ``others`` are further parts: name → (kind, XML inside w:hdr)."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relationships({"rId1": ("officeDocument", "word/document.xml")}),
        "word/document.xml": f"{prolog}<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>",
    }
    targets = {}
    for number, (name, (kind, xml)) in enumerate((others or {}).items(), start=1):
        parts[f"word/{name}"] = f"<w:hdr {_NAMESPACES}>{xml}</w:hdr>"
        targets[f"rId{number}"] = (kind, name)
    parts["word/_rels/document.xml.rels"] = relationships(targets)
    return zipped(parts)


def excel(rows: str, *, behind: str = "", prolog: str = "", strings: str | None = None) -> bytes:
    """An Excel file with one sheet (数据) of the given rows; ``behind`` follows the rows (merges)."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relationships({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="数据" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relationships(
            {"rId1": ("worksheet", "worksheets/sheet1.xml"), "rId2": ("sharedStrings", "sharedStrings.xml")}
        ),
        "xl/worksheets/sheet1.xml": f'{prolog}<worksheet xmlns="{main}"><sheetData>{rows}</sheetData>'
        f"{behind}</worksheet>",
    }
    if strings is not None:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{main}">{strings}</sst>'
    return zipped(parts)


def shown(reading: Reading) -> list[str | list[tuple[int, int, int, int, str]]]:
    """The lines as text; the grids as lists of (row, column, row span, column span, text) of cells with text."""
    return [
        part.text
        if isinstance(part, TextLine)
        else [
            (cell.row, cell.column, cell.row_span, cell.column_span, cell.text)
            for cell in part.cells
            if cell.text
        ]
        for part in reading.parts
        if not isinstance(part, TextLine) or part.text
    ]


def grids(reading: Reading) -> list[Grid]:
    """The grids of a reading."""
    return [part for part in reading.parts if isinstance(part, Grid)]


def texts(reading: Reading) -> list[str]:
    """All texts in reading order, those of cells too."""
    found = []
    for part in reading.parts:
        found += (
            [text for text in [part.text] if text]
            if isinstance(part, TextLine)
            else [cell.text for cell in part.cells if cell.text]
        )
    return found
