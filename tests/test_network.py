"""The network of departments, projects, indicators and funding."""

import xml.etree.ElementTree as ET
from decimal import Decimal

import asked_graph
import networkx as nx
import pytest

from kg.errors import ExportError, QueryError
from kg.link import concept_iri, department_iri, project_iri
from kg.network import KINDS, bridging_concepts, neighbours, shortest_path, to_network, write_graphml

EAST, WEST = department_iri(asked_graph.EAST), department_iri(asked_graph.WEST)
PLATFORM = project_iri(2026, asked_graph.EAST, asked_graph.PLATFORM, None)
SITES = project_iri(2025, asked_graph.WEST, asked_graph.SITES, None)
SITE_COUNT = concept_iri("网站数量")


@pytest.fixture(scope="module")
def network():
    return to_network(asked_graph.embedded())


def test_nodes_by_kind(network):
    kinds = [kind for _, kind in network.nodes(data="kind")]
    assert {kind: kinds.count(kind) for kind in KINDS} == {
        "department": 3,
        "project": 7,
        "indicator": 16,
        "funding": 18,
    }
    assert network.nodes[PLATFORM] == {"kind": "project", "label": asked_graph.PLATFORM, "year": 2026}


def test_funding_has_a_readable_label(network):
    funding = {
        network.nodes[node]["label"]: network.nodes[node]["yuan"]
        for node in network[SITES]
        if "/funding/" in node
    }
    assert funding == {
        "资金总额全年 75万元": 750000,
        "资金总额执行 80万元": 800000,
        "财政拨款全年 75万元": 750000,
    }


def test_edges_to_indicators_count_rows(network):
    twice = network.edges[SITES, concept_iri("故障响应时间")]
    assert twice == {"kind": "indicator", "weight": 2, "years": "2025", "departments": asked_graph.WEST}


def test_rdflib_gives_the_same_network(network):
    other = to_network(asked_graph.plain())
    assert dict(other.nodes(data=True)) == dict(network.nodes(data=True))
    assert nx.utils.edges_equal(other.edges(data=True), network.edges(data=True))


def test_bridging_concepts(network):
    bridges = bridging_concepts(network)
    assert [
        (bridge.label, bridge.departments, bridge.years, bridge.projects, bridge.rows) for bridge in bridges
    ] == [
        ("网站数量", (asked_graph.EAST, asked_graph.WEST), (2025, 2026), 3, 3),
        ("故障响应时间", (asked_graph.EAST, asked_graph.WEST), (2025,), 2, 3),
        ("系统可用率", (asked_graph.EAST,), (2025, 2026), 2, 2),
    ]
    assert all(Decimal(0) < bridge.betweenness < Decimal(1) for bridge in bridges)
    assert bridging_concepts(network, limit=1) == bridges[:1]


def test_neighbours_are_nearest_first(network):
    part = neighbours(network, PLATFORM, radius=1)
    assert list(part)[:2] == [PLATFORM, EAST]
    assert set(part) == {PLATFORM, *network[PLATFORM]}


@pytest.mark.parametrize("limit", [1, 3, 7])
def test_neighbours_keep_the_limit_and_stay_connected(network, limit):
    part = neighbours(network, PLATFORM, radius=4, limit=limit)
    assert len(part) == limit
    assert nx.is_connected(part)
    assert list(part) == list(neighbours(to_network(asked_graph.embedded()), PLATFORM, radius=4, limit=limit))


def test_shortest_path(network):
    path = shortest_path(network, PLATFORM, SITES)
    assert path == [PLATFORM, SITE_COUNT, SITES]
    lonely = network.copy()
    lonely.add_node("x", kind="project", label="x")
    assert shortest_path(lonely, PLATFORM, "x") == []


@pytest.mark.parametrize(
    "ask", [lambda n: neighbours(n, "nowhere"), lambda n: shortest_path(n, PLATFORM, "nowhere")]
)
def test_unknown_nodes_are_named(network, ask):
    with pytest.raises(QueryError, match="没有节点“nowhere”"):
        ask(network)


def test_graphml_is_deterministic_and_reads_back(network, tmp_path):
    write_graphml(network, tmp_path / "a.graphml")
    write_graphml(to_network(asked_graph.embedded()), tmp_path / "b.graphml")
    assert (tmp_path / "a.graphml").read_bytes() == (tmp_path / "b.graphml").read_bytes()
    back = nx.read_graphml(tmp_path / "a.graphml")
    assert dict(back.nodes(data=True)) == dict(network.nodes(data=True))
    assert back.number_of_edges() == network.number_of_edges()


def test_graphml_has_plain_types_and_unique_keys(network, tmp_path):
    write_graphml(network, tmp_path / "a.graphml")
    keys = [e for e in ET.parse(tmp_path / "a.graphml").iter() if e.tag.endswith("}key")]  # noqa: S314 - own file
    assert {key.get("attr.type") for key in keys} <= {"string", "long"}
    assert len({key.get("id") for key in keys}) == len(keys)


def test_graphml_that_cannot_be_written(network, tmp_path):
    with pytest.raises(ExportError, match="无法写入"):
        write_graphml(network, tmp_path / "no" / "a.graphml")
