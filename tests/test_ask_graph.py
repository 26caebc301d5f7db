"""`kg ask` over the small graph: two engines, hostile text, names that need escaping, and the command line."""

import json
from dataclasses import replace
from decimal import Decimal

import asked_graph
import pytest
from asked_graph import EAST, FOSTER, PLATFORM, SITES, WEST
from hypothesis import given, settings
from hypothesis import strategies as st

import kg.cli.ask
from kg.ask import ask, load_names
from kg.ask.words import question_words
from kg.cli import main
from kg.errors import QueryError
from kg.graph import derived_quads, extraction_to_quads
from kg.model import Money
from kg.store import memory_store, ontology_quads

STORES = {"oxigraph": asked_graph.embedded, "rdflib": asked_graph.plain}


def answer(question, store=None):
    return ask(store or asked_graph.embedded(), question)


def column(reply, heading):
    assert reply.understood, reply.message
    place = reply.answer.headings.index(heading)
    return [row[place] for row in reply.answer.rows]


@pytest.mark.parametrize("engine", STORES)
@pytest.mark.parametrize(
    "question, heading, values",
    [
        ("西河哪些项目没有满意度指标", "项目", {SITES}),
        ("东山2025年没有满意度指标的项目", "项目", {PLATFORM}),
        ("东山2026年哪些项目没有满意度指标", "项目", {"机房租赁"}),
        ("满意度指标低于98%的项目有哪些", "项目", {PLATFORM}),
        ("故障响应时间不超过3小时的指标", "目标", {"≤2小时"}),
        ("故障响应时间不超过120分钟的指标", "目标", {"≤2小时"}),
        ("西河没有达到目标的指标有哪些", "指标", {"网站数量", "故障响应时间"}),
        ("东山市数据局各年项目资金合计", "合计（万元）", {100, 250}),
        ("西河市数据局2025年项目资金合计", "合计（万元）", {75}),
        ("政务网站运维的执行数是多少", "金额（万元）", {80}),
        ("执行率高于100%的项目", "项目", {SITES}),
        ("预算最大的项目", "项目", {PLATFORM}),
        ("东山和西河各有多少条指标", "指标行数", {14, 4}),
        ("数据要素培育的上年结转是多少", "金额（万元）", {20}),
        ("科目2010301的合计", "金额（万元）", {12.5}),
        ("定性指标有哪些", "指标", {"培育能力", "建成平台"}),
        ("系统可用率的上年值", "上年值", {"99.6%"}),
        ("东山市数据局有几个项目", "项目数", {4}),
        ("东山市数据局有几个项目，其中没有满意度指标的有几个", "项目数（前者）", {4}),
        ("政务网站运维的全年预算是多少，其中执行数多少", "金额（万元）", {75, 80}),
        ("系统可用率印在哪份文件、第几行", "文件", {"东山2025.txt", "东山2026.txt"}),
    ],
)
def test_two_engines_answer_alike(engine, question, heading, values):
    found = column(answer(question, STORES[engine]()), heading)
    assert {float(v) if not isinstance(v, str) else v for v in found} == values


def test_a_project_without_any_row_is_said_to_have_none():
    reply = answer("东山2026年哪些项目没有满意度指标")
    assert column(reply, "项目") == ["机房租赁"]
    assert reply.sources == (("东山2026.txt", 60),)


@pytest.mark.parametrize(
    "question, unused",
    [
        ("北山市数据局的项目", "北"),
        ("哪些项目没有满意度指标和成本指标", "满意度指标"),
        ("今年的项目有哪些", "今年"),
        ("资金超过1000的项目", "超过1000"),
        ("东山市数据局的局长是谁", "局长"),
        ("可用率低于99的指标", "低于99"),
    ],
)
def test_what_was_not_understood_is_named(question, unused):
    reply = answer(question)
    assert not reply.understood
    assert any(unused in word for word in reply.unused), reply.unused
    assert reply.suggestions


@pytest.mark.parametrize("question", ["", "  \n", "项目" * 200])
def test_no_question_is_an_error(question):
    with pytest.raises(QueryError):
        answer(question)


def test_names_are_escaped():
    name = '甲乙"}丙 # 运维'
    first = asked_graph.extractions()[0]
    money = (Money("资金总额", None, Decimal(5)),)
    head = asked_graph.head(first.document.name, 10, "项目支出绩效目标表", EAST, 2025, name, funding=money)
    odd = list(extraction_to_quads(replace(first, heads=(head,), indicators=(), findings=())))
    store = memory_store([*odd, *derived_quads(odd), *ontology_quads()])
    reply = ask(store, f"{name}的资金是多少")
    assert column(reply, "金额（万元）") == [5]
    assert '\\"' in reply.sparql


WORDS = sorted(question_words())


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(WORDS),
            st.sampled_from([EAST, WEST, PLATFORM, FOSTER, SITES, "2025年", "网站数量", "东山", "前3个"]),
            st.sampled_from(["95%", "低于95%", "2小时", "超过100万元", "5个", "10万以上", "2010301", "0"]),
            st.text(max_size=4),
        ),
        min_size=1,
        max_size=9,
    )
)
def test_any_words_are_answered_or_refused(words):
    question = "".join(words)
    try:
        reply = ask(asked_graph.embedded(), question, _names())
    except QueryError:
        return
    assert reply.understood == (reply.answer is not None)
    assert reply.understood or reply.message


def _names(kept=[]):  # noqa: B006 - read once for all examples
    if not kept:
        kept.append(load_names(asked_graph.embedded()))
    return kept[0]


@pytest.fixture
def command(monkeypatch, capsys):
    monkeypatch.setattr(kg.cli.ask, "open_graph", lambda _: asked_graph.embedded())

    def run(*arguments):
        code = main(["ask", *arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_command_answers(command):
    code, out, err = command("预算最大的项目", "--sparql")
    assert code == 0
    assert all(text in out for text in (PLATFORM, "200", "东山2026.txt"))
    assert "理解为：项目" in err
    assert "SELECT" in err


def test_command_says_where_sums_come_from(command):
    code, _, err = command("各部门项目资金合计")
    assert code == 0
    assert "出处：东山2026.txt，第 10 行、第 40 行" in err


def test_command_refuses(command):
    code, out, err = command("哪些项目的咕噜系数最大")
    assert code == 2
    assert out == ""
    assert "不认识：“咕噜系”" in err or "咕噜系数" in err
    assert "可以这样问：" in err


@pytest.mark.parametrize("question, code", [("哪些项目没有满意度指标", 0), ("哪些项目会飞", 2)])
def test_command_prints_json(command, question, code):
    found, out, _ = command(question, "--format", "json")
    record = json.loads(out)
    assert found == code
    assert record["understood"] == (code == 0)
    assert {"meaning", "columns", "rows", "sources", "sparql", "unused", "message"} <= set(record)
    assert bool(record["rows"]) == (code == 0)
    assert bool(record["unused"]) == (code == 2)


def test_command_prints_csv(command):
    code, out, _ = command("东山市数据局有几个项目", "--format", "csv")
    assert code == 0
    assert out.lstrip("\ufeff").split() == ["项目数", "4"]


def test_an_answer_without_rows_says_so(command):
    code, out, err = command("西河市数据局没有达到目标的数量指标不低于5000个的有哪些")
    assert out == ""
    assert code == 2 or "图谱里没有符合条件的内容" in err
