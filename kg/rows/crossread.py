"""A form read beside the evaluation report of the same project, which prints value and unit apart."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from kg.model import FormHead, FormRow
from kg.text import fold, key

_REPORT: Final = "绩效评价报告"
Pairs = Sequence[tuple[FormHead, Sequence[FormRow]]]


def crossread(pairs: Pairs) -> list[tuple[FormHead, tuple[FormRow, ...]]]:
    """The forms with hints for targets whose value and unit ran together (``=1001`` is 100 with unit 1).

    A hint is given only where the report of the same project prints the same indicator under the same level 2
    and its value and unit, set side by side, are what the form prints behind its sign.
    """
    printed = {
        _identity(head, row): row
        for head, rows in pairs
        for row in rows
        if head.form == _REPORT and row.unit_hint and "target" in row.cells
    }
    return [(head, tuple(_hinted(head, row, printed) for row in rows)) for head, rows in pairs]


def _identity(head: FormHead, row: FormRow) -> tuple[str, str, str]:
    return key(head.project or ""), key(row.cells.get("name", "")), row.level2 or ""


def _hinted(head: FormHead, row: FormRow, printed: Mapping[tuple[str, str, str], FormRow]) -> FormRow:
    other = printed.get(_identity(head, row))
    if other is None or other is row or row.unit_hint is not None or "unit" in row.cells:
        return row
    value, unit = other.cells["target"], other.unit_hint or ""
    behind_sign = key(row.target_text).lstrip("≥≤=<>")
    if _loose(behind_sign) != _loose(value + unit):
        return row
    rules = tuple(sorted({*row.rules, "split-by-report"}))
    return replace(row, value_hint=value, unit_hint=unit, rules=rules)


def _loose(text: str) -> str:
    """Without width, white space or punctuation, in which two prints of one sentence differ."""
    return "".join(character for character in fold(text) if character.isalnum())
