"""A PDF opened with PDFium: page after page, errors in Chinese, one reader at a time."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import RLock
from typing import Any, Final

from kg.errors import UnreadableDocumentError
from kg.read.pdf_limits import check_limits

MAX_PAGES: Final = 6000
_TAIL: Final = 4096
_MOST_TEXT: Final = 2_000_000
_KEPT: Final = 48
"""Pages that stay open until the file is closed."""
_SMALL: Final = 4000
"""Objects that a page has less of if it may stay open."""

_LOCK = RLock()
"""PDFium is not safe to call from two threads."""


@dataclass(slots=True)
class Opened:
    """An open file. ``unreadable`` collects the pages that could not be opened."""

    name: str
    document: Any
    pages: int
    is_cut: bool
    unreadable: list[int] = field(default_factory=list)
    kept: dict[int, tuple[Any, Any]] = field(default_factory=dict)
    """Pages that are still open: those of a short file are read twice, for their text and for their tables."""

    @property
    def numbers(self) -> range:
        """The pages, counted from 1."""
        return range(1, self.pages + 1)

    @contextmanager
    def page(self, number: int) -> Iterator[tuple[Any, Any] | None]:
        """A page and its text page, as PDFium's handles; None where it cannot be opened."""
        import pypdfium2.raw as pdfium

        if number in self.kept:
            yield self.kept[number]
            return
        handle = pdfium.FPDF_LoadPage(self.document, number - 1)
        if not handle:
            if number not in self.unreadable:
                self.unreadable.append(number)
            yield None
            return
        text = pdfium.FPDFText_LoadPage(handle)
        if len(self.kept) < _KEPT and pdfium.FPDFPage_CountObjects(handle) < _SMALL:
            self.kept[number] = handle, text
            yield handle, text
            return
        try:
            yield handle, text
        finally:
            _close(handle, text)

    def page_text(self, number: int) -> str:
        """The text of a page in the order in which it is drawn, lines parted by line feeds."""
        import pypdfium2.raw as pdfium

        with self.page(number) as handles:
            if handles is None:
                return ""
            _, text = handles
            count = min(pdfium.FPDFText_CountChars(text), _MOST_TEXT)
            if count <= 0:
                return ""
            buffer = (ctypes.c_ushort * (2 * count + 2))()
            written = pdfium.FPDFText_GetText(text, 0, count, buffer)
            return bytes(buffer)[: 2 * max(written - 1, 0)].decode("utf-16-le", "replace")


@contextmanager
def opened(data: bytes, name: str) -> Iterator[Opened]:
    """The pages of a file. Raises UnreadableDocumentError: locked, damaged, empty, too many pages."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    check_limits(data, name)
    with _LOCK:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            locked = b"/Encrypt" in data  # the code may be that of another file
            if locked and error.err_code == pdfium.FPDF_ERR_PASSWORD:
                raise UnreadableDocumentError(
                    f"“{name}”加了密码，打不开。请用密码打开后另存一份没有密码的，再读。"
                ) from error
            if locked and error.err_code == pdfium.FPDF_ERR_SECURITY:
                raise UnreadableDocumentError(
                    f"“{name}”用了不支持的加密方式，打不开。请在阅读器里打印成新的 PDF，再读。"
                ) from error
            raise UnreadableDocumentError(
                f"“{name}”是 PDF，但内容已损坏或不完整，打不开。请重新下载，或在阅读器里打开后另存一份。"
            ) from error
        file = Opened(name, document, 0, is_cut=b"%%EOF" not in data[-_TAIL:])
        try:
            count = pdfium.FPDF_GetPageCount(document)
            if count <= 0:
                raise UnreadableDocumentError(f"“{name}”里一页也没有。请重新取得原文件。")
            if count > MAX_PAGES:
                raise UnreadableDocumentError(
                    f"“{name}”有 {count} 页，超过上限 {MAX_PAGES} 页。请拆分后再读。"
                )
            file.pages = count
            yield file
        finally:
            for handles in file.kept.values():
                _close(*handles)
            document.close()


def _close(handle: Any, text: Any) -> None:  # noqa: ANN401 - ctypes has no types for them
    import pypdfium2.raw as pdfium

    pdfium.FPDFText_ClosePage(text)
    pdfium.FPDF_ClosePage(handle)
