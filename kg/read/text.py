"""Text files: tab-separated OCR, Markdown pipe tables, and running lines, each with its place."""

import re
from collections.abc import Iterator
from typing import Final

from kg.errors import UnreadableDocumentError
from kg.model import Block, Cell, Line, Span, Table

MAX_LINE: Final = 200_000
MAX_CELLS: Final = 400
MAX_POSITIONS: Final = 1_000_000
_RULE = re.compile(r"[|:\-\s]+")
_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127), " ")


def text_to_blocks(text: str, name: str) -> tuple[Block, ...]:
    """Lines and tables in reading order. Lines are counted at line feeds only, as editors and grep do; in a text
    that has none, at carriage returns. Control characters count as blanks.

    Consecutive tab-separated lines form a table, and so do consecutive pipe lines; a blank line ends it.
    Raises UnreadableDocumentError for a line or row beyond the limits.
    """
    return tuple(_group(_printed_lines(text, name), name))


def without_controls(text: str) -> str:
    """The text with a blank for every control character but tabs and ends of lines; of the same length."""
    return text.translate(_CONTROLS)


def _printed_lines(text: str, name: str) -> Iterator[tuple[int, str]]:
    end = "\n" if "\n" in text else "\r"
    for number, raw in enumerate(without_controls(text).split(end), start=1):
        if len(raw) > MAX_LINE:
            raise UnreadableDocumentError(
                f"“{name}”第 {number} 行有 {len(raw)} 个字，超过上限 {MAX_LINE}，不像表格文本。请检查文件。"
            )
        yield number, raw.rstrip("\r")


def _group(lines: Iterator[tuple[int, str]], name: str) -> Iterator[Block]:
    rows: list[tuple[Cell, ...]] = []
    separator = ""
    total = 0
    for number, raw in lines:
        kind = _separator(raw)
        if rows and kind != separator:
            yield Table(tuple(rows))
            rows = []
        separator = kind
        if not kind:
            if raw.strip():
                yield Line(raw.strip(), _trimmed(raw, number, 0, len(raw)))
            continue
        if "--" in raw and _RULE.fullmatch(raw):
            continue
        cells = _cells(raw, number, kind)
        if len(cells) > MAX_CELLS:
            raise UnreadableDocumentError(f"“{name}”第 {number} 行有 {len(cells)} 格，超过上限 {MAX_CELLS}。")
        total += len(cells)
        check_positions(total, name)
        rows.append(cells)
    if rows:
        yield Table(tuple(rows))


def check_positions(total: int, name: str) -> None:
    """Raises UnreadableDocumentError for a file whose tables have too many cells."""
    if total > MAX_POSITIONS:
        raise UnreadableDocumentError(f"“{name}”的表格超过上限 {MAX_POSITIONS} 格。请拆分后再读。")


def _separator(raw: str) -> str:
    if "\t" in raw and raw.strip():
        return "\t"
    stripped = raw.strip()
    return "|" if len(stripped) > 1 and stripped[0] == "|" and stripped[-1] == "|" else ""


def _cells(raw: str, number: int, separator: str) -> tuple[Cell, ...]:
    start, end = 0, len(raw)
    if separator == "|":
        start, end = raw.index("|") + 1, raw.rindex("|")
    cells = []
    while start <= end:
        stop = raw.find(separator, start, end)
        stop = end if stop < 0 else stop
        span = _trimmed(raw, number, start, stop)
        cells.append(Cell(raw[span.start : span.end], (span,) if span.end > span.start else ()))
        start = stop + 1
    return tuple(cells)


def _trimmed(raw: str, number: int, start: int, end: int) -> Span:
    while start < end and raw[start].isspace():
        start += 1
    while end > start and raw[end - 1].isspace():
        end -= 1
    return Span(number, start, end)
