"""Sheets changed before they are written: tables cut in two by pages, hard line breaks in cells."""

from dataclasses import replace
from random import Random

from samples.make.grid import Block, Box, Grid, Sheet


def cut_tables(sheet: Sheet, rng: Random, *, page: int = 18) -> Sheet:
    """Every table cut into tables of about ``page`` rows, as converters of PDF files leave them.

    A merged cell that is cut keeps its text in the first part and goes on blank; the header is at times repeated.
    """
    blocks: list[Block] = []
    repeat = rng.random() < 0.4
    for block in sheet.blocks:
        if not isinstance(block, Grid):
            blocks.append(block)
            continue
        start = 0
        while start < block.rows:
            end = min(block.rows, start + rng.randrange(page - 4, page + 5))
            if block.rows - end < 2:
                end = block.rows
            head = block.head if repeat and block.head and block.head[0] + block.head[1] <= start else None
            blocks.append(_part(block, start, end, head))
            start = end
    return replace(sheet, blocks=blocks)


def _part(grid: Grid, start: int, end: int, head: tuple[int, int] | None) -> Grid:
    """Rows ``start`` to ``end`` as a table of their own, with the header rows above where they are repeated."""
    part = Grid(grid.columns, widths=grid.widths, ruled=grid.ruled)
    above = 0
    if head is not None:
        above = head[1]
        part.boxes += [
            replace(box, row=box.row - head[0], row_span=min(box.row_span, above))
            for box in grid.boxes
            if head[0] <= box.row < head[0] + above
        ]
        missing = {column for row, column in part.places() if row == 0}
        part.boxes += [Box(0, column, "", above) for column in range(grid.columns) if column not in missing]
    for box in grid.boxes:
        first, last = max(box.row, start), min(box.row + box.row_span, end)
        if first < last:
            text = box.text if box.row >= start else ""
            part.boxes.append(replace(box, row=first - start + above, row_span=last - first, text=text))
    if head is None and grid.head and start <= grid.head[0] and grid.head[0] + grid.head[1] <= end:
        part.head = (grid.head[0] - start, grid.head[1])
    return part


def broken_lines(sheet: Sheet, rng: Random, share: float = 0.06) -> Sheet:
    """Some longer cells get a hard line break, as typists set them."""
    blocks: list[Block] = []
    for block in sheet.blocks:
        if isinstance(block, Grid):
            block = replace(block, boxes=[_broken(box, rng, share) for box in block.boxes])
        blocks.append(block)
    return replace(sheet, blocks=blocks)


def _broken(box: Box, rng: Random, share: float) -> Box:
    places = [
        at
        for at in range(2, len(box.text) - 1)
        if "\u4e00" <= box.text[at - 1] <= "\u9fff" and "\u4e00" <= box.text[at] <= "\u9fff"
    ]
    if box.down or box.number is not None or len(box.text) < 6 or not places or rng.random() > share:
        return box
    at = rng.choice(places)
    return replace(box, text=f"{box.text[:at]}\n{box.text[at:]}")
