"""One document from file to indicators: every stage joined, findings once, heads and rows tied."""

from dataclasses import fields, replace
from pathlib import Path

import pytest
from inline_documents import COLUMNS, HEAD, codes, document, extract

from kg.errors import KgError
from kg.extract import extract_document, extract_file
from kg.model import Extraction

SAMPLES = sorted((Path(__file__).resolve().parent / "samples").glob("*.txt"))
FORM = (
    HEAD
    + "年度资金总额^90.5万元^其中：财政拨款^80\n"
    + COLUMNS
    + "^产出指标^数量指标^采购册数^≥900册\n^^^讲座场次^较多\n"
)


def test_an_indicator_carries_what_its_head_says():
    found = extract(FORM)
    first = found.indicators[0]
    (head,) = found.heads
    assert (first.department, first.year, first.form, first.project) == (
        "云岭市图书馆", 2024, "项目支出绩效目标表", "图书采购",
    )  # fmt: skip
    assert (first.implementing_unit, str(first.budget), str(first.fiscal)) == ("云岭市图书馆", "90.5", "80")
    assert (first.form_line, first.line, first.horizon) == (head.line, 8, "年度")
    assert (first.operator, str(first.value), first.unit, first.subject) == ("≥", "900", "册", "采购册数")


def test_spans_are_offsets_into_name_and_target():
    row = extract(FORM).indicators[0]
    pieces = {
        name: row.target_text[start:end] for name, (start, end) in row.spans.items() if name != "subject"
    }
    assert pieces == {"operator": "≥", "value": "900", "unit": "册"}


@pytest.mark.parametrize(
    "cell, earlier", [("12", "12"), ("/", None), ("无", None), ("—", None), ("", None), ("新增", "新增")]
)
def test_values_of_earlier_years_are_none_where_a_sign_for_none_stands(cell, earlier):
    header = "^一级指标^二级指标^三级指标^上年^指标值^备注\n"
    (row,) = extract(HEAD + header + f"^产出指标^数量指标^册数^{cell}^≥9册^计划\n").indicators
    assert (row.value_last_year, row.target_text, row.basis) == (earlier, "≥9册", "计划")


def test_confidence_is_that_of_both_stages():
    found = extract(FORM)
    assert all(0 <= row.confidence <= 1 for row in found.indicators)
    assert all(row.confident is (row.confidence >= 0.9) for row in found.indicators)


def test_a_document_without_a_form_says_so():
    found = extract("云岭市图书馆2024年部门预算\n本单位没有项目。\n")
    assert (found.indicators, found.heads, found.account) == ((), (), ())
    assert [(finding.code, finding.severity) for finding in found.findings] == [("no-form", "info")]


def test_findings_are_sorted_and_stand_once():
    found = extract(FORM + "^特色指标^^乙^≥9册\n^效益指标^数量指标^甲^/\n^^^^≥5\n")
    places = [(finding.line, finding.code, finding.message) for finding in found.findings]
    assert places == sorted(set(places))
    assert {"unknown-level", "missing-target", "missing-name"} <= codes(found)
    missing = [finding for finding in found.findings if finding.code == "missing-target"]
    assert len(missing) == 1


def test_every_code_of_the_reader_is_in_the_catalogue():
    from kg.vocabulary import load_scheme

    known = {concept.name for name in ("findings", "findings-segment") for concept in load_scheme(name)}
    for path in SAMPLES:
        assert codes(extract_file(path)) <= known


def test_rows_with_findings_are_so_accounted():
    found = extract(FORM + "^^^讲座^/\n")
    fates = {line.line: line.fate for line in found.account}
    for row in found.indicators:
        assert fates[row.line] == ("finding" if row.findings else "emitted")


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_extraction_is_deterministic(path):
    assert extract_file(path) == extract_file(path)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_row_belongs_to_a_head(path):
    found = extract_file(path)
    heads = {head.line: head for head in found.heads}
    assert len(heads) == len(found.heads)
    for row in found.indicators:
        head = heads[row.form_line]
        assert (row.project, row.form, row.year) == (head.project, head.form, head.year)


TABBED = [path for path in SAMPLES if "\t" in path.read_text(encoding="utf-8")]
READ_WITHOUT_TABS = {
    "columns_apart", "core_form_2021", "header_without_tabs", "labels_printed_downwards", "no_level_2", "no_levels",
    "no_title", "numbered_goals", "ocr_damage", "ordinals_and_sums", "project_list", "self_evaluation_2020",
    "transfer_payment", "two_forms_no_title", "unknown_columns", "weights_of_levels", "whole_department",
}  # fmt: skip


def readings(found: Extraction):
    return [
        ["".join((text or "").split()) for text in (row.name, row.target_text, row.level1, row.level2)]
        for row in found.indicators
    ]


@pytest.mark.parametrize(
    "path", [p for p in TABBED if p.stem in READ_WITHOUT_TABS], ids=lambda path: path.stem
)
def test_the_same_rows_are_read_when_every_tab_is_lost(path):
    text = path.read_text(encoding="utf-8")
    spaced = "\n".join(
        " ".join(cell for cell in line.split("\t") if cell.strip()) for line in text.split("\n")
    )
    assert readings(extract(spaced)) == readings(extract(text))


@pytest.mark.parametrize("path", TABBED, ids=lambda path: path.stem)
def test_line_ends_change_no_reading(path):
    text = path.read_text(encoding="utf-8")
    assert readings(extract(text.replace("\n", "\r\n"))) == readings(extract(text))


CUT = {"title_repeated_on_new_page", "broken_brackets", "project_list_two_storeys"}
"""Samples with a cell or header that goes on in the next row, which a blank line between the rows hides."""


@pytest.mark.parametrize("path", [p for p in TABBED if p.stem not in CUT], ids=lambda path: path.stem)
def test_blank_lines_between_rows_change_no_reading(path):
    text = path.read_text(encoding="utf-8")
    assert readings(extract(text.replace("\n", "\n\n"))) == readings(extract(text))


@pytest.mark.parametrize("path", TABBED, ids=lambda path: path.stem)
def test_a_form_cut_off_anywhere_breaks_nothing(path):
    text = path.read_text(encoding="utf-8")
    whole = len(extract(text).indicators)
    for end in range(len(text) // 7, len(text), len(text) // 7):
        assert len(extract(text[:end] + "\n正文").indicators) <= whole + 1


def test_a_broken_file_raises_one_of_our_errors(tmp_path):
    for data in (b"", b"%PDF-1.4", bytes(999), b"\xff" * 300):
        path = tmp_path / "坏"
        path.write_bytes(data)
        with pytest.raises(KgError):
            extract_file(path)


def test_the_document_is_kept_as_read():
    read = document(FORM)
    found = extract_document(replace(read, name="别名.txt"))
    assert found.document.blocks == read.blocks
    assert {row.document for row in found.indicators} == {"别名.txt"}
    assert {field.name for field in fields(found)} >= {"heads", "indicators", "tables", "account", "findings"}
