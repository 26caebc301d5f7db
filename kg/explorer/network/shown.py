"""What a picture of the network shows, in words and as files."""

import io
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from kg.explorer.address import NETWORK, href
from kg.explorer.looks.markup import anchor
from kg.explorer.looks.signs import sign_html
from kg.explorer.looks.wording import count_text, escape, one_line, shorten
from kg.explorer.network.outline import Branch
from kg.explorer.network.picture import Links
from kg.explorer.nodes import short
from kg.network.nodes import NODE_KINDS, Node

if TYPE_CHECKING:
    import networkx as nx

Edge = tuple[Node, Node, str, str]
"""Two nodes, how the second stands to the first, and what is known of them together."""
_COLUMNS = ("起点类别", "起点", "关系", "终点类别", "终点", "说明")


def list_html(branch: Branch, links: Links) -> str:
    """All that the picture shows, as a list in a list: for screen readers and small screens."""
    parts = []
    for shelf in branch.shelves:
        items = [_item(member, links) for member in shelf.members]
        items += [
            f"<li>{_named(other.node)} {_grey(other.remark)} {_grey('已在图中')}</li>"
            for other in shelf.known
        ]
        if shelf.can_open:
            count = f"还有 {count_text(shelf.hidden)} 个" if shelf.hidden else "列出"
            items.append(f"<li>{anchor(count, links.toggle(shelf.mark))}</li>")
        elif shelf.has_fold:
            items.append(f"<li>{_grey(f'还有 {count_text(shelf.hidden or 0)} 个，没有画出')}</li>")
        total = "" if shelf.total is None else f"（{count_text(shelf.total)}）"
        parts.append(f"<li><b>{escape(shelf.title + total)}</b><ul>{''.join(items)}</ul></li>")
    return f'<ul class="kg-outline">{"".join(parts)}</ul>' if parts else ""


def edges_to_csv(edges: Iterable[Edge]) -> bytes:
    """The links as CSV that a spreadsheet runs nothing of."""
    from kg.export.delimited import write_csv

    stream = io.StringIO(newline="")
    records = (
        dict(zip(_COLUMNS, (_kind(one), one.label, relation, _kind(other), other.label, remark), strict=True))
        for one, other, relation, remark in edges
    )
    write_csv(records, stream, fields=_COLUMNS)
    return stream.getvalue().encode("utf-8")


def edges_to_network(nodes: Iterable[Node], edges: Iterable[Edge]) -> "nx.Graph[str]":
    """The nodes and links as a network."""
    import networkx as nx

    from kg.network.whole import printable

    network: nx.Graph[str] = nx.Graph()
    for node in nodes:
        network.add_node(node.iri, kind=node.kind, label=node.label)
        if node.year is not None:
            network.nodes[node.iri]["year"] = node.year
    for one, other, relation, remark in edges:
        network.add_edge(one.iri, other.iri, relation=printable(relation), remark=printable(remark))
    return network


def downloads(name: str, draw: Callable[[], str], nodes: Sequence[Node], edges: Sequence[Edge]) -> None:
    """The buttons for what is shown: the picture, the network, the links as a table."""
    from kg.network import graphml_bytes

    files: tuple[tuple[str, str, str, Callable[[], bytes]], ...] = (
        ("下载图（SVG）", "svg", "image/svg+xml", lambda: draw().encode()),
        (
            "下载网络（GraphML）",
            "graphml",
            "application/xml",
            lambda: graphml_bytes(edges_to_network(nodes, edges)),
        ),
        ("下载连线表（CSV）", "csv", "text/csv", lambda: edges_to_csv(edges)),
    )
    stem = shorten(name, 40).replace("/", "-")
    with st.container(horizontal=True):
        for label, suffix, mime, make in files:
            st.download_button(
                label,
                make,
                f"图谱-{stem}.{suffix}",
                mime,
                key=f"download-{suffix}",
                on_click="ignore",
            )


def node_link(node: Node) -> str:
    """A node with its sign, as a link to its surroundings."""
    year = f"（{node.year}）" if node.year and node.kind == "project" else ""
    text = shorten(node.label, 60) + year
    return f"{sign_html(node.kind)} {anchor(text, href(NETWORK, node=short(node.iri)))}"


def _item(branch: Branch, links: Links) -> str:
    toggle = anchor("收起" if branch.is_open else "展开", links.toggle(branch.mark))
    inner = list_html(branch, links) if branch.is_open else ""
    return f"<li>{_named(branch.node)} {_grey(branch.remark)}　{toggle}{inner}</li>"


def _named(node: Node) -> str:
    return f'<span class="kg-hidden">{escape(NODE_KINDS[node.kind])}</span>{node_link(node)}'


def _grey(text: str) -> str:
    return f'<span style="color:#52606d">{escape(one_line(text))}</span>' if text else ""


def _kind(node: Node) -> str:
    return NODE_KINDS[node.kind]
