"""The best alignment of the cells of a row to the fields of a header.

Every cell says by its content what it can be; the order of the fields is the header's; a cell that is lost,
shifted or run together with its neighbour costs points instead of breaking the row. The search is exact:
dynamic programming over cells, fields and the shift of the last placed cell.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from kg.rows.columns import HEAD, UNKNOWN, Column
from kg.tables.labels import (
    column_of,
    head_of,
    is_goal_piece,
    is_money,
    is_nature,
    is_number,
    is_operator,
    is_polarity,
    is_quality,
    is_signed,
    is_target,
    is_unit,
    level_of,
)
from kg.text import is_blank, key, squeeze
from kg.vocabulary import load_scheme

_UNREAD: Final = -4.0
_IMPOSSIBLE: Final = -5.0
_SHIFT: Final = 0.7
_RULED_SHIFT: Final = 1.2
_HOME: Final = -2.5
"""What a printed column of a ruled table grants its cell at least: rules between cells are surer than content."""
_MAX_SHIFT: Final = 4
_MISSING: Final = {"name": -3.0, "target": -2.0}
_MISSING_OTHER: Final = -0.2
_SURE: Final = -1.0
_PLAUSIBLE: Final = 0.5
_SIGNS: Final = ("≥", "≤", "=", "<", ">")
_LEVELS: Final = ("level1", "level2")
_UNITS: Final = frozenset({"department", "implementing_unit", "supervising_department"})
_ORGANISATION: Final = re.compile(
    r"(?:局|委|委员会|厅|部|院|办公室|中心|队|站|所|馆|处|学校|大学|政府|机关|本级)$"
)
_NO_SUCH_COLUMN: Final = 6.0
_DIGITS: Final = "0123456789.,"
_MOST_CELLS: Final = 48
_SHORT_TEXT: Final = 8
_LONG_TEXT: Final = 60
_LONGEST_LABEL: Final = 12
_LONGEST_PLAIN_LABEL: Final = 8


@dataclass(frozen=True, slots=True)
class Alignment:
    """For each cell the field it fills, or None; the score; how often the cells moved against the header."""

    fields: tuple[str | None, ...]
    score: float
    shifts: int


def align(cells: Sequence[tuple[str, int]], columns: Sequence[Column], *, ruled: bool = False) -> Alignment:
    """Align non-empty cells ``(text, index)`` to columns, in order; ties go to the earlier field. Between the
    rules of one table a cell leaves the column it stands in only where its content insists.

    Cells beyond the number that any form has columns stay unread, so that a damaged line costs no time.
    """
    if len(cells) > _MOST_CELLS:
        first = align(cells[:_MOST_CELLS], columns, ruled=ruled)
        rest = len(cells) - _MOST_CELLS
        return Alignment((*first.fields, *[None] * rest), first.score + rest * _UNREAD, first.shifts)
    alone = len(cells) == 1
    cost = _RULED_SHIFT if ruled else _SHIFT
    missing = [_missing(column.field) for column in columns]
    behind = [sum(missing[at:]) for at in range(len(columns) + 1)]

    fits = [
        [_fit(column, text, index, ruled=ruled, alone=alone) for column in columns] for text, index in cells
    ]

    if (homely := _at_home(cells, columns, fits, cost, ruled=ruled)) is not None:
        return Alignment(tuple(columns[at].field for at in homely), _score(homely, fits, missing), 0)

    @cache
    def best(cell: int, column: int, shift: int | None) -> tuple[float, int, tuple[str | None, ...]]:
        if cell == len(cells):
            return behind[column], 0, ()
        index = cells[cell][1]
        score, moves, fields = best(cell + 1, column, shift)
        found = (score + _UNREAD, moves, (None, *fields))
        skipped = 0.0
        for at in range(column, len(columns)):
            here = columns[at]
            if fits[cell][at] <= _IMPOSSIBLE:
                skipped += missing[at]
                continue
            moved, now = _moved(index, here, shift)
            score, moves, fields = best(cell + 1, at + 1, now)
            total = score + skipped + fits[cell][at] - cost * moved
            if total > found[0]:
                found = (total, moves + (1 if moved else 0), (here.field, *fields))
            skipped += missing[at]
        return found

    score, moves, fields = best(0, 0, None)
    return Alignment(fields, score, moves)


def _at_home(
    cells: Sequence[tuple[str, int]],
    columns: Sequence[Column],
    fits: Sequence[Sequence[float]],
    cost: float,
    *,
    ruled: bool,
) -> list[int] | None:
    """The columns that the cells stand in, where no other alignment can be better: what all cells together could
    gain elsewhere is less than one move costs; or, between rules, where each cell can be what its column says, so
    that a blank name or target does not draw its neighbour in. None where that is not certain."""
    homes: list[int] = []
    gain = 0.0
    for (_, index), fit in zip(cells, fits, strict=True):
        holding = [
            at for at, column in enumerate(columns) if _stands(column, ruled=ruled) and column.holds(index)
        ]
        if len(holding) != 1 or (homes and holding[0] <= homes[-1]):
            return None
        home = fit[holding[0]]
        free = (f for f, column in zip(fit, columns, strict=True) if column.index is None)
        if home < _SURE or any(f > home for f in free):
            return None
        homes.append(holding[0])
        gain += max(0.0, max(fit) - home)
    fields = {columns[at].field for at in homes}
    if (
        ruled
        and {"name", "target"} & fields
        and all(fit[at] >= _PLAUSIBLE for fit, at in zip(fits, homes, strict=True))
    ):
        return homes
    return homes if fields >= set(_MISSING) and gain < cost else None


def _stands(column: Column, *, ruled: bool) -> bool:
    """Whether a column has a place of its own; between rules that of the labels has one without a heading too."""
    return column.printed or (ruled and column.field == "goal_label")


def _score(homes: Sequence[int], fits: Sequence[Sequence[float]], missing: Sequence[float]) -> float:
    placed = sum(fits[cell][at] for cell, at in enumerate(homes))
    return placed + sum(cost for at, cost in enumerate(missing) if at not in homes)


def _fit(column: Column, text: str, index: int, *, ruled: bool, alone: bool) -> float:
    fit = evidence(column.field, text)
    if ruled and not alone and not column.printed and column.field in _LEVELS:
        fit -= (
            _NO_SUCH_COLUMN  # between rules no column is lost: a label beside a target is the name of the row
        )
    return max(fit, _HOME) if ruled and column.field not in _LEVELS and column.holds(index) else fit


def _missing(field: str) -> float:
    return _MISSING.get(field, _MISSING_OTHER)


def _moved(index: int, column: Column, shift: int | None) -> tuple[int, int | None]:
    """How far a cell moved against the shift of the cell before it, and the shift from here on."""
    if column.index is None:
        return 0, shift
    before = shift or 0
    if column.holds(index - before):
        return 0, before
    now = index - column.index
    return min(abs(now - before), _MAX_SHIFT), now


@lru_cache(maxsize=65536)
def evidence(field: str, text: str) -> float:
    """How well a text fits a field, by content alone: positive fits, negative contradicts."""
    folded = key(text)
    kind = level_of(text)
    number, operator, target = is_number(text), is_operator(text), is_target(text)
    quantity = number or operator or (target and len(folded) <= 16)
    match field:
        case "level1" | "level2":
            level = field[-1]
            if kind is not None:
                return (
                    6.0
                    if kind.properties["level"] == (level,)
                    else 4.0
                    if level in kind.properties["level"]
                    else -5.0
                )
            return _unknown_label(folded, quantity)
        case "goal_label":
            return 4.0 if is_goal_piece(text) else -6.0
        case "task":
            return 2.0 if len(folded) >= 8 and not quantity else -3.0
        case "name":
            if number or operator or is_signed(text) or folded[-1:] in _SIGNS:
                return -4.0
            if target and is_unit(folded.lstrip(_DIGITS)):
                return -2.0
            return -1.0 if is_blank(text) else 1.0 if kind or quantity else 3.0
        case "description":
            return -3.0 if quantity else 1.9
        case "operator":
            return 6.0 if operator else 5.0 if is_nature(text) else 2.0 if is_polarity(text) else -6.0
        case "target":
            return _target_evidence(text, folded, number or target, operator)
        case "unit":
            return (
                3.0
                if is_unit(text)
                else -4.0
                if target or operator or len(folded) > 10
                else 0.0
                if number
                else 1.0
            )
        case "value_last_year" | "value_year_before_last":
            return 2.0 if quantity or is_blank(text) or folded == "无" else 0.6
        case "actual":
            return 2.0 if quantity else 1.4 if len(folded) <= _SHORT_TEXT else 1.0
        case "weight" | "score":
            return 3.0 if number and len(folded) <= 6 else -4.0
        case "nature":
            return 4.0 if is_nature(text) else -3.0
        case "direction":
            return 4.0 if is_polarity(text) else -3.0
        case "standard" | "data_source" | "remark":
            return 0.0 if quantity else 1.8
        case "mark":
            return 1.0 if len(folded) <= _LONGEST_LABEL else -1.0
        case "basis":
            return 0.0 if quantity else 2.0
        case "involved_projects":
            return 3.0 if len(folded) > 5 and not quantity else -1.0
        case "involved_money":
            return 3.0 if is_money(text) else -3.0
        case "ignored" | "level_weight":
            return 2.0 if number else -2.0
        case _:
            if field == UNKNOWN:
                return 0.3
            return _listed(field, text, number) if field.startswith(HEAD) else 0.0


def _target_evidence(text: str, folded: str, quantity: bool, operator: bool) -> float:  # noqa: FBT001
    """Numbers and signs are targets; a text can be one, and is one the more when it holds a word of degree."""
    if quantity:
        return 4.0
    if is_blank(text) or operator:
        return 2.0
    if is_quality(text):
        return 1.5
    return 0.8 if len(folded) < _LONG_TEXT else 0.5


def _unknown_label(folded: str, quantity: bool) -> float:  # noqa: FBT001
    """How well a text that the vocabulary does not know can be a level label."""
    if folded.endswith("指标") and len(folded) <= _LONGEST_LABEL:
        return 1.5
    plain = 2 <= len(folded) <= _LONGEST_PLAIN_LABEL and not quantity and folded.isalpha()
    return -1.0 if plain and column_of(folded) is None and head_of(folded) is None else -6.0


def _listed(field: str, text: str, number: bool) -> float:  # noqa: FBT001
    """How well a text fits a column of a list of projects."""
    expected = _head_types().get(field.removeprefix(HEAD), "text")
    if expected == "money":
        return 3.0 if is_money(text) and not is_signed(text) else 1.0 if is_blank(text) else -4.0
    if expected == "year" or field.endswith("_code"):
        return 2.0 if number or any(character.isdigit() for character in text) else -2.0
    if expected == "contact":
        return 0.3
    if number or is_operator(text) or level_of(text) is not None:
        return -3.0
    organised = _ORGANISATION.search(squeeze(text)) is not None
    if field.removeprefix(HEAD) in _UNITS:
        return 2.5 if organised else 1.5
    return 1.5 if organised and field == HEAD + "project" else 2.0


@lru_cache(maxsize=1)
def _head_types() -> Mapping[str, str]:
    types: dict[str, str] = {}
    for concept in load_scheme("heads"):
        types.setdefault(concept.first("field") or "", concept.first("valueType") or "")
    return types
