"""Sheets as Excel files: merged cells, some figures stored as numbers with a percent or thousands format."""

from io import BytesIO
from math import ceil

from samples.make.grid import Break, Grid, Para, Sheet

WIDTH = 1.2
"""Characters of a column for each share of the width."""


def to_xlsx(sheet: Sheet) -> bytes:
    """The bytes of an .xlsx; a new page is a new worksheet."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, Side
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    book = Workbook()
    page = book.active
    page.title = "绩效目标表"
    width = max((block.columns for block in sheet.blocks if not isinstance(block, (Para, Break))), default=1)
    thin = Side(style="thin")
    lines = Border(left=thin, right=thin, top=thin, bottom=thin)
    row = 1
    for block in sheet.blocks:
        if isinstance(block, Break):
            page = book.create_sheet(block.name or f"表{len(book.worksheets) + 1}")
            row = 1
        elif isinstance(block, Para):
            cell = page.cell(row, 1, block.text or None)
            centred = block.style in {"title", "centre", "cover"}
            cell.alignment = Alignment(horizontal="center" if centred else "left")
            cell.font = Font(name="宋体", size=16 if block.style in {"title", "cover"} else 10, bold=centred)
            page.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)
            row += 1
        else:
            for box in block.boxes:
                at, column = row + box.row, box.column + 1
                cell = page.cell(at, column)
                if box.number is not None:
                    cell.value, cell.number_format = box.number
                else:
                    cell.value = "\n".join(box.text) if box.down else box.text or None
                cell.data_type = "n" if box.number is not None else "s" if box.text else "n"
                side = "center" if box.label else None
                cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal=side)
                cell.font = Font(name="宋体", size=10, bold=box.label)
                if box.row_span > 1 or box.column_span > 1:
                    page.merge_cells(
                        start_row=at,
                        end_row=at + box.row_span - 1,
                        start_column=column,
                        end_column=column + box.column_span - 1,
                    )
            if block.ruled:
                for line in page.iter_rows(row, row + block.rows - 1, 1, block.columns):
                    for cell in line:
                        cell.border = lines
            for number, share in enumerate(block.widths, 1):
                page.column_dimensions[get_column_letter(number)].width = share * WIDTH
            for number, height in enumerate(_heights(block), row):
                page.row_dimensions[number].height = height
            row += block.rows + 1
    for page in book.worksheets:
        page.page_setup.paperSize = page.PAPERSIZE_A4
        page.page_setup.orientation = "landscape" if sheet.wide else "portrait"
        page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _heights(grid: Grid) -> list[float]:
    """Row heights in points that show all of the text, as people set them by hand."""
    heights = [15.0] * grid.rows
    widths = grid.widths or [8.0] * grid.columns
    for box in sorted(grid.boxes, key=lambda box: box.row_span):
        room = sum(widths[box.column : box.column + box.column_span]) * WIDTH / 2.2
        lines = len(box.text) if box.down else sum(ceil(len(part) / room) for part in box.text.split("\n"))
        rows = range(box.row, box.row + box.row_span)
        lack = 14.0 * lines + 2 - sum(heights[row] for row in rows)
        if lack > 0:
            for row in rows:
                heights[row] += lack / box.row_span
    return heights
