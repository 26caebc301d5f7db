"""Rows and answers as files: a sheet of the catalogue's columns, and CSV that a spreadsheet runs nothing of."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from kg.explorer.audited import findings_at
from kg.explorer.looks.wording import VALUE_KINDS, WHOLE_DEPARTMENT, Value
from kg.explorer.nodes import find_nodes, first, first_text
from kg.explorer.opened import Graph
from kg.explorer.rows.columns import RowIndex
from kg.explorer.rows.facets import reason_words
from kg.explorer.rows.index import row_index
from kg.explorer.rows.operators import operator_signs
from kg.explorer.rows.results import results_of
from kg.explorer.rows.targets import Row
from kg.export.columns import INDICATOR_COLUMNS, INDICATORS
from kg.export.delimited import write_csv
from kg.export.saving import open_workbook, workbook_bytes
from kg.export.sheet import Column, add_formats, add_sheet
from kg.store.rowparts import reason_of

if TYPE_CHECKING:
    from kg.explorer.rows.columns import Places

_SAME_NAME: Final = {
    "year": "year", "horizon": "horizon", "level1": "level1", "level2": "level2", "name": "name",
    "target_text": "targetText", "unit": "unitText", "value_last_year": "valueLastYear", "line": "line",
    "page": "page", "place": "place", "goal": "goalLabel", "description": "description", "basis": "basis",
    "value_year_before_last": "valueYearBeforeLast", "weight": "weight", "subject": "subject",
    "base_value": "baseValue", "base_unit": "baseUnit", "confidence": "confidence",
}  # fmt: skip


MOST_DETAILED: Final = 3_000
"""Rows that are read from the store with all they print; more come from the columns of the index."""
_REASON: Final = Column(
    "reason", "能否评价", 12, "center", "可评价，或最缺什么：未填、定性、缺单位、缺运算符。"
)
_AFTER: Final = "unit"
_COLUMNS: Final[Mapping[str, str]] = {
    "year": "year", "department": "departmentName", "horizon": "horizon", "level1": "level1", "level2": "level2",
    "name": "name", "target_text": "targetText", "unit": "unitText", "document": "documentTitle",
    "base_unit": "baseUnit",
}  # fmt: skip
_NUMBERS: Final = {
    "value": "value", "base_value": "baseValue", "confidence": "confidence", "weight": "weight"
}  # fmt: skip
_OTHERS: Final = ("project", "operator", "kind", "doubt", "line", "reason")


def rows_to_workbook(graph: Graph, rows: Sequence[Row]) -> bytes:
    """The rows as one sheet with the columns of the exported catalogue."""
    return _workbook(rows_to_records(graph, rows), _columns())


def rows_to_csv(graph: Graph, rows: Sequence[Row]) -> bytes:
    """The rows as CSV with Chinese headings, the same columns as the sheet."""
    return _titled_csv(rows_to_records(graph, rows), _columns())


def columns_to_workbook(graph: Graph, places: "Places") -> bytes:
    """Rows of the index by their places, as one sheet with what the index knows of them."""
    return _workbook(columns_to_records(graph, places), _indexed())


def columns_to_csv(graph: Graph, places: "Places") -> bytes:
    """As `columns_to_workbook`, as CSV."""
    return _titled_csv(columns_to_records(graph, places), _indexed())


def columns_to_records(graph: Graph, places: "Places") -> Iterator[dict[str, object]]:
    """The rows at these places of the index as fields of INDICATOR_COLUMNS and ``reason``."""
    index = row_index(graph)
    read = {field: _texts(index, column, places) for field, column in {**_COLUMNS, **_NUMBERS}.items()}
    projects, kinds = _texts(index, "projectName", places), _texts(index, "valueKind", places)
    operators, reasons = _texts(index, "operator", places), _texts(index, "reason", places)
    lines, sure = _texts(index, "line", places), index.is_sure()[places].tolist()
    signs = operator_signs()
    for at in range(len(places)):
        record: dict[str, object] = {field: values[at] or None for field, values in read.items()}
        for field in _NUMBERS:
            if text := record[field]:
                record[field] = Decimal(str(text))
        year = str(record["year"] or "")
        yield {
            **record,
            "year": int(year) if year.isdecimal() else None,
            "project": projects[at] or WHOLE_DEPARTMENT,
            "kind": VALUE_KINDS.get(kinds[at], kinds[at]),
            "operator": signs.get(operators[at]),
            "reason": reason_words(reasons[at]) if reasons[at] else None,
            "doubt": None if sure[at] else "待核",
            "line": int(lines[at]) if lines[at] else None,
        }


def _texts(index: RowIndex, column: str, places: "Places") -> list[str]:
    coded = index.coded(column)
    values = [*coded.values, ""]  # the code of a row without a value is -1
    return [values[code] for code in coded.codes[places].tolist()]


def _columns() -> tuple[Column, ...]:
    """The columns of a row, with what it lacks behind its unit."""
    at = next(at for at, column in enumerate(INDICATOR_COLUMNS, 1) if column.field == _AFTER)
    return (*INDICATOR_COLUMNS[:at], _REASON, *INDICATOR_COLUMNS[at:])


def _indexed() -> tuple[Column, ...]:
    known = {"number", *_COLUMNS, *_NUMBERS, *_OTHERS}
    return tuple(column for column in _columns() if column.field in known)


def _workbook(records: Iterable[Mapping[str, object]], columns: Sequence[Column]) -> bytes:
    workbook = open_workbook()
    sheet = add_sheet(workbook, add_formats(workbook), INDICATORS, columns, frozen=4, paper=8)
    number = 0
    for number, record in enumerate(records, 1):
        sheet.write(number, {**record, "number": number})
    sheet.finish(number)
    return workbook_bytes(workbook, [sheet.rows])


def _titled_csv(records: Iterable[Mapping[str, object]], columns: Sequence[Column]) -> bytes:
    kept = [column for column in columns if column.field != "number"]
    titled = ({column.title: record.get(column.field) for column in kept} for record in records)
    return _csv(titled, [column.title for column in kept])


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
    for row in rows:
        result = results.get(row.iri, {})
        line = first(row.node, "line")
        found = findings_at(graph, row.document, line if isinstance(line, int) else 0)
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
            "reason": reason_words(_reason(row) or ""),
            "doubt": "待核" if first(row.node, "confident") is False else None,
            "remark": "\n".join(finding.message for finding in found),
        }


def _reason(row: Row) -> str | None:
    return reason_of(
        {name: first_text(row.node, name) or None for name in ("valueKind", "unitText", "operator")}
    )


def _csv(records: Iterable[dict[str, object]], fields: Sequence[str]) -> bytes:
    stream = io.StringIO(newline="")
    write_csv(records, stream, fields=fields)
    return stream.getvalue().encode("utf-8")
