"""The sheets of the workbook in which people decide: findings and rows in doubt."""

import io

import openpyxl
import pytest
from placed_documents import pdf_extraction
from test_export import graph_of
from workbook_files import JUMP, SHEETS, column_of, led, row_of, sample_store, sample_workbook

from kg.check import find_audit
from kg.cli import check as check_command
from kg.errors import QueryError
from kg.export import write_export, write_findings_workbook
from kg.export.columns import CATALOGUE_COLUMNS, FINDING_COLUMNS, PROJECT_COLUMNS, REVIEW_COLUMNS
from kg.export.rowfile import column_letters
from kg.export.workbook import WorkbookRows, write_workbook
from kg.finding_decisions import FindingDecision, write_finding_decisions
from kg.store import open_store


@pytest.fixture(scope="module")
def store():
    return sample_store()


@pytest.fixture(scope="module")
def book():
    return openpyxl.load_workbook(io.BytesIO(sample_workbook()))


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
