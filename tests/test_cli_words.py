"""The command line speaks Chinese: help, options, errors of the system; nothing that it quotes steers a terminal."""

import errno
import os
import re
import subprocess
import sys
from pathlib import Path

import asked_graph
import pytest

from kg.cli import _COMMANDS, main, say
from kg.cli.table import width_of
from kg.errors import ExportError, reason_of
from kg.export import write_export
from kg.ingest.naming import name_documents, readable
from kg.text import without_controls

ENGLISH = re.compile(
    r"usage:|options:|positional|show this|required|invalid|expected|argument|choose from|unrecognized|No such|Is a dir"
)


def run(arguments, capsys):
    try:
        code = main(arguments)
    except SystemExit as stopped:
        code = stopped.code
    told = capsys.readouterr()
    return code, told.out, told.err


@pytest.mark.parametrize("command", ["", *(name for name, _ in _COMMANDS)])
def test_help_is_chinese_and_in_columns(command, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    code, out, _ = run([*([command] if command else []), "--help"], capsys)
    assert code == 0
    assert out.startswith("用法：kg")
    assert "显示这段说明" in out
    assert not ENGLISH.search(out)
    helped = [line for line in out.splitlines() if line.startswith(" ") and not line.startswith("   ")]
    assert all(width_of(line) <= 84 for line in helped)
    starts = {
        width_of(line[: line.index(word)])
        for line in out.splitlines()
        for word in ("图谱目录，默认 build/", "用这台 SPARQL")
        if word in line and line.strip() != word
    }
    assert len(starts) <= 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing"], "没有 nothing。可用的有：build、extract"),
        (["export"], "缺少 格式、文件。"),
        (["query", "--nothing"], "不认识 --nothing。\n用法见 kg query --help"),
        (["query", "--format", "x"], "--format 没有 x。可用的有：table、csv、json。"),
        (["query", "--set"], "--set 后面要跟一个值。"),
        (["link", "--explain", "a"], "--explain 后面要跟 2 个值。"),
        (["link", "--at-least", "x"], "--at-least 应是数字，这里是 x。"),
        (["explain", "a.txt"], "--row --line 要给出一个。"),
        (["explain", "a.txt", "--row", "1", "--line", "2"], "不能和"),
        (["explain", "a.txt", "--row", "0"], "--row 应是 1 以上的整数，这里是“0”。"),
        (["network", "--limit", "-1"], "--limit"),
        (["network", "--limit=-1"], "--limit 应是 1 以上的整数，这里是“-1”。"),
        (["network", "--radius", "9" * 30], "--radius 应是 1 以上的整数"),
        (["network", "--around", " "], "--around 后面没有写名称"),
        (["diff", "1", "2", "--limit", "1e3"], "--limit 应是 1 以上的整数"),
        (["export", "forms", "x", "--year", "25"], "--year 应是四位数的年份"),
        (["serve", "--port", "99999"], "--port 应是 0 到 65535 之间的端口"),
        (["serve", "--timeout", "nan"], "--timeout 应是大于 0 的秒数"),
        (["app", "--port", "x"], "--port 应是 0 到 65535 之间的端口"),
        (["extract", "x", "--jobs", "-2"], "--jobs"),
        (["build", ""], "路径 是空的"),
        (["check", "--graph="], "--graph 是空的"),
        (["build", "a\0b"], "里有不能用的字符"),
    ],
    ids=lambda value: " ".join(value)[:40].replace("\0", "0") if isinstance(value, list) else "",
)
def test_what_is_wrong_with_an_option_is_said_in_chinese(arguments, words, capsys):
    code, _, err = run(arguments, capsys)
    assert code == 2
    assert words in err
    assert err.startswith("错误：")
    assert not ENGLISH.search(err)


def test_a_path_that_no_system_takes_is_an_error_in_one_line(capsys):
    for arguments in (
        ["extract", "x" * 5000],
        ["query", "SELECT " + "x" * 5000],
        ["query", "/" + "x" * 5000],
    ):
        code, _, err = run(arguments, capsys)
        assert code == 2
        assert "错误：" in err


@pytest.mark.parametrize(
    ("name", "words"),
    [("file", "是文件，这里要图谱目录"), ("none", "还没有图谱"), ("broken", "已损坏"), ("list", "已损坏")],
)
def test_what_is_no_graph(name, words, tmp_path, capsys):
    (tmp_path / "file").write_text("x")
    for folder, text in (("broken", "{"), ("list", "[]")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "current.json").write_text(text)
    code, _, err = run(["query", "graph-contents", "--graph", str(tmp_path / name)], capsys)
    assert code == 2
    assert words in err


def test_what_is_missing_is_named(tmp_path, capsys):
    for arguments in (["verify", str(tmp_path / "没有")], ["query", str(tmp_path / "没有")]):
        code, _, err = run(arguments, capsys)
        assert code == 2
        assert "没有" in err
        assert "找不到" in err


@pytest.mark.skipif(os.name != "posix", reason="reasons of POSIX")
@pytest.mark.parametrize(
    "number", [errno.ENOENT, errno.EACCES, errno.EISDIR, errno.ENOSPC, errno.ENAMETOOLONG]
)
def test_reasons_of_the_system_are_chinese(number):
    said = reason_of(OSError(number, os.strerror(number)))
    assert re.fullmatch(r"[\u4e00-\u9fff，]+", said)


def test_names_of_files_never_steer_the_terminal(capsys):
    name = "a\x1b[31m\r\u202etxt.exe\nb.xlsx"
    assert readable(name) == without_controls(name) == "a�[31m��txt.exe�b.xlsx"
    say(f"读不了“{name}”")
    assert not set("\x1b\r\u202e") & set(capsys.readouterr().err)


def test_names_that_differ_in_controls_only_stay_apart(tmp_path):
    paths = [tmp_path / name for name in ("a\x1b.xlsx", "a\x07.xlsx", "a.xlsx")]
    names = name_documents(paths)
    assert len(set(names)) == 3
    assert all(name.isprintable() for name in names)


def test_help_loads_nothing_heavy():
    code = """
import contextlib, sys
from kg.cli import main
with contextlib.suppress(SystemExit):
    main(["--help"])
heavy = {"spacy", "streamlit", "rdflib", "pyoxigraph", "xlsxwriter", "docx"}
print(heavy & set(sys.modules), file=sys.stderr)
"""
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stderr.strip() == "set()"


@pytest.mark.skipif(os.name != "posix", reason="special files of POSIX")
@pytest.mark.parametrize("path", ["/dev/fd", "FOLDER", "FIFO"])
def test_no_export_takes_the_place_of_what_is_no_file(path, tmp_path):
    place = Path(path)
    if path == "FOLDER":
        place = tmp_path
    elif path == "FIFO":
        place = tmp_path / "pipe"
        os.mkfifo(place)
    with pytest.raises(ExportError, match="不是普通文件"):
        write_export("csv", asked_graph.embedded(), place)
    assert path != "FIFO" or not place.is_file()
    assert [found.name for found in tmp_path.iterdir()] == (["pipe"] if path == "FIFO" else [])
