"""`kg extract`: documents to indicator rows, heads, budget tables or the account of rows."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.build import find_documents
from kg.cli import say
from kg.errors import UnreadableDocumentError
from kg.export.delimited import write_csv, write_jsonl
from kg.extract import extract_file
from kg.model import Extraction
from kg.records import Record, account_to_record, head_to_record, indicator_to_record, table_to_record


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Paths, what to print, and how."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="路径", help="文件或文件夹")
    parser.add_argument("--format", choices=("jsonl", "csv"), default="jsonl", help="输出格式，默认 jsonl")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--account", action="store_true", help="每一印刷行的去向：读出、表头、续行、忽略及原因")
    what.add_argument("--heads", action="store_true", help="每张表的表头信息（项目、单位、资金、目标）")
    what.add_argument("--tables", action="store_true", help="文档里的预算表")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the records; 2 where none of the files could be read."""
    extractions = list(_extractions(find_documents(options.paths)))
    records = [record for extraction in extractions for record in _records(extraction, options)]
    write = write_csv if options.format == "csv" else write_jsonl
    write(records, sys.stdout)
    if not extractions:
        say("错误：没有一个文件读得了。")
        return 2
    return 0


def _extractions(paths: Iterable[Path]) -> Iterator[Extraction]:
    for path in paths:
        try:
            extraction = extract_file(path)
        except UnreadableDocumentError as error:
            say(f"跳过：{error}")
            continue
        if not extraction.heads:
            say(f"{path.name}：没有找到绩效目标表。")
        yield extraction


def _records(extraction: Extraction, options: argparse.Namespace) -> Iterator[Record]:
    if options.account:
        yield from (account_to_record(line, document=extraction.document.name) for line in extraction.account)
    elif options.heads:
        yield from map(head_to_record, extraction.heads)
    elif options.tables:
        yield from map(table_to_record, extraction.tables)
    else:
        yield from map(indicator_to_record, extraction.indicators)
