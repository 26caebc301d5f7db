"""The page 图谱: the tree that opens by clicks, its picture, ways, the first view, and what can be taken away."""

import html as html_module
import re
import xml.etree.ElementTree as ET
from urllib.parse import parse_qs, urlsplit

import page_runner
import pytest
from explored_graph import LINK, SCRIPT, build
from streamlit.testing.v1 import AppTest

from kg.explorer.address import href
from kg.explorer.looks.fitting import fit
from kg.explorer.network.outline import MOST_NODES, branches_of, build_outline, links_of, mark_of
from kg.explorer.network.picture import Links, outline_svg, ways_svg
from kg.explorer.network.shown import edges_to_csv, edges_to_network
from kg.explorer.nodes import short
from kg.explorer.opened import open_graph
from kg.network import graphml_bytes
from kg.network.around import Group, Neighbour
from kg.network.nodes import Node

LINKS = Links(lambda iri: href("network", node=iri), lambda mark: href("network", node="x", open=mark))
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return build(tmp_path_factory.mktemp("graph"))


@pytest.fixture(autouse=True)
def graph(directory, monkeypatch):
    monkeypatch.setenv("KG_GRAPH", str(directory))
    return open_graph()


def run_page(**choices: str) -> AppTest:
    return page_runner.run_page("network", **choices)


def text_of(app: AppTest) -> str:
    markup = "\n".join(element.proto.body for element in app.get("html"))
    plain = re.sub(r"<style>.*?</style>|<script>.*?</script>|<[^>]*>", " ", markup, flags=re.DOTALL)
    return " ".join(html_module.unescape(plain).split())


def links_in(app: AppTest) -> list[str]:
    markup = "\n".join(element.proto.body for element in app.get("html"))
    markup += "".join(element.value for element in app.markdown)
    return [html_module.unescape(link) for link in re.findall(r'href="([^"]*)"', markup)]


def picture_of(app: AppTest) -> ET.Element:
    """The picture, which must be well-formed even where names are hostile."""
    value = next(element.value for element in app.markdown if "<svg" in element.value)
    assert "\n" not in value
    return ET.fromstring(re.search(r"<svg.*</svg>", value).group())  # noqa: S314 - made by us


def boxes(picture: ET.Element) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of every box with a link."""
    found = []
    for link in picture.iter(f"{SVG}a"):
        for rect in list(link.iter(f"{SVG}rect"))[:1]:
            x, y, width, height = (float(rect.get(name)) for name in ("x", "y", "width", "height"))
            found.append((x, y, x + width, y + height))
    return found


def made_up(breadth: int):
    """A network without end: every node has two groups of ``breadth``."""

    def ask(node: Node, _asked: tuple[str, ...]) -> list[Group]:
        kinds = ("project", "indicator")
        return [
            Group(
                kind,
                f"{kind}组",
                kind,
                tuple(
                    Neighbour(
                        Node(f"{node.iri}/{kind}{at}", kind, f"{kind}的名称很长很长很长{at}" * 3), "≥ 95%"
                    )
                    for at in range(min(breadth, 100))
                ),
                breadth,
            )
            for kind in kinds
        ]

    return ask


CENTER = Node("u:d", "department", "青山市数据管理局" * 6)


def test_closed_groups_show_a_few_and_say_how_many_more():
    outline = build_outline(made_up(30), CENTER, ())
    for shelf in outline.center.shelves:
        assert len(shelf.members) + shelf.hidden == shelf.total == 30
        assert shelf.can_open
    opened = build_outline(made_up(30), CENTER, [mark_of("u:d", "project")])
    assert len(opened.center.shelves[0].members) == 30
    assert opened.center.shelves[0].hidden == 0
    assert "＋ 还有 23 个指标" in html_module.unescape(outline_svg(opened.center, LINKS))


def test_one_more_than_the_few_is_drawn_instead_of_a_fold():
    outline = build_outline(made_up(8), CENTER, ())
    assert all(shelf.hidden == 0 and len(shelf.members) == 8 for shelf in outline.center.shelves)


def test_never_more_than_300_boxes_whatever_is_open():
    ask = made_up(5000)
    opened: set[str] = set()
    for _ in range(4):
        outline = build_outline(ask, CENTER, opened)
        assert outline.size <= MOST_NODES
        for branch in branches_of(outline.center):
            opened |= {branch.mark, *(shelf.mark for shelf in branch.shelves)}
    drawn = list(branches_of(outline.center))
    assert len({branch.node.iri for branch in drawn}) == len(drawn) > 200
    assert outline.is_full
    assert not build_outline(ask, CENTER, ()).is_full
    assert outline_svg(outline.center, LINKS).count("<circle") <= 2 * MOST_NODES


@pytest.mark.parametrize("links", [LINKS, None])
def test_picture_is_always_the_same_and_no_boxes_overlap(links):
    opened = [mark_of(f"u:d/project{at}") for at in range(4)] + [mark_of("u:d/project1/indicator2")]
    pictures = [outline_svg(build_outline(made_up(30), CENTER, opened).center, links) for _ in range(2)]
    assert pictures[0] == pictures[1]
    places = [
        tuple(float(rect.get(name)) for name in ("x", "y", "width", "height"))
        for rect in ET.fromstring(pictures[0]).iter(f"{SVG}rect")  # noqa: S314 - made by us
        if rect.get("x") and rect.get("width") not in {"24", "214"}
    ]
    assert len(places) > 40
    width = float(ET.fromstring(pictures[0]).get("width"))  # noqa: S314 - made by us
    for at, (x, y, w, h) in enumerate(places):
        assert x >= 0
        assert y >= 0
        assert x + w <= width
        for x2, y2, w2, h2 in places[at + 1 :]:
            assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y


def test_node_met_again_is_a_dashed_line_and_the_way_back_is_none():
    shared = Neighbour(Node("u:i", "indicator", "满意度"))
    first, second = (Neighbour(Node(f"u:{name}", "project", name)) for name in "pq")
    around = {
        "u:d": [Group("projects", "项目", "project", (first, second), 2)],
        "u:p": [
            Group("owner", "部门", "department", (Neighbour(CENTER),), 1),
            Group("indicators", "指标", "indicator", (shared,), 1),
        ],
        "u:q": [Group("indicators", "指标", "indicator", (shared,), 1)],
    }
    outline = build_outline(
        lambda node, _: around.get(node.iri, []), CENTER, [mark_of("u:p"), mark_of("u:q")]
    )
    assert [branch.node.iri for branch in branches_of(outline.center)] == ["u:d", "u:p", "u:i", "u:q"]
    assert outline_svg(outline.center, LINKS).count("stroke-dasharray") == 1
    pairs = [(one.iri, other.iri) for one, other, _, _ in links_of(outline.center)]
    assert sorted(pairs) == [("u:d", "u:p"), ("u:d", "u:q"), ("u:p", "u:i"), ("u:q", "u:i")]


def test_hostile_names_stay_text_in_picture_and_files():
    bad = Node("u:x", "project", f"{SCRIPT}\n{LINK}", 2026)
    group = Group("projects", SCRIPT, "project", (Neighbour(bad, "=1+1\u0000"),), 1)
    outline = build_outline(lambda node, _: [group] if node is CENTER else [], CENTER, ())
    for picture in (outline_svg(outline.center, LINKS), ways_svg([(CENTER, bad)], LINKS)):
        assert "<script" not in picture
        assert "](http" not in picture
        assert "\n" not in picture
    edges = list(links_of(outline.center))
    lines = edges_to_csv([(*edge[:2], edge[2], "=1+1") for edge in edges]).decode("utf-8-sig").splitlines()
    assert lines[0] == "起点类别,起点,关系,终点类别,终点,说明"
    assert lines[-1].endswith(",'=1+1")
    data = graphml_bytes(edges_to_network([CENTER, bad], edges))
    assert ET.fromstring(data) is not None  # noqa: S314 - made by us


@pytest.mark.parametrize("room", [5, 12, 30])
def test_words_fit_their_box(room):
    words, tail = fit("很长很长很长很长很长的指标名称ABC", "≥ 95%；≤ 30 天", room)
    width = sum(0.55 if character < "\u0250" else 1 for character in words + tail)
    assert width <= room


def test_page_without_a_node_offers_where_to_begin():
    app = run_page()
    shown = text_of(app)
    assert not [element for element in app.markdown if "<svg" in element.value]
    assert "从一个部门开始" in "".join(element.value for element in app.markdown)
    assert "青山市数据管理局 11" in shown
    assert "受理办件量 1 3 4" in shown
    assert any("department" in parse_qs(urlsplit(link).query).get("node", [""])[0] for link in links_in(app))


@pytest.mark.parametrize("asked", ["alike", "together", "没有"])
def test_slow_tables_come_when_asked_for(asked):
    app = run_page(show=asked)
    shown = text_of(app)
    assert ("点了才算" in shown) == (asked == "没有")
    assert "从一个部门开始" in "".join(element.value for element in app.markdown)


def test_page_draws_the_node_of_the_address_and_opens_what_it_says():
    app = run_page(node="indicator/受理办件量")
    assert "受理办件量 是指标" in text_of(app)
    closed = picture_of(app)
    titles = [title.text for title in closed.iter(f"{SVG}title")]
    assert any("项目：网站集约化" in title and "点一下展开" in title for title in titles)
    link = next(
        link.get("href")
        for link in closed.iter(f"{SVG}a")
        if "项目：网站集约化" in link.find(f"{SVG}title").text
    )
    choices = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
    assert choices["node"] == "indicator/受理办件量"
    opened = run_page(**choices)
    assert len(boxes(picture_of(opened))) > len(boxes(closed))
    assert "收起" in text_of(opened)
    back = [parse_qs(urlsplit(link).query) for link in links_in(opened)]
    assert {"node": ["indicator/受理办件量"]} in back


def test_page_says_the_same_in_words_as_in_the_picture():
    app = run_page(node="indicator/受理办件量")
    shown = text_of(app)
    names = [title.text for title in picture_of(app).iter(f"{SVG}title") if "以它为中心：" in title.text]
    assert len(names) > 3
    for name in names:
        assert name.removeprefix("以它为中心：") in shown


def test_words_find_nodes_and_the_other_end_of_a_way():
    app = run_page(find="满意度")
    assert "群众满意度" in text_of(app)
    assert href("network", node="indicator/群众满意度") in links_in(app)
    app = run_page(node="indicator/受理办件量", end="满意度")
    wanted = href("network", **{"from": "indicator/受理办件量", "to": "indicator/群众满意度"})
    assert wanted in links_in(app)
    assert "没有名称含这些文字" in text_of(run_page(find="没有这样的"))


def test_way_between_two_nodes_with_reasons_and_rows():
    app = run_page(**{"from": "indicator/受理办件量", "to": "indicator/群众满意度"})
    shown = text_of(app)
    assert re.search(r"最短要 \d 步，这样的路有 \d+ 条", shown)
    assert "表里有这个指标，目标" in shown
    assert any(link.startswith("search?row=target") for link in links_in(app))
    assert len(boxes(picture_of(app))) >= 3


def test_no_way_and_unknown_ends_are_said():
    names = {"from": "indicator/受理办件量", "to": "indicator/没有"}
    assert any("终点在图谱里找不到" in info.value for info in run_page(**names).info)
    assert any("找不到" in info.value for info in run_page(node="a b<c>").info)
    same = run_page(**{"from": "indicator/受理办件量", "to": "indicator/受理办件量"})
    assert "同一个节点" in text_of(same)


def test_hostile_node_on_the_page(graph):
    iri = graph.select("SELECT ?p { ?p a kg:Project ; rdfs:label ?n FILTER(STRSTARTS(?n, ':')) }").rows[0][0]
    app = run_page(node=short(str(iri)))
    assert picture_of(app) is not None
    for link in links_in(app):
        assert urlsplit(link).scheme == ""
        assert urlsplit(link).path in {"network", "project", "search"}


@pytest.mark.parametrize("opened", [",,,", "x" * 3000, "00000000," * 200, "<script>"])
def test_any_text_for_what_is_open_is_harmless(opened):
    assert picture_of(run_page(node="indicator/受理办件量", open=opened)) is not None
