"""The shortest ways between two nodes: a picture, and each way in words with the reason of every step."""

from itertools import pairwise
from typing import Final

import streamlit as st

from kg.explorer.address import NETWORK, SEARCH, href
from kg.explorer.looks.markup import anchor, note, show
from kg.explorer.looks.signs import SIGNS, legend_html
from kg.explorer.looks.wording import count_text, escape, shorten
from kg.explorer.network.picture import Links, ways_svg
from kg.explorer.network.shown import Edge, downloads, node_link
from kg.explorer.nodes import short
from kg.explorer.opened import Graph
from kg.network.nodes import Node
from kg.network.paths import MOST_STEPS, Link, Paths, find_paths

_MOST: Final = 5


def ways_between(graph: Graph, start: Node, end: Node) -> None:
    """The whole view."""
    back = href(NETWORK, **{"from": short(end.iri), "to": short(start.iri)})
    show(
        f"{node_link(start)}　和　{node_link(end)}　之间的联系　"
        f"{anchor('调换两端', back)}　{anchor('图谱首页', href(NETWORK))}"
    )
    found = _paths(graph.version, start.iri, end.iri)
    if start.iri == end.iri:
        note("两端是同一个节点。请在上面另找一个。")
        return
    if not found.ways:
        note(
            "两端连着的节点太多，没有查完，还没有找到联系。请改用具体一些的节点，如其中的一个项目或指标。"
            if found.is_cut
            else f"{MOST_STEPS} 步以内没有联系：两端没有共同的部门、项目、指标或单位把它们连起来。"
        )
        return
    nodes = list(dict.fromkeys(node for way in found.ways for node in way))
    steps = len(found.ways[0]) - 1
    shown = f"，列出其中 {len(found.ways)} 条" if found.total > len(found.ways) else ""
    show(f"最短要 <b>{steps}</b> 步，这样的路有 <b>{count_text(found.total)}</b> 条{shown}。")
    show(legend_html([kind for kind in SIGNS if any(node.kind == kind for node in nodes)]))
    links = Links(lambda iri: href(NETWORK, node=short(iri)), lambda _: "")
    region = '<div class="kg-picture" tabindex="0" role="region" aria-label="两个节点之间的路">'
    st.markdown(f"{region}{ways_svg(found.ways, links)}</div>", unsafe_allow_html=True)
    downloads(
        f"{shorten(start.label, 18)}-{shorten(end.label, 18)}",
        lambda: ways_svg(found.ways, None),
        nodes,
        _edges(found),
    )
    st.markdown("##### 每一步的根据")
    for number, way in enumerate(found.ways, 1):
        show(_way_html(number, way, found))


@st.cache_resource(max_entries=200, show_spinner="正在查找联系……")
def _paths(version: str, start: str, end: str) -> Paths:
    return find_paths(Graph(version).store, start, end, most=_MOST)


def _edges(found: Paths) -> list[Edge]:
    pairs = dict.fromkeys((one, other) for way in found.ways for one, other in pairwise(way))
    return [(one, other, "联系", found.links[one.iri, other.iri].reason) for one, other in pairs]


def _way_html(number: int, way: tuple[Node, ...], found: Paths) -> str:
    parts = [f"<li>{node_link(way[0])}</li>"]
    for one, other in pairwise(way):
        parts.append(f"<li>↓ {_reason_html(found.links[one.iri, other.iri])}</li><li>{node_link(other)}</li>")
    return f'<b>路 {number}</b><ul class="kg-outline">{"".join(parts)}</ul>'


def _reason_html(link: Link) -> str:
    words = f'<span style="color:#52606d">{escape(link.reason)}</span>'
    return f"{words}　{anchor('看这一行', href(SEARCH, row=short(link.row)))}" if link.row else words
