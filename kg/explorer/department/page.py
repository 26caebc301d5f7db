"""A department by years: money, projects, indicators, what cannot be evaluated, findings, changes and peers."""

from collections.abc import Mapping
from typing import Final

import streamlit as st

from kg.explorer.address import AUDIT, COMPARE, DEPARTMENT, NETWORK, PROJECT, SEARCH, chosen, href, pick
from kg.explorer.address import write_text as text_field
from kg.explorer.audited import audit_state, findings_of, is_audited
from kg.explorer.department.sections import (
    documents_of,
    findings_section,
    functions_section,
    peers_section,
    sources_section,
    units_section,
)
from kg.explorer.figures.changes import changes_section
from kg.explorer.figures.charts import kinds_bar, kinds_legend
from kg.explorer.figures.directory import find_entries, iri_of_department
from kg.explorer.figures.money import Owner
from kg.explorer.figures.owners import Figures, Money, find_figures, find_money, sum_figures
from kg.explorer.figures.projects import project_list
from kg.explorer.figures.reasons import reasons_section
from kg.explorer.looks.bars import Bar, Part, bars_html
from kg.explorer.looks.markup import Cell, Line, cards_html, links_html, note, number, show, table_html, title
from kg.explorer.looks.wording import NOTHING, count_text, money_text, share_text
from kg.explorer.nodes import short
from kg.explorer.opened import Graph

_MOST: Final = 40


def department_page(graph: Graph) -> None:
    """The whole page."""
    figures, money = find_figures(graph), find_money(graph)
    names = sorted({name for name, _ in figures})
    left, right = st.columns([2.4, 1])
    with left:
        department = pick("部门（可输入名称的一部分）", "department", names, drop=("year", "table"))
    if department is None:
        if chosen("department"):
            st.info("地址里的部门在图谱里找不到。请在下面选择。")
        _list(figures, money)
        return
    years = {year: one for (name, year), one in figures.items() if name == department}
    with right:
        options = [str(year) for year in sorted(years, reverse=True)]
        picked = pick("年度", "year", options, drop=("table",), required=True)
    year = int(picked or options[0])
    title(department, f"{year} 年")
    _links(graph, department, year, years)
    _cards(graph, department, year, years[year], money.get((department, year), Money()))
    audit_state(graph)
    _by_year(department, years, {year: money.get((department, year), Money()) for year in years})
    left, right = st.columns(2, gap="large")
    with left:
        sources_section(graph, department, year)
    with right:
        reasons_section({(department, year): years[year]}, department=department, year=year)
    functions_section(graph, department, year)
    st.markdown(f"##### {year} 年的项目（{years[year].projects} 个）")
    entries = find_entries(graph, department=department, year=str(year))
    project_list(graph, [entry.iri for entry in entries], of_one=True)
    left, right = st.columns(2, gap="large")
    with left:
        findings_section(graph, department, year)
    with right:
        units_section(graph, department)
        peers_section(graph, department)
    changes_section(graph, years, year, department)


def _list(figures: Mapping[Owner, Figures], money: Mapping[Owner, Money]) -> None:
    """What there is to choose from."""
    wanted = text_field("找部门", "find", placeholder="名称的一部分")
    found: dict[str, dict[int, Figures]] = {}
    for (name, year), one in figures.items():
        if wanted in name:
            found.setdefault(name, {})[year] = one
    if not found:
        st.info(f"没有名称里有“{wanted}”的部门。请换一个词。" if wanted else "图谱里还没有部门。")
        return
    lines: list[Line] = []
    for name, years in list(found.items())[:_MOST]:
        last, total = max(years), sum_figures(years.values())
        lines.append(
            [
                Cell(name, href(DEPARTMENT, department=name)),
                Cell(f"{min(years)}～{last}" if len(years) > 1 else str(last), look="n"),
                number(count_text(total.projects), href(PROJECT, department=name)),
                number(count_text(total.targets), href(SEARCH, department=name)),
                number(share_text(total.evaluable, total.targets)),
                number(money_text(money.get((name, last), Money()).budget)),
            ]
        )
    show(table_html(["部门", "年度", "项目", "指标", "可评价", "最近年度项目预算（万元）"], lines))
    if len(found) > _MOST:
        note(f"共 {len(found)} 个部门，只列前 {_MOST} 个；请在上面输入名称的一部分。")


def _links(graph: Graph, department: str, year: int, years: dict[int, Figures]) -> None:
    before = max((one for one in years if one < year), default=None)
    links = [("全部指标", href(SEARCH, department=department, year=year))]
    if before is not None:
        words = f"与 {before} 年对比"
        links.append((words, href(COMPARE, department=department, old=before, new=year)))
    links += [
        ("审核问题", href(AUDIT, department=department)),
        ("在图谱中看", href(NETWORK, node=short(iri_of_department(graph, department)))),
        ("全部部门", href(DEPARTMENT)),
    ]
    show(links_html(links))


def _cards(graph: Graph, department: str, year: int, figures: Figures, money: Money) -> None:
    place = {"department": department, "year": year}
    documents = set(documents_of(graph, department, year).values())
    done = is_audited(graph)
    problems = sum(len(findings_of(graph, document)) for document in documents) if done else 0
    show(
        cards_html(
            [
                ("个项目", count_text(figures.projects), href(PROJECT, **place)),
                ("条指标", count_text(figures.targets), href(SEARCH, **place)),
                ("指标可评价", share_text(figures.evaluable, figures.targets), None),
                ("条指标待核", count_text(figures.doubts), href(SEARCH, **place, sure="no")),
                (
                    "个问题" if done else "审核中",
                    count_text(problems) if done else "……",
                    href(AUDIT, department=department),
                ),
                ("万元项目预算", money_text(money.budget), None),
                ("万元整体支出", money_text(money.whole), None),
            ]
        )
    )


def _by_year(department: str, years: dict[int, Figures], money: dict[int, Money]) -> None:
    """The years beside one another: a table, and the kinds of indicators and the money as bars."""
    if len(years) > 1:
        st.markdown("##### 历年")
        _table_by_year(department, years, money)
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("###### 指标的类别")
        bars = [
            kinds_bar(f"{year} 年", one, SEARCH, department=department, year=year)
            for year, one in sorted(years.items())
            if one.targets
        ]
        show(bars_html(bars) + kinds_legend(sum_figures(years.values()))) if bars else note("还没有指标。")
    with right:
        st.markdown("###### 项目预算（万元）")
        budgets = {year: one.budget for year, one in sorted(money.items()) if one.budget is not None}
        bars = [
            Bar(
                f"{year} 年",
                money_text(amount),
                [Part(amount, 0, f"{year} 年项目预算 {money_text(amount)} 万元")],
                href(DEPARTMENT, department=department, year=year),
            )
            for year, amount in budgets.items()
        ]
        show(bars_html(bars)) if bars else note(f"绩效表里没有印出当年预算，写作 {NOTHING}。")


def _table_by_year(department: str, years: dict[int, Figures], money: dict[int, Money]) -> None:
    lines: list[Line] = []
    for year, one in sorted(years.items(), reverse=True):
        place = {"department": department, "year": year}
        before = max((known for known in years if known < year), default=None)
        compared = before and href(COMPARE, department=department, old=before, new=year)
        lines.append(
            [
                Cell(str(year), href(DEPARTMENT, **place), "n"),
                number(count_text(one.projects), href(PROJECT, **place)),
                number(count_text(one.targets), href(SEARCH, **place)),
                number(share_text(one.evaluable, one.targets)),
                number(count_text(one.doubts), href(SEARCH, **place, sure="no") if one.doubts else None),
                number(money_text(money[year].budget)),
                number(money_text(money[year].whole)),
                Cell(f"与 {before} 年比" if before else "", compared or None, "n"),
            ]
        )
    headings = [
        "年度", "项目", "指标", "可评价", "待核", "项目预算（万元）", "整体支出（万元）", "变化",
    ]  # fmt: skip
    show(table_html(headings, lines))
