"""Header columns, alignment, levels, goals, continued rows, lists, two horizons, and forms without borders."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inline_documents import COLUMNS, HEAD, codes, document, extract, forms, indicators

from kg.model import Cell, Span
from kg.rows.align import align, evidence
from kg.rows.borderless import lines_to_rows
from kg.rows.columns import Column, continues_header, read_header
from kg.rows.decode import decode_form
from kg.rows.levels import Levels
from kg.rows.loose import line_to_row
from kg.rows.pieces import pieces_of
from kg.rows.splitting import align_cells, part_cell
from kg.tables import PrintedRow
from kg.tables.items import document_items

CASES = Path(__file__).resolve().parent / "cases"
STACKS = json.loads((CASES / "headers" / "stacks.json").read_text(encoding="utf-8"))
WIDE = "^一级指标^二级指标^三级指标^绩效指标描述^指标方向^目标值^计量单位^分值^备注"


def printed(text):
    return [item for item in document_items(document(text).blocks) if isinstance(item, PrintedRow)]


def columns_of(header):
    return read_header(printed(header)).columns


def fields(header, row):
    """The fields that the cells of a row fill below this header, blank cells left out."""
    cells = [(index, cell) for index, cell in enumerate(printed(row)[0].cells) if cell.text]
    found, alignment, _ = align_cells(cells, columns_of(header))
    return {name: cell.text for name, (_, cell) in zip(alignment.fields, found, strict=True)}


@pytest.mark.parametrize("case", STACKS, ids=lambda case: case["note"])
def test_a_header_becomes_columns(case):
    header = read_header(printed("\n".join(case["rows"])))
    found = {column.field: column.index for column in header.columns}
    assert {name: found.get(name, "absent") for name in case["columns"]} == case["columns"]
    assert list(header.unknown) == case.get("unknown", [])
    assert header.boundary == case.get("boundary")
    second = {column.field: column.index for column in header.second}
    assert {name: second.get(name, "absent") for name in case.get("second", {})} == case.get("second", {})


@pytest.mark.parametrize(
    "above, row, holds",
    [
        ("^一级指标^二级指标^三级指标^指标值", "^^^^前年", True),
        ("^一级指标^二级指标^三级指标^预计当年", "^^^^实现", True),
        ("^一级指标^二级指标^三级指标^指标值", "^产出指标^数量指标^采购册数^≥5", False),
        ("^一级指标^二级指标^三级指标^指标值", "^^^^2024", False),
        ("项目名称^三级指标^指标值^预算金额", "^^^财政拨款", True),
        ("一级指标^三级指标^指标值", "^^财政拨款", False),
    ],
)
def test_a_storey_of_the_header_is_told_from_a_row(above, row, holds):
    assert continues_header(printed(row)[0], printed(above)) is holds


ALIGNED = {
    "in place": (
        "^产出指标^数量指标^采购册数^当年新购^≥^900^册^10^无",
        "level1 level2 name description operator target unit weight basis",
    ),
    "level cells merged away": ("^^^采购册数^^≥^900^册^10^", "name operator target unit weight"),
    "shifted to the left": ("^产出指标^采购册数^≥^900^册", "level1 name operator target unit"),
    "two columns to the left": ("采购册数^^≥^900^册^10", "name operator target unit weight"),
    "unit lost": ("^^^采购册数^^≥^900^^10^", "name operator target weight"),
    "operator lost": (
        "^产出指标^数量指标^采购册数^当年新购^^900^册",
        "level1 level2 name description target unit",
    ),
    "sign inside the target": ("^^^采购册数^^^≥900^册^", "name target unit"),
    "text as target": ("^^^馆员业务水平^^定性^明显提升^^10^", "name operator target weight"),
    "label and level": (
        "绩效指标^产出指标^数量指标^采购册数^^≥^900^册",
        "goal_label level1 level2 name operator target unit",
    ),
    "unknown level in place": (
        "^产出指标^特色服务指标^讲座场次^^≥^9^场",
        "level1 level2 name operator target unit",
    ),
}


@pytest.mark.parametrize("row, expected", ALIGNED.values(), ids=ALIGNED)
def test_cells_find_their_fields(row, expected):
    assert list(fields(WIDE, row)) == expected.split()


PARTED = {
    "name and operator": (
        "^产出指标^数量指标^采购册数 大于等于^900^册",
        ["采购册数", "大于等于", "900", "册"],
    ),
    "name and target": ("^产出指标^数量指标^采购册数 ≥900册", ["采购册数", "≥900册"]),
    "target and basis": (
        "^产出指标^数量指标^采购册数^大于等于^900 计划数据^",
        ["采购册数", "大于等于", "900 计划数据"],
    ),
    "two levels": ("^产出指标 数量指标^采购册数^≥^900^册", ["采购册数", "≥", "900", "册"]),
}


@pytest.mark.parametrize("row, expected", PARTED.values(), ids=PARTED)
def test_cells_run_together_are_put_apart(row, expected):
    found = fields("^一级指标^二级指标^三级指标^指标方向^目标值^计量单位", row)
    assert (found["level1"], found["level2"]) == ("产出指标", "数量指标")
    assert [text for name, text in found.items() if name not in ("level1", "level2")] == expected


SEAMS = {
    "basis behind the target": (
        "^产出指标^数量指标^册数^≥900册 计划数据^",
        {"target": "≥900册", "basis": "计划数据"},
    ),
    "words that belong to the target": ("^产出指标^数量指标^册数^900册 以上^", {"target": "900册 以上"}),
    "unit that belongs to the target": ("^产出指标^数量指标^册数^≥900 册^", {"target": "≥900 册"}),
    "text target behind the name": (
        "^效益指标^社会效益指标^读者素养 有所提高^^",
        {"name": "读者素养", "target": "有所提高"},
    ),
    "sign for none behind the name": (
        "^效益指标^社会效益指标^读者素养 /^^无",
        {"name": "读者素养", "target": "/"},
    ),
}


@pytest.mark.parametrize("row, expected", SEAMS.values(), ids=SEAMS)
def test_a_seam_is_where_a_border_can_have_stood(row, expected):
    found = fields("^一级指标^二级指标^三级指标^目标值^备注", row)
    assert {name: found.get(name) for name in expected} == expected


def test_gaps_inside_a_name_part_nothing():
    found = fields("^一级指标^二级指标^三级指标^目标值", "^产出指标^数量指标^新购 少儿 图书 册数^≥ 900 册")
    assert (found["name"], found["target"]) == ("新购 少儿 图书 册数", "≥ 900 册")


def test_parted_cells_keep_their_places():
    cell = Cell("采购册数 ≥900册", (Span(7, 10, 20),))
    assert part_cell(cell, 4, 5) == (Cell("采购册数", (Span(7, 10, 14),)), Cell("≥900册", (Span(7, 15, 20),)))


@given(
    st.lists(
        st.sampled_from(["产出指标", "数量指标", "采购册数", "≥", "900", "册", "/", "较好", "备注文字"]),
        max_size=12,
    )
)
@settings(max_examples=60, deadline=None)
def test_alignment_keeps_the_order_of_columns(texts):
    columns = columns_of(WIDE)
    alignment = align([(text, index) for index, text in enumerate(texts)], columns)
    order = [column.field for column in columns]
    places = [order.index(name) for name in alignment.fields if name is not None]
    assert len(alignment.fields) == len(texts)
    assert places == sorted(set(places))


def test_a_line_of_very_many_cells_is_aligned_in_no_time():
    alignment = align([(f"≥{n}个", n) for n in range(390)], columns_of(WIDE))
    assert len(alignment.fields) == 390
    assert alignment.fields[-1] is None


@pytest.mark.parametrize(
    "field, fits, contradicts",
    [
        ("level1", "产出指标", "采购册数达到目标"),
        ("level2", "数量指标", "产出指标"),
        ("operator", "大于等于", "册"),
        ("operator", "定性", "明显提升"),
        ("unit", "万平方米", "≥5"),
        ("weight", "10", "数量指标"),
        ("nature", "定量", "900"),
        ("head.budget", "12.50", "图书采购"),
        ("head.project", "图书采购", "12.50"),
        ("head.project_code", "5301000012", "图书采购"),
    ],
)
def test_evidence_is_what_a_cell_holds(field, fits, contradicts):
    assert evidence(field, fits) > 0 > evidence(field, contradicts)


def test_a_column_without_index_costs_no_shift():
    placed = align([("采购册数", 5), ("≥9册", 9)], [Column("name", 0), Column("target", 1)])
    free = align([("采购册数", 5), ("≥9册", 9)], [Column("name", None), Column("target", None)])
    assert placed.fields == free.fields == ("name", "target")
    assert placed.shifts == 2
    assert free.shifts == 0
    assert free.score > placed.score


LEVELS = {
    "printed": ([("产出指标", "数量指标")], ("产出指标", "数量指标", False)),
    "carried": ([("产出指标", "数量指标"), (None, None)], ("产出指标", "数量指标", False)),
    "level 2 anew": ([("产出指标", "数量指标"), (None, "质量指标")], ("产出指标", "质量指标", False)),
    "level 1 alone forgets level 2": (
        [("产出指标", "数量指标"), ("效益指标", None)],
        ("效益指标", None, False),
    ),
    "inferred": ([(None, "质量指标")], ("产出指标", "质量指标", True)),
    "a lost level 1": ([("成本指标", "经济成本指标"), (None, "数量指标")], ("产出指标", "数量指标", True)),
    "printed after inferred": (
        [(None, "质量指标"), ("效益指标", "社会效益")],
        ("效益指标", "社会效益", False),
    ),
    "cost under output": ([("产出指标", "成本指标")], ("产出指标", "成本指标", False)),
    "cost carried under output": (
        [("产出指标", "时效指标"), (None, "成本指标")],
        ("产出指标", "成本指标", False),
    ),
    "satisfaction under benefit": ([("效益指标", "满意度指标")], ("效益指标", "满意度指标", False)),
    "unknown level 1 stays": ([("特色指标", None), (None, "数量指标")], ("特色指标", "数量指标", False)),
    "ordinals and weights dropped": (
        [("一、产出指标（50分）", "数量指标1")],
        ("产出指标", "数量指标", False),
    ),
}


@pytest.mark.parametrize("rows, expected", LEVELS.values(), ids=LEVELS)
def test_levels_are_carried_down_and_inferred(rows, expected):
    levels = Levels()
    for level1, level2 in rows:
        parts = {"level1": level1, "level2": level2}
        reading = levels.read({name: Cell(text) for name, text in parts.items() if text})
    assert (reading.level1, reading.level2, reading.inferred) == expected


def test_levels_side_by_side_that_do_not_fit_are_reported():
    reading = Levels().read({"level1": Cell("效益指标"), "level2": Cell("数量指标")})
    assert "数量指标" in reading.mismatch
    assert not reading.inferred


def test_an_unknown_label_is_reported_once_and_doubted_below():
    levels = Levels()
    first = levels.read({"level1": Cell("特色指标")})
    second = levels.read({})
    assert (first.new_unknown, second.new_unknown) == ("特色指标", None)
    assert first.unknown
    assert second.unknown


GOAL_FORMS = {
    "numbered rows": (
        "年度绩效目标1^采购新书，丰富馆藏资源。\n{c}^产出指标^数量指标^册数^≥9册\n",
        ["年度目标1"],
        "年度",
    ),
    "long": (
        "长期绩效目标 2^建成现代图书馆服务体系。\n{c}^产出指标^数量指标^册数^≥9册\n",
        ["长期目标2"],
        "长期",
    ),
    "in the text": (
        "年度目标^目标3：采购新书，丰富馆藏资源。\n{c}^产出指标^数量指标^册数^≥9册\n",
        ["年度目标3"],
        "年度",
    ),
    "label beside the header": ("年度绩效指标8{c}^产出指标^数量指标^册数^≥9册\n", ["年度目标8"], "年度"),
    "several listed": (
        "长期目标1^建成现代图书馆服务体系。\n长期目标2^图书馆面积达标。\n{c}^产出指标^数量指标^册数^≥9册\n",
        [None],
        "长期",
    ),
    "several below one label": (
        "年度目标^目标1：采购新书，丰富馆藏。\n^目标2：办好全年的读者活动。\n{c}^产出指标^数量指标^册数^≥9册\n",
        [None],
        "年度",
    ),
    "several in one cell": (
        "年度目标^目标1：采购新书。目标2：办好活动。\n{c}^产出指标^数量指标^册数^≥9册\n",
        [None],
        "年度",
    ),
    "section": ("长期绩效目标表\n{c}^产出指标^数量指标^册数^≥9册\n", [None], "长期"),
    "two sections": (
        "长期绩效目标表\n{c}^产出指标^数量指标^册数^≥9册\n年度绩效目标表\n{c}^产出指标^数量指标^册数^≥3册\n",
        [None, None],
        "年度",
    ),
    "none": ("{c}^产出指标^数量指标^册数^≥9册\n", [None], "年度"),
}


@pytest.mark.parametrize("text, goals, horizon", GOAL_FORMS.values(), ids=GOAL_FORMS)
def test_rows_are_tied_to_their_goal(text, goals, horizon):
    rows = extract(HEAD + text.replace("{c}", COLUMNS)).indicators
    assert [row.goal for row in rows] == goals
    assert rows[-1].horizon == horizon


CONTINUED = {
    "name over a page": (
        "^产出指标^数量指标^少儿图书采^≥900册\n\n^^^购册数^\n",
        "少儿图书采购册数",
        "≥900册",
    ),
    "unit over a page": ("^产出指标^数量指标^采购册数^≥900\n\n^^^^万册\n", "采购册数", "≥900万册"),
    "both": ("^产出指标^数量指标^办证读者^有所\n\n^^^人数^增加\n", "办证读者人数", "有所增加"),
    "bracket left open": (
        "^产出指标^数量指标^采购册数（含^≥900册\n^^^电子书）^\n",
        "采购册数（含电子书）",
        "≥900册",
    ),
}


@pytest.mark.parametrize("text, name, target", CONTINUED.values(), ids=CONTINUED)
def test_a_row_cut_in_two_is_joined(text, name, target):
    (row,) = indicators(text)
    assert (row.name, row.target_text) == (name, target)
    assert "continued-over-page" in row.rules
    assert row.confident


@pytest.mark.parametrize(
    "text",
    [
        "^产出指标^数量指标^采购册数^≥900册\n\n^^^借阅册数^≥5万册\n",
        "^产出指标^数量指标^采购册数^≥900册\n^^^借阅册数^\n",
        "^产出指标^数量指标^采购册数^≥900册\n\n^^质量指标^完好率^98%\n",
    ],
)
def test_a_row_of_its_own_is_not_joined(text):
    assert len(indicators(text)) == 2


def test_a_header_repeated_after_a_page_break_keeps_the_levels():
    page = "^产出指标^数量指标^册数^≥9册\n- 3 -\n"
    rows = extract(HEAD + COLUMNS + page + COLUMNS + "^^质量指标^完好率^98%\n^^^破损率^≤1%\n").indicators
    assert [(row.level1, row.level2, row.level1_inferred) for row in rows[1:]] == [
        ("产出指标", "质量指标", False)
    ] * 2


def test_rows_of_sums_are_no_indicators_and_end_nothing():
    found = extract(
        HEAD + COLUMNS + "^产出指标^数量指标^册数^≥9册\n^小计^^^50\n^^质量指标^完好率^98%\n合计^^^^100\n"
    )
    assert [row.name for row in found.indicators] == ["册数", "完好率"]
    assert [line.fate for line in found.account if "计" in line.printed] == ["head", "head"]


def test_the_foot_of_a_form_is_no_indicator():
    found = extract(
        HEAD
        + COLUMNS
        + "^产出指标^数量指标^册数^≥9册\n总分^^^^100\n评价等级^优^^^\n问题与建议^问题类型^存在问题^改进建议\n"
    )
    assert len(found.indicators) == 1


@pytest.mark.parametrize(
    "row, code",
    [
        ("^产出指标^数量指标^^≥9册", "missing-name"),
        ("^产出指标^数量指标^册数^≥9册^多余的文字^5^7", "unread-cell"),
        ("^特色指标^数量指标^册数^≥9册", "unknown-level"),
        ("^效益指标^数量指标^册数^≥9册", "level-mismatch"),
        ("^^数量指标^册数^≥9册", "level1-inferred"),
        ("^产出指标^数量指标^册数^≥9册\n^^^计量单位^", "unread-text"),
        ("^产出指标^数量指标^册数^/", "missing-target"),
        ("^产出指标^数量指标^册数^", "missing-target"),
        ("^产出指标^数量指标^册数^无", "target-says-none"),
    ],
)
def test_what_cannot_be_taken_at_face_value_is_a_finding(row, code):
    found = extract(HEAD + COLUMNS + row + "\n")
    assert code in codes(found)
    assert any(line.fate == "finding" for line in found.account)


SURE = {
    "plain": "^产出指标^数量指标^册数^≥9册",
    "text target": "^效益指标^社会效益指标^读者素养^明显提升",
    "printed nothing": "^产出指标^数量指标^册数^/",
    "printed none": "^产出指标^数量指标^册数^无",
    "shifted by one": "产出指标^数量指标^册数^≥9册",
    "level 1 inferred": "^^数量指标^册数^≥9册",
    "parted": "^产出指标^数量指标^册数 ≥9册",
}
UNSURE = {
    "cells unread": "^产出指标^数量指标^册数^≥9册^多余的文字^5^7",
    "nameless": "^产出指标^数量指标^^≥9册",
    "unknown level": "^特色指标^数量指标^册数^≥9册",
    "target lost": "^产出指标^数量指标^册数^",
}


@pytest.mark.parametrize("row", SURE.values(), ids=SURE)
def test_sure_readings_are_vouched_for(row):
    (found,) = indicators(row + "\n")
    assert found.confident
    assert found.confidence >= 0.9


@pytest.mark.parametrize("row", UNSURE.values(), ids=UNSURE)
def test_guessed_readings_are_not(row):
    (found,) = indicators(row + "\n")
    assert not found.confident
    assert found.confidence < 0.9


def test_rows_of_an_unknown_project_are_not_vouched_for():
    text = "青山县图书馆2024年部门预算\n项目支出绩效目标表\n" + COLUMNS + "^产出指标^数量指标^册数^≥9册\n"
    found = extract(text)
    assert "no-project" in codes(found)
    assert not found.indicators[0].confident


def test_a_whole_department_form_needs_no_project():
    text = "青山县图书馆2024年部门预算\n部门整体支出绩效目标表\n" + COLUMNS + "^产出指标^数量指标^册数^≥9册\n"
    found = extract(text)
    assert "no-project" not in codes(found)
    assert found.indicators[0].confident


def test_an_unknown_column_is_a_finding_and_spoils_no_row():
    found = extract(
        HEAD + "^一级指标^二级指标^三级指标^指标值^责任科室\n^产出指标^数量指标^册数^≥9册^采编部\n"
    )
    assert codes(found) == {"unknown-header"}
    assert found.indicators[0].confident


LIST = """云岭市文旅局2025年部门预算
项目支出绩效目标表
^^^^^^单位：元
单位名称^项目名称^预算数^三级指标^指标值^一级指标^二级指标
市图书馆^图书采购^900000^册数^≥9000册^产出指标^数量指标
^^^完好率^≥99%^^质量指标
^少儿活动^50000^场次^≥20场^产出指标^数量指标
市文化馆^少儿活动^30000^场次^≥10场^^数量指标
"""


def test_a_list_gives_every_row_its_project_unit_and_money():
    found = extract(LIST)
    assert [(row.project, row.implementing_unit, str(row.budget)) for row in found.indicators] == [
        ("图书采购", "市图书馆", "90.0000"),
        ("图书采购", "市图书馆", "90.0000"),
        ("少儿活动", "市图书馆", "5.0000"),
        ("少儿活动", "市文化馆", "3.0000"),
    ]
    assert (
        [head.line for head in found.heads]
        == sorted({row.form_line for row in found.indicators})
        == [2, 7, 8]
    )


def test_levels_are_not_carried_from_one_project_of_a_list_to_the_next():
    last = extract(LIST).indicators[-1]
    assert (last.level1, last.level1_inferred) == ("产出指标", True)


def test_two_horizons_side_by_side_are_two_rows_each():
    text = HEAD + (
        "总体目标^中期目标（2024年—2026年）^^^年度目标\n^建成馆舍。^^^完成一期。\n"
        "^一级指标^二级指标^三级指标^指标值^二级指标^三级指标^指标值\n"
        "^产出指标^数量指标^册数^≥900册^数量指标^册数^≥300册\n"
        "^^^场次^≥30场^质量指标^完好率^≥98%\n"
    )
    found = extract(text)
    assert [(r.line, r.horizon, r.level2, r.name, r.target_text) for r in found.indicators] == [
        (9, "长期", "数量指标", "册数", "≥900册"),
        (9, "年度", "数量指标", "册数", "≥300册"),
        (10, "长期", "数量指标", "场次", "≥30场"),
        (10, "年度", "质量指标", "完好率", "≥98%"),
    ]
    assert [line.line for line in found.account if line.fate == "emitted"] == [9, 10]


SPACED = HEAD.replace("^", " ") + "一级指标 二级指标 三级指标 目标值\n"
BORDERLESS = {
    "one line each": (
        "产出指标 数量指标 新购册数 ≥900册\n质量指标 完好率 98%\n",
        [("新购册数", "≥900册"), ("完好率", "98%")],
    ),
    "name wrapped": ("产出指标 数量指标 新购少儿\n图书册数 ≥900册\n", [("新购少儿图书册数", "≥900册")]),
    "labels on lines of their own": ("产出指标\n数量指标\n新购册数 ≥900册\n", [("新购册数", "≥900册")]),
    "gap inside a target": ("产出指标 数量指标 新购册数 900 册\n", [("新购册数", "900 册")]),
    "text target": ("效益指标 社会效益指标 读者素养 明显提升\n", [("读者素养", "明显提升")]),
    "text target behind a wrapped name": (
        "效益指标 社会效益指标 对全民阅读的\n推动作用 显著\n满意度指标 服务对象满意度指标 读者满意度 ≥90%\n",
        [("对全民阅读的推动作用", "显著"), ("读者满意度", "≥90%")],
    ),
    "name that ends with a level word": (
        "满意度指标 服务对象满意度指标 到馆读者\n满意度 ≥90%\n",
        [("到馆读者满意度", "≥90%")],
    ),
    "page number between": (
        "产出指标 数量指标 新购少儿\n- 7 -\n图书册数 ≥900册\n",
        [("新购少儿图书册数", "≥900册")],
    ),
    "header again": (
        "产出指标 数量指标 新购册数 ≥900册\n一级指标 二级指标 三级指标 目标值\n质量指标 完好率 98%\n",
        [("新购册数", "≥900册"), ("完好率", "98%")],
    ),
    "worded operator": ("产出指标 数量指标 新购册数 不少于900册\n", [("新购册数", "不少于900册")]),
}


@pytest.mark.parametrize("text, expected", BORDERLESS.values(), ids=BORDERLESS)
def test_lines_without_borders_become_rows(text, expected):
    rows = extract(SPACED + text).indicators
    assert [(row.name, row.target_text) for row in rows] == expected
    assert all(row.level1 and row.level2 for row in rows)


def test_tasks_and_projects_around_lines_without_borders():
    text = SPACED.replace(
        "一级指标 二级指标 三级指标 目标值",
        "年度工作任务 绩效指标 指标方向 目标值 计量单位 涉及项目 涉及财政资金",
    )
    text = text.replace("项目支出绩效目标表", "部门整体支出绩效目标表")
    text += "办好公共阅读服\n务，丰富馆藏。\n新购图书册数 ≥ 900 册\n"
    text += "图书采购；\n少儿活动。\n120.50\n读者活动场次 = 20 场\n"
    found = extract(text)
    assert [(row.goal, row.name, row.target_text) for row in found.indicators] == [
        ("办好公共阅读服务，丰富馆藏。", "新购图书册数", "≥ 900 册"),
        ("办好公共阅读服务，丰富馆藏。", "读者活动场次", "= 20 场"),
    ]
    assert [project.name for project in found.heads[0].projects] == ["图书采购", "少儿活动"]


def test_a_line_that_lost_its_tabs_between_rows_is_read():
    rows = indicators("^产出指标^数量指标^册数^≥9册\n质量指标 图书 完好率 ≥98%\n^^^破损率^≤1%\n")
    assert [(row.level2, row.name, row.target_text) for row in rows] == [
        ("数量指标", "册数", "≥9册"),
        ("质量指标", "图书完好率", "≥98%"),
        ("质量指标", "破损率", "≤1%"),
    ]


LINES = {
    "质量指标 图书 完好率 ≥98%": ["质量指标", "图书完好率", "≥98%"],
    "质量指标 2 完好率 98 %": ["质量指标 2", "完好率", "98 %"],
    "年度绩效目标 4 产出指标 数量指标 册数 / 12 ≥15册 计划": [
        "年度绩效目标 4",
        "产出指标",
        "数量指标",
        "册数",
        "/",
        "12",
        "≥15册",
        "计划",
    ],
    "效益指标 社会效益指标 读者素养 / / 明显提升 计划": [
        "效益指标",
        "社会效益指标",
        "读者素养",
        "/",
        "/",
        "明显提升",
        "计划",
    ],
    "注：本表 由 各单位 填报。": None,
    "单位：万元": None,
    "质量指标": None,
}


@pytest.mark.parametrize("text, cells", LINES.items(), ids=LINES)
def test_words_of_a_line_are_joined_to_cells(text, cells):
    columns = columns_of("目标名称^一级指标^二级指标^三级指标^前年^上年^指标值^指标值确定依据")
    (line,) = document_items(document(text).blocks)
    row = line_to_row(pieces_of(line), columns)
    assert (row and [cell.text for cell in row.cells]) == cells


def test_a_line_that_sounds_like_a_row_and_is_none_is_a_finding():
    found = extract(HEAD + COLUMNS + "^产出指标^数量指标^册数^≥9册\n质量指标\n说明文字\n^^^破损率^≤1%\n")
    assert [(line.line, line.fate) for line in found.account[-3:]] == [
        (8, "finding"),
        (9, "ignored"),
        (10, "emitted"),
    ]


def test_cost_below_output_is_level_2_where_places_mean_nothing():
    rows = indicators(
        "^产出指标^时效指标^完成率^≥9%\n成本指标 每册单价 ≤60元\n满意度指标 服务对象满意度指标 读者满意度 ≥90%\n"
    )
    assert [(row.level1, row.level2) for row in rows[1:]] == [
        ("产出指标", "成本指标"),
        ("满意度指标", "服务对象满意度指标"),
    ]


@given(
    st.lists(
        st.lists(
            st.sampled_from(
                [
                    "产出指标",
                    "数量指标",
                    "满意度",
                    "册数",
                    "少儿图书",
                    "≥",
                    "≥5册",
                    "98%",
                    "12",
                    "显著",
                    "说明。",
                    "总分",
                    "一级指标",
                    "目标值",
                ]
            ),
            min_size=1,
            max_size=5,
        ),
        max_size=9,
    )
)
@settings(max_examples=80, deadline=None)
def test_no_piece_of_a_borderless_form_is_lost(lines):
    text = SPACED + "".join(" ".join(pieces) + "\n" for pieces in lines)
    items = document_items(document(text).blocks)
    rows = lines_to_rows(items)
    places = sorted((span.line, span.start) for row in rows for cell in row.cells for span in cell.spans)
    pieces = sum(len(item.text.split()) for item in items)
    assert len(places) == len(set(places)) == pieces


SAMPLES = sorted((Path(__file__).resolve().parent / "samples").glob("*.txt"))
DAMAGED = {
    "borderless with leftovers": SPACED
    + "产出指标\n数量指标\n效益指标\n不完整的一句\n新购册数 ≥900册\n剩下的文字\n总分 100\n",
    "table with text between": HEAD
    + COLUMNS
    + "^产出指标^数量指标^册数^≥9册\n（接上页）\n^^^场次^≥3场\n注：无。\n",
    "two forms": HEAD
    + COLUMNS
    + "^产出指标^数量指标^册数^≥9册\n项目名称^活动^\n"
    + COLUMNS
    + "^^^场次^≥3场\n",
    "repeated title": HEAD
    + COLUMNS
    + "^产出指标^数量指标^册数^≥9册\n项目支出绩效目标表（续）\n- 2 -\n^^^场次^≥3场\n",
    "list": LIST,
}


@pytest.mark.parametrize(
    "text",
    [*(path.read_text(encoding="utf-8") for path in SAMPLES), *DAMAGED.values()],
    ids=[*(path.stem for path in SAMPLES), *DAMAGED],
)
def test_the_account_holds_every_printed_line_of_every_form_once(text):
    found = extract(text)
    lines = [line.line for line in found.account]
    printed_lines = text.splitlines()
    assert lines == sorted(set(lines))
    for form in forms(text):
        for item in (*form.items, *form.furniture):
            number = item.line if isinstance(item, PrintedRow) else item.span.line
            assert number in lines, printed_lines[number - 1]
    assert all(line.reason for line in found.account)
    assert {line.fate for line in found.account} <= {
        "emitted",
        "head",
        "header",
        "continued",
        "ignored",
        "finding",
    }


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_row_has_its_line_in_the_account(path):
    found = extract(path.read_text(encoding="utf-8"))
    fates = {line.line: line.fate for line in found.account}
    for row in found.indicators:
        own = {
            span.line for name, spans in row.sources.items() if not name.startswith("head.") for span in spans
        }
        assert any(fates[line] in ("emitted", "finding") for line in own)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_source_is_the_printed_cell(path):
    text = path.read_text(encoding="utf-8")
    lines = text.split("\n")
    (decoded, *_) = [
        decode_form(form, document="x") for form in forms(text) if form.kind != "evaluation-report"
    ] or [None]
    for row in decoded.rows if decoded else ():
        for name, cell in row.cells.items():
            quoted = "".join(lines[span.line - 1][span.start : span.end] for span in row.sources[name])
            assert "".join(quoted.split()) == "".join(cell.split())
