"""The review list: which rows are in doubt, why, in which words, from extraction and graph alike."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from inline_documents import COLUMNS, HEAD, extract
from placed_documents import pdf_extraction
from sample_extraction import WORDS, sample

from kg.export.catalogue import reviewed_documents
from kg.export.overview import read_overview
from kg.findings import Finding
from kg.graph import derived_quads, extraction_to_quads
from kg.graph.terms import read_term
from kg.namespaces import KG, VOCAB
from kg.records import record_to_json
from kg.review import (
    reading_in_words,
    reason_label,
    reasons_of,
    review_rows,
    review_to_record,
    with_reasons,
)
from kg.rows.emit import COSTS
from kg.store import memory_store
from kg.vocabulary import load_scheme

DOUBTS = {concept.name: concept for concept in load_scheme("doubts")}


def test_every_doubt_that_costs_confidence_is_a_concept():
    assert set(COSTS) | {"projectless", "unknown-unit"} == set(DOUBTS)


def test_the_gravest_doubt_comes_first():
    costs = [COSTS[name] for name in DOUBTS if name in COSTS]
    assert costs == sorted(costs, reverse=True)


@pytest.mark.parametrize("concept", DOUBTS.values(), ids=lambda concept: concept.name)
def test_a_doubt_says_what_to_look_at(concept):
    assert concept.first("advice").endswith("。")
    assert not concept.label.isascii()


@pytest.mark.parametrize(
    "doubts, findings, expected",
    [
        ((), [], []),
        (["shifted"], [], ["单元格错位，按内容归列"]),
        (["shifted", "unread"], [], ["有单元格没有归到任何列", "单元格错位，按内容归列"]),
        (["unread"], [("unread-cell", "有单元格没有归到任何列：“甲”。")], ["有单元格没有归到任何列：“甲”。"]),
        (["shifted"], [("unread-cell", "多出“甲”。")], ["单元格错位，按内容归列", "多出“甲”。"]),
        ([], [("approximate-value", "约数"), ("lost-value", "没有数值")], ["没有数值", "约数"]),
        (["not-in-the-vocabulary"], [("nor-this", "说明")], ["not-in-the-vocabulary", "说明"]),
        ([], [("numeric-unit", "单位是数字"), ("numeric-unit", "单位是数字")], ["单位是数字"]),
    ],
)
def test_reasons_come_by_gravity_and_each_once(doubts, findings, expected):
    assert [reason.text for reason in reasons_of(doubts, findings)] == expected


def test_a_reason_has_advice():
    shifted, lost = reasons_of(["shifted"], [("lost-value", "没有数值")])
    assert "表头" in shifted.advice
    assert "原表" in lost.advice


def test_a_row_in_doubt_is_never_without_a_reason():
    (reason,) = with_reasons((), ())
    assert reason.text == reason_label(reason.code)
    assert reason.advice


@pytest.mark.parametrize(
    "parts, words",
    [
        (("≥", "number", Decimal("30.50"), "万件"), "≥ 30.5 万件"),
        ((None, "number", 95, "%"), "95 %"),
        ((None, "range", (Decimal(2), Decimal("3.0")), "万元"), "2～3 万元"),
        ((None, "multi", ("100G", "400G"), None), "100G、400G"),
        (("≤", "date", "12-31", None), "≤ 12-31"),
        ((None, "text", "持续提升", None), "持续提升"),
        ((None, "missing", None, None), "（没有目标值）"),
        (("≥", "missing", None, "个"), "≥ （没有目标值）"),
    ],
)
def test_a_reading_is_one_line_of_words(parts, words):
    assert reading_in_words(*parts) == words


def test_only_rows_in_doubt_are_listed_with_their_number():
    made = sample()
    rows = review_rows(made)
    doubtful = [number for number, row in enumerate(made.indicators, 1) if not row.confident]
    assert [row.number for row in rows] == doubtful
    assert rows[0].place == "第 24 行"
    assert rows[0].reading == "较上年显著提升"


def test_rows_of_a_file_without_lines_are_named_by_their_place():
    (row,) = review_rows(pdf_extraction())
    assert (row.number, row.place, row.name) == (3, "第 2 页", "读者书评数量")
    record = json.loads(record_to_json(review_to_record(row)))
    assert record["codes"][0] == "unknown-level"
    assert "鉴赏指标" in record["reasons"][0]
    assert "\t鉴赏指标\t" in record["printed"]


def test_a_row_without_project_says_so():
    text = "项目支出绩效目标表\n（2024年度）\n" + COLUMNS + "^产出指标^数量指标^培训人数^≥100人\n"
    (row,) = review_rows(extract(text))
    assert [reason.code for reason in row.reasons] == ["projectless"]
    (sure,) = extract(HEAD + COLUMNS + "^产出指标^数量指标^培训人数^≥100人\n").indicators
    assert sure.doubts == ()


def test_doubts_of_the_decoder_reach_the_row():
    rows = extract(HEAD + COLUMNS + "^产出指标^怪异的级别^培训人数^≥100人\n").indicators
    assert "unknown-level" in rows[0].doubts


def test_the_graph_keeps_the_doubts_as_concepts():
    quads = list(extraction_to_quads(sample()))
    found = {read_term(quad.object) for quad in quads if quad.predicate == f"<{KG}readingDoubt>"}
    assert found == {f"{VOCAB}doubts/{name}" for name in WORDS.doubts}


def test_the_graph_gives_the_same_reasons_as_the_extraction():
    finding = Finding("a.txt", 24, "number-in-text", "目标是一句话。", "info")
    rows = tuple(replace(row, findings=(finding,)) if row.line == 24 else row for row in sample().indicators)
    made = replace(sample(), indicators=rows)
    quads = list(extraction_to_quads(made))
    store = memory_store([*quads, *derived_quads(quads)])
    found = {
        row["line"]: row["reasons"]
        for rows in reviewed_documents(store, read_overview(store, findings=False).heads)
        for row in rows
        if row["confident"] is False
    }
    expected = {row.place: row.reasons for row in review_rows(made)}
    assert {f"第 {line} 行": reasons for line, reasons in found.items()} == expected
    assert found[24][-1].text == "目标是一句话。"
