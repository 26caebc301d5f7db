"""A folder of exported forms is read back with each row once; the same form in two formats is told."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from form_files import graph_of
from sample_extraction import sample

from kg.build import build_graph
from kg.cli import main
from kg.export.forms import write_forms
from kg.ingest.folder import survey
from kg.ingest.report import BuildReport, DocumentReport, summary

ALIKE = "印的是同样的表"


def report(*digests, status="read"):
    documents = [
        DocumentReport(f"{n}.xlsx", forms=1, indicators=2, rows_digest=digest, status=status)
        for n, digest in enumerate(digests)
    ]
    return "\n".join(summary(BuildReport(tuple(documents))))


def test_forms_are_written_in_one_format_unless_both_are_asked_for(tmp_path):
    store = graph_of(sample())
    one = write_forms(store, tmp_path / "一")
    assert {path.suffix for path in one} == {".xlsx"}
    assert {path.parent for path in one} == {tmp_path / "一"}
    both = write_forms(store, tmp_path / "两", formats=["xlsx", "docx"])
    assert len(both) == 2 * len(one)
    assert {(path.parent.name, path.suffix) for path in both} == {("Excel", ".xlsx"), ("Word", ".docx")}
    assert all(path.is_file() for path in both)
    assert sorted(path.name for path in (tmp_path / "两").iterdir()) == ["Excel", "Word"]
    assert write_forms(store, tmp_path / "一次", formats=["docx", "docx"])[0].parent == tmp_path / "一次"


def test_each_row_of_a_folder_is_read_back_once(tmp_path):
    named = tuple(row for row in sample().indicators if row.name)
    rows = len(named)
    write_forms(graph_of(replace(sample(), indicators=named)), tmp_path / "表", formats=["xlsx", "docx"])
    for name in ("Excel", "Word"):
        found = build_graph([tmp_path / "表" / name], tmp_path / f"图谱-{name}")
        assert found.indicators == rows
        assert ALIKE not in "".join(summary(found))
    whole = build_graph([tmp_path / "表"], tmp_path / "图谱")
    assert whole.indicators == 2 * rows
    (line,) = [line for line in summary(whole) if ALIKE in line]
    with_rows = sum(document.indicators > 0 for document in found.documents)
    assert line.startswith(f"{with_rows} 组文件")
    # and again when nothing is read anew
    assert any(ALIKE in line for line in summary(build_graph([tmp_path / "表"], tmp_path / "图谱")))


@pytest.mark.parametrize(
    ("digests", "told"),
    [(("a", "a"), True), (("a", "b"), False), (("", ""), False), (("a", "b", "a"), True)],
)
def test_files_of_the_same_rows_are_told(digests, told):
    assert (ALIKE in report(*digests)) is told
    assert (ALIKE in report(*digests, status="unchanged")) is told
    assert ALIKE not in report(*digests, status="failed")


def test_the_command_says_where_the_formats_are(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("kg.cli.export.open_graph", lambda _: graph_of(sample()))
    assert main(["export", "forms", str(tmp_path / "表")]) == 0
    assert "（xlsx）" in capsys.readouterr().err
    assert main(["export", "forms", str(tmp_path / "两"), "--format", "xlsx", "--format", "docx"]) == 0
    assert "要读回时只给一个" in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_files_behind_links_out_of_the_folder_are_told(tmp_path):
    inside, elsewhere = tmp_path / "里", tmp_path / "外"
    for folder in (inside, elsewhere):
        folder.mkdir()
        (folder / f"{folder.name}.txt").write_text("项目名称\t图书采购\n", encoding="utf-8")
    assert survey([inside]).problems == ()
    (inside / "同").symlink_to(inside / "里.txt")
    assert survey([inside]).problems == ()
    (inside / "链接").symlink_to(elsewhere)
    (told,) = survey([inside]).problems
    assert "通到它外面" in told
    assert str(Path("链接") / "外.txt") in told
    assert survey([inside, elsewhere]).files
