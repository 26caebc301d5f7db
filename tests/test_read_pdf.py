"""PDF files: grids with merged cells, lines, places, tables over pages, tables without rulings, scans, bad files."""

import re
import time
from collections import Counter
from contextlib import contextmanager
from io import BytesIO
from itertools import pairwise

import pytest
from pdf_pages import (
    FORM,
    HEIGHT,
    PENS,
    WIDTH,
    WIDTHS,
    drawn,
    nested_forms,
    one_page,
    raw,
    say,
    stroke,
    table,
)
from samples.make.build import make_sheet
from samples.make.grid import Grid as Printed
from samples.make.office import convert, office
from samples.make.write_docx import to_docx

from kg.errors import UnreadableDocumentError
from kg.model import Place
from kg.read.parts import Grid, TextLine, to_blocks
from kg.read.pdf import read_pdf
from kg.read.pdf_images import page_image, render_page

TRUTH = {(row, column): (text, rows, columns) for row, column, rows, columns, text in FORM}


def read(data, **more):
    return read_pdf(data, "表.pdf", **more)


def grids(reading):
    return [part for part in reading.parts if isinstance(part, Grid)]


def lines(reading):
    return [part.text for part in reading.parts if isinstance(part, TextLine)]


def shape(grid):
    return {(cell.row, cell.column): (cell.text, cell.row_span, cell.column_span) for cell in grid.cells}


def squeezed(text):
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("pen", PENS.values(), ids=PENS)
def test_merged_cells_come_out_however_the_rulings_are_drawn(pen):
    (grid,) = grids(read(drawn(lambda canvas: table(canvas, FORM, WIDTHS, pen=pen))))
    assert shape(grid) == TRUTH


def test_a_thick_frame_and_coloured_cells_are_no_cells_of_their_own():
    def draw(canvas):
        canvas.setFillGray(0.8)
        canvas.rect(
            63, HEIGHT - 122, 70, 20, stroke=0, fill=1
        )  # narrower than its cell, as behind a paragraph
        canvas.setFillGray(0)
        canvas.setLineWidth(2.5)
        canvas.rect(60, HEIGHT - 100 - 6 * 24, 400, 6 * 24)
        canvas.setLineWidth(0.5)
        table(canvas, FORM, WIDTHS)

    (grid,) = grids(read(drawn(draw)))
    assert shape(grid) == TRUTH


def test_coloured_cells_that_tile_are_a_table():
    def draw(canvas):
        for number in range(12):
            row, column = divmod(number, 3)
            canvas.setFillGray(0.85 if row else 0.3)
            canvas.rect(60 + 100 * column, HEIGHT - 124 - 24 * row, 99, 23, stroke=0, fill=1)
            canvas.setFillGray(0 if row else 1)
            say(canvas, 64 + 100 * column, 106 + 24 * row, f"格{number}")

    (grid,) = grids(read(drawn(draw)))
    assert shape(grid) == {divmod(number, 3): (f"格{number}", 1, 1) for number in range(12)}


def test_a_table_with_open_sides_keeps_its_outer_columns():
    (grid,) = grids(read(drawn(lambda canvas: table(canvas, FORM, WIDTHS, skip="left"))))
    assert shape(grid) == TRUTH


def test_a_form_drawn_through_a_matrix():
    def draw(canvas):
        canvas.beginForm("whole")
        table(canvas, FORM, WIDTHS)
        canvas.endForm()
        canvas.saveState()
        canvas.translate(20, 30)
        canvas.scale(0.9, 0.9)
        canvas.doForm("whole")
        canvas.restoreState()

    (grid,) = grids(read(drawn(draw)))
    assert shape(grid) == TRUTH
    assert grid.cells[0].place.box[0] == pytest.approx(20 + 0.9 * 60, abs=0.6)


@pytest.mark.parametrize("quarters", (0, 1, 2, 3))
def test_places_are_those_of_the_page_as_it_is_shown(quarters):
    def draw(canvas):
        canvas.translate(*((0, 0), (WIDTH, 0), (WIDTH, HEIGHT), (0, HEIGHT))[quarters])
        canvas.rotate(90 * quarters)
        with turned(canvas, quarters):
            table(canvas, FORM, WIDTHS)

    data = changed(drawn(draw), lambda page: page.set_rotation(90 * quarters))
    (grid,) = grids(read(data))
    assert shape(grid) == TRUTH
    image = render_page(data, 1, dpi=72).convert("L")
    assert (image.width > image.height) is (quarters % 2 == 1)
    for cell in grid.cells:
        x0, y0, x1, y1 = map(round, cell.place.box)
        darkest, _ = image.crop((x0 + 2, y0 + 2, x1 - 1, y1 - 1)).getextrema()
        assert (darkest < 160) is bool(cell.text), cell


@contextmanager
def turned(canvas, quarters):
    """The canvas with the height of a page that lies on its side."""
    size = canvas._pagesize
    canvas._pagesize = size if quarters % 2 == 0 else size[::-1]
    yield
    canvas._pagesize = size


def changed(data, change):
    """A PDF with something changed on its first page."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    change(document[0])
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_a_landscape_table_set_sideways_on_an_upright_page():
    def draw(canvas):
        canvas.translate(WIDTH, 0)
        canvas.rotate(90)
        with turned(canvas, 1):
            table(canvas, FORM, WIDTHS)

    (grid,) = grids(read(drawn(draw)))
    assert shape(grid) == TRUTH
    left, top, right, bottom = grid.cells[0].place.box
    assert bottom - top == pytest.approx(80, abs=1)
    assert right - left == pytest.approx(24, abs=1)


def test_the_crop_box_moves_the_places():
    plain = drawn(lambda canvas: table(canvas, FORM, WIDTHS))
    data = changed(plain, lambda page: page.set_cropbox(40, 100, WIDTH, HEIGHT - 50))
    (grid,) = grids(read(data))
    assert shape(grid) == TRUTH
    assert grid.cells[0].place.box == pytest.approx((20, 50, 100, 74), abs=1)


def test_every_character_is_in_one_part_once():
    def draw(canvas):
        say(canvas, 200, 40, "项目支出绩效目标表", 16)
        say(canvas, 60, 80, "单位：万元")
        table(canvas, FORM, WIDTHS)
        say(canvas, 60, 260, "注：本表按项目填报，一式三份。")
        say(canvas, 290, 810, "- 1 -")
        canvas.saveState()
        canvas.translate(300, 500)
        canvas.rotate(45)
        canvas.setFont("STSong-Light", 40)
        canvas.drawString(0, 0, "内部资料")
        canvas.restoreState()

    reading = read(drawn(draw))
    printed = "项目支出绩效目标表单位：万元注：本表按项目填报，一式三份。-1-内部资料" + "".join(
        c[4] for c in FORM
    )
    found = [part.text for part in reading.parts if isinstance(part, TextLine)]
    found += [cell.text for grid in grids(reading) for cell in grid.cells]
    assert Counter(squeezed("".join(found))) == Counter(printed)
    assert lines(reading)[:2] == ["项目支出绩效目标表", "单位：万元"]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("全市政务数据归集治理与共享开放工作", "全市政务数据归集治理与共享开放工作"),
        ("产\n出\n指\n标", "产出指标"),
        ("2024年12月31日前完成12345678", "2024年12月31日前完成12345678"),
        ("1.建成平台；\n2.开展培训。", "1.建成平台； 2.开展培训。"),
    ],
)
def test_the_lines_of_a_cell_become_one(text, expected):
    cells = [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, text), (1, 0, 1, 1, "乙"), (1, 1, 1, 1, "丙")]
    (grid,) = grids(read(drawn(lambda canvas: table(canvas, cells, (60, 90), height=70))))
    assert shape(grid)[0, 1][0] == expected


def test_latin_words_keep_their_blank_over_a_soft_break():
    cells = [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "Digital\nGovernment"), (1, 0, 1, 1, "乙"), (1, 1, 1, 1, "丙")]
    (grid,) = grids(read(drawn(lambda canvas: table(canvas, cells, (60, 70), height=40))))
    assert shape(grid)[0, 1][0] == "Digital Government"


def test_bold_by_printing_twice_hidden_white_and_tiny_text():
    def draw(canvas):
        for shift in (0, 0.3):
            canvas.setFont("STSong-Light", 12)
            canvas.drawString(60 + shift, 700, "标题加粗")
        canvas.setFillGray(1)
        say(canvas, 60, 200, "白纸白字")
        canvas.setFillGray(0)
        hidden = canvas.beginText(60, 500)
        hidden.setFont("STSong-Light", 10)
        hidden.setTextRenderMode(3)
        hidden.textOut("看不见")
        hidden.setTextRenderMode(0)
        canvas.drawText(hidden)
        say(canvas, 60, 400, "小得看不清", 0.4)
        canvas.setFillGray(0.2)
        canvas.rect(50, HEIGHT - 520, 200, 30, stroke=0, fill=1)
        canvas.setFillGray(1)
        say(canvas, 60, 495, "深底白字")

    assert lines(read(drawn(draw))) == ["标题加粗", "深底白字"]


def test_printed_characters_are_kept_as_they_are():
    assert lines(read(drawn(lambda canvas: say(canvas, 60, 100, "≥９５％①㎡（ⅢＡ）")))) == [
        "≥９５％①㎡（ⅢＡ）"
    ]


def test_raised_figures_stay_raised():
    def draw(canvas):
        say(canvas, 60, 100, "新增10")
        say(canvas, 90, 100, "3", 6)
        say(canvas, 93, 100, "立方米")

    assert lines(read(drawn(draw))) == ["新增10³立方米"]


def test_wide_gaps_in_a_line_are_tabs():
    def draw(canvas):
        say(canvas, 60, 100, "部门名称")
        say(canvas, 200, 100, "云岭市博物馆")

    assert lines(read(drawn(draw))) == ["部门名称\t云岭市博物馆"]


def page_of(cells, *, widths=WIDTHS, top=60, skip="", number=""):
    def draw(canvas):
        table(canvas, cells, widths, top=top, skip=skip, height=24)
        if number:
            say(canvas, 290, 810, number)

    return draw


def test_columns_mean_the_same_on_each_page():
    head = [(0, 0, 1, 2, "项目名称"), (0, 2, 1, 2, "展陈更新")]
    rows = [(row, column, 1, 1, f"{row}{column}") for row in range(25) for column in range(4)]
    first = [*head, *((row + 1, *rest) for row, *rest in rows)]
    second = [
        (row, 0 if column == 0 else column + 1, 1, 2 if column == 0 else 1, f"次{row}{column}")
        for row in range(3)
        for column in range(3)
    ]
    reading = read(drawn(page_of(first, number="- 1 -"), page_of(second, number="- 2 -")))
    _, two = grids(reading)
    assert {cell.column for cell in two.cells} == {0, 2, 3}
    assert all(cell.column_span == (2 if cell.column == 0 else 1) for cell in two.cells)
    assert {cell.place.page for cell in two.cells} == {2}


def test_a_title_between_two_tables_keeps_them_apart():
    rows = [(row, column, 1, 1, "甲") for row in range(28) for column in range(4)]
    wide = [(row, column, 1, 1, "乙") for row in range(3) for column in range(2)]

    def second(canvas):
        say(canvas, 200, 40, "另一张表")
        table(canvas, wide, (200, 200), top=70)

    _, two = grids(read(drawn(page_of(rows), second)))
    assert {cell.column for cell in two.cells} == {0, 1}


def test_a_cell_that_the_page_cuts_without_a_ruling_is_one():
    rows = [(row, column, 1, 1, f"{row}{column}") for row in range(28) for column in range(4)]
    texts = ("效益指标", "社会效益", "带动周边居民就业", "≥20")
    rows += [(28, column, 1, 1, text) for column, text in enumerate(texts)]
    after = [(0, 0, 1, 1, ""), (0, 1, 1, 1, ""), (0, 2, 1, 1, "和文化消费"), (0, 3, 1, 1, "人次")]
    after += [(1, column, 1, 1, "末") for column in range(4)]
    one, two = grids(read(drawn(page_of(rows, skip="foot"), page_of(after, skip="head"))))
    assert shape(one)[28, 2][0] == "带动周边居民就业和文化消费"
    assert shape(one)[28, 3][0] == "≥20人次"
    assert {text for text, _, _ in shape(two).values()} == {"末"}
    ruled_one, ruled_two = grids(read(drawn(page_of(rows), page_of(after))))
    assert shape(ruled_one)[28, 2][0] == "带动周边居民就业"
    assert shape(ruled_two)[0, 2][0] == "和文化消费"


def unruled(canvas, *, across=False):
    rows = [
        ("一级指标", "二级指标", "三级指标", "指标值", "单位"),
        ("产出指标", "数量指标", "更新展柜数量", "≥12", "个"),
        ("", "", "修复馆藏文物", "≥30", "件"),
        ("", "质量指标", "验收合格率", "100", "%"),
        ("效益指标", "社会效益", "参观人次增长率", "≥5", "%"),
    ]
    xs = (60, 140, 220, 360, 430)
    for number, row in enumerate(rows):
        for x, text in zip(xs, row, strict=True):
            say(canvas, x, 100 + 22 * number, text)
    if across:
        for number in range(len(rows) + 1):
            stroke(canvas, 55, 94 + 22 * number, 480, 94 + 22 * number)
    return rows


@pytest.mark.parametrize("across", (False, True))
def test_a_table_without_rulings_is_told_by_its_gutters(across):
    kept = []

    def draw(canvas):
        say(canvas, 200, 50, "项目支出绩效目标表", 16)
        kept.extend(unruled(canvas, across=across))
        say(
            canvas,
            60,
            300,
            "以上各项由单位自行填报，并对其真实性负责；逾期不报的，按规定处理，不再另行通知各单位。",
        )

    reading = read(drawn(draw))
    (grid,) = grids(reading)
    texts = {position: text for position, (text, _, _) in shape(grid).items() if text}
    assert texts == {(r, c): text for r, row in enumerate(kept) for c, text in enumerate(row) if text}
    assert len(lines(reading)) == 2


def test_labels_in_the_middle_of_their_rows_cover_them():
    def draw(canvas):
        names = ("更新展柜数量", "修复馆藏文物", "验收合格率", "参观人次", "观众满意度")
        for number, name in enumerate(names):
            say(canvas, 200, 100 + 24 * number, name)
            say(canvas, 360, 100 + 24 * number, "≥12")
            say(canvas, 440, 100 + 24 * number, "10")
        say(canvas, 80, 100 + 24 * 0.5, "数量指标")
        say(canvas, 80, 100 + 24 * 2, "质量指标")
        say(canvas, 80, 100 + 24 * 3.5, "效益指标")

    (grid,) = grids(read(drawn(draw)))
    spans = {
        text: (position[0], rows) for position, (text, rows, _) in shape(grid).items() if position[1] == 0
    }
    assert spans == {"数量指标": (0, 2), "质量指标": (2, 1), "效益指标": (3, 2)}


def test_running_text_is_no_table():
    text = "本年度预算安排坚持以收定支、量入为出，重点保障民生支出和重大项目建设需要。"

    def draw(canvas):
        for number in range(12):
            say(canvas, 60, 100 + 18 * number, text)

    reading = read(drawn(draw))
    assert not grids(reading)
    assert lines(reading) == [text] * 12


def test_pages_that_are_not_wanted_give_their_lines():
    pages = [lambda canvas: table(canvas, FORM, WIDTHS)] * 2

    def wanted(texts):
        return ["更新展柜" in text and number > 0 for number, text in enumerate(texts)]

    reading = read(drawn(*pages), wanted=wanted)
    (grid,) = grids(reading)
    assert {cell.place.page for cell in grid.cells} == {2}
    first = [part for part in reading.parts if isinstance(part, TextLine)]
    assert {part.place for part in first} == {Place(page=1)}
    assert "更新展柜数量" in "".join(part.text for part in first)


def scan(*extra):
    image = render_page(drawn(lambda canvas: table(canvas, FORM, WIDTHS)), 1, dpi=60)

    def draw(canvas):
        from reportlab.lib.utils import ImageReader

        canvas.drawImage(ImageReader(image), 0, 0, WIDTH, HEIGHT)

    return drawn(lambda canvas: say(canvas, 60, 100, "第一页"), draw, draw, *extra)


def test_scanned_pages_are_named():
    reading = read(scan())
    assert [(finding.code, "第 2–3 页" in finding.message) for finding in reading.findings] == [
        ("scanned-page", True)
    ]
    assert lines(reading) == ["第一页"]


def test_scanned_pages_are_recognised_in_their_place():
    seen = []

    def recognise(image, page, scale):
        seen.append((page, image.width * scale == pytest.approx(WIDTH, abs=1)))
        return (TextLine(f"认出{page}", Place(page=page, box=(0.0, 0.0, 1.0, 1.0))),)

    reading = read(scan(lambda canvas: say(canvas, 60, 100, "末页")), recognise=recognise)
    assert seen == [(2, True), (3, True)]
    assert lines(reading) == ["第一页", "认出2", "认出3", "末页"]
    assert reading.findings == ()


def test_the_picture_of_a_page_outlines_boxes():
    from PIL import Image

    data = drawn(lambda canvas: table(canvas, FORM, WIDTHS))
    plain, boxed = (
        Image.open(BytesIO(page_image(data, 1, boxes, dpi=72))) for boxes in ((), ((60, 100, 140, 124),))
    )
    assert plain.size == boxed.size
    assert plain.getpixel((58, 110))[1] > 200
    assert boxed.getpixel((59, 110))[0] > 180 > 90 > boxed.getpixel((59, 110))[1]


def test_a_page_that_is_not_there():
    with pytest.raises(UnreadableDocumentError, match="只有 1 页"):
        page_image(drawn(lambda canvas: say(canvas, 60, 100, "甲")), 2)


def test_places_of_grids_and_lines_reach_the_document():
    _, places = to_blocks(read(drawn(lambda canvas: table(canvas, FORM, WIDTHS))).parts)
    found = [place for stretches in places.values() for _, _, place in stretches]
    assert {place.page for place in found} == {1}
    assert all(place.box is not None for place in found)


@pytest.mark.skipif(office() is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("layout", ("core_2021", "upright_labels"))
def test_cells_come_back_from_a_word_file_that_libreoffice_printed(layout):
    sheet = make_sheet(layout, 1)
    found = grids(read(convert(to_docx(sheet), ".docx", "pdf")))
    printed = Counter(
        squeezed(box.text) for block in sheet.blocks if isinstance(block, Printed) for box in block.boxes
    )
    cells = Counter(squeezed(cell.text) for grid in found for cell in grid.cells)
    del printed[""], cells[""]
    assert cells == printed


FONT_RESOURCE = b"<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"


def locked(password):
    from reportlab.lib.pdfencrypt import StandardEncryption

    return drawn(
        lambda canvas: say(canvas, 60, 100, "甲乙丙"), encrypt=StandardEncryption(password, ownerPassword="o")
    )


REFUSED = {
    "only a head": (lambda: b"%PDF-1.7\n", "已损坏"),
    "garbage": (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 50, "已损坏"),
    "cut off": (lambda: drawn(*[lambda canvas: say(canvas, 60, 100, "甲")] * 3)[:900], "已损坏"),
    "password": (lambda: locked("secret"), "密码"),
    "no page": (lambda: raw(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"), "PDF"),
    "too many pages": (
        lambda: raw(
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[" + b"3 0 R " * 100_000 + b"]/Count 100000>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        ),
        "100000 页",
    ),
    "forms without end": (lambda: nested_forms(1, 2, endless=True), "嵌套"),
    "forms by the power": (lambda: nested_forms(9, 10), "嵌套"),
    "packed content": (lambda: one_page(b"0 0 m 9 9 l S\n" * 2_600_000), "展开后超过"),
}


@pytest.mark.parametrize("make, reason", REFUSED.values(), ids=REFUSED)
def test_bad_files_are_refused_with_a_reason(make, reason):
    start = time.process_time()
    with pytest.raises(UnreadableDocumentError, match=reason) as caught:
        read(make())
    assert "表.pdf" in str(caught.value)
    assert time.process_time() - start < 20


SURVIVED = {
    "owner password": (lambda: locked(""), "甲乙丙"),
    "broken table of objects": (
        lambda: drawn(lambda canvas: say(canvas, 60, 100, "甲乙丙")).replace(b"startxref", b"startxxxx"),
        "甲乙丙",
    ),
    "huge page": (
        lambda: one_page(
            b"BT /F1 12 Tf 10 10 Td (hello) Tj ET", resources=FONT_RESOURCE, box=b"[0 0 1e9 1e9]"
        ),
        "hello",
    ),
    "deep forms": (lambda: nested_forms(300, 1), ""),
    "many lines": (lambda: one_page(b"0 0 m 500 0 l S\n" * 100_000), ""),
    "a page count that lies": (
        lambda: raw(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R]/Count 7>>"),
        "",
    ),
}


@pytest.mark.parametrize("make, text", SURVIVED.values(), ids=SURVIVED)
def test_odd_files_are_read_as_far_as_they_go(make, text):
    start = time.process_time()
    reading = read(make())
    assert "".join(lines(reading)) == text
    assert time.process_time() - start < 20


def test_a_cut_file_says_so():
    data = drawn(*[lambda canvas: say(canvas, 60, 100, "甲乙丙")] * 3)
    reading = read(data.replace(b"%%EOF", b""))
    assert [finding.code for finding in reading.findings] == ["truncated-document"]


@pytest.mark.parametrize("edges", ([10, 12, 30], [10.0, 14.4, 18.8, 40]))
def test_snapped_edges_keep_their_order(edges):
    from kg.read.pdf_rulings import snapped

    found = snapped(edges, 4.5)
    assert all(after > before for before, after in pairwise(found))
