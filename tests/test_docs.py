"""The documentation against the program: commands, options, formats, and the two README files against each other."""

import re
import shlex
import tomllib
from importlib import import_module
from pathlib import Path

import pytest
import scoring
from samples.make import __main__ as making

from kg import cli
from kg.explorer.address import TITLES
from kg.export import columns
from kg.ingest import kinds
from kg.query import list_queries

ROOT = Path(__file__).resolve().parent.parent
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
COMMANDS = [name for name, _ in cli._COMMANDS]


def text(path):
    return path.read_text(encoding="utf-8")


def help_of(name, capsys):
    with pytest.raises(SystemExit) as stop:
        cli.main([name, "--help"])
    assert stop.value.code == 0
    return capsys.readouterr().out


def options_in(shown):
    return set(re.findall(r"--[a-z][a-z-]*", shown))


def typed(path, start):
    """The commands of the console blocks that begin with some words, and what is behind these words."""
    blocks = re.findall(r"```console\n(.*?)```", text(path), re.DOTALL)
    return re.findall(rf"^\$ {re.escape(start)}\b ?(.*)$", "".join(blocks), re.MULTILINE)


def tool_options(module, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["tool", "--help"])
    with pytest.raises(SystemExit):
        module.main()
    return options_in(capsys.readouterr().out)


def table_below(path, heading):
    """The rows of the first table below a heading, each a list of cells."""
    below = text(path).split(f"| {heading} |", 1)[1].split("\n\n", 1)[0]
    return [line.strip("| ").split(" | ") for line in below.splitlines()[2:]]


@pytest.mark.parametrize("path", READMES, ids=lambda p: p.name)
def test_the_first_two_blocks_are_the_only_set_up_each_one_line(path):
    blocks = re.findall(r"```sh\n(.*?)\n```", text(path), re.DOTALL)
    assert len(blocks) == 2
    assert all("\n" not in block for block in blocks)
    assert blocks[0].endswith("kg build")
    assert blocks[1].endswith("pytest")


def test_both_languages_print_the_same_set_up():
    assert len({tuple(re.findall(r"```sh\n(.*?)\n```", text(path), re.DOTALL)) for path in READMES}) == 1


@pytest.mark.parametrize("path", READMES, ids=lambda p: p.name)
def test_the_command_tables_list_exactly_the_commands(path):
    listed = re.findall(r"^\| `kg (\w+)", text(path), re.MULTILINE)
    assert sorted(listed) == sorted(COMMANDS)


@pytest.mark.parametrize("path", READMES, ids=lambda p: p.name)
def test_every_option_in_the_tables_exists(path, capsys):
    checked = 0
    for line in re.findall(r"^\| `kg .*", text(path), re.MULTILINE):
        name = re.match(r"\| `kg (\w+)", line)[1]
        shown = help_of(name, capsys)
        for option in options_in(line):
            assert option in options_in(shown), f"kg {name} has no {option}"
            checked += 1
    assert checked >= 20


@pytest.mark.parametrize("path", READMES, ids=lambda p: p.name)
def test_every_command_typed_is_taken_by_the_parser(path):
    commands = typed(path, "kg")
    assert len(commands) >= 8
    for command in commands:
        arguments = shlex.split(command)
        assert "run" in cli._parser(arguments[0]).parse_args(arguments), command


@pytest.mark.parametrize("path", READMES, ids=lambda p: p.name)
def test_every_option_named_anywhere_is_one_of_some_command(path, monkeypatch, capsys):
    known = set().union(*(options_in(help_of(name, capsys)) for name in COMMANDS))
    known |= tool_options(making, monkeypatch, capsys) | tool_options(scoring, monkeypatch, capsys)
    known |= options_in(text(ROOT / "benchmarks" / "pdf.py"))
    prose = re.sub(r"```.*?```", "", text(path), flags=re.DOTALL)
    named = options_in(" ".join(re.findall(r"`[^`]+`", prose)))
    assert {"--jobs", "--timeout", "--memory", "--again", "--prune", "--report", "--documents"} <= named
    assert {"--store", "--store-user", "--store-update", "--store-data"} <= named
    assert named <= known


@pytest.mark.parametrize("name", ["build", "extract"])
def test_options_of_reading_are_those_that_the_readmes_tell_of(name, capsys):
    for path in READMES:
        row = next(line for line in text(path).splitlines() if line.startswith(f"| `kg {name}"))
        shared = {"--jobs", "--timeout", "--memory", "--report"}
        if name == "build":
            shared |= {"--store", "--store-user", "--store-update", "--store-data"}
        told = options_in(row) | shared | {"--help"}
        assert told == options_in(help_of(name, capsys))


@pytest.mark.parametrize("path", READMES, ids=lambda p: p.name)
def test_tools_for_maintainers_take_what_is_typed(path, monkeypatch, capsys):
    for start, module in (("python -m samples.make", making), ("python -m scoring", scoring)):
        commands = typed(path, start)
        assert commands
        known = tool_options(module, monkeypatch, capsys)
        assert all(options_in(command) <= known for command in commands)
    chosen = " ".join(typed(path, "python -m samples.make"))
    assert set(re.findall(r"--layout (\S+)", chosen)) <= set(making.LAYOUTS)
    assert set(re.findall(r"--format (\S+)", chosen)) <= set(making.FORMATS)


@pytest.mark.parametrize("path", READMES, ids=lambda p: p.name)
def test_benchmarks_are_there_with_their_options(path):
    commands = typed(path, "python")
    benchmarks = [shlex.split(command) for command in commands if command.startswith("benchmarks/")]
    assert sorted(name for name, *_ in benchmarks) == sorted(
        f"benchmarks/{file.name}"
        for file in (ROOT / "benchmarks").iterdir()
        if file.suffix == ".py" or (file / "__main__.py").is_file()
    )
    for name, *arguments in benchmarks:
        place = ROOT / name
        source = text(place / "run.py" if place.is_dir() else place)
        assert all(argument in source for argument in arguments if argument.startswith("--"))


@pytest.mark.parametrize("path", READMES, ids=lambda p: p.name)
def test_extras_are_those_of_the_package(path):
    project = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]
    named = {extra for group in re.findall(r"\.\[([a-z,]+)\]", text(path)) for extra in group.split(",")}
    assert "ocr" in named
    assert named <= set(project["optional-dependencies"])


@pytest.mark.parametrize("path, heading", list(zip(READMES, ["file | remarks", "文件 | 说明"], strict=True)))
def test_suffixes_of_the_formats_are_read(path, heading):
    suffixes = re.findall(r"`\.([a-z]+)`", "".join(row[0] for row in table_below(path, heading)))
    assert len(suffixes) > 15
    assert set(suffixes) <= kinds._DOCUMENTS


@pytest.mark.parametrize("path, heading", list(zip(READMES, ["file | message", "文件 | 提示"], strict=True)))
def test_messages_of_refused_files_are_those_of_the_readers(path, heading):
    readers = "".join(text(file) for file in (ROOT / "kg" / "read").glob("*.py"))
    rows = table_below(path, heading)
    assert len(rows) > 6
    for row in rows:
        for message in re.findall(r"`([^`]*[\u4e00-\u9fff]+[^`]*)`", row[1]):
            assert message in readers, message


@pytest.mark.parametrize("path", READMES, ids=lambda p: p.name)
def test_sheets_and_pages_are_listed_in_their_order(path):
    sheets = ("GUIDE", "INDICATORS", "PROJECTS", "DEPARTMENTS", "LIBRARY", "FINDINGS", "REVIEW")
    for names in ([getattr(columns, name) for name in sheets], TITLES.values()):
        assert ", ".join(names) in text(path) or "、".join(names) in text(path)


LIMITS = {
    "256 MB": lambda: f"{import_module('kg.read')._MAX_BYTES >> 20} MB",
    "6000": lambda: import_module("kg.read.pdf_file").MAX_PAGES,
    "500": lambda: import_module("kg.read.ocr")._MOST_PAGES,
    "80": lambda: import_module("kg.read.ocr")._MOST_PIXELS // 1_000_000,
    "28": lambda: import_module("kg.read.legacy")._SECONDS,
    "25": lambda: round(import_module("kg.ingest.limits").Limits().silence(0)),
    "900": lambda: import_module("kg.ingest.limits").Limits().memory >> 20,
    "0.9": lambda: import_module("kg.extract").CONFIDENT,
}


@pytest.mark.parametrize("number", LIMITS)
def test_limits_are_those_of_the_readers(number):
    assert str(LIMITS[number]()) == number
    for path in READMES:
        assert re.search(rf"(?<![\d.]){re.escape(number)}(?!\.?\d)", text(path))


def test_both_languages_have_the_same_sections_but_those_for_programmers():
    sections = [len(re.findall(r"^## ", text(path), re.MULTILINE)) for path in READMES]
    assert sections[0] - sections[1] == 1  # the terms
    typed_in = [
        [re.sub(r" (\S+\.xlsx|forms \S+)", "", command) for command in typed(path, "kg")] for path in READMES
    ]
    assert typed_in[0] == typed_in[1]


@pytest.mark.parametrize("path", READMES, ids=lambda p: p.name)
def test_the_examples_name_questions_that_exist(path):
    names = {query.name for query in list_queries()}
    shown = re.findall(r"^\$ kg query (\S+)(.*)$", text(path), re.MULTILINE)
    assert shown
    for name, rest in shown:
        assert name in names
        parameters = {p.name for query in list_queries() if query.name == name for p in query.parameters}
        assert set(re.findall(r"--set (\w+)=", rest)) <= parameters


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_in_chinese(name, capsys):
    assert re.search(r"[\u4e00-\u9fff]", help_of(name, capsys))


def test_export_formats_are_those_of_the_readme():
    row = next(line for line in text(READMES[0]).splitlines() if line.startswith("| `kg export"))
    from kg.export import FORMATS

    # the forms are a folder of documents, written by a part of their own
    assert set(re.findall(r"`(\w+)`", row.split("|")[2])) == {*FORMATS, "forms"}
