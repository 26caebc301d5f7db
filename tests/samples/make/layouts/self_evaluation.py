"""The self-evaluation form of 2020: money executed, goals met, targets beside actual values and points."""

from collections.abc import Sequence
from decimal import Decimal
from random import Random

from samples.make.grid import Break, Grid, Sheet
from samples.make.heads import ACCOUNTS, SELF, cash, goal_text, opening, short
from samples.make.indicators import Columns, print_header, print_rows, style
from samples.make.spec import FormSpec
from samples.make.wording import in_order

COLUMNS = (
    ("level1", 1), ("level2", 1), ("name", 2), ("target", 1), ("actual", 1), ("weight", 1), ("score", 1), ("reason", 1),
)  # fmt: skip


def self_evaluation_2020(specs: Sequence[FormSpec], rng: Random) -> Sheet:
    """One form a page; the money block has its own header and the indicators are scored."""
    sheet = opening(specs[0], rng, kind=ACCOUNTS)
    for number, spec in enumerate(specs):
        if number:
            sheet.blocks.append(Break())
        sheet.say(rng.choice(("项目支出绩效自评表", "部门预算项目绩效自评表")), "title")
        sheet.say(f"（{spec.year}年度）", "centre")
        sheet.blocks.append(_form(sheet, spec, rng))
    return sheet


def _form(sheet: Sheet, spec: FormSpec, rng: Random) -> Grid:
    grid = Grid(10, widths=[4, 6, 7, 10, 7, 8, 8, 5, 5, 9])
    grid.line(("项目名称", 2), (spec.project, 8))
    owner = short(spec.department) if sheet.named and rng.random() < 0.4 else spec.department
    grid.line(("主管部门", 2), (owner, 3), (rng.choice(("实施单位", "项目实施单位")), 2), (spec.unit, 3))
    top = grid.rows
    grid.put(top, 0, f"项目资金（{spec.money_unit}）", 5, 2, label=True)
    for column, (text, width) in enumerate(
        (
            ("", 2),
            ("年初预算数", 1),
            ("全年预算数", 1),
            ("全年执行数", 1),
            ("分值", 1),
            ("执行率", 1),
            ("得分", 1),
        )
    ):
        grid.put(top, 2 + column + (1 if column else 0), text, columns=width, label=True)
    total, own = spec.total, spec.money["财政拨款"]
    other = total - own
    done, first = Decimal("0.95"), Decimal("1.1")
    lines = (
        ("年度资金总额", total, ("10", "95.00%", "9.5")),
        ("其中：当年财政拨款", own, ("—", "95.00%", "—")),
        ("上年结转资金", Decimal(0), ("—", "", "—")),
        ("其他资金", other, ("—", "95.00%" if other else "", "—")),
    )
    for row, (label, value, points) in enumerate(lines, top + 1):
        grid.put(row, 2, label, columns=2, label=True)
        cells = [cash(value * first, spec, rng), cash(value, spec, rng), cash(value * done, spec, rng)]
        for column, text in enumerate([*(cells if value else ["", "", ""]), *points], 4):
            grid.put(row, column, text)
    top = grid.rows
    grid.put(top, 0, "年度总体目标", 2, 1, label=True)
    grid.put(top, 1, "预期目标", columns=5, label=True)
    grid.put(top, 6, "实际完成情况", columns=4, label=True)
    grid.put(top + 1, 1, goal_text(spec, rng), columns=5)
    grid.put(top + 1, 6, "已按计划完成全部工作任务，目标总体实现。", columns=4)
    look = style(rng, new=rng.random() < 0.3)
    rows = in_order(spec.rows, new=look.new)
    if rng.random() < 0.4:
        look.labels = {
            key: (one + {"产出指标": "（50分）", "效益指标": "（30分）"}.get(one, "（10分）"), two)
            for key, (one, two) in look.labels.items()
        }
    top = grid.rows
    grid.put(top, 0, "绩效指标", len(rows) + 1, label=True, down=True)
    print_header(grid, COLUMNS, look, row=top, left=1)
    grid.head = (top, 1)
    truths = print_rows(
        grid, spec, rows, COLUMNS, look, row=top + 1, left=1,
        facts={"form": SELF, "implementing_unit": spec.unit, "budget": total, "fiscal": own},
    )  # fmt: skip
    for truth in truths:
        truth["level1"] = str(truth["level1"]).partition("（")[0]
    sheet.truth += truths
    bottom = grid.rows
    grid.put(bottom, 0, "总分", columns=7, label=True)
    grid.put(bottom, 7, "100")
    grid.put(bottom, 8, f"{sum(Decimal(str(truth['score'])) for truth in truths) + Decimal('9.5'):.2f}")
    grid.put(bottom, 9, "")
    return grid


PLAIN: Columns = (
    ("level1", 1), ("level2", 1), ("name", 1), ("weight", 1), ("target", 1), ("actual", 1), ("score", 1), ("reason", 1),
)  # fmt: skip
PARTS: Columns = (
    ("level1", 1), ("level2", 1), ("name", 1), ("sign", 1), ("value", 1), ("unit", 1), ("actual", 1), ("weight", 1),
    ("score", 1), ("reason", 1),
)  # fmt: skip


def self_evaluation_plain(specs: Sequence[FormSpec], rng: Random) -> Sheet:
    """分值 before 年度指标值; the money on one line."""
    return _other(specs, rng, PLAIN)


def self_evaluation_parts(specs: Sequence[FormSpec], rng: Random) -> Sheet:
    """指标性质, 指标值 and 度量单位 apart, 实际完成值 beside them."""
    return _other(specs, rng, PARTS)


def _other(specs: Sequence[FormSpec], rng: Random, columns: Columns) -> Sheet:
    sheet = opening(specs[0], rng, kind=ACCOUNTS, where=rng.choice(("title", "cover", "file")))
    for number, spec in enumerate(specs):
        if number:
            sheet.blocks.append(Break())
        titles = ("项目支出绩效自评表", f"{spec.year}年度项目支出绩效自评表", "专项资金绩效自评表")
        sheet.say(rng.choice(titles), "title")
        sheet.say(f"金额单位：{spec.money_unit}", "right")
        count = len(columns)
        grid = Grid(count, widths=[8, 9, 14, *[8] * (count - 4), 10])
        grid.line(
            "项目名称", (spec.project, 2), (rng.choice(("实施单位", "项目单位")), 1), (spec.unit, count - 4)
        )
        total = spec.total
        grid.line(
            "预算执行情况", "年度资金总额", cash(total, spec, rng), "全年执行数",
            (cash(total * Decimal("0.98"), spec, rng), count - 6), "执行率", "98%",
        )  # fmt: skip
        grid.line("年度总体目标", (goal_text(spec, rng), count - 1))
        look = style(rng, new=rng.random() < 0.5)
        rows = in_order(spec.rows, new=look.new)
        top = grid.rows
        print_header(grid, columns, look, row=top)
        grid.head = (top, 1)
        facts = {"form": SELF, "implementing_unit": spec.unit, "budget": total}
        truths = print_rows(grid, spec, rows, columns, look, row=top + 1, facts=facts)
        sheet.truth += truths
        grid.line(
            ("合计", 3), *[""] * (count - 4), f"{sum(Decimal(str(truth['score'])) for truth in truths):.2f}"
        )
        sheet.blocks.append(grid)
    return sheet
