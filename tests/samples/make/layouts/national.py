"""The national templates: that of 2015 with both horizons side by side, that of 2021, and the transfer-payment form."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random

from samples.make.grid import Break, Grid, Sheet
from samples.make.heads import PROJECT, cash, goal_text, opening, short
from samples.make.indicators import Columns, Style, print_header, print_rows, style
from samples.make.spec import FormSpec, Row
from samples.make.wording import in_order

GROUP: Columns = (("level2", 1), ("name", 1), ("target", 1))
CORE: Columns = (
    ("level1", 1), ("level2", 1), ("name", 1), ("sign", 1), ("value", 1), ("unit", 1), ("weight", 1),
)  # fmt: skip
TRANSFER: Columns = (("level1", 1), ("level2", 1), ("name", 2), ("target", 1))


def declaration_2015(specs: Sequence[FormSpec], rng: Random) -> Sheet:
    """中期目标 beside 年度目标; 二级, 三级 and 指标值 twice, one shared 一级; labels printed downwards."""
    sheet = opening(specs[0], rng, where=rng.choice(("title", "cover", "file", "book")))
    for number, spec in enumerate(specs):
        if number:
            sheet.blocks.append(Break())
        sheet.say("附件1" if number == 0 and rng.random() < 0.5 else "")
        sheet.say("项目支出绩效目标申报表", "title")
        sheet.say(f"（{spec.year}年度）", "centre")
        sheet.blocks.append(_two_horizons(sheet, spec, rng))
    return sheet


def _two_horizons(sheet: Sheet, spec: FormSpec, rng: Random) -> Grid:
    grid = Grid(8, widths=[4, 6, 8, 11, 9, 8, 11, 9])
    code = spec.department_code if rng.random() < 0.5 else None
    owner = spec.department if not sheet.named or rng.random() < 0.6 else short(spec.department)
    printed = f"{owner}[{code}]" if code else owner
    grid.line(("项目名称", 2), (spec.project, 6))
    grid.line(("主管部门及代码" if code else "主管部门", 2), (printed, 2), "实施单位", (spec.unit, 3))
    first, last = spec.years or (spec.year, spec.year + 2)
    grid.line(
        ("项目属性", 2), (rng.choice(("延续项目", "新增项目")), 2), "项目期", (f"{last - first + 1}年", 3)
    )
    top = grid.rows
    grid.put(top, 0, f"项目资金（{spec.money_unit}）", 3, 2, label=True)
    labels = rng.choice((("中期资金总额", "年度资金总额"), ("中期资金总额：", "年度资金总额：")))
    own, other = spec.money["财政拨款"], spec.money["其他资金"]
    lines = ((labels, spec.total), (("其中：财政拨款",) * 2, own), (("其他资金",) * 2, other))
    for row, ((left, right), value) in enumerate(lines, top):
        grid.put(row, 2, left, label=True)
        grid.put(row, 3, cash(value * 3, spec, rng), columns=2)
        grid.put(row, 5, right, label=True)
        grid.put(row, 6, cash(value, spec, rng), columns=2)
    top = grid.rows
    grid.put(top, 0, "总体目标", 2, label=True, down=True)
    grid.put(top, 1, f"中期目标（{first}年—{first + 2}年）", columns=4, label=True)
    grid.put(top, 5, "年度目标", columns=3, label=True)
    grid.put(top + 1, 1, goal_text(spec, rng, long=True), columns=4)
    grid.put(top + 1, 5, goal_text(spec, rng), columns=3)
    look = style(rng, new=False)
    _two_groups(sheet, grid, spec, look, code)
    return grid


def _two_groups(sheet: Sheet, grid: Grid, spec: FormSpec, look: Style, code: str | None) -> None:
    """The indicators: rows of one level 1 side by side, the shorter side filled up with blanks."""
    top, rng = grid.rows, look.rng
    near = in_order(spec.rows, new=False)
    far = [longer(row) for row in near if rng.random() < 0.85]
    grid.put(top, 1, look.head("level1"), label=True)
    print_header(grid, GROUP, look, row=top, left=2)
    print_header(grid, GROUP, look, row=top, left=5)
    grid.head = (top, 1)
    facts = {
        "form": PROJECT, "implementing_unit": spec.unit, "budget": spec.total, "fiscal": spec.money["财政拨款"],
        "department_code": code,
    }  # fmt: skip
    row = top + 1
    for one in dict.fromkeys(look.labels[item.key][0] for item in near):
        left = [item for item in far if look.labels[item.key][0] == one]
        right = [item for item in near if look.labels[item.key][0] == one]
        height = max(len(left), len(right))
        grid.put(row, 1, one, height, label=True, down=height > 4)
        for column, items, horizon in ((2, left, "长期"), (5, right, "年度")):
            whole = {**facts, "horizon": horizon, "level1": one}
            sheet.truth += print_rows(grid, spec, items, GROUP, look, row=row, left=column, facts=whole)
            for blank in range(len(items), height):
                for at in range(3):
                    grid.put(row + blank, column + at, "")
        row += height
    grid.put(top, 0, "绩效指标", row - top, label=True, down=True)


def longer(row: Row) -> Row:
    """The same indicator over three years: three times as much, rates unchanged."""
    target = row.target
    whole = target.kind != "number" or target.whole or "%" in target.unit or row.key not in {"数", "经"}
    if whole:
        return row
    value = Decimal(target.number.replace(",", "")) * 3
    text = f"{value.normalize():f}"
    number = int(value) if value == value.to_integral() else float(value)
    return replace(row, target=replace(target, number=text, value=number, printed=""))


def core_2021(specs: Sequence[FormSpec], rng: Random) -> Sheet:
    """The core-indicator template: 实施期 and 年度 money and goals, 成本指标 first, four columns a target."""
    sheet = opening(specs[0], rng, where=rng.choice(("title", "cover", "file", "book")))
    for number, spec in enumerate(specs):
        if number:
            sheet.blocks.append(Break())
        sheet.say(rng.choice(("项目支出绩效目标表", "项目绩效目标申报表")), "title")
        sheet.say(rng.choice((f"({spec.year}年度)", f"（{spec.year}年）")), "centre")
        sheet.say(f"单位：{spec.money_unit}", "right")
        sheet.blocks.append(_core(sheet, spec, rng))
    return sheet


def _core(sheet: Sheet, spec: FormSpec, rng: Random) -> Grid:
    grid = Grid(8, widths=[5, 7, 9, 14, 6, 8, 7, 6])
    code = spec.department_code if rng.random() < 0.5 else None
    grid.line(("项目名称", 2), (spec.project, 6))
    owner = f"{code}-{spec.department}" if code else spec.department
    unit = f"{code}002-{spec.unit}" if code else spec.unit
    grid.line(("主管部门及代码" if code else "主管部门", 2), (owner, 2), "实施单位", (unit, 3))
    first, last = spec.years or (spec.year, spec.year)
    grid.line(("项目属性", 2), ("延续项目", 2), "项目期", (f"{first}年-{last}年", 3))
    own, other = spec.money["财政拨款"], spec.money["其他资金"]
    top = grid.rows
    grid.put(top, 0, f"项目资金（{spec.money_unit}）", 3, 2, label=True)
    lines = (
        ("实施期资金总额：", "年度资金总额：", spec.total),
        ("其中：财政拨款", "其中：财政拨款", own),
        ("其他资金", "其他资金", other),
    )
    for row, (left, right, value) in enumerate(lines, top):
        grid.put(row, 2, left, label=True)
        grid.put(row, 3, cash(value * 2, spec, rng))
        grid.put(row, 4, right, columns=2, label=True)
        grid.put(row, 6, cash(value, spec, rng), columns=2)
    top = grid.rows
    grid.put(top, 0, "总体目标", 2, 1, label=True, down=rng.random() < 0.5)
    grid.put(top, 1, "实施期总目标", columns=3, label=True)
    grid.put(top, 4, "年度目标", columns=4, label=True)
    grid.put(top + 1, 1, goal_text(spec, rng, long=True), columns=3)
    grid.put(top + 1, 4, goal_text(spec, rng), columns=4)
    look = style(rng, new=True)
    look.down = rng.random() < 0.5
    rows = in_order(spec.rows, new=True)
    top = grid.rows
    grid.put(top, 0, "绩效指标", len(rows) + 1, label=True, down=True)
    print_header(grid, CORE, look, row=top, left=1)
    grid.head = (top, 1)
    facts = {
        "form": PROJECT, "implementing_unit": spec.unit, "budget": spec.total, "fiscal": own, "department_code": code,
    }  # fmt: skip
    sheet.truth += print_rows(grid, spec, rows, CORE, look, row=top + 1, left=1, facts=facts)
    return grid


def transfer_payment(specs: Sequence[FormSpec], rng: Random) -> Sheet:
    """中央对地方转移支付区域绩效目标表: central department, provincial finance department, money by level."""
    spec = specs[0]
    sheet = opening(spec, rng, where=rng.choice(("title", "cover", "file", "book")))
    sheet.say("附件2")
    titles = ("中央对地方转移支付区域绩效目标表", "区域绩效目标表", "省对下转移支付区域（项目）绩效目标表")
    sheet.say(rng.choice(titles), "title")
    sheet.say(f"（{spec.year}年度）", "centre")
    grid = Grid(6, widths=[5, 8, 10, 12, 12, 10])
    sheet.blocks.append(grid)
    name = rng.choice(("转移支付（项目）名称", "专项名称", "项目名称"))
    grid.line((name, 2), (spec.project, 4))
    grid.line(("中央主管部门", 2), (rng.choice(("住房城乡建设部", "水利部", "国家卫生健康委员会")), 4))
    grid.line(("省级财政部门", 2), "甲省财政厅", "省级主管部门", ("甲省" + short(spec.department)[1:], 2))
    own, other = spec.money["财政拨款"], spec.money["其他资金"]
    top = grid.rows
    grid.put(top, 0, f"资金情况（{spec.money_unit}）", 3, 2, label=True)
    for row, (label, value) in enumerate(
        (("年度金额：", own + other), ("其中：中央补助", own), ("地方资金", other)), top
    ):
        grid.put(row, 2, label, columns=2, label=True)
        grid.put(row, 4, cash(value, spec, rng), columns=2)
    top = grid.rows
    grid.put(top, 0, "总体目标", label=True, down=True)
    grid.put(top, 1, goal_text(spec, rng), columns=5)
    look = style(rng, new=False)
    rows = in_order(spec.rows, new=False)
    top = grid.rows
    grid.put(top, 0, "绩效指标", len(rows) + 1, label=True, down=True)
    print_header(grid, TRANSFER, look, row=top, left=1)
    grid.head = (top, 1)
    facts = {"form": PROJECT, "budget": own + other}
    truths = print_rows(grid, spec, rows, TRANSFER, look, row=top + 1, left=1, facts=facts)
    for truth in truths:
        truth["also"] = {"fiscal": [float(own)], "implementing_unit": [spec.department]}
    sheet.truth += truths
    sheet.say("注：1.各地请根据实际情况，选择适合的指标进行填报。")
    return sheet
