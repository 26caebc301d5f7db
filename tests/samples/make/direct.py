"""Sheets as documents without any file format: what a perfect reader would hand on, to test the later stages alone."""

from samples.make.grid import Break, Para, Sheet

from kg.model import Document, Place
from kg.read.parts import Grid as ReadGrid
from kg.read.parts import GridCell, Part, TextLine, to_blocks


def to_document(sheet: Sheet) -> Document:
    """The blocks of a sheet, every grid ruled, with paragraph numbers as places."""
    parts: list[Part] = []
    number = 0
    for block in sheet.blocks:
        if isinstance(block, Break):
            continue
        number += 1
        if isinstance(block, Para):
            parts.append(TextLine(block.text, Place(paragraph=number)))
            continue
        cells = []
        for box in block.boxes:
            number += 1
            place = Place(paragraph=number)
            cells.append(GridCell(box.row, box.column, box.text, place, box.row_span, box.column_span))
        parts.append(ReadGrid(tuple(cells)))
    blocks, places = to_blocks(parts)
    return Document(f"{sheet.name}.docx", "0" * 64, "application/x-sheet", blocks, (), places)
