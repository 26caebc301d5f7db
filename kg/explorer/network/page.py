"""图谱: what stands around a node, the ways between two nodes, and where to begin. Every view is an address: ``node``
and what is ``open`` around it, ``from`` and ``to``, or the words to ``find``."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from kg.explorer.address import NETWORK, PROJECT, SEARCH, chosen, href, write_text
from kg.explorer.looks.markup import anchor, note, show
from kg.explorer.looks.signs import SIGNS, legend_html, sign_html
from kg.explorer.looks.wording import escape, one_line
from kg.explorer.network.hubs import hubs
from kg.explorer.network.outline import MOST_NODES, branches_of, build_outline, links_of
from kg.explorer.network.picture import Links, outline_svg
from kg.explorer.network.shown import downloads, list_html, node_link
from kg.explorer.network.ways import ways_between
from kg.explorer.nodes import full, short
from kg.explorer.opened import Graph
from kg.network.around import Group, groups_around
from kg.network.finding import Names, find_by_words, read_names
from kg.network.nodes import NODE_KINDS, Node, find_node

_MOST_OPEN: Final = 60
_FOUND: Final = 12


def network_page(graph: Graph) -> None:
    """The whole page."""
    start, end = chosen("from"), chosen("to")
    node = chosen("node") or start
    here = _node(graph, node) if node else None
    _find(graph, here)
    if node and here is None:
        st.info("地址里的节点在图谱里找不到，可能图谱已重新生成。请在上面输入名称重新查找。")
        return
    if here is None:
        hubs(graph)
        return
    if start and end:
        other = _node(graph, end)
        if other is None:
            st.info("地址里的终点在图谱里找不到，可能图谱已重新生成。请在上面重新查找终点。")
        else:
            ways_between(graph, here, other)
        return
    _surroundings(graph, here)


def _node(graph: Graph, name: str) -> Node | None:
    return _one(graph.version, full(name))


@st.cache_resource(max_entries=500, show_spinner=False)
def _one(version: str, iri: str) -> Node | None:
    return find_node(Graph(version).store, iri)


@st.cache_resource(max_entries=500, show_spinner=False)
def _groups(version: str, node: Node, asked: tuple[str, ...]) -> list[Group]:
    return groups_around(Graph(version).store, node, asked=asked)


@st.cache_resource(max_entries=2, show_spinner="正在读取名称，只在图谱更新后做一次……")
def _names(version: str) -> list[Names]:
    return read_names(Graph(version).store)


def _find(graph: Graph, here: Node | None) -> None:
    """Two lines to write in: the node to look at, and the other end of a way."""
    columns = st.columns(2)
    with columns[0]:
        words = write_text("查找部门、项目、指标、单位或文件", "find", placeholder="如 满意度")
    with columns[1]:
        if here is None:
            note("找到一个节点后，还可以查它和另一个节点之间怎样联系起来。")
            other = ""
        else:
            other = write_text("和谁有什么联系？输入另一端的名称", "end", placeholder="如 数据局")
    if words:
        _matches(graph, words, "")
    if other and here is not None:
        _matches(graph, other, short(here.iri))


def _matches(graph: Graph, words: str, start: str) -> None:
    found, total = find_by_words(graph.store, _names(graph.version), words, limit=_FOUND)
    if not found:
        note("没有名称含这些文字的节点。请换个说法，或只写其中几个字。")
        return
    items = []
    for node in found:
        if start:
            year = f"（{node.year}）" if node.year and node.kind == "project" else ""
            link = href(NETWORK, **{"from": start, "to": short(node.iri)})
            items.append(f"<li>{sign_html(node.kind)} {anchor(one_line(node.label)[:60] + year, link)}</li>")
        else:
            items.append(f"<li>{node_link(node)}</li>")
    more = f"，每类列出前 {_FOUND} 个；再写几个字可以缩小范围" if total > len(found) else ""
    head = "选另一端" if start else "选一个节点"
    show(
        f"<b>{head}</b>　名称含“{escape(words)}”的有 {total} 个{more}："
        f'<div class="kg-wide"><ul class="kg-outline">{"".join(items)}</ul></div>'
    )


def _surroundings(graph: Graph, node: Node) -> None:
    opened = [mark for mark in chosen("open").split(",") if mark][:_MOST_OPEN]
    outline = build_outline(lambda one, asked: _groups(graph.version, one, asked), node, frozenset(opened))
    links = Links(
        center=lambda iri: href(NETWORK, node=short(iri)),
        toggle=lambda mark: href(NETWORK, node=short(node.iri), open=",".join(_toggled(opened, mark))),
    )
    center = outline.center
    nodes = list(dict.fromkeys(branch.node for branch in branches_of(center)))
    edges = list(links_of(center))
    show(_lead(node, sum((shelf.total or 0) for shelf in center.shelves)))
    if not center.shelves:
        note("图谱里没有和它相连的内容。")
        return
    kinds = [kind for kind in SIGNS if any(one.kind == kind for one in nodes)]
    words = [
        "点一个框就展开或收起它，点右端的圆圈就以它为中心，停住鼠标看全名",
        *(
            ["虚线连到已在图中的节点"]
            if any(inner.known for b in branches_of(center) if b is not center for inner in b.shelves)
            else []
        ),
        f"图中 {len(nodes)} 个节点",
    ]
    show(f'{legend_html(kinds)}<br><span class="kg-note">{escape("；".join(words))}。</span>')
    if outline.is_full:
        st.info(
            f"图上最多画 {MOST_NODES} 个节点，已经画满，展开的没有都画出。请先收起一些，或点右端的圆圈换一个中心。"
        )
    region = f'<div class="kg-picture" tabindex="0" role="region" aria-label="{escape(one_line(node.label))} 的关系图">'
    st.markdown(f"{region}{outline_svg(center, links)}</div>", unsafe_allow_html=True)
    downloads(node.label, lambda: outline_svg(center, None), nodes, edges)
    st.markdown("##### 图中内容（文字）")
    show(f'<div class="kg-wide">{list_html(center, links)}</div>')


def _toggled(opened: Sequence[str], mark: str) -> list[str]:
    return [one for one in opened if one != mark] if mark in opened else [*opened, mark]


def _lead(node: Node, total: int) -> str:
    """What the node is, and the pages that tell more of it."""
    name = escape(one_line(node.label))
    year = f"（{node.year}）" if node.year and node.kind == "project" else ""
    pages = {
        "department": ("看它的全部指标", href(SEARCH, department=node.label)),
        "project": ("看项目的表", href(PROJECT, project=short(node.iri))),
        "indicator": ("看各处的目标", href(SEARCH, text=node.label)),
    }
    more = [anchor("图谱首页", href(NETWORK))]
    if node.kind in pages:
        more.insert(0, anchor(*pages[node.kind]))
    return f"<b>{name}</b>{year} 是{NODE_KINDS[node.kind]}，周围有 {total} 项联系。　{'　'.join(more)}"
