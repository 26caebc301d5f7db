"""What forms of whole departments print beside their structure and their rows: earlier years, and money by task."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from kg.model import Activity, FormRow
from kg.rows.money import parse_amount
from kg.tables import PrintedRow
from kg.tables.labels import head_of
from kg.text import is_blank, squeeze

_YEAR: Final = re.compile(r"\s*(?P<year>(?:19|20)\d\d)\s*年度?(?P<rest>.*)", re.DOTALL)
_EARLIER: Final = "earlier_money"
_TASK_COLUMNS: Final = frozenset({"task", "involved_projects", "involved_money"})


def years_of_columns(rows: Sequence[PrintedRow]) -> list[Mapping[int, int]]:
    """For each row of a structure the cells (their numbers) that hold amounts of an earlier year, and the year.

    The columns stand under a heading such as 近两年收支金额; the years below it, alone (2024年) or in one cell with the
    first amount (2025年 8,640.71), as PDFs print them. Rows that lack the cells of a label in front are shifted.
    """
    found: list[Mapping[int, int]] = []
    columns: Mapping[int, int] = {}
    first, width, is_headed = None, 0, False
    for row in rows:
        texts = [cell.text for cell in row.cells]
        is_headed = is_headed or any(_is_heading(text) for text in texts)
        at = next((i for i, text in enumerate(texts) if parse_amount(text, None) is not None), None)
        years = {
            i: int(match["year"])
            for i, text in enumerate(texts)
            if (at is None or i > at) and (match := _YEAR.fullmatch(text))
        }
        if is_headed and years:
            columns, first, width = years, at, len(texts)
        shift = len(texts) - width if first is None or at is None else at - first
        found.append({i + shift: year for i, year in columns.items()})
    return found


def read_earlier(rows: Sequence[PrintedRow], unit: str | None) -> tuple[Activity, ...]:
    """The amounts of earlier years beside the lines of a structure, each with its year."""
    return tuple(
        Activity(squeeze(name), amount, year=year)
        for row, years in zip(rows, years_of_columns(rows), strict=True)
        for name, year, amount in _earlier(row, years, unit)
    )


def _earlier(
    row: PrintedRow, years: Mapping[int, int], unit: str | None
) -> Iterator[tuple[str, int, Decimal]]:
    texts = [cell.text for cell in row.cells]
    names = [
        text for text in texts[: min(years, default=0)] if not is_blank(text) and not _is_number(text, unit)
    ]
    for at, year in years.items():
        match = _YEAR.fullmatch(texts[at]) if 0 <= at < len(texts) else None
        text = match["rest"] if match else texts[at] if 0 <= at < len(texts) else ""
        amount = parse_amount(text, unit)
        if names and amount is not None:
            yield names[-1], year, amount


def _is_heading(text: str) -> bool:
    concept = head_of(text)
    return concept is not None and concept.first("field") == _EARLIER


def _is_number(text: str, unit: str | None) -> bool:
    return "%" in text or parse_amount(text, unit) is not None


def read_tasks(rows: Sequence[FormRow], unit: str | None) -> tuple[Activity, ...]:
    """The tasks of the year with the projects they involve (the note) and their money, where either is printed.

    Cells that span the rows of a task stand in one of them, or are repeated; where its rows print several amounts it
    has none: they may be parts of it, or what each row costs.
    """
    found: dict[str, list[FormRow]] = {}
    for row in rows:
        if row.goal:
            found.setdefault(row.goal, []).append(row)
    tasks = []
    for goal, group in found.items():
        if not any(_TASK_COLUMNS & row.cells.keys() for row in group):
            continue
        amounts = {parse_amount(row.cells.get("involved_money", ""), unit) for row in group} - {None}
        projects = [text for row in group if not is_blank(text := row.cells.get("involved_projects", ""))]
        if amounts or projects:
            amount = amounts.pop() if len(amounts) == 1 else None
            tasks.append(Activity(goal, amount, note=" ".join(dict.fromkeys(projects)) or None))
    return tuple(tasks)
