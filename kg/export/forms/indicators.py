"""The indicator table of a form: its columns, merged levels, and what ties rows to goals and tasks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from kg.export.forms.layout import Box, Look, Sheet, spread
from kg.export.forms.records import EVALUATION, WHOLE, Form
from kg.records import Record, number_text
from kg.tables.labels import level_of

FIRST: Final = 11.0
"""Parts of the width of the page that the column of labels takes."""
_LEVEL: Final = 11.0
_NUMBERED: Final = re.compile(r"(?:长期|年度)目标\d+")
_LONG: Final = "长期"
_TOLD_BY_REPORT: Final = "split-by-report"
_VALUE: Final = "value apart"
_UNIT: Final = "unit apart"
_PLAIN: Final = "绩效指标"
_LABEL: Final[Look] = "label"
_BESIDE_TASKS: Final = {"involved": "note", "involved_money": "amount"}
"""Columns that are printed once for a task, and where the task has them."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table: field of the record, heading, width, and how many columns of the grid it takes."""

    field: str
    heading: str
    width: float
    columns: int = 1
    look: Look = "text"


def form_columns(form: Form, *, reported: bool) -> tuple[Column, ...]:
    """The columns that the rows of a form fill, in the order of the national form, behind that of labels; the one
    of names takes two of the grid.

    Where value and unit run together (``=1001``) and no report beside the form tells them apart (``reported``), the
    unit has a column of its own.
    """
    rows, evaluated = form.rows, form.kind == EVALUATION
    used = {name for row in rows for name, value in row.items() if value not in (None, "")}
    apart = any(_run_together(row) for row in rows) and not reported
    levels = bool({"level1", "level2"} & used) or not tasked(form)
    wanted = [
        Column("goal", "年度工作任务", 18.0) if tasked(form) else None,
        Column("level1", "一级指标", _LEVEL, look="center") if levels else None,
        Column("level2", "二级指标", _LEVEL, look="center") if levels else None,
        Column("name", "三级指标", 24.0, 2),
        Column("description", "指标说明", 18.0) if "description" in used else None,
        _or_none("value_year_before_last", "前年指标值", 9.0, used),
        _or_none("value_last_year", "上年指标值", 9.0, used),
        Column(
            _VALUE if apart else "target_text", "年度指标值" if evaluated else "指标值", 15.0, look="center"
        ),
        Column(_UNIT, "计量单位", 9.0, look="center") if apart else None,
        _or_none("actual", "实际完成值", 15.0, used, always=evaluated),
        _or_none("weight", "分值", 8.0, used, always=evaluated),
        _or_none("score", "得分", 8.0, used, always=evaluated),
        _or_none(
            "basis", "偏差原因分析及改进措施" if evaluated else "指标值确定依据", 14.0, used, always=evaluated
        ),
        Column("involved", "涉及项目", 36.0) if involved_names(form) or _of_tasks(form, "note") else None,
        Column("involved_money", "涉及财政资金（万元）", 12.0, look="center") if _of_tasks(form, "amount") else None,
    ]
    return tuple(column for column in wanted if column is not None)


def _or_none(name: str, heading: str, width: float, used: set[str], *, always: bool = False) -> Column | None:
    if not always and name not in used:
        return None
    return Column(name, heading, width, look="text" if name == "basis" else "center")


def grid_widths(columns: Sequence[Column]) -> tuple[float, ...]:
    """The widths of the columns of the grid, that of labels first."""
    return (FIRST, *(column.width / column.columns for column in columns for _ in range(column.columns)))


def tasked(form: Form) -> bool:
    """Whether the rows of a form of a whole department hang on tasks of the year, and not on numbered goals."""
    goals = {str(row["goal"]) for row in form.rows if row["goal"]}
    return form.kind == WHOLE and any(not _NUMBERED.fullmatch(goal) for goal in goals)


def involved_names(form: Form) -> str:
    """The projects of a whole department that are printed without amounts, beside the indicators they serve."""
    if form.kind != WHOLE:
        return ""
    return "；".join(str(item["name"]) for item in form.items("projects") if item["amount"] is None)


def _of_tasks(form: Form, name: str) -> dict[str, object]:
    """What is printed beside the tasks of a whole department, by task: ``amount`` or projects (``note``)."""
    if not tasked(form):
        return {}
    return {str(task["name"]): value for task in form.items("tasks") if (value := task[name]) is not None}


@dataclass(slots=True)
class _Goals:
    """Which goal a reader of the form would tie the next row to."""

    horizon: str = "年度"
    number: str | None = None

    def list_goals(self, goals: Sequence[Record]) -> None:
        numbered = [goal for goal in goals if goal["label"]]
        if numbered:
            self.horizon = str(numbered[-1]["horizon"])
        self.number = str(numbered[0]["label"]) if len(numbered) == 1 else None


@dataclass(slots=True)
class IndicatorTable:
    """The rows of one form set below the head on ``sheet``."""

    form: Form
    sheet: Sheet
    columns: Sequence[Column]
    goals: _Goals = field(default_factory=_Goals)

    def write(self) -> None:
        """Headings, then the rows, in runs that serve one goal."""
        self.goals.list_goals(self.form.items("goals"))
        runs = list(_runs(self.form.rows, by_goal=not tasked(self.form)))
        several = len(runs) > 1 or any(horizon == _LONG for (horizon, _), _ in runs)
        for number, ((horizon, goal), rows) in enumerate(runs):
            if goal is None and self.goals.number is not None and not tasked(self.form):
                self._section(horizon)
            label = self._label(horizon, goal, several=several)
            self._run(label, rows, headed=number == 0, last=number == len(runs) - 1)
        if not runs:
            self._run(_PLAIN, (), headed=True, last=True)

    def _section(self, horizon: str) -> None:
        """A title across the table: the rows below it serve no numbered goal."""
        self.sheet.add_row([Box(0, 0, f"{horizon}绩效目标表", 1, self._width, "label")])
        self.goals.horizon, self.goals.number = horizon, None

    def _label(self, horizon: str, goal: str | None, *, several: bool) -> str:
        if goal is not None and _NUMBERED.fullmatch(goal):
            self.goals.horizon, self.goals.number = horizon, goal
            return goal
        plain = horizon == self.goals.horizon and not several
        self.goals.horizon = horizon
        return _PLAIN if plain else f"{horizon}绩效指标"

    @property
    def _width(self) -> int:
        return 1 + sum(column.columns for column in self.columns)

    def _run(self, label: str, rows: Sequence[Record], *, headed: bool, last: bool) -> None:
        boxes: list[Box] = []
        plain = label == _PLAIN
        top, count = int(headed), max(len(rows), int(headed))
        if headed:
            self.sheet.header = self.sheet.rows
            headings = [(column.heading, column.columns, _LABEL) for column in self.columns]
            boxes += spread(headings, start=1)
        if headed and not plain:
            boxes.append(Box(0, 0, _PLAIN, 1, 1, "label"))
        over = headed and plain
        boxes.append(Box(0 if over else top, 0, label, count + over, 1, "label"))
        at = 1
        for column in self.columns:
            for start, length, text in _column_boxes(self.form, column, rows, whole=headed and last):
                amount = _number(rows[start], column.field)
                boxes.append(Box(top + start, at, text, length, column.columns, column.look, amount))
            at += column.columns
        self.sheet.add_row(boxes)


def _runs(
    rows: Sequence[Record], *, by_goal: bool
) -> Iterator[tuple[tuple[str, str | None], Sequence[Record]]]:
    start = 0

    def goal_of(row: Record) -> tuple[str, str | None]:
        goal = row["goal"] if by_goal else None
        return str(row["horizon"]), None if goal is None else str(goal)

    for at in range(1, len(rows) + 1):
        if at == len(rows) or goal_of(rows[at]) != goal_of(rows[start]):
            yield goal_of(rows[start]), rows[start:at]
            start = at


def _column_boxes(
    form: Form, column: Column, rows: Sequence[Record], *, whole: bool
) -> Iterator[tuple[int, int, str]]:
    """First row, number of rows and text of the cells of one column: levels and tasks merged downwards."""
    if column.field in _BESIDE_TASKS:
        printed = _of_tasks(form, _BESIDE_TASKS[column.field])
        if printed:
            for start, length in _merged(rows, "goal"):
                yield start, length, _plain(printed.get(str(rows[start]["goal"])))
        elif rows and whole:
            yield 0, len(rows), involved_names(form)
        return
    if column.field not in ("level1", "level2", "goal"):
        yield from ((at, 1, _text(row, column.field)) for at, row in enumerate(rows))
        return
    for start, length in _merged(rows, column.field):
        yield start, length, _text(rows[start], column.field)


def _merged(rows: Sequence[Record], name: str) -> Iterator[tuple[int, int]]:
    """First row and number of rows of each cell of a label."""
    start = 0
    for at in range(1, len(rows) + 1):
        if at == len(rows) or _breaks(rows[at - 1], rows[at], name):
            yield start, at - start
            start = at


def _breaks(above: Record, row: Record, name: str) -> bool:
    """Whether a label is printed anew. Level 1 is, too, where level 2 says of itself that it belongs to another,
    or where it stays empty below one that is filled: a reader carries labels down."""
    if above[name] != row[name] or (name != "goal" and above["level1"] != row["level1"]):
        return True
    if name == "goal":
        return False
    if above["level2"] == row["level2"]:
        return False
    return name == "level2" or row["level2"] is None or not _belongs(row)


def _belongs(row: Record) -> bool:
    own, above = level_of(str(row["level2"])), level_of(str(row["level1"] or ""))
    return own is None or above is None or not own.broader or above.iri in own.broader


def _number(row: Record, name: str) -> Decimal | None:
    value = row[name] if name in ("weight", "score") else None
    return None if value is None else Decimal(str(value))


def _run_together(row: Record) -> bool:
    """Whether value and unit, set in one cell, would be read otherwise: only the report of the project told them
    apart, or they look like a date (11 | 月)."""
    unit, rules = row["unit"], row["rules"]
    if unit is None or not str(row["target_text"]).endswith(str(unit)):
        return False
    return row["kind"] == "date" or (isinstance(rules, list) and _TOLD_BY_REPORT in rules)


def _text(row: Record, name: str) -> str:
    if name in (_VALUE, _UNIT):
        target, unit = str(row["target_text"]), str(row["unit"]) if _run_together(row) else ""
        return unit if name == _UNIT else target.removesuffix(unit).rstrip()
    return _plain(row[name])


def _plain(value: object) -> str:
    if value is None:
        return ""
    return number_text(value) if isinstance(value, Decimal) else str(value)
