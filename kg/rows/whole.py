"""What forms of whole departments print beside their structure and their rows: earlier years, and money by task."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from kg.model import Activity, FormRow
from kg.rows.money import adds_up, parse_amount
from kg.tables import PrintedRow
from kg.tables.labels import column_of, head_of
from kg.text import is_blank, squeeze

_YEAR: Final = re.compile(r"\s*(?P<year>(?:19|20)\d\d)\s*年度?(?P<rest>.*)", re.DOTALL)
_EARLIER: Final = "earlier_money"
_NAMES_OF_TASKS: Final = "task"
_BESIDE_TASKS: Final = frozenset({_NAMES_OF_TASKS, "involved_projects"})
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


def read_listed_tasks(rows: Sequence[PrintedRow], unit: str | None) -> tuple[Activity, ...]:
    """The tasks that the head of a form lists (年度主要任务｜任务名称｜主要内容｜总额｜财政拨款).

    Each with what it is for or the project it is paid from (the note), and its money where a column is headed as total.
    """
    tasks: list[Activity] = []
    names: int | None = None
    total: int | None = None
    for row in rows:
        filled = [(at, cell.text) for at, cell in enumerate(row.cells) if not is_blank(cell.text)]
        if not filled:
            continue
        opened = _column_of_tasks(filled)
        if opened is not None:
            names, total = opened, _column_of_total(filled)
        elif names is None or _begins_another_part(filled[0], names):
            names = None
        elif all(_is_label(text) for _, text in filled):
            total = _column_of_total(filled) or total
        elif filled[0][0] == names and not adds_up([text for _, text in filled]):
            notes = [text for at, text in filled[1:] if parse_amount(text, unit) is None]
            amount = next((parse_amount(text, unit) for at, text in filled if at == total), None)
            tasks.append(Activity(squeeze(filled[0][1]), amount, note=" ".join(notes) or None))
    return tuple(tasks)


def _column_of_tasks(filled: Sequence[tuple[int, str]]) -> int | None:
    """Where the tasks of a list stand, if this row heads one: below 任务名称, or below the label of the list."""
    (first, text), *others = filled
    label = head_of(text)
    headings = {at: column_of(other) for at, other in others}
    if label is None or label.first("field") != "tasks" or not _BESIDE_TASKS & set(headings.values()):
        return None
    return next((at for at, heading in headings.items() if heading == _NAMES_OF_TASKS), first)


def _column_of_total(filled: Sequence[tuple[int, str]]) -> int | None:
    labels = {at: label for at, text in filled if (label := head_of(text)) is not None}
    return next((at for at, label in labels.items() if label.first("field") == "budget"), None)


def _begins_another_part(first: tuple[int, str], names: int) -> bool:
    """Whether a row is none of the list: something stands before its names, or a label among them."""
    at, text = first
    return at < names or (at == names and _is_label(text))


def _is_label(text: str) -> bool:
    return head_of(text) is not None or column_of(text) is not None
