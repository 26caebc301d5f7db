"""`kg explain`: how one row was read, from the printed cells to the triples."""

import argparse
from pathlib import Path

from kg.errors import KgError
from kg.extract import extract_file
from kg.graph import extraction_to_quads
from kg.model import Extraction, Indicator
from kg.records import indicator_to_record


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file and the row, by its number in `kg extract` or by its printed line."""
    parser.add_argument("file", type=Path, metavar="文件", help="原文件")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--row", type=int, metavar="N", help="kg extract 输出中的第 N 条（从 1 数起）")
    which.add_argument("--line", type=int, metavar="N", help="印在原文件第 N 行的那一条")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print cells, row, segments, rules and triples of the row."""
    extraction = extract_file(options.file)
    number, indicator = _find(extraction, options)
    head = next((head for head in extraction.heads if head.line == indicator.form_line), None)
    _title(f"第 {number} 条，{extraction.document.name} 第 {indicator.line} 行")
    print(
        f"表：{indicator.form}（第 {indicator.form_line} 行起）  部门：{indicator.department}  年度：{indicator.year}"
    )
    if head is not None and head.project:
        print(f"项目：{head.project}  预算：{head.budget} 万元  其中财政拨款：{head.fiscal} 万元")
    _title("原文")
    print(indicator.printed)
    _title("单元格")
    for field, spans in sorted(indicator.sources.items()):
        places = " + ".join(f"{span.line}:{span.start}-{span.end}" for span in spans)
        print(f"{field:<24}{places}")
    _title("读成")
    for field, value in indicator_to_record(indicator).items():
        if value not in (None, [], {}):
            print(f"{field:<24}{value}")
    _title("三元组")
    for line in _triples(extraction, indicator):
        print(line)
    return 0


def _find(extraction: Extraction, options: argparse.Namespace) -> tuple[int, Indicator]:
    rows = list(enumerate(extraction.indicators, start=1))
    if options.row is not None:
        found = [row for row in rows if row[0] == options.row]
        wanted = f"第 {options.row} 条"
    else:
        found = [row for row in rows if row[1].line == options.line]
        wanted = f"第 {options.line} 行的指标"
    if not found:
        raise KgError(
            f"{extraction.document.name} 里没有{wanted}（共 {len(rows)} 条指标）。用 kg extract 看全部。"
        )
    return found[0]


def _triples(extraction: Extraction, indicator: Indicator) -> list[str]:
    quads = list(extraction_to_quads(extraction))
    line = f'"{indicator.line}"^^'
    rows = {
        quad.subject
        for quad in quads
        if quad.predicate.endswith("#line>") and quad.object.startswith(line) and "/target/" in quad.subject
    }
    return sorted(
        f"{quad.subject} {quad.predicate} {quad.object} ." for quad in quads if quad.subject in rows
    )


def _title(text: str) -> None:
    print(f"\n── {text} ──")
