"""The two plots of the first page: kinds of indicators, and the money of departments."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from kg.explorer.address import DEPARTMENT, SEARCH, href
from kg.explorer.figures.money import Owner
from kg.explorer.figures.owners import KINDS, Figures, sum_figures
from kg.explorer.looks.bars import Bar, Part, bars_html, legend_html
from kg.explorer.looks.markup import Block, Heading, note_html
from kg.explorer.looks.wording import count_text, money_text

_MOST: Final = 12
COLOURS: Final = {name: colour for colour, name in enumerate(KINDS)}
"""Class of kinds to the number of its colour."""


def kinds_chart(figures: Mapping[Owner, Figures]) -> list[Block]:
    """Rows of each department by level-1 class, the departments with most rows first."""
    heading = Heading("各部门指标的类别")
    by_name: dict[str, dict[Owner, Figures]] = {}
    for owner, one in figures.items():
        by_name.setdefault(owner[0], {})[owner] = one
    totals = {name: sum_figures(of.values()) for name, of in by_name.items()}
    shown = sorted((name for name in totals if totals[name].targets), key=lambda n: (-totals[n].targets, n))
    if not shown:
        return [heading, note_html("还没有指标。")]
    bars = (kinds_bar(name, totals[name], SEARCH, department=name) for name in shown[:_MOST])
    blocks: list[Block] = [heading, bars_html(bars) + kinds_legend(sum_figures(figures.values()))]
    if len(shown) > _MOST:
        words = f"共 {count_text(len(shown))} 个部门，图中只画指标最多的 {_MOST} 个，其余见下表。"
        blocks.append(note_html(words))
    return blocks


def kinds_bar(label: str, figures: Figures, page: str, **place: object) -> Bar:
    """The rows of one department or year by class; links lead to this page and place."""
    parts = [
        Part(
            figures.kinds[name],
            COLOURS[name],
            f"{label}：{word}指标 {figures.kinds[name]} 条",
            href(page, **place),
        )
        for name, word in KINDS.items()
    ]
    return Bar(label, count_text(figures.targets), parts, href(page, **place))


def kinds_legend(figures: Figures) -> str:
    """The classes that there are rows of, with how many."""
    return legend_html(
        (f"{word} {count_text(figures.kinds[name])}", COLOURS[name])
        for name, word in KINDS.items()
        if figures.kinds[name]
    )


def money_chart(budgets: Mapping[Owner, Decimal | None]) -> list[Block]:
    """Budgets of the projects of each department and year in yuan, the largest first."""
    heading = Heading("各部门项目预算（万元）")
    money = {owner: amount for owner, amount in budgets.items() if amount}
    if not money:
        return [heading, note_html("绩效表里没有印出当年预算。")]
    shown = sorted(money, key=lambda owner: (-money[owner], owner))
    bars = []
    for department, year in shown[:_MOST]:
        name, amount = f"{department} {year}", money[department, year]
        link = href(DEPARTMENT, department=department, year=year)
        words = f"{name} 年项目预算 {money_text(amount)} 万元"
        bars.append(Bar(name, money_text(amount), [Part(amount, 0, words, link)], link))
    blocks: list[Block] = [heading, bars_html(bars)]
    if len(shown) > _MOST:
        blocks.append(note_html(f"共 {count_text(len(shown))} 项，图中只画最大的 {_MOST} 项。"))
    return blocks
