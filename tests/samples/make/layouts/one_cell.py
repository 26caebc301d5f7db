"""Targets in one cell, in all the spellings that offices use; the plain form of many counties."""

from collections.abc import Sequence
from random import Random

from samples.make.grid import Break, Grid, Sheet
from samples.make.heads import PROJECT, cash, department_line, goal_text, opening
from samples.make.indicators import Columns, print_header, print_rows, style
from samples.make.spec import FormSpec
from samples.make.wording import in_order

PLAIN: Columns = (("level1", 1), ("level2", 1), ("name", 2), ("target", 2))


def one_cell(specs: Sequence[FormSpec], rng: Random) -> Sheet:
    """一级指标 | 二级指标 | 三级指标 | 指标值, beside a vertical 绩效指标."""
    sheet = opening(specs[0], rng)
    named = rng.random() < 0.5
    for number, spec in enumerate(specs):
        if number:
            sheet.blocks.append(Break())
        sheet.say(rng.choice(("项目支出绩效目标表", "项目绩效目标表", "项目支出绩效目标批复表")), "title")
        sheet.say(f"({spec.year}年度)", "centre")
        if named or number or len(sheet.blocks) < 4:
            sheet.say(department_line(spec, rng, money=False))
        sheet.blocks.append(_form(sheet, spec, rng))
    return sheet


def _form(sheet: Sheet, spec: FormSpec, rng: Random) -> Grid:
    grid = Grid(7, widths=[5, 8, 10, 10, 8, 8, 8])
    grid.line("项目名称", (spec.project, 6))
    grid.line(rng.choice(("主管部门", "预算部门")), (spec.department, 2), "实施单位", (spec.unit, 3))
    unit = spec.money_unit
    own = spec.money["财政拨款"]
    grid.line(
        f"年度资金总额（{unit}）",
        (cash(spec.total, spec, rng), 2),
        "其中：财政拨款",
        (cash(own, spec, rng), 3),
    )
    grid.line("年度目标", (goal_text(spec, rng), 6))
    look = style(rng, new=rng.random() < 0.5)
    rows = in_order(spec.rows, new=look.new)
    top = grid.rows
    grid.put(top, 0, "绩效指标", len(rows) + 1, label=True, down=True)
    print_header(grid, PLAIN, look, row=top, left=1)
    grid.head = (top, 1)
    facts = {"form": PROJECT, "implementing_unit": spec.unit, "budget": spec.total, "fiscal": own}
    sheet.truth += print_rows(grid, spec, rows, PLAIN, look, row=top + 1, left=1, facts=facts)
    return grid
