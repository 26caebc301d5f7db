"""The graph around a department, a project or an indicator: a picture, the same in words, and where to go on."""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import streamlit as st

from kg.explorer.address import NETWORK, PROJECT, SEARCH, choose, chosen, href, pick, write_text
from kg.explorer.markup import Cell, anchor, note, number, show, table_html
from kg.explorer.nodes import column, full, short
from kg.explorer.opened import Graph
from kg.explorer.picture import MOST_NODES, legend_html, network_svg
from kg.explorer.wording import escape, one_line, shorten
from kg.network import KINDS, neighbours, to_network
from kg.text import key

if TYPE_CHECKING:
    import networkx as nx

_SIZES: Final = ("150", "60", str(MOST_NODES))
_COUNTERS: Final = {"department": "个", "project": "个", "indicator": "个", "funding": "笔"}
_MOST_OPTIONS: Final = 500
_BRIDGES: Final = """
SELECT DISTINCT ?c ?name ?departments ?projects ?targets WHERE {
  ?c a kg:IndicatorConcept ; skos:prefLabel ?name ; kg:departmentCount ?departments ; kg:projectCount ?projects ;
    kg:targetCount ?targets .
  FILTER(?targets > 1)
} ORDER BY DESC(?departments) DESC(?projects) DESC(?targets) ?name LIMIT 30"""


def network_page(graph: Graph) -> None:
    """The whole page."""
    network = _network(graph.version)
    if not network:
        note("图谱里还没有内容。")
        return
    node = _choose(network)
    if node not in network:
        st.info("地址里的节点在图谱里找不到，可能图谱已重新生成。请在上面重新选择。")
        return
    radius, size = _extent()
    part = neighbours(network, node, radius=radius, limit=min(size, MOST_NODES))
    show(f"{_words(network, node)}")
    left = [kind for kind in KINDS if any(data["kind"] == kind for _, data in part.nodes(data=True))]
    hidden = _hidden(network, node, part, radius)
    more = f"　还有 {hidden} 个没有画出，可加大“最多节点”。" if hidden else ""
    show(
        legend_html({kind: KINDS[kind] for kind in left})
        + f'　<span style="font-size:14px;color:#5b6876">红框是所选节点；点任何一个框就以它为中心，'
        f"停住鼠标可看全名；虚线是另外的联系。共 {len(part)} 个节点、{part.number_of_edges()} 条连线。{more}</span>"
    )
    st.markdown(network_svg(part, node, _remarks(graph, network, node)), unsafe_allow_html=True)
    _bridges(graph)


@st.cache_resource(max_entries=2, show_spinner="正在准备关系网，只在图谱更新后做一次……")
def _network(version: str) -> "nx.Graph[str]":
    return to_network(Graph(version).store)


def _choose(network: "nx.Graph[str]") -> str:
    node = full(chosen("node")) if chosen("node") else ""
    columns = st.columns([0.7, 1.4, 3])
    kinds = [kind for kind in KINDS if kind != "funding"]
    with columns[0]:
        kind = pick("类别", "kind", kinds, shown=lambda kind: KINDS[kind])
    with columns[1]:
        words = write_text("名称里的文字", "find", placeholder="如 满意度")
    found = _matches(network, (kind,) if kind else kinds, words)
    if not node:
        node = found[0] if found else ""
        st.query_params.pop("node", None)
    options = (
        list(dict.fromkeys([node, *found[:_MOST_OPTIONS]])) if node in network else found[:_MOST_OPTIONS]
    )
    with columns[2]:
        label = f"选一个节点（找到 {len(found)} 个，按连线多少排列）"
        name = "choice-node"
        st.session_state[name] = node if node in options else None
        st.selectbox(
            label,
            options,
            key=name,
            format_func=lambda iri: _option(network, iri),
            placeholder="没有符合条件的节点" if not options else "请选择",
            on_change=lambda: choose("node", short(st.session_state[name] or "")),
        )
    return node


def _matches(network: "nx.Graph[str]", kinds: Iterable[str], words: str) -> list[str]:
    wanted, kept = [key(word).lower() for word in words.split()], set(kinds)
    found = [
        node
        for node, data in network.nodes(data=True)
        if data["kind"] in kept and all(word in key(data["label"]).lower() for word in wanted)
    ]
    order = list(KINDS)

    def rank(node: str) -> tuple[int, int, str, str]:
        data = network.nodes[node]
        return order.index(data["kind"]), -network.degree(node), data["label"], node

    return sorted(found, key=rank)


def _option(network: "nx.Graph[str]", node: str) -> str:
    data = network.nodes[node]
    year = f"（{data['year']}）" if "year" in data else ""
    return f"{KINDS[data['kind']]}｜{one_line(data['label'])}{year}"


def _extent() -> tuple[int, int]:
    columns = st.columns([0.7, 0.7, 3.7])
    with columns[0]:
        radius = pick("层数", "radius", ["1", "2", "3"], required=True) or "1"
    with columns[1]:
        size = pick("最多节点", "size", _SIZES, required=True) or _SIZES[0]
    return int(radius), int(size)


def _hidden(network: "nx.Graph[str]", node: str, part: "nx.Graph[str]", radius: int) -> int:
    import networkx as nx

    return len(nx.single_source_shortest_path_length(network, node, cutoff=radius)) - len(part)


def _words(network: "nx.Graph[str]", node: str) -> str:
    data = network.nodes[node]
    near = Counter(network.nodes[other]["kind"] for other in network[node])
    name = f"<b>{escape(one_line(data['label']))}</b>"
    counted = "、".join(f"{near[kind]} {_COUNTERS[kind]}{word}" for kind, word in KINDS.items() if near[kind])
    words = f"{name} 是{KINDS[data['kind']]}，直接连着 {escape(counted or '零个节点')}。"
    if data["kind"] == "department":
        return words + anchor("看它的全部指标", href(SEARCH, department=data["label"]))
    if data["kind"] == "project":
        shared = [
            n for n in network[node] if network.nodes[n]["kind"] == "indicator" and network.degree(n) > 1
        ]
        named = "、".join(f"“{escape(shorten(network.nodes[n]['label'], 20))}”" for n in sorted(shared)[:5])
        more = " 等" if len(shared) > 5 else ""
        also = f"其中 {len(shared)} 个指标别的项目或部门也在用：{named}{more}。" if shared else ""
        return words + also + anchor("看项目的表", href(PROJECT, project=short(node)))
    if data["kind"] == "indicator":
        edges = [network.edges[node, other] for other in network[node]]
        names = {name for edge in edges for name in edge["departments"].split("、") if name}
        years = {year for edge in edges for year in edge["years"].split("、") if year}
        listed = "、".join(sorted(names)[:6]) + (" 等" if len(names) > 6 else "")
        words += (
            f"用它的有 {len(names)} 个部门（{escape(listed)}），年度：{escape('、'.join(sorted(years)))}。"
        )
        return words + anchor("看各处的目标", href(SEARCH, text=data["label"]))
    return words


def _remarks(graph: Graph, network: "nx.Graph[str]", node: str) -> dict[str, str]:
    """The targets between the node and its neighbours: behind an indicator, or behind who uses it."""
    kind = network.nodes[node]["kind"]
    if kind == "indicator":
        pattern = (
            f"?t kg:ofConcept <{node}> . OPTIONAL {{ ?t kg:ofProject ?p }} OPTIONAL {{ ?t kg:department ?d }}"
            " BIND(COALESCE(?p, ?d) AS ?other)"
        )
    elif kind == "project":
        pattern = f"?t kg:ofProject <{node}> ; kg:ofConcept ?other ."
    elif kind == "department":
        whole = "OPTIONAL { ?t kg:ofProject ?p } FILTER(!BOUND(?p))"
        pattern = f"?t kg:department <{node}> ; kg:ofConcept ?other . {whole}"
    else:
        return {}
    found: dict[str, list[str]] = {}
    for other, target in graph.select(
        f"SELECT DISTINCT ?other ?target WHERE {{ {pattern} ?t kg:targetText ?target }} ORDER BY ?other ?target"
    ).rows:
        found.setdefault(str(other), []).append(one_line(target))
    return {other: "；".join(targets) for other, targets in found.items()}


def _bridges(graph: Graph) -> None:
    rows = graph.select(_BRIDGES).rows
    if not column(rows):
        return
    st.markdown("##### 用得最多的指标")
    show(
        table_html(
            ["指标", "部门", "项目", "指标行"],
            [
                [
                    Cell(str(name), href(NETWORK, node=short(str(iri)))),
                    number(departments),
                    number(projects),
                    number(targets),
                ]
                for iri, name, departments, projects, targets in rows
            ],
            height=330,
        )
    )
