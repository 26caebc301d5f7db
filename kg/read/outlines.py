"""A page image with some boxes outlined, as PNG: to show where something stands."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from kg.model import Box

if TYPE_CHECKING:
    from PIL.Image import Image

_OUTLINE: Final = (214, 39, 40)


def outlined_png(image: "Image", boxes: Sequence[Box], scale: float) -> bytes:
    """The image as PNG, the boxes (in points, ``scale`` pixels each) outlined in red."""
    from PIL import ImageDraw

    picture = image.convert("RGB")
    pen = ImageDraw.Draw(picture)
    for box in boxes:
        x0, y0, x1, y1 = (edge * scale for edge in box)
        pen.rectangle((x0 - 1, y0 - 1, x1 + 1, y1 + 1), outline=_OUTLINE, width=max(2, round(scale * 1.2)))
    buffer = io.BytesIO()
    picture.save(buffer, format="PNG")
    return buffer.getvalue()
