"""Tables that go on over pages: one set of columns for all their pages, and cells that the page break cuts."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from kg.read.parts import Grid, GridCell, Part, TextLine
from kg.read.pdf_layout import Laid, PageCell, PageTable
from kg.read.pdf_rulings import nearest, snapped

_SAME: Final = 4.0
"""Points by which the outer edges of one table may differ from page to page."""
_SNAP: Final = 4.5
_LOW: Final = 0.5
"""Share of the page height that a table reaches below, if it goes on."""
_HIGH: Final = 0.4
_TIMES: Final = 3
_PAGE_NUMBER: Final = re.compile(r"[-—–―－·\s第共页/／,，\dⅠ-Ⅻivxlc]{1,24}", re.IGNORECASE)
_DIGITS: Final = re.compile(r"[\d\s]+")
_UNSPACED: Final = re.compile(r"[A-Za-z]{2}")


def stitched(pages: Sequence[Laid]) -> dict[int, list[Part]]:
    """The lines and grids of each page, by its number."""
    chains = _chains(pages)
    made: dict[int, list[Part]] = {}
    for chain in chains:
        for table, parts in zip(chain, _grids(chain), strict=True):
            made[id(table)] = parts
    return {
        page.number: [
            part
            for _, item in page.items
            for part in ([item] if isinstance(item, TextLine) else made[id(item)])
        ]
        for page in pages
    }


def _chains(pages: Sequence[Laid]) -> list[list[PageTable]]:
    """The tables of all pages, those together that are one over several pages."""
    running = _running(pages)
    chains: list[list[PageTable]] = []
    before: Laid | None = None
    for page in pages:
        first = True
        for index, (_, item) in enumerate(page.items):
            if isinstance(item, TextLine):
                continue
            if first and before is not None and before.number + 1 == page.number:
                last = _last_table(before, running)
                head = [other for _, other in page.items[:index]]
                if last is not None and _is_furniture(head, running) and _goes_on(last, before, item, page):
                    next(chain for chain in reversed(chains) if chain[-1] is last).append(item)
                    first = False
                    continue
            chains.append([item])
            first = False
        before = page
    return chains


def _running(pages: Sequence[Laid]) -> frozenset[str]:
    """Lines that stand on three pages or more, figures aside: heads and feet of the page."""
    counts = Counter(
        text
        for page in pages
        for text in {_folded(item.text) for _, item in page.items if isinstance(item, TextLine) and item.text}
    )
    return frozenset(text for text, times in counts.items() if times >= _TIMES)


def _folded(text: str) -> str:
    return _DIGITS.sub("", text)


def _is_furniture(items: Iterable[TextLine | PageTable], running: frozenset[str]) -> bool:
    return all(
        isinstance(item, TextLine)
        and (not item.text or _PAGE_NUMBER.fullmatch(item.text) or _folded(item.text) in running)
        for item in items
    )


def _last_table(page: Laid, running: frozenset[str]) -> PageTable | None:
    for index in range(len(page.items) - 1, -1, -1):
        item = page.items[index][1]
        if isinstance(item, PageTable):
            return item if _is_furniture((other for _, other in page.items[index + 1 :]), running) else None
    return None


def _goes_on(last: PageTable, before: Laid, first: PageTable, page: Laid) -> bool:
    if last.ruled != first.ruled or last.box[3] < _LOW * before.height or first.box[1] > _HIGH * page.height:
        return False
    widths = last.xs[-1] - last.xs[0], first.xs[-1] - first.xs[0]
    if not last.ruled or abs(widths[0] - widths[1]) > _SAME:
        return False
    return _edges([last, first]) is not None


def _edges(chain: Sequence[PageTable]) -> list[float] | None:
    """The edges of all columns of some tables, measured from the left; None where two of one table fall together."""
    edges = snapped((x - table.xs[0] for table in chain for x in table.xs), _SNAP)
    for table in chain:
        places = [nearest(edges, x - table.xs[0]) for x in table.xs]
        if any(after <= place for place, after in pairwise(places)):
            return None
    return edges


def _grids(chain: Sequence[PageTable]) -> list[list[Part]]:
    edges = _edges(chain)
    if edges is None:
        return (
            [parts for table in chain for parts in _grids([table])]
            if len(chain) > 1
            else [list(chain[0].lines)]
        )
    for table in chain:
        places = [nearest(edges, x - table.xs[0]) for x in table.xs]
        for cell in table.cells:
            cell.left, cell.right = places[cell.left], places[cell.right]
    _close_columns([cell for table in chain for cell in table.cells])
    for above, below in pairwise(chain):
        _join_cut_cells(above, below)
    wide = any(cell.left for table in chain for cell in table.cells)
    return [[_grid(table)] if wide else list(table.lines) for table in chain]


def _grid(table: PageTable) -> Grid:
    starts = sorted({cell.top for cell in table.cells})
    ends = {row: index for index, row in enumerate(starts)}
    last = max((cell.bottom for cell in table.cells), default=0)
    for row in range(last, -1, -1):
        ends.setdefault(row, next((ends[start] for start in starts if start >= row), len(starts)))
    return Grid(
        tuple(
            GridCell(
                ends[cell.top],
                cell.left,
                cell.text,
                cell.place,
                max(1, ends[cell.bottom] - ends[cell.top]),
                cell.right - cell.left,
            )
            for cell in sorted(table.cells, key=lambda cell: (cell.top, cell.left))
        ),
        ruled=table.ruled,
    )


def _close_columns(cells: Sequence[PageCell]) -> None:
    """Leave out the columns in which no cell begins: they are only the width of others."""
    starts = sorted({cell.left for cell in cells})
    index = {
        column: sum(1 for start in starts if start < column)
        for column in {c.right for c in cells} | set(starts)
    }
    for cell in cells:
        cell.left, cell.right = index[cell.left], max(index[cell.right], index[cell.left] + 1)


def _join_cut_cells(above: PageTable, below: PageTable) -> None:
    """Put the rest of cells that the page break cuts to their beginning: there is no ruling on either side of it."""
    foot = {(cell.left, cell.right): cell for cell in above.cells if cell.open_below}
    head = [cell for cell in below.cells if cell.top == 0]
    cut = [cell for cell in head if cell.open_above and (cell.left, cell.right) in foot]
    for cell in cut:
        start = foot[cell.left, cell.right]
        if cell.text and not start.text:
            start.place = cell.place
        if cell.text != start.text:  # else the text of the whole cell was set on both pages
            blank = " " if _UNSPACED.fullmatch(start.text[-1:] + cell.text[:1]) else ""
            start.text += blank + cell.text
        cell.text = ""
    if cut and len(cut) == len(head):
        below.cells[:] = [cell for cell in below.cells if cell.bottom > 1]
        for cell in below.cells:
            cell.top, cell.bottom = max(cell.top - 1, 0), cell.bottom - 1
