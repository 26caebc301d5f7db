"""`kg diff`: what its arguments may name, how it prints, and an edited catalogue workbook read back."""

import csv
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from explored_graph import build
from sample_extraction import next_year, sample

from kg.cli import main
from kg.decisions import Decision, write_decisions
from kg.errors import CompareError
from kg.export.columns import CATALOGUE_COLUMNS, INDICATORS
from kg.export.edited import is_catalogue, read_edits
from kg.vocabulary import data_dir

REAL = sorted(data_dir().glob("*.txt"))
TITLES = {column.field: column.title for column in CATALOGUE_COLUMNS}


@pytest.fixture(scope="module")
def graph(tmp_path_factory):
    return build(tmp_path_factory.mktemp("graph"), sample(), next_year())


@pytest.fixture(scope="module")
def catalogue(graph, tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "目录.xlsx"
    assert main(["export", "xlsx", str(path), "--graph", str(graph)]) == 0
    return path


def run(*arguments, capsys):
    capsys.readouterr()
    code = main(["diff", *map(str, arguments)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


def test_help_needs_nothing_heavy():
    script = (
        "import sys; from kg.cli import main\n"
        "try: main(['diff', '--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'spacy', 'streamlit', 'jieba', 'rdflib', 'networkx', 'pyoxigraph', 'xlsxwriter', 'numpy'}\n"
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_two_years_of_a_graph(graph, capsys):
    code, out, err = run(2026, "2027年", "--graph", graph, capsys=capsys)
    assert code == 0
    assert "新：2027 年" in out
    assert "行 = 配对" in err
    found = lines(run(2026, 2027, "--graph", graph, "--format", "jsonl", capsys=capsys)[1])
    assert {one["kind"] for one in found} - {"money", "goal"}
    for one in found:
        assert one["changes"]
        assert one["old"] or one["new"]


def test_titles_directories_and_files_may_stand_on_either_side(graph, tmp_path, capsys):
    assert run("a.txt", "b.txt", "--graph", graph, capsys=capsys)[0] == 0
    code, out, err = run(graph, graph, capsys=capsys)
    assert (code, out.splitlines()[-1]) == (0, "没有变化。")
    edited = tmp_path / REAL[0].name
    text = REAL[0].read_text(encoding="utf-8")
    assert "≥15家" in text
    edited.write_text(text.replace("≥15家", "≥12家", 1), encoding="utf-8")
    code, out, err = run(REAL[0], edited, "--format", "jsonl", capsys=capsys)
    (one,) = lines(out)
    assert (one["kind"], one["old"]["value"], one["new"]["value"]) == ("loosened", 15, 12)
    code, out, err = run("a.txt", edited, "--graph", graph, capsys=capsys)
    assert code == 0, err


def test_only_some_kinds_and_a_limit(graph, capsys):
    _, out, _ = run(2026, 2027, "--graph", graph, "--format", "csv", "--only", "新增，取消", capsys=capsys)
    rows = list(csv.DictReader(io.StringIO(out.lstrip("\ufeff"))))
    assert {row["变化"] for row in rows} <= {"新增", "取消"}
    _, _, err = run(2026, 2027, "--graph", graph, "--limit", 1, capsys=capsys)
    assert "只列出 1 处" in err


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["没有的文件", "2026"], "没有名为"),
        (["./没有.txt", "2026"], "找不到"),
        (["2026", "2027", "--only", "变松"], "没有“变松”"),
        (["1998", "1999"], "图谱里的年度"),
        (["2026", "2027", "--department", "没有的局"], "没有部门"),
        (["a.txt", "b.txt", "--department", "局"], "只用于比较年度"),
        (["2026", "2027", "--format", "xlsx"], "--out"),
        (["2026", "2027", "--format", "xlsx", "--out", "/没有/这里.xlsx"], "写不了"),
        (["x" * 5000, "2026"], "没有名为"),
        (["\0", "2026"], "没有名为"),
        (["", "2026"], "找不到"),
    ],
)
def test_what_is_not_understood_is_one_chinese_line(graph, arguments, words, capsys):
    code, _, err = run(*arguments, "--graph", graph, capsys=capsys)
    assert code == 2
    assert words in err.splitlines()[-1]
    assert "Traceback" not in err


def test_a_decision_that_two_projects_are_two_is_kept(tmp_path, capsys):
    graph = build(tmp_path / "g", sample(), next_year())
    found = lines(run(2026, 2027, "--graph", graph, "--format", "jsonl", capsys=capsys)[1])
    pair = next(
        (one["old"]["project_id"], one["new"]["project_id"])
        for one in found
        if one["old"] and one["new"] and one["old"].get("project_id")
    )
    names = sorted(pair)
    write_decisions(graph, [Decision("project", names[0], "甲", names[1], "乙", "different")])
    apart = lines(run(2026, 2027, "--graph", graph, "--format", "jsonl", capsys=capsys)[1])
    assert {"project-new", "project-dropped"} <= {one["kind"] for one in apart}


def test_the_workbook_of_differences(graph, tmp_path, capsys):
    paths = [tmp_path / name for name in ("a.xlsx", "b.xlsx")]
    for path in paths:
        assert run(2026, 2027, "--graph", graph, "--format", "xlsx", "--out", path, capsys=capsys)[0] == 0
    assert paths[0].read_bytes() == paths[1].read_bytes()
    book = openpyxl.load_workbook(paths[0])
    assert book.sheetnames == ["汇总", "变化"]
    sheet = book["变化"]
    assert sheet.freeze_panes == "E2"
    assert sheet.auto_filter.ref
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}


def test_an_unedited_catalogue_has_no_changes(graph, catalogue, capsys):
    code, out, err = run(graph, catalogue, capsys=capsys)
    assert (code, out.strip()) == (0, "没有改动。")
    assert "没有改动" in err


def edited(catalogue, path, change):
    book = openpyxl.load_workbook(catalogue)
    sheet = book[INDICATORS]
    columns = {cell.value: cell.column for cell in sheet[1]}
    change(sheet, {field: columns[title] for field, title in TITLES.items()})
    book.save(path)
    return path


def test_an_edited_catalogue_comes_back_as_changes(graph, catalogue, tmp_path, capsys):
    def change(sheet, at):
        target = next(
            row
            for row in range(2, sheet.max_row + 1)
            if str(sheet.cell(row, at["target_text"]).value)[:1] == "≥"
        )
        sheet.cell(target, at["target_text"]).value = "≥1%"
        sheet.cell(target, at["unit"]).value = "公里"
        sheet.cell(target, at["department"]).value = "别的局"
        gone = 2 if target != 2 else 3
        for column in range(1, sheet.max_column + 1):
            sheet.cell(sheet.max_row + (column == 1), column).value = sheet.cell(target, column).value
        sheet.delete_rows(gone)
        sheet.cell(sheet.max_row + 1, at["name"]).value = "新增的指标"
        sheet.cell(1, sheet.max_column + 1).value = "我的备注"

    path = edited(catalogue, tmp_path / "改.xlsx", change)
    code, out, err = run(graph, path, "--format", "jsonl", capsys=capsys)
    assert code == 0
    found = lines(out)
    cells = {one["column"]: one for one in found if one["fate"] == "改动"}
    assert set(cells) == {"目标值（原文）", "单位", "部门"}
    assert cells["目标值（原文）"]["taken"] == "可以"
    assert "变化" in cells["目标值（原文）"]["change"] or "放宽" in cells["目标值（原文）"]["change"]
    assert "目标值（原文）" in cells["单位"]["taken"]
    assert "表头" in cells["部门"]["taken"]
    fates = [one["fate"] for one in found if one["fate"] != "改动"]
    assert sorted(fates) == ["删去的行", "增加的行", "增加的行"]
    assert any("复制的行" in one["taken"] for one in found)
    assert "我的备注" in err
    for form in ("table", "csv"):
        assert run(graph, path, "--format", form, capsys=capsys)[0] == 0
    out = tmp_path / "改动.xlsx"
    assert run(graph, path, "--format", "xlsx", "--out", out, capsys=capsys)[0] == 0
    assert openpyxl.load_workbook(out).sheetnames == ["改动"]


def test_a_catalogue_without_identifiers_is_known_by_place(graph, catalogue, tmp_path, capsys):
    path = edited(catalogue, tmp_path / "b.xlsx", lambda sheet, at: sheet.delete_cols(at["row_id"]))
    code, out, err = run(graph, path, capsys=capsys)
    assert (code, out.strip()) == (0, "没有改动。")
    assert "没有“标识”列" in err


def test_foreign_workbooks_are_one_chinese_line(graph, catalogue, tmp_path, capsys):
    path = edited(catalogue, tmp_path / "c.xlsx", lambda sheet, at: sheet.delete_cols(at["target_text"]))
    assert not is_catalogue(path)
    code, _, err = run(graph, path, capsys=capsys)  # read as a document then
    assert code == 2
    assert "没有绩效目标表" in err.splitlines()[-1]
    twice = edited(
        catalogue,
        tmp_path / "d.xlsx",
        lambda sheet, at: setattr(sheet.cell(1, at["unit"]), "value", "三级指标"),
    )
    code, _, err = run(graph, twice, capsys=capsys)
    assert code == 2
    assert "两列都叫“三级指标”" in err
    code, _, err = run("2026", catalogue, "--graph", graph, capsys=capsys)
    assert code == 2
    assert "要与图谱比较" in err


def test_damaged_and_hostile_workbooks_are_one_chinese_line(graph, catalogue, tmp_path, capsys):
    whole = catalogue.read_bytes()
    cut = tmp_path / "断.xlsx"
    cut.write_bytes(whole[: len(whole) // 2])
    broken = tmp_path / "坏.xlsx"
    with zipfile.ZipFile(catalogue) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("sheet2.xml"):
                data = data[: len(data) // 3]
            new.writestr(name, data)
    entities = tmp_path / "实体.xlsx"
    with zipfile.ZipFile(catalogue) as old, zipfile.ZipFile(entities, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("sheet2.xml"):
                data = b'<!DOCTYPE x [<!ENTITY a "b">]>' + data
            new.writestr(name, data)
    for path in (cut, broken, entities):
        code, _, err = run(graph, path, capsys=capsys)
        assert code == 2, path
        assert "Traceback" not in err
        assert path.name in err or "读不了" in err


def test_a_workbook_beyond_the_limits_is_refused(catalogue, monkeypatch):
    monkeypatch.setattr("kg.read.xlsx_cells._MOST_TAGS", 200)
    with pytest.raises(CompareError, match="超过上限"):
        read_edits(catalogue, [])
    monkeypatch.setattr("kg.read.xlsx_cells._MOST_BYTES", 10)
    with pytest.raises(CompareError, match="超过上限"):
        read_edits(catalogue, [])


def test_a_formula_or_link_in_an_edited_cell_stays_text(graph, catalogue, tmp_path, capsys):
    def change(sheet, at):
        sheet.cell(2, at["description"]).value = '=HYPERLINK("http://evil.example")'
        sheet.cell(3, at["description"]).value = "\u202e<script>@SUM(1)"
        sheet.cell(3, at["description"]).data_type = "s"

    path = edited(catalogue, tmp_path / "e.xlsx", change)
    out = tmp_path / "f.xlsx"
    assert run(graph, path, "--format", "xlsx", "--out", out, capsys=capsys)[0] == 0
    sheet = openpyxl.load_workbook(out)["改动"]
    assert all(cell.data_type != "f" and not cell.hyperlink for row in sheet.iter_rows() for cell in row)


def test_texts_of_the_program_name_no_place_of_this_machine(graph, capsys):
    _, out, err = run(2026, 2027, "--graph", graph, capsys=capsys)
    assert str(Path.home()) not in out + err
