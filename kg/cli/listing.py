"""What `kg extract --review` and `--vocabulary` print: rows in doubt, and spellings that the vocabulary lacks."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from kg.cli import say
from kg.cli.table import print_table
from kg.export.delimited import write_csv, write_jsonl
from kg.proposals import SCHEMES, Unknown, find_unknown, read_findings, unknown_to_record
from kg.records import Record

_WIDEST: Final = 80
_REVIEW: Final = {
    "document": "文件", "row": "第几条", "place": "位置", "printed": "原文", "name": "三级指标", "reading": "读成",
    "reasons": "待核原因",
}  # fmt: skip


def write_review(lines: Iterable[str], output: str) -> None:
    """The rows in doubt of all documents, in their order; ``output`` is jsonl, csv or table."""
    records = (json.loads(line, parse_float=Decimal) for line in lines)
    if output == "table":
        rows = [[_text(record[field]) for field in _REVIEW] for record in records]
        print_table(list(_REVIEW.values()), rows, widest=_WIDEST)
        say(f"共 {len(rows)} 行待核。看一行怎样读出：kg explain 文件 --row 第几条。")
        return
    _write(records, output)


def write_vocabulary(lines: Iterable[str], output: str) -> None:
    """The unknown spellings of all documents together, the most frequent first, each with Turtle to paste."""
    found = find_unknown(*read_findings(json.loads(line) for line in lines))
    records = list(map(unknown_to_record, found))
    if output != "table":
        _write(records, output)
        return
    headings = ("写法", "是什么", "次数", "出现在", "词表里最接近的")
    fields = ("spelling", "what", "count", "place", "nearest")
    print_table(headings, [[_text(record[field]) for field in fields] for record in records])
    for unknown, record in zip(found, records, strict=True):
        _print_turtle(unknown, record)
    say(f"共 {len(records)} 种写法不在词表里。")


def _print_turtle(unknown: Unknown, record: Record) -> None:
    print(f"\n── {SCHEMES[unknown.code][1]}“{unknown.spelling}”：贴到 {record['file']} 末尾，二选一 ──")
    for field in ("add_spelling", "add_concept"):
        print(record[field] or "")


def _write(records: Iterable[Mapping[str, object]], output: str) -> None:
    write: Mapping[str, Callable[[], None]] = {
        "jsonl": lambda: write_jsonl(records, sys.stdout),
        "csv": lambda: write_csv(_flat(records), sys.stdout),
    }
    write[output]()


def _flat(records: Iterable[Mapping[str, object]]) -> Iterator[Record]:
    """Lists as one text: a reviewer reads them in a spreadsheet."""
    for record in records:
        yield {
            name: _text(value) if isinstance(value, (list, str)) else value for name, value in record.items()
        }


def _text(value: object) -> str:
    if isinstance(value, list):
        return "；".join(str(item).rstrip("。") for item in value)
    return "" if value is None else str(value).strip("\t").replace("\t", " │ ")
