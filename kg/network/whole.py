"""The graph as a network for drawing and for questions of connection: departments, projects, indicators, funding.

Nodes are IRIs with ``kind`` (department, project, indicator, funding), ``label`` and, where it has one, ``year``.
Edges carry ``kind`` (project, indicator, funding), and those to indicators also ``weight`` (number of rows),
``years`` and ``departments`` (names joined by 、). All attributes are text or whole numbers.
"""

import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.errors import ExportError, QueryError, reason_of
from kg.query import run_query
from kg.query.ordering import Cell
from kg.query.run import Askable

if TYPE_CHECKING:
    import networkx as nx

KINDS: Final = {"department": "部门", "project": "项目", "indicator": "指标", "funding": "资金"}
"""Kind of a node to its Chinese name, in the order of drawing."""

_DEPARTMENTS: Final = """
SELECT DISTINCT ?node ?label WHERE { ?node a org:FormalOrganization ; rdfs:label ?label } ORDER BY ?node ?label"""
_PROJECTS: Final = """
SELECT DISTINCT ?node ?label ?year ?department WHERE {
  ?node a kg:Project ; rdfs:label ?label ; kg:year ?year .
  OPTIONAL { ?node kg:department ?department }
} ORDER BY ?node ?year ?label ?department"""
_INDICATORS: Final = """
SELECT DISTINCT ?node ?label WHERE { ?node a kg:IndicatorConcept ; skos:prefLabel ?label } ORDER BY ?node ?label"""
_ROWS: Final = """
SELECT ?concept ?project ?department ?departmentName ?year (COUNT(DISTINCT ?t) AS ?rows) WHERE {
  ?t kg:ofConcept ?concept ; kg:year ?year .
  OPTIONAL { ?t kg:ofProject ?project }
  OPTIONAL { ?t kg:department ?department . ?department rdfs:label ?departmentName }
} GROUP BY ?concept ?project ?department ?departmentName ?year
ORDER BY ?concept ?project ?department ?departmentName ?year"""
_FUNDING: Final = """
SELECT DISTINCT ?node ?project ?department ?source ?phase ?amount ?year WHERE {
  ?node a kg:Funding ; kg:sourceText ?source ; kg:amount ?amount ; kg:year ?year .
  OPTIONAL { ?node kg:phaseText ?phase }
  OPTIONAL { ?node kg:ofProject ?project }
  OPTIONAL { ?node kg:department ?department }
} ORDER BY ?node ?project ?department"""
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SAMPLE: Final = 200
_SECONDS: Final = 600.0
_ROWS_AT_MOST: Final = 50_000_000


@dataclass(frozen=True, slots=True)
class Bridge:
    """An indicator that links departments or years. ``betweenness`` (0 to 1, four decimals): the share of shortest
    ways between other nodes, funding left out, that lead over it."""

    node: str
    label: str
    departments: tuple[str, ...]
    years: tuple[int, ...]
    projects: int
    rows: int
    betweenness: Decimal


def to_network(store: Askable) -> "nx.Graph[str]":
    """The whole network; nodes and edges in a fixed order, so that equal graphs give equal networks."""
    import networkx as nx

    network: nx.Graph[str] = nx.Graph()
    for node, label in _all(store, _DEPARTMENTS):
        _add(network, node, "department", label)
    for node, label, year, department in _all(store, _PROJECTS):
        _add(network, node, "project", label, year)
        if department in network:
            network.add_edge(str(department), str(node), kind="project")
    for node, label in _all(store, _INDICATORS):
        _add(network, node, "indicator", label)
    _connect_indicators(network, _all(store, _ROWS))
    for node, project, department, source, phase, amount, year in _all(store, _FUNDING):
        money = amount if isinstance(amount, Decimal) else Decimal(int(amount or 0))
        owner = str(project or department)
        _add(network, node, "funding", funding_label(str(source), str(phase or ""), money), year)
        network.nodes[str(node)]["yuan"] = int(money.to_integral_value(ROUND_HALF_EVEN))
        if owner in network:
            network.add_edge(owner, str(node), kind="funding")
    return network


def bridging_concepts(network: "nx.Graph[str]", *, limit: int = 50) -> list[Bridge]:
    """Indicators used in two departments or two years at least, those that link most first, at most ``limit``."""
    found = []
    for node, attributes in network.nodes(data=True):
        if attributes["kind"] != "indicator":
            continue
        edges = [(other, network.edges[node, other]) for other in network[node]]
        departments = {name for _, edge in edges for name in edge["departments"].split("、") if name}
        years = {int(year) for _, edge in edges for year in edge["years"].split("、")}
        if len(departments) > 1 or len(years) > 1:
            projects = sum(network.nodes[other]["kind"] == "project" for other, _ in edges)
            rows = sum(edge["weight"] for _, edge in edges)
            found.append((node, attributes["label"], departments, years, projects, rows))
    found.sort(key=lambda f: (-len(f[2]), -len(f[3]), -f[5], f[1], f[0]))
    scores = _betweenness(network) if found else {}
    return [
        Bridge(node, label, tuple(sorted(departments)), tuple(sorted(years)), projects, rows, scores[node])
        for node, label, departments, years, projects, rows in found[:limit]
    ]


def neighbours(network: "nx.Graph[str]", node: str, *, radius: int = 1, limit: int = 60) -> "nx.Graph[str]":
    """The part around ``node``, at most ``limit`` nodes: nearer ones first, then by kind, degree and label.

    Every node of the part but the first is connected to one nearer to ``node``. Raises QueryError for an
    unknown node.
    """
    import networkx as nx

    _require(network, node)
    kept = [node]
    layer = [node]
    for _ in range(radius):
        seen = set(kept)
        layer = sorted({other for one in layer for other in network[one]} - seen, key=_by_rank(network))
        kept += layer[: max(0, limit - len(kept))]
        if len(kept) >= limit:
            break
    part: nx.Graph[str] = nx.Graph()
    part.add_nodes_from((name, network.nodes[name]) for name in kept)
    place = {name: i for i, name in enumerate(kept)}
    for one in kept:
        for other in sorted(network[one], key=lambda name: place.get(name, -1)):
            if place.get(other, -1) > place[one]:
                part.add_edge(one, other, **network.edges[one, other])
    return part


def shortest_path(network: "nx.Graph[str]", start: str, end: str) -> list[str]:
    """The nodes of a shortest way, both ends included; empty where there is none. Raises QueryError for an unknown
    node."""
    import networkx as nx

    for node in (start, end):
        _require(network, node)
    try:
        return list(nx.shortest_path(network, start, end))
    except nx.NetworkXNoPath:
        return []


def graphml_bytes(network: "nx.Graph[str]") -> bytes:
    """GraphML for Gephi and yEd; equal networks give equal bytes."""
    from networkx.readwrite.graphml import GraphMLWriter

    buffer = io.BytesIO()
    GraphMLWriter(network, encoding="utf-8", prettyprint=True).dump(buffer)
    return buffer.getvalue()


def write_graphml(network: "nx.Graph[str]", path: Path) -> None:
    """Write `graphml_bytes` to a file. Raises ExportError."""
    beside = path.with_name(path.name + ".part")
    try:
        beside.write_bytes(graphml_bytes(network))
        beside.replace(path)
    except OSError as error:
        raise ExportError(f"无法写入 {path}：{reason_of(error)}。请检查目录是否存在、是否有权限。") from error


def _all(store: Askable, query: str) -> list[tuple[Cell, ...]]:
    """Every row of an answer: a network with some rows left out would say what is not so."""
    return run_query(store, query, time_limit=_SECONDS, row_limit=_ROWS_AT_MOST).rows


def _connect_indicators(network: "nx.Graph[str]", rows: Iterable[tuple[Cell, ...]]) -> None:
    edges: dict[tuple[str, str], list[tuple[str, int, int]]] = defaultdict(list)
    for concept, project, department, name, year, count in rows:
        owner = str(project or department)
        if owner in network and concept in network:
            edges[owner, str(concept)].append((str(name or ""), int(year or 0), int(count or 0)))
    for (owner, concept), parts in sorted(edges.items()):
        network.add_edge(
            owner,
            concept,
            kind="indicator",
            weight=sum(count for _, _, count in parts),
            years="、".join(str(year) for year in sorted({year for _, year, _ in parts})),
            departments="、".join(sorted({name for name, _, _ in parts})),
        )


def _add(network: "nx.Graph[str]", node: Cell, kind: str, label: Cell, year: Cell = None) -> None:
    # a project with a national code has a name and a year in every document: the last one is shown
    network.add_node(str(node), kind=kind, label=printable(str(label)))
    if year is not None:
        network.nodes[str(node)]["year"] = int(year)


def printable(text: str) -> str:
    """The text without the characters that no XML may hold."""
    return _UNPRINTABLE.sub("", text)


def funding_label(source: str, phase: str, yuan: Decimal) -> str:
    """The name of an amount of money.

    >>> funding_label("财政拨款", "全年", Decimal(750000))
    '财政拨款全年 75万元'
    """
    digits = format(yuan / 10_000, "f")
    return f"{source}{phase} {digits.rstrip('0').rstrip('.') if '.' in digits else digits}万元"


def _by_rank(network: "nx.Graph[str]") -> Callable[[str], tuple[int, int, str, str]]:
    order = {kind: i for i, kind in enumerate(KINDS)}

    def rank(node: str) -> tuple[int, int, str, str]:
        attributes = network.nodes[node]
        return order[attributes["kind"]], -network.degree(node), attributes["label"], node

    return rank


def _betweenness(network: "nx.Graph[str]") -> Mapping[str, Decimal]:
    import networkx as nx

    part = network.subgraph(n for n, kind in network.nodes(data="kind") if kind != "funding")
    ordered: nx.Graph[str] = nx.Graph()
    ordered.add_nodes_from(sorted(part))
    ordered.add_edges_from(sorted(tuple(sorted(edge)) for edge in part.edges))
    # a fixed sample of sources keeps large networks within seconds
    sample = _SAMPLE if len(ordered) > _SAMPLE else None
    scores = nx.betweenness_centrality(ordered, k=sample, seed=0)
    return {node: Decimal(str(round(score, 4))) for node, score in scores.items()}


def _require(network: "nx.Graph[str]", node: str) -> None:
    if node not in network:
        raise QueryError(f"网络里没有节点“{node[:120]}”。请从列表中选择。")
