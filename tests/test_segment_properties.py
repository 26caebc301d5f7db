"""Any text at all: nothing raises, spans stay inside, long input takes time in proportion."""

import datetime
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


SIGNS = {
    "": None, "≥": "≥", "≧": "≥", "⩾": "≥", ">=": "≥", "＞＝": "≥", "≮": "≥", "≥≥": "≥", "> =": "≥", "\\geq ": "≥",
    "$\\geq$": "≥", "不少于": "≥", "不低于": "≥", "至少": "≥", "大于等于": "≥", "≤": "≤", "≦": "≤", "<=": "≤", "≯": "≤",
    "不超过": "≤", "不高于": "≤", "控制在不超过": "≤", "最多": "≤", "=": "=", "等于": "=", "＝": "=", ">": ">",
    "＞": ">", "超过": ">", "高于": ">", "<": "<", "低于": "<", "不足": "<", "累计≥": "≥",
    "力争达到": None, "每年不少于": "≥",
}  # fmt: skip
AFTER = {
    "": None,
    "以上": "≥",
    "及以上": "≥",
    "（含）以上": "≥",
    "以上（含）": "≥",
    "以下": "≤",
    "以内": "≤",
    "之内": "≤",
}
PLAIN_UNITS = [
    "%",
    "％",
    "‰",
    "个百分点",
    "倍",
    "家",
    "次",
    "人次",
    "元",
    "小时",
    "个工作日",
    "台（套）",
    "平方米",
    "元/人/天",
    "次/月",
]
COUNTED_UNITS = ["元", "人", "件", "亩", "人次", "平方米"]
values = st.decimals(min_value=0, max_value=10**8, places=2) | st.integers(0, 10**8).map(Decimal)


@st.composite
def printed_targets(draw):
    """A target as a form may print it, with what it says."""
    value = draw(values)
    scale = draw(st.sampled_from(["", "", "万", "亿", "千"]))
    unit = scale + draw(st.sampled_from(COUNTED_UNITS if scale else PLAIN_UNITS))
    number = draw(st.sampled_from(["{0}", "{0:,}", " {0} ", "{0}\n"])).format(value)
    sign = draw(st.sampled_from(sorted(SIGNS)))
    after = draw(st.sampled_from(sorted(AFTER))) if not sign else ""
    tail = draw(st.sampled_from(["", "。", "；", "（含）", "（年度）", "左右"])) if not after else ""
    gap = draw(st.sampled_from(["", " ", "\n"]))
    return f"{sign}{gap}{number}{unit}{after}{tail}", SIGNS[sign] or AFTER[after], value, unit


@given(printed=printed_targets())
@settings(max_examples=600, deadline=None)
def test_what_is_printed_from_a_value_parses_back_to_it(printed):
    target, operator, value, unit = printed
    segments = segment_target(None, target)
    assert (segments.kind, segments.operator, segments.value, segments.unit) == (
        "number",
        operator,
        value,
        unit,
    )


@given(
    value=st.integers(1, 99_999_999),
    sign=st.sampled_from(["", "不少于", "≥", "超过"]),
    unit=st.sampled_from(["次", "人", "元", "个工作日"]),
)
@settings(max_examples=300, deadline=None)
def test_chinese_numerals_parse_back(value, sign, unit):
    printed = numeral(value)
    segments = segment_target(None, f"{sign}{printed}{unit}")
    scale = {"万": 10**4, "亿": 10**8}.get((segments.unit or "").removesuffix(unit), 1)
    assert segments.kind == "number"
    assert segments.value * scale == value, (printed, segments)


def numeral(value):
    """An integer in Chinese numerals."""
    digits = "零一二三四五六七八九"

    def below(number):
        out, zero = "", False
        for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit = number // power % 10
            if digit:
                out += ("零" if zero and out else "") + digits[digit] + name
                zero = False
            else:
                zero = True
        return out

    high, low = divmod(value, 10**4)
    joint = "零" if high and 0 < low < 1000 else ""
    return (below(high) + "万" if high else "") + joint + below(low)


@given(
    low=st.integers(0, 10**6),
    width=st.integers(1, 10**6),
    link=st.sampled_from(["-", "—", "~", "～", "至", "到", " - "]),
    unit=st.sampled_from(["%", "家", "天", "万元", "个工作日", "毫克/升", "℃"]),
    both=st.booleans(),
    lead=st.sampled_from(["", "控制在", "约", "每年"]),
)
@settings(max_examples=300, deadline=None)
def test_ranges_parse_back(low, width, link, unit, both, lead):
    segments = segment_target(None, f"{lead}{low}{unit if both else ''}{link}{low + width}{unit}")
    assert (segments.kind, segments.value, segments.unit) == ("range", (low, low + width), unit)
    assert segments.operator is None


@given(
    date=st.dates(min_value=datetime.date(2000, 1, 1), max_value=datetime.date(2049, 12, 31)),
    form=st.sampled_from(
        [
            "{0.year}年{0.month}月{0.day}日",
            "{0:%Y-%m-%d}",
            "{0:%Y/%m/%d}",
            "{0:%Y.%m.%d}",
            "{0.year} 年 {0.month} 月 {0.day} 日",
        ]
    ),
    tail=st.sampled_from(["", "前", "之前", "以前", "前完成"]),
    lead=st.sampled_from(["", "于", "截至"]),
)
@settings(max_examples=300, deadline=None)
def test_dates_parse_back(date, form, tail, lead):
    segments = segment_target(None, f"{lead}{form.format(date)}{tail}")
    assert (segments.kind, segments.value) == ("date", date.isoformat())
    assert segments.operator == ("≤" if tail else None)


@given(
    value=st.decimals(min_value="0.1", max_value=99, places=1),
    word=st.sampled_from(["增长", "提高", "提升", "增加", "下降", "降低", "减少", "压减"]),
    lead=st.sampled_from(["", "同比", "环比", "较上年", "比上年", "力争"]),
    sign=st.sampled_from(["", "≥", "不少于", "约"]),
    unit=st.sampled_from(["%", "个百分点", "倍"]),
)
@settings(max_examples=200, deadline=None)
def test_changes_keep_their_direction(value, word, lead, sign, unit):
    segments = segment_target(None, f"{lead}{word}{sign}{value}{unit}")
    assert (segments.value, segments.unit) == (value, unit)
    assert segments.change == ("increase" if word[0] in "增提" else "decrease")
    expected = {"同比": "year-on-year", "环比": "period-on-period", "力争": "striving"}.get(
        lead, "against-last-year"
    )
    assert not lead or expected in segments.qualifiers


@given(value=st.integers(min_value=0, max_value=10**12))
def test_thousands_separators_change_nothing(value):
    assert segment_target(None, f"≥{value:,}件").value == value


@given(text=st.text(alphabet="零一二两三四五六七八九十百千万亿半", min_size=1, max_size=12))
def test_numerals_never_raise(text):
    value = parse_numeral(text)
    assert value is None or value >= 0


@pytest.mark.parametrize(
    "piece",
    [
        "1", "(1", "≥1次", "1-", "一", "《“", "1,111", "$\\", "1/天", "★", "每一", "增长", "由1%", "1年", "2026.1-",
        "百", "其中", "得1分", "大于等于", "5G基站", "1:", "1月", "二〇", "≥上年", "1×", "第一", "每1年1次", "1、",
        "1)", "3次，其中", "1个的",
    ],
)  # fmt: skip
def test_time_grows_with_length_only(piece):
    def seconds(length):
        text = piece * (length // len(piece))
        start = time.process_time()
        segment_target(text[:100], text)
        return time.process_time() - start

    seconds(1000)
    limit = 25 * max(seconds(3_000), 0.005)  # ten times is linear, a hundred times quadratic
    assert min(limit, 2.4) > seconds(30_000) or min(limit, 2.4) > seconds(30_000)


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
