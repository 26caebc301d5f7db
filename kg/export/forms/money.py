"""The money of a form: sources one below the other, or sources by phases; the structure of expenditure."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from kg.export.forms.layout import Box, Sheet, amount_text, spread
from kg.export.forms.records import EVALUATION, WHOLE, Form
from kg.records import Record

_LABELS: Final = {
    "项目总预算": "项目总预算",
    "资金总额": "年度资金总额",
    "财政拨款": "其中：财政拨款",
    "一般公共预算": "一般公共预算财政拨款",
    "政府性基金": "政府性基金预算财政拨款",
    "国有资本经营预算": "国有资本经营预算财政拨款",
    "财政专户管理资金": "财政专户管理资金",
    "单位资金": "单位资金",
    "其他": "其他资金",
    "上年结转": "上年结转资金",
    "本级财力": "其中：申请本级财力年初安排",
}
"""What the forms print for a source of the catalogue, in their order."""
_FISCAL: Final = frozenset({"财政拨款", "一般公共预算", "政府性基金", "国有资本经营预算"})
_OF_EVALUATION: Final = {"财政拨款": "其中：当年财政拨款"}
_FULL_YEAR: Final = "全年"
_PHASES: Final = {"年初": 3, _FULL_YEAR: 4, "执行": 5}
_RATE: Final = 7
_SCORE: Final = 8
_MATRIX: Final = 9
"""Columns of the grid that sources by phases need."""
_ENOUGH: Final = 0.0935
"""Of the width of the page: four characters of a label, or ``12,345.67``, stand on one line."""
_LEAST: Final = {**dict.fromkeys(_PHASES.values(), _ENOUGH), _RATE: 0.087}
"""The same for amounts and the rate of execution, ``94.52%`` and some more, by column of the grid."""
_TOTAL: Final = "资金总额"
_CAPTION: Final = "项目资金（万元）"


def needs_matrix(form: Form) -> bool:
    """Whether the money is printed by phases (年初, 全年, 执行)."""
    return form.kind == EVALUATION or any(money["phase"] for money in form.items("funding"))


def matrix_columns(form: Form) -> int:
    """The fewest columns of the grid that the money needs."""
    return _MATRIX if needs_matrix(form) else 6


def money_widths(form: Form, widths: Sequence[float]) -> tuple[float, ...]:
    """Widths of the grid, made wider where the money of the form needs it, as far as the widest columns can give."""
    if not needs_matrix(form):
        return tuple(widths)
    total = sum(widths)
    lacking = {at: share * total - widths[at] for at, share in _LEAST.items() if widths[at] < share * total}
    room = [0 if at in lacking else max(0, width - _ENOUGH * total) for at, width in enumerate(widths)]
    part = min(1, sum(lacking.values()) / sum(room)) if any(room) else 0
    got = part * sum(room) / sum(lacking.values()) if lacking else 0
    return tuple(
        width + got * lacking[at] if at in lacking else width - part * room[at]
        for at, width in enumerate(widths)
    )


def amount_box(amount: Decimal, row: int, column: int, columns: int = 1) -> Box:
    """A cell with an amount in 万元."""
    return Box(row, column, amount_text(amount), 1, columns, "amount", amount)


def money_rows(form: Form, sheet: Sheet) -> None:
    """The money of the form below what ``sheet`` holds already."""
    if needs_matrix(form):
        _matrix(form, sheet)
    else:
        _singles(form, sheet)


def sums_structure(form: Form) -> bool:
    """Whether the sum of a whole department stands below its structure of expenditure, the fiscal part beside it."""
    if form.kind != WHOLE:
        return False
    printed = any(money["source"] in _FISCAL for money in form.items("funding"))
    return bool(form.items("structure")) or (form.fiscal is not None and not printed)


def _singles(form: Form, sheet: Sheet) -> None:
    width = len(sheet.widths)
    lines = [(str(money["source"]), _decimal(money["amount"])) for money in form.items("funding")]
    if sums_structure(form):
        named = {str(item["name"]) for item in form.items("structure")}
        lines = [(source, amount) for source, amount in lines if source not in {"资金总额", *named}]
        if not lines:
            return
    else:
        lines = _with_sums(form, lines)
    order = list(_LABELS)
    lines.sort(key=lambda line: order.index(line[0]) if line[0] in order else len(order))
    lines = lines or [("资金总额", None), ("财政拨款", None), ("其他", None)]
    caption = "预算情况（万元）" if form.kind == WHOLE else _CAPTION
    boxes = [Box(0, 0, caption, len(lines), 1, "label")]
    for row, (source, amount) in enumerate(lines):
        boxes.append(Box(row, 1, _LABELS.get(source, source), 1, 2, "label"))
        boxes.append(
            Box(row, 3, "", 1, width - 3) if amount is None else amount_box(amount, row, 3, width - 3)
        )
    sheet.add_row(boxes)


def _with_sums(form: Form, lines: Sequence[tuple[str, Decimal | None]]) -> list[tuple[str, Decimal | None]]:
    """The lines; the sums of the year that the form is known to have and no line prints are added."""
    found, sources = list(lines), {source for source, _ in lines}
    if form.budget is not None and not sources & {"资金总额", "项目总预算"}:
        found.append(("资金总额", Decimal(form.budget)))
    if form.fiscal is not None and not sources & _FISCAL:
        found.append(("财政拨款", Decimal(form.fiscal)))
    return found


def _by_phase(money: Sequence[Record]) -> list[tuple[str, dict[str, Decimal | None]]]:
    """The lines of the matrix: source, and amount by phase; a phase met again opens another line of its source."""
    lines: list[tuple[str, dict[str, Decimal | None]]] = []
    for item in money:
        source, phase = str(item["source"]), str(item["phase"] or _FULL_YEAR)
        line = next((amounts for named, amounts in lines if named == source and phase not in amounts), None)
        if line is None:
            if source == _TOTAL and lines:
                continue  # a form has one total of its money: another 合计 is that of its scores
            lines.append((source, line := {}))
        line[phase] = _decimal(item["amount"])
    return lines or [("资金总额", {}), ("财政拨款", {}), ("其他", {})]


def _matrix(form: Form, sheet: Sheet) -> None:
    width = len(sheet.widths)
    lines = _by_phase(form.items("funding"))
    boxes = [Box(0, 0, _CAPTION, len(lines) + 1, 1, "label"), Box(0, 1, "", 1, 2, "label")]
    headings = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率")
    boxes += spread([(text, 1, "label") for text in headings], start=3)
    boxes.append(Box(0, _SCORE, "得分", 1, width - _SCORE, "label"))
    for row, (source, amounts) in enumerate(lines, 1):
        label = _OF_EVALUATION.get(source, _LABELS.get(source, source))
        boxes.append(Box(row, 1, label, 1, 2, "label"))
        for phase, column in _PHASES.items():
            amount = amounts.get(phase)
            boxes.append(Box(row, column, "") if amount is None else amount_box(amount, row, column))
        total = source == "资金总额"
        boxes.append(Box(row, _RATE - 1, "" if total else "—", look="center"))
        rate = _decimal(form.head["execution_rate"]) if total else None
        boxes.append(Box(row, _RATE, "" if rate is None else f"{rate:f}%", look="center"))
        boxes.append(_figure(form.head["execution_score"] if total else None, row, _SCORE, width - _SCORE))
    sheet.add_row(boxes)


def _figure(value: object, row: int, column: int, columns: int) -> Box:
    number = _decimal(value)
    text = "" if number is None else format(number, "f")
    return Box(row, column, text, 1, columns, "center", number)


def structure_rows(form: Form, sheet: Sheet) -> None:
    """The structure of expenditure of a whole department, its sum in the last line."""
    if not sums_structure(form):
        return
    items: list[Record] = form.items("structure")
    years, earlier = _earlier(form)
    fixed = ("支出内容", "金额（万元）", "其中：财政资金")
    widths = _column_widths(len(sheet.widths) - 1, len(fixed) + len(years))
    if widths is None:  # the rows of the form leave no room
        years, widths = [], _column_widths(len(sheet.widths) - 1, len(fixed))
    assert widths is not None  # noqa: S101 - a grid has seven columns and more
    top = 2 if years else 1
    boxes = [Box(0, 0, "支出结构", len(items) + 1 + top, 1, "label")]
    starts = [1 + sum(widths[:at]) for at in range(len(widths))]
    boxes += [Box(0, starts[at], name, top, widths[at], "label") for at, name in enumerate(fixed)]
    if years:
        behind = starts[len(fixed)]
        boxes.append(Box(0, behind, "近两年收支金额", 1, len(sheet.widths) - behind, "label"))
        boxes += [Box(1, starts[at], f"{year}年", 1, widths[at], "label") for at, year in enumerate(years, 3)]
    printed = any(money["source"] == "财政拨款" for money in form.items("funding"))
    fiscal = None if printed else form.fiscal
    total: Record = {"name": "合计", "amount": form.budget, "fiscal": fiscal}
    for row, item in enumerate([*items, total], top):
        boxes.append(Box(row, 1, str(item["name"] or ""), 1, widths[0], "label"))
        amounts = [item["amount"], item["fiscal"], *(earlier.get((item["name"], year)) for year in years)]
        for value, column, columns in zip(amounts, starts[1:], widths[1:], strict=True):
            amount = _decimal(value)
            empty = Box(row, column, "", 1, columns)
            boxes.append(empty if amount is None else amount_box(amount, row, column, columns))
    sheet.add_row(boxes)


def _earlier(form: Form) -> tuple[list[int], dict[tuple[object, int], object]]:
    """The earlier years of which a form prints amounts, and these by line and year."""
    amounts = {(item["name"], int(str(item["year"]))): item["amount"] for item in form.items("earlier")}
    return sorted({year for _, year in amounts}), amounts


def _column_widths(grid: int, columns: int) -> list[int] | None:
    """How many columns of the grid each column takes: two for the first two where there is room, what is left for the
    third; None where there are fewer than columns."""
    if grid < columns:
        return None
    widths = [1] * columns
    for at, most in ((0, 1), (1, 1), (2, grid)):
        widths[at] += min(most, grid - sum(widths))
    return widths


def _decimal(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))
