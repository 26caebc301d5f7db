"""Excel files: sheets as printed, with number formats, merges, hidden parts and stray formatting."""

import datetime
import io

import openpyxl
import pytest
from office_files import excel, grids, shown, texts
from openpyxl.styles import Border, Side

from kg.read.number_formats import formatted, plain_number
from kg.read.parts import TextLine, to_blocks
from kg.read.xlsx import read_xlsx

THIN = Side(style="thin")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)


def saved(workbook) -> bytes:
    made = io.BytesIO()
    workbook.save(made)
    return made.getvalue()


def form(*, ruled: bool) -> openpyxl.Workbook:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "绩效"
    rows = [
        ["项目支出绩效目标表"],
        ["（2024年度）"],
        ["项目名称", "展陈更新"],
        ["一级指标", "二级指标", "三级指标", "指标值"],
        ["产出指标", "数量指标", "更新展柜数量", "≥12个"],
        [None, None, "更新展板\n数量", 30],
        ["备注：数据来自年初预算批复。"],
    ]
    for cells in rows:
        sheet.append(cells)
    for merged in ("A1:D1", "A2:D2", "B3:D3", "A5:A6", "B5:B6", "A7:D7"):
        sheet.merge_cells(merged)
    if ruled:
        for row in sheet["A3:D6"]:
            for cell in row:
                cell.border = BOX
    return workbook


@pytest.mark.parametrize("ruled", [True, False])
def test_titles_and_notes_are_lines_around_the_grid(ruled):
    reading = read_xlsx(saved(form(ruled=ruled)), "样例.xlsx")
    assert shown(reading) == [
        "项目支出绩效目标表",
        "（2024年度）",
        [
            (0, 0, 1, 1, "项目名称"),
            (0, 1, 1, 3, "展陈更新"),
            (1, 0, 1, 1, "一级指标"),
            (1, 1, 1, 1, "二级指标"),
            (1, 2, 1, 1, "三级指标"),
            (1, 3, 1, 1, "指标值"),
            (2, 0, 2, 1, "产出指标"),
            (2, 1, 2, 1, "数量指标"),
            (2, 2, 1, 1, "更新展柜数量"),
            (2, 3, 1, 1, "≥12个"),
            (3, 2, 1, 1, "更新展板 数量"),
            (3, 3, 1, 1, "30"),
        ],
        "备注：数据来自年初预算批复。",
    ]
    places = {cell.text: cell.place for cell in grids(reading)[0].cells}
    assert (places["展陈更新"].sheet, places["展陈更新"].cell) == ("绩效", "B3:D3")
    assert places["30"].cell == "D6"
    blocks, counted = to_blocks(reading.parts)
    assert all(len(row) == 4 for row in blocks[2].rows)
    assert counted[1][0][2].cell == "A1:D1"


def test_a_title_between_two_ruled_tables_parts_them():
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for _ in range(2):
        sheet.append(["项目支出绩效目标表"])
        sheet.append(["甲", "乙"])
        for cell in sheet[sheet.max_row]:
            cell.border = BOX
    assert [type(part) for part in shown(read_xlsx(saved(workbook), "x"))] == [str, list, str, list]


def test_a_head_without_its_value_stays_in_the_table():
    workbook = form(ruled=True)
    workbook.active["B3"] = None
    assert shown(read_xlsx(saved(workbook), "x"))[2][0] == (0, 0, 1, 1, "项目名称")


def test_blank_rows_part_tables_that_are_not_ruled():
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in (1, 3):
        sheet.cell(row, 1, "甲")
        sheet.cell(row, 2, "乙")
    assert len(grids(read_xlsx(saved(workbook), "x"))) == 2
    sheet["A2"].border = BOX
    assert len(grids(read_xlsx(saved(workbook), "x"))) == 1


def test_columns_keep_their_position_over_the_tables_of_a_sheet():
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet["A1"], sheet["C1"], sheet["E1"] = "名称", "单位", "数值"
    sheet["C3"], sheet["E3"] = "个", 5
    first, second = grids(read_xlsx(saved(workbook), "x"))
    assert [cell.column for cell in first.cells] == [0, 1, 2]
    assert [cell.column for cell in second.cells] == [1, 2]


VALUES = [
    (0.95, "0%", "95%"),
    (0.955, "0.00%", "95.50%"),
    (0.95, "≥0%", "≥95%"),
    (12, '0"个"', "12个"),
    (12, '"≥"0"个"', "≥12个"),
    (1234.5, "#,##0.00", "1,234.50"),
    (1234567, "#,##0", "1,234,567"),
    (-1234.5, "#,##0.00_);(#,##0.00)", "(1,234.50)"),
    (0, '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
    (12.34, '0.0"万元"', "12.3万元"),
    (123456, '0.0,"千元"', "123.5千元"),
    (12345678, '0!.0,"万元"', "1234.6万元"),
    (5, "000", "005"),
    (2.5, "0.##", "2.5"),
    (2.675, "0.00", "2.68"),
    (3.0, "General", "3"),
    (0.1 + 0.2, "General", "0.3"),
    (1e15, "General", "1000000000000000"),
    (1e-7, "General", "0.0000001"),
    (3, 'General"人次"', "3人次"),
    (3, "G/通用格式", "3"),
    (0.5, "# ?/?", "1/2"),
    (12345, "0.00E+00", "1.23E+04"),
    (85, '[>=90]"优";[>=80]"良";0', "良"),
    (-5, "0;[Red]-0", "-5"),
    (95, '0"%"', "95%"),
    (100, "[$¥-804]#,##0", "¥100"),
    (45366, "yyyy-mm-dd", "2024-03-15"),
    (45366, "yyyy/m/d", "2024/3/15"),
    (45366, 'm"月"d"日"', "3月15日"),
    (45366, 'yyyy"年"m"月"d"日";@', "2024年3月15日"),
    (45366, "[$-804]yyyy\\.mm\\.dd", "2024.03.15"),
    (45366.75, "yyyy-mm-dd hh:mm:ss", "2024-03-15 18:00:00"),
    (45366.75, "上午/下午h:mm", "下午6:00"),
    (45366, "aaaa", "星期五"),
    (1.25, "[h]:mm", "30:00"),
    (59, "yyyy-mm-dd", "1900-02-28"),
    (-1, "yyyy-mm-dd", "-1"),
]


@pytest.mark.parametrize("value, code, expected", VALUES)
def test_numbers_read_as_their_formats_print_them(value, code, expected):
    assert formatted(value, code) == expected


@pytest.mark.parametrize("value, code, expected", [one for one in VALUES if one[0] >= 0])
def test_formats_come_through_the_file(value, code, expected):
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = value
    workbook.active["A1"].number_format = code
    assert texts(read_xlsx(saved(workbook), "x")) == [expected]


def test_other_kinds_of_values():
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row, value in enumerate(
        ["007", True, datetime.date(2024, 3, 15), "甲\n乙\n丙", " 两  字 ", "10_x000D_0"], start=1
    ):
        sheet.cell(row, 1, value)
    sheet["A7"] = "5"
    sheet["A7"].number_format = '"≥"@'
    assert texts(read_xlsx(saved(workbook), "x")) == [
        "007", "TRUE", "2024-03-15", "甲乙丙", "两 字", "10 0", "≥5",
    ]  # fmt: skip


def test_dates_of_strict_files_are_printed_too():
    assert texts(read_xlsx(excel('<row><c t="d"><v>2024-03-15T00:00:00</v></c></row>'), "x")) == ["2024/3/15"]


def test_days_count_from_1904_where_the_workbook_says_so():
    workbook = openpyxl.Workbook()
    workbook.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    workbook.active["A1"] = datetime.date(2024, 3, 15)
    assert texts(read_xlsx(saved(workbook), "x")) == ["2024-03-15"]


def test_rich_text_keeps_raised_digits_and_drops_readings():
    strings = (
        "<si><r><t>10</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>3</t></r><r><t>立方米</t></r>"
        "<rPh sb='0' eb='1'><t>shi</t></rPh></si>"
    )
    data = excel('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', strings=strings)
    assert texts(read_xlsx(data, "x")) == ["10³立方米"]


def test_rows_and_cells_without_references_are_counted():
    rows = '<row><c><v>1</v></c><c t="inlineStr"><is><t>甲</t></is></c></row><row><c><v>2</v></c></row>'
    assert shown(read_xlsx(excel(rows), "x")) == [[(0, 0, 1, 1, "1"), (0, 1, 1, 1, "甲"), (1, 0, 1, 1, "2")]]


def test_what_is_hidden_is_read_and_told():
    workbook = form(ruled=True)
    sheet = workbook.active
    sheet.row_dimensions[6].hidden = True
    sheet.column_dimensions["D"].hidden = True
    sheet.row_dimensions[90].hidden = True
    workbook.create_sheet("底稿").append(["甲", "乙"])
    workbook["底稿"].sheet_state = "veryHidden"
    workbook.create_sheet("空").sheet_state = "hidden"
    reading = read_xlsx(saved(workbook), "x")
    assert {"30", "甲"} <= set(texts(reading))
    assert [finding.code for finding in reading.findings] == ["hidden-rows", "hidden-columns", "hidden-sheet"]
    assert "第 6 行" in reading.findings[0].message
    assert "D 列" in reading.findings[1].message


def test_formulas_are_their_stored_values_or_a_finding():
    rows = (
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>1+2</f></c>'
        '<c r="C1" t="str"><f>"a"</f><v>甲</v></c><c r="D1" t="str"><f>""</f><v></v></c>'
        '<c r="E1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )
    reading = read_xlsx(excel(rows), "x")
    assert texts(reading) == ["2", "甲", "#DIV/0!"]
    found = {finding.code: finding.message for finding in reading.findings}
    assert set(found) == {"formula-without-value", "formula-error"}
    assert "B1" in found["formula-without-value"]


def test_texts_under_merged_cells_are_not_shown():
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>3</v></c></row>'
    data = excel(rows, behind='<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="B1:C1"/></mergeCells>')
    assert shown(read_xlsx(data, "x")) == [[(0, 0, 1, 1, "1"), (0, 1, 1, 1, "3")]]


def test_a_sheet_of_lines_is_lines():
    workbook = openpyxl.Workbook()
    for text in ("云岭市博物馆", "2024年部门预算"):
        workbook.active.append([None, text])
    reading = read_xlsx(saved(workbook), "x")
    assert [(part.text, part.place.cell) for part in reading.parts if isinstance(part, TextLine)] == [
        ("云岭市博物馆", "B1"),
        ("2024年部门预算", "B2"),
    ]


def test_plain_numbers_have_no_noise():
    assert [plain_number(value) for value in (0.0, -2.5, 1.1 * 3, 99.99, 1234567.89)] == [
        "0", "-2.5", "3.3", "99.99", "1234567.89",
    ]  # fmt: skip
