"""The edits of a catalogue workbook as lines, and as a workbook of their own."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from kg.diff import KINDS
from kg.diff.lines import place_of
from kg.export.edited import FATES, EditedCell, EditedRow, Edits
from kg.export.saving import open_workbook, workbook_bytes
from kg.export.sheet import Column, add_formats, add_sheet

EDITS: Final = "改动"
EDIT_COLUMNS: Final = (
    Column("number", "序号", 7, "ordinal", "本表的行次。"),
    Column("fate", "去向", 11, "center", "改动、增加的行、删去的行。"),
    Column("row", "行", 8, "ordinal", "在改过的工作簿里第几行。"),
    Column("project", "项目", 28, "text", "项目名称。"),
    Column("name", "指标", 28, "text", "三级指标。"),
    Column("column", "列", 18, "text", "改了哪一列。"),
    Column("old", "图谱", 24, "text", "图谱里的内容。"),
    Column("new", "工作簿", 24, "text", "改成的内容。"),
    Column("change", "变化", 30, "text", "这样改以后目标是收紧、放宽还是改写。"),
    Column("taken", "能否采用", 30, "text", "收不了的改动为什么收不了。"),
    Column("document", "文件", 27, "text", "这一行印在哪份文件。", aside=True),
    Column("place", "位置", 16, "text", "在文件里的位置。", aside=True),
)
_EPOCH: Final = datetime(2000, 1, 1)


def edit_lines(edits: Edits) -> Iterator[dict[str, object]]:
    """One line a cell that was changed, a row that was added or removed, by the fields of EDIT_COLUMNS."""
    for row in edits.rows:
        if row.fate == "changed":
            for cell in row.cells:
                yield _line(row, cell, cell.refused or "可以")
        elif row.fate == "added":
            texts = "；".join(f"{cell.title} {cell.new}" for cell in row.cells)
            yield _line(row, EditedCell("（整行）", "", texts), row.note or "可以")
        else:
            record = row.old or {}
            yield _line(row, EditedCell("（整行）", str(record.get("target_text") or ""), ""), "可以")


def write_edits(path: Path, edits: Edits) -> None:
    """Write the workbook of the edits. Raises OSError. Two writes of the same edits are byte-equal."""
    workbook = open_workbook()
    workbook.set_properties({"title": "目录工作簿的改动", "created": _EPOCH})
    sheet = add_sheet(workbook, add_formats(workbook), EDITS, EDIT_COLUMNS, frozen=3, paper=8)
    number = 0
    for number, line in enumerate(edit_lines(edits), 1):
        sheet.write(number, {**line, "number": number})
    sheet.finish(number)
    path.write_bytes(workbook_bytes(workbook, [sheet.rows]))


def _line(row: EditedRow, cell: EditedCell, taken: str) -> dict[str, object]:
    record = row.old or {}
    kinds = dict.fromkeys(f"{KINDS[change.kind]}：{change.words}" for change in row.changes)
    changes = "；".join(kinds) or row.note
    return {
        "fate": FATES[row.fate],
        "row": row.number,
        "project": row.project,
        "name": row.name,
        "column": cell.title,
        "old": cell.old or None,
        "new": cell.new or None,
        "change": (changes or None) if not cell.refused else None,
        "taken": taken,
        "document": record.get("document"),
        "place": place_of(record),
    }
