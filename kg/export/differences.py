"""The workbook of a comparison: 汇总 (how many of each kind, and the account of rows) and 变化 (all of them).

Two writes of the same comparison are byte-equal.
"""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.diff import KINDS, MEANINGS, Comparison
from kg.diff.lines import difference_to_cells
from kg.export.saving import open_workbook, workbook_bytes
from kg.export.sheet import Column, add_formats, add_sheet

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

SUMMARY: Final = "汇总"
CHANGES: Final = "变化"

_SUMMARY_COLUMNS: Final = (
    Column("item", "项目", 22, "text", "变化的种类，或行数的去向。"),
    Column("count", "数量", 12, "integer", "有几处；一行有两种变化的两处都算。"),
    Column("meaning", "说明", 90, "text", "这一种变化是什么。"),
)
CHANGE_COLUMNS: Final = (
    Column("number", "序号", 7, "ordinal", "本表的行次。"),
    Column("kind", "变化", 12, "center", "最要紧的一种变化。"),
    Column("department", "部门", 18, "text", "部门全称。"),
    Column("project", "项目", 28, "text", "项目名称（新的一方）。"),
    Column("level2", "二级指标", 14, "text", "新的一方的二级指标，没有的用旧的。"),
    Column("name_old", "旧：指标或来源", 28, "text", "旧的一方的三级指标、资金来源或目标。"),
    Column("name_new", "新：指标或来源", 28, "text", "新的一方的三级指标、资金来源或目标。"),
    Column("old", "旧", 22, "long", "旧的一方印的目标、金额（万元）或文字。"),
    Column("new", "新", 22, "long", "新的一方印的目标、金额（万元）或文字。"),
    Column("words", "具体变化", 46, "text", "变了什么，怎样判断。"),
    Column("doubt", "配对疑问", 30, "text", "两行是不是同一指标说不准时，为什么；空白表示有把握。"),
    Column("kinds", "全部变化", 20, "text", "这一行的各种变化。", aside=True),
    Column("score", "配对把握", 9, "number", "0 到 1。", aside=True),
    Column("year_old", "旧：年度", 8, "year", "旧的一方的年度。", aside=True),
    Column("document_old", "旧：文件", 27, "text", "旧的一方的文件。", aside=True),
    Column("place_old", "旧：位置", 16, "text", "旧的一方在文件里的位置。", aside=True),
    Column("year_new", "新：年度", 8, "year", "新的一方的年度。", aside=True),
    Column("document_new", "新：文件", 27, "text", "新的一方的文件。", aside=True),
    Column("place_new", "新：位置", 16, "text", "新的一方在文件里的位置。", aside=True),
)
_EPOCH: Final = datetime(2000, 1, 1)
_COLOURS: Final = {
    "放宽": {"font_color": "#8A1C12", "bg_color": "#FBE3E0"},
    "取消": {"font_color": "#8A1C12", "bg_color": "#FBE3E0"},
    "收紧": {"font_color": "#1B5E20", "bg_color": "#E4F3E4"},
    "新增": {"font_color": "#1F4E79", "bg_color": "#E6F0FA"},
}


def write_differences(path: Path, comparison: Comparison) -> None:
    """Write the workbook. Raises OSError."""
    path.write_bytes(differences_to_workbook(comparison))


def differences_to_workbook(comparison: Comparison) -> bytes:
    """The workbook as it is downloaded."""
    workbook = open_workbook()
    workbook.set_properties(
        {"title": f"{comparison.old_name} 与 {comparison.new_name} 的对比", "created": _EPOCH}
    )
    formats = add_formats(workbook)
    summary = add_sheet(workbook, formats, SUMMARY, _SUMMARY_COLUMNS)
    row = 0
    for row, record in enumerate(_summary(comparison), 1):
        summary.write(row, record)
    summary.finish(row)
    sheet = add_sheet(workbook, formats, CHANGES, CHANGE_COLUMNS, frozen=4, paper=8)
    number = 0
    for number, one in enumerate(comparison.differences, 1):
        sheet.write(number, {**difference_to_cells(one), "number": number})
    sheet.finish(number)
    _mark(workbook, sheet.worksheet, max(number, 1))
    return workbook_bytes(workbook, [summary.rows, sheet.rows])


def _summary(comparison: Comparison) -> list[dict[str, object]]:
    account = comparison.account
    lines: list[dict[str, object]] = [
        {"item": "旧的一方", "meaning": comparison.old_name},
        {"item": "新的一方", "meaning": comparison.new_name},
    ]
    lines += [
        {"item": KINDS[kind], "count": count, "meaning": MEANINGS[kind]}
        for kind, count in comparison.summary().items()
    ]
    counts = (
        ("旧：指标行", account.old_rows, account.in_words().partition("\n")[0]),
        ("新：指标行", account.new_rows, account.in_words().partition("\n")[2]),
        (
            "配对的行",
            account.paired,
            f"其中没有变化 {account.unchanged} 行，配对有疑问 {account.doubtful} 行。",
        ),
    )
    return lines + [{"item": item, "count": count, "meaning": words} for item, count, words in counts]


def _mark(workbook: "Workbook", worksheet: object, last: int) -> None:
    """Colour the kinds; the word stands in the cell, so that colour is never the only mark."""
    at = next(at for at, column in enumerate(CHANGE_COLUMNS) if column.field == "kind")
    for word, colours in _COLOURS.items():
        rule = {
            "type": "cell",
            "criteria": "==",
            "value": f'"{word}"',
            "format": workbook.add_format(colours),
        }
        worksheet.conditional_format(1, at, last, at, rule)  # type: ignore[attr-defined]
