"""The workbook: sheets, rows, links between them, the guide, and what Excel reads without repair."""

import io
import re
import zipfile

import openpyxl
import pytest
from lxml import etree
from workbook_files import (
    COLUMNS,
    SHEETS,
    audited,
    column_of,
    led,
    row_of,
    sample_store,
    sample_workbook,
    write_rows,
)

from kg.errors import ExportError
from kg.export import write_export
from kg.export.ahead import ahead
from kg.export.catalogue import CATALOGUE_FIELDS
from kg.export.cells import MAX_TEXT
from kg.export.columns import CATALOGUE_COLUMNS, FINDING_COLUMNS, PROJECT_COLUMNS
from kg.export.rowfile import MAX_LINKS
from kg.text import squeeze


@pytest.fixture(scope="module")
def store():
    return sample_store()


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    found = tmp_path_factory.mktemp("book") / "a.xlsx"
    found.write_bytes(sample_workbook())
    return found


@pytest.fixture(scope="module")
def book():
    return openpyxl.load_workbook(io.BytesIO(sample_workbook()))


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
    assert [cell.value for cell in sheet[1]] == [column.title for column in CATALOGUE_COLUMNS]
    row = {column.field: cell for column, cell in zip(CATALOGUE_COLUMNS, sheet[2], strict=True)}
    shown = {field: cell.value for field, cell in row.items()}
    assert (shown["level1"], shown["level2"], shown["name"]) == ("产出指标", "数量指标", "受理办件量")
    assert (shown["operator"], shown["value"], shown["unit"]) == ("≥", 30, "万件")
    assert (shown["year"], shown["line"]) == (2026, 20)
    assert shown["budget"] == 120.5
    assert row["budget"].number_format == "#,##0.00"
    assert shown["doubt"] is None
    values = [sheet.cell(line, column_of(CATALOGUE_COLUMNS, "value")).value for line in range(2, 11)]
    assert values == [30, 95, "2～3", "较上年显著提升", "12-31", "100G、400G", None, 30, 30]
    doubts = [sheet.cell(line, column_of(CATALOGUE_COLUMNS, "doubt")).value for line in range(2, 11)]
    assert doubts == [None] * 3 + ["待核"] * 4 + [None] * 2


def test_links_lead_to_the_row_they_name(book):
    sheet, projects, findings = book["指标目录"], book["项目"], book["问题"]
    for line in range(2, sheet.max_row + 1):
        cell = sheet.cell(line, column_of(CATALOGUE_COLUMNS, "project"))
        target = int(re.fullmatch(r"'项目'!A(\d+)", cell.hyperlink.location)[1])
        assert projects.cell(target, column_of(PROJECT_COLUMNS, "project")).value == squeeze(cell.value)
        assert projects.cell(target, 2).value == sheet.cell(line, 2).value
        office = row_of(book, "指标目录", line)["department"]
        target = int(re.fullmatch(r"'部门'!A(\d+)", office.hyperlink.location)[1])
        assert row_of(book, "部门", target)["department"].value == office.value
    places = 0
    for line in range(2, findings.max_row + 1):
        cell = findings.cell(line, column_of(FINDING_COLUMNS, "indicator"))
        if cell.value is None:
            continue
        places += 1
        name, target, count = led(cell)
        assert (name, count) == ("指标目录", None)
        for field in ("document", "name", "target_text"):
            there = sheet.cell(target, column_of(CATALOGUE_COLUMNS, field)).value
            assert findings.cell(line, column_of(FINDING_COLUMNS, field)).value == there
    assert places >= 3


def test_every_jump_leads_to_a_row_of_its_sheet(book):
    jumps = 0
    for name, columns in COLUMNS.items():
        for line in range(2, book[name].max_row + 1):
            for column, cell in zip(columns, book[name][line], strict=True):
                if cell.data_type == "f":
                    assert column.type == "jump"
                    sheet, row, _ = led(cell)
                    assert 2 <= row <= book[sheet].max_row
                    jumps += 1
    assert jumps > 30


def test_counts_lead_to_the_first_of_what_they_count(book):
    for line in range(2, book["项目"].max_row + 1):
        project = {field: cell.value for field, cell in row_of(book, "项目", line).items()}
        _, first, count = led(row_of(book, "项目", line)["indicators"])
        rows = [
            number
            for number in range(2, book["指标目录"].max_row + 1)
            if book["指标目录"].cell(number, 2).value == project["year"]
            and squeeze(book["指标目录"].cell(number, 4).value) == project["project"]
        ]
        assert (first, count) == (rows[0], len(rows))
    office = row_of(book, "部门", 2)
    marks = {"violations": "▲ 严重", "warnings": "● 警告", "infos": "○ 提示"}
    for field, mark in marks.items():
        found = [n for n in range(2, book["问题"].max_row + 1) if book["问题"].cell(n, 2).value == mark]
        if not found:
            assert office[field].value == 0
            continue
        assert led(office[field])[1:] == (found[0], len(found))
    for line in range(2, book["指标目录"].max_row + 1):
        cell = row_of(book, "指标目录", line)["issues"]
        if cell.value is None:
            continue
        sheet, first, count = led(cell)
        own = [
            number
            for number in range(2, book["问题"].max_row + 1)
            if (there := row_of(book, "问题", number)["indicator"]).value and led(there)[1] == line
        ]
        assert (sheet, first, count) == ("问题", own[0], len(own))


def test_the_guide_says_what_and_from_where(book):
    text = "\n".join(str(value) for row in book["说明"].values for value in row if value is not None)
    for wanted in ("2026—2027", "a.txt", "b.txt", "0" * 64, "万元", "待核", "以原文件为准"):
        assert wanted in text
    for columns in COLUMNS.values():
        for column in columns:
            assert column.meaning in text


def test_no_clock_in_the_file(path):
    with zipfile.ZipFile(path) as package:
        assert b"2027-01-01T00:00:00Z" in package.read("docProps/core.xml")
        assert {entry.date_time[0] for entry in package.infolist()} == {1980}


def test_beyond_the_limit_of_links_only_the_first_of_alike_rows_is_linked(tmp_path, monkeypatch):
    rows = [
        {
            "project": "项目",
            "project_id": "p",
            "year": 2026,
            "line": line,
            "department": "部门",
            "id": f"t{line}",
        }
        for line in range(5)
    ]
    rows[3] |= {"project": None, "project_id": None}

    def linked(**more):
        sheet = write_rows(tmp_path / "a.xlsx", *rows, **more)["指标目录"]
        fields = [column_of(CATALOGUE_COLUMNS, field) for field in ("project", "department")]
        return ["".join("x" if sheet.cell(n, at).hyperlink else "-" for n in range(2, 7)) for at in fields]

    assert linked(expected=MAX_LINKS // 2) == ["xxx-x", "xxxxx"]
    assert linked(expected=MAX_LINKS // 2 + 1) == ["x---x", "x----"]
    guide = openpyxl.load_workbook(tmp_path / "a.xlsx")["说明"]
    assert any("65,530" in str(cell) for row in guide.values for cell in row)
    monkeypatch.setattr("kg.export.rowfile.MAX_LINKS", 3)
    assert linked() == ["x----", "xx---"]


def test_more_rows_than_a_sheet_takes_are_refused_or_said(tmp_path, monkeypatch):
    monkeypatch.setattr("kg.export.workbook._MOST_ROWS", 2)
    findings = [audited(severity=severity, message=severity) for severity in ("info", "warning", "violation")]
    book = write_rows(tmp_path / "a.xlsx", findings=findings)
    shown = [book["问题"].cell(line, column_of(FINDING_COLUMNS, "message")).value for line in range(2, 5)]
    assert shown == ["violation", "warning", None]
    assert any("问题共 3 个" in str(cell) for row in book["说明"].values for cell in row)
    with pytest.raises(ExportError, match="放不下"):
        write_rows(tmp_path / "a.xlsx", *({"name": "甲", "year": 2026} for _ in range(3)))


def test_the_file_keeps_to_what_excel_reads_without_repair(path):
    with zipfile.ZipFile(path) as package:
        styles = etree.fromstring(package.read("xl/styles.xml"))
        count = len(styles.find(f"{MAIN}cellXfs"))
        book = etree.fromstring(package.read("xl/workbook.xml"))
        names = [sheet.get("name") for sheet in book.iter(f"{MAIN}sheet")]
        assert names == SHEETS
        assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
        for number in range(1, len(SHEETS) + 1):
            sheet = etree.fromstring(package.read(f"xl/worksheets/sheet{number}.xml"))
            check_sheet(sheet, count)


MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "autoFilter", "mergeCells",
    "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "ignoredErrors", "extLst",
)  # fmt: skip
"""The order that the schema asks for; Excel repairs a sheet that has another."""


def check_sheet(sheet, styles):
    parts = [child.tag.removeprefix(MAIN) for child in sheet]
    assert [ORDER.index(part) for part in parts] == sorted(ORDER.index(part) for part in parts)
    line = 0
    for row in sheet.iter(f"{MAIN}row"):
        assert int(row.get("r")) > line
        line = int(row.get("r"))
        assert float(row.get("ht", 15)) <= 409
        columns = [openpyxl.utils.cell.coordinate_from_string(cell.get("r")) for cell in row]
        assert all(there == line for _, there in columns)
        places = [openpyxl.utils.column_index_from_string(letters) for letters, _ in columns]
        assert places == sorted(set(places))
        for cell in row:
            assert int(cell.get("s", 0)) < styles
            assert len("".join(cell.itertext())) <= MAX_TEXT
    assert sum(1 for _ in sheet.iter(f"{MAIN}hyperlink")) <= MAX_LINKS
    for validation in sheet.iter(f"{MAIN}dataValidation"):
        assert len(validation.findtext(f"{MAIN}formula1")) <= 255
        assert len(validation.get("error", "")) <= 225
        assert len(validation.get("prompt", "")) <= 255
        assert max(len(validation.get(name, "")) for name in ("errorTitle", "promptTitle")) <= 32


def test_two_exports_are_byte_equal(store, path, tmp_path):
    write_export("xlsx", store, tmp_path / "a.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == path.read_bytes()


def test_the_columns_keep_step_with_the_other_exports():
    of_sheet = {"number", "doubt", "remark", "library", "issues", "row_id"}
    assert {column.field for column in CATALOGUE_COLUMNS} - of_sheet <= set(CATALOGUE_FIELDS)
    left_out = set(CATALOGUE_FIELDS) - {column.field for column in CATALOGUE_COLUMNS}
    assert left_out == {
        "department_code", "level1_inferred", "quantity_kind", "confident", "rules", "spans", "findings", "id",
        "project_id", "source_spans", "source_places",
    }  # fmt: skip


def test_reading_ahead_keeps_the_order_and_hands_on_errors():
    assert list(ahead(lambda n: n * n, range(7))) == [0, 1, 4, 9, 16, 25, 36]
    assert list(ahead(str, [])) == []
    begun = []

    def work(n):
        begun.append(n)
        if n == 3:
            raise ExportError("第三份")
        return n

    found = ahead(work, range(100))
    assert [next(found) for _ in range(3)] == [0, 1, 2]
    assert len(begun) <= 5
    with pytest.raises(ExportError, match="第三份"):
        next(found)
    assert len(begun) <= 6
    stopped = ahead(work, [0, 1, 2])
    assert next(stopped) == 0
    stopped.close()
