"""Word files: every way in which text and tables hide in the XML, read as printed."""

import io

import docx
import pytest
from office_files import grids, relationships, shown, texts, word, zipped

from kg.errors import UnreadableDocumentError
from kg.read.docx import read_docx
from kg.read.parts import TextLine, to_blocks


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str, widths: tuple[int, ...] = ()) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def span(count: int) -> str:
    return f'<w:gridSpan w:val="{count}"/>'


RESTART, CONTINUE = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def read(body: str, **others):
    return read_docx(word(body, **others), "样例.docx")


def saved(document) -> bytes:
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def test_lines_and_tables_stand_in_printed_order_with_their_paragraphs():
    document = docx.Document()
    document.add_paragraph("项目支出绩效目标表")
    made = document.add_table(4, 4)
    made.cell(0, 0).text = "项目名称"
    made.cell(0, 1).merge(made.cell(0, 3)).text = "展陈更新"
    label = made.cell(1, 0).merge(made.cell(3, 0))
    label.text = "产"
    for character in "出指标":
        label.add_paragraph(character)
    made.cell(1, 1).text = "更新展柜"
    made.cell(1, 3).text = "≥12个\n以上"
    document.add_paragraph("备注")
    document.add_table(1, 2).cell(0, 1).text = "乙"
    reading = read_docx(saved(document), "样例.docx")
    assert shown(reading) == [
        "项目支出绩效目标表",
        [
            (0, 0, 1, 1, "项目名称"),
            (0, 1, 1, 3, "展陈更新"),
            (1, 0, 3, 1, "产出指标"),
            (1, 1, 1, 1, "更新展柜"),
            (1, 3, 1, 1, "≥12个 以上"),
        ],
        "备注",
        "乙",
    ]
    places = {cell.text: cell.place.paragraph for cell in grids(reading)[0].cells if cell.text}
    assert (places["项目名称"], places["展陈更新"], places["产出指标"]) == (2, 3, 4)
    blocks, _ = to_blocks(reading.parts)
    assert [len(row) for row in blocks[1].rows] == [4, 4, 4, 4]


def test_two_tables_that_touch_stay_two():
    first = table(row(cell("甲"), cell("乙")))
    assert len(grids(read(first + first))) == 2


MERGES = {
    "across and down": (
        table(
            row(cell("甲", span(2) + RESTART), cell("乙")),
            row(cell("", span(2) + CONTINUE), cell("丙")),
        ),
        [(0, 0, 2, 1, "甲"), (0, 1, 1, 1, "乙"), (1, 1, 1, 1, "丙")],
    ),
    "grid before": (
        table(
            row(cell("甲"), cell("乙"), cell("丙")),
            row(cell("丁"), cell("戊"), properties='<w:gridBefore w:val="1"/>'),
        ),
        [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "乙"), (0, 2, 1, 1, "丙"), (1, 1, 1, 1, "丁"), (1, 2, 1, 1, "戊")],
    ),
    "merged the old way": (
        table(
            row(cell("甲", '<w:hMerge w:val="restart"/>'), cell("", "<w:hMerge/>"), cell("乙")),
            row(cell("丙"), cell("丁"), cell("戊")),
        ),
        [(0, 0, 1, 2, "甲"), (0, 2, 1, 1, "乙"), (1, 0, 1, 1, "丙"), (1, 1, 1, 1, "丁"), (1, 2, 1, 1, "戊")],
    ),
    "continued from nothing": (
        table(row(cell("甲"), cell("乙")), row(cell("丙", CONTINUE), cell("丁"))),
        [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "乙"), (1, 0, 1, 1, "丙"), (1, 1, 1, 1, "丁")],
    ),
    "edges that nearly meet": (
        table(
            row(cell("甲"), cell("乙", span(2))),
            row(cell("丙", span(2)), cell("丁")),
            widths=(2000, 20, 3000),
        ),
        [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "乙"), (1, 0, 1, 1, "丙"), (1, 1, 1, 1, "丁")],
    ),
    "rows that only agree in their widths": (
        table(
            row(*(cell(text, '<w:tcW w:w="1000" w:type="dxa"/>') for text in "甲乙丙")),
            row(
                cell("丁", '<w:tcW w:w="2010" w:type="dxa"/>'), cell("戊", '<w:tcW w:w="990" w:type="dxa"/>')
            ),
        ),
        [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "乙"), (0, 2, 1, 1, "丙"), (1, 0, 1, 2, "丁"), (1, 2, 1, 1, "戊")],
    ),
    "inside content controls": (
        table(
            f"<w:sdt><w:sdtContent>{row(cell('甲'), '<w:sdt><w:sdtContent>' + cell('乙') + '</w:sdtContent></w:sdt>')}"
            "</w:sdtContent></w:sdt>"
        ),
        [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "乙")],
    ),
    "a row struck out": (
        table(row(cell("甲"), cell("乙")), row(cell("丙"), cell("丁"), properties="<w:del/>")),
        [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "乙")],
    ),
}


@pytest.mark.parametrize("body, expected", MERGES.values(), ids=MERGES)
def test_cells_lie_where_word_draws_them(body, expected):
    assert shown(read(body)) == [expected]


RUN = "<w:r><w:t>{}</w:t></w:r>"
FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF x</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>{}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
PIECES = {
    "inserted and struck out": (
        f"<w:ins>{RUN.format('≥12')}</w:ins><w:del><w:r><w:delText>≥10</w:delText></w:r></w:del>{RUN.format('个')}",
        "≥12个",
    ),
    "moved away": (
        f"<w:moveFrom>{RUN.format('旧')}</w:moveFrom><w:moveTo>{RUN.format('新')}</w:moveTo>",
        "新",
    ),
    "field": (FIELD.format(RUN.format("2024")) + RUN.format("年"), "2024年"),
    "field without a result": (
        '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>X</w:instrText></w:r>',
        "",
    ),
    "simple field": (f'<w:fldSimple w:instr="PAGE">{RUN.format("7")}</w:fldSimple>', "7"),
    "link": (f"<w:hyperlink>{RUN.format('链接')}</w:hyperlink>", "链接"),
    "symbol": ('<w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:t>95%</w:t></w:r>', "≥95%"),
    "private character": (
        '<w:r><w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr><w:t>\uf0a3</w:t></w:r>' + RUN.format("5"),
        "≤5",
    ),
    "ticked box": ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>' + RUN.format("是"), "☑是"),
    "raised digit": (
        RUN.format("10") + '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>3</w:t></w:r>',
        "10³",
    ),
    "equation": ("<m:oMath><m:r><m:t>≥</m:t></m:r></m:oMath>" + RUN.format("95%"), "≥95%"),
    "fraction": (
        "<m:oMath><m:f><m:num><m:t>完成数</m:t></m:num><m:den><m:t>计划数</m:t></m:den></m:f></m:oMath>",
        "完成数/计划数",
    ),
    "power": (
        "<m:oMath><m:sSup><m:e><m:r><m:t>m</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath>",
        "m²",
    ),
    "soft hyphen": ("<w:r><w:t>培</w:t><w:softHyphen/><w:t>\u00ad训</w:t></w:r>", "培训"),
    "tab": ("<w:r><w:t>单位</w:t><w:tab/><w:t>万元</w:t></w:r>", "单位 万元"),
    "hard hyphen": ("<w:r><w:t>1</w:t><w:noBreakHyphen/><w:t>2</w:t></w:r>", "1-2"),
    "page break": ('<w:r><w:t>上</w:t></w:r><w:r><w:br w:type="page"/></w:r>', "上"),
    "placeholder": (
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{RUN.format('单击此处')}</w:sdtContent></w:sdt>",
        "",
    ),
    "content control": (f"<w:sdt><w:sdtContent>{RUN.format('内容')}</w:sdtContent></w:sdt>", "内容"),
    "list number": ('<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>' + RUN.format("目标"), "目标"),
    "vertical text": ('<w:pPr><w:textDirection w:val="tbRlV"/></w:pPr>' + RUN.format("产出指标"), "产出指标"),
}


@pytest.mark.parametrize("runs, expected", PIECES.values(), ids=PIECES)
def test_a_paragraph_reads_as_printed(runs, expected):
    assert texts(read(f"<w:p>{runs}</w:p>")) == ([expected] if expected else [])


def test_a_line_broken_by_hand_is_two_lines_in_running_text():
    assert texts(read("<w:p><w:r><w:t>绩效目标表</w:t><w:br/><w:t>（2024年度）</w:t></w:r></w:p>")) == [
        "绩效目标表",
        "（2024年度）",
    ]


def test_hidden_text_is_left_out_and_told():
    reading = read(paragraph("印出") + paragraph("底稿", "<w:vanish/>"))
    assert texts(reading) == ["印出"]
    assert [(finding.code, "底稿" in finding.message) for finding in reading.findings] == [
        ("hidden-text", True)
    ]


def test_a_text_box_follows_its_paragraph_once():
    box = f"<w:txbxContent>{paragraph('框内')}</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>上文</w:t><mc:AlternateContent>"
        f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    ) + paragraph("下文")
    reading = read(body)
    assert [(part.text, part.place.paragraph) for part in reading.parts if isinstance(part, TextLine)] == [
        ("上文", 1),
        ("框内", 2),
        ("下文", 3),
    ]


def test_a_running_head_is_a_line_once_and_page_numbers_are_none():
    reference = '<w:sectPr><w:headerReference w:type="default" r:id="rId1"/><w:footerReference r:id="rId2"/></w:sectPr>'
    body = f"<w:p><w:pPr>{reference}</w:pPr><w:r><w:t>一</w:t></w:r></w:p>{paragraph('二')}{reference}"
    reading = read(
        body,
        others={
            "header1.xml": ("header", paragraph("云岭市博物馆2024年预算") + paragraph("- 3 -")),
            "footer1.xml": ("footer", paragraph("3") + paragraph("内部资料")),
        },
    )
    assert texts(reading) == ["云岭市博物馆2024年预算", "一", "二", "内部资料"]


def test_footnotes_stand_at_the_end():
    note = f'<w:footnote w:type="separator">{paragraph("线")}</w:footnote><w:footnote>{paragraph("注释")}</w:footnote>'
    assert texts(read(paragraph("正文"), others={"footnotes.xml": ("footnotes", note)})) == ["正文", "注释"]


def test_a_small_inner_table_is_text_of_its_cell():
    inner = table(row(cell("内1"), cell("内2")))
    outer = table(row(cell("甲"), f"<w:tc>{inner}<w:p/></w:tc>"), row(cell("乙"), cell("丙")))
    assert shown(read(outer)) == [
        [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "内1 内2"), (1, 0, 1, 1, "乙"), (1, 1, 1, 1, "丙")]
    ]


def test_a_large_inner_table_stands_for_itself():
    inner = table(*(row(*(cell(f"{line}{column}") for column in "甲乙丙")) for line in range(3)))
    outer = table(
        row(cell("项目名称"), cell("展陈")),
        row(cell("绩效指标"), f"<w:tc>{inner}<w:p/></w:tc>"),
        row(cell("备注"), cell("无")),
    )
    assert [part if isinstance(part, str) else len(part) for part in shown(read(outer))] == [
        2,
        "绩效指标",
        9,
        2,
    ]


def test_a_box_around_text_is_text():
    assert shown(read(table(row(cell("项目支出绩效目标表"))))) == ["项目支出绩效目标表"]


def test_foreign_parts_are_told():
    assert [finding.code for finding in read(paragraph("甲") + '<w:altChunk r:id="x"/>').findings] == [
        "unread-part"
    ]


def test_strict_files_and_other_part_names_are_read():
    body = (
        '<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main">'
        f"<w:body>{paragraph('严格')}</w:body></w:document>"
    )
    parts = {"_rels/.rels": relationships({"rId1": ("officeDocument", "/word/document2.xml")})}
    assert texts(read_docx(zipped({**parts, "word/document2.xml": body}), "样例.docx")) == ["严格"]


def test_a_file_without_a_body_is_refused():
    with pytest.raises(UnreadableDocumentError, match="没有正文"):
        read_docx(zipped({"word/styles.xml": "<x/>"}), "样例.docx")
