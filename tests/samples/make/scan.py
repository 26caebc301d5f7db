"""Pages as a scanner leaves them: images, a little turned, grey and noisy; as a PDF of images or one PNG."""

from io import BytesIO
from random import Random
from typing import Any

from samples.make.grid import Sheet
from samples.make.write_pdf import Options, to_pages, to_pdf


def scanned_pages(pdf: bytes, rng: Random, *, dpi: int = 150, clean: bool = False) -> list[Any]:
    """The pages of a PDF as page images."""
    pages = to_pages(pdf, dpi)
    return pages if clean else [_aged(page, rng) for page in pages]


def _aged(page: Any, rng: Random) -> Any:
    import numpy
    from PIL import Image, ImageFilter

    turned = page.rotate(rng.uniform(-0.7, 0.7), resample=Image.Resampling.BICUBIC, fillcolor=250)
    blurred = turned.filter(ImageFilter.GaussianBlur(rng.uniform(0.2, 0.6)))
    noise = numpy.random.default_rng(rng.randrange(2**31))
    grey = numpy.asarray(blurred, dtype="float32")
    grey = grey * rng.uniform(0.93, 1.0) + noise.normal(0, rng.uniform(2, 7), grey.shape)
    return Image.fromarray(numpy.clip(grey, 0, 255).astype("uint8"))


def to_scan(sheet: Sheet, rng: Random, *, clean: bool = False) -> bytes:
    """A PDF whose pages are images."""
    pages = scanned_pages(to_pdf(sheet, Options(size=10.0)), rng, clean=clean)
    buffer = BytesIO()
    pages[0].save(buffer, "PDF", resolution=150.0, save_all=True, append_images=pages[1:])
    return buffer.getvalue()


def to_image(sheet: Sheet, rng: Random) -> bytes:
    """All pages one below the other as one PNG, as sites put up long pictures."""
    from PIL import Image

    pages = scanned_pages(to_pdf(sheet, Options(size=10.0)), rng)
    whole = Image.new("L", (max(page.width for page in pages), sum(page.height for page in pages)), 255)
    top = 0
    for page in pages:
        whole.paste(page, (0, top))
        top += page.height
    buffer = BytesIO()
    whole.save(buffer, "PNG", dpi=(150, 150))
    return buffer.getvalue()
