"""Delimited text: rows with the places of their characters, told from running text by its content."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import UnreadableDocumentError
from kg.model import Line, Table
from kg.read import read_document
from kg.read.csv_text import csv_to_blocks, looks_delimited

ROWS = [
    ["一级指标", "二级指标", "三级指标", "指标值"],
    ["产出指标", "数量指标", "更新展柜、展板，共计", "≥12个"],
    ["", "质量指标", "验收合格率", "≥95%"],
]


def cells(block):
    return [[cell.text for cell in row] for row in block.rows]


def written(rows, delimiter=",", end="\r\n"):
    made = io.StringIO()
    csv.writer(made, delimiter=delimiter, lineterminator=end).writerows(rows)
    return made.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_same_rows_come_out_of_every_writing(tmp_path, delimiter, encoding, end):
    path = tmp_path / "表.csv"
    path.write_bytes(written(ROWS, delimiter, end).encode(encoding))
    (table,) = read_document(path).blocks
    assert isinstance(table, Table)
    assert table.ruled
    assert cells(table) == ROWS


def test_titles_and_notes_are_lines_and_blank_records_part_tables():
    text = "项目支出绩效目标表,,\n（2024年度）,,\n甲,乙,丙\n1,2\n,,\n3,4,5,\n备注：无,,\n"
    blocks = csv_to_blocks(text, "x")
    assert [block.text if isinstance(block, Line) else cells(block) for block in blocks] == [
        "项目支出绩效目标表",
        "（2024年度）",
        [["甲", "乙", "丙"], ["1", "2", ""]],
        [["3", "4", "5"]],
        "备注：无",
    ]


def test_every_place_is_where_the_text_stands():
    text = '表名,,\n"甲\n乙","≥ ""5"" 个", 丙\n丁," 戊 ",\n'
    lines = text.split("\n")
    for block in csv_to_blocks(text, "x"):
        found = [(block.text, (block.span,))] if isinstance(block, Line) else [
            (cell.text, cell.spans) for row in block.rows for cell in row if cell.text
        ]  # fmt: skip
        for printed, spans in found:
            quoted = "".join(lines[span.line - 1][span.start : span.end] for span in spans)
            assert "".join(quoted.split()) == "".join(printed.split())
    (_, table) = csv_to_blocks(text, "x")
    assert cells(table) == [["甲 乙", '≥ "5" 个', "丙"], ["丁", "戊", ""]]


def test_quotes_inside_a_field_and_quotes_that_never_close_are_text():
    assert cells(csv_to_blocks('甲,乙"丙"丁,"戊\n己,庚,辛\n', "x")[0]) == [
        ["甲", '乙"丙"丁', '"戊'],
        ["己", "庚", "辛"],
    ]


def test_excels_hint_names_the_delimiter():
    assert cells(csv_to_blocks("sep=;\n甲,1;乙\n丙;丁\n", "x")[0]) == [["甲,1", "乙"], ["丙", "丁"]]


@pytest.mark.parametrize(
    "text, expected",
    [
        (written(ROWS), True),
        (written(ROWS, ";"), True),
        ("一是，二是\n今年,明年\n单位:万元\n", False),
        ("甲\t乙,丙,丁,戊\n甲\t乙,丙,丁,戊\n甲\t乙,丙,丁,戊\n", False),
        ("甲,乙\n丙,丁\n戊,己\n", False),
        ("", False),
    ],
)
def test_delimited_text_is_told_from_running_text(text, expected):
    assert looks_delimited(text) == expected


@pytest.mark.parametrize(
    "text, reason",
    [("5," * 500, "400 格"), ("长" * 300_000, "个字，超过上限"), ("5,5\n" * 600, "超过上限 1000 格")],
)
def test_limits_are_named(text, reason, monkeypatch):
    monkeypatch.setattr("kg.read.text.MAX_POSITIONS", 1000)
    with pytest.raises(UnreadableDocumentError, match=reason):
        csv_to_blocks(text, "x.csv")


FIELD = st.text(alphabet="甲乙5%≥\"', ", min_size=1, max_size=6).map(str.strip).filter(bool)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(FIELD, min_size=3, max_size=3), min_size=1, max_size=5))
def test_what_a_writer_writes_is_read_back(rows):
    (table,) = csv_to_blocks("首,二,三\n" + written(rows, end="\n"), "x")
    assert cells(table) == [["首", "二", "三"], *rows]
