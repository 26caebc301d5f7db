"""Records as JSON lines and as CSV that a spreadsheet opens without running anything."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TextIO

from kg.read.spreadsheet import neutralise
from kg.records import INDICATOR_FIELDS, number_text, record_to_json, value_to_json


def write_jsonl(records: Iterable[Mapping[str, object]], stream: TextIO) -> None:
    """One JSON object a line, Chinese unescaped."""
    for record in records:
        stream.write(record_to_json(record) + "\n")


def write_csv(
    records: Iterable[Mapping[str, object]], stream: TextIO, *, fields: Sequence[str] | None = None
) -> None:
    """CSV with a header line, led by a byte order mark so that Excel takes it for UTF-8.

    ``fields`` defaults to the keys of the first record, or to those of an indicator where there is none. Text
    of the documents passes `kg.read.spreadsheet.neutralise`; numbers stay numbers; lists and objects are JSON.
    The stream is text, opened as plain ``utf-8`` (the mark is written here) with ``newline=""`` or as stdout.
    """
    rows = iter(records)
    first = next(rows, None)
    names = list(fields) if fields is not None else list(INDICATOR_FIELDS if first is None else first)
    stream.write("\ufeff")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(names)
    if first is not None:
        writer.writerow([csv_cell(first.get(name)) for name in names])
    for record in rows:
        writer.writerow([csv_cell(record.get(name)) for name in names])


def csv_cell(value: object) -> str:
    """One value as the text of a CSV cell; None is empty.

    >>> [csv_cell(v) for v in (None, -5, "-5", "=15家", [90, 100], True)]
    ['', '-5', "'-5", "'=15家", '[90, 100]', 'true']
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return neutralise(value)
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, (Mapping, list, tuple, bool)):
        # JSON, and risky no more: it starts with a bracket or a letter
        return value_to_json(value)
    return str(value)
