"""Where to begin in the network: the departments by size, the indicators that most share, who is alike."""

from typing import Final

import streamlit as st

from kg.explorer.address import NETWORK, chosen, href
from kg.explorer.looks.markup import Cell, Line, anchor, note, number, show, table_html
from kg.explorer.looks.wording import count_text, shorten
from kg.explorer.nodes import short
from kg.explorer.opened import Graph
from kg.network.analyses import Alike, Shared, Size, department_sizes, departments_alike, most_shared
from kg.suggest.communities import Community

_ALIKE: Final = "alike"
_TOGETHER: Final = "together"
_MOST_CONCEPTS: Final = 1500
_GROUPS: Final = 30
_NAMES: Final = 6


def hubs(graph: Graph) -> None:
    """The view without a node; the slow tables only where the address asks for them."""
    sizes, shared = _sizes(graph.version), _shared(graph.version)
    if not sizes and not shared:
        note("图谱里还没有内容。请先到“导入”添加文件，或运行 kg build。")
        return
    columns = st.columns(2)
    with columns[0]:
        st.markdown("##### 从一个部门开始")
        show(table_html(["部门", "指标行", "有数值的"], [_size_line(size) for size in sizes], height=440))
    with columns[1]:
        st.markdown("##### 从一个共用的指标开始")
        show(
            table_html(["指标", "部门", "项目", "指标行"], [_shared_line(one) for one in shared], height=440)
        )
    asked = chosen("show")
    st.markdown("##### 整个图谱里")
    show(
        f'<div class="kg-links">{anchor("哪些部门最相像", href(NETWORK, show=_ALIKE))}'
        f"{anchor('哪些指标成群', href(NETWORK, show=_TOGETHER))}</div>"
    )
    if asked == _ALIKE:
        _alike_section(graph)
    elif asked == _TOGETHER:
        _together_section(graph)
    else:
        note("这两张表要读遍指标库，点了才算；大的图谱要等几秒，以后立即显示。")


@st.cache_resource(max_entries=2, show_spinner=False)
def _sizes(version: str) -> list[Size]:
    return department_sizes(Graph(version).store)


@st.cache_resource(max_entries=2, show_spinner=False)
def _shared(version: str) -> list[Shared]:
    return most_shared(Graph(version).store)


@st.cache_resource(max_entries=2, show_spinner="正在比较各部门的指标，只在图谱更新后做一次……")
def _alike(version: str) -> list[Alike]:
    return departments_alike(Graph(version).store)


@st.cache_resource(max_entries=2, show_spinner="正在给指标分群，只在图谱更新后做一次……")
def _together(version: str) -> list[Community]:
    from kg.suggest.communities import communities

    return communities(Graph(version).store, most=_MOST_CONCEPTS)


def _alike_section(graph: Graph) -> None:
    pairs = _alike(graph.version)
    if not pairs:
        note("没有两个部门共用指标。")
        return
    lines: list[Line] = []
    for pair in pairs:
        way = href(NETWORK, **{"from": short(pair.first.iri), "to": short(pair.second.iri)})
        lines.append(
            [
                Cell(pair.first.label, href(NETWORK, node=short(pair.first.iri))),
                Cell(pair.second.label, href(NETWORK, node=short(pair.second.iri))),
                number(count_text(pair.shared), way),
                number(f"{pair.share * 100:.1f}%"),
            ]
        )
    show(table_html(["部门", "部门", "共用的指标", "占两家全部指标"], lines, height=440))


def _together_section(graph: Graph) -> None:
    found = _together(graph.version)
    if not found:
        note("没有成群的指标。")
        return
    lines: list[Line] = []
    for one in found[:_GROUPS]:
        members = zip(one.concepts[:_NAMES], one.labels[:_NAMES], strict=True)
        names = "、".join(
            anchor(shorten(label, 24), href(NETWORK, node=short(iri))) for iri, label in members
        )
        more = " 等" if one.size > _NAMES else ""
        lines.append([one.name, number(one.size), number(one.rows), Cell(names + more, safe=True)])
    note(f"用得最多的 {_MOST_CONCEPTS} 个指标中，名称用词、级次和单位相近的，列出最大的 {_GROUPS} 群。")
    show(table_html(["相同的词", "指标", "指标行", "其中"], lines, height=560))


def _size_line(size: Size) -> Line:
    return [
        Cell(size.label, href(NETWORK, node=short(size.iri))),
        number(count_text(size.rows)),
        number(count_text(size.quantified)),
    ]


def _shared_line(one: Shared) -> Line:
    return [
        Cell(shorten(one.label, 40), href(NETWORK, node=short(one.iri))),
        number(one.departments),
        number(one.projects),
        number(one.rows),
    ]
