"""Answers as files: a plain sheet and JSON lines (CSV: `kg.explorer.rows.downloads`)."""

import io
from collections.abc import Iterable, Sequence
from typing import Final

from kg.explorer.looks.wording import Value, value_text
from kg.export.cells import cell_number, cell_text
from kg.export.saving import OPTIONS
from kg.records import Record, plain, record_to_json

WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDEST: Final = 48
_ROWS_MEASURED: Final = 200


def table_to_workbook(
    headings: Sequence[str],
    rows: Sequence[Sequence[Value]],
    title: str,
    *,
    widths: Sequence[float] | None = None,
) -> bytes:
    """A table as one sheet with frozen headings and filters; text is text, never a formula or a link."""
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    workbook = Workbook(buffer, OPTIONS)
    sheet = workbook.add_worksheet(_sheet_name(title))
    head = workbook.add_format(
        {"bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF", "text_wrap": True}
    )
    text = workbook.add_format({"text_wrap": True, "valign": "top"})
    for at, heading in enumerate(headings):
        sheet.set_column(
            at, at, widths[at] if widths else _width(heading, (row[at] for row in rows[:_ROWS_MEASURED]))
        )
        sheet.write_string(0, at, cell_text(heading), head)
    for number, row in enumerate(rows, 1):
        for at, value in enumerate(row):
            figure = None if isinstance(value, (str, bool)) or value is None else cell_number(value)
            if figure is not None:
                sheet.write_number(number, at, figure, text)
            elif value not in (None, ""):
                sheet.write_string(number, at, cell_text(value_text(value)), text)
    sheet.freeze_panes(1, 0)
    if rows and headings:
        sheet.autofilter(0, 0, len(rows), len(headings) - 1)
    workbook.close()
    return buffer.getvalue()


def table_to_jsonl(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """A table as one JSON object a line; headings that come twice are told apart by a number."""
    names = unique(headings)
    lines = (record_to_json(_record(names, row)) for row in rows)
    return "".join(f"{line}\n" for line in lines).encode()


def unique(headings: Sequence[str]) -> list[str]:
    """The headings, those that come twice told apart by their place."""
    return [
        f"{heading} {at + 1}" if headings.index(heading) != at else heading
        for at, heading in enumerate(headings)
    ]


def _record(names: Sequence[str], row: Sequence[Value]) -> Record:
    return {name: plain(value) for name, value in zip(names, row, strict=True)}


def _width(heading: str, values: Iterable[Value]) -> float:
    longest = max((_columns(value_text(value)) for value in values), default=0)
    return float(min(max(longest, _columns(heading)) + 2, _WIDEST))


def _columns(text: str) -> int:
    """Columns that a text takes: two for what is no ASCII."""
    return sum(1 if letter.isascii() else 2 for letter in text[:_WIDEST])


def _sheet_name(title: str) -> str:
    return "".join(" " if letter in "[]:*?/\\'" else letter for letter in title).strip()[:31] or "结果"
