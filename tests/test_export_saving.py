"""The file of the workbook: rows put into XlsxWriter's package, and what is met again in a column."""

import errno
import io
import os
import tempfile
import zipfile
import zlib
from dataclasses import replace
from datetime import datetime
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
from kg.export.deflating import Deflating, deflated, joined_crc
from kg.export.memory import give_back, put_aside
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
        workbook.set_properties({"created": datetime(2000, 1, 1)})
        sheet = add_sheet(workbook, add_formats(workbook), INDICATORS, columns)
        for number, record in enumerate(records, 1):
            sheet.write(number, record)
        sheet.finish(len(records))
        workbook.add_worksheet("b").write_string(0, 0, MARK.decode())
        with path.open("w+b") as file:
            save_workbook(workbook, [sheet.rows], file)
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


def test_a_full_disk_met_by_the_thread_that_deflates_is_said(tmp_path, temporary, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Deflating, "_deflate", full)
    with pytest.raises(ExportError, match="写不了"):
        write_export("xlsx", graph_of(sample()), tmp_path / "a.xlsx")
    assert not list(temporary.iterdir())
    assert not (tmp_path / "a.xlsx").exists()


@pytest.mark.parametrize("length", [0, 1, 5, (1 << 20) - 1, 1 << 20, (2 << 20) + 7])
def test_texts_deflated_one_by_one_are_one_text(length, tmp_path):
    texts = ["前", "a" * length, "&amp;" * 9, "", "后" * (length // 3)]
    deflating = Deflating(tmp_path)
    for text in texts:
        deflating.add(text)
    deflating.finish()
    file = io.BytesIO(deflated(b"<"))
    file.seek(0, io.SEEK_END)
    deflating.move(file)
    file.write(deflated(b">", last=True))
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    whole = stream.decompress(file.getvalue())
    assert whole == f"<{''.join(texts)}>".encode()
    assert stream.eof
    assert not stream.unused_data
    crc = joined_crc(zlib.crc32(b"<"), deflating.crc, deflating.size)
    assert zlib.crc32(b">", crc) == zlib.crc32(whole)


@pytest.mark.parametrize("count", [0, 1, 999, 1000, 1001, 2500])
def test_what_is_put_aside_comes_back_in_order(count, tmp_path):
    items = list(range(count))
    back = put_aside(items, tmp_path / "a")
    items.clear()
    assert list(back) == list(range(count))
    give_back()


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
