"""Why rows cannot be evaluated: a bar a reason, each leading to its rows."""

from collections.abc import Mapping

from kg.explorer.address import SEARCH, href
from kg.explorer.figures.money import Owner
from kg.explorer.figures.owners import EXPLAINED, REASONS, Figures, sum_figures
from kg.explorer.looks.bars import Bar, Part, bars_html
from kg.explorer.looks.markup import Block, Heading, note_html, show_all
from kg.explorer.looks.wording import count_text, share_text
from kg.graph.gaps import NOTHING


def reasons_section(
    figures: Mapping[Owner, Figures], *, department: str = "", year: int | None = None
) -> None:
    """Put the reasons of these rows on the page."""
    show_all(reasons_blocks(figures, department=department, year=year))


def reasons_blocks(
    figures: Mapping[Owner, Figures], *, department: str = "", year: int | None = None
) -> list[Block]:
    """The reasons of these rows, the frequent first; links are narrowed to the department and year given."""
    heading = Heading("不能评价的指标和原因")
    total = sum_figures(figures.values())
    if not total.targets:
        return [heading, note_html("还没有指标。")]
    rest = total.targets - total.evaluable
    if not rest:
        words = f"{count_text(total.targets)} 条指标都可以评价：有日期，或数值、单位、运算符三样齐全。"
        return [heading, note_html(words)]
    lead = (
        f"{count_text(total.targets)} 条指标里 {count_text(total.evaluable)} 条"
        f"（{share_text(total.evaluable, total.targets)}）可以评价：有日期，或数值、单位、运算符三样齐全。"
        f"其余 {count_text(rest)} 条："
    )
    reasons = sorted(
        (name for name in total.reasons if name != NOTHING), key=lambda name: -total.reasons[name]
    )
    bars = []
    for colour, reason in enumerate(reasons, 1):
        count = total.reasons[reason]
        link = href(SEARCH, department=department, year=year, reason=reason)
        words = EXPLAINED.get(reason, reason)
        shown = f"{count_text(count)}（{share_text(count, total.targets)}）"
        bars.append(
            Bar(words, shown, [Part(count, colour, f"{REASONS.get(reason, reason)} {count} 条", link)], link)
        )
    return [
        heading,
        note_html(lead),
        bars_html(bars),
        note_html("点一项看是哪些行，可在检索页下载成工作簿。"),
    ]
