"""A printed form as boxes on a grid: what both writers, Excel and Word, set on paper."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

Look = Literal["label", "text", "amount", "center"]


@dataclass(frozen=True, slots=True)
class Box:
    """One cell at ``row`` and ``column`` (from 0), over ``rows`` and ``columns`` of the grid. ``amount`` is the
    number that ``text`` prints, for a number cell; at an open side no line is drawn."""

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1
    look: Look = "text"
    amount: Decimal | None = None
    open_above: bool = False
    open_below: bool = False


@dataclass(slots=True)
class Sheet:
    """One form, or a text of ``lines`` without a table.

    ``widths`` are parts of the width of the page. ``header`` is the row of the headings of the indicator table,
    which begins there: it is printed again on every page.
    """

    title: str
    captions: tuple[str, ...] = ()
    """The lines between title and table: the year, centred; who fills the form in."""
    widths: tuple[float, ...] = ()
    boxes: list[Box] = field(default_factory=list)
    header: int | None = None
    lines: tuple[str, ...] = ()
    foot: str = ""
    """The line below the table."""
    name: str = ""
    """What the sheet of a workbook is called."""

    @property
    def rows(self) -> int:
        """How many rows the grid has."""
        return max((box.row + box.rows for box in self.boxes), default=0)

    def add_row(self, cells: Iterable[Box]) -> None:
        """Put boxes, whose rows count from 0, below the last row."""
        top = self.rows
        self.boxes += [replace(box, row=top + box.row) for box in cells]


def spread(texts: Sequence[tuple[str, int, Look]], *, row: int = 0, start: int = 0) -> list[Box]:
    """Boxes side by side: text, columns and look of each."""
    found = []
    for text, columns, look in texts:
        found.append(Box(row, start, text, 1, columns, look))
        start += columns
    return found


def amount_text(amount: Decimal) -> str:
    """An amount with all its decimals, two at least, and separators of thousands.

    >>> amount_text(Decimal("12500")), amount_text(Decimal("0.3844"))
    ('12,500.00', '0.3844')
    """
    return f"{amount:,.{decimals(amount)}f}"


def decimals(amount: Decimal) -> int:
    """The decimals that print an amount in full, two at least."""
    exponent = amount.normalize().as_tuple().exponent
    return max(2, -exponent if isinstance(exponent, int) else 0)
