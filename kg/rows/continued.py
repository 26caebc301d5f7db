"""Rows that only go on with the row above: cut by a break of page, or by a cell that wrapped into a row of its own."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from kg.model import Cell, FormRow
from kg.rows.align import evidence
from kg.rows.columns import Column
from kg.rows.emit import COSTS, join_target
from kg.rows.splitting import opens_target
from kg.tables import PrintedRow
from kg.tables.labels import (
    is_goal_piece,
    is_money,
    is_number,
    is_operator,
    is_target,
    is_unit,
    level_of,
)
from kg.text import is_blank, key, squeeze

Places = Mapping[int | None, str]
_MOST_PIECES: Final = 3
_LONG: Final = 24
_LONG_ENOUGH: Final = 8
_WRAPPING: Final = frozenset({"name", "description", "basis", "standard", "actual"})
_GAP: Final = re.compile(r"\s+")
_SIGN_OR_DIGIT: Final = re.compile(r"[≥≤=<>\d]")


def continue_row(last: FormRow, row: PrintedRow, columns: Sequence[Column], placed: Places) -> FormRow | None:
    """The last row with the pieces of this one, or None where this row stands for itself.

    At the top of a table any pieces of text may go on with the cells above them; ``placed`` are the fields of
    the last row by index, which a new page may go on with instead of the header's. Inside a table only a name
    that closes the bracket the name above left open does, and, without rules, the end of a long text that wrapped.
    """
    cells = [(index, cell) for index, cell in enumerate(row.cells) if cell.text]
    pieces = [(index, cell) for index, cell in cells if not (index == 0 and is_goal_piece(cell.text))]
    if not row.columns or not pieces or len(pieces) > _MOST_PIECES:
        return None
    if not all(_is_piece(cell.text) for _, cell in pieces):
        return None
    by_header: Places = {column.index: column.field for column in columns if column.index is not None}
    if not row.fresh:
        if _closes_bracket(last.cells.get("name", ""), pieces):
            return joined(last, row, [("name", pieces[0][1])])
        wrapped = None if row.ruled else _wrapped(last, pieces, placed)
        return joined(last, row, [(wrapped, pieces[0][1])]) if wrapped else None
    # The new page prints the header's columns, or goes on with the shift of the row it cuts.
    fits = [_fit(places, pieces, last) for places in (by_header, placed)]
    score, fields = max(fits, key=lambda fit: fit[0])
    if score <= 0:
        return None
    return joined(last, row, [(name, cell) for name, (_, cell) in zip(fields, pieces, strict=True)])


def _wrapped(last: FormRow, pieces: Sequence[tuple[int, Cell]], placed: Places) -> str | None:
    """The field that a lone text inside a table goes on with: a long name or description right above it, which
    wrapped into a row of its own."""
    if len(pieces) != 1:
        return None
    index, cell = pieces[0]
    name = placed.get(index, "")
    if any(opens_target(cell.text[gap.end() :]) for gap in _GAP.finditer(cell.text)):
        return None  # a row of its own whose borders were lost
    long = len(key(last.cells.get(name, ""))) >= _LONG_ENOUGH
    ends = key(last.cells.get(name, "")).endswith((".", "。", ";"))
    return name if name in _WRAPPING and long and not ends and len(key(cell.text)) > 1 else None


def _closes_bracket(name: str, pieces: Sequence[tuple[int, Cell]]) -> bool:
    if len(pieces) != 1:
        return False
    before, piece = key(name), key(pieces[0][1].text)
    return before.count("(") == before.count(")") + 1 and piece.count(")") == piece.count("(") + 1


def joined(last: FormRow, row: PrintedRow, ends: Iterable[tuple[str, Cell]]) -> FormRow:
    """The last row with the ends of its cells, by field, that stand in the row below."""
    texts, sources = dict(last.cells), dict(last.sources)
    for name, cell in ends:
        texts[name] += squeeze(cell.text) if name == "name" else cell.text
        sources[name] += cell.spans
    return replace(
        last,
        cells=texts,
        sources=sources,
        target_text=join_target(texts),
        printed=f"{last.printed}\n{row.printed}",
        confidence=round(last.confidence - COSTS["continued"], 2),
        rules=tuple(sorted({*last.rules, "continued-over-page"})),
        doubts=(*last.doubts, "continued"),
    )


def _fit(places: Places, pieces: Sequence[tuple[int, Cell]], last: FormRow) -> tuple[float, list[str]]:
    """How well the pieces go on with the cells of the last row that stand in these places."""
    fields = [places.get(index, "") for index, _ in pieces]
    if any(name not in last.cells for name in fields):
        return -1.0, []
    gains = [gain(name, last.cells[name], cell.text) for name, (_, cell) in zip(fields, pieces, strict=True)]
    return min(gains), fields


def gain(name: str, before: str, piece: str) -> float:
    """How well a piece goes on with the cell of a field: a quantity that is complete takes only its unit."""
    if name != "name" and is_target(before):
        return 2.0 if is_unit(piece) else -2.0
    return evidence(name, before + piece)


def _is_piece(text: str) -> bool:
    if is_number(text) or is_operator(text) or is_money(text) or is_blank(text) or level_of(text):
        return False
    folded = key(text)
    return not (is_target(text) and _SIGN_OR_DIGIT.match(folded) is not None and len(folded) < _LONG)
