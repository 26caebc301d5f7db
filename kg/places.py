"""Places in files without lines: in words, as one compact literal, and back."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from kg.model import Document, Place, Span

_ENTRY: Final = re.compile(
    r"p(?P<page>\d+)(?:\[(?P<box>[\d.,-]+)\])?|s(?P<sheet>.+)!(?P<cell>[A-Z]+\d+(?::[A-Z]+\d+)?)|g(?P<paragraph>\d+)"
)


def places_of(document: Document, spans: Iterable[Span]) -> tuple[Place, ...]:
    """The places that the characters of some spans stand at, in order, each once; none in a text file."""
    found: dict[Place, None] = {}
    for span in spans:
        for start, end, place in document.places.get(span.line, ()):
            if start < span.end and span.start < end:
                found[place] = None
    return tuple(found)


def line_place(document: Document, line: int) -> Place | None:
    """The place of the first characters of a counted line, or None in a text file or for no line."""
    stretches = document.places.get(line, ())
    return stretches[0][2] if stretches else None


def place_in_words(place: Place) -> str:
    """A place in Chinese.

    >>> place_in_words(Place(page=3)), place_in_words(Place(sheet="绩效", cell="B7"))
    ('第 3 页', '工作表“绩效”B7')
    """
    if place.sheet is not None:
        return f"工作表“{place.sheet}”{place.cell or ''}"
    if place.paragraph is not None:
        return f"第 {place.paragraph} 段"
    return f"第 {place.page} 页" if place.page is not None else ""


def line_in_words(document: Document, line: int) -> str:
    """Where a counted line stands, in Chinese: ``第 12 行`` in a text file, page, cell or paragraph in others."""
    place = line_place(document, line)
    if place is None:
        return f"第 {line} 行" if line and not document.places else ""
    return place_in_words(place)


def place_to_text(place: Place) -> str:
    """A place as a compact literal.

    >>> place_to_text(Place(page=3, box=(72.0, 100.5, 200.0, 120.0)))
    'p3[72,100.5,200,120]'
    """
    if place.sheet is not None:
        return f"s{place.sheet}!{place.cell}"
    if place.paragraph is not None:
        return f"g{place.paragraph}"
    box = (
        ""
        if place.box is None
        else "[" + ",".join(f"{edge:.1f}".removesuffix(".0") for edge in place.box) + "]"
    )
    return f"p{place.page}{box}"


def text_to_place(literal: str) -> Place:
    """The place that `place_to_text` wrote. Raises ValueError for anything else.

    >>> text_to_place("s绩效!B7")
    Place(page=None, box=None, sheet='绩效', cell='B7', paragraph=None)
    """
    match = _ENTRY.fullmatch(literal)
    if match is None:
        raise ValueError(f"not a place: {literal!r}")
    if match["sheet"]:
        return Place(sheet=match["sheet"], cell=match["cell"])
    if match["paragraph"]:
        return Place(paragraph=int(match["paragraph"]))
    if match["box"] is None:
        return Place(page=int(match["page"]))
    left, top, right, bottom = _edges(match["box"])
    return Place(page=int(match["page"]), box=(left, top, right, bottom))


def _edges(text: str) -> Iterator[float]:
    return map(float, text.split(","))
