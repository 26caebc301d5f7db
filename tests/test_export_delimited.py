"""CSV that runs nothing when a spreadsheet opens it, and JSON lines."""

import csv
import io
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.export.delimited import csv_cell, write_csv, write_jsonl
from kg.read.spreadsheet import neutralise, restore


@pytest.mark.parametrize(
    "text",
    [
        "=15家",
        "=1+1",
        "+5%",
        "-3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "　=1",
        "＝15家",
        "'=1",
        "''@x",
    ],
)
def test_what_a_spreadsheet_might_run_becomes_text(text):
    assert neutralise(text) == "'" + text
    assert restore(neutralise(text)) == text


@pytest.mark.parametrize("text", ["", "15家", "≥95%", "'quoted'", "a=b", "持续提升", "12-31", "—"])
def test_other_text_stays(text):
    assert neutralise(text) == restore(text) == text


@given(st.text(alphabet=st.characters(codec="utf-8") | st.sampled_from("'=+-@\t ＝")))
def test_every_text_comes_back(text):
    safe = neutralise(text)
    assert restore(safe) == text
    assert safe[:1] not in {"=", "+", "-", "@", "\t"}


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (-5, "-5"),
        (Decimal("-0.50"), "-0.5"),
        (Decimal("3E+10"), "30000000000"),
        ([Decimal("0.5"), 100], "[0.5, 100]"),
        (True, "true"),
        ({"value": [1, 3]}, '{"value": [1, 3]}'),
        ([{"code": "x", "message": "=cmd"}], '[{"code": "x", "message": "=cmd"}]'),
    ],
)
def test_cells(value, cell):
    assert csv_cell(value) == cell


def test_a_file_reads_back():
    records = [
        {"target_text": "=15家", "name": '甲,"乙"\n丙', "value": 15},
        {"target_text": "≥95%", "name": None, "value": Decimal("0.95")},
    ]
    stream = io.StringIO(newline="")
    write_csv(iter(records), stream)
    text = stream.getvalue()
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text[1:], newline="")))
    assert rows == [
        ["target_text", "name", "value"],
        ["'=15家", '甲,"乙"\n丙', "15"],
        ["≥95%", "", "0.95"],
    ]


def test_no_record_still_gives_the_heading():
    stream = io.StringIO()
    write_csv([], stream, fields=["a", "b"])
    assert stream.getvalue() == "\ufeffa,b\n"


def test_jsonl():
    stream = io.StringIO()
    write_jsonl([{"a": "=15家"}, {"a": Decimal("1.0")}], stream)
    assert [json.loads(line) for line in stream.getvalue().splitlines()] == [{"a": "=15家"}, {"a": 1}]
