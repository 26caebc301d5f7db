"""The first page: a box to search and ask, what is loaded, what can be evaluated, departments by year, documents."""

import re
from collections.abc import Mapping
from typing import Final

import streamlit as st

from kg.explorer.address import QUESTIONS, SEARCH, chosen, href, open_page, pick, write_text
from kg.explorer.ahead import names_ahead
from kg.explorer.audited import audit_state, is_audited
from kg.explorer.figures.charts import kinds_chart, money_chart
from kg.explorer.figures.money import Owner
from kg.explorer.figures.owners import Figures, Money, find_figures, find_money, row_figures
from kg.explorer.figures.reasons import reasons_blocks
from kg.explorer.looks.markup import anchor, show, show_all
from kg.explorer.looks.wording import escape
from kg.explorer.opened import Graph
from kg.explorer.overview import blocks

BOX: Final = "查指标、找数值，或直接提问"
EXAMPLE: Final = "例如：满意度 ≥95%；受理时间 ≤3 天；哪些项目没有满意度指标？"
NAME, NAME_EXAMPLE, YEAR, ORDER = "部门名称", "名称的一部分", "年度", "排序"
"""Words of the controls."""
COLUMNS: Final = {"ask": (5, 0.8, 0.8), "halves": (1, 1), "narrow": (2, 1, 1.6)}
"""How wide the columns are, as parts of all."""
_CHOICES: Final = ("find", "year", "order", "more", "files")
_ASKS: Final = re.compile(r"[？?]\s*$|[吗呢]\s*$|哪些|哪个|哪几|多少|怎么|怎样|是否|有没有|什么")


def overview_page(graph: Graph) -> None:
    """The whole page."""
    _ask()
    rows = row_figures(graph)
    show(blocks.cards(graph, rows))
    audit_state(graph)
    left, right = st.columns(COLUMNS["halves"], gap="large")
    with left:
        show_all([*reasons_blocks(rows), *blocks.against_direction(graph)])
    with right:
        show_all(kinds_chart(rows))
    show_all([blocks.OWNERS_TITLE])
    figures, money = find_figures(graph), find_money(graph)
    shown = _narrow(figures, money)
    choices = {name: chosen(name) for name in _CHOICES}
    if shown:
        show_all(blocks.owners(shown, money, choices))
    else:
        st.info("没有这样的部门和年度。请改“部门名称”或“年度”。")
    show_all(money_chart({owner: money[owner].budget for owner in shown if owner in money}))
    show_all(blocks.documents(graph, choices))
    names_ahead(graph)  # a question typed above is then answered at once


def read_ahead(graph: Graph) -> None:
    """Read what the page shows, so that it stands at once."""
    row_figures(graph), find_figures(graph), find_money(graph), is_audited(graph)
    blocks.find_documents(graph), blocks.count_all(graph)


def _ask() -> None:
    """One box: words and conditions lead to the rows, a question to the page that answers it."""
    with st.form("ask", border=False):
        columns = st.columns(COLUMNS["ask"], vertical_alignment="bottom")
        with columns[0]:
            words = st.text_input(BOX, key="ask-words", placeholder=EXAMPLE)
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
        show(blocks.examples())


def is_question(words: str) -> bool:
    """Whether a reader asks in words, rather than names what to look for.

    >>> is_question("哪些项目没有满意度指标"), is_question("满意度 ≥95%")
    (True, False)
    """
    return _ASKS.search(words) is not None


def _narrow(figures: Mapping[Owner, Figures], money: Mapping[Owner, Money]) -> dict[Owner, Figures]:
    """The departments and years that the reader wants, in the order wanted."""
    columns = st.columns(COLUMNS["narrow"])
    with columns[0]:
        name = write_text(NAME, "find", placeholder=NAME_EXAMPLE, drop=("more",))
    with columns[1]:
        years = blocks.years_of(figures)
        year = pick(YEAR, "year", years, shown=lambda one: blocks.year_text(int(one)), drop=("more",))
    with columns[2]:
        order = pick(ORDER, "order", list(blocks.ORDERS), shown=blocks.ORDERS.__getitem__, required=True)
    return blocks.narrow(figures, money, {"find": name, "year": year or "", "order": order or ""})
