"""What may be the same as an indicator of the library: its spellings, what persons decided, and its nearest ones."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from kg.errors import KgError
from kg.explorer.address import LIBRARY, chosen, href
from kg.explorer.ahead import show_when_ready, suggesting_ahead
from kg.explorer.looks.markup import Cell, Line, note, problem, show, table_html
from kg.explorer.looks.wording import count_text
from kg.explorer.nodes import short
from kg.explorer.opened import Graph, graph_directory
from kg.suggest.usage import Usage

if TYPE_CHECKING:
    from kg.decisions import Decision
    from kg.store import Store
    from kg.suggest.library import Library
    from kg.suggest.near import Near


def wordings_section(usage: Usage) -> None:
    """The names under which rows print it."""
    names = usage.wordings()
    st.markdown("##### 名称的写法")
    show(
        table_html(
            ["表上的名称", "行"], [[name, Cell(count_text(count), look="r")] for name, count in names[:20]]
        )
    )


def decided_section(usage: Usage) -> None:
    """What persons decided about it (kg link): read here, made there."""
    decisions = _decisions(usage.concept)
    st.markdown("##### 是否与别的指标同一")
    if not decisions and not usage.equals:
        note(
            "还没有人判断过。相近的指标见旁边；是不是同一个，在一份 Excel 清单里判断：请管理图谱的人导出"
            "“可能同一”的清单，您填好“判断”一栏交回，合并后这里就能看到（导出和交回的命令是 kg link --kind 指标）。"
        )
        return
    from kg.decisions import JUDGEMENTS

    rows: list[Line] = []
    for one in decisions:
        other, name = (one.other, one.other_name) if one.one == usage.concept else (one.one, one.one_name)
        rows.append(
            [
                Cell(name or short(other), _link(other)),
                Cell(JUDGEMENTS[one.judgement], look="n"),
                one.reason,
                Cell(one.date, look="n"),
            ]
        )
    told = {iri for one in decisions for iri in one.pair}
    rows += [
        [
            Cell(short(other).rpartition("/")[2], _link(other)),
            "同一",
            "由别的判断推得",
            "",
        ]
        for other in usage.equals
        if other not in told
    ]
    show(table_html(["指标", "判断", "理由", "日期"], rows))


def _decisions(concept: str) -> "list[Decision]":
    from kg.decisions import read_decisions
    from kg.store.remote_server import address_from_environment

    if address_from_environment() is not None:
        return []  # decisions lie beside a graph on this machine only
    try:
        return [one for one in read_decisions(graph_directory()) if concept in one.pair]
    except KgError as error:
        problem(str(error))
        return []


def near_section(graph: Graph, usage: Usage) -> None:
    """The indicators nearest to it, found in the background."""
    st.markdown("##### 相近的指标")
    library = suggesting_ahead(graph)
    show_when_ready(
        graph,
        ("near", usage.concept),
        lambda store: _find_near(store, usage, library),
        lambda near: _near_table(usage, near),
        "正在找相近的指标，几秒钟后出现……",
    )


def _find_near(store: "Store", usage: Usage, library: "Callable[[], Library]") -> "list[Near]":
    from kg.suggest.near import near_concepts

    return near_concepts(store, usage.concept, usage.label, library())


def _near_table(usage: Usage, near: "Sequence[Near]") -> None:
    if not near:
        note("没有相近的指标。")
        return
    decided = {iri for one in _decisions(usage.concept) for iri in one.pair} | set(usage.equals)
    show(
        table_html(
            ["指标", "行", "为什么相近"],
            [
                [
                    Cell(one.label, _link(one.concept)),
                    Cell(count_text(one.rows), look="r"),
                    ("◆ 可能同一，待判断：" if one.may_be_one and one.concept not in decided else "")
                    + "；".join(one.evidence),
                ]
                for one in near
            ],
        )
    )


def _link(concept: str) -> str:
    """Another indicator, with what is typed and picked so far."""
    return href(LIBRARY, concept=short(concept), words=chosen("words"), picks=chosen("picks"))
