"""Pages of a PDF as images: for the recognition of scans, and to show where something stands."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from kg.errors import UnreadableDocumentError
from kg.model import Box
from kg.read.guard import only_unreadable
from kg.read.outlines import outlined_png
from kg.read.parts import Part
from kg.read.pdf_file import Opened, opened

if TYPE_CHECKING:
    from PIL.Image import Image

Recognise = Callable[["Image", int, float], Iterable[Part]]
"""Given the image of a page, its number and the points of a pixel: its lines and grids, with boxes in points."""

SCAN_DPI: Final = 200
_POINTS: Final = 72
_MOST_PIXELS: Final = 24_000_000
_MOST_SIDE: Final = 12_000


def render_page(data: bytes, page: int, *, dpi: int = SCAN_DPI, name: str = "文件") -> "Image":
    """A page (counted from 1) as it is shown, as an RGB image; of very large pages a coarser one.

    Raises UnreadableDocumentError.
    """
    with only_unreadable(name, "PDF"), opened(data, name) as file:
        return _rendered(file, page, dpi)[0]


def page_image(
    data: bytes, page: int, boxes: Sequence[Box] = (), *, dpi: int = 110, name: str = "文件"
) -> bytes:
    """A page (counted from 1) as a PNG with some boxes (points of the page as shown) outlined.

    Raises UnreadableDocumentError.
    """
    with only_unreadable(name, "PDF"):
        with opened(data, name) as file:
            image, scale = _rendered(file, page, dpi)
        return outlined_png(image, boxes, scale)


def recognised(file: Opened, number: int, recognise: Recognise) -> Iterable[Part]:
    """What a recogniser finds on a page of an open file."""
    image, scale = _rendered(file, number, SCAN_DPI)
    return recognise(image, number, 1 / scale)


def _rendered(file: Opened, number: int, dpi: int) -> tuple["Image", float]:
    """The image of a page and the pixels of a point."""
    import pypdfium2

    if not 1 <= number <= file.pages:
        raise UnreadableDocumentError(f"“{file.name}”只有 {file.pages} 页，没有第 {number} 页。")
    page: Any = file.document[number - 1]
    try:
        width, height = page.get_size()
        scale = dpi / _POINTS
        if width <= 0 or height <= 0:
            raise UnreadableDocumentError(f"“{file.name}”第 {number} 页没有大小，画不出来。")
        scale = min(scale, (_MOST_PIXELS / (width * height)) ** 0.5, _MOST_SIDE / width, _MOST_SIDE / height)
        bitmap: pypdfium2.PdfBitmap = page.render(scale=scale, draw_annots=True)
        try:
            image = bitmap.to_pil().convert("RGB")
        finally:
            bitmap.close()
        return image, scale
    finally:
        page.close()
