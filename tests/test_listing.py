"""`kg extract --review` and `--vocabulary`: what is printed, in every format."""

import csv
import io
import json

import pyoxigraph
import pytest
from placed_documents import write_xlsx
from test_proposals import FORM

from kg.cli import main


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "疑难.txt").write_text(FORM.replace("^", "\t"), encoding="utf-8")
    write_xlsx(tmp_path / "图书馆.xlsx")
    return tmp_path


def printed(capsys, *arguments):
    code = main(["extract", *map(str, arguments), "--jobs", "0"])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def test_rows_in_doubt_as_json_lines(folder, capsys):
    code, out, _ = printed(capsys, "--review", folder)
    records = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert {record["document"] for record in records} == {"疑难.txt", "图书馆.xlsx"}
    sheet = next(record for record in records if record["document"] == "图书馆.xlsx")
    assert (sheet["row"], sheet["place"]) == (3, "工作表“绩效;目标@1”C7")
    assert sheet["reading"] == "≥ 20 万缕"
    assert sheet["reasons"][0].startswith("级别“鉴赏指标”")
    assert all(record["reasons"] and record["advice"] for record in records)


def test_rows_in_doubt_as_csv_and_table(folder, capsys):
    _, out, _ = printed(capsys, "--review", "--format", "csv", folder)
    rows = list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"))))
    assert rows[0]["printed"] == "鉴赏指标 │ 读者书评数量 │ ≥20万缕"
    assert "；" in rows[0]["reasons"]
    _, out, err = printed(capsys, "--review", "--format", "table", folder)
    assert out.split()[:4] == ["文件", "第几条", "位置", "原文"]
    assert "工作表“绩效;目标@1”C7" in out
    assert "kg explain" in err


def test_a_confident_document_has_an_empty_list(folder, capsys):
    (folder / "疑难.txt").write_text(FORM.replace("^", "\t").split("^^鉴赏")[0], encoding="utf-8")
    path = folder / "好.txt"
    lines = FORM.replace("^", "\t").splitlines()
    path.write_text("\n".join(lines[:-2]) + "\n", encoding="utf-8")
    code, out, _ = printed(capsys, "--review", path)
    assert (code, out) == (0, "")


def test_unknown_spellings_of_all_files_together(folder, capsys):
    code, out, _ = printed(capsys, "--vocabulary", folder)
    records = {record["spelling"]: record for record in map(json.loads, out.splitlines())}
    assert code == 0
    level = records["鉴赏指标"]
    assert level["documents"] == ["图书馆.xlsx", "疑难.txt"]
    assert level["count"] >= 2
    assert level["file"] == "ontology/vocab/kinds.ttl"
    assert "broader" in level["add_concept"]
    for record in records.values():
        for turtle in (record["add_spelling"], record["add_concept"]):
            assert list(pyoxigraph.parse(turtle, format=pyoxigraph.RdfFormat.TURTLE))


def test_unknown_spellings_as_table_end_with_turtle_to_paste(folder, capsys):
    _, out, _ = printed(capsys, "--vocabulary", "--format", "table", folder)
    head, _, turtle = out.partition("\n── ")
    assert "业务口径" in head
    blocks = [block.split(" ──\n", 1)[1] for block in ("── " + turtle).split("\n── ")]
    for block in blocks:
        assert list(pyoxigraph.parse(block, format=pyoxigraph.RdfFormat.TURTLE))


def test_csv_keeps_turtle_whole(folder, capsys):
    _, out, _ = printed(capsys, "--vocabulary", "--format", "csv", folder)
    for row in csv.DictReader(io.StringIO(out.removeprefix("\ufeff"))):
        assert list(pyoxigraph.parse(row["add_concept"], format=pyoxigraph.RdfFormat.TURTLE))


def test_a_table_is_for_the_two_lists_only(folder, capsys):
    code, out, err = printed(capsys, "--format", "table", folder)
    assert (code, out) == (2, "")
    assert "--review" in err


def test_the_account_of_a_workbook_names_cells(folder, capsys):
    _, out, _ = printed(capsys, "--account", folder / "图书馆.xlsx")
    records = [json.loads(line) for line in out.splitlines()]
    assert all(record["line"] is None and record["place"].startswith("工作表") for record in records)
