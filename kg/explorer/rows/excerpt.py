"""A stretch of a document as a table: cells merged as printed, the cells that a row was read from marked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kg.explorer.looks.wording import escape
from kg.model import Cell, Document, Line, Span, Table
from kg.text import key

_AROUND: Final = 8
"""Printed lines before and behind a row."""


@dataclass(frozen=True, slots=True)
class Window:
    """The counted lines ``first`` to ``last`` of a document; ``marks`` are the characters of each field to mark,
    ``words`` the Chinese names of the fields."""

    document: Document
    first: int
    last: int
    marks: Mapping[str, Sequence[Span]]
    words: Mapping[str, str]

    def holds(self, line: int) -> bool:
        """Whether a line is shown."""
        return self.first <= line <= self.last

    def field_of(self, span: Span) -> str | None:
        """The field that some of these characters were read as, or None."""
        for field, marked in self.marks.items():
            if any(m.line == span.line and m.start < span.end and span.start < m.end for m in marked):
                return field
        return None


def window_html(window: Window) -> str:
    """The stretch as tables with the cells of each row in their columns, and lines between them."""
    parts = []
    for block in window.document.blocks:
        if isinstance(block, Line):
            if window.holds(block.span.line):
                parts.append(f'<div class="kg-text">{_marked(block.text, block.span, window)}</div>')
        else:
            parts.append(_table(block, window))
    return f'<div class="kg-scroll kg-sheet" style="max-height:620px">{"".join(parts)}</div>'


def lines_html(window: Window) -> str:
    """The same for a text file, each line with its number."""
    rows = []
    for block in window.document.blocks:
        if isinstance(block, Line):
            if window.holds(block.span.line):
                inner = f"<td>{_marked(block.text, block.span, window)}</td>"
                rows.append(_numbered(block.span.line, inner))
            continue
        for cells in block.rows:
            line = next((span.line for cell in cells for span in cell.spans), 0)
            if window.holds(line):
                rows.append(_numbered(line, "".join(_cell(cell, window) for cell in cells)))
    return f'<div class="kg-scroll kg-sheet" style="max-height:620px"><table>{"".join(rows)}</table></div>'


def printed_html(lines: Sequence[str], row: str) -> str:
    """The printed lines of a form as the graph keeps them, those of the row marked."""
    wanted = {key(line) for line in row.split("\n")}
    marked = [at for at, line in enumerate(lines) if key(line) in wanted]
    if marked:  # a long form keeps what stands around the row
        lines = lines[max(marked[0] - _AROUND, 0) : marked[-1] + _AROUND + 1]
    wide = max((line.count("\t") for line in lines), default=0) + 1
    rows = []
    for line in lines:
        look = ' class="kg-mark"' if key(line) in wanted else ""
        texts = line.split("\t")
        rest = wide - len(texts) + 1
        cells = [f"<td{look if cell.strip() else ''}>{escape(cell)}</td>" for cell in texts]
        if rest > 1:
            cells[-1] = cells[-1].replace("<td", f'<td colspan="{rest}"', 1)
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f'<div class="kg-scroll kg-sheet" style="max-height:420px"><table>{"".join(rows)}</table></div>'


def _table(table: Table, window: Window) -> str:
    shown = list(_rows_in(table, window))
    covered: set[tuple[int, int]] = set()
    rows = []
    for at, cells in enumerate(shown):
        parts = []
        for column, cell in enumerate(cells):
            if (at, column) in covered:
                continue
            if cell.merged:  # the cell that covers it begins above the stretch
                parts.append("<td></td>")
                continue
            height = min(cell.row_span, len(shown) - at)
            covered |= {
                (row, beside)
                for row in range(at, at + height)
                for beside in range(column, column + cell.column_span)
            }
            parts.append(_cell(cell, window, height))
        rows.append(f"<tr>{''.join(parts)}</tr>")
    return f"<table>{''.join(rows)}</table>" if rows else ""


def _rows_in(table: Table, window: Window) -> Iterator[tuple[Cell, ...]]:
    """The rows of the stretch; a row without text belongs to the rows on both sides of it."""
    lines = [next((span.line for cell in cells for span in cell.spans), 0) for cells in table.rows]
    inside = [at for at, line in enumerate(lines) if line and window.holds(line)]
    return iter(table.rows[inside[0] : inside[-1] + 1] if inside else ())


def _cell(cell: Cell, window: Window, height: int = 1) -> str:
    field = next((found for span in cell.spans if (found := window.field_of(span))), None)
    spans = "".join(
        f' {name}="{count}"'
        for name, count in (("rowspan", height), ("colspan", cell.column_span))
        if count > 1
    )
    if field is None:
        return f"<td{spans}>{escape(cell.text)}</td>"
    word = escape(window.words.get(field, field))
    return f'<td{spans} class="kg-mark">{escape(cell.text)} <span class="kg-field">{word}</span></td>'


def _marked(text: str, span: Span, window: Window) -> str:
    """A line with the characters of the fields marked."""
    marks = sorted(
        (max(mark.start - span.start, 0), min(mark.end - span.start, len(text)))
        for marked in window.marks.values()
        for mark in marked
        if mark.line == span.line
    )
    pieces, at = [], 0
    for start, end in marks:
        if at <= start < end:
            pieces += [escape(text[at:start]), f'<span class="kg-mark">{escape(text[start:end])}</span>']
            at = end
    return "".join(pieces) + escape(text[at:])


def _numbered(line: int, inner: str) -> str:
    return f'<tr><td class="g r">{line}</td>{inner}</tr>'
