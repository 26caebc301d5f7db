"""The main job: two builds are equal to the byte, bad files do not stop good ones, a killed build does no harm."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.build import build_graph, find_documents
from kg.errors import StoreError
from kg.store import dump_lines, dump_path, graph_dumps, open_store
from kg.vocabulary import data_dir

FORM = """2025年度
某某市示例局
部门预算

项目支出绩效目标表
（2025年度）

单位：万元

项目名称\t示例项目{number}\t\t主管部门\t某某市示例局
预算资金\t{number}0.00\t万元\t其中：财政拨款数\t{number}0.00
总目标\t办好示例项目。
一级指标\t二级指标\t三级指标\t指标方向\t目标值\t计量单位
产出指标\t数量指标\t培训人数\t大于等于\t{number}00\t人
效益指标\t社会效益指标\t受益单位数量\t大于等于\t{number}\t家
满意度指标\t服务对象满意度指标\t参训人员满意度\t大于等于\t95\t%
"""


@pytest.fixture
def forms(tmp_path):
    folder = tmp_path / "forms"
    folder.mkdir()
    for number in (1, 2):
        (folder / f"form-{number}.txt").write_text(FORM.format(number=number), encoding="utf-8")
    return folder


def test_two_builds_give_byte_equal_quads(forms, tmp_path):
    for name in ("one", "two"):
        build_graph([forms], tmp_path / name)
    first, second = (dump_path(tmp_path / name).read_bytes() for name in ("one", "two"))
    assert first == second
    assert len(list(dump_lines(tmp_path / "one"))) > 100


def test_the_order_of_the_paths_does_not_matter(forms, tmp_path):
    paths = sorted(forms.iterdir())
    build_graph(paths, tmp_path / "one")
    build_graph(paths[::-1], tmp_path / "two")
    assert dump_path(tmp_path / "one").read_bytes() == dump_path(tmp_path / "two").read_bytes()


def test_documents_built_one_by_one_are_the_same_graph(forms, tmp_path):
    build_graph([forms], tmp_path / "together")
    for path in sorted(forms.iterdir()):
        build_graph([path], tmp_path / "apart")
    assert dump_path(tmp_path / "together").read_bytes() == dump_path(tmp_path / "apart").read_bytes()


def test_a_document_built_again_replaces_only_its_own_part(forms, tmp_path):
    build_graph([forms], tmp_path / "graph")
    changed = forms / "form-1.txt"
    changed.write_text(changed.read_text(encoding="utf-8").replace("培训人数", "授课人数"), encoding="utf-8")
    build_graph([changed], tmp_path / "graph")
    names = {row[0] for row in open_store(tmp_path / "graph").select("SELECT ?n { ?t kg:name ?n }").rows}
    assert {"授课人数", "培训人数"} <= names
    subjects = open_store(tmp_path / "graph").select("SELECT ?t { ?t a kg:PerformanceTarget }").rows
    assert len(subjects) == 6


def test_a_bad_file_does_not_stop_the_good_ones(forms, tmp_path):
    (forms / "empty.txt").write_bytes(b"")
    (forms / "binary.txt").write_bytes(b"%PDF-1.7 \x00\x01")
    report = build_graph([forms, forms / "missing.txt"], tmp_path / "graph")
    problems = {document.name: document.problem for document in report.documents if document.problem}
    assert set(problems) == {"empty.txt", "binary.txt", "missing.txt"}
    assert "空文件" in problems["empty.txt"]
    assert "PDF" in problems["binary.txt"]
    assert report.indicators == 6
    assert report.directory is not None


def test_nothing_readable_leaves_the_graph_alone(forms, tmp_path):
    build_graph([forms], tmp_path / "graph")
    before = dump_path(tmp_path / "graph").read_bytes()
    assert build_graph([tmp_path / "missing.txt"], tmp_path / "graph").directory is None
    assert dump_path(tmp_path / "graph").read_bytes() == before


def test_folders_are_walked_and_readme_is_no_document(forms):
    (forms / "README.md").write_text("nothing", encoding="utf-8")
    assert [path.name for path in find_documents([forms])] == ["form-1.txt", "form-2.txt"]


@pytest.mark.parametrize("delay", [0.05, 0.3, 0.6, 0.9, 1.2])
def test_a_build_killed_at_any_moment_leaves_the_old_graph(forms, tmp_path, delay):
    graph = tmp_path / "graph"
    build_graph([forms], graph)
    before = dump_path(graph).read_bytes()
    command = [sys.executable, "-m", "kg", "build", str(data_dir()), "--out", str(graph)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    process.wait()
    after = dump_path(graph).read_bytes()
    assert after == before or len(after) > len(before)
    assert len(open_store(graph)) > 0
    build_graph(sorted(Path(forms).iterdir()), graph)


def test_two_files_of_one_name_are_not_mixed_up(forms, tmp_path):
    twin = tmp_path / "other"
    twin.mkdir()
    (twin / "form-1.txt").write_text(FORM.format(number=9), encoding="utf-8")
    report = build_graph([forms, twin], tmp_path / "graph")
    assert [document.name for document in report.documents] == [
        "forms/form-1.txt",
        "form-2.txt",
        "other/form-1.txt",
    ]
    assert report.indicators == 9
    assert len(open_store(tmp_path / "graph").select("SELECT ?d { ?d a kg:Document }").rows) == 3


def test_a_second_file_of_a_name_leaves_the_first_alone(forms, tmp_path):
    build_graph([forms], tmp_path / "graph")
    twin = tmp_path / "other"
    twin.mkdir()
    (twin / "form-1.txt").write_text(FORM.format(number=9), encoding="utf-8")
    report = build_graph([twin], tmp_path / "graph")
    assert [document.name for document in report.documents] == ["other/form-1.txt"]
    assert len(open_store(tmp_path / "graph").select("SELECT ?d { ?d a kg:Document }").rows) == 3


def test_a_graph_that_lost_a_document_is_read_again(forms, tmp_path):
    build_graph([forms], tmp_path / "graph")
    whole = dump_path(tmp_path / "graph").read_bytes()
    next(dump for dump in graph_dumps(tmp_path / "graph") if "form-1" in dump.graph).source.unlink()
    report = build_graph([forms], tmp_path / "graph")
    assert [document.status for document in report.documents] == ["read", "read"]
    assert "从头生成" in report.notes[0]
    assert dump_path(tmp_path / "graph").read_bytes() == whole


def test_a_full_disk_is_said(forms, tmp_path, monkeypatch):
    def full(**_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.mkdtemp", full)
    with pytest.raises(StoreError, match="磁盘空间"):
        build_graph([forms], tmp_path / "graph")
    assert not (tmp_path / "graph").exists()
