"""Places in files without lines: in words, as one compact literal, and back."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import unquote

from kg.findings import Finding
from kg.model import Document, Indicator, Place, Span

_ENTRY: Final = re.compile(
    r"p(?P<page>\d+)(?:\[(?P<box>[\d.,-]+)\])?|s(?P<sheet>[^!]+)(?:!(?P<cell>[A-Z]+\d+(?::[A-Z]+\d+)?))?"
    r"|g(?P<paragraph>\d+)"
)
_RESERVED: Final = re.compile(r"[%!;@\x00-\x20\x7f-\xa0\u3000]")
_FIRST: Final = ("name", "target")
"""The fields that say where a row stands, the best first."""


def places_of(document: Document, spans: Iterable[Span]) -> tuple[Place, ...]:
    """The places that the characters of some spans stand at, in order, each once; none in a text file."""
    found: dict[Place, None] = {}
    for span in spans:
        for start, end, place in document.places.get(span.line, ()):
            if start < span.end and span.start < end:
                found[place] = None
    return tuple(found)


def field_places(document: Document, sources: Mapping[str, tuple[Span, ...]]) -> dict[str, tuple[Place, ...]]:
    """The places of each field; empty in a text file."""
    if not document.places:
        return {}
    found = {field: places_of(document, spans) for field, spans in sources.items()}
    return {field: places for field, places in found.items() if places}


def main_place(places: Mapping[str, tuple[Place, ...]]) -> Place | None:
    """The place of a row: that of its name, else of its target, else of any field; None in a text file."""
    fields = [*(field for field in _FIRST if field in places), *sorted(places)]
    return places[fields[0]][0] if fields else None


def line_place(document: Document, line: int) -> Place | None:
    """The place of the first characters of a counted line, or None in a text file or for no line."""
    stretches = document.places.get(line, ())
    return stretches[0][2] if stretches else None


def sheet_numbers(document: Document) -> dict[str, int]:
    """The sheets of a workbook that hold text, numbered from 1 in the order in which they come."""
    sheets = (
        place.sheet
        for line in sorted(document.places)
        for _, _, place in document.places[line]
        if place.sheet
    )
    return {sheet: number for number, sheet in enumerate(dict.fromkeys(sheets), 1)}


def page_number(place: Place | None, sheets: Mapping[str, int]) -> int | None:
    """The page of a place, of a workbook the number of its sheet; None where there are neither."""
    if place is None:
        return None
    return place.page if place.sheet is None else sheets.get(place.sheet)


def placed_indicators(document: Document, indicators: Sequence[Indicator]) -> tuple[Indicator, ...]:
    """The rows with the places of their fields, their page and the places of their findings."""
    if not document.places:
        return tuple(indicators)
    sheets = sheet_numbers(document)
    found = []
    for indicator in indicators:
        places = field_places(document, indicator.sources)
        page = page_number(main_place(places) or line_place(document, indicator.line), sheets)
        findings = placed_findings(document, indicator.findings)
        found.append(replace(indicator, places=places, page=page, findings=findings))
    return tuple(found)


def placed_findings(document: Document, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings with their place in words; those of a text file, and those of the whole document, as they are.

    A message that begins with the counted line loses it: nobody can find line 57 of a PDF.
    """
    if not document.places:
        return tuple(findings)
    return tuple(
        finding
        if finding.place or not finding.line
        else replace(
            finding,
            place=line_in_words(document, finding.line),
            message=finding.message.removeprefix(f"第 {finding.line} 行"),
        )
        for finding in findings
    )


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


def box_in_words(place: Place) -> str:
    """A place in Chinese with its box on the page.

    >>> box_in_words(Place(page=3, box=(72.0, 100.5, 200.0, 120.0)))
    '第 3 页，左 72、上 100.5、右 200、下 120 点'
    """
    if place.box is None:
        return place_in_words(place)
    edges = "、".join(f"{word} {_edge(edge)}" for word, edge in zip("左上右下", place.box, strict=True))
    return f"{place_in_words(place)}，{edges} 点"


def line_in_words(document: Document, line: int) -> str:
    """Where a counted line stands, in Chinese: ``第 12 行`` in a text file, page, cell or paragraph in others."""
    place = line_place(document, line)
    if place is None:
        return f"第 {line} 行" if line and not document.places else ""
    return place_in_words(place)


def lines_in_words(document: Document, first: int, last: int) -> str:
    """Where the counted lines ``first`` to ``last`` stand, in Chinese: ``第 3～5 页``, ``第 12～40 行``."""
    if not document.places:
        return f"第 {first}～{last} 行" if last > first else f"第 {first} 行"
    places = [place for at in range(first, max(first, last) + 1) if (place := line_place(document, at))]
    if not places:
        return ""
    start, end = places[0], places[-1]
    if start.page is not None and end.page is not None and start.page < end.page:
        return f"第 {start.page}～{end.page} 页"
    if start.paragraph is not None and end.paragraph is not None and start.paragraph < end.paragraph:
        return f"第 {start.paragraph}～{end.paragraph} 段"
    if start.sheet is not None and start.sheet == end.sheet and start.cell != end.cell:
        return f"{place_in_words(start)}～{end.cell}"
    return place_in_words(start)


def place_to_text(place: Place) -> str:
    """A place as a compact literal, free of the signs ``;`` and ``@``.

    >>> place_to_text(Place(page=3, box=(72.0, 100.5, 200.0, 120.0)))
    'p3[72,100.5,200,120]'
    """
    if place.sheet is not None:
        sheet = _RESERVED.sub(lambda sign: "".join(f"%{byte:02X}" for byte in sign[0].encode()), place.sheet)
        return f"s{sheet}!{place.cell}" if place.cell else f"s{sheet}"
    if place.paragraph is not None:
        return f"g{place.paragraph}"
    box = "" if place.box is None else "[" + ",".join(map(_edge, place.box)) + "]"
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
        return Place(sheet=unquote(match["sheet"]), cell=match["cell"])
    if match["paragraph"]:
        return Place(paragraph=int(match["paragraph"]))
    if match["box"] is None:
        return Place(page=int(match["page"]))
    left, top, right, bottom = _edges(match["box"])
    return Place(page=int(match["page"]), box=(left, top, right, bottom))


def _edge(edge: float) -> str:
    return f"{edge:.1f}".removesuffix(".0")


def _edges(text: str) -> Iterator[float]:
    return map(float, text.split(","))
