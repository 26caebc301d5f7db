"""Things joined by 和: each must have its part in the answer, over the small graph."""

import asked_graph
import pytest
from asked_graph import EAST, SITES

from kg.ask import ask, load_names
from kg.ask.joined import alternatives
from kg.ask.spans import cut
from kg.text import key


@pytest.fixture(scope="module")
def store():
    return asked_graph.embedded()


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("东山和西河各有多少条指标", [["东山", "西河"]]),
        ("政务网站运维的年初预算和全年执行各多少", [["年初预算", "全年执行"]]),
        ("东山2025年的项目和西河2026年的项目", [["东山2025年项目", "西河2026年项目"]]),
        ("东山2026年没有满意度指标的项目", []),
    ],
)
def test_alternatives_are_equally_built(store, question, words):
    spans = cut(key(question), load_names(store))
    assert [[one.words for one in joined] for joined in alternatives(spans)] == words


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("东山市数据局2025年和2099年的项目", "2099"),
        (f"{SITES}的预算和数量指标有哪些", "资金"),
    ],
)
def test_half_an_answer_is_none(store, question, said):
    reply = ask(store, question)
    assert not reply.understood
    assert said in reply.message or said in "".join(reply.unused) or "一起回答" in reply.message


def test_both_are_answered_where_each_can_be(store):
    both = ask(store, "东山的项目和指标各有多少个")
    assert both.understood, both.message
    counts = [ask(store, question).answer.rows[0][0] for question in ("东山有多少个项目", "东山有多少个指标")]
    assert list(both.answer.rows[0]) == counts
    assert EAST in both.meaning
