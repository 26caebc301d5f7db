"""Labels of a form head and the cells behind or below them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from kg.model import Cell
from kg.rows.money import is_money_caption, parse_number
from kg.rows.splitting import part_spans
from kg.tables import PrintedRow
from kg.tables.labels import head_of, is_money, is_number
from kg.text import is_blank
from kg.vocabulary import Concept

_GAP: Final = re.compile(r"\s+|[:：]\s*")


@dataclass(slots=True)
class Entry:
    """A label as printed, its concept, and the cells that belong to it in printed order."""

    concept: Concept
    label: Cell
    column: int
    row: PrintedRow
    values: list[Cell] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    """The column of each value."""

    @property
    def field(self) -> str:
        """The field of the head (ontology/vocab/heads.ttl) the label stands for."""
        return self.concept.first("field") or ""

    @property
    def type(self) -> str:
        """What the label expects: text, money, year, number, phase, section or contact."""
        return self.concept.first("valueType") or ""


def read_entries(rows: Sequence[PrintedRow]) -> list[Entry]:
    """The labels of the rows in order, each with its cells.

    In a table a value stands behind its label in the row, or below it: under the label of its column, else
    under the label in force in the first column. In running text everything up to the next label belongs to
    the one before.
    """
    entries: list[Entry] = []
    for row in rows:
        _read_row(row, entries)
    return entries


def _read_row(row: PrintedRow, entries: list[Entry]) -> None:
    current = entries[-1] if entries and not row.columns else None
    above = list(entries)
    amounts = row.columns and all(
        is_money(cell.text) or is_blank(cell.text) or parse_number(cell.text) is not None
        for cell in row.cells
        if cell.text
    )
    for index, cell in enumerate(row.cells):
        if not cell.text:
            continue
        for piece in _split(cell):
            if is_money_caption(piece.text):
                continue
            concept = head_of(piece.text)
            if concept is not None and not _is_value(piece, concept, current):
                current = Entry(concept, piece, index, row)
                entries.append(current)
            elif current is not None:
                current.values.append(piece)
                current.columns.append(index)
            elif (owner := _owner(above, index, amounts=amounts)) is not None:
                owner.values.append(piece)
                owner.columns.append(index)


def _is_value(piece: Cell, concept: Concept, current: Entry | None) -> bool:
    """A word that is a label elsewhere, printed as the value of a label that waits for text (类别 其他)."""
    waits = current is not None and not current.values and current.type == "text"
    return waits and piece.text in ("其他", "合计", "名称") and concept is not None


def _owner(entries: Sequence[Entry], column: int, *, amounts: bool) -> Entry | None:
    if not entries:
        return None
    last_row = entries[-1].row
    waiting = [
        entry for entry in entries if entry.row is last_row and not entry.values and entry.column <= column
    ]
    if amounts:  # 资金总额 | 财政拨款 | 其他资金, and one row of amounts below
        headed = [entry for entry in waiting if entry.column == column and entry.type == "money"]
        if headed:
            return headed[-1]
    under = [entry for entry in waiting if entry.column > 0 and entry.type == "text"]
    if under:
        return under[-1]
    left = [entry for entry in entries if entry.column == 0]
    return left[-1] if left and left[-1].type == "text" and not left[-1].values else None


def _split(cell: Cell) -> Iterator[Cell]:
    """A cell in which a label and its value ran together (``其他资金 0.00``) as two."""
    if head_of(cell.text) is None:
        for gap in _GAP.finditer(cell.text):
            head, rest = cell.text[: gap.end()].strip(), cell.text[gap.end() :].strip()
            label = head_of(head)
            if (
                label is not None
                and rest
                and (label.first("valueType") != "money" or is_money(rest) or is_number(rest))
            ):
                cut = len(cell.text) - len(cell.text[gap.end() :].lstrip())
                yield Cell(head, part_spans(cell.spans, 0, gap.start()))
                yield Cell(rest, part_spans(cell.spans, cut, len(cell.text)))
                return
    yield cell
