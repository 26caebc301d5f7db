"""One row's text taken apart: the cases of tests/cases/segment, one parametrised test over all of them."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from kg.records import plain
from kg.segment import segment_target

CASES = Path(__file__).parent / "cases" / "segment"
HINTS = ("unit_text", "value_text", "worded")
PERCENT = {"%", "％", "百分比", "百分之"}


def _read(name):
    return json.loads((CASES / name).read_text(encoding="utf-8"), parse_float=Decimal)


def _parameters(name, *marks):
    return [pytest.param(case, id=case["label"], marks=marks) for case in _read(name)]


WILD = _parameters("in-the-wild.json")
SYNTHETIC = _parameters("synthetic.json")
NEGATIVE = _parameters("negative.json")
KNOWN_FAILURES = _parameters("known-failures.json", pytest.mark.xfail(strict=True, raises=AssertionError))


def segment(case):
    hints = {name: case[name] for name in HINTS if name in case}
    return segment_target(case["name"], case["target"], level2=case["level2"], **hints)


def exact(value):
    """A JSON value with its numbers as Decimal, so that 0.95 is compared exactly."""
    if isinstance(value, list):
        return [exact(item) for item in value]
    return Decimal(value) if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else value


def found(segments, name):
    if name == "doubts":
        return [code for code, _ in segments.doubts]
    return exact(plain(getattr(segments, name)))


@pytest.mark.parametrize("case", WILD + SYNTHETIC + NEGATIVE + KNOWN_FAILURES)
def test_case(case):
    segments = segment(case)
    for name, expected in case["expect"].items():
        assert found(segments, name) == exact(expected), (name, segments)


def test_cases_are_many_and_well_formed():
    assert len(WILD) >= 400
    assert len(SYNTHETIC) >= 1200
    assert len(NEGATIVE) >= 250
    assert len(KNOWN_FAILURES) >= 5
    labels = [parameter.id for parameter in WILD + SYNTHETIC + NEGATIVE + KNOWN_FAILURES]
    assert all(labels)
    for parameter in WILD + SYNTHETIC + NEGATIVE + KNOWN_FAILURES:
        case = parameter.values[0]
        assert {"label", "name", "target", "level2", "expect"} <= case.keys()
        assert case["expect"]
        assert case.keys() <= {"label", "name", "target", "level2", "expect", "comment", *HINTS}


@pytest.mark.parametrize("case", WILD + SYNTHETIC + NEGATIVE)
def test_spans_slice_the_printed_text(case):
    segments = segment(case)
    for name, (start, end) in segments.spans.items():
        printed = case["name"] if name == "subject" or name.startswith("name.") else case["target"]
        part = printed[start:end]
        assert 0 <= start < end <= len(printed), (name, segments)
        assert part == part.strip(), (name, part)
        if name == "subject":
            assert "".join(part.split()) == segments.subject
        elif name == "unit" and not case["target"].startswith("$"):
            printed_unit = "".join(part.split()).translate({ord(char): None for char in "余多+"})
            # the number may print 万 and the unit cell 件
            assert segments.unit == printed_unit + (case.get("unit_text", "") if printed_unit == "万" else "")


@pytest.mark.parametrize("case", WILD + SYNTHETIC)
def test_reading_again_gives_the_same(case):
    assert segment(case) == segment(case)


@pytest.mark.parametrize(
    "target, value, operator, unit",
    [
        ("$\\geq 99\\%$", "99", "\\geq", "%"),
        ("≥60 00P", "60 00", "≥", "P"),
        ("大于等于 30 万件", "30", "大于等于", "万件"),
        ("≤12升 /100公里", "12", "≤", "升 /100公里"),
        ("百分之九十五以上", "九十五", "以上", "百分之"),
        ("文字描述：10月30日前", "10月30日", "前", None),
        ("３０％以内", "３０", "以内", "％"),
        ("80%-90%", "80%-90", None, "%"),
    ],
)
def test_spans_of_values(target, value, operator, unit):
    spans = segment_target(None, target).spans
    assert {name: target[start:end] for name, (start, end) in spans.items()} == {
        name: part for name, part in {"value": value, "operator": operator, "unit": unit}.items() if part
    }


def test_parts_taken_from_the_name_are_keyed_so():
    name = "公猪舍(≥**平方米)"
    spans = segment_target(name, "500").spans
    assert {key: name[slice(*spans[key])] for key in ("subject", "name.operator", "name.unit")} == {
        "subject": "公猪舍",
        "name.operator": "≥",
        "name.unit": "平方米",
    }


def test_confidence_falls_with_each_doubt():
    assert segment_target("满意度", "≥95%").confidence == 1.0
    assert segment_target("规模", "≥60 00P").confidence == 0.75
    assert segment_target("", "≥").confidence == 0.4


def test_a_printed_sign_for_none_is_a_sure_reading():
    read = segment_target("满意度", "/")
    assert read.kind == "missing"
    assert read.confidence >= 0.9
    assert [code for code, _ in read.doubts] == ["missing-target"]


def test_every_rule_that_settles_a_kind_is_exercised():
    fired = {rule for parameter in WILD + SYNTHETIC + NEGATIVE for rule in segment(parameter.values[0]).rules}
    assert {
        "blank", "lone-sign", "note", "compound", "year", "tolerance", "interval", "bounds", "chain", "deadline",
        "one-signed", "one-bare", "several", "text", "heading", "prose", "change", "chinese-numeral", "unit-cell",
        "value-cell", "star", "ordinal", "bracket", "bare-sign", "sign-in-name", "unit-in-name", "value-in-name",
    } <= fired  # fmt: skip
