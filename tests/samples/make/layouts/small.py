"""Small forms: several on a page, labels printed one character a line, goals with numbers."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from samples.make.grid import Grid, Sheet
from samples.make.heads import PROJECT, cash, goal_text, opening
from samples.make.indicators import Columns, print_header, print_rows, spread, style
from samples.make.spec import FormSpec
from samples.make.wording import in_order

PLAIN: Columns = (("level1", 1), ("level2", 1), ("name", 1), ("target", 2))
UPRIGHT: Columns = (("level1", 1), ("level2", 1), ("name", 1), ("sign", 1), ("value", 1), ("unit", 1))
BASED: Columns = (("level1", 1), ("level2", 1), ("name", 1), ("target", 1), ("basis", 2))


def few(spec: FormSpec, rng: Random, count: int) -> FormSpec:
    """The form with ``count`` of its rows, in their order."""
    kept = sorted(rng.sample(range(len(spec.rows)), min(count, len(spec.rows))))
    return replace(spec, rows=tuple(spec.rows[at] for at in kept))


def small_forms(specs: Sequence[FormSpec], rng: Random) -> Sheet:
    """Several forms of a few rows on one page; the title before each, or once."""
    sheet = opening(specs[0], rng, where=rng.choice(("title", "cover", "file", "book")))
    once = rng.random() < 0.5
    look = style(rng, new=rng.random() < 0.5)
    for number, whole in enumerate(specs):
        spec = few(whole, rng, rng.randrange(3, 6))
        if not number or not once:
            sheet.say("项目支出绩效目标表", "title")
            sheet.say(f"（{spec.year}年度）", "centre")
        grid = Grid(5, widths=[8, 10, 14, 7, 8])
        grid.line(
            "项目名称", (spec.project, 2), "项目金额", f"{cash(spec.total, spec, rng)}{spec.money_unit}"
        )
        grid.line("主管部门", (spec.department, 2), "实施单位", spec.unit)
        grid.line("绩效目标", (spec.goals[0].text, 4))
        top = grid.rows
        print_header(grid, PLAIN, look, row=top)
        grid.head = (top, 1)
        rows = in_order(spec.rows, new=look.new)
        facts = {"form": PROJECT, "implementing_unit": spec.unit, "budget": spec.total}
        sheet.truth += print_rows(grid, spec, rows, PLAIN, look, row=top + 1, facts=facts)
        sheet.blocks.append(grid)
        if once:
            sheet.say("")
    return sheet


def upright_labels(specs: Sequence[FormSpec], rng: Random) -> Sheet:
    """绩效指标, 产出指标 and 年度目标 in narrow columns, one character a line."""
    spec = specs[0]
    sheet = opening(spec, rng, where=rng.choice(("title", "file")))
    sheet.say("项目支出绩效目标表", "title")
    sheet.say(f"（{spec.year}年度）", "centre")
    grid = Grid(7, widths=[3, 3, 7, 14, 6, 8, 6])
    sheet.blocks.append(grid)
    grid.line(("项目名称", 3), (spec.project, 4))
    grid.line(("主管部门", 3), spec.department, ("实施单位", 2), spec.unit)
    own = spec.money["财政拨款"]
    unit = spec.money_unit
    grid.line(
        (f"预算资金（{unit}）", 3), cash(spec.total, spec, rng), ("其中：财政拨款", 2), cash(own, spec, rng)
    )
    top = grid.rows
    grid.put(top, 0, "年度目标", label=True, down=True)
    grid.put(top, 1, goal_text(spec, rng), columns=6)
    look = style(rng, new=rng.random() < 0.5)
    look.down = True
    rows = in_order(spec.rows, new=look.new)
    top = grid.rows
    grid.put(top, 0, "绩效指标", len(rows) + 1, label=True, down=True)
    print_header(grid, UPRIGHT, look, row=top, left=1)
    grid.head = (top, 1)
    facts = {"form": PROJECT, "implementing_unit": spec.unit, "budget": spec.total, "fiscal": own}
    sheet.truth += print_rows(grid, spec, rows, UPRIGHT, look, row=top + 1, left=1, facts=facts)
    return sheet


def numbered_goals(specs: Sequence[FormSpec], rng: Random) -> Sheet:
    """长期 and 年度绩效目标 with numbers, each followed by its own indicators."""
    spec = replace(specs[0], goals=tuple(goal for part in specs for goal in part.goals[:1]))
    sheet = opening(spec, rng, where=rng.choice(("title", "cover")))
    sheet.say("项目支出绩效目标申报表", "title")
    sheet.say(f"（{spec.year}年度）", "centre")
    sheet.say(f"金额单位：{spec.money_unit}", "right")
    grid = Grid(7, widths=[7, 8, 9, 13, 9, 8, 8])
    sheet.blocks.append(grid)
    grid.line("项目名称", (spec.project, 3), "项目编码", (spec.project_code, 2))
    grid.line("项目主管部门", (spec.department, 3), "项目执行单位", (spec.unit, 2))
    grid.line(
        "项目总预算", (cash(spec.total * 3, spec, rng), 3), "项目当年预算", (cash(spec.total, spec, rng), 2)
    )
    look = style(rng, new=False)
    for number, part in enumerate(specs, 1):
        grid.line(f"年度绩效目标{number}", (part.goals[0].text, 6))
        rows = in_order(few(part, rng, 4).rows, new=False)
        top = grid.rows
        grid.put(top, 0, "年度绩效指标", len(rows) + 1, label=True)
        print_header(grid, BASED, look, row=top, left=1)
        facts = {
            "form": PROJECT, "project": spec.project, "implementing_unit": spec.unit, "budget": spec.total,
            "project_code": spec.project_code, "goal": f"年度目标{number}",
        }  # fmt: skip
        weights = spread(len(rows), spec.total)
        sheet.truth += print_rows(
            grid, spec, rows, BASED, look, row=top + 1, left=1, facts=facts, weights=weights
        )
    return sheet
