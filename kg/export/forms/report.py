"""The indicators of an evaluation report as its sentences, below headings of both levels."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from kg.export.forms.layout import Sheet
from kg.export.forms.records import Form
from kg.records import Record, number_text

_NAME: Final = "绩效评价报告"
_NUMERALS: Final = "一二三四五六七八九十"
_BRACKET_AT_END: Final = re.compile(r"[)）]\s*$")


def report_sheet(form: Form) -> Sheet:
    """A report as lines: project, result, and what each indicator came to."""
    year = form.text("year")
    title = f"{year}年度项目绩效评价报告" if year else "项目绩效评价报告"
    return Sheet(title, lines=tuple(_lines(form)), name=_NAME)


def _lines(form: Form) -> Iterator[str]:
    if project := form.text("project"):
        yield f"（{project}）"
    if department := form.text("department"):
        yield f"填报单位：{department}"
    score, grade = form.head["total_score"], form.text("grade")
    if score is not None:
        result = f"，等级为{grade}" if grade else ""
        yield f"该项目绩效评价得分{_figure(score)}分{result}。各项指标完成情况如下。"
    level1: object = None
    level2: object = None
    first = second = item = 0
    for row in form.rows:
        if row["level1"] != level1 and row["level1"] is not None:
            level1, level2 = row["level1"], None
            first, second = first + 1, 0
            yield f"（{_numeral(first)}）{level1}"
        if row["level2"] != level2 and row["level2"] is not None:
            level2 = row["level2"]
            second, item = second + 1, 0
            yield f"{second}、{level2}"
        item += 1
        yield f"{item}）{_named(row)}，{_results(row)}。"


def _named(row: Record) -> str:
    name, unit = str(row["name"] or ""), _own_unit(row)
    if unit or _BRACKET_AT_END.search(name):
        return f"{name}（{unit}）"
    return name


def _own_unit(row: Record) -> str:
    """The unit that stands behind the name: that of a value which is printed without one."""
    unit, spans = row["unit"], row["spans"]
    printed = isinstance(spans, dict) and "unit" in spans
    return "" if unit is None or printed else str(unit)


def _results(row: Record) -> str:
    parts = (
        ("目标值", row["target_text"]),
        ("完成值", row["actual"]),
        ("分值", row["weight"]),
        ("得分", row["score"]),
    )
    return "，".join(f"{label}{_figure(value)}" for label, value in parts)


def _figure(value: object) -> str:
    if isinstance(value, Decimal):
        return number_text(value)
    return "" if value is None else str(value)


def _numeral(number: int) -> str:
    if number <= len(_NUMERALS):
        return _NUMERALS[number - 1]
    tens, ones = divmod(number, 10)
    last = _NUMERALS[ones - 1] if ones else ""
    return f"{'' if tens == 1 else _NUMERALS[tens - 1]}十{last}"
