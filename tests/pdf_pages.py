"""Small PDF pages drawn by hand: ruled tables in the ways that programs draw them, and raw files for hostile cases."""

import zlib
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
WIDTH, HEIGHT = A4
Draw = Callable[[Canvas], None]
Cell = tuple[int, int, int, int, str]
"""Row, column, rows, columns and text."""


def drawn(*pages: Draw, size: tuple[float, float] = A4, **more: Any) -> bytes:
    """A PDF whose pages are drawn by functions."""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=size, invariant=1, **more)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def say(canvas: Canvas, x: float, top: float, text: str, size: float = 10) -> None:
    """A line whose base line is ``top`` + ``size`` below the top of the page."""
    canvas.setFont(FONT, size)
    canvas.drawString(x, canvas._pagesize[1] - top - size, text)


def stroke(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    height = canvas._pagesize[1]
    canvas.line(x0, height - y0, x1, height - y1)


def thin_box(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    height = canvas._pagesize[1]
    canvas.rect(x0 - 0.25, height - y1 - 0.25, x1 - x0 + 0.5, y1 - y0 + 0.5, stroke=0, fill=1)


def dashes(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    """A ruling as many short strokes of their own."""
    length = max(x1 - x0, y1 - y0)
    at = 0.0
    while at < length:
        end = min(at + 3, length)
        if x1 > x0:
            stroke(canvas, x0 + at, y0, x0 + end, y0)
        else:
            stroke(canvas, x0, y0 + at, x0, y0 + end)
        at += 5


def double(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    right, down = (0, 2) if x1 > x0 else (2, 0)
    stroke(canvas, x0, y0, x1, y1)
    stroke(canvas, x0 + right, y0 + down, x1 + right, y1 + down)


def with_gaps(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    """A ruling that misses those across by a point at both ends."""
    if x1 > x0:
        stroke(canvas, x0 + 1, y0, x1 - 1, y0)
    else:
        stroke(canvas, x0, y0 + 1, x0, y1 - 1)


Pen = Callable[[Canvas, float, float, float, float], None]
PENS: dict[str, Pen] = {
    "strokes": stroke,
    "thin boxes": thin_box,
    "dashes": dashes,
    "double": double,
    "gaps": with_gaps,
}


def table(
    canvas: Canvas,
    cells: Sequence[Cell],
    widths: Sequence[float],
    *,
    left: float = 60,
    top: float = 100,
    height: float = 24,
    pen: Pen = stroke,
    skip: str = "",
) -> None:
    """Cells with their sides, each drawn by ``pen``; ``skip`` leaves out a side of the table (foot, head, left)."""
    xs = [left]
    for width in widths:
        xs.append(xs[-1] + width)
    last = max(row + rows for row, _, rows, _, _ in cells)
    for row, column, rows, columns, text in cells:
        x0, x1 = xs[column], xs[column + columns]
        y0, y1 = top + row * height, top + (row + rows) * height
        if not (skip == "head" and row == 0):
            pen(canvas, x0, y0, x1, y0)
        if not (skip == "foot" and row + rows == last):
            pen(canvas, x0, y1, x1, y1)
        if not (skip == "left" and column == 0):
            pen(canvas, x0, y0, x0, y1)
        pen(canvas, x1, y0, x1, y1)
        lines = wrapped(text, x1 - x0 - 8)
        start = (y0 + y1) / 2 - 6 * len(lines)
        for number, line in enumerate(lines):
            say(canvas, x0 + 4, start + 12 * number, line)


def wrapped(text: str, width: float, size: float = 10) -> list[str]:
    """A text cut where a line is full, between any two characters; at line feeds in any case."""
    lines: list[str] = []
    for part in text.split("\n"):
        lines.append("")
        for character in part:
            if lines[-1] and pdfmetrics.stringWidth(lines[-1] + character, FONT, size) > width:
                lines.append("")
            lines[-1] += character
    return lines


FORM: tuple[Cell, ...] = (
    (0, 0, 1, 1, "一级指标"), (0, 1, 1, 1, "二级指标"), (0, 2, 1, 1, "三级指标"), (0, 3, 1, 1, "指标值"),
    (1, 0, 3, 1, "产出指标"), (1, 1, 2, 1, "数量指标"), (1, 2, 1, 1, "更新展柜数量"), (1, 3, 1, 1, "≥12个"),
    (2, 2, 1, 1, "修复馆藏文物"), (2, 3, 1, 1, "≥30件"),
    (3, 1, 1, 1, "质量指标"), (3, 2, 1, 1, "验收合格率"), (3, 3, 1, 1, "100%"),
    (4, 0, 1, 1, "满意度指标"), (4, 1, 1, 1, "服务对象"), (4, 2, 2, 2, ""),
    (5, 0, 1, 2, "合计"),
)  # fmt: skip
WIDTHS = (80, 80, 140, 100)


def raw(*objects: bytes) -> bytes:
    """A PDF of objects as they are; the first is the catalogue."""
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    at = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    return out + b"trailer <</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, at)


def stream(content: bytes, extra: bytes = b"") -> bytes:
    packed = zlib.compress(content, 9)
    return b"<</Length %d/Filter/FlateDecode%s>>stream\n%s\nendstream" % (len(packed), extra, packed)


def one_page(
    content: bytes, *more: bytes, resources: bytes = b"<<>>", box: bytes = b"[0 0 595 842]"
) -> bytes:
    """A page with some content; objects of ``more`` are numbered from 5."""
    return raw(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox %s/Contents 4 0 R/Resources %s>>" % (box, resources),
        stream(content),
        *more,
    )


def nested_forms(depth: int, times: int, *, endless: bool = False) -> bytes:
    """A page that draws a form that draws the next one some times over."""
    name = b"/Type/XObject/Subtype/Form/BBox[0 0 999 999]"
    forms = []
    for level in range(depth):
        last = level == depth - 1 and not endless
        following = 5 if level == depth - 1 else 6 + level
        inner = b"" if last else b"/Resources<</XObject<</X %d 0 R>>>>" % following
        forms.append(stream(b"0 0 m 9 9 l S" if last else b"/X Do " * times, name + inner))
    return one_page(b"/X Do", *forms, resources=b"<</XObject<</X 5 0 R>>>>")
