"""Identifiers: what makes them equal, what keeps them apart."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_extraction import INDICATOR

from kg.link import (
    Ordinals,
    digest_iri,
    is_full_name,
    is_iri,
    is_same_organization,
    known_iris,
    own_unit_of,
    place_name,
    project_iri,
    segment_of,
    target_fields,
    unit_iri,
)

FORBIDDEN = set(' <>"{}|\\^`/?#[]@%')


@pytest.mark.parametrize(
    "name, expected",
    [
        ("专精特 新\n企业", "专精特新企业"),
        ("平台（一期）", "平台(一期)"),
        ("A/B 50%", "A%2FB50%25"),
        ("“数据要素×”大赛", "“数据要素%C3%97”大赛"),
        ("\ue000", "%EE%80%80"),
    ],
)
def test_a_segment_keeps_chinese_readable(name, expected):
    assert segment_of(name) == expected


@given(st.text())
def test_a_segment_holds_nothing_that_an_iri_forbids(name):
    segment = segment_of(name)
    escaped = [segment[i : i + 3] for i, letter in enumerate(segment) if letter == "%"]
    assert all(len(part) == 3 and int(part[1:], 16) >= 0 for part in escaped)
    assert not FORBIDDEN - {"%"} & set(segment)


@given(st.text(), st.text())
def test_two_names_share_a_segment_only_when_they_read_alike(one, other):
    from kg.text import key

    assert (segment_of(one) == segment_of(other)) == (key(one) == key(other))


def test_a_national_code_follows_the_project_over_years_and_departments():
    code = "42010026157Y0 00000106"
    assert project_iri(2025, "甲局", "运维", code) == project_iri(
        2026, "乙局", "运行维护", "42010026157Y000000106"
    )


def test_a_short_code_counts_only_in_its_department():
    assert project_iri(2026, "甲局", "运维", "377-01") != project_iri(2026, "乙局", "运维", "377-01")
    assert project_iri(2025, "甲局", "运维", "377-01") == project_iri(2026, "甲局", "运行维护", "377-01")


def test_a_project_without_a_code_is_one_of_its_year_and_department():
    iri = project_iri(2026, "甲局", "运行 维护", None)
    assert iri == project_iri(2026, "甲局", "运行维护", " ")
    assert (
        len({iri, project_iri(2025, "甲局", "运行维护", None), project_iri(2026, "乙局", "运行维护", None)})
        == 3
    )


def test_units_of_one_name_are_kept_apart_by_department():
    assert unit_iri("甲局", "信息中心") != unit_iri("乙局", "信息中心")


@pytest.mark.parametrize(
    "short, full, same",
    [
        ("青山市数据局", "青山市数据局", True),
        ("市数据局", "青山市数据局", True),
        ("青山市数据局（大数据局）", "青山市数据局", True),
        ("青山市数据局本级", "青山市数据局", False),
        ("青山市数据局（本级）", "青山市数据局", False),
        ("青山市数据局（局机关）", "青山市数据局", False),
        ("信息中心", "青山市数据局", False),
        ("局", "青山市数据局", False),
        ("", "青山市数据局", False),
        ("市数据局", "", False),
    ],
)
def test_a_short_name_of_the_department_is_the_department(short, full, same):
    assert is_same_organization(short, full) is same


def test_a_full_name_begins_with_the_place():
    assert is_full_name("青山市财政局", "青山市数据局")
    assert not is_full_name("市财政局", "青山市数据局")


@pytest.mark.parametrize(
    "name, whole",
    [
        ("青山市数据局本级", "青山市数据局"),
        ("青山市数据局机关", "青山市数据局"),
        ("青山市数据局本级(系统)", "青山市数据局"),
        ("青山市数据局（局机关）", "青山市数据局"),
        ("青山市数据局", None),
        ("青山市数据局（大数据局）", None),
        ("本级", None),
        ("", None),
    ],
)
def test_the_own_unit_of_a_department_names_the_department(name, whole):
    assert own_unit_of(name) == whole


@pytest.mark.parametrize(
    "name, place",
    [
        ("青山市数据局", "青山市"),
        ("福建省青山市数据局", "福建省青山市"),
        ("青山市东湖区教育局", "青山市东湖区"),
        ("广西壮族自治区数据局", "广西壮族自治区"),
        ("市数据局", ""),
        ("城市管理局", ""),
        ("办公室", ""),
    ],
)
def test_a_full_name_tells_its_place(name, place):
    assert place_name(name) == place


def test_a_code_identifies_in_its_place_only_and_000_is_the_department():
    assert known_iris("信息中心", "377002", "青山市") != known_iris("信息中心", "377002", "绿水市")
    assert known_iris("数据局", "377", "青山市") == known_iris("市数据局", "377000", "青山市")
    assert known_iris("信息中心", "377002", "") == known_iris("信息中心", "第七号", "青山市") == []
    assert len(known_iris("青山市信息中心", "377002", "青山市")) == 2


@given(st.text(), st.text())
def test_what_an_organisation_is_known_as_can_stand_in_a_term(name, code):
    assert all(is_iri(known) for known in known_iris("青山市" + name, code, "青山市"))


def test_rows_printed_twice_alike_get_an_ordinal():
    ordinals = Ordinals()
    assert [ordinals.next("a", "x y"), ordinals.next("a", "xy"), ordinals.next("a", "z")] == [1, 2, 1]


def test_the_fields_of_a_digest_do_not_run_together():
    assert digest_iri("target", "ab", "c") != digest_iri("target", "a", "bc")
    assert digest_iri("target", "ab") != digest_iri("goal", "ab")
    assert digest_iri("target", "a b\n") == digest_iri("target", "ab")


@pytest.mark.parametrize("change", [{"line": 99}, {"page": 4}, {"document": "b.docx"}, {"confidence": 0.1}])
def test_the_place_of_a_row_is_no_part_of_its_identity(change):
    assert target_fields(replace(INDICATOR, **change), "甲局") == target_fields(INDICATOR, "甲局")


@pytest.mark.parametrize(
    "change", [{"year": 2027}, {"target_text": "≥ 31 万件"}, {"horizon": "长期"}, {"level2": "质量指标"}]
)
def test_what_the_row_says_is_its_identity(change):
    assert target_fields(replace(INDICATOR, **change), "甲局") != target_fields(INDICATOR, "甲局")
