"""Sheets as Word files: merged cells, Song type, one table a grid."""

from io import BytesIO
from typing import Any

from samples.make.grid import Break, Grid, Para, Sheet


def to_docx(sheet: Sheet) -> bytes:
    """The bytes of a .docx."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    document = Document()
    base = document.styles["Normal"]
    base.font.name, base.font.size = "宋体", Pt(9)
    base.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.8)
    if sheet.wide:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    if sheet.running_head:
        section.header.paragraphs[0].text = sheet.running_head
    for block in sheet.blocks:
        if isinstance(block, Para):
            _paragraph(document, block)
        elif isinstance(block, Break):
            document.add_page_break()
        else:
            _table(document, block, section.page_width - section.left_margin - section.right_margin)
    document.add_paragraph()  # a file ends in a paragraph; LibreOffice loses a table at the very end of a .doc
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _paragraph(document: Any, para: Para) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    written = document.add_paragraph()
    run = written.add_run(para.text)
    if para.style in {"title", "centre", "cover"}:
        written.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if para.style in {"title", "cover"}:
        run.bold, run.font.size = True, Pt(22 if para.style == "cover" else 16)
    if para.style == "right":
        written.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _table(document: Any, grid: Grid, width: int) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    table = document.add_table(grid.rows, grid.columns)
    table.style = "Table Grid" if grid.ruled else "Normal Table"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    widths = grid.widths or [1.0] * grid.columns
    columns = [int(width * share / sum(widths)) for share in widths]
    for column, share in zip(table.columns, columns, strict=True):
        column.width = share
    grids = [list(row.cells) for row in table.rows]
    if grid.head:
        for row in range(grid.head[0], grid.head[0] + grid.head[1]):
            properties = table.rows[row]._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:tblHeader"))
    for box in grid.boxes:
        cell = grids[box.row][box.column]
        if box.row_span > 1 or box.column_span > 1:
            cell = cell.merge(grids[box.row + box.row_span - 1][box.column + box.column_span - 1])
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        cell.width = sum(columns[box.column : box.column + box.column_span])
        lines = list(box.text) if box.down else box.text.split("\n")
        first = cell.paragraphs[0]
        first.text = lines[0] if lines else ""
        for line in lines[1:]:
            cell.add_paragraph(line)
        if box.label:
            for paragraph in cell.paragraphs:
                paragraph.alignment = 1
                for run in paragraph.runs:
                    run.bold = True
                    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "黑体")
