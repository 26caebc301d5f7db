"""Rows and answers as files: a sheet of the catalogue's columns, and CSV that a spreadsheet runs nothing of."""

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from kg.explorer.audited import findings_by_place
from kg.explorer.nodes import find_nodes, first
from kg.explorer.opened import Graph
from kg.explorer.results import results_of
from kg.explorer.targets import Row
from kg.explorer.wording import Value
from kg.export.columns import INDICATOR_COLUMNS, INDICATORS
from kg.export.delimited import write_csv
from kg.export.sheet import add_formats, add_sheet

_OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_SAME_NAME: Final = {
    "year": "year", "horizon": "horizon", "level1": "level1", "level2": "level2", "name": "name",
    "target_text": "targetText", "unit": "unitText", "value_last_year": "valueLastYear", "line": "line",
    "page": "page", "place": "place", "goal": "goalLabel", "description": "description", "basis": "basis",
    "value_year_before_last": "valueYearBeforeLast", "weight": "weight", "subject": "subject",
    "base_value": "baseValue", "base_unit": "baseUnit", "confidence": "confidence",
}  # fmt: skip


def rows_to_workbook(graph: Graph, rows: Sequence[Row]) -> bytes:
    """The rows as one sheet with the columns of the exported catalogue."""
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    workbook = Workbook(buffer, _OPTIONS)
    sheet = add_sheet(workbook, add_formats(workbook), INDICATORS, INDICATOR_COLUMNS, frozen=4, paper=8)
    number = 0
    for number, record in enumerate(rows_to_records(graph, rows), 1):
        sheet.write(number, {**record, "number": number})
    sheet.finish(number)
    workbook.close()
    return buffer.getvalue()


def rows_to_csv(graph: Graph, rows: Sequence[Row]) -> bytes:
    """The rows as CSV with Chinese headings, the same columns as the sheet."""
    columns = [column for column in INDICATOR_COLUMNS if column.field != "number"]
    records = (
        {column.title: record.get(column.field) for column in columns}
        for record in rows_to_records(graph, rows)
    )
    return _csv(records, [column.title for column in columns])


def table_to_csv(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """An answer as CSV; headings that come twice are told apart by a number."""
    names: list[str] = []
    for heading in headings:
        names.append(heading if heading not in names else f"{heading} {len(names) + 1}")
    return _csv((dict(zip(names, row, strict=True)) for row in rows), names)


def rows_to_records(graph: Graph, rows: Sequence[Row]) -> Iterator[dict[str, object]]:
    """Each row as the fields of INDICATOR_COLUMNS."""
    results = results_of(graph, [row.iri for row in rows])
    forms = find_nodes(graph, [str(first(row.node, "inForm")) for row in rows])
    findings = findings_by_place(graph)
    for row in rows:
        result = results.get(row.iri, {})
        line = first(row.node, "line")
        place = row.document, line if isinstance(line, int) else 0
        yield {
            **{field: first(row.node, name) for field, name in _SAME_NAME.items()},
            "line": None if row.text("place") else first(row.node, "line"),
            "department": row.department,
            "project": row.project,
            "document": row.document,
            "operator": row.operator,
            "value": row.value,
            "kind": row.kind,
            "form": first(forms.get(str(first(row.node, "inForm")), {}), "formKind"),
            "actual": first(result, "actualText"),
            "score": first(result, "score"),
            "doubt": "待核" if first(row.node, "confident") is False else None,
            "remark": "\n".join(finding.message for finding in findings.get(place, ())),
        }


def _csv(records: Iterable[dict[str, object]], fields: Sequence[str]) -> bytes:
    stream = io.StringIO(newline="")
    write_csv(records, stream, fields=fields)
    return stream.getvalue().encode("utf-8")
