"""Documents without lines, made of parts as the readers yield them: one form as PDF, workbook and Word file."""

import hashlib
from pathlib import Path

from kg.extract import extract_document
from kg.model import Document, Extraction, Place
from kg.read.parts import Grid, GridCell, Part, TextLine, to_blocks
from kg.read.privacy import without_contacts

TITLE = "云岭市图书馆2026年部门预算"
FORM = "项目支出绩效目标表"
HEADING = ("一级指标", "二级指标", "三级指标", "指标值", "业务口径")
ROWS = (
    ("产出指标", "数量指标", "新增图书数量", "≥3000册", "按年统计"),
    ("", "质量指标", "图书完好率", "≥95%", "抽查"),
    ("", "鉴赏指标", "读者书评数量", "≥20万缕", ""),
    ("满意度指标", "服务对象满意度指标", "读者满意度", "≥90%", "问卷"),
)
WIDTHS = (70.0, 95.0, 140.0, 90.0, 80.0)
LEFT, TOP, HEIGHT = 60.0, 150.0, 26.0


def document(name: str, parts: list[Part], media_type: str, data: bytes = b"") -> Document:
    blocks, places = to_blocks(parts)
    digest = hashlib.sha256(data or name.encode()).hexdigest()
    return Document(name, digest, media_type, without_contacts(blocks), (), places)


def box_of(row: int, column: int, rows: int = 1) -> tuple[float, float, float, float]:
    """The box of a cell of the form on its page; row 0 is the project, row 1 the heading."""
    left = LEFT + sum(WIDTHS[:column])
    top = TOP + row * HEIGHT
    return left, top, left + WIDTHS[column], top + HEIGHT * rows


def cells() -> list[tuple[int, int, str, int, int]]:
    """Row, column, text, rows and columns of every cell of the form."""
    found = [(0, 0, "项目名称", 1, 1), (0, 1, "图书采购", 1, 4)]
    found += [(1, column, text, 1, 1) for column, text in enumerate(HEADING)]
    for number, texts in enumerate(ROWS):
        for column, text in enumerate(texts):
            if text or column > 0:
                found.append((number + 2, column, text, 3 if (number, column) == (0, 0) else 1, 1))
    return found


def pdf_document(data: bytes = b"") -> Document:
    """The form on page 2 of a PDF, every cell with its box."""
    grid = Grid(
        tuple(
            GridCell(row, column, text, Place(page=2, box=box_of(row, column, down)), down, across)
            for row, column, text, down, across in cells()
        )
    )
    parts: list[Part] = [
        TextLine(TITLE, Place(page=1, box=(60.0, 80.0, 300.0, 100.0))),
        TextLine(FORM, Place(page=2, box=(60.0, 80.0, 300.0, 100.0))),
        TextLine("（2026年度）", Place(page=2, box=(60.0, 110.0, 300.0, 130.0))),
        grid,
    ]
    return document("图书馆.pdf", parts, "application/pdf", data)


def xlsx_document(sheet: str = "绩效;目标@1") -> Document:
    """The form on the second sheet of a workbook; the name of the sheet holds the signs of the literal."""
    grid = Grid(
        tuple(
            GridCell(row, column, text, Place(sheet=sheet, cell=f"{'ABCDE'[column]}{row + 3}"), down, across)
            for row, column, text, down, across in cells()
        )
    )
    parts: list[Part] = [
        TextLine(TITLE, Place(sheet="封面", cell="A1")),
        TextLine(FORM, Place(sheet=sheet, cell="A1")),
        TextLine("（2026年度）", Place(sheet=sheet, cell="A2")),
        grid,
    ]
    return document("图书馆.xlsx", parts, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def docx_document() -> Document:
    """The form in a Word file."""
    numbered = enumerate(cells(), 4)
    grid = Grid(
        tuple(
            GridCell(row, column, text, Place(paragraph=paragraph), down, across)
            for paragraph, (row, column, text, down, across) in numbered
        )
    )
    parts: list[Part] = [
        TextLine(TITLE, Place(paragraph=1)),
        TextLine(FORM, Place(paragraph=2)),
        TextLine("（2026年度）", Place(paragraph=3)),
        grid,
    ]
    media = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return document("图书馆.docx", parts, media)


def pdf_extraction(data: bytes = b"") -> Extraction:
    return extract_document(pdf_document(data))


def write_xlsx(path: Path, sheet: str = "绩效;目标@1") -> Path:
    """The form as a workbook."""
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "封面"
    book.active["A1"] = TITLE
    page = book.create_sheet(sheet)
    page["A1"], page["A2"] = FORM, "（2026年度）"
    for row, column, text, down, across in cells():
        page.cell(row + 3, column + 1, text)
        if down > 1 or across > 1:
            page.merge_cells(
                start_row=row + 3, start_column=column + 1, end_row=row + 2 + down, end_column=column + across
            )
    book.save(path)
    return path


def write_pdf(path: Path) -> Path:
    """The form on the second page of a PDF, its cells where `box_of` says."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen import canvas

    height = 842.0
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    page = canvas.Canvas(str(path), pagesize=(595.0, height))

    def write(left: float, top: float, text: str) -> None:
        page.setFont("STSong-Light", 10)
        page.drawString(left, height - top - 10, text)

    write(60, 80, TITLE)
    page.showPage()
    write(200, 80, FORM)
    write(250, 110, "（2026年度）")
    for row, column, text, down, across in cells():
        left, top, _, bottom = box_of(row, column, down)
        page.rect(left, height - bottom, sum(WIDTHS[column : column + across]), bottom - top)
        write(left + 4, (top + bottom) / 2 - 6, text)
    page.showPage()
    page.save()
    return path
