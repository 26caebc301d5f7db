"""All projects of a department in one table, project cells merged over all their rows, over several pages."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from samples.make.grid import Box, Grid, Sheet
from samples.make.heads import PROJECT, cash, department_line, goal_text, opening
from samples.make.indicators import Columns, Style, print_header, print_rows, style
from samples.make.spec import FormSpec
from samples.make.wording import in_order

GOALS: Columns = (
    ("level1", 1), ("level2", 1), ("name", 1), ("sign", 1), ("value", 1), ("unit", 1), ("attribute", 1),
    ("description", 1),
)  # fmt: skip
UNITS: Columns = (
    ("level1", 1), ("level2", 1), ("name", 1), ("sign", 1), ("value", 1), ("unit", 1), ("weight", 1), ("direction", 1),
)  # fmt: skip
MONEY: Columns = (("level1", 1), ("level2", 1), ("name", 1), ("target", 1), ("note", 1))


def long_list_goals(specs: Sequence[FormSpec], rng: Random) -> Sheet:
    """项目名称 | 项目年度绩效目标 | 一级 | 二级 | 三级 | 指标性质 | 指标值 | 度量单位 | 指标属性 | 指标内容."""
    heads = {"description": "指标内容", "sign": "指标性质", "attribute": "指标属性"}
    sheet, grid, look = _begin(specs, rng, 10, heads)
    grid.widths = [8, 14, 6, 7, 10, 5, 6, 6, 6, 10]
    row = grid.rows
    grid.put(row, 0, rng.choice(("项目名称", "单位名称、项目名称")), label=True)
    grid.put(row, 1, rng.choice(("项目年度绩效目标", "年度绩效目标", "项目绩效目标")), label=True)
    print_header(grid, GOALS, look, row=row, left=2)
    grid.head = (row, 1)
    for spec in specs:
        rows = in_order(spec.rows, new=look.new)
        at = grid.rows
        down(grid, at, 0, spec.project, len(rows), look)
        down(grid, at, 1, goal_text(spec, rng), len(rows), look)
        sheet.truth += print_rows(grid, spec, rows, GOALS, look, row=at, left=2, facts={"form": PROJECT})
    return sheet


def long_list_units(specs: Sequence[FormSpec], rng: Random) -> Sheet:
    """单位名称 | 项目名称 | 预算数 | 绩效目标 | levels | 性质 | 指标值 | 度量单位 | 权重 | 指标方向性."""
    half = max(1, len(specs) // 2)
    specs = [replace(spec, unit=specs[0 if at < half else half].unit) for at, spec in enumerate(specs)]
    heads = {"sign": "绩效指标性质", "value": "绩效指标值", "unit": "绩效度量单位", "direction": "指标方向性"}
    sheet, grid, look = _begin(specs, rng, 12, heads)
    grid.widths = [8, 8, 7, 12, 6, 7, 10, 6, 7, 6, 5, 7]
    row = grid.rows
    money = rng.choice(("预算数", f"年度预算（{specs[0].money_unit}）", "预算金额"))
    for column, text in enumerate(("单位名称", "项目名称", money, "绩效目标")):
        grid.put(row, column, text, label=True)
    print_header(grid, UNITS, look, row=row, left=4)
    grid.head = (row, 1)
    units = [spec.unit for spec in specs]
    end = grid.rows
    for at, spec in enumerate(specs):
        rows = in_order(spec.rows, new=look.new)
        top, end = end, end + len(rows)
        if not at or units[at - 1] != spec.unit:
            same = [other for other in specs if other.unit == spec.unit]
            down(grid, top, 0, spec.unit, sum(len(other.rows) for other in same), look)
        down(grid, top, 1, spec.project, len(rows), look)
        for box in down(grid, top, 2, cash(spec.total, spec, rng), len(rows), look):
            box.number = (float(box.text.replace(",", "")), "#,##0.00" if "," in box.text else "General")
        down(grid, top, 3, goal_text(spec, rng), len(rows), look)
        facts = {"form": PROJECT, "implementing_unit": spec.unit, "budget": spec.total}
        sheet.truth += print_rows(grid, spec, rows, UNITS, look, row=top, left=4, facts=facts)
    return sheet


def long_list_money(specs: Sequence[FormSpec], rng: Random) -> Sheet:
    """序号 | 项目名称 | 预算金额 over 合计 and 财政拨款 (two storeys) | levels | 指标值 | 备注."""
    sheet, grid, look = _begin(specs, rng, 9, {})
    grid.widths = [4, 10, 8, 8, 7, 8, 14, 9, 6]
    row = grid.rows
    grid.put(row, 0, "序号", 2, label=True)
    grid.put(row, 1, "项目名称", 2, label=True)
    grid.put(row, 2, rng.choice(("预算金额", "资金总额", "项目预算")), columns=2, label=True)
    grid.put(row + 1, 2, "合计", label=True)
    grid.put(row + 1, 3, "财政拨款", label=True)
    print_header(grid, MONEY, look, row=row, left=4, storeys=2)
    grid.head = (row, 2)
    for number, spec in enumerate(specs, 1):
        rows = in_order(spec.rows, new=look.new)
        top = grid.rows
        own = spec.money["财政拨款"]
        for column, text in enumerate(
            (number, spec.project, cash(spec.total, spec, rng), cash(own, spec, rng))
        ):
            down(grid, top, column, str(text), len(rows), look)
        facts = {"form": PROJECT, "budget": spec.total, "fiscal": own}
        sheet.truth += print_rows(grid, spec, rows, MONEY, look, row=top, left=4, facts=facts)
    return sheet


def down(grid: Grid, row: int, column: int, text: str, rows: int, look: Style) -> list[Box]:
    """A cell for all rows of a project: merged, printed once with blanks below, or in every row."""
    if look.merge == "merge":
        return [grid.put(row, column, text, rows)]
    first = grid.put(row, column, text)
    if look.merge == "blank":
        for at in range(row + 1, row + rows):
            grid.put(at, column, "")
        return [first]
    return [first, *(grid.put(at, column, text) for at in range(row + 1, row + rows))]


def _begin(
    specs: Sequence[FormSpec], rng: Random, columns: int, heads: dict[str, str]
) -> tuple[Sheet, Grid, Style]:
    spec = specs[0]
    sheet = opening(spec, rng, where=rng.choice(("title", "file", "line")))
    sheet.wide = True
    sheet.running_head = rng.choice(("", f"{spec.department}{spec.year}年部门预算"))
    title = rng.choice(("项目支出绩效目标表", "部门预算项目绩效目标表", "市级部门项目支出绩效目标表"))
    sheet.say(rng.choice((f"{spec.year}年{title}", f"{title}（{spec.year}年度）")), "title")
    sheet.say(department_line(spec, rng, money=True))
    grid = Grid(columns)
    sheet.blocks.append(grid)
    merge = rng.choice(("merge", "merge", "merge", "blank", "repeat"))
    return sheet, grid, style(rng, new=rng.random() < 0.6, merge=merge, **heads)
