import io
import os
import struct
import subprocess
import sys
import zlib
from functools import cache
from pathlib import Path

import pytest
from drawn_forms import BELOW, FORM, SIGNS, TITLE, Drawn, draw, fonts, noisy, squeezed, turned

from kg.errors import UnreadableDocumentError
from kg.findings import finding_concepts
from kg.model import LEGIBLE, Place
from kg.read import ocr
from kg.read.parts import Grid, GridCell, TextLine, to_blocks

ROOT = Path(__file__).resolve().parent.parent
FACES = fonts()
INSTALLED = ocr.ocr_available()
if os.environ.get("CI") and not (INSTALLED and FACES):
    pytest.fail("CI must install the extra `ocr` and the package fonts-noto-cjk", pytrace=False)
needs_model = pytest.mark.skipif(
    not (INSTALLED and FACES), reason="the extra `ocr` and a Chinese font are needed"
)

DAMAGES = {
    "clean": None,
    "turned": lambda image: turned(image, 1.0),
    "noisy": noisy,
    "jpeg": squeezed,
    "turned, noisy, jpeg": lambda image: squeezed(noisy(turned(image, -2.4), 7.0), 45),
}
FOLD = str.maketrans("＝＞＜％（）：，—–", "=><%():,--")


@pytest.fixture(scope="module", autouse=True)
def _one_thread():
    """The model with one thread: two threads in each of several processes spend their time waiting for each other."""
    with pytest.MonkeyPatch.context() as patch:
        if INSTALLED:
            patch.setattr("kg.read.scan_reader._THREADS", 1)
        yield


@cache
def clean_page(dpi):
    """The form as it is printed, recognised as page 3."""
    return ocr.recognise(draw(first_font(), dpi), 3, 72 / dpi)


def folded(text):
    return text.translate(FOLD).replace(" ", "")


def cells_of(parts):
    (grid,) = [part for part in parts if isinstance(part, Grid)]
    return {(cell.row, cell.column): cell for cell in grid.cells}


def first_font():
    return next(iter(FACES.values()))


@needs_model
@pytest.mark.parametrize("dpi", [150, 200])
@pytest.mark.parametrize("damage", DAMAGES)
def test_cells_spans_and_signs_of_a_scanned_form(dpi, damage):
    if damage == "clean":
        found = cells_of(clean_page(dpi))
    else:
        found = cells_of(ocr.recognise(DAMAGES[damage](draw(first_font(), dpi)), 3, 72 / dpi))
    assert {(cell.row, cell.column, cell.rows, cell.columns) for cell in FORM} == {
        (cell.row, cell.column, cell.row_span, cell.column_span) for cell in found.values()
    }
    wrong = [
        (cell.text, found[cell.row, cell.column].text)
        for cell in FORM
        if folded(cell.text) != folded(found[cell.row, cell.column].text)
    ]
    assert len(wrong) <= 0.02 * len(FORM), wrong
    assert tuple(folded(found[row, 3].text) for row in range(4, 9)) == SIGNS
    assert folded(found[7, 6].text) == "≤2.15万元/公里"


@needs_model
@pytest.mark.parametrize("name", FACES)
def test_every_font_reads(name):
    found = cells_of(ocr.recognise(draw(FACES[name], 150, size=12), 1, 72 / 150))
    wrong = [
        (cell.text, found[cell.row, cell.column].text)
        for cell in FORM
        if folded(cell.text) != folded(found[cell.row, cell.column].text)
    ]
    assert len(wrong) <= 0.02 * len(FORM), wrong


@needs_model
def test_a_wrong_number_is_never_sure():
    figures = [
        "0.05",
        "2.156033",
        "45.9",
        "≥95%",
        "5‰",
        "≤0.3",
        "1,000.05",
        "7",
        "1",
        "=",
        "<5",
        "10",
        "≥1",
        "38㎡",
    ]
    cells = tuple(Drawn(row, column, figures[2 * row + column]) for row in range(7) for column in range(2))
    for font in FACES.values():
        for image in (
            draw(font, 150, cells=cells, widths=(90, 90)),
            noisy(draw(font, 150, cells=cells, widths=(90, 90))),
        ):
            found = cells_of(ocr.recognise(image, 1, 72 / 150))
            sure = {
                (cell.text, found[cell.row, cell.column].text)
                for cell in cells
                if found[cell.row, cell.column].confidence >= LEGIBLE
                and folded(found[cell.row, cell.column].text) != folded(cell.text)
            }
            assert not sure


@needs_model
def test_lines_outside_the_table_stand_in_order():
    parts = clean_page(150)
    assert [part.text if isinstance(part, TextLine) else "" for part in parts] == [TITLE, "", BELOW]


@needs_model
@pytest.mark.parametrize("degrees", [0.0, 1.5])
def test_boxes_are_points_of_the_page_as_shown(degrees):
    dpi = 150
    image = turned(draw(first_font(), dpi), degrees)
    place = cells_of(ocr.recognise(image, 7, 72 / dpi))[4, 4].place
    assert place.page == 7
    left, top, right, bottom = (edge * dpi / 72 for edge in place.box)
    cut = image.crop((round(left) - 2, round(top) - 2, round(right) + 2, round(bottom) + 2))
    parts = ocr.recognise(cut, 1, 72 / dpi)
    again = "".join(part.text for part in parts if isinstance(part, TextLine))
    grids = [cell.text for part in parts if isinstance(part, Grid) for cell in part.cells]
    assert "186.5" in again or "186.5" in grids


@needs_model
def test_a_table_without_rules_is_told_by_its_gutters():
    from PIL import Image, ImageDraw, ImageFont

    rows = [
        ("养护公路里程", "≥", "186", "公里"),
        ("巡查次数", "=", "12", "次"),
        ("验收合格率", "≥", "95", "%"),
    ]
    image = Image.new("L", (1000, 400), 255)
    face = ImageFont.truetype(str(first_font()), 22, index=2)
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            ImageDraw.Draw(image).text((60 + 230 * column, 60 + 60 * number), text, font=face, fill=0)
    (grid,) = ocr.recognise(image, 1, 72 / 150)
    texts = {(cell.row, cell.column): folded(cell.text) for cell in grid.cells}
    assert texts == {
        (row, column): text for row, cells in enumerate(rows) for column, text in enumerate(cells)
    }


@needs_model
@pytest.mark.parametrize(
    "form, media_type", [("PNG", "png"), ("JPEG", "jpeg"), ("BMP", "bmp"), ("WEBP", "webp")]
)
def test_picture_files(form, media_type):
    buffer = io.BytesIO()
    draw(first_font(), 110, cells=FORM[:8]).save(buffer, form, dpi=(110, 110))
    reading = ocr.read_image(buffer.getvalue(), "表.img")
    assert reading.media_type == f"image/{media_type}"
    assert "1,280.65" in {folded(cell.text) for cell in cells_of(reading.parts).values()}


@needs_model
def test_pages_of_a_tiff_and_of_a_long_picture():
    from PIL import Image

    page = draw(first_font(), 110, cells=FORM[:8])
    page = page.crop((0, 0, page.width, round(page.width * 1.3)))
    white = Image.new("L", page.size, 255)
    white.paste(page.crop((0, 0, page.width, 400)), (0, 0))
    buffer = io.BytesIO()
    white.save(
        buffer,
        "TIFF",
        save_all=True,
        append_images=[turned(white, 0.8)],
        compression="tiff_lzw",
        dpi=(110, 110),
    )
    grids = [part for part in ocr.read_image(buffer.getvalue(), "两页.tif").parts if isinstance(part, Grid)]
    assert [grid.cells[0].place.page for grid in grids] == [1, 2]
    long = Image.new("L", (white.width, 2 * white.height), 255)
    long.paste(white, (0, 0))
    long.paste(turned(white, 0.8), (0, white.height))
    buffer = io.BytesIO()
    long.save(buffer, "PNG", dpi=(110, 110))
    first, second = (
        part for part in ocr.read_image(buffer.getvalue(), "长图.png").parts if isinstance(part, Grid)
    )
    assert [folded(cell.text) for cell in first.cells] == [folded(cell.text) for cell in second.cells]
    shift = second.cells[0].place.box[1] - first.cells[0].place.box[1]
    assert shift == pytest.approx(white.height * 72 / 110, abs=12)


def png(width, height):
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 64))
        + chunk(b"IEND", b"")
    )


@pytest.mark.skipif(not INSTALLED, reason="the extra `ocr` is needed")
@pytest.mark.parametrize(
    "data, says",
    [
        (png(100_000, 100_000), "百万像素"),
        (png(12_000, 9_000), "百万像素"),
        (png(400, 400), "损坏"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 30, "损坏"),
        (b"no picture at all", "不是能读的图片"),
        (b"GIF89a" + b"\0" * 40, "不是能读的图片"),
        (b"", "空文件"),
    ],
)
def test_bad_pictures_are_refused_in_chinese(data, says):
    with pytest.raises(UnreadableDocumentError, match=says) as caught:
        ocr.read_image(data, "坏图.png")
    assert "坏图.png" in str(caught.value)


@needs_model
def test_a_blank_picture_yields_nothing():
    from PIL import Image

    assert ocr.recognise(Image.new("L", (800, 600), 255), 1, 0.48) == ()
    assert ocr.recognise(Image.new("RGB", (900, 700), (0, 0, 0)), 1, 0.48) == ()


def test_without_the_extra_the_message_says_how_to_install(monkeypatch):
    monkeypatch.setattr(ocr, "find_spec", lambda _: None)
    assert not ocr.ocr_available()
    with pytest.raises(UnreadableDocumentError, match=r"扫描件.*pip install .*\[ocr\]"):
        ocr.read_image(b"\x89PNG\r\n\x1a\n", "扫描.png")


def test_doubtful_texts_are_findings_on_their_lines():
    here = Place(page=1)
    cells = (
        GridCell(0, 0, "一级指标", here),
        GridCell(1, 0, "≥9S%", here, confidence=0.41),
        GridCell(1, 1, "", here, confidence=0.2),
    )
    parts = (TextLine("标题", here, 0.99), TextLine("", here), Grid(cells), TextLine("附汪", here, 0.5))
    found = ocr.doubtful(parts, "扫描.pdf")
    assert [(finding.line, finding.code) for finding in found] == [(4, "ocr-doubtful"), (5, "ocr-doubtful")]
    assert "≥9S%" in found[0].message
    assert "41%" in found[0].message
    blocks, _ = to_blocks(parts)
    assert blocks[-1].span.line == 5
    assert "ocr-doubtful" in {concept.name for concept in finding_concepts()}


def test_importing_the_reader_loads_nothing_heavy():
    heavy = ("numpy", "cv2", "PIL", "rapidocr", "onnxruntime")
    code = f"import sys, kg.read.ocr; print([name for name in {heavy} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@needs_model
def test_recognition_is_silent_and_needs_no_network(tmp_path):
    draw(first_font(), 110, cells=FORM[:8]).save(tmp_path / "form.png", dpi=(110, 110))
    code = (
        "import socket, sys, pathlib\n"
        "def refuse(*args, **more): raise AssertionError('network')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "from kg.read.ocr import read_image\n"
        f"parts = read_image(pathlib.Path({str(tmp_path / 'form.png')!r}).read_bytes(), 'form.png').parts\n"
        "sys.exit(0 if parts else 1)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
