"""What a reader yields: lines of text and grids of cells in reading order, each with its place in the file."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kg.findings import Finding
from kg.model import Block, Cell, Line, Place, Span, Table

Stretch = tuple[int, int, Place]
Wanted = Callable[[Sequence[str]], Sequence[bool]]
"""Given the text of every page, whether the tables of each are needed."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line or paragraph of running text; without text, a gap between two (an empty paragraph, a blank line)."""

    text: str
    place: Place
    confidence: float = 1.0
    """How sure the recognition of a scan is of its least sure character; 1 where text was not recognised."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell of a grid: its 0-based top left position, the rows and columns it covers, its text on one line."""

    row: int
    column: int
    text: str
    place: Place
    row_span: int = 1
    column_span: int = 1
    confidence: float = 1.0
    """As of a `TextLine`."""


@dataclass(frozen=True, slots=True)
class Grid:
    """One table. Cells do not overlap; positions that no cell covers are blank. ``ruled`` is False where the columns
    were told by gaps between words, and not by rules or by the file's own markup."""

    cells: tuple[GridCell, ...]
    ruled: bool = True


Part = TextLine | Grid


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as a reader leaves it. ``media_type`` is the type that its content shows."""

    media_type: str
    parts: tuple[Part, ...]
    findings: tuple[Finding, ...] = field(default_factory=tuple)


def to_blocks(parts: Iterable[Part]) -> tuple[tuple[Block, ...], Mapping[int, tuple[Stretch, ...]]]:
    """The parts as blocks whose lines are counted over the file, and the places of every counted line.

    Lines and rows without text count, but a line without text is no block. A cell that a merged neighbour covers
    is there as a ``merged`` cell without text.
    """
    places: dict[int, tuple[Stretch, ...]] = {}
    blocks: list[Block] = []
    line = 0
    for part in parts:
        if isinstance(part, TextLine):
            text = part.text.strip()
            line += 1
            if text:
                blocks.append(Line(text, Span(line, 0, len(text), part.place.page)))
                places[line] = ((0, len(text), part.place),)
            continue
        rows = []
        for cells in _rows(part):
            line += 1
            row, stretches = _counted(cells, line)
            rows.append(row)
            if stretches:
                places[line] = stretches
        if rows:
            blocks.append(Table(tuple(rows), ruled=True, inferred=not part.ruled))
    return tuple(blocks), places


def _rows(grid: Grid) -> Iterator[list[GridCell | None]]:
    """The rows of a grid, a list of cells by column; None for a position that a merged cell covers."""
    width = max((cell.column + cell.column_span for cell in grid.cells), default=0)
    height = max((cell.row + cell.row_span for cell in grid.cells), default=0)
    nowhere = Place()
    rows: list[list[GridCell | None]] = [
        [GridCell(row, column, "", nowhere) for column in range(width)] for row in range(height)
    ]
    for cell in grid.cells:
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                rows[row][column] = None
        rows[cell.row][cell.column] = cell
    return iter(rows)


def _counted(cells: Iterable[GridCell | None], line: int) -> tuple[tuple[Cell, ...], tuple[Stretch, ...]]:
    row: list[Cell] = []
    stretches: list[Stretch] = []
    at = 0
    for cell in cells:
        if cell is None:
            row.append(Cell("", merged=True))
        else:
            text = cell.text.strip()
            spans = (Span(line, at, at + len(text), cell.place.page),) if text else ()
            row.append(Cell(text, spans, cell.row_span, cell.column_span, confidence=cell.confidence))
            if text:
                stretches.append((at, at + len(text), cell.place))
            at += len(text)
        at += 1
    return tuple(row), tuple(stretches)
