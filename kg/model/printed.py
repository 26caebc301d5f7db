"""A document as it is printed: lines, tables and cells, with the places they come from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from kg.findings import Finding


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters ``start`` to ``end`` (0-based, end exclusive) of one printed line.

    ``line`` is 1-based; of formats without lines it counts lines and table rows over the whole file, in reading
    order, and the characters are those of the row with its cells joined by tabs (`Document.places`).
    """

    line: int
    start: int
    end: int
    page: int | None = None


Box = tuple[float, float, float, float]
"""Left, top, right, bottom in points (1/72 inch) from the top left corner of the page as it is shown."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where characters stand in a file that has no lines: page and box of a PDF or scan, sheet and cell of a
    workbook, paragraph of a Word or HTML file (1-based, counted over the whole body, table cells included)."""

    page: int | None = None
    box: Box | None = None
    sheet: str | None = None
    cell: str | None = None
    paragraph: int | None = None


LEGIBLE: Final = 0.8
"""Below this confidence of its least sure character a recognised text is to be looked at by a person."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as printed, with the places of its characters; several spans where it runs over lines.

    ``merged`` cells are covered by a neighbour (no cell here); an empty text is a blank cell.
    """

    text: str
    spans: tuple[Span, ...] = ()
    row_span: int = 1
    column_span: int = 1
    merged: bool = False
    confidence: float = 1.0
    """Of a recognised scan how sure its least sure character is."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of running text."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, in printed order. ``ruled`` tables have a grid: every row has as many positions, those that
    a merged cell covers included, so that the position of a cell tells its column. In an ``inferred`` table that
    grid was told by the gaps between words, so that a label in the middle of its rows may stand beside one of them.
    """

    rows: tuple[tuple[Cell, ...], ...]
    ruled: bool = False
    inferred: bool = False


Block = Line | Table


@dataclass(frozen=True, slots=True)
class Document:
    """One file: its name, the SHA-256 of its bytes, and its lines and tables in reading order."""

    name: str
    sha256: str
    media_type: str
    blocks: tuple[Block, ...]
    findings: tuple[Finding, ...] = ()
    places: Mapping[int, tuple[tuple[int, int, Place], ...]] = field(default_factory=dict)
    """Of formats without lines: for each counted line its stretches ``(start, end, place)``, in order."""
