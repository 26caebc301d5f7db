"""A row of a ruled table that a break of page cut through: the ends of its cells stand in a row of the next page."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from kg.model import Cell, FormRow
from kg.rows.columns import HEAD, Column, column_at
from kg.rows.continued import Places, gain, joined
from kg.rows.levels import Levels
from kg.rows.listing import Carried
from kg.rows.ruled import is_covered
from kg.tables import PrintedRow
from kg.tables.labels import label_text, level_of
from kg.text import SENTENCE_ENDS, key, squeeze

_LEVELS: Final = ("level1", "level2")
_SENTENCES: Final = frozenset({"task", HEAD + "goal", HEAD + "annual_goal", HEAD + "long_goal"})
_LONG: Final = 12
_CORE: Final = frozenset({"name", "target"})
_GOALS: Final = frozenset({HEAD + "goal", HEAD + "annual_goal", HEAD + "long_goal", HEAD + "funding_scope"})


def broken_ends(
    row: PrintedRow, columns: Sequence[Column], placed: Places, last: FormRow, levels: Levels
) -> Mapping[str, Cell] | None:
    """The cells of the first row of a page as ends of the cells of the row before it, by field; None for a row that
    stands for itself. ``placed`` are the fields of that row by position, which may have moved against the header.

    It stands for itself when it has both name and target, when a merged name covers it, or when one of its cells has
    nothing above to go on with. An end of a level label must make the label a known one.
    """
    home: Places = {
        index: column.field for column in columns if column.printed for index in _positions(column)
    }
    readings = [_read_ends(row, places, last, levels) for places in ({**home, **placed}, home)]
    ends = next((ends for ends in readings if _likeness(ends, last) > 0), readings[-1])
    if not ends or set(ends) >= _CORE or is_covered(row, columns, "name"):
        return None
    lists_only = all(name.startswith(HEAD) for name in ends)
    if lists_only and not set(ends) <= _GOALS and any(cell.row_span > 1 for cell in ends.values()):
        return None  # a project whose first row of indicators is blank
    return ends


def _positions(column: Column) -> range:
    return range(0) if column.index is None else range(column.index, column.index + column.width)


def _read_ends(row: PrintedRow, places: Places, last: FormRow, levels: Levels) -> Mapping[str, Cell]:
    """The cells by the fields of their places; empty where one has nothing above to go on with."""
    ends: dict[str, Cell] = {}
    for index, cell in enumerate(row.cells):
        if not cell.text:
            continue
        field = places.get(index)
        if field is None or field in ends or not _goes_on(field, cell, last, levels):
            return {}
        ends[field] = cell
    return ends


def _likeness(ends: Mapping[str, Cell], last: FormRow) -> float:
    """How well the least fitting end goes on with the cell above it."""
    own = {name: cell for name, cell in ends.items() if not _is_shared(name)}
    gains = [gain(name, last.cells[name], cell.text) for name, cell in own.items()]
    return min(gains, default=1.0) if ends else -1.0


def broken_labels(
    row: PrintedRow, columns: Sequence[Column], last: FormRow, levels: Levels
) -> Mapping[str, Cell]:
    """The cells of the first row of a page that are ends of the level labels in force, or of a goal or task whose
    sentence is not complete, though the row is whole."""
    found: dict[str, Cell] = {}
    for index, cell in enumerate(row.cells):
        column = column_at(columns, index)
        if column is not None and column.field in _LEVELS and cell.text:
            if _ends_label(column.field, cell, levels):
                found[column.field] = cell
        elif column is not None and column.field in _SENTENCES and cell.text:
            above = last.cells.get(column.field, "")
            if len(key(above)) >= _LONG and not key(above).endswith(SENTENCE_ENDS):
                found[column.field] = cell
    return found


def without(row: PrintedRow, cells: Mapping[str, Cell]) -> PrintedRow:
    """The row with some of its cells blank."""
    gone = {id(cell) for cell in cells.values()}
    return replace(row, cells=tuple(replace(c, text="", spans=()) if id(c) in gone else c for c in row.cells))


def _goes_on(field: str, cell: Cell, last: FormRow, levels: Levels) -> bool:
    if field in _LEVELS:
        return _ends_label(field, cell, levels)
    return bool(last.cells.get(field))


def _ends_label(field: str, cell: Cell, levels: Levels) -> bool:
    """Whether a cell that is no label itself makes the label in force a known one."""
    above = levels.level1 if field == "level1" else levels.level2
    return bool(above) and level_of(cell.text) is None and level_of(f"{above}{cell.text}") is not None


def with_ends(rows: list[FormRow], row: PrintedRow, ends: Mapping[str, Cell]) -> None:
    """Complete the last row, and the rows before it that share a label or a project with it, in place."""
    for name, cell in ends.items():
        if _is_shared(name):
            _complete(rows, name, cell)
    rows[-1] = joined(rows[-1], row, [(name, cell) for name, cell in ends.items() if not _is_shared(name)])


def _is_shared(name: str) -> bool:
    """Whether one printed cell of a field may hold for several rows."""
    return name in _LEVELS or name == "task" or name.startswith(HEAD)


def complete_labels(rows: list[FormRow], ends: Mapping[str, Cell]) -> None:
    """Complete the labels of the last rows that share them, in place."""
    for name, cell in ends.items():
        _complete(rows, name, cell)


def _complete(rows: list[FormRow], name: str, cell: Cell) -> None:
    short = _value(rows[-1], name)
    for at in range(len(rows) - 1, -1, -1):
        row = rows[at]
        if short is None or _value(row, name) != short:
            return
        if name == "level1":
            rows[at] = replace(row, level1=label_text(short + cell.text))
        elif name == "level2":
            rows[at] = replace(row, level2=label_text(short + cell.text))
        else:
            spans = (*row.sources.get(name, ()), *cell.spans)
            goal = row.goal + squeeze(cell.text) if name == "task" and row.goal else row.goal
            rows[at] = replace(
                row,
                goal=goal,
                cells={**row.cells, name: short + cell.text},
                sources={**row.sources, name: spans},
            )


def _value(row: FormRow, name: str) -> str | None:
    return {"level1": row.level1, "level2": row.level2}.get(name, row.cells.get(name))


def complete_state(ends: Mapping[str, Cell], levels: Levels, carried: Carried) -> None:
    """Complete the labels and head cells in force."""
    if "level1" in ends and levels.level1:
        levels.level1 = label_text(levels.level1 + ends["level1"].text)
    if "level2" in ends and levels.level2:
        levels.level2 = label_text(levels.level2 + ends["level2"].text)
    for name, cell in ends.items():
        held = carried.cells.get(name.removeprefix(HEAD))
        if name.startswith(HEAD) and held is not None:
            carried.cells[name.removeprefix(HEAD)] = Cell(held.text + cell.text, (*held.spans, *cell.spans))
