"""Folding keeps lengths, so that offsets into printed text stay true."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text import fold, is_blank, key, squeeze


@given(st.text())
def test_folding_never_changes_the_length(text):
    assert len(fold(text)) == len(text)


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    "printed, folded",
    [
        ("９５％", "95%"),
        ("（Ａ）", "(A)"),
        ("≧３", "≥3"),
        ("⩾3⩽4", "≥3≤4"),
        ("≦５", "≤5"),
        ("〉1〈2", ">1<2"),
        ("全\u3000角", "全 角"),
        ("10³①", "10³①"),
        ("，。；", ",。;"),
        ("〔2021〕", "[2021]"),
    ],
)
def test_signs_and_forms_are_folded(printed, folded):
    assert fold(printed) == folded


@given(st.text())
def test_a_key_has_no_white_space(text):
    assert not any(character.isspace() for character in key(text))


@pytest.mark.parametrize(
    "printed, bare", [(" 数 量\n指标 ", "数量指标"), ("a\u3000b\u00a0c", "abc"), ("", "")]
)
def test_squeezing_drops_every_gap(printed, bare):
    assert squeeze(printed) == bare


@pytest.mark.parametrize("text", [None, "", " ", "/", "／", "-", "—", "——", "\\", " / "])
def test_nothing_and_the_signs_for_it_are_blank(text):
    assert is_blank(text)


@pytest.mark.parametrize("text", ["0", "无", "//", "-1", "."])
def test_a_value_is_not_blank(text):
    assert not is_blank(text)
