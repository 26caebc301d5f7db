"""The short cut for plain rows reads exactly what the rules read."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.segment import row, segment_target
from kg.segment.plain import read_plain

CASES = Path(__file__).parent / "cases" / "segment"
FORM = "≥≤=><＞％%0123456789０９.,、/-~×（） \n年月日内以上下不少于超过万亿百十一二三多个家人元小时达约提高终止率"
names = st.sampled_from(
    ["满意度", "培训 人数", "指标1：人数", "一、面积", "★成本", "系统（二期）数量", "规模≥", "人数(人)"]
)
targets = st.text(alphabet=st.sampled_from(FORM), max_size=12) | st.builds(
    "{}{}{}{}{}".format,
    st.sampled_from(["", "≥", "≤ ", "不少于", "约", "不超过\n"]),
    st.decimals(min_value=0, max_value=10**7, places=2) | st.integers(min_value=0, max_value=10**14),
    st.sampled_from(["", " "]),
    st.sampled_from(["", "%", "万件", "亩", "元/人/天", "T", "年", "未知", "个工作日", "㎡"]),
    st.sampled_from(["", "以上", "以内", "左右", "前", "内\n"]),
)


def assert_same(plain, name, target):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(row, "read_plain", lambda *_: None)
        general = segment_target(name, target)
    assert plain == general
    assert str(plain.base_value) == str(general.base_value)


def rows():
    for file in ("in-the-wild.json", "synthetic.json", "negative.json"):
        for case in json.loads((CASES / file).read_text(encoding="utf-8")):
            yield case["name"], case["target"]


def test_the_short_cut_agrees_on_every_case_and_takes_most_of_them():
    read = [(name, target, plain) for name, target in rows() if (plain := read_plain(name, target))]
    for name, target, plain in read:
        assert_same(plain, name, target)
    assert len(read) > 300


@given(name=st.none() | names, target=targets)
@settings(max_examples=500, deadline=None)
def test_the_short_cut_agrees_on_any_text(name, target):
    plain = read_plain(name, target)
    if plain is not None:
        assert_same(plain, name, target)
