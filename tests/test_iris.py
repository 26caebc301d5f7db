"""One definition of an IRI: what it takes the store takes, and no text given by hand breaks a command."""

import asked_graph
import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.catalogue.nodes import checked_iri
from kg.cli import main
from kg.errors import QueryError, StoreError
from kg.explorer.nodes import term as page_term
from kg.link import is_iri, segment_of
from kg.network import nodes

LETTERS = (
    "ab:/?#[]@!%4fG1 \"<>{}|^`\\'é中\x00\x7f\x80\xa0\ue000\u200e\uf900\ufdd0\ufffe\U000e0100\U000f0000.-~"
)
STARTS = ("", "a:", "http:", "http://a", "http://", "urn:x", "HTTP://a/", "1a:", "ü:")
NO_IRIS = [
    "", " ", "名称", "a b", "a>", "http://a/ b", 'http://a/"', "http://a/{x}", "http://a/\n", "http://a/50%",
    "http://a/%zz", "http://a/\x00", "http://a/^", "http://a/`", "http://a/\\", "http://a/|", "\ud800:x",
    "http://a/\ud800", "http://a/\ue000", "http://a:x/", "http://a/[",
]  # fmt: skip


def takes(text):
    try:
        pyoxigraph.NamedNode(text)
    except ValueError:  # UnicodeEncodeError too
        return False
    return True


@settings(max_examples=2000)
@given(st.builds(str.__add__, st.sampled_from(STARTS), st.text(st.sampled_from(LETTERS), max_size=8)))
def test_what_is_an_iri_the_store_takes_and_what_is_none_it_refuses(text):
    if is_iri(text):
        assert takes(text)
    elif "[" not in text:  # addresses of IP version 6 are left out
        assert not takes(text)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=6))
def test_every_name_becomes_a_segment_of_an_iri(name):
    assert is_iri(f"https://a.example/x/{segment_of(name)}")


@pytest.mark.parametrize("text", NO_IRIS, ids=ascii)
def test_no_other_text_reaches_a_query(text):
    assert not is_iri(text)
    assert page_term(text) is None
    assert nodes.find_node(asked_graph.embedded(), text) is None
    with pytest.raises(QueryError, match="不是节点的标识"):
        nodes.term(text)
    with pytest.raises(StoreError, match="不是合法的 IRI"):
        checked_iri(text)


def test_a_long_text_is_judged_at_once():
    assert is_iri("https://a.example/" + "图" * 1_000_000)
    assert not is_iri("https://a.example/" + "图" * 1_000_000 + " ")
    assert not is_iri("http://" + "%" * 1_000_000)
    assert not is_iri("a:" + "//" * 500_000 + "[")


@pytest.fixture(scope="module")
def graph(tmp_path_factory):
    return str(asked_graph.build(tmp_path_factory.mktemp("graph") / "build"))


@pytest.mark.parametrize(
    "text", [*NO_IRIS, "<x>", "'", "\\u0022", "x" * 10_000, "=", "1e999"], ids=lambda t: ascii(t)[:30]
)
@pytest.mark.parametrize(
    "command",
    [
        ["network", "--around={}"],
        ["network", "--around=东山市数据局", "--to={}"],
        ["query", "projects-without-quantity", "--set", "department={}"],
        ["query", "targets-by-value", "--set", "value={}"],
        ["diff", "2025", "2026", "--department={}"],
        ["diff", "2025", "2026", "--project={}"],
        ["link", "--explain", "{}", "东山市数据局"],
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_no_text_breaks_a_command(command, text, graph, capsys):
    arguments = [part.replace("{}", text) for part in command]
    try:
        code = main([*arguments, "--graph", graph])
    except SystemExit as stopped:
        code = stopped.code
    said = capsys.readouterr().err
    assert code in (0, 2)
    assert code == 0 or "错误：" in said
    assert "Traceback" not in said
