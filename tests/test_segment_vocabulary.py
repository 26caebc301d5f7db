"""The vocabulary behind the reader: every unit is complete, and no spelling stands twice."""

import pytest

from kg.namespaces import PREFIXES
from kg.segment.lexicon import lexicon
from kg.values import parse_factor
from kg.vocabulary import load_scheme, spellings

UNITS = load_scheme("units")
KINDS = {
    "count",
    "people",
    "ratio",
    "money",
    "duration",
    "length",
    "area",
    "volume",
    "mass",
    "information",
    "rate",
}
BASES = {"元", "秒", "米", "平方米", "立方米", "千克", "字节", "1", "人"}


def test_there_are_many_units():
    assert len(UNITS) >= 450
    assert len(spellings("units")) >= 1500


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_is_complete(unit):
    assert len(unit.labels) >= 2, "a Chinese and an English label"
    kind, factor, base = unit.first("quantityKind"), unit.first("factor"), unit.first("baseUnit")
    assert kind is None or kind in KINDS
    if factor is not None:
        assert parse_factor(factor) > 0
        assert base in BASES or kind == "count"
    for match in unit.properties.get(PREFIXES["skos"] + "exactMatch", ()):
        assert match.startswith(PREFIXES["unit"])


def test_bare_letters_stand_for_known_units():
    rules = [rule for unit in UNITS for rule in unit.properties.get("inContext", ())]
    assert rules
    assert all(rule.partition("=")[2] in spellings("units") for rule in rules)


def test_all_signs_are_known():
    assert set(lexicon().signs.values()) == {"≥", "≤", "=", ">", "<"}
    for word, sign in {
        "不少于": "≥",
        "以内": "≤",
        "超过": ">",
        "低于": "<",
        "等于": "=",
        "≯": "≤",
        "=>": "≥",
    }.items():
        assert lexicon().signs[word] == sign


@pytest.mark.parametrize(
    "scheme", ["operators", "units", "markers", "qualifiers", "measures", "scales", "findings-segment"]
)
def test_concepts_have_both_languages(scheme):
    for concept in load_scheme(scheme):
        assert any(not label.isascii() for label in concept.labels) or scheme == "units", concept.name
        assert any(label.isascii() for label in concept.labels), concept.name


def test_every_doubt_has_a_severity():
    for concept in load_scheme("findings-segment"):
        assert concept.first("severity") in {"info", "warning", "violation"}
        assert concept.first("stage") == "segment"
        assert concept.first("advice")
