"""Targets over several columns: sign, figure and unit each in its own, with a weight and more beside them."""

from collections.abc import Sequence
from random import Random

from samples.make.grid import Break, Grid, Sheet
from samples.make.heads import PROJECT, cash, department_line, goal_text, opening
from samples.make.indicators import Columns, print_header, print_rows, style
from samples.make.spec import FormSpec
from samples.make.wording import in_order

APART: Columns = (
    ("level1", 1), ("level2", 1), ("name", 1), ("sign", 1), ("value", 1), ("unit", 1), ("weight", 1),
    ("direction", 1),
)  # fmt: skip
EXPLAINED: Columns = (
    ("level1", 1), ("level2", 1), ("name", 1), ("sign", 1), ("value", 1), ("unit", 1), ("weight", 1),
    ("description", 1),
)  # fmt: skip
FLAT: Columns = (("name", 2), ("weight", 1), ("unit", 1), ("sign", 1), ("value", 2), ("core", 1))


def columns_apart(specs: Sequence[FormSpec], rng: Random) -> Sheet:
    """指标性质 | 指标值 | 度量单位 | 权重 and 指标方向性 or 指标解释."""
    return _sheet(specs, rng, rng.choice((APART, EXPLAINED)))


def no_levels(specs: Sequence[FormSpec], rng: Random) -> Sheet:
    """指标名称 | 指标权重 | 计量单位 | 指标性质 | 指标值 | 是否核心指标: no level is printed."""
    return _sheet(specs, rng, FLAT)


def _sheet(specs: Sequence[FormSpec], rng: Random, columns: Columns) -> Sheet:
    sheet = opening(specs[0], rng, where=rng.choice(("title", "cover", "line")))
    for number, spec in enumerate(specs):
        if number:
            sheet.blocks.append(Break())
        sheet.say(
            rng.choice(("项目支出绩效目标表", "部门预算项目支出绩效目标表", "项目支出绩效目标申报表")),
            "title",
        )
        sheet.say(f"（{spec.year}年度）", "centre")
        sheet.say(department_line(spec, rng, money=True))
        sheet.blocks.append(_form(sheet, spec, rng, columns))
    return sheet


def _form(sheet: Sheet, spec: FormSpec, rng: Random, columns: Columns) -> Grid:
    flat = columns is FLAT
    grid = Grid(8, widths=[7, 8, 14, 6, 7, 6, 5, 12])
    if rng.random() < 0.5:
        grid.line("项目名称", (spec.project, 3), "项目编码", (spec.project_code, 3))
        code = spec.project_code
    else:
        grid.line("项目名称", (spec.project, 7))
        code = None
    grid.line("主管部门", (spec.department, 3), "实施单位", (spec.unit, 3))
    money = rng.choice(
        (("年度资金总额", "其中：财政拨款"), ("项目总金额", "其中：财政拨款"), ("预算金额", "财政拨款"))
    )
    grid.line(
        money[0], (cash(spec.total, spec, rng), 3), money[1], (cash(spec.money["财政拨款"], spec, rng), 3)
    )
    grid.line(rng.choice(("年度绩效目标", "年度总体目标", "绩效目标")), (goal_text(spec, rng), 7))
    heads = {"sign": "指标性质"} if flat or rng.random() < 0.5 else {}
    look = style(rng, new=rng.random() < 0.6, merge=rng.choice(("merge", "merge", "repeat")), **heads)
    rows = list(spec.rows) if flat else in_order(spec.rows, new=look.new)
    top = grid.rows
    print_header(grid, columns, look, row=top)
    grid.head = (top, 1)
    facts = {
        "form": PROJECT, "project_code": code, "implementing_unit": spec.unit,
        "budget": spec.total, "fiscal": spec.money["财政拨款"],
    }  # fmt: skip
    sheet.truth += print_rows(grid, spec, rows, columns, look, row=top + 1, facts=facts)
    return grid
