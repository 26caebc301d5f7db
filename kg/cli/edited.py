"""`kg diff 图谱 目录.xlsx`: an edited catalogue workbook as a list of changes to look at."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.cli import say
from kg.cli.opening import open_graph
from kg.cli.table import print_table
from kg.errors import CompareError, ExportError, reason_of

if TYPE_CHECKING:
    from kg.export.edited import Edits
    from kg.store import Store

_POINTER: Final = "current.json"
_WIDEST: Final = 36


def run_edited(options: argparse.Namespace) -> int:
    """Compare the workbook with the graph cell by cell, print, and say what became of every row."""
    from kg.diff.graphs import read_graph
    from kg.export.edited import read_edits

    if options.only or options.department or options.project:
        raise CompareError("比较改过的目录工作簿时不用 --only、--department、--project。")
    store = _graph(options)
    edits = read_edits(Path(options.new), read_graph(store).rows)
    if options.format == "xlsx":
        _write_workbook(edits, options)
    elif options.format == "table":
        _print(edits, max(0, options.limit))
    else:
        _write(edits, options.format)
    for note in edits.notes:
        say(note)
    say(edits.in_words())
    refused = sum(bool(cell.refused) for row in edits.of("changed") for cell in row.cells)
    if refused:
        say(f"其中 {refused} 格的改动收不了，原因见“能否采用”。")
    return 0


def _graph(options: argparse.Namespace) -> "Store":
    """The graph on the left side: its directory, or the one of ``--graph`` where a year or title stands there."""
    from kg.store import open_store

    path = Path(options.old)
    if (path / _POINTER).is_file():
        return open_store(path)
    if options.old in (str(options.graph), "图谱"):
        return open_graph(options)
    raise CompareError(
        f"改过的目录工作簿要与图谱比较，“{options.old[:120]}”不是图谱目录。例如：kg diff build 目录.xlsx。"
    )


def _print(edits: "Edits", limit: int) -> None:
    lines = list(edit_lines(edits))
    if not lines:
        print("没有改动。")
        return
    shown = lines[:limit]
    print_table(
        ("去向", "行", "项目", "指标", "列", "图谱", "工作簿", "变化", "能否采用"),
        [tuple(line.values())[:9] for line in shown],
        widest=_WIDEST,
    )
    if len(lines) > len(shown):
        say(f"共 {len(lines)} 处，只列出 {len(shown)} 处；--limit 可改，或用 --format xlsx --out 改动.xlsx。")


def _write(edits: "Edits", form: str) -> None:
    from kg.export.delimited import write_csv, write_jsonl
    from kg.export.edits import EDIT_COLUMNS

    if form == "jsonl":
        write_jsonl(edit_lines(edits), sys.stdout)
        return
    titles = {column.field: column.title for column in EDIT_COLUMNS}
    records = ({titles[name]: line[name] for name in titles if name in line} for line in edit_lines(edits))
    write_csv(records, sys.stdout, fields=[title for name, title in titles.items() if name != "number"])


def edit_lines(edits: "Edits") -> Iterator[dict[str, object]]:
    """One line a cell that was changed, a row that was added or removed."""
    from kg.export.edits import edit_lines as lines

    return lines(edits)


def _write_workbook(edits: "Edits", options: argparse.Namespace) -> None:
    from kg.export.edits import write_edits

    try:
        write_edits(options.out, edits)
    except OSError as error:
        raise ExportError(
            f"写不了 {options.out}：{reason_of(error)}。"
            "请检查文件夹是否存在、能否写入，文件是否正在 Excel 中打开。"
        ) from error
    say(f"已写入 {options.out}。")
