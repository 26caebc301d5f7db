"""`kg query`: named questions and read-only SPARQL."""

import argparse
import os
import sys
from pathlib import Path

from kg.check import placed_answer
from kg.cli import say
from kg.cli.opening import add_graph_option, open_graph
from kg.cli.table import print_table
from kg.errors import QueryError, reason_of
from kg.export.delimited import write_csv, write_jsonl
from kg.query import Answer, list_queries, run_query


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The question and how to print the answer."""
    parser.add_argument(
        "query", nargs="?", metavar="问题", help="现成问题的名字、.rq 文件，或 -：从标准输入读 SPARQL"
    )
    parser.add_argument("--list", action="store_true", help="列出现成的问题")
    parser.add_argument("--set", action="append", default=[], metavar="名=值", help="问题的参数，可多次")
    parser.add_argument(
        "--format", choices=("table", "csv", "json"), default="table", help="输出格式，默认 table"
    )
    add_graph_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the answer."""
    if options.list or options.query is None:
        _print_list()
        return 0
    text, parameters = _text(options.query), _parameters(options.set)
    store = open_graph(options)
    answer = placed_answer(store, run_query(store, text, parameters))
    _print(answer, options.format)
    if answer.note:
        say(answer.note)
    return 0


def _text(query: str) -> str:
    if query == "-":
        return sys.stdin.read()
    path = Path(query)
    if path.suffix == ".rq" or os.path.isfile(path):  # noqa: PTH113 - Path raises for what is too long for a name
        try:
            return path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise QueryError(f"查询文件“{query}”不是 UTF-8 文本。请用 UTF-8 另存一份。") from error
        except (OSError, ValueError) as error:
            raise QueryError(f"查询文件“{query[:200]}”读不了：{reason_of(error)}。请检查路径。") from error
    if os.sep in query and not set("{}<> \n") & set(query):
        raise QueryError(f"找不到查询文件“{query[:200]}”，或它是文件夹。请检查路径。")
    return query


def _parameters(pairs: list[str]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise QueryError(f"参数“{pair}”应写成 名=值。")
        found[name.strip()] = value.strip()
    return found


def _print(answer: Answer, form: str) -> None:
    if form == "table":
        print_table(answer.headings, answer.rows)
        say(f"{len(answer.rows)} 行")
        return
    records = [dict(zip(answer.headings, row, strict=True)) for row in answer.rows]
    if form == "csv":
        write_csv(records, sys.stdout, fields=answer.headings)
    else:
        write_jsonl(records, sys.stdout)


def _print_list() -> None:
    for query in list_queries():
        print(f"{query.name}\t{query.title}")
        for parameter in query.parameters:
            print(f"\t--set {parameter.name}={parameter.default}\t{parameter.label}")
