"""One page image to lines and grids: ruled tables by their rules, the rest by base lines and gutters."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from kg.model import Place
from kg.read.parts import Grid, GridCell, Part
from kg.read.scan_lines import Area, areas, in_type_size, strips, without_specks
from kg.read.scan_picture import Picture, prepare
from kg.read.scan_rulings import RuledTable, ruled_tables
from kg.read.scan_text import Recognised, recognise_areas
from kg.read.scan_unruled import Piece, unruled

if TYPE_CHECKING:
    from PIL.Image import Image


def page_parts(image: "Image", page: int, points_per_pixel: float, top: int = 0) -> tuple[Part, ...]:
    """The lines and grids of a page image in reading order; ``top`` pixels of the page stand above the image."""
    picture = prepare(image, points_per_pixel, top)
    tables, clean = ruled_tables(picture)
    ink = without_specks(picture.ink, clean, picture.em)
    cells = [(table, cell) for table in tables for cell in table.cells]
    loose = areas(ink, [table.outline for table in tables], picture.em)
    groups = [strips(clean, ink, cell.inside, picture.em) for _, cell in cells]
    lines = [[strip] for area in loose for strip in strips(clean, ink, _roomy(area, picture), picture.em)]
    found = recognise_areas(in_type_size([*groups, *lines], picture.em))
    texts = dict(zip(((id(table), cell.row, cell.column) for table, cell in cells), found, strict=False))
    pieces = [
        Piece(group[0].area, read.text, read.confidence)
        for group, read in zip(lines, found[len(groups) :], strict=True)
        if read.text
    ]
    parts: list[tuple[float, Part]] = [
        (float(table.outline[1]), _grid(picture, table, texts, page)) for table in tables
    ]
    for above, below in _between(tables, picture.grey.shape[0]):
        inside = [piece for piece in pieces if above <= (piece.area[1] + piece.area[3]) / 2 < below]
        parts += [(float(area[1]), part) for area, part in unruled(picture, inside, page)]
    return tuple(part for _, part in sorted(parts, key=lambda entry: entry[0]))


def _roomy(area: Area, picture: Picture) -> Area:
    """The area with some white above and below, as the inside of a cell has."""
    room = round(0.2 * picture.em)
    return area[0], max(0, area[1] - room), area[2], min(picture.grey.shape[0], area[3] + room)


def _between(tables: Sequence[RuledTable], height: int) -> list[tuple[float, float]]:
    """The bands of the page that the middles of tables part."""
    middles = sorted((table.outline[1] + table.outline[3]) / 2 for table in tables)
    edges = [-1.0, *middles, float(height + 1)]
    return list(pairwise(edges))


def _grid(
    picture: Picture, table: RuledTable, texts: dict[tuple[int, int, int], Recognised], page: int
) -> Grid:
    cells = []
    for cell in table.cells:
        read = texts[id(table), cell.row, cell.column]
        cells.append(
            GridCell(
                cell.row,
                cell.column,
                read.text,
                Place(page=page, box=picture.box(*cell.outline)),
                cell.row_span,
                cell.column_span,
                read.confidence if read.text else 1.0,
            )
        )
    return Grid(tuple(cells))
