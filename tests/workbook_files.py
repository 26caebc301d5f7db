"""The workbook of a sample, and how its cells are found, for the tests of the workbook."""

import re
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
from sample_extraction import next_year, sample
from test_export import graph_of

from kg.check import Audited
from kg.export import write_export
from kg.export.columns import (
    CATALOGUE_COLUMNS,
    DEPARTMENT_COLUMNS,
    FINDING_COLUMNS,
    LIBRARY_COLUMNS,
    PROJECT_COLUMNS,
    REVIEW_COLUMNS,
)
from kg.export.workbook import WorkbookRows, write_workbook

SHEETS = ["说明", "指标目录", "项目", "部门", "指标库", "问题", "待核"]
COLUMNS = {
    "指标目录": CATALOGUE_COLUMNS, "项目": PROJECT_COLUMNS, "部门": DEPARTMENT_COLUMNS, "指标库": LIBRARY_COLUMNS,
    "问题": FINDING_COLUMNS, "待核": REVIEW_COLUMNS,
}  # fmt: skip
JUMP = re.compile(r"""=?HYPERLINK\("#'(\w+)'!A(\d+)",("→ \d+"|\d+)\)""")


@cache
def sample_store():
    """A graph of two documents, of two years, made once."""
    return graph_of(sample(), next_year())


@cache
def sample_workbook():
    """Its workbook."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        write_export("xlsx", sample_store(), path)
        return path.read_bytes()


def column_of(columns, field):
    return [column.field for column in columns].index(field) + 1


def row_of(book, name, line):
    """The cells of a row by field."""
    return {column.field: cell for column, cell in zip(COLUMNS[name], book[name][line], strict=True)}


def led(cell):
    """Sheet and row that a jump leads to, and the count that it shows, None for an arrow with the row's number."""
    sheet, row, shown = JUMP.fullmatch(cell.value).groups()
    if shown.isdigit():
        return sheet, int(row), int(shown)
    assert shown == f'"→ {int(row) - 1}"'
    return sheet, int(row), None


def audited(text="x", **known):
    found = {
        "document": text, "line": 1, "code": "x", "message": text, "severity": "info", "field": "", "place": "",
        "department": text, "year": 2026, "project": text, "node": "t", "owner": "p", "is_row": True, "digest": "d",
    }  # fmt: skip
    return Audited(**{**found, **known})


def write_rows(path: Path, *indicators, findings=(), department="部门", **more):
    project = {
        "id": "p", "year": 2026, "project": "=HYPERLINK(1)", "budget": Decimal("75"), "department": department,
    }  # fmt: skip
    rows = WorkbookRows([], indicators, [project], [{"department": department}], findings=findings, **more)
    write_workbook(path, rows)
    return openpyxl.load_workbook(path)
