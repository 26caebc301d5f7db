"""Targets inside goal sentences: labelled sentences replayed and scored, places, names, time."""

import sys
import time

import prose_scoring
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.segment import segment_prose
from kg.segment.prose.words import words_of
from kg.text import squeeze
from kg.vocabulary import load_scheme

RULES = prose_scoring.cases("rules", "prose-rules.json")
FLOORS = {"dev": (0.98, 0.96), "test": (0.97, 0.86)}


def read(text):
    return [
        (target.subject, target.operator, str(target.value), target.unit, text[target.start : target.end])
        for target in segment_prose(text)
    ]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("实现群众满意率达到90%以上，举办3场培训活动。",
         [("群众满意率", "≥", "90", "%", "90%以上"), ("培训活动", None, "3", "场", "3场")]),
        ("配置城域网汇聚节点 10 个用于汇聚连接市直单位", [("城域网汇聚节点", None, "10", "个", "10 个")]),
        ("2026 年新增规模以上数据企业50家，带动投资不少于10亿元",
         [("规模以上数据企业", None, "50", "家", "50家"), ("投资", "≥", "10", "亿元", "不少于10亿元")]),
        ("力争全年数字经济增加值同比增长8%左右，故障恢复时间不超过12小时",
         [("数字经济增加值", None, "8", "%", "8%左右"), ("故障恢复时间", "≤", "12", "小时", "不超过12小时")]),
        ("投诉率为0，事故数为0", [("投诉率", None, "0", None, "0"), ("事故数", None, "0", None, "0")]),
        ("开展专题培训，每年不少于2次", [("专题培训", "≥", "2", "次", "不少于2次")]),
        ("办结率由80%提高到90%", [("办结率", None, "90", "%", "90%")]),
        ("优秀率、合格率分别达到30%、95%",
         [("优秀率", None, "30", "%", "30%"), ("合格率", None, "95", "%", "95%")]),
        ("新增企业10家、平台3个", [("企业", None, "10", "家", "10家"), ("平台", None, "3", "个", "3个")]),
        ("1.新建20个社区站点；2.举办培训十二场",
         [("社区站点", None, "20", "个", "20个"), ("培训", None, "12", "场", "十二场")]),
        ("根据〔2024〕12号文，围绕“965”产业体系，按“3+2”布局", []),
        ("2025年投入500万元", []),
        ("支持 5G 产业发展等四大类项目", []),
        ("做好7×24小时值守，第3批试点，IPv6升级", []),
        ("在上年完成20家的基础上继续推进", []),
        ("", []),
    ],
)  # fmt: skip
def test_targets_of_a_sentence(text, expected):
    assert read(text) == expected


@pytest.mark.parametrize("text, value", [("举办论坛3至5场", ["3", "5"]), ("合格率80%-90%", ["80", "90"])])
def test_a_range_has_two_ends_and_no_operator(text, value):
    (target,) = segment_prose(text)
    assert [str(end) for end in target.value] == value
    assert target.operator is None


@pytest.mark.parametrize("case", RULES, ids=lambda case: case["label"])
def test_sentences_that_the_rules_were_made_from(case):
    result = prose_scoring.score([case])
    assert (result.right, result.named, result.found) == (result.wanted,) * 3


@pytest.mark.parametrize("part", FLOORS)
def test_accuracy(part, capsys):
    result = prose_scoring.score(prose_scoring.cases(part))
    with capsys.disabled():
        sys.stdout.write(f"\nprose, {part}: {result}\n")
    targets, named = FLOORS[part]
    assert result.f1 >= targets
    assert result.f1_named >= named
    assert result.false_alarms <= 1


def test_cases_are_well_formed():
    labelled = [*prose_scoring.cases("dev"), *prose_scoring.cases("test"), *RULES]
    assert len({case["text"] for case in labelled}) == len(labelled) >= 200
    for case in labelled:
        for target in case["targets"]:
            assert 0 <= target["start"] < target["end"] <= len(case["text"])
            assert target["operator"] in {"≥", "≤", "=", ">", "<", None}


def words(*groups):
    return sorted(word for group in groups for word in words_of(group).words)


PIECES = st.sampled_from(
    [
        *words("doing", "setting", "past"),
        "合格率",
        "企业",
        "95%以上",
        "10家",
        "3至5场",
        "，",
        "、",
        "。",
        "(",
        "的",
        "三次",
    ]
)


@given(st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_places_slice_the_text_and_nothing_raises(text):
    last = 0
    for target in segment_prose(text):
        assert last <= target.start < target.end <= len(text)
        last = target.end
        assert target.subject is None or target.subject in squeeze(text)
        assert target.unit is None or target.unit in squeeze(text)


@pytest.mark.parametrize("unit", ["新增企业10家、", "合格率95%以上", "（1）", "“1", "由1%到2%", "的", "一"])
def test_time_is_linear(unit):
    def seconds(length):
        text = (unit * length)[:length]
        start = time.perf_counter()
        segment_prose(text)
        return time.perf_counter() - start

    seconds(100)
    assert min(seconds(16_000) for _ in range(2)) < 12 * max(seconds(4_000), 0.02)


def test_words_are_bilingual_and_stand_once_in_a_group():
    for concept in load_scheme("prose"):
        assert concept.labels[0].isascii() is False
        assert any(label.isascii() for label in concept.labels)
        assert "definition" in " ".join(concept.properties)
