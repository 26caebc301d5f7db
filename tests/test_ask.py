"""Questions in Chinese over the five shipped documents: rows that the documents print, or words not understood."""

import json
import time
from decimal import Decimal
from pathlib import Path

import pytest

from kg.ask import ask, example_questions, load_names
from kg.ask.spans import cut
from kg.build import build_graph, find_documents
from kg.store import open_store
from kg.vocabulary import data_dir

FOLDER = Path(__file__).parent / "cases" / "ask"
ANSWERED = json.loads((FOLDER / "answered.json").read_text(encoding="utf-8"))
REFUSED = json.loads((FOLDER / "refused.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def graph(tmp_path_factory):
    """The graph of the five documents and its names."""
    directory = tmp_path_factory.mktemp("asked")
    build_graph(find_documents([data_dir()]), directory)
    store = open_store(directory)
    return store, load_names(store)


def shown(cell):
    if not isinstance(cell, Decimal):
        return cell
    digits = format(cell, "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


@pytest.mark.parametrize("case", ANSWERED, ids=lambda case: case["question"])
def test_answered(graph, case):
    reply = ask(graph[0], case["question"], graph[1])
    assert reply.understood, reply.message
    assert reply.meaning
    assert (reply.unused, reply.message) == ((), "")
    assert reply.sparql.startswith(f"# title: {reply.question}")
    assert reply.sources, "an answer says where its rows are printed"
    if "count" in case:
        assert len(reply.answer.rows) == case["count"]
        return
    places = [reply.answer.headings.index(column) for column in case["columns"]]
    found = {tuple(shown(row[place]) for place in places) for row in reply.answer.rows}
    assert found == {tuple(row) for row in case["rows"]}


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case["question"])
def test_refused(graph, case):
    reply = ask(graph[0], case["question"], graph[1])
    assert not reply.understood
    assert (reply.answer, reply.sparql) == (None, "")
    assert "没有看懂，不作猜测" in reply.message
    assert list(reply.unused) == case["unused"]
    assert 2 <= len(reply.suggestions) <= 3


def test_what_is_suggested_can_be_asked(graph):
    assert len(example_questions()) > 20
    for question in example_questions():
        reply = ask(graph[0], question, graph[1])
        assert reply.understood, (question, reply.message)
        assert reply.answer.rows, question


@pytest.mark.parametrize("strange", ["蓝色", "供应商", "咕噜系数", "去年", "除了", "不"])
def test_no_word_is_dropped_in_silence(graph, strange):
    """A word put into a question that is understood makes it refused, wherever it stands between two others."""
    question = "哪些项目没有满意度指标"
    for span in cut(question, graph[1]):
        asked = f"{question[: span.start]}{strange}{question[span.start :]}"
        reply = ask(graph[0], asked, graph[1])
        assert not reply.understood, asked


@pytest.mark.parametrize(
    "word", ["2024年", "厦门市", "武汉", "2026年度", "青岛市大数据发展管理局", "市工信局"]
)
def test_a_condition_added_never_leaves_the_query_as_it_was(graph, word):
    plain = ask(graph[0], "没有满意度指标的项目有哪些", graph[1])
    asked = ask(graph[0], f"{word}没有满意度指标的项目有哪些", graph[1])
    assert asked.understood
    assert asked.sparql.splitlines()[3:] != plain.sparql.splitlines()[3:]
    assert len(asked.answer.rows) < len(plain.answer.rows)


@pytest.mark.parametrize(
    "one, other",
    [
        ("厦门市工业和信息化局有哪些项目", "厦门工信局的项目有哪些？"),
        ("武汉市数据局有多少个项目", "请问 市数据局 一共有几个项目"),
        ("响应时间不超过1小时的指标", "响应时间小于等于60分钟的指标有哪些"),
        ("资金超过1亿元的项目有哪些", "哪些项目的预算大于10000万元"),
        ("泉州各项目自评总分", "泉州的项目自评总分分别是多少"),
        ("以“家”为单位的指标", "哪些指标的计量单位是家"),
        ("2024年有哪些满意度指标", "列出２０２４年的全部满意度指标。"),
    ],
)
def test_said_otherwise(graph, one, other):
    first, second = (ask(graph[0], question, graph[1]) for question in (one, other))
    assert (first.message, second.message) == ("", "")
    rows = [{row[:3] for row in reply.answer.rows} for reply in (first, second)]
    assert rows[0] == rows[1] != set()


def test_names_are_read_once_and_quickly(graph):
    started = time.process_time()
    names = load_names(graph[0])
    assert time.process_time() - started < 5
    assert names.departments_meant("工信局") == ("厦门市工业和信息化局",)
    assert names.departments_meant("市数据局") == ("武汉市数据局",)
    assert names.departments_meant("大数据局") == ("青岛市大数据发展管理局",)
    assert names.departments_meant("教育局") == ()
