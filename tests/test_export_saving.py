"""The file of the workbook: rows put into XlsxWriter's package, and what is met again in a column."""

import io
import tempfile
import zipfile
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.utils.escape import unescape
from sample_extraction import sample
from test_export import graph_of
from xlsxwriter import Workbook

from kg.errors import ExportError
from kg.export import saving, write_export
from kg.export.columns import CATALOGUE_COLUMNS, INDICATOR_COLUMNS, INDICATORS
from kg.export.rowfile import MARK
from kg.export.saving import save_workbook
from kg.export.sheet import Share, add_formats, add_sheet

AT = {column.field: at for at, column in enumerate(CATALOGUE_COLUMNS)}


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def save(path, records, columns=INDICATOR_COLUMNS):
    with tempfile.TemporaryDirectory() as folder:
        options = {"constant_memory": True, "tmpdir": folder}
        workbook = Workbook(io.BytesIO(), options)
        sheet = add_sheet(workbook, add_formats(workbook), INDICATORS, columns)
        for number, record in enumerate(records, 1):
            sheet.write(number, record)
        sheet.finish(len(records))
        workbook.add_worksheet("b").write_string(0, 0, MARK.decode())
        save_workbook(workbook, [sheet.worksheet], path)
    return openpyxl.load_workbook(path)


def test_text_that_reads_like_the_mark_stays_text(tmp_path, temporary):
    mark = MARK.decode()
    extraction = sample()
    rows = (
        replace(extraction.indicators[0], name=mark, description=f"{mark}]]>&"),
        *extraction.indicators[1:],
    )
    store = graph_of(replace(extraction, indicators=rows))
    write_export("xlsx", store, tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")[INDICATORS]
    found = list(sheet.iter_rows(min_row=2, values_only=True))
    assert len(found) == len(rows)
    assert [row[AT["name"]] for row in found].count(mark) == 1
    assert [row[AT["description"]] for row in found].count(f"{mark}]]>&") == 1
    assert not list(temporary.iterdir())


def test_nothing_stays_behind_where_a_write_fails(tmp_path, temporary):
    store = graph_of(sample())
    with pytest.raises(ExportError, match="写不了"):
        write_export("xlsx", store, tmp_path / "gone" / "a.xlsx")
    assert not list(temporary.iterdir())


def test_a_sheet_beyond_four_gigabytes_would_have_long_numbers(tmp_path, monkeypatch):
    records = [{"number": number, "name": "就诊率"} for number in range(1, 400)]
    short = save(tmp_path / "short.xlsx", records)
    monkeypatch.setattr(saving, "_LARGE", 1)
    long = save(tmp_path / "long.xlsx", records)
    values = [list(book[INDICATORS].values) for book in (short, long)]
    assert values[0] == values[1]
    assert len(values[0]) == 400
    with zipfile.ZipFile(tmp_path / "long.xlsx") as package:
        assert package.testzip() is None
        assert package.getinfo("xl/worksheets/sheet1.xml").extract_version == 45


def test_two_saves_are_byte_equal_and_other_sheets_keep_their_text(tmp_path):
    records = [{"number": 1, "name": "a&b<c>_x0041_  d "}]
    book = save(tmp_path / "a.xlsx", records)
    save(tmp_path / "b.xlsx", records)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert book["b"]["A1"].value == MARK.decode()
    # openpyxl leaves the escape of Excel in inline text
    assert unescape(book[INDICATORS]["H2"].value) == "a&b<c>_x0041_  d "


def test_values_met_again_keep_their_type_and_format(tmp_path):
    values = [
        "5",
        5,
        Decimal("5.0"),
        Share("5"),
        Decimal(5),
        "5",
        True,
        Decimal("5.5"),
        5,
        -7,
        12_345_678_901_234,
    ]
    records = [{"value": value, "line": value if type(value) is int else None} for value in values]
    sheet = save(tmp_path / "a.xlsx", records)[INDICATORS]
    at = [column.field for column in INDICATOR_COLUMNS].index("value") + 1
    cells = [sheet.cell(row, at) for row in range(2, len(values) + 2)]
    assert [cell.value for cell in cells] == ["5", 5, 5, 5, 5, "5", "是", 5.5, 5, -7, 12_345_678_901_234]
    formats = [cell.number_format for cell in cells]
    assert formats[1] == formats[2] == formats[4] == formats[8] == "0"
    assert (formats[3], formats[7], formats[10]) == ("0%", "0.0#############", "0.00E+00")
    at = [column.field for column in INDICATOR_COLUMNS].index("line") + 1
    assert [sheet.cell(row, at).value for row in (3, 10, 11, 12)] == [5, 5, -7, 12_345_678_901_234]
    assert [sheet.cell(row, at).number_format for row in (3, 12)] == ["0", "0.00E+00"]
