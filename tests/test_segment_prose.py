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
FLOORS = {"dev": (0.98, 0.96), "test": (0.97, 0.86), "unseen": (0.97, 0.90)}


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
        ("完成率100%，及时率100%", [("完成率", None, "100", "%", "100%"), ("及时率", None, "100", "%", "100%")]),
        ("及格率90%", [("及格率", None, "90", "%", "90%")]),
        ("与会率90%", [("与会率", None, "90", "%", "90%")]),
        ("和谐度90%", [("和谐度", None, "90", "%", "90%")]),
        ("优秀率30%和及时率95%", [("优秀率", None, "30", "%", "30%"), ("及时率", None, "95", "%", "95%")]),
        ("及时率、参与率分别达到90%、95%",
         [("及时率", None, "90", "%", "90%"), ("参与率", None, "95", "%", "95%")]),
        ("及时处置事件10件", [("事件", None, "10", "件", "10件")]),
        ("完成水利工程三座", [("水利工程", None, "3", "座", "三座")]),
        ("建成水库三座，新建学校两所", [("水库", None, "3", "座", "三座"), ("学校", None, "2", "所", "两所")]),
        ("建设三座水库", [("水库", None, "3", "座", "三座")]),
        ("铺设道路五条", [("道路", None, "5", "条", "五条")]),
        ("完成改造项目三项，发放设备三套，设置监测点三处",
         [("改造项目", None, "3", "项", "三项"), ("设备", None, "3", "套", "三套"),
          ("监测点", None, "3", "处", "三处")]),
        ("完成三项工作，建设一个平台，实施四大类项目，实现三个确保、五个到位", []),
        ("运行维护业务系统15个", [("业务系统", None, "15", "个", "15个")]),
        ("保障系统可用率99%以上", [("系统可用率", "≥", "99", "%", "99%以上")]),
        ("医疗保障覆盖率95%", [("医疗保障覆盖率", None, "95", "%", "95%")]),
        ("获奖牌10枚，获奖项目2项", [("奖牌", None, "10", "枚", "10枚"), ("获奖项目", None, "2", "项", "2项")]),
        ("覆盖全市16个区", [("区", None, "16", "个", "16个")]),
        ("惠及2000人", [(None, None, "2000", "人", "2000人")]),
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
    labelled = [*(case for part in FLOORS for case in prose_scoring.cases(part)), *RULES]
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


ENDLESS = ["每1人", "1-", "完成1次", "1万", "较上年1%", "含1个"]
"""Numbers without punctuation: all stand in one clause and one sentence."""


@pytest.mark.parametrize(
    "unit", ["新增企业10家、", "合格率95%以上", "（1）", "“1", "由1%到2%", "的", "一", *ENDLESS]
)
def test_time_is_linear(unit):
    def seconds(length):
        text = (unit * length)[:length]
        start = time.process_time()
        segment_prose(text)
        return time.process_time() - start

    seconds(100)
    limit = 12 * max(seconds(4_000), 0.02)
    assert seconds(16_000) < limit or seconds(16_000) < limit


def test_words_are_bilingual_and_stand_once_in_a_group():
    for concept in load_scheme("prose"):
        assert concept.labels[0].isascii() is False
        assert any(label.isascii() for label in concept.labels)
        assert "definition" in " ".join(concept.properties)
