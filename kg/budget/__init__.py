"""The budget and final-accounts tables of a document: lines with codes, names and amounts by column."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from kg.budget.amounts import parse_amount
from kg.budget.borderless import lines_to_rows
from kg.budget.grid import tables_to_rows
from kg.budget.headings import Column
from kg.budget.known import Totals, to_totals
from kg.budget.place import Placement, place_amounts
from kg.budget.raw import RawRow
from kg.budget.sections import Section, to_sections
from kg.model import BudgetLine, BudgetTable, Document, Line
from kg.tables import FormTable, find_forms
from kg.text import key, squeeze

__all__ = ["document_to_tables"]

Kind = Literal["function", "economic", "unit", "project", "other"]

_UNPLACED: Final = "金额"
_ITEM_CODE: Final = re.compile(r"[1-9]\d{2}(?:\d{2}){0,2}")


def document_to_tables(
    document: Document, forms: Sequence[FormTable] | None = None
) -> tuple[BudgetTable, ...]:
    """The budget tables outside the performance forms, in order; amounts in 万元 whatever unit is printed.

    The unit is the one stated above the table or in its headings; 万元 where none is. An amount whose column
    is not certain stands under 金额1, 金额2 … by its place in the row. Tables without a single amount, and
    rows that print neither code nor amount, are left out. ``forms`` spares finding the forms a second time.
    """
    corpus = _corpus(document)
    sections = to_sections(document, find_forms(document) if forms is None else forms)
    printed = [printed for section in sections if (printed := _to_printed(section, corpus)) is not None]
    known = [totals for table in printed for totals in to_totals(table.blocks, table.rows)]
    return tuple(_to_table(table, document.name, known) for table in printed)


@dataclass(frozen=True, slots=True)
class _Printed:
    section: Section
    blocks: list[tuple[Column, ...]]
    rows: list[RawRow]


def _corpus(document: Document) -> str:
    texts: list[str] = []
    for block in document.blocks:
        if isinstance(block, Line):
            texts.append(squeeze(block.text))
        else:
            texts += [squeeze(cell.text) for row in block.rows for cell in row]
    return "\n".join(texts)


def _to_printed(section: Section, corpus: str) -> _Printed | None:
    if section.tables:
        blocks, rows = tables_to_rows(section.tables, section.unit, corpus)
    else:
        blocks, rows = lines_to_rows(section.lines, section.unit)
    if not any(row.values for row in rows) or not (section.title or section.unit):
        return None
    return _Printed(section, blocks, rows)


def _to_table(table: _Printed, document: str, known: Sequence[Totals]) -> BudgetTable:
    section, blocks, rows = table.section, table.blocks, table.rows
    step = parse_amount("1", section.unit) or Decimal(1)
    lines: list[BudgetLine] = []
    for number, columns in enumerate(blocks):
        own = [row for row in rows if row.block == number]
        placements = place_amounts(columns, own, step, known)
        lines += _to_lines(own, placements, columns)
    order = {id(row.spans): at for at, row in enumerate(rows)}
    lines.sort(key=lambda line: order.get(id(line.spans), 0))
    kind = _kind([column for block in blocks for column in block], rows)
    return BudgetTable(document, section.line, section.title, kind, tuple(lines))


def _to_lines(
    rows: Sequence[RawRow], placements: Sequence[Placement], columns: Sequence[Column]
) -> Iterator[BudgetLine]:
    for row, placement in zip(rows, placements, strict=True):
        if not row.values and row.code is None:
            continue
        amounts: dict[str, Decimal] = {}
        for number, (value, column) in enumerate(zip(row.values, placement, strict=True), start=1):
            heading = columns[column].heading if column is not None else ""
            if not heading or heading in amounts:
                heading = f"{_UNPLACED}{number}"
            amounts[heading] = value
        yield BudgetLine(row.line, row.code, row.name, amounts, row.unit, row.spans)


def _kind(columns: Sequence[Column], rows: Sequence[RawRow]) -> Kind:
    """What the lines are: by the columns of words, then by the codes (2… functional, 3… and 5… economic)."""
    roles = {column.role for column in columns}
    if roles & {"project-code", "project-name"}:
        return "project"
    if "unit-code" in roles or ("unit-name" in roles and "code" not in roles):
        return "unit"
    if "code" not in roles:
        return "other"
    kinds = Counter(column.kind for column in columns if column.kind)
    if kinds:
        return "economic" if kinds["economic"] >= kinds["function"] else "function"
    firsts = Counter(key(row.code)[0] for row in rows if row.code and _ITEM_CODE.fullmatch(key(row.code)))
    if not firsts:
        return "other"
    return "function" if firsts["2"] >= firsts["3"] + firsts["5"] else "economic"
