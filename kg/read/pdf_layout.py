"""One page of a PDF as lines and tables in reading order, its tables not yet joined with those of other pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from kg.model import Box, Place
from kg.read.parts import TextLine
from kg.read.pdf_grid import Area, Ruled, ruled_table
from kg.read.pdf_lines import cell_text, line_text, printed_lines
from kg.read.pdf_page import Glyph, Page
from kg.read.pdf_rulings import frames_of, tile_edges
from kg.read.pdf_unruled import unruled_tables

_BLANK_LINE: Final = 0.7


@dataclass(slots=True)
class PageCell:
    """A cell of a table on one page: rows and columns it covers (ends exclusive), its text and place."""

    top: int
    bottom: int
    left: int
    right: int
    text: str
    place: Place
    open_above: bool = False
    open_below: bool = False


@dataclass(slots=True)
class PageTable:
    """A table on one page. ``xs``: the edges of its columns. ``lines``: the same text line by line, where the table
    is only a box around text unless it goes on from another page."""

    box: Box
    xs: list[float]
    cells: list[PageCell]
    ruled: bool = True
    lines: list[TextLine] = field(default_factory=list)


@dataclass(slots=True)
class Laid:
    """What stands on one page, from the top; the box of each item in the direction in which the page is read."""

    number: int
    width: float
    height: float
    items: list[tuple[Box, TextLine | PageTable]] = field(default_factory=list)


def lay_out(page: Page) -> Laid:
    """Every character of a page once: in a cell of a table, or in a line."""
    frames = frames_of(page.drawn.lines)
    tiles = tile_edges(page.drawn.fills, frames)
    if tiles:
        frames = sorted([*frames, *frames_of(tiles)], key=lambda frame: (frame.ys[0], frame.xs[0]))
    tables = [ruled_table(frame) for frame in frames]
    loose = _sorted_into(tables, page.glyphs)
    items: list[tuple[Box, TextLine | PageTable]] = []
    for table in tables:
        if any(area.glyphs for area in table.areas):
            made = _page_table(page, table)
            items.append((made.box, made))
    lines = printed_lines(loose)
    found, rest = unruled_tables(lines, page.drawn.lines)
    items += [(made.box, made) for made in (_page_table(page, table, ruled=False) for table in found)]
    for line in rest:
        items.append((line.box, TextLine(line_text(line, columns=True), _place(page, line.box))))
    for glyphs in _pieces([*(glyph for glyph in loose if glyph.turned), *page.askew]):
        box = _around(glyphs)
        items.append((box, TextLine("".join(glyph.text for glyph in glyphs).strip(), _place(page, box))))
    items.sort(key=lambda item: (item[0][1], item[0][0]))
    return Laid(page.number, page.width, page.height, list(_with_gaps(items, page.number)))


def _with_gaps(
    items: Sequence[tuple[Box, TextLine | PageTable]], page: int
) -> Iterator[tuple[Box, TextLine | PageTable]]:
    """The items, a line without text where two lines stand further apart than the lines of the page mostly do."""
    gaps = sorted(gap for above, below in pairwise(items) if (gap := _gap(above, below)) > 0)
    usual = gaps[len(gaps) // 4] if gaps else 0.0
    for number, item in enumerate(items):
        yield item
        if number + 1 < len(items):
            gap = _gap(item, items[number + 1])
            if gap > usual + _BLANK_LINE * (item[0][3] - item[0][1]):
                yield (item[0][0], item[0][3], item[0][2], item[0][3]), TextLine("", Place(page=page))


def _gap(above: tuple[Box, TextLine | PageTable], below: tuple[Box, TextLine | PageTable]) -> float:
    """The distance between two lines, 0 where one of them is a table."""
    lines = isinstance(above[1], TextLine) and isinstance(below[1], TextLine)
    return below[0][1] - above[0][3] if lines else 0.0


def _sorted_into(tables: Sequence[Ruled], glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Put each character into the cell it stands in, of the smallest table around it; those in none are returned."""
    inner = sorted(tables, key=lambda table: (table.xs[-1] - table.xs[0]) * (table.ys[-1] - table.ys[0]))
    loose = []
    for glyph in glyphs:
        x, y = glyph.point
        for table in inner:
            area = table.area_at(x, y)
            if area is not None:
                area.glyphs.append(glyph)
                break
        else:
            if glyph.is_shown:
                loose.append(glyph)
    return loose


def _page_table(page: Page, table: Ruled, *, ruled: bool = True) -> PageTable:
    cells = [
        PageCell(
            area.top,
            area.bottom,
            area.left,
            area.right,
            cell_text(area.glyphs, area.box[2] - area.box[0]),
            _place(page, area.box),
            area.open_above,
            area.open_below,
        )
        for area in table.areas
    ]
    box = (table.xs[0], table.ys[0], table.xs[-1], table.ys[-1])
    lines = _box_lines(page, table.areas) if len({area.left for area in table.areas}) == 1 else []
    return PageTable(box, table.xs, cells, ruled=ruled, lines=lines)


def _box_lines(page: Page, areas: Sequence[Area]) -> list[TextLine]:
    lines = []
    for area in areas:
        for line in printed_lines(area.glyphs):
            lines.append(TextLine(line_text(line, columns=True), _place(page, line.box)))
        for glyphs in _pieces([glyph for glyph in area.glyphs if glyph.turned]):
            lines.append(
                TextLine("".join(glyph.text for glyph in glyphs).strip(), _place(page, _around(glyphs)))
            )
    return lines


def _pieces(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Turned or askew characters in the order in which they are drawn, cut where they do not follow each other."""
    pieces: list[list[Glyph]] = []
    for glyph in glyphs:
        last = pieces[-1][-1] if pieces else None
        reach = 2.5 * max(glyph.size, glyph.x1 - glyph.x0)
        if last is not None and abs(glyph.x0 - last.x0) <= reach and abs(glyph.base - last.base) <= reach:
            pieces[-1].append(glyph)
        else:
            pieces.append([glyph])
    return [piece for piece in pieces if any(not glyph.text.isspace() for glyph in piece)]


def _around(glyphs: Sequence[Glyph]) -> Box:
    return (
        min(glyph.x0 for glyph in glyphs),
        min(glyph.top for glyph in glyphs),
        max(glyph.x1 for glyph in glyphs),
        max(glyph.bottom for glyph in glyphs),
    )


def _place(page: Page, box: Box) -> Place:
    return Place(page=page.number, box=page.shown(box))
