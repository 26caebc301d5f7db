"""The workbook: sheets, types, links, and documents that try to get out of their cells."""

import re
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from placed_documents import pdf_extraction
from sample_extraction import next_year, sample
from test_export import graph_of

from kg.export import write_export
from kg.export.cells import MAX_TEXT, cell_number, cell_text, line_count
from kg.export.columns import FINDING_COLUMNS, INDICATOR_COLUMNS, PROJECT_COLUMNS, REVIEW_COLUMNS
from kg.export.rowfile import column_letters
from kg.export.workbook import WorkbookRows, value_to_cell, write_workbook
from kg.text import squeeze

SHEETS = ["说明", "指标目录", "项目", "部门", "问题", "待核"]


def column_of(columns, field):
    return [column.field for column in columns].index(field) + 1


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    found = tmp_path_factory.mktemp("book") / "a.xlsx"
    write_export("xlsx", graph_of(sample(), next_year()), found)
    return found


@pytest.fixture(scope="module")
def book(path):
    return openpyxl.load_workbook(path)


def write_rows(path: Path, *indicators, findings=()):
    project = {"id": "p", "year": 2026, "project": "=HYPERLINK(1)", "budget": Decimal("75")}
    rows = WorkbookRows([], indicators, [project], [], findings)
    write_workbook(path, rows)
    return openpyxl.load_workbook(path)


def test_sheets_are_ready_to_work_in(book):
    assert book.sheetnames == SHEETS
    for name in SHEETS[1:]:
        sheet = book[name]
        assert sheet.freeze_panes is not None
        assert sheet.auto_filter.ref.startswith("A1:")
        assert sheet.auto_filter.ref.endswith(f"{sheet.max_row}")
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in {None, 1}
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows == "$1:$1"
        assert all(sheet.column_dimensions[cell.column_letter].width >= 6 for cell in sheet[1])


def test_every_indicator_has_its_row_with_levels_and_types(book):
    sheet = book["指标目录"]
    assert sheet.max_row == 1 + 11
    assert [cell.value for cell in sheet[1]] == [column.title for column in INDICATOR_COLUMNS]
    row = {column.field: cell for column, cell in zip(INDICATOR_COLUMNS, sheet[2], strict=True)}
    shown = {field: cell.value for field, cell in row.items()}
    assert (shown["level1"], shown["level2"], shown["name"]) == ("产出指标", "数量指标", "受理办件量")
    assert (shown["operator"], shown["value"], shown["unit"]) == ("≥", 30, "万件")
    assert (shown["year"], shown["line"]) == (2026, 20)
    assert shown["budget"] == 120.5
    assert row["budget"].number_format == "#,##0.00"
    assert shown["doubt"] is None
    values = [sheet.cell(line, column_of(INDICATOR_COLUMNS, "value")).value for line in range(2, 11)]
    assert values == [30, 95, "2～3", "较上年显著提升", "12-31", "100G、400G", None, 30, 30]
    doubts = [sheet.cell(line, column_of(INDICATOR_COLUMNS, "doubt")).value for line in range(2, 11)]
    assert doubts == [None] * 3 + ["待核"] * 4 + [None] * 2


def test_links_lead_to_the_row_they_name(book):
    sheet, projects, findings = book["指标目录"], book["项目"], book["问题"]
    for line in range(2, sheet.max_row + 1):
        cell = sheet.cell(line, column_of(INDICATOR_COLUMNS, "project"))
        target = int(re.fullmatch(r"'项目'!A(\d+)", cell.hyperlink.location)[1])
        assert projects.cell(target, column_of(PROJECT_COLUMNS, "project")).value == squeeze(cell.value)
        assert projects.cell(target, 2).value == sheet.cell(line, 2).value
    places = 0
    for line in range(2, findings.max_row + 1):
        cell = findings.cell(line, column_of(FINDING_COLUMNS, "indicator"))
        if cell.value is None:
            continue
        places += 1
        target = int(re.fullmatch(r"'指标目录'!A(\d+)", cell.hyperlink.location)[1])
        assert cell.value == f"→ {target - 1}"
        for field in ("line", "document", "name", "target_text"):
            there = sheet.cell(target, column_of(INDICATOR_COLUMNS, field)).value
            assert findings.cell(line, column_of(FINDING_COLUMNS, field)).value == there
    assert places >= 3


def test_findings_can_be_decided(book):
    sheet = book["问题"]
    (validation,) = sheet.data_validations.dataValidation
    assert validation.formula1 == '"接受,驳回,待定"'
    letter = column_letters(column_of(FINDING_COLUMNS, "decision") - 1)
    assert str(validation.sqref) == f"{letter}2:{letter}{sheet.max_row}"
    marks = {sheet.cell(line, 2).value for line in range(2, sheet.max_row + 1)}
    assert marks <= {"▲ 严重", "● 警告", "○ 提示"}
    assert sum(len(ranges.rules) for ranges in sheet.conditional_formatting) == 3


def test_rows_in_doubt_have_a_sheet_to_fill_in(book):
    sheet, indicators = book["待核"], book["指标目录"]
    assert [cell.value for cell in sheet[1]] == [column.title for column in REVIEW_COLUMNS]
    assert sheet.max_row == 1 + 4
    (validation,) = sheet.data_validations.dataValidation
    assert validation.formula1 == '"对,错,改为"'
    letter = column_letters(column_of(REVIEW_COLUMNS, "verdict") - 1)
    assert str(validation.sqref) == f"{letter}2:{letter}{sheet.max_row}"
    for line in range(2, sheet.max_row + 1):
        row = {c.field: cell for c, cell in zip(REVIEW_COLUMNS, sheet[line], strict=True)}
        target = int(re.fullmatch(r"'指标目录'!A(\d+)", row["indicator"].hyperlink.location)[1])
        assert indicators.cell(target, column_of(INDICATOR_COLUMNS, "doubt")).value == "待核"
        assert (
            row["where"].value
            == f"第 {indicators.cell(target, column_of(INDICATOR_COLUMNS, 'line')).value} 行"
        )
        assert row["name"].value == indicators.cell(target, column_of(INDICATOR_COLUMNS, "name")).value
        assert row["printed"].value == "受理办件量 │ ≥ │ 30 │ 万件"
        assert row["reason"].value
        assert row["verdict"].value is None
    reasons = {sheet.cell(line, column_of(REVIEW_COLUMNS, "reason")).value for line in range(2, 6)}
    assert "目标值可能取自相邻的列\n单元格错位，按内容归列" in reasons


def test_a_file_without_lines_is_named_by_its_places(tmp_path):
    write_export("xlsx", graph_of(pdf_extraction()), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")

    def cells(name, columns, line):
        return {c.field: cell.value for c, cell in zip(columns, book[name][line], strict=True)}

    indicator = cells("指标目录", INDICATOR_COLUMNS, 2)
    assert (indicator["line"], indicator["page"], indicator["place"]) == (None, 2, "第 2 页")
    project = cells("项目", PROJECT_COLUMNS, 2)
    assert (project["line"], project["place"]) == (None, "第 2 页")
    findings = [cells("问题", FINDING_COLUMNS, line) for line in range(2, book["问题"].max_row + 1)]
    unknown = next(finding for finding in findings if finding["code"] == "unknown-level")
    assert (unknown["line"], unknown["where"], unknown["indicator"]) == (None, "第 2 页", "→ 3")
    review = cells("待核", REVIEW_COLUMNS, 2)
    assert (review["where"], review["indicator"], review["name"]) == ("第 2 页", "→ 3", "读者书评数量")
    assert review["reason"].startswith("级别“鉴赏指标”不在词表里")
    assert book["待核"].max_row == 2


def test_the_guide_says_what_and_from_where(book):
    text = "\n".join(str(value) for row in book["说明"].values for value in row if value is not None)
    for wanted in ("2026—2027", "a.txt", "b.txt", "0" * 64, "万元", "待核", "以原文件为准"):
        assert wanted in text
    for column in (*INDICATOR_COLUMNS, *PROJECT_COLUMNS, *FINDING_COLUMNS, *REVIEW_COLUMNS):
        assert column.meaning in text


def test_no_clock_in_the_file(path):
    with zipfile.ZipFile(path) as package:
        assert b"2027-01-01T00:00:00Z" in package.read("docProps/core.xml")
        assert {entry.date_time[0] for entry in package.infolist()} == {1980}


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
        {**row, "project_id": "p", "line": 1, "findings": [{"code": "x", "message": text}]},
        findings=[{"message": text, "document": text, "line": 1, "severity": "info", "title": text}],
    )
    sheet = book["指标目录"]
    for field in ("name", "target_text", "project", "document", "value", "remark"):
        cell = sheet.cell(2, column_of(INDICATOR_COLUMNS, field))
        assert openpyxl.utils.escape.unescape(cell.value) == text, field
        assert cell.data_type in {"s", "inlineStr"}
        assert (cell.hyperlink is None) == (field != "project")
    assert book["问题"].cell(2, column_of(FINDING_COLUMNS, "message")).data_type in {"s", "inlineStr"}
    with zipfile.ZipFile(tmp_path / "a.xlsx") as package:
        for name in package.namelist():
            assert b"<f>" not in package.read(name)
            assert b"TargetMode" not in package.read(name)


def test_a_hostile_file_name_in_the_guide(tmp_path):
    document = {"document": "<r><t>x</t></r>", "department": "=1+1", "year": 2026, "sha256": "0"}
    write_workbook(tmp_path / "a.xlsx", WorkbookRows([document], [], [], [], []))
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
    assert book["指标目录"].cell(2, column_of(INDICATOR_COLUMNS, "name")).value == cut


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
    column = column_of(INDICATOR_COLUMNS, "value")
    shown = [book["指标目录"].cell(line, column).value for line in range(2, 6)]
    assert shown == [54485.66, 0.1, 30_000_000_000, "123456789.123456789"]
    with zipfile.ZipFile(tmp_path / "a.xlsx") as package:
        assert b"<v>54485.66</v>" in package.read("xl/worksheets/sheet2.xml")


def test_beyond_the_limit_of_links_names_stay_as_text(tmp_path, monkeypatch):
    monkeypatch.setattr("kg.export.rowfile.MAX_LINKS", 3)
    rows = [{"project": "项目", "project_id": "p", "year": 2026, "line": line} for line in range(5)]
    sheet = write_rows(tmp_path / "a.xlsx", *rows)["指标目录"]
    cells = [sheet.cell(line, column_of(INDICATOR_COLUMNS, "project")) for line in range(2, 7)]
    assert [cell.value for cell in cells] == ["项目"] * 5
    assert [cell.hyperlink is not None for cell in cells] == [True] * 3 + [False] * 2


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
