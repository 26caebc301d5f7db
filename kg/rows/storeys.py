"""The storeys of a header, column by column: which heading cells stand over each column, and how wide it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kg.model import Cell
from kg.tables import PrintedRow


@dataclass(frozen=True, slots=True)
class Stack:
    """The heading texts over one column, from top to bottom, and the number of positions the column takes;
    ``own`` are those of them that stand over this column alone."""

    texts: tuple[str, ...]
    width: int = 1
    own: tuple[str, ...] = ()


def stacks_of(rows: Sequence[PrintedRow]) -> Mapping[int, Stack]:
    """The stacks by position, in order. In a ruled table a heading stands over every column its cell spans."""
    return _ruled(rows) if all(row.ruled for row in rows) else _loose(rows)


def _loose(rows: Sequence[PrintedRow]) -> Mapping[int, Stack]:
    stacks: dict[int, list[str]] = {}
    for number, row in enumerate(rows):
        moved = _displacement(row, rows[:number])
        for index, cell in enumerate(row.cells):
            if cell.text:
                stacks.setdefault(index + moved, []).append(cell.text)
    return {index: Stack(tuple(texts)) for index, texts in sorted(stacks.items())}


def _displacement(row: PrintedRow, above: Sequence[PrintedRow]) -> int:
    """How far a lower storey lost its leading blanks: its first cell stands under a heading of one column, though
    further on a heading has room for as many cells (合计 and 财政拨款 belong under 资金总额)."""
    cells = [index for index, cell in enumerate(row.cells) if cell.text]
    if not above or cells[0] != 0 or cells != list(range(len(cells))):
        return 0
    headings = [index for index, cell in enumerate(above[0].cells) if cell.text]
    rooms = [
        (start, end - start)
        for start, end in zip(headings, [*headings[1:], len(above[0].cells)], strict=True)
    ]
    wide = [start for start, room in rooms if room >= len(cells) > 1]
    return wide[0] if len(wide) == 1 and wide[0] > 0 else 0


def _ruled(rows: Sequence[PrintedRow]) -> Mapping[int, Stack]:
    width = max(len(row.cells) for row in rows)
    over: list[list[tuple[int, Cell]]] = [[] for _ in range(width)]
    for number, row in enumerate(rows):
        for index, cell in enumerate(row.cells):
            if cell.text:
                for covered in range(index, min(width, index + cell.column_span)):
                    over[covered].append((number * width + index, cell))
    stacks: dict[int, Stack] = {}
    last: list[int] = []
    start = 0
    for index, cells in enumerate(over):
        identity = [place for place, _ in cells]
        if not cells:
            last = []
        elif identity == last:
            stacks[start] = replace(stacks[start], width=stacks[start].width + 1)
        else:
            start, last = index, identity
            stacks[index] = Stack(tuple(cell.text for _, cell in cells))
    widths = {index: stack.width for index, stack in stacks.items()}
    return {
        index: replace(
            stack, own=tuple(cell.text for _, cell in over[index] if cell.column_span <= widths[index])
        )
        for index, stack in stacks.items()
    }
