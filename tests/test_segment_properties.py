"""Any text at all: nothing raises, spans stay inside, long input takes time in proportion."""

import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.segment import find_unit, segment_batch, segment_prose, segment_target
from kg.segment.numbers import parse_numeral
from kg.segment.view import make_view

FORM = (
    "≥≤=><＞＝≯%％‰0123456789０９.,，、/-~至到±×（）()《》“”：；。 \n年月日底末前内以上下"
    "不少于超过低高万亿千百十一二两三余多个家次人元小时天每达约增长$\\geq*★第无"
)
texts = st.text(alphabet=st.sampled_from(FORM), max_size=40) | st.text(max_size=40)


@given(
    name=st.none() | texts,
    target=texts,
    unit=st.none() | texts,
    value=st.none() | texts,
    worded=st.booleans(),
)
@settings(max_examples=400, deadline=None)
def test_no_text_raises_and_spans_stay_inside(name, target, unit, value, worded):
    segments = segment_target(name, target, unit_text=unit, value_text=value, worded=worded)
    assert 0 <= segments.confidence <= 1
    assert (segments.value is None) == (segments.kind == "missing")
    for key, (start, end) in segments.spans.items():
        printed = name if key == "subject" or key.startswith("name.") else target
        assert 0 <= start < end <= len(printed), (key, segments)


@given(text=texts)
@settings(max_examples=200, deadline=None)
def test_prose_spans_slice_the_text(text):
    for target in segment_prose(text):
        part = "".join(text[target.start : target.end].split())
        assert part
        assert target.unit is None or target.unit in part


@given(text=st.text(max_size=60))
def test_a_view_keeps_the_place_of_every_character(text):
    view = make_view(text)
    assert len(view.text) == len(view.starts) == len(view.ends)
    assert all(start < end for start, end in zip(view.starts, view.ends, strict=True))
    assert list(view.starts) == sorted(view.starts)


@given(
    value=st.decimals(min_value=0, max_value=10**12, places=2),
    sign=st.sampled_from(["", "≥", "≤", "=", ">", "<"]),
    unit=st.sampled_from(["%", "家", "万元", "小时", "元/人/天", "台（套）", "万平方米"]),
    gap=st.sampled_from(["", " ", "\n"]),
)
@settings(max_examples=200, deadline=None)
def test_printed_values_come_back(value, sign, unit, gap):
    segments = segment_target(None, f"{sign}{gap}{value}{gap}{unit}")
    assert (segments.operator or "", segments.value, segments.unit) == (sign, value, unit)
    assert isinstance(segments.value, Decimal)


@given(value=st.integers(min_value=0, max_value=10**12))
def test_thousands_separators_change_nothing(value):
    assert segment_target(None, f"≥{value:,}件").value == value


@given(text=st.text(alphabet="零一二两三四五六七八九十百千万亿半", min_size=1, max_size=12))
def test_numerals_never_raise(text):
    value = parse_numeral(text)
    assert value is None or value >= 0


@pytest.mark.parametrize(
    "piece",
    ["1", "(1", "≥1次", "1-", "一", "《“", "1,111", "$\\", "1/天", "★"],
)
def test_time_grows_with_length_only(piece):
    def seconds(length):
        text = piece * (length // len(piece))
        start = time.process_time()
        segment_target(text[:100], text)
        return time.process_time() - start

    seconds(1000)
    short, long = seconds(10_000), seconds(100_000)
    assert long < 8  # a quadratic rule takes minutes here
    assert long < 60 * max(short, 0.02)


def test_batch_streams_in_order():
    rows = [("满意度", "≥95%", None), ("成本", "≤3万元", "经济成本指标"), (None, "持续提升", None)]
    stream = segment_batch(iter(rows))
    assert next(stream).operator == "≥"
    assert [segments.value for segments in stream] == [Decimal(3), "持续提升"]


@pytest.mark.parametrize(
    "cell, stem, scale, kind",
    [
        ("万件", "件", 10**4, "count"),
        ("元/人/天", "元/人/天", 1, "rate"),
        ("亿元", "元", 10**8, "money"),
        ("％", "%", 1, "ratio"),
    ],
)
def test_a_unit_cell_is_found(cell, stem, scale, kind):
    unit = find_unit(cell)
    assert unit is not None
    assert (unit.stem, unit.scale, unit.kind) == (stem, scale, kind)


@pytest.mark.parametrize("cell", ["", "数量", "≥5家", "一体化运营中心", "万"])
def test_a_cell_that_is_no_unit(cell):
    assert find_unit(cell) is None
