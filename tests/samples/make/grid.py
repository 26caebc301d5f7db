"""The printed side: a sheet of paragraphs and grids, whose cells may cover several rows and columns."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from samples.make.spec import Truth


@dataclass(slots=True)
class Box:
    """One cell at its top left position. ``number`` is set where a workbook would hold a number with that format."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1
    label: bool = False
    down: bool = False
    """Printed one character a line."""
    number: tuple[float, str] | None = None


@dataclass(slots=True)
class Grid:
    """A table under construction: boxes that do not overlap, relative column widths, rows to repeat on a new page."""

    columns: int
    boxes: list[Box] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)
    head: tuple[int, int] | None = None
    """First row and number of rows of the header that a repeating printer repeats."""
    ruled: bool = True

    @property
    def rows(self) -> int:
        """The number of rows that the boxes reach down to."""
        return max((box.row + box.row_span for box in self.boxes), default=0)

    def put(
        self, row: int, column: int, text: object, rows: int = 1, columns: int = 1, **more: object
    ) -> Box:
        """Places one cell."""
        box = Box(row, column, "" if text is None else str(text), rows, columns, **more)  # type: ignore[arg-type]
        self.boxes.append(box)
        return box

    def line(self, *cells: tuple[object, int] | object) -> int:
        """A new row of cells from the left, each a text or a pair of text and width; returns its number."""
        row, column = self.rows, 0
        for cell in cells:
            text, width = cell if isinstance(cell, tuple) else (cell, 1)
            self.put(row, column, text, columns=width, label=column == 0)
            column += width
        while column < self.columns:
            self.put(row, column, "")
            column += 1
        return row

    def places(self) -> dict[tuple[int, int], Box | None]:
        """Every position: the box that begins there, None where a box covers it; blank positions are left out."""
        found: dict[tuple[int, int], Box | None] = {}
        for box in self.boxes:
            for row in range(box.row, box.row + box.row_span):
                for column in range(box.column, box.column + box.column_span):
                    if (row, column) in found:
                        raise ValueError(f"two cells at {row}, {column}: {box.text}")
                    found[row, column] = None
            found[box.row, box.column] = box
        return found

    def filled(self) -> Iterator[tuple[int, list[Box]]]:
        """The rows with the boxes that begin in them; a blank box for every position that none covers."""
        places = self.places()
        for row in range(self.rows):
            line = []
            for column in range(self.columns):
                box = places.get((row, column), Box(row, column, ""))
                if box is not None:
                    line.append(box)
            yield row, line


@dataclass(slots=True)
class Para:
    """One paragraph outside the tables. ``style``: title, centre, left, right or cover."""

    text: str
    style: str = "left"


@dataclass(slots=True)
class Break:
    """A new page (a new sheet in a workbook)."""

    name: str = ""


Block = Para | Grid | Break


@dataclass(slots=True)
class Sheet:
    """A document to be written, the records it holds, and the name its file should have (without suffix)."""

    name: str
    blocks: list[Block] = field(default_factory=list)
    truth: list[Truth] = field(default_factory=list)
    running_head: str = ""
    wide: bool = False
    named: bool = False
    """The department's full name stands in the title, on the cover or in the file name."""

    def say(self, text: str, style: str = "left") -> None:
        """Adds a paragraph."""
        self.blocks.append(Para(text, style))
