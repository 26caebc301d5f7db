"""The documentation against the program: commands, options, formats, and the two README files against each other."""

import re
from pathlib import Path

import pytest

from kg import cli
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
        for option in re.findall(r"--[a-z]+", line):
            assert option in shown, f"kg {name} has no {option}"
            checked += 1
    assert checked >= 10


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
    from kg.cli.export import _FORMATS

    assert set(re.findall(r"`(\w+)`", row.split("|")[2])) == set(_FORMATS)
