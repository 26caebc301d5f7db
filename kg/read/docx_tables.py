"""Where the cells of a Word table lie: grid columns, merges across and down, edges that nearly meet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kg.read.archives import attribute, local
from kg.read.flow import FlowCell

if TYPE_CHECKING:
    from lxml.etree import _Element

_WRAPPERS: Final = frozenset({"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"})
_TOLERANCE: Final = 120
"""Twips (1/1440 inch): edges nearer than this are one line; a character is some 200 wide."""
_ALIKE: Final = 0.03

Laid = tuple[FlowCell, "_Element"]


@dataclass(slots=True)
class _Tc:
    element: "_Element"
    start: int
    end: int
    merge: str  # "restart", "continue" or ""


def laid_out(table: "_Element") -> list[Laid]:
    """The cells of a table with their rows, columns and spans, and the element that holds the content of each.

    Columns are those of the table's grid; where the rows do not agree on how many there are, those that the widths
    of the cells make. Edges that lie nearer than a character are one.
    """
    rows = [_cells(row) for row in _children(table, "tr") if row.find("{*}trPr/{*}del") is None]
    return _merged(_snapped(rows, table))


def _cells(row: "_Element") -> list[_Tc]:
    found: list[_Tc] = []
    at = _number(row.find("{*}trPr/{*}gridBefore"), 0)
    for element in _children(row, "tc"):
        properties = element.find("{*}tcPr")
        span = max(1, _number(_child(properties, "gridSpan"), 1))
        across = _child(properties, "hMerge")
        down = _child(properties, "vMerge")
        if across is not None and attribute(across, "val") != "restart" and found:
            found[-1].end += span
        else:
            merge = "" if down is None else "restart" if attribute(down, "val") == "restart" else "continue"
            found.append(_Tc(element, at, at + span, merge))
        at += span
    return found


def _snapped(rows: list[list[_Tc]], table: "_Element") -> list[list[_Tc]]:
    ends = {cells[-1].end for cells in rows if cells}
    widths = [[_width(cell.element) for cell in cells] for cells in rows]
    if len(ends) > 1 and not any(
        row.find("{*}trPr/{*}gridAfter") is not None for row in _children(table, "tr")
    ):
        totals = [sum(line) for line in widths if line]
        if all(min(line, default=1) > 0 for line in widths) and max(totals) <= min(totals) * (1 + _ALIKE):
            return _by_edges(rows, [_edges(line) for line in widths])
    columns = [_number(column, 0, "w") for column in table.iterfind("{*}tblGrid/{*}gridCol")]
    if not columns or min(columns) <= 0 or max(ends, default=0) > len(columns):
        return rows
    lines = _edges(columns)
    at = [[lines[cell.start] for cell in cells] + [lines[cell.end] for cell in cells[-1:]] for cells in rows]
    return _by_edges(rows, at)


def _edges(widths: Sequence[int]) -> list[int]:
    edges = [0]
    for width in widths:
        edges.append(edges[-1] + width)
    return edges


def _by_edges(rows: list[list[_Tc]], edges: list[list[int]]) -> list[list[_Tc]]:
    """The cells moved to columns between the lines that edges near each other make; as they were where that
    would take all the width of a cell with text."""
    index: dict[int, int] = {}
    first = None
    for edge in sorted({edge for line in edges for edge in line}):
        if first is None or edge - first > _TOLERANCE:
            first = edge
            index[edge] = len(set(index.values()))
        else:
            index[edge] = index[first]
    moved: list[list[_Tc]] = []
    for cells, line in zip(rows, edges, strict=True):
        kept = []
        for number, cell in enumerate(cells):
            start, end = index[line[number]], index[line[number + 1]]
            if start < end:
                kept.append(_Tc(cell.element, start, end, cell.merge))
            elif next(cell.element.iter("{*}t"), None) is not None:
                return rows
        moved.append(kept)
    return moved


def _merged(rows: list[list[_Tc]]) -> list[Laid]:
    found: list[Laid] = []
    above: dict[tuple[int, int], FlowCell] = {}
    for number, cells in enumerate(rows):
        here: dict[tuple[int, int], FlowCell] = {}
        for cell in cells:
            place = (cell.start, cell.end)
            if cell.merge == "continue" and place in above:
                above[place].row_span += 1
                here[place] = above[place]
                continue
            made = FlowCell(number, cell.start, 1, cell.end - cell.start)
            found.append((made, cell.element))
            if cell.merge:
                here[place] = made
        above = here
    return found


def _children(parent: "_Element", kind: str) -> "Iterator[_Element]":
    for element in parent:
        name = local(element)
        if name == kind:
            yield element
        elif name in _WRAPPERS:
            yield from _children(element, kind)


def _child(properties: "_Element | None", name: str) -> "_Element | None":
    return None if properties is None else properties.find(f"{{*}}{name}")


def _width(cell: "_Element") -> int:
    width = cell.find("{*}tcPr/{*}tcW")
    return _number(width, 0, "w") if width is not None and attribute(width, "type") == "dxa" else 0


def _number(element: "_Element | None", default: int, name: str = "val") -> int:
    value = None if element is None else attribute(element, name)
    try:
        return max(0, int(float(value))) if value is not None else default
    except (ValueError, OverflowError):
        return default
