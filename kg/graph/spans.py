"""Spans as one compact literal on a row node: ``name@12:0-4;target@12:9-13;target@13:0-2``."""

import re
from collections.abc import Mapping
from typing import Final

from kg.model import Place, Span
from kg.places import place_to_text, text_to_place

_ENTRY: Final = re.compile(r"(?P<field>[^@;]+)@(?:p(?P<page>\d+)/)?(?P<line>\d+):(?P<start>\d+)-(?P<end>\d+)")


def spans_to_text(sources: Mapping[str, tuple[Span, ...]]) -> str | None:
    """Fields in alphabetical order, the spans of a field in reading order; None where there is none.

    ``p3/`` in front of the line names the page of formats whose lines are rows of a table on a page.
    """
    entries = [
        f"{field}@{f'p{span.page}/' if span.page is not None else ''}{span.line}:{span.start}-{span.end}"
        for field in sorted(sources)
        for span in sources[field]
    ]
    return ";".join(entries) or None


def text_to_spans(literal: str) -> dict[str, tuple[Span, ...]]:
    """The spans that `spans_to_text` wrote. Raises ValueError for anything else."""
    found: dict[str, tuple[Span, ...]] = {}
    for entry in filter(None, literal.split(";")):
        match = _ENTRY.fullmatch(entry)
        if match is None:
            raise ValueError(f"not a span: {entry!r}")
        page = match["page"]
        span = Span(int(match["line"]), int(match["start"]), int(match["end"]), int(page) if page else None)
        found[match["field"]] = (*found.get(match["field"], ()), span)
    return found


def parts_to_text(spans: Mapping[str, tuple[int, int]]) -> str | None:
    """Offsets of the parts inside the name and the target, in their order: ``operator:0-1;value:1-3``, or None."""
    return ";".join(f"{part}:{start}-{end}" for part, (start, end) in spans.items()) or None


def text_to_parts(literal: str) -> dict[str, list[int]]:
    """The offsets that `parts_to_text` wrote. Raises ValueError for anything else."""
    found: dict[str, list[int]] = {}
    for entry in filter(None, literal.split(";")):
        part, _, ends = entry.rpartition(":")
        start, dash, end = ends.partition("-")
        if not part or not dash:
            raise ValueError(f"not the offsets of a part: {entry!r}")
        found[part] = [int(start), int(end)]
    return found


def places_to_text(places: Mapping[str, tuple[Place, ...]]) -> str | None:
    """Where each field stands in a file without lines: ``name@p3[72,100.5,200,120];target@p3``; None for none.

    Fields in alphabetical order, the places of a field in reading order; in the name of a sheet the signs of
    the literal are percent-encoded.
    """
    return ";".join(f"{f}@{place_to_text(place)}" for f in sorted(places) for place in places[f]) or None


def text_to_places(literal: str) -> dict[str, tuple[Place, ...]]:
    """The places that `places_to_text` wrote. Raises ValueError for anything else."""
    found: dict[str, tuple[Place, ...]] = {}
    for entry in filter(None, literal.split(";")):
        field, at, place = entry.partition("@")
        if not field or not at:
            raise ValueError(f"not a place: {entry!r}")
        found[field] = (*found.get(field, ()), text_to_place(place))
    return found
