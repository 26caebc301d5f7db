"""Actual values in a CSV file, a row a value, as `kg evaluate --template` lays them out."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.errors import EvaluationError
from kg.read.spreadsheet import read_rows
from kg.text import key

COLUMNS: Final = ("标识", "部门", "年度", "项目", "指标名称", "目标", "实际值")
_OTHER_NAMES: Final = {
    "三级指标": "指标名称",
    "指标": "指标名称",
    "项目名称": "项目",
    "实际完成值": "实际值",
    "实际": "实际值",
    "目标值": "目标",
}
_NAMED: Final = ("部门", "项目", "指标名称")


@dataclass(frozen=True, slots=True)
class Actual:
    """An actual value and what it belongs to: the identifier of a target, or department, project and name (with
    year and target where given). ``line`` counts the rows of the file from 1, its head included."""

    line: int
    value: str
    identifier: str = ""
    department: str = ""
    year: str = ""
    project: str = ""
    name: str = ""
    target: str = ""


def read_actuals(path: Path) -> list[Actual]:
    """The rows of the file that name a target, also those without a value.

    Raises EvaluationError where the file cannot be read, is no CSV, or lacks a column.
    """
    rows = read_rows(path, EvaluationError)
    head = [_OTHER_NAMES.get(key(cell), key(cell)) for cell in rows[0]] if rows else []
    if "实际值" not in head or not ("标识" in head or set(_NAMED) <= set(head)):
        raise EvaluationError(
            f"“{path}”的首行应有“实际值”一栏，以及“标识”一栏或“部门、项目、指标名称”三栏；"
            "用 kg evaluate --template 写出一份空表。"
        )
    columns: Mapping[str, int] = {str(name): head.index(name) for name in COLUMNS if name in head}
    found = [_to_actual(number, row, columns) for number, row in enumerate(rows[1:], 2)]
    return [actual for actual in found if actual.identifier or actual.name]


def _to_actual(number: int, row: list[str], columns: Mapping[str, int]) -> Actual:
    def cell(name: str) -> str:
        place = columns.get(name, len(row))
        return row[place] if place < len(row) else ""

    fields = [cell(name) for name in ("实际值", "标识", "部门", "年度", "项目", "指标名称", "目标")]
    return Actual(number, *fields)
