"""指标检索: one box, the values to narrow by, the rows found, and the panel of the row that is open."""

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from kg.explorer.address import chosen, chosen_number, href, write_text
from kg.explorer.looks.markup import anchor, note, show
from kg.explorer.looks.wording import count_text, escape
from kg.explorer.nodes import full, short
from kg.explorer.opened import Graph
from kg.explorer.rows.downloads import MOST_DETAILED, columns_to_csv, rows_to_csv, rows_to_workbook
from kg.explorer.rows.index import is_index_ready, row_index
from kg.explorer.rows.targets import Row, count_targets, page_of_targets, read_targets
from kg.explorer.rows.wanted import ORDERS, Filter, order_rows
from kg.explorer.search.found import PAGE_ROWS, pager_html, rows_html
from kg.explorer.search.narrowing import FIELDS, View, chips_html, facets_html, hints
from kg.explorer.search.row import Neighbours, row_panel
from kg.explorer.search.said import read_line
from kg.store.remote_server import address_from_environment

if TYPE_CHECKING:
    from kg.explorer.rows.columns import Places

_EXAMPLES: Final = ("满意度 ≥95%", "响应时间 不超过1小时", "数量 缺单位", "成本 待核")
_HANGING: Final = ("row", "start")
_MOST_HINTS: Final = 6


def search_page(graph: Graph) -> None:
    """The whole page."""
    line = write_text(
        "找指标：名称、项目、部门、年度、类别、条件都可以写，用空格隔开",
        "q",
        placeholder="例如：满意度 ≥95%",
        drop=_HANGING,
        hint="懂得比较（≥95%、不超过1小时，单位自动换算）、部门和地名、年度、指标类别（数量、满意度……）、状况（缺单位、定性、"
        "待核……）。下面会列出看懂了什么；加引号的照原样查找。",
    )
    view = _view(graph, line)
    wanted = _filter(view)
    rows = order_rows(graph, wanted, view.order or "document")
    start = min(chosen_number("start"), max(len(rows) - 1, 0) // PAGE_ROWS * PAGE_ROWS)
    show(chips_html(graph, view) or _examples())
    now = full(chosen("row")) if chosen("row") else ""
    if now:
        row_panel(graph, now, _neighbours(graph, view, rows, now, start))
    if len(rows):
        facets = facets_html(graph, view, wanted)
        pager = pager_html(view, len(rows), start)
        table = rows_html(graph, view, rows, start=start, now=now)
        again = pager if len(rows) > PAGE_ROWS else ""
        show(f'<div class="kg-search">{facets}<div>{pager}{table}{again}</div></div>')
        _downloads(graph, wanted, view.order or "document", len(rows))
    else:
        _nothing(graph, view)
    if not is_index_ready(graph) and address_from_environment() is None:
        note(
            "这个图谱是旧版本生成的，检索要现查现排。运行一次 kg build（不会重读没有变的文件），以后打开就快。"
        )


def _view(graph: Graph, line: str) -> View:
    choices = {name: value for name in FIELDS if (value := chosen(name))}
    order = chosen("order") if chosen("order") in ORDERS else ""
    return View(read_line(graph, line), choices, order)


def _filter(view: View) -> Filter:
    fields: dict[str, Any] = dict(view.choices)
    return view.said.apply(Filter(**fields))


def _examples() -> str:
    links = "".join(f"<span>{anchor(words, href('search', q=words))}</span>" for words in _EXAMPLES)
    return f'<div class="kg-chips"><span>试试：</span>{links}</div>'


def _neighbours(graph: Graph, view: View, rows: "Places", now: str, start: int) -> Neighbours:
    """The rows before and behind the open one in the list, and the list without it."""
    index = row_index(graph)
    found = (rows == index.places.get(now, -1)).nonzero()[0]
    closed = view.link(start=start or "")
    if not len(found):
        return Neighbours(closed)
    at = int(found[0])

    def link(to: int) -> str:
        page = to // PAGE_ROWS * PAGE_ROWS
        return view.link(start=page or "", row=short(index.targets[int(rows[to])]))

    return Neighbours(
        closed,
        link(at - 1) if at else "",
        link(at + 1) if at + 1 < len(rows) else "",
        f"第 {count_text(at + 1)} 条，共 {count_text(len(rows))} 条",
    )


def _nothing(graph: Graph, view: View) -> None:
    """How to widen a search that finds nothing."""
    if not len(row_index(graph)):
        note("图谱里还没有指标行。到“导入”页读入文件，或运行 kg build。")
        return

    def count(wider: View) -> int:
        return count_targets(graph, _filter(wider))

    found = [(words, number, link) for words, number, link in hints(graph, view, count) if number]
    items = "".join(
        f"<li>{anchor(words, link)}：{count_text(number)} 条</li>"
        for words, number, link in found[:_MOST_HINTS]
    )
    ways = (
        f"<p>可以这样放宽：</p><ul>{items}</ul>"
        if items
        else "<p>去掉任何一个条件都还是没有，请换个说法。</p>"
    )
    everything = anchor("看全部指标", href("search"))
    show(f"<p><b>{escape('没有符合条件的指标。')}</b></p>{ways}<p>{everything}</p>")


def _downloads(graph: Graph, wanted: Filter, order: str, total: int) -> None:
    def read() -> list[Row]:
        return read_targets(graph, page_of_targets(graph, wanted, order=order, limit=total))

    is_detailed = total <= MOST_DETAILED
    left, middle, right = st.columns([1.3, 1.3, 5])
    with left:
        st.download_button(
            "下载 Excel",
            lambda: rows_to_workbook(graph, read()) if is_detailed else _large(graph, wanted, order),
            "指标检索.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            on_click="ignore",
            width="stretch",
        )
    with middle:
        st.download_button(
            "下载 CSV",
            lambda: (
                rows_to_csv(graph, read())
                if is_detailed
                else columns_to_csv(graph, order_rows(graph, wanted, order))
            ),
            "指标检索.csv",
            "text/csv",
            on_click="ignore",
            width="stretch",
        )
    with right:
        words = f"下载现在条件下的全部 {count_text(total)} 条，按现在的顺序。"
        if not is_detailed:
            words += f"超过 {count_text(MOST_DETAILED)} 条时只带检索用的列；全部列用 kg export xlsx。"
        note(words)


def _large(graph: Graph, wanted: Filter, order: str) -> bytes:
    from kg.explorer.rows.downloads import columns_to_workbook

    return columns_to_workbook(graph, order_rows(graph, wanted, order))
