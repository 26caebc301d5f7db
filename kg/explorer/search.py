"""Indicator rows by filter, a page at a time, with the panel of the chosen row and downloads."""

from collections.abc import Sequence

import streamlit as st

from kg.explorer.address import SEARCH, choose, chosen, chosen_number, href, pick, write_text
from kg.explorer.downloads import rows_to_csv, rows_to_workbook
from kg.explorer.facets import Facets, find_facets
from kg.explorer.markup import anchor, note, show
from kg.explorer.nodes import full, short
from kg.explorer.opened import Graph
from kg.explorer.row import row_panel
from kg.explorer.targets import ORDERS, Filter, Row, count_targets, page_of_targets, read_targets
from kg.explorer.wording import VALUE_KINDS, count_text

PAGE_ROWS = 100
MOST_DOWNLOADED = 100_000
_HANGING = ("row", "start")


def search_page(graph: Graph) -> None:
    """The whole page."""
    wanted = _filters(find_facets(graph, chosen("department")))
    total = count_targets(graph, wanted)
    start = min(chosen_number("start"), max(total - 1, 0) // PAGE_ROWS * PAGE_ROWS)
    order = chosen("order") if chosen("order") in ORDERS else "document"
    rows = read_targets(graph, page_of_targets(graph, wanted, order=order, start=start, limit=PAGE_ROWS))
    _summary(wanted, order, total, start)
    if rows:
        _table(rows, wanted, start)
        _downloads(graph, wanted, order, total)
    if chosen("row"):
        row_panel(graph, full(chosen("row")))
    elif rows:
        note("点一行左边的方框，下面就显示这一行的原文、出处、拆分和同类指标。")


def _filters(facets: Facets) -> Filter:
    first = st.columns(4)
    with first[0]:
        department = pick("部门", "department", list(facets.departments), drop=_HANGING)
    with first[1]:
        year = pick("年度", "year", facets.years, drop=_HANGING)
    with first[2]:
        level1 = pick("一级指标", "level1", facets.level1, drop=_HANGING)
    with first[3]:
        level2 = pick("二级指标", "level2", facets.level2, drop=_HANGING)
    second = st.columns([1, 1, 1, 1, 2, 1.4])
    with second[0]:
        operator = pick(
            "运算符", "operator", [*facets.operators, "none"], shown=_operator_name, drop=_HANGING
        )
    with second[1]:
        kind = pick(
            "取值类型", "kind", facets.value_kinds, shown=lambda k: VALUE_KINDS.get(k, k), drop=_HANGING
        )
    with second[2]:
        unit = pick("单位", "unit", facets.units, drop=_HANGING)
    with second[3]:
        sure = pick(
            "把握", "sure", ["yes", "no"], shown=lambda s: "可靠" if s == "yes" else "待核", drop=_HANGING
        )
    with second[4]:
        text = write_text("名称、目标或项目里的文字", "text", placeholder="多个词用空格隔开", drop=_HANGING)
    with second[5]:
        pick("排序", "order", list(ORDERS), shown=lambda o: ORDERS[o], drop=("start",), required=True)
    return Filter(
        department=department or "",
        year=year or "",
        level1=level1 or "",
        level2=level2 or "",
        operator=operator or "",
        kind=kind or "",
        unit=unit or "",
        sure=sure or "",
        text=text,
    )


def _operator_name(sign: str) -> str:
    return "（没有写）" if sign == "none" else sign


def _summary(wanted: Filter, order: str, total: int, start: int) -> None:
    choices = {**wanted.choices(), "order": order if order != "document" else ""}
    words = f"<b>共 {count_text(total)} 条指标</b>"
    if total > PAGE_ROWS:
        words += f"，现在是第 {start + 1}～{min(start + PAGE_ROWS, total)} 条"
        if start:
            words += "　" + anchor("上一页", href(SEARCH, **choices, start=max(start - PAGE_ROWS, 0)))
        if start + PAGE_ROWS < total:
            words += "　" + anchor("下一页", href(SEARCH, **choices, start=start + PAGE_ROWS))
    if wanted.choices():
        words += "　" + anchor("清除条件", href(SEARCH))
    if not total:
        words += "。没有符合条件的指标，请放宽条件。"
    show(words)


def _table(rows: Sequence[Row], wanted: Filter, start: int) -> None:
    now = full(chosen("row"))
    table = {
        "部门": [row.department for row in rows],
        "年度": [row.text("year") for row in rows],
        "项目": [row.project for row in rows],
        "二级指标": [row.text("level2") or row.text("level1") for row in rows],
        "三级指标": [row.text("name") for row in rows],
        "目标值（原文）": [row.text("targetText") for row in rows],
        "运算符": [row.operator for row in rows],
        "数值": [row.number for row in rows],
        "单位": [row.text("unitText") for row in rows],
        "待核": ["" if row.text("confident") == "是" else "待核" for row in rows],
    }
    widths = {
        "年度": 52,
        "运算符": 58,
        "待核": 50,
        "单位": 64,
        "数值": 84,
        "二级指标": 112,
        "部门": 150,
        "项目": 170,
    }
    key = f"rows-{start}-{wanted}-{chosen('order')}"
    st.dataframe(
        table,
        hide_index=True,
        height=min(38 + 35 * len(rows), 423),
        column_config={name: st.column_config.Column(width=width) for name, width in widths.items()},
        placeholder="",
        key=key,
        on_select=lambda: _select(key, [row.iri for row in rows]),
        selection_mode="single-row",
    )
    if now and now in {row.iri for row in rows}:
        position = next(i for i, row in enumerate(rows) if row.iri == now)
        note(f"下面是表中第 {position + 1} 行。")


def _select(key: str, iris: Sequence[str]) -> None:
    picked = st.session_state[key].selection.rows
    choose("row", short(iris[picked[0]]) if picked else "")


def _downloads(graph: Graph, wanted: Filter, order: str, total: int) -> None:
    def read() -> list[Row]:
        iris = page_of_targets(graph, wanted, order=order, limit=MOST_DOWNLOADED)
        return read_targets(graph, iris)

    left, middle, right = st.columns([1.3, 1.3, 5])
    with left:
        st.download_button(
            "下载 Excel",
            lambda: rows_to_workbook(graph, read()),
            "指标检索.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            on_click="ignore",
            width="stretch",
        )
    with middle:
        st.download_button(
            "下载 CSV",
            lambda: rows_to_csv(graph, read()),
            "指标检索.csv",
            "text/csv",
            on_click="ignore",
            width="stretch",
        )
    with right:
        note(
            f"下载全部 {count_text(min(total, MOST_DOWNLOADED))} 条，不只是这一页；表中的选择、排序不影响下载。"
        )
