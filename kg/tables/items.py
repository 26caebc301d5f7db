"""The lines and rows of a document in one list, without page numbers and running page headers."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kg.model import Block, Cell, Line, Table
from kg.tables.headings import part_headings
from kg.tables.labels import is_page_number, level_of, rejoined
from kg.text import key

_RUNNING: Final = re.compile(r"20\d\d年.*(?:预算|决算)(?:公开|草案|报告|说明|公开说明)?")
_TIMES: Final = 3
_SHORTEST: Final = 8


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """One row of a form as printed. ``fresh`` rows open a table, so a break of page may lie above them.

    ``columns`` tells whether the place of a cell in the row means anything (tables), or not (running text);
    in a ``ruled`` table it is certain, and ``covering`` holds, for each position, the merged cell of a row above
    that reaches down over it. ``unlabelled`` rows stand in a table whose grid was inferred, below no merged label.
    """

    cells: tuple[Cell, ...]
    line: int
    fresh: bool = False
    columns: bool = True
    ruled: bool = False
    unlabelled: bool = False
    covering: tuple[Cell | None, ...] = ()

    @property
    def printed(self) -> str:
        """The cells joined by tabs, without the empty ones at the end."""
        return "\t".join(cell.text for cell in self.cells).rstrip("\t")


Item = Line | PrintedRow


def document_items(blocks: Sequence[Block]) -> list[Item]:
    """Every printed line and every row that prints something, in reading order."""
    return list(_items(blocks))


def _items(blocks: Sequence[Block]) -> Iterator[Item]:
    for block in blocks:
        if isinstance(block, Line):
            yield block
            continue
        covering = _coverings(block) if block.ruled else [()] * len(block.rows)
        for index, (cells, above) in enumerate(zip(block.rows, covering, strict=True)):
            if any(cell.text for cell in cells):
                line = _first_line(cells)
                ruled = block.ruled and not block.inferred
                labelled = any(cell is not None and level_of(cell.text) is not None for cell in above)
                yield PrintedRow(
                    cells if ruled else part_headings(cells),
                    line,
                    fresh=index == 0,
                    ruled=ruled,
                    unlabelled=block.inferred and not labelled,
                    covering=above if ruled else (),
                )


def _coverings(table: Table) -> list[tuple[Cell | None, ...]]:
    """For each row the merged cells of rows above that reach down to it, by position."""
    width = max(map(len, table.rows), default=0)
    reach: list[tuple[Cell, int] | None] = [None] * width
    found: list[tuple[Cell | None, ...]] = []
    for number, cells in enumerate(table.rows):
        found.append(tuple(entry[0] if entry and entry[1] > number else None for entry in reach))
        for index, cell in enumerate(cells):
            if cell.row_span > 1:
                for covered in range(index, min(width, index + cell.column_span)):
                    reach[covered] = (cell, number + cell.row_span)
    return found


def _first_line(cells: Sequence[Cell]) -> int:
    return next(span.line for cell in cells for span in cell.spans)


def line_of(item: Item) -> int:
    """The line of the file an item begins on."""
    return item.line if isinstance(item, PrintedRow) else item.span.line


def item_texts(item: Item) -> list[str]:
    """The printed pieces of a row (its cells) or of a line (split at white space, labels in one piece)."""
    if isinstance(item, Line):
        return list(_line_words(item.text))
    return [cell.text for cell in item.cells if cell.text]


@lru_cache(maxsize=8192)
def _line_words(text: str) -> tuple[str, ...]:
    return tuple("".join(words) for words in rejoined(text.split()))


def printed_text(item: Item) -> str:
    """The item as printed, the cells of a row joined by tabs."""
    return item.printed if isinstance(item, PrintedRow) else item.text


def furniture(items: Sequence[Item]) -> frozenset[int]:
    """The lines that belong to the page and not to its content: page numbers, and headings of the document that
    stand on three pages or more."""
    lines = Counter(key(item.text) for item in items if isinstance(item, Line))
    running = {
        text
        for text, times in lines.items()
        if times >= _TIMES and len(text) >= _SHORTEST and _RUNNING.fullmatch(text)
    }
    return frozenset(line_of(item) for item in items if _is_furniture(item, running))


def _is_furniture(item: Item, running: set[str]) -> bool:
    if isinstance(item, Line):
        return is_page_number(item.text) or key(item.text) in running
    texts = item_texts(item)
    return len(texts) == 1 and (is_page_number(texts[0]) or key(texts[0]) in running)
