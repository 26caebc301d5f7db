"""Templates with columns beside the target: explanation, scoring rule, source, basis, note; and units elsewhere."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random

from samples.make.grid import Break, Grid, Sheet
from samples.make.heads import PROJECT, cash, department_line, goal_text, opening
from samples.make.indicators import Columns, print_header, print_rows, style
from samples.make.spec import FormSpec, Row, Target
from samples.make.wording import in_order

EXPLAINED: Columns = (
    ("level1", 1), ("level2", 1), ("name", 1), ("description", 1), ("target", 1), ("weight", 1), ("standard", 1),
    ("source", 1), ("basis", 1), ("note", 1),
)  # fmt: skip
SIGN_TYPE: Columns = (
    ("level1", 1), ("level2", 1), ("name", 2), ("value", 1), ("unit", 1), ("sign", 1), ("standard", 2), ("note", 1),
)  # fmt: skip
SIGNED: Columns = (
    ("level1", 1), ("level2", 1), ("name", 2), ("signed", 1), ("unit", 1), ("attribute", 1), ("standard", 2),
    ("note", 1),
)  # fmt: skip
UNIT_IN_NAME: Columns = (("level1", 1), ("level2", 1), ("name_unit", 4), ("value", 4))
SIGN_IN_NAME: Columns = (("level1", 1), ("level2", 1), ("name_sign", 4), ("value", 4))
MONEY: Columns = (("level1", 1), ("level2", 1), ("name", 4), ("signed", 4))


def explained(specs: Sequence[FormSpec], rng: Random) -> Sheet:
    """指标解释, 评分标准, 数据来源, 指标值确定依据 and 备注 around the target."""
    return _sheet(specs, rng, EXPLAINED, {"note": "备注"})


def value_type(specs: Sequence[FormSpec], rng: Random) -> Sheet:
    """指标值 | 计量单位 | 指标值类型 (a sign, or 定量 and 定性) | 评（扣）分标准 | 备注."""
    columns = rng.choice((SIGN_TYPE, SIGNED))
    heads = {
        "sign": "指标值类型",
        "attribute": "指标值类型",
        "standard": "评（扣）分标准",
        "unit": "计量单位",
    }
    return _sheet(specs, rng, columns, heads)


def unit_in_name(specs: Sequence[FormSpec], rng: Random) -> Sheet:
    """培训人数（人） | ≥500."""
    name = rng.choice(("三级指标", "三级指标（单位）"))
    return _sheet(specs, rng, UNIT_IN_NAME, {"name_unit": name, "value": "指标值"})


def sign_in_name(specs: Sequence[FormSpec], rng: Random) -> Sheet:
    """场地硬化(≥**平方米) | 500."""
    return _sheet(specs, rng, SIGN_IN_NAME, {"name_sign": "三级指标", "value": "指标值"})


def unit_in_header(specs: Sequence[FormSpec], rng: Random) -> Sheet:
    """指标值（单位：万元) over amounts without a unit: a form of money rows alone."""
    head = rng.choice(("指标值（单位：万元）", "指标值（万元）", "目标值（万元）"))
    return _sheet([money_rows(spec, rng) for spec in specs], rng, MONEY, {"signed": head})


def money_rows(spec: FormSpec, rng: Random) -> FormSpec:
    """The form with rows whose targets are all amounts in 万元."""
    names = (
        ("成", "项目总成本", "≤"), ("成", "设备购置费", "≤"), ("成", "委托业务费", "≤"), ("经", "带动社会投资", "≥"),
        ("经", "节约财政资金", "≥"), ("经", "新增产值", "≥"), ("经", "减少经济损失", "≥"), ("经", "盘活资产收益", "="),
    )  # fmt: skip
    rows = []
    for key, name, sign in names:
        number = rng.choice((f"{rng.randrange(10, 999)}", f"{rng.randrange(10, 99)}.{rng.randrange(1, 9)}"))
        rows.append(Row(key, name, Target(sign, number, "万元", "number", float(number), sign)))
    return replace(spec, rows=tuple(rows))


def _sheet(specs: Sequence[FormSpec], rng: Random, columns: Columns, heads: dict[str, str]) -> Sheet:
    sheet = opening(specs[0], rng)
    sheet.wide = columns is EXPLAINED
    for number, spec in enumerate(specs):
        if number:
            sheet.blocks.append(Break())
        sheet.say(rng.choice(("项目支出绩效目标表", "部门专项资金绩效目标表", "项目绩效目标表")), "title")
        sheet.say(f"（{spec.year}年度）", "centre")
        sheet.say(department_line(spec, rng, money=spec.money_unit != "元"))
        sheet.blocks.append(_form(sheet, spec, rng, columns, heads))
    return sheet


def _form(sheet: Sheet, spec: FormSpec, rng: Random, columns: Columns, heads: dict[str, str]) -> Grid:
    grid = Grid(10, widths=[7, 8, 13, 10, 9, 6, 10, 8, 8, 6])
    grid.line(("项目名称", 2), (spec.project, 8))
    grid.line(
        (rng.choice(("主管部门", "预算单位")), 2), (spec.department, 3), ("实施单位", 2), (spec.unit, 3)
    )
    own, unit = spec.money["财政拨款"], spec.money_unit
    shape = rng.choice(("{}", "{}" + unit))
    grid.line(
        (f"资金总额（{unit}）", 2), (shape.format(cash(spec.total, spec, rng)), 3),
        ("其中：财政拨款", 2), (shape.format(cash(own, spec, rng)), 3),
    )  # fmt: skip
    grid.line((rng.choice(("绩效目标", "年度绩效目标", "总体绩效目标")), 2), (goal_text(spec, rng), 8))
    look = style(rng, new=rng.random() < 0.5, **heads)
    rows = in_order(spec.rows, new=look.new)
    top = grid.rows
    print_header(grid, columns, look, row=top)
    grid.head = (top, 1)
    facts = {"form": PROJECT, "implementing_unit": spec.unit, "budget": spec.total, "fiscal": own}
    truths = print_rows(grid, spec, rows, columns, look, row=top + 1, facts=facts, weights=points(len(rows)))
    if ("description", 1) not in columns:
        for truth, row in zip(truths, rows, strict=True):
            truth["also"] = {"description": [row.standard]}
    sheet.truth += truths
    return grid


def points(count: int) -> list[Decimal]:
    """A hundred points in whole numbers."""
    share = 100 // count
    return [Decimal(share)] * (count - 1) + [Decimal(100 - share * (count - 1))]
