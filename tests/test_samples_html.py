"""Forms as departments publish them on the web, each with the heads and rows a careful reader finds in it."""

import json
import re
from pathlib import Path

import pytest

from kg.extract import extract_file
from kg.records import plain, record_to_json

SAMPLES = sorted((Path(__file__).resolve().parent / "samples").glob("*.html"))
ROW = (
    "project",
    "horizon",
    "goal",
    "level1",
    "level2",
    "name",
    "target_text",
    "operator",
    "description",
    "actual",
    "weight",
    "score",
    "basis",
)
LABEL = re.compile(r"(<td[^>]*>)(绩效指标|总体目标|年度总体目标|年度绩效指标)(</td>)")


def expected(path):
    return json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


def as_json(value):
    return json.loads(record_to_json({"value": plain(value)}))["value"]


def printed(record, fields):
    found = {name: as_json(getattr(record, name)) for name in fields}
    return {name: value for name, value in found.items() if value is not None}


def rows_of(extraction):
    rows = [printed(row, ROW) for row in extraction.indicators]
    return [{k: v for k, v in row.items() if (k, v) != ("horizon", "年度")} for row in rows]


def test_there_are_samples():
    assert len(SAMPLES) >= 10


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_rows_of_a_published_form(path):
    found, wanted = extract_file(path), expected(path)
    assert rows_of(found) == wanted["rows"]
    assert all(row.confident for row in found.indicators)
    assert sorted({finding.code for finding in found.findings}) == wanted["findings"]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_heads_of_a_published_form(path):
    found, wanted = extract_file(path), expected(path)
    assert (found.department, found.year) == (wanted["department"], wanted["year"])
    assert len(found.heads) == len(wanted["heads"])
    for head, one in zip(found.heads, wanted["heads"], strict=True):
        fields = [name for name in one if name != "goals"]
        assert printed(head, fields) == {name: one[name] for name in fields}
        assert [goal.text for goal in head.goals] == one["goals"]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_labels_printed_downwards_change_no_row(path, tmp_path):
    source = path.read_text(encoding="utf-8")
    downwards = LABEL.sub(lambda match: match[1] + "<br>".join(match[2]) + match[3], source)
    copy = tmp_path / path.name
    copy.write_text(downwards, encoding="utf-8")
    assert rows_of(extract_file(copy)) == expected(path)["rows"]
