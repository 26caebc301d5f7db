"""Sheets as text: a line for every row, cells apart by tabs, as converters print tables."""

from samples.make.grid import Break, Grid, Para, Sheet


def to_lines(sheet: Sheet) -> list[list[str]]:
    """The lines of a sheet as lists of cells; a paragraph is a line of one cell, covered cells are empty."""
    lines: list[list[str]] = []
    for block in sheet.blocks:
        if isinstance(block, Break):
            lines.append([""])
        elif isinstance(block, Para):
            lines.append([block.text])
        else:
            lines += _rows(block)
    return lines


def _rows(grid: Grid) -> list[list[str]]:
    rows = [[""] * grid.columns for _ in range(grid.rows)]
    for box in grid.boxes:
        rows[box.row][box.column] = " ".join(box.text if box.down else box.text.split("\n"))
    return rows


def to_text(sheet: Sheet) -> bytes:
    """The bytes of a .txt in UTF-8."""
    return ("\n".join("\t".join(line) for line in to_lines(sheet)) + "\n").encode()
