"""The printed records: the shapes of the pipeline as plain dicts and as JSON lines.

The fields and their order are the contract of ``kg extract``. ``line`` is a line of a text file; of other files it
is None, ``page`` is the page or the number of the sheet, and ``place`` says in Chinese where to look. Money is
万元. Numbers stay exact: a Decimal becomes an int where it is integral and otherwise stays a Decimal without
trailing zeros, and `record_to_json` writes its digits; no number passes through binary floating point. What a
form prints is in ``target_text``.
"""

import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

from kg.model import AccountLine, Activity, BudgetTable, Document, FormHead, Indicator, Money, Problem
from kg.places import line_in_words, line_place, main_place, page_number, place_in_words, sheet_numbers

Record = dict[str, object]

_NAMED_LINE: Final = re.compile(r"^(?P<verb>接|属于)第 (?P<line>\d+) 行")

INDICATOR_FIELDS: Final = (
    "document", "line", "page", "department", "department_code", "year", "form", "project", "project_code",
    "implementing_unit", "budget", "fiscal", "horizon", "goal", "level1", "level2", "level1_inferred", "name",
    "subject", "description", "target_text", "operator", "kind", "value", "unit", "base_value", "base_unit",
    "quantity_kind", "value_year_before_last", "value_last_year", "actual", "weight", "score", "basis",
    "confidence", "confident", "rules", "spans", "findings", "place",
)  # fmt: skip
"""The fields of an indicator record, in order."""

_HEAD_SCALARS: Final = (
    "document", "line", "form", "department", "department_code", "year", "project", "project_code",
    "implementing_unit", "supervising_department", "attribute", "start_year", "end_year",
)  # fmt: skip
_HEAD_RESULTS: Final = (
    "execution_rate", "execution_score", "total_score", "grade", "funding_plan", "funding_scope",
)  # fmt: skip


def exact_number(value: Decimal) -> int | Decimal:
    """The same number, an int where it is integral, else without trailing zeros.

    >>> exact_number(Decimal("30.00")), exact_number(Decimal("99.50"))
    (30, Decimal('99.5'))
    """
    if value == value.to_integral_value():
        return int(value)
    # Decimal.normalize would round to the context's 28 digits
    return Decimal(format(value, "f").rstrip("0"))


def plain(value: object) -> object:
    """A value of the pipeline as JSON knows it: exact numbers, lists for tuples, dicts for mappings."""
    if isinstance(value, Decimal):
        return exact_number(value)
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
    return value


def indicator_to_record(indicator: Indicator) -> Record:
    """One indicator row as its catalogue record, the fields of INDICATOR_FIELDS in order."""
    place = main_place(indicator.places)
    record: Record = {name: plain(getattr(indicator, name, None)) for name in INDICATOR_FIELDS}
    record["line"] = indicator.line if place is None else None
    record["place"] = None if place is None else place_in_words(place)
    record["confidence"] = round(indicator.confidence, 4)
    record["findings"] = [
        {"code": finding.code, "message": finding.message} for finding in indicator.findings
    ]
    return record


def head_to_record(head: FormHead, document: Document | None = None) -> Record:
    """The head of one form; single fields are None and lists empty where nothing is printed.

    ``document`` tells where the form begins in a file without lines.
    """
    return {
        **{name: getattr(head, name) for name in _HEAD_SCALARS},
        "line": _line(head.line, document),
        "funding": [_money_to_record(money) for money in head.funding],
        **{name: plain(getattr(head, name)) for name in _HEAD_RESULTS},
        "goals": [{"label": goal.label, "horizon": goal.horizon, "text": goal.text} for goal in head.goals],
        "projects": _activities(head.projects),
        "structure": _activities(head.structure),
        "earlier": [{"name": line.name, "year": line.year, "amount": plain(line.amount)} for line in head.earlier],
        "tasks": [{"name": task.name, "amount": plain(task.amount), "note": task.note} for task in head.tasks],
        "activities": _activities(head.activities),
        "procurement": _activities(head.procurement),
        "problems": [_problem_to_record(problem) for problem in head.problems],
        "page": _page(head.line, document),
        "place": _place(head.line, document),
    }


def table_to_record(table: BudgetTable, document: Document | None = None) -> Record:
    """One budget table with its lines; ``amounts`` maps printed column headings to 万元."""
    return {
        "document": table.document,
        "line": _line(table.line, document),
        "title": table.title,
        "kind": table.kind,
        "lines": [
            {
                "line": _line(line.line, document),
                "code": line.code,
                "name": line.name,
                "unit": line.unit,
                "amounts": plain(line.amounts),
                "place": _place(line.line, document),
            }
            for line in table.lines
        ],
        "page": _page(table.line, document),
        "place": _place(table.line, document),
    }


def account_to_record(account: AccountLine, *, document: Document | None = None) -> Record:
    """What became of one printed row; led by the name of its document where that is given."""
    record: Record = {} if document is None else {"document": document.name}
    return record | {
        "line": _line(account.line, document),
        "form_line": _line(account.form_line, document),
        "fate": account.fate,
        "reason": _reason(account.reason, document),
        "printed": account.printed,
        "place": _place(account.line, document),
    }


def _reason(reason: str, document: Document | None) -> str:
    """The reason, a counted line that it names put as a place: nobody can find line 57 of a PDF."""
    if document is None or not document.places:
        return reason
    return _NAMED_LINE.sub(lambda m: f"{m['verb']}{line_in_words(document, int(m['line']))}的一行", reason)


def _line(line: int, document: Document | None) -> int | None:
    return None if document is not None and document.places else line


def _page(line: int, document: Document | None) -> int | None:
    return None if document is None else page_number(line_place(document, line), sheet_numbers(document))


def _place(line: int, document: Document | None) -> str | None:
    return line_in_words(document, line) if document is not None and document.places else None


def record_to_json(record: Mapping[str, object]) -> str:
    """One line of JSON: Chinese unescaped, Decimals as numbers with all their digits.

    Raises TypeError for a value that JSON has no form for.

    >>> record_to_json({"value": [Decimal("0.1"), 30], "unit": "万件"})
    '{"value": [0.1, 30], "unit": "万件"}'
    """
    try:
        return _ENCODER.encode(record)
    except _LongNumberError:
        return _to_json(record)


def value_to_json(value: object) -> str:
    """One value as JSON, as `record_to_json` writes it in a record. Raises TypeError as that.

    >>> value_to_json((Decimal("0.1"), "万件"))
    '[0.1, "万件"]'
    """
    return record_to_json({"": value})[len('{"": ') : -1]


def number_text(value: Decimal) -> str:
    """All digits of a number, never with an exponent.

    >>> number_text(Decimal("3E+10")), number_text(Decimal("0.10"))
    ('30000000000', '0.1')
    """
    return format(exact_number(value), "f" if value != value.to_integral_value() else "d")


def _money_to_record(money: Money) -> Record:
    return {"source": money.source, "phase": money.phase, "amount": exact_number(money.amount)}


def _activities(activities: Iterable[Activity]) -> list[Record]:
    names = ("name", "amount", "fiscal", "category", "note")
    return [{name: plain(getattr(activity, name)) for name in names} for activity in activities]


def _problem_to_record(problem: Problem) -> Record:
    return {"type": problem.type, "problem": problem.problem, "suggestion": problem.suggestion}


_LONGEST_NUMBER: Final = 300
"""Digits beyond which Python refuses, or is slow, to turn text into an int."""


class _LongNumberError(Exception):
    """A number that binary floating point does not print with the same digits."""


def _known_to_json(value: object) -> object:
    if isinstance(value, Decimal):
        digits = number_text(value)
        if len(digits) > _LONGEST_NUMBER or ("." in digits and repr(float(digits)) != digits):
            raise _LongNumberError
        if "." not in digits:
            return int(digits)
        return float(digits)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"no JSON form for {type(value).__name__}")


_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=_known_to_json)


def _to_json(value: object) -> str:
    if isinstance(value, str) or value is None or isinstance(value, (bool, int, float)):
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_to_json(str(name))}: {_to_json(v)}" for name, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_to_json(item) for item in value) + "]"
    raise TypeError(f"no JSON form for {type(value).__name__}")
