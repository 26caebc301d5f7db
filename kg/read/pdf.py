"""PDF files: tables by their rulings, lines by their base lines, each with its page and box; scans by recognition."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from kg.findings import Finding
from kg.model import Place
from kg.pulse import beat
from kg.read.guard import only_unreadable
from kg.read.parts import Part, Reading, TextLine, Wanted
from kg.read.pdf_file import Opened, opened
from kg.read.pdf_images import Recognise, recognised
from kg.read.pdf_layout import Laid, lay_out
from kg.read.pdf_page import read_page
from kg.read.pdf_stitch import stitched

MEDIA_TYPE: Final = "application/pdf"

_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200d\ufeff]")
_BREAKS: Final = re.compile(r"\r\n|\r|\n")


def read_pdf(
    data: bytes, name: str, *, wanted: Wanted | None = None, recognise: Recognise | None = None
) -> Reading:
    """The lines and grids of a PDF in reading order.

    Pages that are not ``wanted`` yield their lines only, without boxes; None: all pages are wanted. Scanned pages go
    through ``recognise``, and are a finding without it. Raises UnreadableDocumentError.
    """
    with only_unreadable(name, "PDF"), opened(data, name) as file:
        return _read(file, wanted, recognise)


def _read(file: Opened, wanted: Wanted | None, recognise: Recognise | None) -> Reading:
    texts = None if wanted is None else [file.page_text(number) for number in file.numbers]
    needed = [True] * len(file.numbers) if wanted is None or texts is None else list(wanted(texts))
    parts: dict[int, list[Part]] = {}
    laid: list[Laid] = []
    scans: list[int] = []
    garbled: list[int] = []
    for number, needs in zip(file.numbers, needed, strict=True):
        text = None if texts is None else texts[number - 1]
        if not needs and text and text.strip():
            parts[number] = list(_text_lines(text, number))
            continue
        with file.page(number) as handles:
            if handles is None:
                continue
            page = read_page(*handles, number)
        beat()
        if page.scanned or page.garbled:
            (scans if page.scanned else garbled).append(number)
            if recognise is not None:
                parts[number] = list(recognised(file, number, recognise))
                continue
        if needs:
            laid.append(lay_out(page))
    parts |= stitched(laid)
    found = _findings(file, scans, garbled, recognised=recognise is not None)
    return Reading(
        MEDIA_TYPE, tuple(part for number in file.numbers for part in parts.get(number, ())), found
    )


def _text_lines(text: str, number: int) -> Iterable[TextLine]:
    for line in _BREAKS.split(text):
        cleaned = _CONTROLS.sub("", line.replace("\x02", "-").replace("\ufffe", "-")).strip()
        if cleaned:
            yield TextLine(cleaned, Place(page=number))


def _findings(
    file: Opened, scans: Sequence[int], garbled: Sequence[int], *, recognised: bool
) -> tuple[Finding, ...]:
    found = []
    if file.is_cut:
        found.append(
            Finding(
                file.name, 0, "truncated-document", f"“{file.name}”末尾不完整，可能没有下载完，后面的页会缺。"
            )
        )
    if file.unreadable:
        found.append(Finding(file.name, 0, "unreadable-page", f"{_pages(file.unreadable)}已损坏，没有读。"))
    if scans and not recognised:
        advice = "要读这些页，请安装文字识别（在本程序的文件夹里运行 pip install '.[ocr]'）。"
        found.append(Finding(file.name, 0, "scanned-page", f"{_pages(scans)}是扫描图像，没有文字。{advice}"))
    if garbled and not recognised:
        message = f"{_pages(garbled)}的字体没有文字编码，复制出来是乱码。"
        found.append(Finding(file.name, 0, "garbled-page", message))
    return tuple(found)


def _pages(numbers: Sequence[int]) -> str:
    """Page numbers in words.

    >>> _pages([1, 2, 3, 7])
    '第 1–3、7 页'
    """
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    words = [str(first) if first == last else f"{first}–{last}" for first, last in ranges]
    return f"第 {'、'.join(words)} 页"
