"""From the kind of a file to its reader; each reader, and the library behind it, is loaded when it is needed."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import import_module
from typing import Final

from kg.read.kinds import Kind
from kg.read.parts import Reading, Wanted

_READERS: Final[Mapping[Kind, str]] = {
    "docx": "kg.read.docx:read_docx",
    "xlsx": "kg.read.xlsx:read_xlsx",
    "html": "kg.read.html:read_html",
    "mhtml": "kg.read.html:read_mhtml",
    "image": "kg.read.ocr:read_image",
}
"""The kinds whose reader takes bytes and a name and nothing else; what is missing here LibreOffice converts."""


def read_parts(kind: Kind, data: bytes, name: str, wanted: Wanted | None) -> Reading:
    """The lines and grids of a file that is no plain text. Raises UnreadableDocumentError."""
    if kind == "pdf":
        from kg.read.ocr import doubtful, ocr_available, recognise
        from kg.read.pdf import read_pdf

        reading = read_pdf(data, name, wanted=wanted, recognise=recognise if ocr_available() else None)
        return replace(reading, findings=(*reading.findings, *doubtful(reading.parts, name)))
    if kind in _READERS:
        module, _, function = _READERS[kind].partition(":")
        reader: Callable[[bytes, str], Reading] = getattr(import_module(module), function)
        return reader(data, name)
    from kg.read.legacy import read_legacy

    return read_legacy(data, name, kind)
