"""The forms in Excel and Word read back as they were: the five documents, other layouts, extremes, hostile texts."""

import io
import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import docx
import openpyxl
import pytest
from explored_graph import hostile
from form_files import FORM_FORMATS, differences, graph_of, groups_of, read_back
from sample_extraction import COST, HEAD, INDICATOR, REPORTED, SATISFACTION, WHOLE, WORDS, next_year, sample

from kg.cli import main
from kg.errors import ExportError
from kg.export.forms import Choice, form_bytes, plain_name, write_forms
from kg.export.forms.indicators import form_columns, grid_widths
from kg.export.forms.naming import Names, safe_name
from kg.export.forms.papers import form_sheets
from kg.export.forms.records import EVALUATION, REPORT
from kg.export.forms.writing import forms_to_bytes
from kg.extract import extract_file
from kg.model import Document, Extraction
from kg.records import indicator_to_record
from kg.rows.align import align
from kg.rows.columns import Column
from kg.vocabulary import data_dir

DOCUMENTS = sorted(data_dir().glob("*.txt"))
SAMPLES = sorted(
    path for path in (Path(__file__).parent / "samples").iterdir() if path.suffix in {".txt", ".html"}
)


@cache
def extraction_of(path):
    return extract_file(path)


def made(*rows, head=HEAD, **changes):
    """One document with one form of the given rows."""
    head = replace(head, document="a.txt", goals=(), **changes)
    numbered = [
        replace(
            row,
            line=number,
            goal=None,
            form=head.form,
            project=head.project,
            form_line=head.line,
            findings=(),
            year=head.year,
        )
        for number, row in enumerate(rows, head.line + 1)
    ]
    document = Document("a.txt", "0" * 64, "text/plain", ())
    return Extraction(document, head.department, head.year, None, (head,), tuple(numbered), (), (), ())


@pytest.mark.parametrize("form_format", FORM_FORMATS)
@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_the_documents_come_back_field_by_field(path, form_format, tmp_path):
    extraction = extraction_of(path)
    groups = groups_of(extraction)
    assert sum(len(form.rows) for forms in groups for form in forms) == len(extraction.indicators)
    for forms in groups:
        read = read_back(forms, form_format, tmp_path)
        assert differences(forms, read) == []
        unread = {"unread-text", "unread-cell", "unknown-header", "untitled-form", "department-guessed"}
        assert not unread & {finding.code for finding in read.findings}


@pytest.mark.parametrize("form_format", FORM_FORMATS)
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_other_layouts_come_back_as_well(path, form_format, tmp_path):
    for forms in groups_of(extraction_of(path)):
        assert differences(forms, read_back(forms, form_format, tmp_path)) == []


def test_a_self_evaluation_is_handed_in_with_the_report_of_its_project():
    groups = [forms for path in DOCUMENTS for forms in groups_of(extraction_of(path))]
    evaluated = [forms for forms in groups if forms[0].kind == EVALUATION]
    assert len(evaluated) > 5
    assert all([form.kind for form in forms] == [EVALUATION, REPORT] for forms in evaluated)
    assert not any(forms[0].kind == REPORT for forms in groups)


@pytest.mark.parametrize("form_format", FORM_FORMATS)
def test_value_and_unit_stand_apart_where_the_report_is_missing(form_format, tmp_path):
    forms = next(
        forms
        for path in DOCUMENTS
        for forms in groups_of(extraction_of(path))
        if any("split-by-report" in row["rules"] for row in forms[0].rows)
    )
    read = read_back(forms[:1], form_format, tmp_path)
    for row, indicator in zip(forms[0].rows, read.indicators, strict=True):
        assert (indicator.name, indicator.value, indicator.unit or "无") == (
            row["name"],
            row["value"],
            row["unit"],
        )


@pytest.mark.parametrize("form_format", FORM_FORMATS)
def test_thirty_rows_under_one_level(form_format, tmp_path):
    rows = [replace(INDICATOR, name=f"受理第{n}类办件量", subject=f"受理第{n}类办件量") for n in range(30)]
    (forms,) = groups_of(made(*rows, SATISFACTION))
    read = [indicator_to_record(row) for row in read_back(forms, form_format, tmp_path).indicators]
    assert [row["name"] for row in read] == [row["name"] for row in forms[0].rows]
    assert {row["level2"] for row in read[:30]} == {"数量指标"}
    assert read[30]["level1"] == "满意度指标"


@pytest.mark.parametrize("form_format", FORM_FORMATS)
def test_very_long_texts(form_format, tmp_path):
    name, scope = "政务服务事项办理" * 60, "建设内容与服务范围，" * 900
    project = "一体化平台建设运行维护" * 20
    row = replace(INDICATOR, name=name, subject=name)
    (forms,) = groups_of(made(row, SATISFACTION, project=project, funding_scope=scope))
    read = read_back(forms, form_format, tmp_path)
    assert [row.name for row in read.indicators] == [name, "群众满意度"]
    assert read.heads[0].funding_scope == scope
    assert read.heads[0].project == project


@pytest.mark.parametrize("form_format", FORM_FORMATS)
def test_levels_that_nothing_is_printed_for(form_format, tmp_path):
    bare = replace(INDICATOR, level1=None, level2=None)
    (forms,) = groups_of(made(bare, replace(bare, name="培训场次", subject="培训场次"), SATISFACTION))
    read = [indicator_to_record(row) for row in read_back(forms, form_format, tmp_path).indicators]
    assert [(row["level1"], row["level2"]) for row in read[:2]] == [(None, None)] * 2
    assert read[2]["level2"] == "服务对象满意度指标"


@pytest.mark.parametrize("form_format", FORM_FORMATS)
def test_a_form_without_year_unit_money_or_rows_is_written(form_format, tmp_path):
    empty = made(head=replace(HEAD, implementing_unit=None, funding=(), budget=None, fiscal=None), year=0)
    (forms,) = groups_of(empty)
    assert forms_to_bytes(forms, form_format)
    (path, *_) = write_forms(graph_of(empty), tmp_path / "表", formats=[form_format])
    assert path.name.startswith("未注明年度-") or path.name.startswith("0-")


@pytest.mark.parametrize("form_format", FORM_FORMATS)
def test_a_blank_target_does_not_draw_its_neighbour_in(form_format, tmp_path):
    blank = replace(
        INDICATOR, target_text="", kind="missing", value=None, value_last_year="95%", basis="上年完成情况"
    )
    worded = replace(SATISFACTION, target_text="持续提升", value_last_year="90%", basis=None)
    (forms,) = groups_of(made(blank, INDICATOR, worded))
    read = [indicator_to_record(row) for row in read_back(forms, form_format, tmp_path).indicators]
    fields = ("target_text", "value_last_year", "basis")
    assert [[row[name] for name in fields] for row in read] == [
        ["", "95%", "上年完成情况"],
        ["≥ 30 万件", "25万件", "计划数据"],
        ["持续提升", "90%", None],
    ]


COLUMNS = [Column("goal_label", 0, printed=False)] + [
    Column(field, at)
    for at, field in enumerate(["level1", "level2", "name", "value_last_year", "target", "basis"], 1)
]


@pytest.mark.parametrize(
    "cells, fields",
    [
        (
            [("长期绩效指标", 0), ("机房巡检", 3), ("95%", 4), ("持续提升", 5)],
            "goal_label name value_last_year target",
        ),
        ([("机房巡检", 3), ("95%", 4)], "name value_last_year"),
        ([("机房巡检", 3), ("计划数据", 6)], "name basis"),
        ([("数量指标", 3), ("机房巡检", 4), ("≥95%", 6)], "level2 name target"),
        ([("机房巡检", 2), ("95%", 3), ("≥95%", 4)], "name value_last_year target"),
    ],
)
def test_between_rules_a_cell_stays_where_its_column_allows_it(cells, fields):
    """The last two rows moved as a whole: their texts say that they stand in the wrong columns."""
    assert [*align(cells, COLUMNS, ruled=True).fields] == fields.split()


FORMULAS = (
    '=HYPERLINK("http://evil.example","x")',
    "+1+2",
    "-2+3",
    "@SUM(A1)",
    "{=A1}",
    "=cmd|' /C calc'!A0",
)


@pytest.mark.parametrize("form_format", FORM_FORMATS)
def test_texts_never_become_formulas_links_or_markup(form_format):
    rows = [
        replace(INDICATOR, name=f"{text}{n}", subject=f"{text}{n}", target_text=text, description=text)
        for n, text in enumerate(FORMULAS)
    ]
    extraction = made(*rows, project=FORMULAS[0], funding_scope="<w:br/>&amp;\x00\x0b]]>\ufffe" + FORMULAS[0])
    (forms,) = groups_of(extraction)
    content = forms_to_bytes(forms, form_format)
    if form_format == "docx":
        texts = [cell.text for table in docx.Document(io.BytesIO(content)).tables for cell in table._cells]
        assert FORMULAS[0] in texts
        assert any(text.startswith("<w:br/>&amp;]]>") for text in texts)
        return
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not any(cell.data_type == "f" or cell.hyperlink for cell in cells)
    assert {f"{text}{n}" for n, text in enumerate(FORMULAS)} <= {str(cell.value) for cell in cells}
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        xml = package.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in xml
    assert "<hyperlink" not in xml


@pytest.mark.parametrize("form_format", FORM_FORMATS)
def test_a_hostile_document_is_written_and_opens(form_format, tmp_path):
    for forms in groups_of(hostile()):
        content = forms_to_bytes(forms, form_format)
        opened = docx.Document if form_format == "docx" else openpyxl.load_workbook
        assert opened(io.BytesIO(content))
        read_back(forms, form_format, tmp_path)


@pytest.mark.parametrize("form_format", FORM_FORMATS)
def test_the_same_forms_give_the_same_bytes_and_no_clock(form_format):
    first, again = (groups_of(sample()) for _ in range(2))
    for one, other in zip(first, again, strict=True):
        content = forms_to_bytes(one, form_format)
        assert content == forms_to_bytes(other, form_format)
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            core = package.read("docProps/core.xml").decode()
        assert set(re.findall(r">(\d{4})-", core)) == {"2026"}


def test_workbooks_are_set_for_paper():
    forms = groups_of(sample())[0]
    sheet = openpyxl.load_workbook(io.BytesIO(forms_to_bytes(forms, "xlsx"))).worksheets[0]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "portrait")
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_area
    assert sheet.print_title_rows
    first = int(re.findall(r"\d+", sheet.print_title_rows)[0])
    headings = [cell.value for cell in sheet[first]]
    assert {"一级指标", "二级指标", "三级指标", "指标值"} <= set(headings)
    assert sheet["A1"].value == "项目支出绩效目标申报表"
    assert all(row.height <= 409 for row in sheet.row_dimensions.values() if row.height)


def test_word_tables_repeat_their_headings_on_a4():
    document = docx.Document(io.BytesIO(forms_to_bytes(groups_of(sample())[0], "docx")))
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    head, indicators = document.tables
    assert "tblHeader" in indicators.rows[0]._tr.xml
    assert "tblHeader" not in head.rows[0]._tr.xml
    assert [len(row._tr.tc_lst) > 0 for row in indicators.rows]


NO_YEARS = {"value_last_year": None, "value_year_before_last": None, "description": None}


@pytest.mark.parametrize(
    "extra", [{}, {"description": "按合同"}, {"value_last_year": "90", "description": "按合同"}]
)
def test_the_rate_of_execution_and_amounts_have_room_for_one_line(extra):
    row = replace(INDICATOR, **NO_YEARS | extra)
    head = replace(HEAD, form=EVALUATION, execution_rate=Decimal("94.52"))
    (form,) = groups_of(made(row, head=head))[0]
    (sheet,) = form_sheets([form])
    before = grid_widths(form_columns(form, reported=False))
    assert sum(sheet.widths) == pytest.approx(sum(before))
    places = {box.text: box.column for box in sheet.boxes}
    points = [width / sum(sheet.widths) * 9866 / 20 - 6 for width in sheet.widths]
    assert points[places["94.52%"]] > 31
    if not extra:
        assert points[places["全年预算数"]] > 40  # 12,345.67
        assert points[places["项目名称"]] > 40  # four characters of ten points


def test_amounts_and_scores_are_numbers_in_excel():
    groups = groups_of(sample())
    forms = next(forms for forms in groups if forms[0].kind == EVALUATION)
    sheet = openpyxl.load_workbook(io.BytesIO(forms_to_bytes(forms, "xlsx"))).worksheets[0]
    numbers = {cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "n"}
    assert {60.2, 9.5, 95} <= numbers


def test_nobody_is_named():
    for forms in groups_of(sample()):
        sheet = openpyxl.load_workbook(io.BytesIO(forms_to_bytes(forms, "xlsx"))).worksheets[0]
        line = next(
            str(cell.value)
            for row in sheet.iter_rows()
            for cell in row
            if "联系电话" in str(cell.value or "")
        )
        assert re.fullmatch(r"填报人：\s+联系电话：\s+填报日期：\s+年\s+月\s+日", line)


def test_files_are_named_by_year_department_and_project(tmp_path):
    store = graph_of(sample(), next_year())
    names = [path.name for path in write_forms(store, tmp_path / "表", formats=["docx"])]
    assert "2026-青山市数据管理局-01-数据平台运行维护.docx" in names
    assert "2026-青山市数据管理局-02-部门整体支出.docx" in names
    assert any(name.endswith("-绩效自评表.docx") for name in names)
    assert sorted(path.name for path in (tmp_path / "表").iterdir()) == sorted(names)


def test_nothing_is_overwritten_unasked(tmp_path):
    store, folder = graph_of(sample()), tmp_path / "表"
    first = write_forms(store, folder)
    first[0].write_text("mine", encoding="utf-8")
    with pytest.raises(ExportError, match="已存在"):
        write_forms(store, folder)
    assert first[0].read_text(encoding="utf-8") == "mine"
    write_forms(store, folder, overwrite=True)
    assert first[0].read_bytes()[:2] == b"PK"
    assert [path for path in tmp_path.iterdir() if path.name != "表"] == []


def test_forms_are_chosen_by_project_department_and_year(tmp_path):
    store = graph_of(sample(), next_year())
    every = write_forms(store, tmp_path / "全", formats=["xlsx"])
    later = write_forms(store, tmp_path / "年", Choice(year=2027), formats=["xlsx"])
    assert len(every) == 4
    assert [path.name[:4] for path in later] == ["2027"]
    some = write_forms(store, tmp_path / "项", Choice(project="网站", department="数据"), formats=["xlsx"])
    assert len(some) == 1
    assert "网站集约化" in some[0].name
    with pytest.raises(ExportError, match="没有符合条件"):
        write_forms(store, tmp_path / "无", Choice(department="没有的局"))
    assert not (tmp_path / "无").exists()


def test_two_documents_with_the_same_project_give_two_files(tmp_path):
    names = [p.name for p in write_forms(graph_of(sample(), sample("b.txt")), tmp_path, formats=["xlsx"])]
    assert len(set(names)) == len(names) == 6
    assert sum("（2）" in name for name in names) == 3


def test_one_project_is_handed_over_under_a_plain_name():
    assert plain_name("2026", "青山市数据局", "平台 运维/二期") == "2026-青山市数据局-平台运维_二期"
    assert plain_name("", "", "甲") == "未注明年度-未注明部门-甲"


@pytest.mark.parametrize(
    "text, name",
    [
        ('a/b\\c:d*e?"f<g>h|i', "a_b_c_d_e__f_g_h_i"),
        ("..\\..\\etc", "_.._etc"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        (" 尾部. ", "尾部"),
        ("换\n行\t格", "换 行 格"),
        ("\u202e反写", "_反写"),
        ("", "_"),
    ],
)
def test_names_are_safe_on_every_system(text, name):
    assert safe_name(text) == name


def test_names_that_differ_in_case_only_are_told_apart():
    names = Names()
    assert [names.name("a"), names.name("A"), names.name("a")] == ["a", "A（2）", "a（3）"]


def test_the_longest_name_fits_a_file_system(tmp_path):
    long = made(INDICATOR, project="长名称项目" * 100, head=HEAD)
    (path,) = write_forms(graph_of(long), tmp_path, formats=["docx"])
    assert len(path.name.encode()) <= 255


@pytest.mark.parametrize("form_format", FORM_FORMATS)
def test_the_form_of_one_project(form_format):
    store = graph_of(sample())
    project = store.select(
        "SELECT DISTINCT ?p WHERE { ?f a kg:Form ; kg:ofProject ?p ; kg:projectText ?n FILTER(CONTAINS(?n, '平台')) }"
    ).rows[0][0]
    assert form_bytes(store, str(project), form_format)[:2] == b"PK"
    whole = store.select("SELECT ?f WHERE { ?f a kg:Form ; kg:formKind '整体支出绩效目标表' }").rows[0][0]
    assert form_bytes(store, str(whole), form_format)[:2] == b"PK"
    with pytest.raises(ExportError):
        form_bytes(store, "https://performance-targets.example/id/none", form_format)


def test_money_of_no_phase_is_not_lost_beside_phases():
    forms = groups_of(sample())[0]
    text = "".join(
        cell.text
        for table in docx.Document(io.BytesIO(forms_to_bytes(forms, "docx"))).tables
        for cell in table._cells
    )
    assert "120.50" in text
    assert "100.00" in text


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    directory = tmp_path_factory.mktemp("graph") / "build"
    assert main(["build", str(DOCUMENTS[1]), "--out", str(directory)]) == 0
    return directory


def test_the_command_line_writes_files_that_build_reads(built, tmp_path, capsys):
    folder = tmp_path / "表"
    assert main(["export", "forms", str(folder), "--graph", str(built), "--format", "docx"]) == 0
    assert "个文件" in capsys.readouterr().err
    assert main(["build", str(folder), "--out", str(tmp_path / "g")]) == 0
    wanted = len(extraction_of(DOCUMENTS[1]).indicators)
    assert f"{wanted} 条指标" in capsys.readouterr().err
    assert main(["export", "forms", str(folder), "--graph", str(built), "--format", "docx"]) == 2
    assert "--force" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["csv", "a.csv", "--year", "2026"], ["xlsx", "a.xlsx", "--force"], ["forms", "FILE"]]
)
def test_options_of_forms_belong_to_forms(arguments, built, tmp_path, capsys):
    (tmp_path / "FILE").write_text("", encoding="utf-8")
    arguments[1] = str(tmp_path / arguments[1])
    assert main(["export", *arguments, "--graph", str(built)]) == 2
    message = capsys.readouterr().err
    assert "kg export forms" in message
    assert "Traceback" not in message


def test_every_kind_of_form_of_the_sample_is_written():
    kinds = {form.kind for forms in groups_of(sample()) for form in forms}
    assert kinds == {INDICATOR.form, WHOLE.form, REPORTED.form}
    assert {COST.level1, WORDS.level1} <= {row["level1"] for row in groups_of(sample())[0][0].rows}
