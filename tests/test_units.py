"""Units: every spelling is read back with its exact base value, alone, scaled and in compounds; none stands twice."""

import json
import time
from decimal import Decimal
from itertools import product
from math import prod
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inline_documents import COLUMNS, HEAD, extract

from kg.namespaces import PREFIXES
from kg.segment import find_unit, segment_target
from kg.segment.numbers import SCALES
from kg.segment.units import base_quantity, guess_unit, read_unit, unit_factor, unknown_unit
from kg.text import key
from kg.values import exact_product, parse_factor
from kg.vocabulary import load_scheme, spellings

CASES = Path(__file__).parent / "cases" / "units"
PRINTED = json.loads((CASES / "printed.json").read_text(encoding="utf-8"))
QUDT = json.loads((CASES / "qudt.json").read_text(encoding="utf-8"))["units"]
"""Units of QUDT's own list that are not deprecated, with how many SI units each is; none for logarithms and the like,
and for bits and bytes, which that list counts in nats."""
UNITS = load_scheme("units")
SPELLINGS = [
    (label, unit) for unit in UNITS for label in unit.labels if not (label.isascii() and " " in label)
]
# 百分之 and its like stand before their number
BEHIND = [(label, unit) for label, unit in SPELLINGS if not label.endswith("分之")]
COUNTED = {"count", "people"}


def test_the_vocabulary_is_open_enough():
    assert len(UNITS) >= 450
    assert len(SPELLINGS) >= 1400
    assert len(PRINTED) >= 200


@pytest.mark.parametrize("case", PRINTED, ids=lambda case: case["target"])
def test_units_of_all_fields(case):
    read = segment_target("指标", case["target"])
    base_value = None if case["base_value"] is None else Decimal(case["base_value"])
    assert (read.unit, read.base_value, read.base_unit, read.quantity_kind) == (
        case["unit"], base_value, case["base_unit"], case["quantity_kind"],
    )  # fmt: skip
    assert [code for code, _ in read.doubts] == case["doubts"]


@pytest.mark.parametrize("scale", ["", "百", "千", "万", "十万", "百万", "千万", "亿", "百亿", "万亿"])
def test_every_unit_comes_back_with_its_exact_base_value(scale):
    times = prod(SCALES[char] for char in scale)
    checked = 0
    for label, unit in BEHIND:
        if (scale + label).startswith("版") or (scale and key(scale + label) in spellings("units")):
            continue  # 1.2版 is a version; 千米 is a unit, not a thousand 米
        read = segment_target("指标", f"≥1.2{scale}{label}")
        kind, factor = unit.first("quantityKind"), unit.first("factor")
        expected = exact_product(Decimal("1.2"), parse_factor(factor) * times) if factor else None
        assert (read.operator, read.value, read.unit) == ("≥", Decimal("1.2"), scale + label)
        assert (read.base_value, read.quantity_kind) == (expected, kind), (label, read)
        assert read.doubts == () or "inContext" in unit.properties
        checked += 1
    assert checked > 1300


def test_every_spelling_belongs_to_one_unit():
    owners: dict[str, set[str]] = {}
    for label, unit in SPELLINGS:
        owners.setdefault(key(label), set()).add(unit.name)
    assert {label: names for label, names in owners.items() if len(names) > 1} == {}


@pytest.mark.parametrize("scale", ["", "万"])
def test_a_cell_with_nothing_but_a_unit_is_recognised(scale):
    for label, unit in BEHIND:
        if scale and key(scale + label) in spellings("units"):
            continue
        found = find_unit(scale + label)
        assert found is not None, label
        assert (found.concept, found.text, found.rate, found.product) == (
            unit,
            key(scale + label),
            False,
            False,
        )


def test_a_quotient_of_any_two_units_is_a_rate():
    names = [key(unit.label) for unit in UNITS if not unit.label.endswith(("分之", "）"))]
    for numerator, denominator in product(names, names):
        printed = f"{numerator}/{denominator}"
        unit = read_unit(printed, 0)
        assert unit is not None
        assert unit.end == len(printed), printed
        if printed not in spellings("units"):  # 台/套 is no quotient
            assert unit.kind == "rate", printed
            assert base_quantity(Decimal(3), unit) == (None, None, "rate")


def test_a_product_of_counted_things_counts_itself():
    for one, other in product(UNITS, UNITS[::7]):
        printed = f"{key(one.label)}·{key(other.label)}"
        unit = read_unit(printed, 0)
        assert unit is not None
        assert unit.end == len(printed), printed
        if unit.product:
            counted = one.first("quantityKind") in COUNTED
            assert unit.kind == ("count" if counted else None)
            expected = (Decimal(30000), printed, "count") if counted else (None, None, None)
            scaled = read_unit("万" + printed, 0)
            assert scaled is not None
            assert scaled.scale != 10**4 or base_quantity(Decimal(3), scaled) == expected


@pytest.mark.parametrize(
    "printed, kind",
    [
        ("元/人/天", "rate"), ("元/人·月", "rate"), ("次/年·人", "rate"), ("mg/(m³·d)", "rate"),
        ("mg/（m3·d）", "rate"),
        ("次每年", "rate"), ("元每人每月", "rate"), ("次/每年", "rate"), ("例/10万人", "rate"), ("例/10万", "rate"),
        ("升/100公里", "rate"), ("人/百万车公里", "rate"), ("元/（人·年）", "rate"), ("元/生", "rate"), ("kW·h", None),
        ("kW.h", None), ("人·次", "count"), ("人.月", "count"), ("元/人.月", "rate"), ("台×天", "count"),
        ("千瓦·时", None), ("吨·公里", "count"),
        ("人（次）", "count"), ("辆（台）", "count"), ("台（套、件）", "count"), ("m²", "area"), ("m2", "area"),
        ("m^2", "area"),
        ("㎡", "area"), ("m³", "volume"), ("㎥", "volume"), ("µg/m³", "rate"), ("μg/m3", "rate"), ("万千瓦时", None),
        ("吨/日·座", "rate"), ("次/周·校", "rate"), ("公里/(天·车)", "rate"), ("次/3个月", "rate"), ("次/两年", "rate"),
        ("百万千瓦", None), ("千吨公里", "count"),
    ],
)  # fmt: skip
def test_compounds_by_grammar(printed, kind):
    unit = find_unit(printed)
    assert unit is not None
    assert unit.kind == kind


@pytest.mark.parametrize(
    "printed",
    [
        "%（年度）",
        "100G/100G",
        "3天",
        "元/",
        "元·",
        "元/（人",
        "人.其中",
        "万",
        "蘑",
        "蘑/亩",
        "生态",
        "个人信息",
    ],
)
def test_no_unit_as_a_whole(printed):
    assert find_unit(printed) is None


@pytest.mark.parametrize(
    "text, unit",
    [
        ("30生", "生"),
        ("30生以上", "生"),
        ("30生/班", "生/班"),
        ("30生，", "生"),
        ("3个人才", "个"),
        ("2卡口", None),
        ("5班", "班"),
    ],
)
def test_a_whole_word_does_not_run_on(text, unit):
    digits = len(text) - len(text.lstrip("0123456789"))
    found = read_unit(key(text), digits)
    assert (found.text if found else None) == unit


def test_whole_words_are_spellings_of_their_unit():
    words = [(word, unit) for unit in UNITS for word in unit.properties.get("wholeWord", ())]
    assert len(words) > 60
    assert [word for word, unit in words if word not in unit.labels] == []


def matched(kind):
    """Our units and the names of those of QUDT."""
    found = [(unit, iri) for unit in UNITS for iri in unit.properties.get(f"{PREFIXES['skos']}{kind}Match", ())]
    return [(unit, iri.removeprefix(PREFIXES["unit"])) for unit, iri in found]


def test_matches_name_units_that_qudt_has():
    names = [name for kind in ("exact", "close") for _, name in matched(kind)]
    assert sorted(names) == sorted(QUDT)
    assert len(names) > 150


def test_exact_matches_are_as_large_as_the_unit_of_qudt():
    compared = [(unit, name) for unit, name in matched("exact") if QUDT[name] and "factor" in unit.properties]
    assert len(compared) > 50
    sizes = {name: parse_factor(unit.properties["factor"][0]) for unit, name in compared}
    assert sizes == {name: parse_factor(QUDT[name]) for name in sizes}


def test_what_has_no_fixed_number_of_days_is_not_the_same_as_a_unit_that_has():
    assert {name: QUDT[name] for _, name in matched("close")} == {"MO": "2551442.976", "YR": "31557600"}


def test_the_mu_is_exact():
    assert [segment_target(None, f"{value}亩").base_value for value in ("3", "1.5", "3000")] == [
        2000,
        1000,
        2000000,
    ]
    assert str(segment_target(None, "1亩").base_value) == "666.666666666667"


@pytest.mark.parametrize(
    "target, unit_text, unit, base_value, base_unit, kind",
    [
        ("≥5蘑", None, "蘑", 5, "蘑", "count"),
        ("≥5万蘑", None, "万蘑", 50000, "蘑", "count"),
        ("≥30", "万蘑", "万蘑", 300000, "蘑", "count"),
        ("≥5蘑/亩", None, "蘑/亩", None, None, "rate"),
    ],
)  # fmt: skip
def test_an_unknown_unit_counts_itself(target, unit_text, unit, base_value, base_unit, kind):
    read = segment_target("产量", target, unit_text=unit_text)
    assert (read.unit, read.base_value, read.base_unit, read.quantity_kind) == (
        unit,
        base_value,
        base_unit,
        kind,
    )
    assert [code for code, _ in read.doubts] == ["unknown-unit"]


def test_a_scale_in_the_target_goes_with_the_unit_cell():
    read = segment_target("补助", "≥30万", unit_text="元/人")
    assert (read.unit, read.base_value, read.quantity_kind) == ("万元/人", None, "rate")


def test_a_unit_cell_that_is_only_a_scale_is_kept():
    unit = unknown_unit("万")
    assert (unit.stem, unit.scale) == ("万", 1)


def test_an_unknown_unit_is_reported_once_a_document():
    rows = ["甲数量^≥900蘑", "乙数量^≥30蘑", "丙数量^≥3菇", "丁数量^≥2蘑", "戊数量^≥5册"]
    found = extract(HEAD + COLUMNS + "".join(f"^产出指标^数量指标^{row}\n" for row in rows))
    reports = [finding.message for finding in found.findings if finding.code == "unknown-unit"]
    assert reports == ["词表里没有单位“蘑”。", "词表里没有单位“菇”。"]
    by_row = [[finding.code for finding in row.findings] for row in found.indicators]
    assert by_row == [["unknown-unit"], [], ["unknown-unit"], [], []]
    assert [row.doubts for row in found.indicators] == [(), ("unknown-unit",), (), ("unknown-unit",), ()]
    confidences = [row.confidence for row in found.indicators]
    assert confidences[0] == confidences[1] == confidences[3] < confidences[4]


UNIT_LIKE = st.text(
    alphabet=st.sampled_from("万亿千百十元人次天/·每（）()、.1户台套蘑m²3gLkWh个生班%"), max_size=16
)


@given(text=UNIT_LIKE | st.text(max_size=16))
@settings(max_examples=400, deadline=None)
def test_reading_never_raises_and_stays_inside(text):
    find_unit(text)
    for unit in (read_unit(text, 0), guess_unit(text, 0)):
        if unit is None:
            continue
        assert 0 == unit.start < unit.end <= len(text)
        assert unit.text == text[: unit.end]
        assert unit.text.endswith(unit.stem)
        base_quantity(Decimal(3), unit)
        unit_factor(unit)


@pytest.mark.parametrize("piece", ["/天", "·天", "(次", "每人", "万", "蘑", "m²"])
def test_time_does_not_grow_with_the_text(piece):
    text = "元" + piece * 50_000
    start = time.process_time()
    for _ in range(1000):
        read_unit(text, 0)
        guess_unit(text, 1)
    assert time.process_time() - start < 2
