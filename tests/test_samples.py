"""Forms in many layouts of the national templates, each with the rows it holds (tests/samples)."""

import json
from pathlib import Path

import pytest

from kg.extract import extract_file
from kg.records import plain, record_to_json

SAMPLES = sorted((Path(__file__).resolve().parent / "samples").glob("*.txt"))
READER = (
    "line",
    "project",
    "horizon",
    "goal",
    "level1",
    "level2",
    "name",
    "target_text",
    "description",
    "actual",
)
READER += ("weight", "score", "basis")


def expected(path):
    return json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


def as_json(value):
    return json.loads(record_to_json({"value": plain(value)}))["value"]


def printed_row(row, wanted):
    found = {name: as_json(getattr(row, name)) for name in READER if name in wanted or name != "project"}
    found = {name: value for name, value in found.items() if value is not None}
    if found["horizon"] == "年度":
        found.pop("horizon")
    if "value" in wanted:
        found["value"] = as_json((row.operator, row.value, row.unit))
    codes = {finding.code for finding in row.findings}
    found |= {"findings": wanted["findings"]} if codes.issuperset(wanted.get("findings", [None])) else {}
    return found | ({} if row.confident else {"confident": False})


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_rows_of_a_sample(path):
    wanted = expected(path)["rows"]
    rows = extract_file(path).indicators
    assert len(rows) == len(wanted)
    for row, want in zip(rows, wanted, strict=True):
        assert printed_row(row, want) == want


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_head_of_a_sample(path):
    wanted = expected(path)
    found = extract_file(path)
    assert (found.department, found.year) == (wanted["department"], wanted["year"])
    heads = [
        {name: as_json(getattr(head, name)) for name in want}
        for head, want in zip(found.heads, wanted["heads"], strict=True)
    ]
    assert heads == wanted["heads"]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_findings_of_a_sample(path):
    found = {f"{finding.line} {finding.code}" for finding in extract_file(path).findings}
    assert found >= set(expected(path)["findings"])


def test_there_are_samples_of_many_layouts():
    assert len(SAMPLES) >= 25
    assert all(path.with_suffix(".json").is_file() for path in SAMPLES)
