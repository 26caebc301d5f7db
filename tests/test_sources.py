"""The files behind a graph: found where they were read while unchanged, never an error, never in an export."""

import json
from pathlib import Path

import pytest
from inline_documents import COLUMNS, HEAD

from kg.build import build_graph
from kg.cli import main
from kg.export import FORMATS, write_export
from kg.ingest.ledger import LEDGER
from kg.sources import find_source, source_paths
from kg.store import open_store

FORM = (HEAD + COLUMNS + "^产出指标^数量指标^培训人数^≥100人\n").replace("^", "\t")


def put(folder):
    path = folder / "files" / "甲局" / "目标表.txt"
    path.parent.mkdir(parents=True)
    path.write_text(FORM, encoding="utf-8")
    return path


@pytest.fixture
def file(tmp_path):
    return put(tmp_path)


@pytest.fixture
def graph(tmp_path, file):
    build_graph([file], tmp_path / "graph")
    return tmp_path / "graph"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A folder with a file and its graph, not to be changed."""
    folder = tmp_path_factory.mktemp("built")
    build_graph([put(folder)], folder / "graph")
    return folder


def digest_of(graph):
    return str(open_store(graph).select("SELECT ?x { ?d kg:sha256 ?x }").rows[0][0])


def test_a_file_is_found_while_its_bytes_are_the_same(graph, file):
    digest = digest_of(graph)
    assert source_paths(graph) == {"目标表.txt": file}
    assert find_source(graph, "目标表.txt", digest) == file
    assert find_source(graph, "目标表.txt", "0" * 64) is None
    assert find_source(graph, "别的.txt", digest) is None
    file.write_text(FORM + "\n", encoding="utf-8")
    assert find_source(graph, "目标表.txt", digest) is None
    file.unlink()
    assert find_source(graph, "目标表.txt", digest) is None


NUL = '{"name": "a", "path": "\\u0000", "sha256": "", "reader": ""}'


@pytest.mark.parametrize("line", ["", "{", "[]", '{"name": 5}', NUL])
def test_a_broken_ledger_is_no_error(graph, line):
    version = Path(open_store(graph).version_directory)
    (version / LEDGER).write_text(line, encoding="utf-8")
    assert find_source(graph, "a", "0" * 64) is None


def test_without_a_graph_there_are_no_files(tmp_path):
    assert source_paths(tmp_path) == {}
    assert find_source(tmp_path, "a.txt", "0" * 64) is None


@pytest.mark.parametrize("export_format", FORMATS)
def test_no_path_leaves_with_an_export(export_format, built, tmp_path):
    graph = built / "graph"
    version = Path(open_store(graph).version_directory)
    assert str(built) in json.loads((version / LEDGER).read_text(encoding="utf-8").splitlines()[0])["path"]
    write_export(export_format, open_store(graph), tmp_path / "out")
    out = tmp_path / "out"
    for written in out.iterdir() if out.is_dir() else [out]:
        assert str(built).encode() not in written.read_bytes()


def test_verify_finds_the_files_by_itself_and_by_the_folder(graph, file, capsys):
    assert main(["verify", "--graph", str(graph)]) == 0
    assert main(["verify", str(file.parent.parent), "--graph", str(graph)]) == 0
    assert "0 处有问题" in capsys.readouterr().err
    file.write_text(FORM + "\n", encoding="utf-8")
    assert main(["verify", "--graph", str(graph)]) == 1


@pytest.mark.usefixtures("file")
def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path):
    other = tmp_path / "files" / "乙局" / "目标表.txt"
    other.parent.mkdir()
    other.write_text(FORM.replace("培训人数", "展览场次"), encoding="utf-8")
    build_graph([tmp_path / "files"], tmp_path / "graph")
    assert sorted(source_paths(tmp_path / "graph")) == ["乙局/目标表.txt", "甲局/目标表.txt"]
    assert main(["verify", str(tmp_path / "files"), "--graph", str(tmp_path / "graph")]) == 0
