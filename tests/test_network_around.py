"""Bounded questions about the network: what stands around a node, ways between two, names, and what is shared."""

import asked_graph
import networkx as nx
import pytest

from kg.errors import QueryError
from kg.link import concept_iri, department_iri, is_iri, project_iri
from kg.network import shortest_path, to_network
from kg.network.analyses import department_sizes, departments_alike, most_shared
from kg.network.around import MOST_MEMBERS, groups_around
from kg.network.finding import find_by_words, read_names
from kg.network.nodes import Node, describe, find_node
from kg.network.paths import find_paths

EAST, WEST, NORTH = (department_iri(name) for name in (asked_graph.EAST, asked_graph.WEST, asked_graph.NORTH))
PLATFORM = project_iri(2026, asked_graph.EAST, asked_graph.PLATFORM, None)
SITES = project_iri(2025, asked_graph.WEST, asked_graph.SITES, None)
SITE_COUNT = concept_iri("网站数量")


@pytest.fixture(scope="module")
def store():
    return asked_graph.embedded()


@pytest.fixture(scope="module")
def network(store):
    return to_network(store)


def around(store, iri, **options):
    node = find_node(store, iri)
    assert node is not None
    return {group.name: group for group in groups_around(store, node, **options)}


def iris(group) -> list[str]:
    return [member.node.iri for member in group.members]


def test_nodes_have_kind_name_and_last_year(store):
    assert find_node(store, PLATFORM) == Node(PLATFORM, "project", asked_graph.PLATFORM, 2026)
    assert list(describe(store, [SITE_COUNT, "u:nothing", EAST, SITE_COUNT])) == [SITE_COUNT, EAST]
    assert find_node(store, "没有") is None


@pytest.mark.parametrize("text", ["", "project", "u:a b", "u:a>", 'u:"', "u:a\n", "u:{"])
def test_what_is_no_iri_never_reaches_a_query(store, text):
    assert not is_iri(text)
    assert find_node(store, text) is None
    with pytest.raises(QueryError):
        groups_around(store, Node(text, "project", "x"))


def test_surroundings_agree_with_the_whole_network(store, network):
    """Every direct neighbour of the network stands around a project, a department and an indicator."""
    for iri, data in network.nodes(data=True):
        found = {member for group in around(store, iri).values() for member in iris(group)}
        if data["kind"] in {"project", "department", "indicator"}:
            assert set(network[iri]) <= found


def test_project_shows_its_indicators_in_printed_order_with_their_targets(store):
    groups = around(store, PLATFORM)
    assert iris(groups["owner"]) == [EAST]
    rows = store.select(
        f"SELECT ?c ?at {{ ?t kg:ofProject <{PLATFORM}> ; kg:ofConcept ?c ; kg:position ?at }} ORDER BY ?at"
    ).rows
    assert iris(groups["indicators"]) == list(dict.fromkeys(str(concept) for concept, _ in rows))
    remarks = {member.node.iri: member.remark for member in groups["indicators"].members}
    assert remarks[SITE_COUNT].endswith("（另有 2 个项目用）")


def test_department_names_what_it_shares_and_with_whom_when_asked(store):
    groups = around(store, EAST)
    assert [member.node.label for member in groups["shared"].members] == ["网站数量", "故障响应时间"]
    assert (groups["alike"].members, groups["alike"].total) == ((), None)
    told = around(store, EAST, asked=("alike",))["alike"]
    assert [(member.node.iri, member.remark) for member in told.members] == [(WEST, "共用 2 个指标")]
    years = [member.node.year for member in groups["projects"].members]
    assert years == sorted(years, reverse=True)


def test_indicator_shows_departments_by_rows_and_projects_by_year(store):
    groups = around(store, SITE_COUNT)
    assert set(iris(groups["departments"])) == {EAST, WEST}
    assert groups["projects"].total == 3
    assert [member.node.year for member in groups["projects"].members] == sorted(
        (member.node.year for member in groups["projects"].members), reverse=True
    )


def test_surroundings_are_the_same_each_time_and_on_both_engines(store):
    plain = asked_graph.plain()
    for iri in (EAST, PLATFORM, SITE_COUNT):
        assert around(store, iri) == around(store, iri) == around(plain, iri)
    assert all(len(group.members) <= MOST_MEMBERS for group in around(store, EAST).values())


def test_ways_are_as_short_as_those_of_the_whole_network(store, network):
    nodes = [iri for iri, kind in network.nodes(data="kind") if kind != "funding"]
    for start in nodes[:6]:
        for end in nodes[-6:]:
            direct = shortest_path(network.subgraph(nodes), start, end)
            found = find_paths(store, start, end, steps=8)
            if not direct:
                assert not found.ways
                continue
            assert len(found.ways[0]) == len(direct)
            assert found.total == len(list(nx.all_shortest_paths(network.subgraph(nodes), start, end)))
            for way in found.ways:
                assert (way[0].iri, way[-1].iri) == (start, end)
                assert nx.is_path(network, [node.iri for node in way])


def test_way_gives_the_reason_of_every_step(store):
    found = find_paths(store, PLATFORM, SITES)
    assert [[node.iri for node in way] for way in found.ways] == [[PLATFORM, SITE_COUNT, SITES]]
    for pair, link in found.links.items():
        assert link.reason.startswith("表里有这个指标，目标 ")
        owner = next(iri for iri in pair if iri != SITE_COUNT)
        rows = store.select(f"SELECT ?t {{ ?t kg:ofProject <{owner}> ; kg:ofConcept <{SITE_COUNT}> }}").rows
        assert link.row in {str(row[0]) for row in rows}


def test_way_has_limits(store):
    assert find_paths(store, EAST, EAST).ways[0][0].iri == EAST
    assert find_paths(store, PLATFORM, SITES, steps=1).ways == ()
    assert find_paths(store, EAST, WEST, nodes=0).is_cut
    with pytest.raises(QueryError, match="没有节点“u:nothing”"):
        find_paths(store, EAST, "u:nothing")


def test_money_goals_and_documents_are_ends_of_a_way(store):
    for kind in ("Funding", "Document"):
        (end,) = store.select(f"SELECT ?x {{ ?x a kg:{kind} }} ORDER BY ?x LIMIT 1").rows[0]
        way = find_paths(store, str(end), EAST).ways[0]
        assert way[0].iri == str(end)
        assert {node.kind for node in way[1:-1]} <= {"project", "department", "indicator", "unit"}


def test_names_are_found_whatever_their_spelling(store):
    names = read_names(store)
    found, total = find_by_words(store, names, "网站 数量")
    assert (found[0].iri, total) == (SITE_COUNT, 1)
    found, _ = find_by_words(store, names, "网站")
    assert {node.kind for node in found} >= {"project", "indicator"}
    only, _ = find_by_words(store, names, "网站", kinds=["project"])
    assert {node.kind for node in only} == {"project"}
    assert find_by_words(store, names, "没有这样的名称") == ([], 0)
    assert find_by_words(store, names, "  ") == ([], 0)
    few, total = find_by_words(store, names, "数", limit=1)
    assert total > len(few)


def test_most_shared_come_first(store):
    shared = most_shared(store)
    assert (shared[0].label, shared[0].departments, shared[0].projects) == ("网站数量", 2, 3)
    keys = [(-one.departments, -one.projects, -one.rows) for one in shared]
    assert keys == sorted(keys)
    assert most_shared(store, limit=1) == shared[:1]


def test_departments_alike_by_the_share_of_what_both_use(store):
    pairs = departments_alike(store)
    assert {pairs[0].first.iri, pairs[0].second.iri} == {EAST, WEST}
    rows = store.select("SELECT DISTINCT ?d ?c { ?t kg:department ?d ; kg:ofConcept ?c }").rows
    used = {iri: {str(c) for d, c in rows if str(d) == iri} for iri in (EAST, WEST)}
    both, either = used[EAST] & used[WEST], used[EAST] | used[WEST]
    assert pairs[0].shared == len(both) == 2
    assert float(pairs[0].share) == pytest.approx(len(both) / len(either), abs=0.001)


def test_departments_by_size(store):
    sizes = department_sizes(store)
    assert sizes[0].iri == EAST
    assert [size.rows for size in sizes] == sorted((size.rows for size in sizes), reverse=True)
    assert all(size.quantified <= size.rows for size in sizes)
