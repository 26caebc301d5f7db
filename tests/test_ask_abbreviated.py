"""Names written shorter than they are printed, numbers asked for, and numbers that are only stated."""

import pytest

from kg.ask import Names
from kg.ask.abbreviated import abbreviations
from kg.ask.numbers_asked import numbers_asked
from kg.ask.spans import cut
from kg.ask.stated import read_stated
from kg.ask.tokens import Tokens
from kg.ask.words import LEADS, question_words
from kg.text import key

PRINTED = {
    "department": ["东山市数据局", "西河市数据局"],
    "document": ["东山2025.txt", "西河2025.txt", "西河2026.txt"],
    "project": ["东山市政务外网（含机房）租金及维护费用", "政务网站运维", "政务网站改版"],
    "indicator": ["云主机采购数", "二期系统开发成本", "一期系统开发成本"],
    "table": ["政府采购预算表"],
    "line": [],
}


def graph_names():
    by_role = {role: {key(name): (name,) for name in names} for role, names in PRINTED.items()}
    texts = {
        role: "\n" + "\n".join(sorted(by_role[role])) + "\n" for role in ("project", "indicator", "line")
    }
    return Names(by_role, texts)


def named(question):
    """What the question may be short for: role and printed name."""
    names = graph_names()
    return {
        (role, printed)
        for spans in abbreviations(cut(question, names), names)
        for span in spans
        for role, every in span.names
        for printed in every
        if key(printed) != span.text
    }


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("政务外网租金是多少", ("project", "东山市政务外网（含机房）租金及维护费用")),
        ("云主机要采购多少台", ("indicator", "云主机采购数")),
        ("二期开发成本是多少", ("indicator", "二期系统开发成本")),
        ("政府采购预算总额是多少", ("table", "政府采购预算表")),
    ],
)
def test_one_name_holds_the_words(question, name):
    assert name in named(question)


@pytest.mark.parametrize(
    "question", ["政务网站是多少", "开发成本是多少", "云主机要租用多少台", "外网改版租金是多少"]
)
def test_several_names_or_none_are_not_chosen_from(question):
    assert named(question) == set()


@pytest.mark.parametrize(
    ("asked", "ends"),
    [
        ("多少", [(2, "what")]),
        ("各安排了多少万元", [(8, "what"), (6, "what")]),
        ("至少要达到几个", [(7, "how-many")]),
        ("有多少项目", [(4, "how-many"), (3, "what")]),
        ("最多允许几次", [(6, "what")]),
        ("几", []),
        ("花了多少", []),
        ("不安排多少", []),
        ("最高安排多少", []),
    ],
)
def test_numbers_asked(asked, ends):
    assert list(numbers_asked(asked, 0)) == ends


def test_words_before_a_number_stand_there_only():
    assert not [word for word, sense in question_words().items() if sense.role in LEADS]


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("两个部门的项目", ["each", "thing", "thing"]),
        ("三份文件里有多少个项目", ["how-many", "thing"]),
        ("三个部门的项目", ["", "thing", "thing"]),
        ("多少个部门", ["how-many", "thing"]),
    ],
)
def test_stated_numbers_are_dropped_where_they_are_right(question, left):
    names = graph_names()
    tokens = Tokens.of(cut(question, names))
    read_stated(tokens, names)
    assert [span.senses[0].role if span.senses else "" for span in tokens.spans] == left
