"""Delimited text (CSV): records and fields with the places of their characters in the file."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from kg.errors import UnreadableDocumentError
from kg.model import Block, Cell, Line, Span, Table
from kg.read.text import MAX_CELLS, MAX_LINE, check_positions, without_controls

_DELIMITERS: Final = ("\t", ",", ";", "|")
_SAMPLE: Final = 200
_FEWEST_RECORDS: Final = 3
_FEWEST_FIELDS: Final = 4
_MOSTLY: Final = 0.9
_MAX_FIELD_LINES: Final = 200
"""A quote that closes further below is no quote around a field."""

Field = tuple[str, tuple[Span, ...]]


def looks_delimited(text: str) -> bool:
    """Whether text under another name is CSV: nearly all its first records have the same number of fields, four
    or more, between commas or semicolons."""
    lines = [line for line in text[: _SAMPLE * 1000].splitlines()[:_SAMPLE] if line.strip()]
    if len(lines) < _FEWEST_RECORDS or sum("\t" in line for line in lines) * 2 > len(lines):
        return False
    sample = "\n".join(lines)
    for delimiter in (",", ";"):
        counts = Counter(len(record) for record in _records(sample, delimiter, ""))
        fields, times = counts.most_common(1)[0]
        if fields >= _FEWEST_FIELDS and times >= _MOSTLY * sum(counts.values()):
            return True
    return False


def csv_to_blocks(text: str, name: str) -> tuple[Block, ...]:
    """The records as rows of ruled tables; lines are counted as in `text_to_blocks`, and a field over several
    lines has a span on each.

    The delimiter is the one of tab, comma, semicolon and bar that cuts the text most evenly. Records with one
    printed field above and below a table are lines; a blank record ends a table. Raises UnreadableDocumentError for
    a line, row or field beyond the limits.
    """
    text = without_controls(text.removeprefix("\ufeff"))
    if text[:4].lower() == "sep=":  # Excel's own hint
        delimiter, first = text[4:5], True
    else:
        delimiter, first = _delimiter(text), False
    records = []
    total = 0
    for record in _records(text, delimiter, name):
        total += len(record)
        check_positions(total, name)
        records.append(record)
    return tuple(_blocks(records[1:] if first else records))


def _delimiter(text: str) -> str:
    sample = text[: _SAMPLE * 1000]
    best, found = (0.0, 0), ","
    for delimiter in _DELIMITERS:
        if delimiter not in sample:
            continue
        counts = Counter(len(record) for record in list(_records(sample, delimiter, ""))[:_SAMPLE])
        counts.pop(1, None)
        fields, times = max(counts.items(), key=lambda item: (item[1] * item[0], item[0]), default=(1, 0))
        if (times * fields, fields) > best:
            best, found = (times * fields, fields), delimiter
    return found


def _blocks(records: list[list[Field]]) -> Iterator[Block]:
    table: list[list[Field]] = []
    for record in [*records, []]:
        if any(text for text, _ in record):
            table.append(record)
            continue
        yield from _table(table)
        table = []


def _table(records: list[list[Field]]) -> Iterator[Block]:
    first, end = 0, len(records)
    while first < end and _is_line(records[first]):
        first += 1
    while end > first and _is_line(records[end - 1]):
        end -= 1
    for record in records[:first]:
        yield _line(record)
    if first < end:
        width = max(_printed_width(record) for record in records[first:end])
        rows = []
        for record in records[first:end]:
            cells = [Cell(text, spans) for text, spans in record[:width]]
            rows.append((*cells, *[Cell("")] * (width - len(cells))))
        yield Table(tuple(rows), ruled=True)
    for record in records[end:]:
        yield _line(record)


def _printed_width(record: list[Field]) -> int:
    return max((index + 1 for index, (text, _) in enumerate(record) if text), default=0)


def _is_line(record: list[Field]) -> bool:
    return bool(record[0][0]) and sum(1 for text, _ in record if text) == 1


def _line(record: list[Field]) -> Line:
    text, spans = record[0]
    return Line(text, spans[0])


def _records(text: str, delimiter: str, name: str) -> Iterator[list[Field]]:
    """The records, each a list of fields with their spans. Quotes count only where a field begins with one and
    its closing quote stands before a delimiter or the end of a line."""
    end = "\n" if "\n" in text else "\r"
    bare = re.compile(rf"[^{re.escape(delimiter)}\r\n]*")
    quoted = re.compile(rf'[ ]*"((?:[^"]|"")*)"[ ]*(?={re.escape(delimiter)}|\r?\n|\r|\Z)')
    at, line, start, size = 0, 1, 0, len(text)
    record: list[Field] = []
    while at <= size:
        match = quoted.match(text, at)
        if match and match[1].count(end) <= _MAX_FIELD_LINES:
            inside = match.start(1)
            field, line, start = _quoted(match[1], inside, line, start, end)
        else:
            match = bare.match(text, at)
            assert match is not None  # noqa: S101 - the pattern matches the empty text
            field = _plain(match[0], match.start() - start, line)
        record.append(field)
        at = match.end()
        if len(record) > MAX_CELLS:
            raise UnreadableDocumentError(f"“{name}”第 {line} 行超过上限 {MAX_CELLS} 格。")
        if text[at : at + 1] == delimiter:
            at += 1
            continue
        if at - start > MAX_LINE:
            raise UnreadableDocumentError(
                f"“{name}”第 {line} 行有 {at - start} 个字，超过上限 {MAX_LINE}，不像表格文本。请检查文件。"
            )
        yield record
        record = []
        at += 2 if text.startswith("\r\n", at) else 1
        line, start = line + (text[at - 1 : at] == end), at


def _plain(raw: str, at: int, line: int) -> Field:
    text = raw.strip()
    if not text:
        return "", ()
    first = at + raw.index(text[0])
    return text, (Span(line, first, first + len(text)),)


def _quoted(raw: str, at: int, line: int, start: int, end: str) -> tuple[Field, int, int]:
    """A quoted field that begins at ``at`` in the file: its text on one line, and the line and line start behind."""
    pieces: list[str] = []
    spans: list[Span] = []
    for number, piece in enumerate(raw.split(end)):
        if number:
            line, start = line + 1, at
        kept = piece.strip()
        first = at - start + (piece.index(kept[0]) if kept else 0)
        spans += _without_doubled(kept, line, first)
        if kept:
            pieces.append(kept.replace('""', '"'))
        at += len(piece) + 1
    return (" ".join(pieces), tuple(spans)), line, start


def _without_doubled(text: str, line: int, first: int) -> Iterator[Span]:
    """The spans of a text in quotes, leaving out the second of each two quotes in it."""
    start = 0
    for match in re.finditer('""', text):
        yield Span(line, first + start, first + match.start() + 1)
        start = match.end()
    if start < len(text):
        yield Span(line, first + start, first + len(text))
