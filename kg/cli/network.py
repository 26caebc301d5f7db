"""`kg network`: what links departments, projects, indicators and money, the ways between two of them, and which
indicators belong together."""

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from kg.cli import say
from kg.cli.arguments import count
from kg.cli.opening import add_graph_option, open_graph
from kg.cli.table import print_table
from kg.errors import QueryError
from kg.network import KINDS, bridging_concepts, neighbours, to_network
from kg.network.finding import Names, find_by_words, read_names
from kg.network.nodes import NODE_KINDS, Node
from kg.network.paths import MOST_STEPS, Paths, find_paths
from kg.query.run import Askable
from kg.suggest.asked import read_asked
from kg.suggest.candidates import find_candidates
from kg.suggest.communities import communities
from kg.suggest.communities import neighbours as find_near
from kg.text import key

if TYPE_CHECKING:
    import networkx as nx

_LABELS: Final = 6
_WIDEST: Final = 80


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The node to look around, or none for the bridging indicators; communities of indicators."""
    parser.add_argument("--around", metavar="文字", help="名称含有这段文字的节点的邻居")
    parser.add_argument(
        "--to", metavar="文字", help="与 --around 同用：到名称含有这段文字的节点，最短怎样联系起来"
    )
    parser.add_argument(
        "--communities",
        action="store_true",
        help="成群的指标（词、级次、单位相同）；与 --around 同用：离某个指标最近的指标",
    )
    parser.add_argument("--radius", type=count, default=1, metavar="N", help="几步以内，默认 1")
    parser.add_argument("--limit", type=count, default=50, metavar="N", help="最多列出多少，默认 50")
    add_graph_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the bridging indicators, the neighbours of the node, the ways to another one, or the communities."""
    for name in ("around", "to"):
        text = getattr(options, name)
        if text is not None and not key(text):
            raise QueryError(f"--{name} 后面没有写名称。请写部门、项目或指标的名称，可以只写一部分。")
    store = open_graph(options)
    if options.to is not None:
        _print_ways(store, options)
        return 0
    if options.communities:
        if options.around is None:
            _print_communities(store, options.limit)
        else:
            _print_near(store, options.around, options.limit)
        return 0
    network = to_network(store)
    if options.around is None:
        _print_bridges(network, options.limit)
    else:
        _print_neighbours(network, _find(network, options.around), options)
    return 0


def _print_bridges(network: "nx.Graph[str]", limit: int) -> None:
    rows = [
        (
            bridge.label,
            len(bridge.departments),
            "、".join(map(str, bridge.years)),
            bridge.projects,
            bridge.rows,
            "、".join(bridge.departments),
        )
        for bridge in bridging_concepts(network, limit=limit)
    ]
    print_table(("指标", "部门数", "年度", "项目数", "行数", "部门"), rows)
    say(f"{len(rows)} 个指标连接了两个以上部门或年度。")


def _print_neighbours(network: "nx.Graph[str]", node: str, options: argparse.Namespace) -> None:
    part = neighbours(network, node, radius=options.radius, limit=options.limit)
    rows = [
        (KINDS[attributes["kind"]], attributes["label"], attributes.get("year"), part.degree(other))
        for other, attributes in part.nodes(data=True)
    ]
    print_table(("类别", "名称", "年度", "连线"), rows)
    say(f"{len(rows)} 个节点，{part.number_of_edges()} 条连线。")


def _print_ways(store: Askable, options: argparse.Namespace) -> None:
    if options.around is None:
        raise QueryError("只给了 --to，不知道从哪里出发。请再用 --around 给出另一端的名称。")
    names = read_names(store)
    start, end = (_named(store, names, text) for text in (options.around, options.to))
    found = find_paths(store, start.iri, end.iri, most=options.limit)
    rows = [
        (number, step, NODE_KINDS[node.kind], node.label, node.year, _reason(found, way, step))
        for number, way in enumerate(found.ways, 1)
        for step, node in enumerate(way)
    ]
    print_table(("路", "步", "类别", "名称", "年度", "和上一步的联系"), rows, widest=_WIDEST)
    if found.ways:
        say(f"最短 {len(found.ways[0]) - 1} 步，共 {found.total} 条，列出 {len(found.ways)} 条。")
    elif found.is_cut:
        say("两端连着的节点太多，没有查完。请改用具体一些的节点，如其中的一个项目或指标。")
    else:
        say(f"“{start.label}”和“{end.label}”在 {MOST_STEPS} 步以内没有联系。")


def _reason(found: Paths, way: Sequence[Node], step: int) -> str:
    return found.links[way[step - 1].iri, way[step].iri].reason if step else ""


def _named(store: Askable, names: Sequence[Names], text: str) -> Node:
    found, total = find_by_words(store, names, text, limit=1)
    if not found:
        raise QueryError(f"没有名称含“{text}”的部门、项目、指标、单位或文件。")
    if total > 1:
        say(f"有 {total} 个名称含“{text}”，取{NODE_KINDS[found[0].kind]}“{found[0].label}”。")
    return found[0]


def _print_communities(store: Askable, limit: int) -> None:
    found = communities(store)
    rows = [(one.name, one.size, one.rows, "；".join(one.labels[:_LABELS])) for one in found[:limit]]
    print_table(("群", "指标数", "行数", "指标"), rows, widest=_WIDEST)
    say(f"共 {len(found)} 群，{sum(one.size for one in found)} 个指标；其余指标与别的没有多少相同。")


def _print_near(store: Askable, text: str, limit: int) -> None:
    candidates = find_candidates(store, read_asked(text))
    if not candidates:
        raise QueryError(f"指标库里没有与“{text}”相近的指标。请换个说法。")
    concept = candidates[0]
    rows = [
        (near.label, near.weight, near.rows, "、".join(near.words), near.same_level, near.same_unit)
        for near in find_near(store, concept.concept, limit=limit)
    ]
    print_table(("指标", "相近", "行数", "相同的词", "级次相同", "单位相同"), rows)
    say(f"与“{concept.label}”相近的指标 {len(rows)} 个。")


def _find(network: "nx.Graph[str]", text: str) -> str:
    """The node whose label is the text, else the first in order of kind and label that contains it."""
    order = list(KINDS)
    found = sorted(
        (key(label) != key(text), order.index(network.nodes[node]["kind"]), label, node)
        for node, label in network.nodes(data="label")
        if key(text) in key(label)
    )
    if not found:
        raise QueryError(f"没有名称含“{text}”的部门、项目、指标或资金。")
    if len(found) > 1:
        say(f"有 {len(found)} 个节点名称含“{text}”，取“{found[0][2]}”。")
    return str(found[0][3])
