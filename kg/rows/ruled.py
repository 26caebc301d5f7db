"""What the rules of a table say beyond its texts: a cell merged over several rows holds for each of them."""

from collections.abc import Mapping, Sequence
from typing import Final

from kg.model import Cell
from kg.rows.columns import Column
from kg.tables import PrintedRow

_SHARED: Final = frozenset({"name", "operator", "target", "unit", "description"})
"""Fields whose merged cell holds for every row it covers; a weight or score merged over rows is their sum."""


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


def covered_parts(row: PrintedRow, columns: Sequence[Column]) -> Mapping[str, Cell]:
    """The cells of rows above that reach down over a row, by field, where they hold for this row too.

    A row that has no cell of its own among name and target is no row of the table but the end of a merged one.
    """
    found: dict[str, Cell] = {}
    for index, cell in enumerate(row.covering):
        column = next((c for c in columns if c.printed and c.holds(index)), None)
        if cell is not None and cell.text and column is not None and column.field in _SHARED:
            found.setdefault(column.field, cell)
    own = {c.field for c in columns for i, cell in enumerate(row.cells) if cell.text and c.holds(i)}
    return found if own & {"name", "operator", "target"} else {}
