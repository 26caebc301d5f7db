"""Amounts of a form head: single ones, sources by phases, and the budget of the year among them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kg.model import Activity, Cell, Money
from kg.rows.entries import Entry
from kg.rows.money import parse_amount, parse_number
from kg.text import key

_SOURCES: Final = {
    "budget": "资金总额",
    "fiscal": "财政拨款",
    "general_budget": "一般公共预算",
    "government_fund": "政府性基金",
    "state_capital": "国有资本经营预算",
    "special_account": "财政专户管理资金",
    "unit_money": "单位资金",
    "other_money": "其他",
    "carry_over": "上年结转",
    "own_share": "本级财力",
    "total_budget": "项目总预算",
}
_PHASES: Final = {"phase_initial": "年初", "phase_full_year": "全年", "phase_executed": "执行"}
_APPROPRIATIONS: Final = ("一般公共预算", "政府性基金", "国有资本经营预算")


@dataclass(frozen=True, slots=True)
class Matrix:
    """Amounts printed as sources by phases, and the rate and score of execution beside them."""

    money: tuple[Money, ...]
    alone: tuple[Money, ...]
    """Totals that a phase prints for itself, outside a matrix."""
    rate: Decimal | None
    score: Decimal | None


def given_amounts(given: Mapping[str, Cell], unit: str | None) -> tuple[Money, ...]:
    """The amounts that a list of projects prints in the columns of its rows."""
    found = []
    for name, cell in given.items():
        amount = parse_amount(cell.text, unit) if name in _SOURCES else None
        if amount is not None:
            found.append(Money(_SOURCES[name], None, amount, cell.text, cell.spans))
    return tuple(found)


def single_amounts(entries: Sequence[Entry], unit: str | None) -> tuple[Money, ...]:
    """Labels each with one amount, the first of each source; of a form that prints all years beside the one year
    (实施期资金总额 | 年度资金总额) the amounts of the one year."""
    found: dict[str, Money] = {}
    outside = _of_all_years(entries)
    for number, entry in enumerate(entries):
        source = _SOURCES.get(entry.field)
        if source is None or source in found or entry.type != "money" or not entry.values:
            continue
        if number in outside:
            continue
        # 3,849.00 | 万元: the unit may stand in a cell of its own
        joined = "".join(cell.text for cell in entry.values[:2])
        for text, cells in ((joined, entry.values[:2]), (entry.values[0].text, entry.values[:1])):
            amount = parse_amount(text, unit)
            if amount is not None and (len(cells) == 1 or parse_amount(entry.values[1].text, unit) is None):
                found[source] = Money(
                    source, None, amount, text, tuple(s for cell in cells for s in cell.spans)
                )
                break
    return tuple(found.values())


def _of_all_years(entries: Sequence[Entry]) -> frozenset[int]:
    """The entries below the total of all years, where the same source stands again below that of the one year."""
    found: set[int] = set()
    for number, entry in enumerate(entries):
        beside = [e for e in entries if e.row is entry.row and e.field == "budget"]
        if entry.field != "total_budget" or not beside or not entry.row.columns:
            continue
        column = beside[0].column
        below = [(at, other) for at, other in enumerate(entries) if at > number and other.type == "money"]
        right = {(id(other.row), other.field) for _, other in below if other.column >= column}
        found |= {
            at for at, other in below if other.column < column and (id(other.row), other.field) in right
        }
    return frozenset(found)


def read_matrix(entries: Sequence[Entry], unit: str | None) -> Matrix:
    """Amounts under the headings 年初, 全年 and 执行; a value belongs to the heading of its column, or, where the
    columns do not agree, to the heading of its number."""
    phases: list[str] = []
    columns: list[int] = []
    money: list[Money] = []
    alone: list[Money] = []
    rate = score = None
    for entry in entries:
        if entry.type == "phase" and entry.values and entry.row.columns:
            # 全年执行数 | 41.16: a label with its own value, and no heading of a column
            amount = parse_amount(entry.values[0].text, unit)
            if entry.field == "phase_rate":
                rate = parse_number(entry.values[0].text) if rate is None else rate
            elif entry.field in _PHASES and amount is not None:
                source, cell = _SOURCES["budget"], entry.values[0]
                alone.append(Money(source, _PHASES[entry.field], amount, cell.text, cell.spans))
        elif (entry.type == "phase" or _heads_phase(entry, entries)) and not money:
            phases.append(entry.field if entry.type == "phase" else "phase_full_year")
            columns.append(entry.column)
        elif entry.type == "money" and len(phases) > 1 and entry.values and entry.field in _SOURCES:
            for phase, cell in _under(phases, columns, entry):
                amount = parse_amount(cell.text, unit)
                if amount is not None and phase in _PHASES:
                    money.append(Money(_SOURCES[entry.field], _PHASES[phase], amount, cell.text, cell.spans))
                elif entry.field == "budget" and phase == "phase_rate":
                    rate = parse_number(cell.text) if rate is None else rate
                elif entry.field == "budget" and phase == "phase_score":
                    score = parse_number(cell.text) if score is None else score
    return Matrix(tuple(money), tuple(alone), rate, score)


def _heads_phase(entry: Entry, entries: Sequence[Entry]) -> bool:
    """Whether a label of the year's budget (预算数) heads a column beside those of other phases."""
    if entry.field != "budget" or entry.values or not entry.row.columns:
        return False
    return any(other.row is entry.row and other.field == "phase_executed" for other in entries)


def _under(phases: Sequence[str], columns: Sequence[int], entry: Entry) -> list[tuple[str, Cell]]:
    places = dict(zip(columns, phases, strict=True))
    if entry.row.columns and all(column in places for column in entry.columns):
        return [(places[at], cell) for at, cell in zip(entry.columns, entry.values, strict=True)]
    return list(zip(phases, entry.values, strict=False))


def total_line(
    structure: Sequence[Activity], entries: Sequence[Entry], unit: str | None
) -> tuple[Decimal | None, Decimal | None]:
    """Total and fiscal part of a whole-department form: its 合计 line, else the line of 财政拨款."""
    amounts: list[Decimal] = []
    for entry in entries:
        if entry.field == "budget" and key(entry.label.text).endswith("合计") and not amounts:
            for cell in entry.values:
                amount = parse_amount(cell.text, unit)
                if amount is None:
                    break
                amounts.append(amount)
    fiscal = next(
        (
            amount
            for entry in entries
            if entry.field == "fiscal" and (amount := _first_amount(entry, unit)) is not None
        ),
        None,
    )
    total = amounts[0] if amounts else None
    if total is None and structure:
        total = next((line.amount for line in structure if line.name == "合计"), None)
    if total is None:
        total = next(
            (
                amount
                for e in entries
                if e.field == "budget" and (amount := _first_amount(e, unit)) is not None
            ),
            None,
        )
    return total, amounts[1] if len(amounts) > 1 and fiscal is None else fiscal


def _first_amount(entry: Entry, unit: str | None) -> Decimal | None:
    return parse_amount(entry.values[0].text, unit) if entry.values else None


def budget_and_fiscal(
    money: Sequence[Money], total: tuple[Decimal | None, Decimal | None] | None
) -> tuple[Decimal | None, Decimal | None]:
    """Budget and fiscal part of the year; ``total`` are those of a whole-department form."""
    if total is not None:
        return total
    phase = "全年" if any(amount.phase == "全年" for amount in money) else None
    by_source: dict[str, Decimal] = {}
    for amount in money:
        if amount.phase == phase:
            by_source.setdefault(amount.source, amount.amount)  # 合计 of the scores may stand below
    fiscal = by_source.get("财政拨款")
    if fiscal is None:
        parts = [by_source[source] for source in _APPROPRIATIONS if source in by_source]
        fiscal = sum(parts, Decimal(0)) if parts else None
    return by_source.get("资金总额"), fiscal
