"""What stands above the indicators: whose form it is, its term, its money, its goals and what it buys."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from kg.export.forms.indicators import tasked
from kg.export.forms.layout import Box, Look, Sheet, spread
from kg.export.forms.money import amount_box, money_rows, structure_rows
from kg.export.forms.records import EVALUATION, WHOLE, Form
from kg.records import Record
from kg.text import squeeze

_LONG: Final = "长期"
_SHORTEST_CAPTION: Final = 4
_LONGEST_CAPTION: Final = 40


def write_head(form: Form, sheet: Sheet) -> None:
    """The head of a project's form or of one of a whole department, over the columns of ``sheet``."""
    width = len(sheet.widths)
    if form.kind == WHOLE:
        _unit_rows(form, sheet, width)
    else:
        _project_rows(form, sheet, width)
    money_rows(form, sheet)
    if form.kind == WHOLE:
        structure_rows(form, sheet)
        _listed(form, sheet, "projects", ("项目支出情况", "支出项目", "支出分类", "金额（万元）", "说明"))
        _task_rows(form, sheet)
    _texts(form, sheet, width)
    _goal_rows(form, sheet, width)
    _listed(
        form, sheet, "activities", ("项目支出明细测算", "活动名称", "支出科目", "金额（万元）", "测算说明")
    )
    _listed(form, sheet, "procurement", ("项目采购", "采购内容", "数量", "金额（万元）", "采购说明"))


def captions(form: Form) -> tuple[str, ...]:
    """The lines below the title: the year, and who fills the form in where no row of the head says whose it is."""
    year = form.text("year") or "    "
    unit = form.text("department")
    named = form.kind != WHOLE and form.head["implementing_unit"] and _fits_caption(unit)
    return (f"（{year}年度）", *((f"填报单位（盖章）：{unit}",) if named else ()))


def _fits_caption(unit: str) -> bool:
    """Whether a reader takes the name behind a caption as it is."""
    return _SHORTEST_CAPTION <= len(unit) <= _LONGEST_CAPTION and unit == squeeze(unit)


def _pair(label: str, value: str, other: str, other_value: str, width: int) -> list[Box]:
    return spread(
        [(label, 1, "label"), (value, 2, "text"), (other, 1, "label"), (other_value, width - 4, "text")]
    )


def _wide(label: str, value: str, width: int) -> list[Box]:
    return spread([(label, 1, "label"), (value, width - 1, "text")])


def _unit_rows(form: Form, sheet: Sheet, width: int) -> None:
    code = form.text("department_code")
    if code:
        sheet.add_row(_pair("部门（单位）名称", form.text("department"), "单位编码", code, width))
    else:
        sheet.add_row(_wide("部门（单位）名称", form.text("department"), width))
    if form.head["implementing_unit"]:
        sheet.add_row(_wide("实施单位", form.text("implementing_unit"), width))


def _project_rows(form: Form, sheet: Sheet, width: int) -> None:
    department, unit = form.text("department"), form.text("implementing_unit")
    code = form.text("department_code")
    sheet.add_row(_wide("项目名称", form.text("project"), width))
    if form.head["project_code"]:
        sheet.add_row(_wide("项目编码", form.text("project_code"), width))
    if len(captions(form)) == 1 and department:
        # the name of the unit that fills in would be read as that of the unit that carries out
        sheet.add_row(_wide("部门名称", department, width))
    supervising = form.text("supervising_department") or department
    coded = f"{code}-{unit}" if code and unit else unit
    if code and not unit and supervising:
        supervising = f"{code}-{supervising}"
    sheet.add_row(_pair("主管部门", supervising, "实施单位", coded, width))
    if form.kind == EVALUATION and not form.text("attribute") and not form.text("start_year"):
        return
    if form.text("start_year") or form.text("end_year"):
        years = (form.text("start_year"), form.text("end_year"))
        sheet.add_row(_wide("项目属性", form.text("attribute"), width))
        sheet.add_row(_pair("起始年度", years[0], "终止年度", years[1], width))
    else:
        sheet.add_row(_pair("项目属性", form.text("attribute"), "项目期", "", width))


def _texts(form: Form, sheet: Sheet, width: int) -> None:
    evaluated = form.kind == EVALUATION
    for label, name in (
        ("项目概况" if evaluated else "资金使用范围", "funding_scope"),
        ("资金投入计划", "funding_plan"),
    ):
        if form.head[name]:
            sheet.add_row(_wide(label, form.text(name), width))


def _goal_rows(form: Form, sheet: Sheet, width: int) -> None:
    goals = _distinct(form.items("goals"))
    plain = [goal for goal in goals if not goal["label"]]
    long = [str(goal["text"]) for goal in plain if goal["horizon"] == _LONG]
    annual = [str(goal["text"]) for goal in plain if goal["horizon"] != _LONG]
    heading = "年度总体目标" if form.kind == EVALUATION else "总体目标"
    if form.kind == EVALUATION and annual and not long:
        rows = [(("预期目标", text), ("实际完成情况", "")) for text in annual]
    elif long:
        count = max(len(long), len(annual))
        pairs = zip(_filled(long, count), _filled(annual, count), strict=True)
        rows = [((_term(form), a), (f"年度目标（{form.text('year')}年度）", b)) for a, b in pairs]
    else:
        one = [f"年度目标（{form.text('year')}年度）"] if form.text("year") else ["年度目标"]
        rows = [((one[0], text),) for text in annual]  # type: ignore[misc]
    if rows:
        half = _half(sheet.widths)
        boxes: list[Box] = [Box(0, 0, heading, 2 * len(rows), 1, "label")]
        for number, row in enumerate(rows):
            shares = [width - 1] if len(row) == 1 else [half, width - 1 - half]
            for line in range(2):
                look: Look = "label" if line == 0 else "text"
                texts = [(column[line], share, look) for column, share in zip(row, shares, strict=True)]
                boxes += spread(texts, row=2 * number + line, start=1)
        sheet.add_row(boxes)
    elif not any(goal["label"] for goal in goals):
        sheet.add_row(_wide(heading, "", width))
    for goal in goals:
        if goal["label"]:
            sheet.add_row(_wide(str(goal["label"]), str(goal["text"]), width))


def _half(widths: Sequence[float]) -> int:
    """How many columns behind the first take half of what is left."""
    left = sum(widths[1:]) / 2
    return min(range(1, len(widths) - 1), key=lambda count: abs(sum(widths[1 : 1 + count]) - left))


def _distinct(goals: Sequence[Record]) -> list[Record]:
    found = {(goal["label"], goal["horizon"], squeeze(str(goal["text"]))): goal for goal in reversed(goals)}
    return list(reversed(found.values()))


def _filled(texts: Sequence[str], count: int) -> list[str]:
    return [*texts, *[""] * (count - len(texts))]


def _term(form: Form) -> str:
    start, end = form.text("start_year"), form.text("end_year")
    return f"实施期目标（{start}年—{end}年）" if start and end else "实施期目标"


def _listed(form: Form, sheet: Sheet, name: str, headings: tuple[str, str, str, str, str]) -> None:
    """A list of the head with names and amounts; what has no amount is no line of it."""
    items = [item for item in form.items(name) if item["amount"] is not None]
    if not items:
        return
    width = len(sheet.widths)
    section, named, category, amount, note = headings
    boxes = [Box(0, 0, section, len(items) + 1, 1, "label")]
    boxes += spread(
        [(named, 2, "label"), (category, 1, "label"), (amount, 1, "label"), (note, width - 5, "label")],
        start=1,
    )
    for row, item in enumerate(items, 1):
        boxes += spread(
            [(_plain(item["name"]), 2, "text"), (_plain(item["category"]), 1, "center")], row=row, start=1
        )
        boxes.append(amount_box(Decimal(str(item["amount"])), row, 4))
        boxes.append(Box(row, 5, _plain(item["note"]), 1, width - 5))
    sheet.add_row(boxes)


def _task_rows(form: Form, sheet: Sheet) -> None:
    """The tasks that stand in the head, with what they are for; those that rows serve are printed beside the rows."""
    tasks = [] if tasked(form) else form.items("tasks")
    if not tasks:
        return
    width = len(sheet.widths)
    boxes = [Box(0, 0, "年度主要任务", len(tasks) + 1, 1, "label")]
    boxes += spread([("任务名称", 2, "label"), ("总额", 2, "label"), ("主要内容", width - 5, "label")], start=1)
    for row, task in enumerate(tasks, 1):
        boxes.append(Box(row, 1, _plain(task["name"]), 1, 2))
        if task["amount"] is None:
            boxes.append(Box(row, 3, "", 1, 2))
        else:
            boxes.append(amount_box(Decimal(str(task["amount"])), row, 3, 2))
        boxes.append(Box(row, 5, _plain(task["note"]), 1, width - 5))
    sheet.add_row(boxes)


def _plain(value: object) -> str:
    return "" if value is None else str(value)
