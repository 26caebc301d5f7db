"""Texts and numbers in cells of the workbook, and documents that try to get out of theirs."""

import re
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from workbook_files import JUMP, audited, column_of, write_rows

from kg.export.cells import MAX_TEXT, cell_number, cell_text, line_count
from kg.export.columns import CATALOGUE_COLUMNS, FINDING_COLUMNS
from kg.export.rowfile import column_letters
from kg.export.workbook import WorkbookRows, value_to_cell, write_workbook

HOSTILE = [
    "=15家",
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "https://example.org/x",
    "internal:'部门'!A1",
    "mailto:a@example.org",
    "<b>粗</b>&amp;",
    "<r><t>x</t></r>",
    "_x0041_ _x005F_",
    " 前后空格 ",
    "两\n行",
    "{=1}",
    "1e5",
    "007",
    "TRUE",
    "#REF!",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_a_document_stays_text(text, tmp_path):
    row = {"name": text, "target_text": text, "project": text, "document": text, "value": text, "year": 2026}
    book = write_rows(
        tmp_path / "a.xlsx",
        {
            **row, "project_id": "p", "id": "t", "line": 1, "department": text,
            "findings": [{"code": "x", "message": text}],
        },
        findings=[audited(text)],
        department=text,
    )  # fmt: skip
    sheet = book["指标目录"]
    for field in ("name", "target_text", "project", "department", "document", "value", "remark"):
        cell = sheet.cell(2, column_of(CATALOGUE_COLUMNS, field))
        assert openpyxl.utils.escape.unescape(cell.value) == text, field
        assert cell.data_type in {"s", "inlineStr"}
        assert (cell.hyperlink is None) == (field not in {"project", "department"})
    assert book["问题"].cell(2, column_of(FINDING_COLUMNS, "message")).data_type in {"s", "inlineStr"}
    formulas = 0
    with zipfile.ZipFile(tmp_path / "a.xlsx") as package:
        for name in package.namelist():
            content = package.read(name)
            assert b"TargetMode" not in content
            for formula in re.findall(rb"<f>(.*?)</f>", content):
                assert JUMP.fullmatch(formula.decode())
                formulas += 1
    assert formulas >= 2


def test_a_hostile_file_name_in_the_guide(tmp_path):
    document = {"document": "<r><t>x</t></r>", "department": "=1+1", "year": 2026, "sha256": "0"}
    write_workbook(tmp_path / "a.xlsx", WorkbookRows([document], [], [], []))
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["说明"]
    cells = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row}
    assert cells["<r><t>x</t></r> "] in {"s", "inlineStr"}
    assert cells["=1+1"] in {"s", "inlineStr"}


def test_characters_that_xml_forbids_are_dropped():
    assert cell_text("a\x00b\x0bc\ud800d\ufffee\r\nf\rg\th") == "abcde\nf\ng\th"


def test_long_texts_are_cut_with_a_note(tmp_path):
    text = "长" * 40_000
    cut = cell_text(text)
    assert len(cut) == MAX_TEXT
    assert cut.endswith("……（原文共 40,000 字，此处截断）")
    assert len(cell_text("𠀀" * 20_000).encode("utf-16-le")) // 2 <= MAX_TEXT
    assert cell_text("长" * MAX_TEXT) == "长" * MAX_TEXT
    book = write_rows(tmp_path / "a.xlsx", {"name": text, "year": 2026})
    assert book["指标目录"].cell(2, column_of(CATALOGUE_COLUMNS, "name")).value == cut


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (Decimal("0.1"), Decimal("0.1")),
        (30, 30),
        (10**18, 10**18),
        (123456789012345678, None),
        (Decimal("0.12345678901234567"), None),
        (Decimal("1E+30"), Decimal("1E+30")),
        (Decimal("NaN"), None),
        (True, None),
        ("30", None),
        (None, None),
    ],
)
def test_only_numbers_that_keep_their_digits_become_number_cells(value, number):
    assert cell_number(value) == number


@pytest.mark.parametrize(
    ("value", "cell"),
    [([90, 100], "90～100"), (["100G", "400G"], "100G、400G"), ([Decimal(1), 2, 3], "1、2、3"), (5, 5)],
)
def test_values_of_several_parts(value, cell):
    assert value_to_cell(value) == cell


def test_numbers_keep_their_digits_in_the_file(tmp_path):
    values = [Decimal("54485.66"), Decimal("0.1"), 30_000_000_000, Decimal("123456789.123456789")]
    book = write_rows(tmp_path / "a.xlsx", *({"value": value, "year": 2026} for value in values))
    column = column_of(CATALOGUE_COLUMNS, "value")
    shown = [book["指标目录"].cell(line, column).value for line in range(2, 6)]
    assert shown == [54485.66, 0.1, 30_000_000_000, "123456789.123456789"]
    with zipfile.ZipFile(tmp_path / "a.xlsx") as package:
        assert b"<v>54485.66</v>" in package.read("xl/worksheets/sheet2.xml")


def test_long_numbers_fit_their_columns(tmp_path):
    values = [12_345_678, 10**12, Decimal("2500000000.5")]
    sheet = write_rows(tmp_path / "a.xlsx", *({"value": value, "year": 2026} for value in values))["指标目录"]
    cells = [sheet.cell(line, column_of(CATALOGUE_COLUMNS, "value")) for line in range(2, 5)]
    assert [cell.number_format for cell in cells] == ["#,##0", "0.00E+00", "0.00E+00"]
    assert [cell.value for cell in cells] == [12_345_678, 10**12, 2500000000.5]


def test_line_count_takes_chinese_for_two():
    assert line_count("目标", 10) == 1
    assert line_count("目标" * 10, 20) == 3
    assert line_count("a\nb\nc", 20) == 3


def test_column_letters():
    assert [column_letters(n) for n in (0, 25, 26, 51, 52, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]
