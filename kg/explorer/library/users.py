"""Who uses an indicator of the library: department, year, project, and the target as printed."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from kg.explorer.address import LIBRARY, PROJECT, SEARCH, chosen, chosen_number, href, pick
from kg.explorer.looks.markup import Cell, Line, anchor, show, table_html
from kg.explorer.looks.wording import count_text
from kg.explorer.nodes import short
from kg.suggest.usage import Usage, Use

PAGE: Final = 100
_ORDERS: Final = {
    "department": "按部门", "year": "年度新的在前", "high": "数值大的在前", "low": "数值小的在前",
}  # fmt: skip


def users_section(usage: Usage) -> None:
    """A page of the rows, in the order of the address."""
    st.markdown("##### 谁在用")
    left, _ = st.columns([1, 3])
    with left:
        order = pick("排序", "by", list(_ORDERS), shown=_ORDERS.__getitem__, drop=("from",), required=True)
    uses = _ordered(usage.uses, order or "")
    start = min(chosen_number("from"), max(len(uses) - 1, 0)) // PAGE * PAGE
    if len(uses) > PAGE:
        show(_pages(len(uses), start, usage))
    headings = ("部门", "年度", "项目", "目标（点开看原文）", "期限", "二级指标")
    show(table_html(headings, [_use_line(use) for use in uses[start : start + PAGE]], height=460))


def _ordered(uses: Sequence[Use], order: str) -> list[Use]:
    """The rows in an order of `_ORDERS`; those without a value behind those with one."""
    if order == "year":
        return sorted(uses, key=lambda use: (-use.year, use.department, use.project_name))
    if order in ("high", "low"):
        sign = -1 if order == "high" else 1
        return sorted(uses, key=lambda use: (use.value is None, sign * (use.value or 0), use.department))
    return list(uses)


def _pages(total: int, start: int, usage: Usage) -> str:
    choices = {name: chosen(name) for name in ("words", "plan", "picks", "by")}
    said = f"第 {start + 1}～{min(start + PAGE, total)} 行，共 {count_text(total)} 行"
    for words, at in (("上一页", start - PAGE), ("下一页", start + PAGE)):
        if 0 <= at < total:
            link = href(LIBRARY, concept=short(usage.concept), **choices)
            said += "　" + anchor(words, f"{link}&from={at}")
    return said


def _use_line(use: Use) -> Line:
    return [
        Cell(use.department, href(SEARCH, department=use.department) if use.department else None),
        Cell(str(use.year or ""), look="n"),
        Cell(use.project_name, href(PROJECT, project=short(use.project)) if use.project else None),
        Cell(use.printed or "（未填）", href(SEARCH, row=short(use.target))),
        Cell(use.horizon, look="n"),
        Cell(use.level2, look="g"),
    ]
