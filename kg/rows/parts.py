"""The lists inside a form head: structure of expenditure, projects, activities, purchases, problems."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from kg.model import Activity, FormRow, Problem
from kg.rows.money import parse_amount
from kg.rows.whole import years_of_columns
from kg.tables import PrintedRow
from kg.tables.labels import head_of, is_money
from kg.text import is_blank, key, squeeze

_ORDINAL: Final = re.compile(r"^\d{1,2}[.、]\s*")
_PROJECT_WITH_MONEY: Final = re.compile(
    r"(?P<name>.+?)\s*(?P<amount>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>亿元|万元|元)(?:[;；、,，\s]|$)"
)
_ITEM_END: Final = re.compile(r"[;；。]")


def sections(rows: Sequence[PrintedRow]) -> Mapping[str, list[PrintedRow]]:
    """The rows of each opened part (activities, procurement, projects, problems …), the opening row included.

    A part lasts until a row prints a label of another part or of the head proper.
    """
    found: dict[str, list[PrintedRow]] = {}
    current = ""
    for row in rows:
        labels = [concept for cell in row.cells if cell.text and (concept := head_of(cell.text)) is not None]
        opened = [
            concept.first("field") or "" for concept in labels if concept.first("valueType") == "section"
        ]
        named = [name for name in opened if name in _PARTS]
        if named:
            current = _PARTS[named[0]]
        elif (
            labels
            and (len(opened) < len(labels) or opened)
            and not _keeps(current, labels[0].first("field") or "")
        ):
            current = ""
        if current:
            found.setdefault(current, []).append(row)
    return found


_PARTS: Final = {
    "activities": "activities",
    "procurement": "procurement",
    "projects": "projects",
    "problems": "problems",
    "problem_type": "problems",
    "structure": "structure",
    "income": "structure",
}


def _keeps(current: str, name: str) -> bool:
    """Whether a head label inside a part is one of its own headings or lines."""
    own = {
        "projects": {"project", "category", "total_budget", "budget"},
        "activities": {"budget"},
        "procurement": {"budget"},
        "structure": {
            "budget",
            "fiscal",
            "special_account",
            "unit_money",
            "department",
            "other_money",
            "funding_plan",
            "earlier_money",
        },
    }
    return name in own.get(current, set())


def read_structure(rows: Sequence[PrintedRow], unit: str | None) -> tuple[Activity, ...]:
    """Lines of the structure of expenditure: a name, its amount and, where printed beside it, the fiscal part."""
    earlier = years_of_columns(rows)
    return tuple(
        line for row, years in zip(rows, earlier, strict=True) for line in _structure_lines(row, years, unit)
    )


def _structure_lines(row: PrintedRow, earlier: Collection[int], unit: str | None) -> Iterator[Activity]:
    texts = [cell.text for i, cell in enumerate(row.cells) if cell.text and i not in earlier]
    at = 0
    while at < len(texts):
        amounts: list[Decimal] = []
        behind = at + 1
        while behind < len(texts) and (amount := parse_amount(texts[behind], unit)) is not None:
            amounts.append(amount)
            behind += 1
        is_name = parse_amount(texts[at], unit) is None and "%" not in texts[at]
        if amounts and is_name:
            yield Activity(squeeze(texts[at]), amounts[0], fiscal=amounts[1] if len(amounts) > 1 else None)
        at = max(behind, at + 1)


def read_items(rows: Sequence[PrintedRow], unit: str | None) -> tuple[Activity, ...]:
    """Named lines with one amount each: projects of a department, activities, purchases.

    The name is the first text of a row, the amount its last number (the year's, where the total over all years
    stands before it), the category the short text between them.
    """
    found: list[Activity] = []
    for row in rows:
        cells = [cell.text for cell in row.cells if cell.text]
        while cells and head_of(cells[0]) is not None:
            cells = cells[1:]
        amounts = [
            (i, amount) for i, text in enumerate(cells) if (amount := parse_amount(text, unit)) is not None
        ]
        if not cells or not amounts or amounts[-1][0] == 0 or is_blank(cells[0]):
            continue
        at, amount = amounts[-1]
        between = [text for text in cells[1:at] if not is_blank(text) and not is_money(text)]
        note = cells[at + 1] if at + 1 < len(cells) else None
        category = squeeze(between[-1]) if between else None
        found.append(Activity(_ORDINAL.sub("", squeeze(cells[0])), amount, category, note=note))
    return tuple(found)


def read_involved(rows: Sequence[FormRow], unit: str | None) -> tuple[Activity, ...]:
    """The projects that the rows of a whole-department form involve (涉及项目), with their money if printed."""
    found: dict[str, Activity] = {}
    for row in rows:
        text = row.cells.get("involved_projects", "")
        priced = list(_PROJECT_WITH_MONEY.finditer(text))
        if priced:
            items = [(match["name"], parse_amount(match["amount"] + match["unit"], unit)) for match in priced]
        else:
            items = [(name, None) for name in _ITEM_END.split(text)]
        for name, amount in items:
            if squeeze(name):
                found.setdefault(squeeze(name), Activity(squeeze(name), amount))
    return tuple(found.values())


def read_problems(rows: Sequence[PrintedRow]) -> tuple[Problem, ...]:
    """Problems of a self-evaluation: kind, problem, suggestion; rows with fewer than two texts hold none."""
    found = []
    for row in rows:
        cells = [cell.text for cell in row.cells if cell.text]
        labels = [head_of(text) for text in cells]
        texts = [text for text, label in zip(cells, labels, strict=True) if label is None]
        heading = any(label is not None and label.first("field") == "problem_type" for label in labels)
        if heading or len(texts) < 2:
            continue
        kind = texts[0] if len(texts) > 2 and len(key(texts[0])) <= 12 else None
        rest = texts[1:] if kind else texts
        found.append(Problem(kind, rest[0], rest[1] if len(rest) > 1 else None))
    return tuple(found)
