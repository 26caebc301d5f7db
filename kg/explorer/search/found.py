"""A page of the rows found, as a table whose first link in each row opens the row and whose headings sort."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from kg.explorer.looks.markup import anchor
from kg.explorer.looks.wording import VALUE_KINDS, WHOLE_DEPARTMENT, count_text, escape, shorten
from kg.explorer.nodes import short
from kg.explorer.opened import Graph
from kg.explorer.rows.columns import RowIndex
from kg.explorer.rows.facets import reason_words
from kg.explorer.rows.index import row_index
from kg.explorer.rows.operators import operator_signs
from kg.explorer.rows.wanted import DOWN, ORDERS
from kg.explorer.search.narrowing import View
from kg.graph.gaps import NOTHING

if TYPE_CHECKING:
    from kg.explorer.rows.columns import Places

PAGE_ROWS: Final = 50
_HEADINGS: Final[Mapping[str, str]] = {
    "指标名称": "name", "目标值（原文）": "target", "读作": "value", "类别": "level", "部门": "department",
    "年度": "year", "项目": "project", "能否评价": "",
}  # fmt: skip
_LONGEST: Final = 90


def rows_html(graph: Graph, view: View, rows: "Places", *, start: int, now: str) -> str:
    """The table of one page; ``now`` is the IRI of the open row."""
    index = row_index(graph)
    head = "".join(_heading(view, words, name) for words, name in _HEADINGS.items())
    lines = "".join(
        _line(index, view, place, start=start, now=now) for place in rows[start : start + PAGE_ROWS].tolist()
    )
    return (
        '<div class="kg-scroll" tabindex="0" role="region" aria-label="指标行"><table class="kg-table kg-rows">'
        f"<thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div>"
    )


def pager_html(view: View, total: int, start: int) -> str:
    """How many there are, which are shown, and where the others are."""
    parts = [f"<b>共 {count_text(total)} 条指标</b>"]
    if total > PAGE_ROWS:
        last = (total - 1) // PAGE_ROWS * PAGE_ROWS
        parts.append(
            f"<span>第 {count_text(start + 1)}～{count_text(min(start + PAGE_ROWS, total))} 条</span>"
        )
        if start:
            parts.append(anchor("« 首页", view.link()))
            parts.append(anchor("‹ 上一页", view.link(start=max(start - PAGE_ROWS, 0) or "")))
        if start < last:
            parts.append(anchor("下一页 ›", view.link(start=start + PAGE_ROWS)))
            parts.append(anchor("末页 »", view.link(start=last)))
    if view.order and view.order != "document":
        parts.append(f"<span>按{escape(ORDERS[view.order])}排列</span>")
        parts.append(anchor("恢复按文件和行号", view.link(order="")))
    return f'<div class="kg-pager">{"".join(parts)}</div>'


def read_as(index: RowIndex, place: int) -> str:
    """Operator, value and unit of a row in short; the kind of value where it is no number."""
    value = index.text("value", place)
    if not value:
        kind = index.text("valueKind", place)
        return VALUE_KINDS.get(kind, kind)
    sign = operator_signs().get(index.text("operator", place), "")
    return " ".join(filter(None, (sign, value, index.text("unitText", place))))


def _heading(view: View, words: str, name: str) -> str:
    if not name:
        return f"<th>{escape(words)}</th>"
    up = "value-up" if name == "value" else name
    now = view.order
    sign, sort, then = ' <span class="kg-note">⇅</span>', "none", up
    if now == up:
        sign, sort, then = " ▲", "ascending", name + DOWN
    elif now == name + DOWN:
        sign, sort, then = " ▼", "descending", ""
    title = "恢复按文件和行号排列" if not then else f"按{ORDERS[then]}排列全部结果"
    link = f'href="{escape(view.link(order=then))}" target="_self" title="{escape(title)}"'
    return f'<th aria-sort="{sort}"><a {link}>{escape(words)}{sign}</a></th>'


def _line(index: RowIndex, view: View, place: int, *, start: int, now: str) -> str:
    target = index.targets[place]
    link = view.link(start=start or "", row=short(target))
    reason = index.text("reason", place)
    state = "可评价" if reason == NOTHING else reason_words(reason)
    marks = escape(state) if reason == NOTHING else f'<span class="kg-warning">{escape(state)}</span>'
    if not index.is_sure()[place]:
        marks += ' <span class="kg-warning">待核</span>'
    cells = [
        ("", anchor(shorten(index.text("name", place), _LONGEST) or "（没有名称）", link)),
        ("", escape(shorten(index.text("targetText", place), _LONGEST))),
        ("n", escape(read_as(index, place))),
        ("", escape(index.text("level2", place) or index.text("level1", place))),
        ("", escape(index.text("departmentName", place))),
        ("n", escape(index.text("year", place))),
        ("", escape(shorten(index.text("projectName", place), _LONGEST) or WHOLE_DEPARTMENT)),
        ("", marks),
    ]
    own = ' class="kg-own" aria-current="true"' if target == now else ""
    return f"<tr{own}>{''.join(_cells(cells))}</tr>"


def _cells(cells: list[tuple[str, str]]) -> Iterator[str]:
    for look, inner in cells:
        yield f'<td class="{look}">{inner}</td>'
