"""What the rules of a table say beyond its texts: a cell merged over several rows holds for each of them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from kg.model import Cell
from kg.rows.columns import HEAD, Column, column_at
from kg.tables import PrintedRow
from kg.tables.labels import column_of, head_of, is_money
from kg.text import squeeze

_SHARED: Final = frozenset({"name", "operator", "target", "unit", "description"})
"""Fields whose merged cell holds for every row it covers; a weight or score merged over rows is their sum."""
_SEVERAL: Final = 2
_LONGEST_NUMBER: Final = 3
_PROJECT: Final = HEAD + "project"
_UNIT: Final = HEAD + "implementing_unit"
_ORGANISATION: Final = re.compile(
    r"(?:局|委|委员会|厅|部|院|会|办公室|中心|队|站|所|馆|学校|大学|政府|机关|[(（]?本级[)）]?)$"
)


def regridded(row: PrintedRow, header: PrintedRow | None) -> PrintedRow:
    """The row on the positions of its header, where the two stand in tables with other rules but as many cells: the
    parts of one table that a break of page set anew."""
    if header is None or not row.ruled or not header.ruled or len(row.cells) == len(header.cells):
        return row
    starts = _starts(row)
    if len(starts) != len(header.cells):
        return row
    return replace(
        row,
        cells=tuple(replace(row.cells[at], column_span=1) for at in starts),
        covering=tuple(row.covering[at] for at in starts),
    )


def _starts(row: PrintedRow) -> list[int]:
    """The positions at which a cell of the row begins, or a merged one from above."""
    found = []
    for at, (cell, above) in enumerate(zip(row.cells, row.covering, strict=True)):
        if not cell.merged or (above is not None and (at == 0 or row.covering[at - 1] is not above)):
            found.append(at)
    return found


def reaches_down(row: PrintedRow) -> bool:
    """Whether several cells of a row are merged with those below them, as in the upper storey of a header."""
    return row.ruled and sum(bool(cell.text) and cell.row_span > 1 for cell in row.cells) >= _SEVERAL


def storeys_above(row: PrintedRow, rows: Sequence[PrintedRow]) -> list[PrintedRow]:
    """Those of the last rows above a header row whose cells are merged down over it: the upper storeys of it.

    Where nothing is merged, the one row above that prints nothing but headings, two of them over blank positions.
    """
    reaching = {id(cell) for cell in row.covering if cell is not None and cell.text}
    found: list[PrintedRow] = []
    for above in reversed(rows):
        if sum(id(cell) in reaching for cell in above.cells) < _SEVERAL:
            break
        found.insert(0, above)
    return found or [above for above in rows[-1:] if _is_storey(above, row)]


def _is_storey(above: PrintedRow, row: PrintedRow) -> bool:
    if not above.columns or not row.columns or any(cell.row_span > 1 for cell in above.cells):
        return False
    cells = [(index, cell.text) for index, cell in enumerate(above.cells) if cell.text]
    alone = [text for i, text in cells if i >= len(row.cells) or not row.cells[i].text]
    fields = {concept.first("field") for text in alone if (concept := head_of(text)) is not None}
    columns = all(column_of(text) is not None for _, text in cells)
    return (
        len(alone) >= _SEVERAL
        and all(column_of(text) is not None or head_of(text) is not None for _, text in cells)
        and (columns or "project" in fields)
    )


def is_numbering(texts: Sequence[str]) -> bool:
    """Whether a row only numbers the columns (1 2 3 4 …, 栏次 1 2 3 …)."""
    numbers = [int(text) for text in texts[1:] if text.isdecimal() and len(text) < _LONGEST_NUMBER]
    return (
        len(texts) > _SEVERAL
        and len(numbers) == len(texts) - 1
        and all(b == a + 1 for a, b in pairwise(numbers))
        and numbers[0] in (1, 2)
    )


def listed_parts(cells: Sequence[tuple[int, Cell]], columns: Sequence[Column]) -> Mapping[str, Cell] | None:
    """The cells of a row that prints nothing but columns of a list of projects, by field; None for other rows.

    A unit that stands above its projects, over their column or over the whole width, is a unit and no project.
    """
    found: dict[str, Cell] = {}
    for index, cell in cells:
        column = column_at(columns, index)
        if column is None or not column.field.startswith(HEAD):
            return None
        found[column.field] = cell
    project = found.get(_PROJECT)
    if project is not None and project.row_span == 1 and _ORGANISATION.search(squeeze(project.text)):
        found[_UNIT] = found.pop(_PROJECT)
    if _PROJECT not in found and (unit := found.get(_UNIT) or found.get(HEAD + "department")) is not None:
        found[HEAD + "supervising_department"] = unit  # the department whose units and projects stand below
    return found


def names_a_unit(row: PrintedRow) -> bool:
    """Whether a row of a table without rules prints one unit, and else only codes and amounts."""
    texts = [squeeze(cell.text) for cell in row.cells if cell.text]
    units = [text for text in texts if _ORGANISATION.search(text.removesuffix("部门"))]
    return row.columns and len(units) == 1 and all(is_money(text) for text in texts if text not in units)


def uncovered(row: PrintedRow, columns: Sequence[Column]) -> Sequence[Column]:
    """The columns that a cell of this row can stand in: not those that a merged cell from above takes whole."""
    taken = {index for index, cell in enumerate(row.covering) if cell is not None and cell.text}
    if not taken:
        return columns
    return [
        column
        for column in columns
        if column.index is None
        or not column.printed
        or not taken.issuperset(range(column.index, column.index + column.width))
    ]


def is_covered(row: PrintedRow, columns: Sequence[Column], field: str) -> bool:
    """Whether a merged cell of a column above reaches down over a row."""
    return any(
        cell is not None
        and bool(cell.text)
        and column.field == field
        and column.printed
        and column.holds(index)
        for column in columns
        for index, cell in enumerate(row.covering)
    )


def covered_parts(row: PrintedRow, columns: Sequence[Column]) -> Mapping[str, Cell]:
    """The cells of rows above that reach down over a row, by field, where they hold for this row too.

    A row that has no cell of its own among name and target is no row of the table but the end of a merged one.
    """
    found: dict[str, Cell] = {}
    for index, cell in enumerate(row.covering):
        column = column_at(columns, index)
        if cell is not None and cell.text and column is not None and column.field in _SHARED:
            found.setdefault(column.field, cell)
    own = {c.field for c in columns for i, cell in enumerate(row.cells) if cell.text and c.holds(i)}
    return found if own & {"name", "operator", "target"} else {}
