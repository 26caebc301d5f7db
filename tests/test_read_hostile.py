"""Files made to break a reader: refused with a reason or read, quickly, in little memory, never with a traceback."""

import io
import resource
import struct
import sys
import time
import zipfile
from contextlib import suppress

import pytest
from office_files import excel, relationships, texts, word, zipped

from kg.errors import UnreadableDocumentError
from kg.read import read_document
from kg.read.docx import read_docx
from kg.read.html import read_html
from kg.read.parts import to_blocks
from kg.read.xlsx import read_xlsx

SECONDS = 30
BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
PARAGRAPH = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'


def bomb(megabytes: int, part: str = "word/document.xml") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/x.xml", "x")
        with archive.open(part, "w") as opened:
            for _ in range(megabytes):
                opened.write(bytes(1024 * 1024))
    return made.getvalue()


def lying(data: bytes, claimed: int) -> bytes:
    """The container with the sizes of its entries forged, in both places they stand."""
    forged = bytearray(data)
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = forged.find(mark)
        while start >= 0:
            forged[start + at : start + at + 4] = struct.pack("<I", claimed)
            start = forged.find(mark, start + 4)
    return bytes(forged)


def nested(count: int) -> bytes:
    opened = "<w:tbl><w:tr><w:tc>" * count
    closed = "<w:p/></w:tc></w:tr></w:tbl>" * count
    return word(opened + PARAGRAPH.format("内") + closed)


REFUSED = {  # what makes the file, the reason
    "truncated": (lambda: word(PARAGRAPH.format("甲"))[:-40], "结构已损坏"),
    "cut in the middle": (lambda: word(PARAGRAPH.format("甲"))[:200], "结构已损坏"),
    "bomb": (lambda: bomb(200), "压缩比|压缩炸弹|上限"),
    "bomb of half a gigabyte": (lambda: bomb(600), "压缩炸弹"),
    "bomb with forged sizes": (lambda: lying(bomb(200), 1000), "损坏"),
    "too many entries": (lambda: zipped({f"word/{i}": "" for i in range(10_001)}), "条目超过上限"),
    "entities": (lambda: word(PARAGRAPH.format("&j;"), prolog=BOMB), "实体"),
    "outside entity": (lambda: word(PARAGRAPH.format("&e;"), prolog=OUTSIDE), "实体"),
    "tables in tables": (lambda: nested(1000), "嵌套"),
    "tables in tables, within the depth of XML": (lambda: nested(60), "嵌套"),
    "broken XML": (lambda: word("<w:p>"), "XML 已损坏"),
    "no XML": (lambda: zipped({"word/document.xml": b"\x00\x01"}), "XML 已损坏"),
    "Excel with entities": (lambda: excel(CELL, prolog=BOMB), "实体"),
    "Excel with an outside entity": (lambda: excel(CELL, prolog=OUTSIDE), "实体"),
    "Excel with broken rows": (lambda: excel(CELL + "<row>"), "XML 已损坏"),
    "Excel without its texts": (
        lambda: excel('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'),
        "共享文字表不完整",
    ),
    "Excel with columns without end": (
        lambda: excel('<row r="1">' + "".join("<c><v>1</v></c>" for _ in range(500)) + "</row>"),
        "超过上限 400 列",
    ),
    "Excel without sheets": (lambda: zipped({"xl/x.xml": "x"}), "没有工作簿"),
    "no numbers where numbers belong": (lambda: excel('<row r="x"><c r="A1"><v>1</v></c></row>'), "已损坏"),
    "web page of tags": (lambda: b"<html>" + b"<i>" * 800_001, "标签超过上限"),
    "web page without a bottom": (lambda: b"<html>" + b"<div>" * 100_000, "嵌套超过上限"),
    "a tree of tags": (lambda: word("<w:p/>" * 3_000_001), "标签超过上限"),
    "one line": (lambda: "甲".encode() * 70_000_000, "上限"),
    "one line in 60 MB": (lambda: "甲".encode() * 20_000_000, "超过上限 8 MB"),
}


@pytest.fixture(autouse=True)
def _in_time_and_memory():
    # the process of the tests may hold much already: what one file adds to its highest mark counts
    start, before = time.process_time(), _most_memory()
    yield
    assert time.process_time() - start < SECONDS
    assert _most_memory() - before < 700 * 1024**2


def _most_memory():
    scale = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale


@pytest.fixture(scope="module", params=REFUSED)
def refused(request, tmp_path_factory):
    """A file, made before its time and memory are counted, and the reason."""
    make, reason = REFUSED[request.param]
    path = tmp_path_factory.mktemp("refused") / "坏.docx"
    path.write_bytes(make())
    yield path, reason
    path.unlink()


def test_it_is_refused_with_the_reason(refused):
    path, reason = refused
    with pytest.raises(UnreadableDocumentError, match=reason) as caught:
        read_document(path)
    assert "坏.docx" in str(caught.value)


def test_formatting_down_to_the_last_row_costs_nothing():
    rows = CELL + "".join(f'<row r="{row}"><c r="A{row}" s="1"/></row>' for row in range(2, 200_000))
    reading = read_xlsx(excel(rows + '<row r="1048576"><c r="XFD1048576" s="1"/></row>'), "x")
    assert texts(reading) == ["1"]


def test_a_claimed_dimension_is_not_believed():
    data = excel(CELL, behind='<dimension ref="A1:XFD1048576"/>')
    assert texts(read_xlsx(data, "x")) == ["1"]


def test_a_million_empty_cells_are_nothing():
    cells = "".join(f'<c r="{letter}1" s="1"/>' for letter in "BCDEFGHIJK") * 100
    rows = CELL + "".join(f'<row r="{row}">{cells}</row>' for row in range(2, 1002))
    assert texts(read_xlsx(excel(rows), "x")) == ["1"]


def test_empty_cells_that_do_not_say_where_they_are_are_counted():
    row = '<row><c s="1"/><c r="B9" s="1"/><c s="1"></c><c><v>1</v></c></row>'
    (line,) = read_xlsx(excel(row), "x").parts
    assert line.place.cell == "D1"


def test_far_corners_are_one_small_grid():
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    merged = '<mergeCells><mergeCell ref="A1:XFC1048576"/><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    for behind in ("", merged):
        blocks, _ = to_blocks(read_xlsx(excel(rows, behind=behind), "x").parts)
        assert len(blocks) <= 2


def test_many_merges_take_no_time():
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>1</v></c><c r="D{n}"><v>1</v></c></row>' for n in range(1, 20_001)
    )
    merges = "".join(f'<mergeCell ref="A{n}:C{n}"/>' for n in range(1, 20_001))
    (grid,) = read_xlsx(excel(rows, behind=f"<mergeCells>{merges}</mergeCells>"), "x").parts
    assert len(grid.cells) == 40_000


def test_names_that_look_like_formulas_are_text():
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>=cmd|\'/c calc\'!A1</t></is></c></row>'
    assert texts(read_xlsx(excel(rows), "x")) == ["=cmd|'/c calc'!A1"]


def test_spans_without_end_are_cut():
    row = "<tr>" + "<td colspan=1000000000 rowspan=1000000000>甲" * 30
    reading = read_html(f"<table>{row * 3}</table>".encode(), "x")
    blocks, _ = to_blocks(reading.parts)
    assert blocks
    data = word(
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr>'
        f"{PARAGRAPH.format('甲')}</w:tc><w:tc>{PARAGRAPH.format('乙')}</w:tc></w:tr></w:tbl>"
    )
    blocks, _ = to_blocks(read_docx(data, "x").parts)
    assert len(blocks[0].rows[0]) == 2


def test_a_relation_to_the_outside_is_not_followed():
    main = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body/></w:document>'
    parts = {
        "word/document.xml": main,
        "word/_rels/document.xml.rels": relationships({"rId1": ("header", "../../../../etc/passwd")}),
    }
    assert read_docx(zipped(parts), "x").parts == ()


@pytest.mark.parametrize("seed", range(40))
def test_damage_anywhere_is_no_traceback(seed):
    import random

    chance = random.Random(seed)  # noqa: S311
    data = bytearray(word(PARAGRAPH.format("甲") * 20) if seed % 2 else excel(CELL * 20))
    for _ in range(chance.randint(1, 20)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    reader = read_docx if seed % 2 else read_xlsx
    with suppress(UnreadableDocumentError):
        assert reader(bytes(data), "x").media_type
