"""Scans: page images to lines and grids by recognition of their characters. Needs the extra ``ocr``."""

import io
import warnings
from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from kg.errors import UnreadableDocumentError
from kg.findings import Finding
from kg.model import LEGIBLE, Box
from kg.pulse import beat
from kg.read.guard import only_unreadable
from kg.read.outlines import outlined_png
from kg.read.parts import Grid, Part, Reading, TextLine

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

INSTALL: Final = "在本程序的文件夹里运行 pip install '.[ocr]'"
_NEEDED: Final = ("rapidocr", "onnxruntime", "cv2", "numpy", "PIL")
_MOST_PIXELS: Final = 80_000_000
_MOST_SIDE: Final = 60_000
_MOST_PAGES: Final = 500
_LEAST_SIDE: Final = 24
_FORMATS: Final = ("PNG", "JPEG", "TIFF", "BMP", "WEBP")
_MEDIA_TYPES: Final = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "TIFF": "image/tiff",
    "BMP": "image/bmp",
    "WEBP": "image/webp",
}
_PAGE_WIDTH: Final = 595.0
_POINTS: Final = 72
_LONG: Final = 1.9
_PAGE_RATIO: Final = 1.414
_SHOWN: Final = 30


def ocr_available() -> bool:
    """Whether the extra ``ocr`` is installed."""
    return all(find_spec(module) is not None for module in _NEEDED)


def recognise(image: "Image", page: int, points_per_pixel: float) -> tuple[Part, ...]:
    """The lines and grids of a page image in reading order, their boxes in points of the image as given, their
    confidence that of the least sure character. 150 to 200 dpi serve best; finer images are made coarser.

    Raises UnreadableDocumentError where the extra is not installed.
    """
    _require(f"第 {page} 页")
    from kg.read.scan_page import page_parts

    parts: list[Part] = []
    for piece, top in _pieces(image):
        parts += page_parts(piece, page, points_per_pixel, top)
        beat()
    return tuple(parts)


def read_image(data: bytes, name: str) -> Reading:
    """A picture file (PNG, JPEG, TIFF with its pages, BMP, WebP) as a document of scanned pages.

    Raises UnreadableDocumentError.
    """
    _require(f"“{name}”")
    with only_unreadable(name, "图片"):
        return _read(data, name)


def doubtful(parts: Iterable[Part], name: str) -> tuple[Finding, ...]:
    """A finding for every line or cell that was recognised with a confidence below `LEGIBLE`.

    ``parts`` are all parts of the file from its beginning: lines are counted as `kg.read.parts.to_blocks` does.
    """
    found = []
    line = 0
    for part in parts:
        if isinstance(part, TextLine):
            line += 1
            if part.text.strip() and part.confidence < LEGIBLE:
                found.append(_doubt(name, line, part.text, part.confidence))
            continue
        found += [
            _doubt(name, line + 1 + cell.row, cell.text, cell.confidence)
            for cell in part.cells
            if cell.text.strip() and cell.confidence < LEGIBLE
        ]
        line += _height(part)
    return tuple(found)


def _height(grid: Grid) -> int:
    return max((cell.row + cell.row_span for cell in grid.cells), default=0)


def _doubt(name: str, line: int, text: str, confidence: float) -> Finding:
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    message = f"“{shown}”是从图像识别的，把握只有 {confidence:.0%}，请对照原件。"
    return Finding(name, line, "ocr-doubtful", message)


def _require(what: str) -> None:
    if not ocr_available():
        raise UnreadableDocumentError(
            f"{what}是扫描件或图片，要识别文字才能读。请安装文字识别后再试（{INSTALL}），或者向发布单位取得文字版。"
        )


def picture_page(
    data: bytes, page: int, boxes: Sequence[Box] = (), *, dpi: int = 110, name: str = "图片"
) -> bytes:
    """A page (counted from 1) of a picture file as a PNG with some boxes (in points, as in places) outlined.

    Needs no extra. Raises UnreadableDocumentError.
    """
    from PIL import ImageOps

    with only_unreadable(name, "图片"), _opened(data, name) as file:
        _seek(file, page - 1, name)
        image = ImageOps.exif_transpose(_on_white(file))
        scale = dpi / _POINTS
        coarser = _points_per_pixel(image, file.info.get("dpi")) * scale
        size = max(1, round(image.width * coarser)), max(1, round(image.height * coarser))
        return outlined_png(image.resize(size), boxes, scale)


def _read(data: bytes, name: str) -> Reading:
    from PIL import ImageOps

    with _opened(data, name) as file:
        frames = min(getattr(file, "n_frames", 1), _MOST_PAGES + 1)
        if frames > _MOST_PAGES:
            raise UnreadableDocumentError(f"“{name}”超过 {_MOST_PAGES} 页。请拆分后再读。")
        media_type = _MEDIA_TYPES.get(file.format or "", "image/png")
        parts: list[Part] = []
        for number in range(frames):
            _seek(file, number, name)
            if min(file.size) < _LEAST_SIDE:
                continue
            image = ImageOps.exif_transpose(_on_white(file))
            parts += recognise(image, number + 1, _points_per_pixel(image, file.info.get("dpi")))
    return Reading(media_type, tuple(parts), doubtful(parts, name))


def _opened(data: bytes, name: str) -> "ImageFile":
    from PIL import Image

    if not data:
        raise UnreadableDocumentError(f"“{name}”是空文件。")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore", Image.DecompressionBombWarning
            )  # the size is checked page by page
            return Image.open(io.BytesIO(data), formats=_FORMATS)
    except Image.DecompressionBombError as error:
        raise UnreadableDocumentError(_too_large(name)) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise UnreadableDocumentError(
            f"“{name}”不是能读的图片（PNG、JPEG、TIFF、BMP、WebP），或已损坏。请重新取得原文件，或另存为 PNG。"
        ) from error


def _seek(file: "ImageFile", number: int, name: str) -> None:
    file.seek(number)
    if file.width * file.height > _MOST_PIXELS or max(file.size) > _MOST_SIDE:
        raise UnreadableDocumentError(_too_large(name))


def _too_large(name: str) -> str:
    return f"“{name}”的图像超过 {_MOST_PIXELS // 1_000_000} 百万像素。请缩小或拆成几页后再读。"


def _on_white(file: "Image") -> "Image":
    """The frame in grey; what is transparent is white."""
    if file.mode in ("RGBA", "LA", "PA") or "transparency" in file.info:
        from PIL import Image

        layered = file.convert("RGBA")
        paper = Image.new("RGBA", layered.size, (255, 255, 255, 255))
        paper.alpha_composite(layered)
        return paper.convert("L")
    if file.mode.startswith("I;16") or file.mode in ("I", "F"):
        import numpy as np
        from PIL import Image

        deep = np.asarray(file, dtype=np.float32)
        low, high = float(deep.min()), float(deep.max())
        return Image.fromarray(((deep - low) * (255 / max(1.0, high - low))).astype(np.uint8))
    return file.convert("L")


def _points_per_pixel(image: "Image", declared: Any) -> float:  # noqa: ANN401
    """By the resolution that the file declares where that makes a page; else as if it were as wide as A4."""
    width, height = image.size
    try:
        dpi = float(declared[0])
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        dpi = 0.0
    if dpi >= 60 and 5 <= min(width, height) / dpi <= 17:
        return 72 / dpi
    across = _PAGE_WIDTH if height >= width else _PAGE_WIDTH * _PAGE_RATIO
    return float(across / width)


def _pieces(image: "Image") -> Iterator[tuple["Image", int]]:
    """The image, or the pages of one that shows several one below the other (each may be turned a little), and
    the pixels above each."""
    width, height = image.size
    if height <= _LONG * width:
        yield image, 0
        return
    import numpy as np

    grey = np.asarray(image.convert("L"))
    white = (grey > int(np.median(grey)) - 60).mean(axis=1) > 0.9995
    top = 0
    while height - top > _LONG * width:
        expected = top + round(_PAGE_RATIO * width)
        cut = _gap(white, expected, round(0.25 * width))
        yield image.crop((0, top, width, cut)), top
        top = cut
    yield image.crop((0, top, width, height)), top


def _gap(white: "NDArray[np.bool_]", expected: int, reach: int) -> int:
    """The middle of the widest blank band near a row of pixels; the row itself where there is none."""
    first, last = max(1, expected - reach), min(len(white) - 1, expected + reach)
    best, best_length, start = expected, 0, -1
    for row in range(first, last + 1):
        if white[row] and row < last:
            start = row if start < 0 else start
        elif start >= 0:
            if row - start > best_length:
                best, best_length = (start + row) // 2, row - start
            start = -1
    return best
