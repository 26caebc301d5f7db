"""The whole-department form: the year's tasks with their money, the goals, the indicators."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random

from samples.make.grid import Grid, Sheet
from samples.make.heads import WHOLE, opening
from samples.make.indicators import Columns, print_header, print_rows, style
from samples.make.spec import FormSpec
from samples.make.wording import amount, in_order

ONE: Columns = (("level1", 1), ("level2", 1), ("name", 2), ("target", 2))
YEARS: Columns = (("level1", 1), ("level2", 1), ("name", 1), ("before", 1), ("last", 1), ("target", 1))


def whole_department(specs: Sequence[FormSpec], rng: Random) -> Sheet:
    """年度主要任务 (任务名称, 主要内容, 预算金额 over 总额, 财政拨款 and 其他资金), goals, 年度绩效指标."""
    return _sheet(specs, rng, ONE)


def whole_department_years(specs: Sequence[FormSpec], rng: Random) -> Sheet:
    """The same with 年度指标值 over 前年, 上年 and 预计当年实现."""
    return _sheet(specs, rng, YEARS)


def _sheet(specs: Sequence[FormSpec], rng: Random, columns: Columns) -> Sheet:
    spec = specs[0]
    sheet = opening(spec, rng, where=rng.choice(("title", "cover", "file", "book")))
    sheet.say(rng.choice(("附件3", "")))
    titles = ("部门整体支出绩效目标表", "部门（单位）整体支出绩效目标表", "整体支出绩效目标申报表")
    sheet.say(rng.choice(titles), "title")
    sheet.say(f"（{spec.year}年度）", "centre")
    grid = Grid(7, widths=[6, 9, 9, 14, 9, 9, 9])
    sheet.blocks.append(grid)
    grid.line((rng.choice(("部门（单位）名称", "部门名称", "单位名称")), 2), (spec.department, 5))
    top = grid.rows
    height = len(specs) + 3
    grid.put(top, 0, "年度主要任务", height, label=True)
    grid.put(top, 1, "任务名称", 2, label=True)
    grid.put(top, 2, "主要内容", 2, 2, label=True)
    grid.put(top, 4, f"预算金额（{spec.money_unit}）", columns=3, label=True)
    for column, text in enumerate(("总额", "财政拨款", "其他资金"), 4):
        grid.put(top + 1, column, text, label=True)
    for row, task in enumerate(specs, top + 2):
        grid.put(row, 1, f"任务{row - top - 1}" if rng.random() < 0.5 else task.project)
        grid.put(row, 2, task.goals[0].text, columns=2)
        _money(grid, row, task, rng)
    grid.put(top + height - 1, 1, "金额合计", columns=3, label=True)
    total = replace(spec, money={key: sum((s.money[key] for s in specs), Decimal(0)) for key in spec.money})
    _money(grid, top + height - 1, total, rng)
    goals = [f"目标{number}：{task.goals[0].text}" for number, task in enumerate(specs, 1)]
    top = grid.rows
    grid.put(top, 0, "年度总体目标", len(goals), label=True)
    for row, text in enumerate(goals, top):
        grid.put(row, 1, text, columns=6)
    heads = {"target": rng.choice(("预期当年实现值", "预计当年实现"))} if columns is YEARS else {}
    look = style(rng, new=rng.random() < 0.4, **heads)
    rows = in_order(tuple(row for task in specs for row in task.rows), new=look.new)
    top = grid.rows
    storeys = 2 if columns is YEARS else 1
    grid.put(top, 0, "年度绩效指标", len(rows) + storeys, label=True, down=rng.random() < 0.5)
    if storeys == 2:
        print_header(grid, columns[:3], look, row=top, left=1, storeys=2)
        grid.put(top, 4, "年度指标值", columns=3, label=True)
        print_header(grid, columns[3:], look, row=top + 1, left=4)
    else:
        print_header(grid, columns, look, row=top, left=1)
    grid.head = (top, storeys)
    facts = {"form": WHOLE, "project": None, "budget": total.total, "fiscal": total.money["财政拨款"]}
    sheet.truth += print_rows(grid, spec, rows, columns, look, row=top + storeys, left=1, facts=facts)
    return sheet


def _money(grid: Grid, row: int, spec: FormSpec, rng: Random) -> None:
    for column, value in enumerate((spec.total, spec.money["财政拨款"], spec.money["其他资金"]), 4):
        grid.put(row, column, amount(value, spec.money_unit, rng))
