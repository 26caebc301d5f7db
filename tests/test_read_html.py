"""Web pages: tables and lines as a browser shows them, in whatever encoding the page is in."""

import pytest
from office_files import shown, texts

from kg.errors import UnreadableDocumentError
from kg.read.html import read_html, read_mhtml

PAGE = """<html><head><meta charset="{}"><title>不印</title><style>td {{ }}</style></head><body>
<h1>项目支出绩效目标表</h1><script>var x = "不印";</script>
<table border="1"><thead><tr><th>一级指标</th><th>三级指标</th><th>指标值</th></tr></thead>
<tbody><tr><td rowspan="2">产<br>出<br>指<br>标</td><td>更新展柜数量</td><td>&#8805;12个</td></tr>
<tr><td>验收&nbsp;合格率</td><td>≥95%</td></tr></tbody></table>
<p>备注：无</p></body></html>"""
EXPECTED = [
    "项目支出绩效目标表",
    [
        (0, 0, 1, 1, "一级指标"),
        (0, 1, 1, 1, "三级指标"),
        (0, 2, 1, 1, "指标值"),
        (1, 0, 2, 1, "产出指标"),
        (1, 1, 1, 1, "更新展柜数量"),
        (1, 2, 1, 1, "≥12个"),
        (2, 1, 1, 1, "验收 合格率"),
        (2, 2, 1, 1, "≥95%"),
    ],
    "备注：无",
]


def read(body: str):
    return read_html(f"<html><body>{body}</body></html>".encode(), "样例.html")


@pytest.mark.parametrize(
    "declared, encoding",
    [
        ("utf-8", "utf-8"),
        ("gb2312", "gb18030"),
        ("GBK", "gbk"),
        ("gb2312", "utf-8"),
        ("utf-8", "gb18030"),
        ("没有", "utf-8"),
        ("iso-8859-1", "utf-8-sig"),
        ("unicode", "utf-16"),
    ],
)
def test_the_same_page_comes_out_of_every_encoding(declared, encoding):
    data = PAGE.format(declared).encode(encoding, "xmlcharrefreplace")
    assert shown(read_html(data, "样例.html")) == EXPECTED


def test_http_equiv_names_the_charset_too():
    page = '<meta http-equiv="Content-Type" content="text/html; charset=big5"><p>項目支出績效目標表</p>'
    assert texts(read_html(page.encode("cp950"), "x")) == ["項目支出績效目標表"]


def test_a_few_broken_bytes_are_read_over_and_told():
    data = PAGE.format("gb2312").encode("gb18030") + b"<p>" + "好".encode("gbk") * 2000 + b"\xff</p>"
    reading = read_html(data, "x")
    assert shown(reading)[:3] == EXPECTED
    assert [finding.code for finding in reading.findings] == ["damaged-characters"]


def test_places_are_paragraphs_counted_over_the_page():
    reading = read("<p>甲</p><table><tr><td>乙<td>丙</table><div>丁</div>")
    first, grid, last = reading.parts
    numbers = [first.place.paragraph, *(cell.place.paragraph for cell in grid.cells), last.place.paragraph]
    assert numbers == [1, 2, 3, 4]


TABLES = {
    "down to the end of the group": (
        "<tbody><tr><td rowspan=0>甲<td>1<tr><td>2</tbody><tbody><tr><td>乙<td>3</tbody>",
        [(0, 0, 2, 1, "甲"), (0, 1, 1, 1, "1"), (1, 1, 1, 1, "2"), (2, 0, 1, 1, "乙"), (2, 1, 1, 1, "3")],
    ),
    "no further than the table": (
        "<tr><td rowspan=900000000>甲<td>1<tr><td>2",
        [(0, 0, 2, 1, "甲"), (0, 1, 1, 1, "1"), (1, 1, 1, 1, "2")],
    ),
    "across": (
        "<tr><td colspan=2>甲<td>乙<tr><td>1<td>2<td>3",
        [(0, 0, 1, 2, "甲"), (0, 2, 1, 1, "乙"), (1, 0, 1, 1, "1"), (1, 1, 1, 1, "2"), (1, 2, 1, 1, "3")],
    ),
    "absurdly wide": (
        "<tr><td>甲<td colspan=1000000000>乙<tr><td>1<td>2",
        [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "乙"), (1, 0, 1, 1, "1"), (1, 1, 1, 1, "2")],
    ),
    "around cells from above": (
        "<tr><td>甲<td rowspan=2>乙<td>丙<tr><td>1<td>2",
        [(0, 0, 1, 1, "甲"), (0, 1, 2, 1, "乙"), (0, 2, 1, 1, "丙"), (1, 0, 1, 1, "1"), (1, 2, 1, 1, "2")],
    ),
    "no number": ("<tr><td colspan='2px'>甲<td rowspan=''>乙", [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "乙")]),
    "hidden rows and cells": (
        "<tr><td>甲<td style='DISPLAY : none'>x<td>乙<tr style='display:none'><td>y<td>y<tr><td hidden>z<td>1<td>2",
        [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "乙"), (1, 0, 1, 1, "1"), (1, 1, 1, 1, "2")],
    ),
    "rows without ends": ("<tr><td>甲<td>乙<tr><td>丙<td>丁", [
        (0, 0, 1, 1, "甲"), (0, 1, 1, 1, "乙"), (1, 0, 1, 1, "丙"), (1, 1, 1, 1, "丁"),
    ]),
    "fields of a page form": (
        "<tr><td><input value='≥95%'><td><select><option>甲<option selected>乙</select><input type=hidden value=x>",
        [(0, 0, 1, 1, "≥95%"), (0, 1, 1, 1, "乙")],
    ),
    "a small table in a cell": (
        "<tr><td>甲<td><table><tr><td>内<td>外</table><tr><td>乙<td>丙",
        [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "内 外"), (1, 0, 1, 1, "乙"), (1, 1, 1, 1, "丙")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("rows, expected", TABLES.values(), ids=TABLES)
def test_cells_lie_where_browsers_draw_them(rows, expected):
    assert shown(read(f"<table>{rows}</table>")) == [expected]


def test_a_table_that_lays_out_the_page_yields_the_tables_in_it():
    inner = "<table><tr><td>甲<td>乙<td>丙<tr><td>1<td>2<td>3<tr><td>4<td>5<td>6</table>"
    page = f"<table><tr><td colspan=2>横幅</tr><tr><td>导航<td><h2>绩效目标表</h2>{inner}尾注</tr></table>"
    assert [part if isinstance(part, str) else len(part) for part in shown(read(page))] == [
        "横幅", "导航", "绩效目标表", 9, "尾注",
    ]  # fmt: skip


TEXTS = {
    "line feeds of the source": ("项目\n   支出 of\nthe", "项目支出 of the"),
    "kept blanks": ("<pre>甲  乙\n丙</pre>", ["甲 乙", "丙"]),
    "raised": ("10<sup>3</sup>立方米", "10³立方米"),
    "raised words": ("甲<sup>[注]</sup>", "甲[注]"),
    "invisible characters": ("培\u200b训\ufeff人&shy;数", "培训人数"),
    "entities": ("&ge;95&percnt;&lt;&#x4e0a;", "≥95%<上"),
    "unknown entity": ("&bomb;甲", "&bomb;甲"),
    "inline elements": ("<b>培</b><span>训</span><font>人数</font>", "培训人数"),
    "blocks": ("甲<div>乙</div>丙<br>丁", ["甲", "乙", "丙", "丁"]),
    "comments and conditional comments": ("甲<!-- x --><![if !vml]>乙<![endif]>", "甲乙"),
    "Office data": ("<xml><o:Author>某人</o:Author></xml>甲", "甲"),
}


@pytest.mark.parametrize("body, expected", TEXTS.values(), ids=TEXTS)
def test_text_reads_as_shown(body, expected):
    assert texts(read(body)) == ([expected] if isinstance(expected, str) else expected)


def test_a_single_file_page_is_its_pages_one_behind_the_other():
    import base64

    pages = [PAGE.format("gb2312").encode("gb18030"), "<p>第二张</p>".encode("gb18030")]
    parts = "".join(
        "--B\nContent-Type: text/html; charset=gb2312\nContent-Transfer-Encoding: base64\n\n"
        f"{base64.encodebytes(page).decode()}\n"
        for page in pages
    )
    data = f'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="B"\n\n{parts}--B--\n'.encode()
    assert shown(read_mhtml(data, "样例.mht")) == [*EXPECTED, "第二张"]


def test_limits_are_named():
    with pytest.raises(UnreadableDocumentError, match="标签超过上限"):
        read_html(b"<p>" * 800_001, "x")
    with pytest.raises(UnreadableDocumentError, match="标签嵌套超过上限"):
        read_html(b"<div>" * 100_000, "x")
    with pytest.raises(UnreadableDocumentError, match="表格嵌套超过上限"):
        read_html(b"<table><tr><td>" * 60, "x")
    with pytest.raises(UnreadableDocumentError, match="超过网页的上限"):
        read_html(bytes(33 * 1024 * 1024), "x")
