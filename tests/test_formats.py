"""Sample forms of every layout in every format (tests/samples/make), read from files and scored against their truth."""

import json
from functools import lru_cache

import pytest
from samples.make.build import QUICK, make_sheet, write
from samples.make.content import projects, real
from samples.make.direct import to_document
from samples.make.five import documents, to_sheet
from samples.make.grid import Grid
from samples.make.layouts import LAYOUTS
from scoring import CORE, OTHER, agrees, extracted, extracted_from_sheet, score, score_file, total

pytestmark = pytest.mark.usefixtures("patient_office")
SEED = 1
ROWS = 7
LOWER = {}
"""Complete F1 of (layout, format) where it is known to be below 1."""
FIELDS_LOWER = {
    # 预算执行情况 before 年度资金总额 in one line
    (layout, form, "budget"): 0
    for layout in ("self_evaluation_plain", "self_evaluation_parts")
    for form in QUICK
}
"""Accuracy of (layout, format, field) where it is known to be below 0.97."""
DAMAGED_RECALL = {}
DAMAGED_F1 = {"one_cell": 0.7}
"""By layout. In one_cell a project's name is wrapped into the next line."""
DOCUMENTS_LOWER = {
    # rows that the text prints between tables, their cells apart by blanks: levels taken from the table above
    **{(0, form): 0.85 for form in ("docx", "xlsx", "pdf")},
    (2, "pdf"): 0.93,  # rows cut by the page break
}
"""Complete F1 of (number of the document, format)."""


@pytest.mark.parametrize("form", QUICK)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_in_a_format(layout, form, tmp_path):
    sheet = make_sheet(layout, SEED, ROWS)
    found = score_file(write(sheet, layout, form, SEED, tmp_path), sheet.truth)
    assert (found.recall, found.precision) == (1, 1), found.wrong
    assert found.complete_f1 >= LOWER.get((layout, form), 1), found.wrong
    weak = {
        name: found.accuracy(name)
        for name in OTHER
        if found.accuracy(name) < FIELDS_LOWER.get((layout, form, name), 0.97)
    }
    assert not weak, found.wrong


@pytest.mark.parametrize("layout", LAYOUTS)
def test_damaged_text_keeps_its_rows(layout, tmp_path):
    scores = []
    for seed in (1, 2):
        sheet = make_sheet(layout, seed, ROWS)
        scores.append(score_file(write(sheet, layout, "damaged", seed, tmp_path), sheet.truth))
    found = total(scores)
    assert found.recall >= DAMAGED_RECALL.get(layout, 0.99), [line for part in scores for line in part.wrong]
    assert found.complete_f1 >= DAMAGED_F1.get(layout, 0.9), [line for part in scores for line in part.wrong]


@lru_cache
def text_rows(path):
    return extracted(path)


@pytest.mark.parametrize("form", ["docx", "xlsx", "pdf"])
@pytest.mark.parametrize("number", range(5))
def test_a_shipped_document_in_another_format(number, form, tmp_path):
    path = documents()[number]
    sheet = to_sheet(path, merged=number % 2 == 0)
    found = score_file(write(sheet, f"document{number}", form, 0, tmp_path), text_rows(path))
    assert found.complete_f1 >= DOCUMENTS_LOWER.get((number, form), 0.99), found.wrong


@pytest.mark.parametrize("form", ["doc", "xls", "wordpdf", "excelpdf"])
def test_a_form_that_libreoffice_wrote(form, tmp_path):
    sheet = make_sheet("columns_apart", SEED, ROWS)
    try:
        path = write(sheet, "columns_apart", form, SEED, tmp_path)
    except RuntimeError as error:
        pytest.skip(str(error))
    found = score_file(path, sheet.truth)
    assert found.complete_f1 == 1, found.wrong


def test_no_two_cells_of_a_layout_overlap():
    for layout in LAYOUTS:
        for seed in range(3):
            for block in make_sheet(layout, seed).blocks:
                if isinstance(block, Grid):
                    assert block.places()


def test_the_same_seed_makes_the_same_file(tmp_path):
    one, two = (
        write(make_sheet("one_cell", 5), "one_cell", form, 5, tmp_path / name).read_bytes()
        for name in ("a", "b")
        for form in ("damaged",)
    )
    assert one == two
    assert one != write(make_sheet("one_cell", 6), "one_cell", "damaged", 6, tmp_path / "c").read_bytes()


def test_the_truth_is_written_beside_the_file(tmp_path):
    sheet = make_sheet("no_levels", 1)
    path = write(sheet, "no_levels", "txt", 1, tmp_path)
    lines = path.with_name(path.name + ".jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == [{"document": path.name, **truth} for truth in sheet.truth]


def test_there_are_rows_of_many_fields():
    assert sum(len(spec.rows) for spec in projects()) >= 250
    assert len({spec.department for spec in projects()}) >= 20
    assert {row.target.kind for spec in projects() for row in spec.rows} == {
        "number",
        "text",
        "date",
        "range",
        "multi",
    }
    assert sum(len(spec.rows) for spec in real()) >= 300


def test_a_perfect_reader_loses_nothing_of_the_blocks():
    sheet = make_sheet("whole_department_years", 3)
    tables = [block for block in to_document(sheet).blocks if hasattr(block, "rows")]
    printed = sorted(
        box.text for block in sheet.blocks if isinstance(block, Grid) for box in block.boxes if box.text
    )
    assert sorted(cell.text for table in tables for row in table.rows for cell in row if cell.text) == printed
    assert score("whole", sheet.truth, extracted_from_sheet(sheet)).recall == 1


TRUTH = {
    "subject": "培训人数", "name": "培训人数", "operator": "≥", "kind": "number", "value": 500, "unit": "人",
    "level1": "产出指标", "level2": "数量指标", "project": "培训", "horizon": "年度", "goal": None,
    "target_text": "≥500人", "department": "云岭市教育局", "basis": None,
}  # fmt: skip


def test_scoring_counts_whole_rows():
    right = {**TRUTH, "confident": True}
    wrong = {**TRUTH, "value": 50, "confident": True}
    assert score("a", [TRUTH], [right]).complete_f1 == 1
    found = score("a", [TRUTH, TRUTH], [right, wrong])
    assert (found.recall, found.precision, found.complete_f1) == (1, 1, 0.5)
    assert (found.confident_precision, found.vouched) == (0.5, 1)
    assert found.accuracy("value") == 0.5
    assert len(found.wrong) == 1
    assert "50 read" in found.wrong[0]


def test_scoring_counts_missed_and_extra_rows():
    other = {**TRUTH, "subject": "道路里程", "name": "道路里程"}
    assert score("a", [TRUTH], []).recall == 0
    assert score("a", [], [TRUTH]).precision == 0
    found = score("a", [TRUTH], [other])
    assert (found.recall, found.precision, len(found.wrong)) == (0, 0, 2)


@pytest.mark.parametrize(
    "name, want, got, same",
    [
        ("unit", "%", "百分比", True),
        ("unit", "台（套）", "台(套)", True),
        ("unit", None, "/", True),
        ("unit", None, "人", False),
        ("value", 500, 500.0, True),
        ("value", 500, "500", True),
        ("value", [3, 5], [3, 5], True),
        ("value", [3, 5], [5, 3], False),
        ("value", "优", "良", False),
        ("operator", None, "=", False),
        ("level1", "产出指标", None, False),
        ("basis", "无", None, True),
        ("subject", "接入 停车场(含路内)", "接入停车场（含路内）", True),
    ],
)
def test_scoring_compares_a_field(name, want, got, same):
    assert agrees(name, {**TRUTH, name: want}, {**TRUTH, name: got}) is same


def test_scoring_allows_other_readings_and_short_dates():
    assert agrees("fiscal", {"fiscal": None, "also": {"fiscal": [12.5]}}, {"fiscal": 12.5})
    assert agrees("level1", {"level1": "产出指标", "level1_inferred": True}, {"level1": None})
    assert agrees("value", {"kind": "date", "value": "2024-12-31"}, {"value": "12-31"})
    assert not agrees("value", {"kind": "date", "value": "2024-12-31"}, {"value": "11-30"})
    assert not set(CORE) & set(OTHER)
