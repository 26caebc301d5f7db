"""What a department or a project changed since the year before, in short, with the way to the whole comparison."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

import streamlit as st

from kg.errors import KgError
from kg.explorer.address import COMPARE, SEARCH, href
from kg.explorer.figures.compared import begin_years
from kg.explorer.looks.bars import Bar, Part, bars_html
from kg.explorer.looks.markup import Cell, Line, links_html, note, problem, show, table_html
from kg.explorer.looks.wording import WHOLE_DEPARTMENT, count_text
from kg.explorer.nodes import short
from kg.explorer.opened import Graph

if TYPE_CHECKING:
    from kg.diff import Comparison, Difference
    from kg.explorer.ahead import Begun

_MOST: Final = 20
_SOON: Final = 0.3
"""Seconds that a page waits for a comparison before it shows itself without."""
_COLOURS: Final = {
    "loosened": 6,
    "tightened": 2,
    "dropped": 1,
    "project-dropped": 1,
    "new": 0,
    "project-new": 0,
}
_OTHER: Final = 4
_STRICTNESS: Final = ("loosened", "tightened")


def changes_section(
    graph: Graph, years: Collection[int], year: int, department: str, project: str = ""
) -> None:
    """How this year differs from the last one before it that there is, of a department or one project (its IRI)."""
    before = max((one for one in years if one < year), default=None)
    if before is None:
        return
    st.markdown(f"##### 与 {before} 年相比")
    asked = begin_years(graph, before, year, department, project)
    if not asked.is_there(_SOON):
        st.fragment(_watch, run_every=1)(asked)
        return
    try:
        found = asked.result()
    except KgError as error:
        problem(str(error))
        return
    link = href(COMPARE, department=department, old=before, new=year)
    if not found.differences:
        note("没有变化。")
        return
    from kg.diff import KINDS, MEANINGS

    summary = found.summary()
    show(
        bars_html(
            Bar(
                KINDS[kind],
                f"{count_text(count)} 处",
                [Part(count, _COLOURS.get(kind, _OTHER), f"{KINDS[kind]} {count} 处：{MEANINGS[kind]}")],
            )
            for kind, count in summary.items()
        )
    )
    # what a reviewer asks about first: the order of KINDS has it so
    order = list(KINDS)
    leading = sorted(found.differences, key=lambda one: order.index(one.kind))
    shown = [one for one in leading if project or one.kind in _STRICTNESS][:_MOST]
    if shown:
        show(table_html(["项目", "变化", "内容", "具体情况"], [_line(one, KINDS[one.kind]) for one in shown]))
    show(links_html([(f"全部 {count_text(len(found.differences))} 处变化，逐条对比", link)]))


def _line(one: "Difference", kind: str) -> Line:
    row = one.new or one.old or {}
    name = str(row.get("name") or row.get("source") or row.get("label") or "")
    iri = str((one.new or {}).get("id") or "")
    return [
        Cell(one.project or WHOLE_DEPARTMENT),
        Cell(kind, look="n"),
        Cell(name, href(SEARCH, row=short(iri)) if iri else None),
        Cell(one.words + (f"（{one.doubt}）" if one.doubt else ""), look="w"),
    ]


def _watch(asked: "Begun[Comparison]") -> None:
    if asked.is_there():
        st.rerun()
    note("正在比较，完成后显示在这里……")
