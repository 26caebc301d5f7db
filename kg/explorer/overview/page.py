"""The first page: a box to search and ask, what is loaded, what can be evaluated, departments by year, documents."""

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import streamlit as st

from kg.explorer.address import (
    AUDIT,
    DEPARTMENT,
    OVERVIEW,
    PROJECT,
    QUESTIONS,
    SEARCH,
    chosen,
    chosen_number,
    href,
    open_page,
    pick,
    write_text,
)
from kg.explorer.ahead import names_ahead
from kg.explorer.audited import audit_state, count_by_document, count_of_code, find_findings, is_audited
from kg.explorer.figures.charts import kinds_chart, money_chart
from kg.explorer.figures.money import Owner
from kg.explorer.figures.owners import (
    REASONS,
    Figures,
    Money,
    find_figures,
    find_money,
    row_figures,
    sum_figures,
)
from kg.explorer.figures.reasons import reasons_section
from kg.explorer.looks.markup import (
    Cell,
    Line,
    anchor,
    cards_html,
    links_html,
    note,
    number,
    show,
    table_html,
)
from kg.explorer.looks.wording import NOTHING, Value, count_text, escape, money_text, share_text
from kg.explorer.opened import Graph
from kg.explorer.rows.wanted import NO_DEPARTMENT
from kg.graph import gaps

_PAGE: Final = 20
_MORE: Final = 3
_QUESTION: Final = re.compile(r"[？?]\s*$|[吗呢]\s*$|哪些|哪个|哪几|多少|怎么|怎样|是否|有没有|什么")
_EXAMPLES: Final = ("满意度 ≥95%", "及时率", "成本 ≤")
ASKED: Final = "哪些项目没有满意度指标？"
"""The example of a question; its answer is read ahead."""
_ORDERS: Final = {
    "recent": "最近年度、指标多的在前", "name": "部门名称", "share": "可评价的比例从低到高",
    "budget": "项目预算从大到小", "doubts": "待核从多到少",
}  # fmt: skip
_ALL: Final = "SELECT DISTINCT ?x WHERE {{ ?x a kg:{} }}"
_DOCUMENTS: Final = """
SELECT DISTINCT ?title ?department ?year ?forms ?indicators ?quantified WHERE {
  ?file a kg:Document ; dct:title ?title ; kg:formCount ?forms ; kg:indicatorCount ?indicators ;
    kg:quantifiedCount ?quantified .
  OPTIONAL { ?file kg:year ?year }
  OPTIONAL { ?file kg:department ?d . ?d rdfs:label ?department }
} ORDER BY ?department ?year ?title"""


def overview_page(graph: Graph) -> None:
    """The whole page."""
    _ask()
    rows = row_figures(graph)
    _cards(graph, rows)
    audit_state(graph)
    left, right = st.columns([1, 1], gap="large")
    with left:
        reasons_section(rows)
        _against_direction(graph)
    with right:
        kinds_chart(rows)
    st.markdown("##### 部门和年度")
    figures, money = find_figures(graph), find_money(graph)
    shown = _narrow(figures, money)
    _owners(shown, money)
    money_chart({owner: money[owner].budget for owner in shown if owner in money})
    _documents(graph, graph.select(_DOCUMENTS).rows)
    names_ahead(graph)  # a question typed above is then answered at once


def read_ahead(graph: Graph) -> None:
    """Read what the page shows, so that it stands at once."""
    row_figures(graph), find_figures(graph), find_money(graph), is_audited(graph), graph.select(_DOCUMENTS)
    for kind in ("Document", "Project"):
        graph.select(_ALL.format(kind))


def _ask() -> None:
    """One box: words and conditions lead to the rows, a question to the page that answers it."""
    with st.form("ask", border=False):
        columns = st.columns([5, 0.8, 0.8], vertical_alignment="bottom")
        with columns[0]:
            words = st.text_input(
                "查指标、找数值，或直接提问",
                key="ask-words",
                placeholder="例如：满意度 ≥95%；受理时间 ≤3 天；哪些项目没有满意度指标？",
            )
        with columns[1]:
            searched = st.form_submit_button("检索", type="primary", width="stretch")
        with columns[2]:
            asked = st.form_submit_button("提问", width="stretch")
    words = (words or "").strip()
    if words and asked:
        open_page(QUESTIONS, ask=words)
    elif words and searched and not is_question(words):
        open_page(SEARCH, q=words)
    elif words and searched:
        shown = escape(f"“{words}”像是一个问题。")
        show(
            f'<div class="kg-links"><span>{shown}</span>{anchor("回答这个问题", href(QUESTIONS, ask=words))}'
            f"{anchor('只当作检索词', href(SEARCH, q=words))}</div>"
        )
    else:
        links = [(words, href(SEARCH, q=words)) for words in _EXAMPLES]
        show(links_html([*links, (ASKED, href(QUESTIONS, ask=ASKED))]))


def is_question(words: str) -> bool:
    """Whether a reader asks in words, rather than names what to look for.

    >>> is_question("哪些项目没有满意度指标"), is_question("满意度 ≥95%")
    (True, False)
    """
    return _QUESTION.search(words) is not None


def _cards(graph: Graph, rows: Mapping[Owner, Figures]) -> None:
    total = sum_figures(rows.values())
    documents, projects = (len(graph.select(_ALL.format(kind)).rows) for kind in ("Document", "Project"))
    done = is_audited(graph)
    findings = find_findings(graph) if done else []
    severe = bisect_right(findings, 0, key=lambda one: one.severity != "violation")  # they stand first
    show(
        cards_html(
            [
                ("份文件", count_text(documents), None),
                ("个部门", count_text(len({name for name, _ in rows})), href(DEPARTMENT)),
                ("个项目", count_text(projects), href(PROJECT)),
                ("条指标", count_text(total.targets), href(SEARCH)),
                ("指标可评价", share_text(total.evaluable, total.targets), href(SEARCH, reason=gaps.NOTHING)),
                ("条指标待核", count_text(total.doubts), href(SEARCH, sure="no")),
                (
                    f"个问题（严重 {count_text(severe)}）" if done else "审核中",
                    count_text(len(findings)) if done else "……",
                    href(AUDIT),
                ),
            ]
        )
    )


def _against_direction(graph: Graph) -> None:
    """Rows that have all that is needed but whose sign speaks against what is better."""
    count = count_of_code(graph, "operator-against-direction")
    if count:
        link = anchor(f"{count_text(count)} 条", href(AUDIT, code="operator-against-direction"))
        show(f'<span class="kg-note">另有符号与指标方向相反（越高越好却写“≤”等）：{link}。</span>')


def _narrow(figures: Mapping[Owner, Figures], money: Mapping[Owner, Money]) -> dict[Owner, Figures]:
    """The departments and years that the reader wants, in the order wanted."""
    columns = st.columns([2, 1, 1.6])
    with columns[0]:
        name = write_text("部门名称", "find", placeholder="名称的一部分", drop=("more",))
    with columns[1]:
        years = sorted({str(year) for _, year in figures}, reverse=True)
        year = pick("年度", "year", years, shown=lambda one: _year_text(int(one)), drop=("more",))
    with columns[2]:
        order = pick("排序", "order", list(_ORDERS), shown=lambda key: _ORDERS[key], required=True)
    found = [
        (owner, one)
        for owner, one in figures.items()
        if name in owner[0] and (year is None or str(owner[1]) == year)
    ]
    ranks: dict[str, Callable[[Owner, Figures], tuple[Any, ...]]] = {
        "recent": lambda owner, one: (-owner[1], -one.targets, owner),
        "name": lambda owner, _: (owner[0], -owner[1]),
        "share": lambda owner, one: (Decimal(one.evaluable) / (one.targets or 1), owner),
        "budget": lambda owner, _: (-(money.get(owner, Money()).budget or 0), owner),
        "doubts": lambda owner, one: (-one.doubts, owner),
    }
    rank = ranks[order or "recent"]
    return dict(sorted(found, key=lambda item: rank(*item)))


def _owners(figures: Mapping[Owner, Figures], money: Mapping[Owner, Money]) -> None:
    """Departments by year, a few at first."""
    if not figures:
        st.info("没有这样的部门和年度。请改“部门名称”或“年度”。")
        return
    most = max(chosen_number("more"), _PAGE)
    lines: list[Line] = []
    for (department, year), one in list(figures.items())[:most]:
        place = {"department": department, "year": year}
        printed = money.get((department, year), Money())
        lines.append(
            [
                Cell(department, href(DEPARTMENT, **place) if year else href(SEARCH, **place), "s"),
                Cell(_year_text(year), look="n"),
                number(count_text(one.projects), href(PROJECT, **place)),
                number(count_text(one.targets), href(SEARCH, **place)),
                number(share_text(one.evaluable, one.targets)),
                Cell(_reasons(one, place), look="w", safe=True),
                number(count_text(one.doubts), href(SEARCH, **place, sure="no") if one.doubts else None),
                number(money_text(printed.budget)),
                number(money_text(printed.whole)),
            ]
        )
    headings = [
        "部门", "年度", "项目", "指标", "可评价", "其余原因", "待核", "项目预算（万元）", "整体支出（万元）",
    ]  # fmt: skip
    show(table_html(headings, lines))
    _more("more", most, len(figures), "个部门年度")
    note(
        "项目预算：各项目绩效表印出的当年预算之和，一个项目只算一次；整体支出：部门整体表印出的总额。"
        f"没有印出的写作 {NOTHING}。"
    )


def _reasons(figures: Figures, place: dict[str, object]) -> str:
    """What the other rows lack, each with its link."""
    return "，".join(
        anchor(f"{word} {figures.reasons[name]}", href(SEARCH, **place, reason=name))
        for name, word in REASONS.items()
        if figures.reasons[name]
    )


def _documents(graph: Graph, documents: Sequence[Sequence[Value]]) -> None:
    """The documents of the departments and year wanted, a few at first."""
    st.markdown("##### 文件")
    name, year, most = chosen("find").strip(), chosen("year"), max(chosen_number("files"), _PAGE)
    found = [
        row for row in documents if name in str(row[1] or NO_DEPARTMENT) and year in ("", str(row[2] or 0))
    ]
    done = is_audited(graph)
    problems = count_by_document(graph) if done else {}
    lines: list[Line] = [
        [
            Cell(str(title), look="s"),
            Cell(str(department or NO_DEPARTMENT), _way_to(department, year_), "s"),
            Cell(_year_text(year_), look="n"),
            number(str(forms)),
            number(count_text(int(indicators or 0)), href(SEARCH, document=title)),
            number(share_text(int(quantified or 0), int(indicators or 0))),
            number(count_text(problems.get(str(title), 0)) if done else "", href(AUDIT, document=title)),
        ]
        for title, department, year_, forms, indicators, quantified in found[:most]
    ]
    show(table_html(["文件", "部门", "年度", "绩效表", "指标", "其中定量", "问题"], lines))
    _more("files", most, len(found), "份文件")


def _way_to(department: Value, year: Value) -> str:
    """The page of a department and year; the rows where one is not known."""
    if department and year:
        return href(DEPARTMENT, department=department, year=year)
    return href(SEARCH, department=department or NO_DEPARTMENT, year=year or 0)


def _year_text(year: Value) -> str:
    return str(year) if year else "年度不明"


def _more(name: str, shown: int, total: int, words: str) -> None:
    """A link to more of a list, where there is more."""
    if total <= shown:
        return
    keep = {key: chosen(key) for key in ("find", "year", "order", "more", "files")}
    more = anchor(f"再列 {_PAGE * _MORE} {words[0]}", href(OVERVIEW, **{**keep, name: shown + _PAGE * _MORE}))
    everything = f"共 {count_text(total)} {words}，只列前 {count_text(shown)} {words[0]}。"
    show(f'<div class="kg-links"><span>{escape(everything)}</span>{more}</div>')
