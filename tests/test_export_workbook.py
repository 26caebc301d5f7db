"""The workbook: sheets, types, links, and documents that try to get out of their cells."""

import re
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from placed_documents import pdf_extraction
from sample_extraction import next_year, sample
from test_export import graph_of

from kg.check import Audited, find_audit
from kg.cli import check as check_command
from kg.errors import ExportError, QueryError
from kg.export import write_export, write_findings_workbook
from kg.export.ahead import ahead
from kg.export.catalogue import CATALOGUE_FIELDS
from kg.export.cells import MAX_TEXT, cell_number, cell_text, line_count
from kg.export.columns import (
    CATALOGUE_COLUMNS,
    DEPARTMENT_COLUMNS,
    FINDING_COLUMNS,
    LIBRARY_COLUMNS,
    PROJECT_COLUMNS,
    REVIEW_COLUMNS,
)
from kg.export.library import spread_picture
from kg.export.rowfile import MAX_LINKS, column_letters
from kg.export.workbook import WorkbookRows, value_to_cell, write_workbook
from kg.finding_decisions import FindingDecision, write_finding_decisions
from kg.query import run_query
from kg.store import open_store
from kg.text import squeeze

SHEETS = ["说明", "指标目录", "项目", "部门", "指标库", "问题", "待核"]
COLUMNS = {
    "指标目录": CATALOGUE_COLUMNS, "项目": PROJECT_COLUMNS, "部门": DEPARTMENT_COLUMNS, "指标库": LIBRARY_COLUMNS,
    "问题": FINDING_COLUMNS, "待核": REVIEW_COLUMNS,
}  # fmt: skip
JUMP = re.compile(r"""=?HYPERLINK\("#'(\w+)'!A(\d+)",("→ \d+"|\d+)\)""")


def column_of(columns, field):
    return [column.field for column in columns].index(field) + 1


@pytest.fixture(scope="module")
def path(store, tmp_path_factory):
    found = tmp_path_factory.mktemp("book") / "a.xlsx"
    write_export("xlsx", store, found)
    return found


@pytest.fixture(scope="module")
def book(path):
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def store():
    return graph_of(sample(), next_year())


def row_of(book, name, line):
    """The cells of a row by field."""
    return {column.field: cell for column, cell in zip(COLUMNS[name], book[name][line], strict=True)}


def led(cell):
    """Sheet and row that a jump leads to, and the count that it shows, None for an arrow with the row's number."""
    sheet, row, shown = JUMP.fullmatch(cell.value).groups()
    if shown.isdigit():
        return sheet, int(row), int(shown)
    assert shown == f'"→ {int(row) - 1}"'
    return sheet, int(row), None


def audited(text="x", **known):
    found = {
        "document": text, "line": 1, "code": "x", "message": text, "severity": "info", "field": "", "place": "",
        "department": text, "year": 2026, "project": text, "node": "t", "owner": "p", "is_row": True, "digest": "d",
    }  # fmt: skip
    return Audited(**{**found, **known})


def write_rows(path: Path, *indicators, findings=(), department="部门", **more):
    project = {
        "id": "p", "year": 2026, "project": "=HYPERLINK(1)", "budget": Decimal("75"), "department": department,
    }  # fmt: skip
    rows = WorkbookRows([], indicators, [project], [{"department": department}], findings=findings, **more)
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


def test_each_row_leads_to_its_entry_of_the_library_and_back(book, store):
    concepts = dict(store.select("SELECT ?t ?name { ?t kg:ofConcept ?c . ?c skos:prefLabel ?name }").rows)
    by_last_part = {target.rpartition("/")[2]: name for target, name in concepts.items()}
    first = {}
    for line in range(2, book["指标目录"].max_row + 1):
        row = row_of(book, "指标目录", line)
        if row["row_id"].value not in by_last_part:  # a row without a name
            assert row["library"].value is None
            continue
        sheet, entry, _ = led(row["library"])
        assert sheet == "指标库"
        assert row_of(book, "指标库", entry)["name"].value == by_last_part[row["row_id"].value]
        first.setdefault(entry, line)
    assert len(first) == book["指标库"].max_row - 1
    for entry, line in first.items():
        assert led(row_of(book, "指标库", entry)["first"]) == ("指标目录", line, None)


def test_the_library_has_the_figures_of_the_questions(book, store):
    entries = {}
    for line in range(2, book["指标库"].max_row + 1):
        row = {field: cell.value for field, cell in row_of(book, "指标库", line).items()}
        entries[row["name"]] = row
    used = run_query(store, "shared-indicators", {"departments": "1"}).rows
    assert len(used) == len(entries)
    for name, departments, rows, first, last in used:
        assert (entries[name]["departments"], entries[name]["rows"]) == (departments, rows)
        assert entries[name]["years"] == "～".join(str(year) for year in sorted({first, last}))
    answer = run_query(store, "indicator-values", {"indicator": ""})
    sides = {"不低于", "不高于", "等于", "（未写）"}
    found = 0
    for name, side, horizon, change, unit, count, *five in answer.rows:
        row = entries[name]
        assert side in sides
        group = " · ".join(filter(None, ("（未写符号）" if side == "（未写）" else side, horizon, change)))
        if row["group"] != group:
            assert f"{group}：{count} 个" in (row["others"] or "")
            continue
        found += 1
        assert row["values"] == count
        assert row["base_unit"] == ("比率" if unit == "1" else unit)
        shown = [row[field] for field in ("least", "lower", "median", "upper", "greatest")]
        assert [Decimal(str(value)) for value in shown] == [Decimal(str(value)) for value in five]
        assert set(row["picture"]) <= set("░▓█ 都是同一个值")
    assert found >= 1


def test_a_picture_is_drawn_to_scale():
    def drawn(*values):
        return spread_picture([Decimal(value) for value in values])

    assert drawn(0, 0, 0, 0, 19) == "█" + "░" * 19
    assert drawn(0, 10, 19, 19, 19) == "░" * 10 + "▓" * 9 + "█"
    assert drawn("0.9", "0.9", "0.9", "0.9", "0.9").startswith("█ ")


def test_findings_can_be_decided(book):
    sheet = book["问题"]
    choice, prose = sheet.data_validations.dataValidation
    assert choice.formula1 == '"采纳,不采纳,未定"'
    for validation, field in ((choice, "decision"), (prose, "reason")):
        letter = column_letters(column_of(FINDING_COLUMNS, field) - 1)
        assert str(validation.sqref) == f"{letter}2:{letter}{sheet.max_row}"
    assert (prose.type, prose.operator, prose.formula1) == ("textLength", "lessThanOrEqual", "500")
    marks = {sheet.cell(line, 2).value for line in range(2, sheet.max_row + 1)}
    assert marks <= {"▲ 严重", "● 警告", "○ 提示"}
    rules = [rule for ranges in sheet.conditional_formatting for rule in ranges.rules]
    assert [rule.type for rule in rules] == ["cellIs"] * 3 + ["expression"]
    assert "不采纳" in rules[-1].formula[0]


def test_decisions_stand_in_the_workbook_and_findings_are_known_by_their_marks(store, tmp_path):
    found = find_audit(store).findings
    directory = tmp_path / "graph"
    directory.mkdir()
    dismissed, changed = found[0], found[-1]
    decisions = [
        FindingDecision(dismissed.mark, "dismissed", "=已核对", digest=dismissed.digest),
        FindingDecision(changed.mark, "accepted", "请改", digest="0" * 16),
    ]
    write_finding_decisions(directory, decisions)
    known = {decision.mark: decision for decision in decisions}
    rows = WorkbookRows([], [], [], [], findings=found, decisions=known)
    write_workbook(tmp_path / "a.xlsx", rows)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    shown = {}
    for line in range(2, book["问题"].max_row + 1):
        row = row_of(book, "问题", line)
        shown[row["mark"].value] = row["decision"].value, row["reason"].value
    assert set(shown) == {one.mark for one in found}
    assert shown[dismissed.mark] == ("不采纳", "=已核对")
    assert shown[changed.mark] == (None, "请改")
    assert sum(decision is not None for decision, _ in shown.values()) == 1


def test_the_workbook_says_which_findings_it_has(store, book, tmp_path, monkeypatch):
    said = "\n".join(str(cell) for row in book["说明"].values for cell in row if cell)
    assert "“问题”表是完整的" in said
    assert book["问题"].max_row - 1 == len(find_audit(store).findings)

    def refuse(*_, **__):
        raise QueryError("查询超过 900 秒")

    monkeypatch.setattr("kg.export.overview.find_audit", refuse)
    write_export("xlsx", store, tmp_path / "a.xlsx")
    other = openpyxl.load_workbook(tmp_path / "a.xlsx")
    said = "\n".join(str(cell) for row in other["说明"].values for cell in row if cell)
    assert "审核没有做完" in said
    assert "查询超过 900 秒" in said
    assert 1 < other["问题"].max_row <= book["问题"].max_row


def test_findings_at_hand_are_not_looked_for_again(store, book, tmp_path, monkeypatch):
    found = find_audit(store).findings

    def refuse(*_, **__):
        raise AssertionError("audited again")

    monkeypatch.setattr("kg.export.overview.find_audit", refuse)
    write_findings_workbook(store, tmp_path / "a.xlsx", found, shapes=True)
    other = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert [list(row) for row in other["问题"].values] == [list(row) for row in book["问题"].values]


def test_rows_in_doubt_have_a_sheet_to_fill_in(book):
    sheet, indicators = book["待核"], book["指标目录"]
    assert [cell.value for cell in sheet[1]] == [column.title for column in REVIEW_COLUMNS]
    assert sheet.max_row == 1 + 4
    validation, _ = sheet.data_validations.dataValidation
    assert validation.formula1 == '"对,错,改为"'
    letter = column_letters(column_of(REVIEW_COLUMNS, "verdict") - 1)
    assert str(validation.sqref) == f"{letter}2:{letter}{sheet.max_row}"
    for line in range(2, sheet.max_row + 1):
        row = {c.field: cell for c, cell in zip(REVIEW_COLUMNS, sheet[line], strict=True)}
        name, target, _ = led(row["indicator"])
        assert name == "指标目录"
        assert indicators.cell(target, column_of(CATALOGUE_COLUMNS, "doubt")).value == "待核"
        assert (
            row["where"].value
            == f"第 {indicators.cell(target, column_of(CATALOGUE_COLUMNS, 'line')).value} 行"
        )
        assert row["name"].value == indicators.cell(target, column_of(CATALOGUE_COLUMNS, "name")).value
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

    indicator = cells("指标目录", CATALOGUE_COLUMNS, 2)
    assert (indicator["line"], indicator["page"], indicator["place"]) == (None, 2, "第 2 页")
    project = cells("项目", PROJECT_COLUMNS, 2)
    assert (project["line"], project["place"]) == (None, "第 2 页")
    findings = [cells("问题", FINDING_COLUMNS, line) for line in range(2, book["问题"].max_row + 1)]
    unknown = next(finding for finding in findings if finding["code"] == "unknown-level")
    assert (unknown["line"], unknown["where"]) == (None, "第 2 页")
    assert JUMP.fullmatch(unknown["indicator"]).groups() == ("指标目录", "4", '"→ 3"')
    review = cells("待核", REVIEW_COLUMNS, 2)
    assert (review["where"], review["name"]) == ("第 2 页", "读者书评数量")
    assert JUMP.fullmatch(review["indicator"]).groups() == ("指标目录", "4", '"→ 3"')
    assert review["reason"].startswith("级别“鉴赏指标”不在词表里")
    assert book["待核"].max_row == 2


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


def test_long_numbers_fit_their_columns(tmp_path):
    values = [12_345_678, 10**12, Decimal("2500000000.5")]
    sheet = write_rows(tmp_path / "a.xlsx", *({"value": value, "year": 2026} for value in values))["指标目录"]
    cells = [sheet.cell(line, column_of(CATALOGUE_COLUMNS, "value")) for line in range(2, 5)]
    assert [cell.number_format for cell in cells] == ["#,##0", "0.00E+00", "0.00E+00"]
    assert [cell.value for cell in cells] == [12_345_678, 10**12, 2500000000.5]


def test_kg_check_audits_once(tmp_path, monkeypatch, capsys):
    from kg.__main__ import main

    text = "项目支出绩效目标表\n"
    (tmp_path / "甲局.txt").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["build", str(tmp_path / "甲局.txt"), "--out", str(tmp_path / "build")]) in {0, 1}
    calls = []

    def counted(*arguments, **options):
        calls.append(arguments)
        return find_audit(*arguments, **options)

    monkeypatch.setattr(check_command, "find_audit", counted)
    monkeypatch.setattr("kg.export.overview.find_audit", counted)
    main(["check", "--format", "xlsx", "--no-shapes", "--out", str(tmp_path / "a.xlsx")])
    assert len(calls) == 1
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames == SHEETS
    assert open_store(tmp_path / "build") is not None
    assert "a.xlsx" in capsys.readouterr().err


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
