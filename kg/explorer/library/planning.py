"""Indicators for a new project: of every kind that a form asks for, what others use, to be picked from."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from kg.errors import KgError
from kg.explorer.address import LIBRARY, SEARCH, chosen, href
from kg.explorer.ahead import show_when_ready, suggesting_ahead
from kg.explorer.library.concepts import kind_labels
from kg.explorer.library.picks import pick_box, pick_list
from kg.explorer.looks.markup import anchor, note, problem, show
from kg.explorer.looks.wording import count_text, escape
from kg.explorer.nodes import short
from kg.explorer.opened import Graph
from kg.suggest.wording import understood, values_in_words

if TYPE_CHECKING:
    from kg.store import Store
    from kg.suggest import Suggestion
    from kg.suggest.library import Library
    from kg.suggest.sets import WholeSet

_GROUPS = 2
"""Distributions said of one suggestion; its own page has all."""


def plan_view(graph: Graph, text: str) -> None:
    """The picks so far, and suggestions for a typed text (what a project does, or its name)."""
    library = suggesting_ahead(graph)
    pick_list(graph, always=True)
    try:
        show_when_ready(
            graph, ("plan", text), lambda store: _find(store, text, library), _parts, "正在找同类项目的指标……"
        )
    except KgError as error:
        problem(str(error))


def _find(store: "Store", text: str, library: "Callable[[], Library]") -> "WholeSet":
    from kg.suggest.sets import suggest_set

    return suggest_set(store, text, library())


def _parts(found: "WholeSet") -> None:
    note(understood(found.asked) + "勾选要用的，清单在上面，选好后下载成表格行。")
    if not found.is_like:
        st.info("指标库里没有相近的指标。换个说法、只写对象（如“政务云”）再试；下面是各部门最常用的。")
    labels = kind_labels()
    for part in found.parts:
        label = labels.get(part.kind, "没有写明类别的")
        st.markdown(f"##### {label}")
        if not part.like and found.is_like:
            note("没有相近的，这里列出各部门最常用的，供参考。")
        if not part.found:
            note("指标库里没有这一类。")
        for one in part.found:
            pick_box(one.family.best.concept, one.family.name, part.kind or "other")
            show(_said(one))


def _said(one: "Suggestion") -> str:
    """What others do with one suggestion, in a few grey lines with links."""
    peers = one.peers
    link = href(LIBRARY, concept=short(one.family.best.concept), plan=chosen("plan"), picks=chosen("picks"))
    usual = f"多数写作 {peers.operator or '（无符号）'} … {peers.unit}　" if peers.groups else ""
    lines = [
        f"{escape(usual)}{escape(count_text(len(peers.departments)))} 个部门 {escape(count_text(peers.rows))} 行　"
        + anchor("看分布和谁在用", link)
    ]
    values = "；".join(map(values_in_words, peers.groups[:_GROUPS])) or "；".join(peers.wordings)
    if values:
        lines.append(escape(values))
    for example in peers.examples:
        who = " ".join(filter(None, (example.department, str(example.year or ""), example.project)))
        place = f"{example.document} {example.place}"
        printed = anchor(example.target or "（未填）", href(SEARCH, row=short(example.row)))
        lines.append(f"例：{escape(example.name)} {printed}　{escape(who)}，{escape(place)}")
    lines += [escape(warning) for warning in one.warnings]
    return f'<div class="kg-note" style="margin:-10px 0 6px 28px">{"<br>".join(lines)}</div>'
