"""`kg ask`: a question in Chinese, answered with its SPARQL and sources, or with what was not understood."""

import argparse
import sys
from collections.abc import Sequence

from kg.ask import Reply, ask
from kg.check import placed_answer, places_by_line
from kg.cli import say
from kg.cli.opening import add_graph_option, open_graph
from kg.cli.table import print_table
from kg.export.delimited import write_csv
from kg.query.run import Askable
from kg.records import record_to_json

_SOURCES_PRINTED = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The question and how to print the answer."""
    parser.add_argument("question", metavar="问题", help="一句中文，例如：哪些项目没有满意度指标")
    parser.add_argument(
        "--format", choices=("table", "json", "csv"), default="table", help="输出格式，默认 table"
    )
    parser.add_argument("--sparql", action="store_true", help="同时显示问题变成的 SPARQL")
    add_graph_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the answer; 0 where the question was understood, else 2."""
    store = open_graph(options)
    reply = ask(store, options.question)
    if options.format == "json":
        print(_to_json(store, reply))
        return 0 if reply.understood else 2
    if not reply.understood:
        say(reply.message)
        say("可以这样问：" + "；".join(reply.suggestions))
        return 2
    say(f"理解为：{reply.meaning}")
    if options.sparql:
        say(reply.sparql)
    _print(store, reply, options.format)
    return 0


def _print(store: Askable, reply: Reply, form: str) -> None:
    if reply.answer is None or reply.message:
        say(reply.message)
        return
    answer = placed_answer(store, reply.answer)
    if form == "csv":
        records = [dict(zip(answer.headings, row, strict=True)) for row in answer.rows]
        write_csv(records, sys.stdout, fields=answer.headings)
    else:
        print_table(answer.headings, answer.rows)
        say(f"{len(answer.rows)} 行")
    if "line" not in answer.variables:
        _print_sources(_sources(store, reply))
    if answer.note:
        say(answer.note)


def _print_sources(sources: Sequence[tuple[str, str]]) -> None:
    """The places that an answer without a column for them was worked out from, document by document."""
    by_document: dict[str, list[str]] = {}
    for document, place in sources:
        by_document.setdefault(document, []).append(place)
    for document, places in by_document.items():
        more = f"……共 {len(places)} 处" if len(places) > _SOURCES_PRINTED else ""
        say(f"出处：{document}，{'、'.join(places[:_SOURCES_PRINTED])}{more}")


def _sources(store: Askable, reply: Reply) -> list[tuple[str, str]]:
    places = places_by_line(store) if reply.sources else {}
    return [
        (document, places.get((document, line), f"第 {line} 行" if line else "整份文件"))
        for document, line in reply.sources
    ]


def _to_json(store: Askable, reply: Reply) -> str:
    answer = placed_answer(store, reply.answer) if reply.answer else None
    found = answer is not None and not reply.message
    return record_to_json(
        {
            "question": reply.question,
            "understood": reply.understood,
            "meaning": reply.meaning,
            "message": reply.message,
            "columns": list(answer.headings) if answer else [],
            "rows": [list(row) for row in answer.rows] if answer and found else [],
            "sources": [{"document": document, "place": place} for document, place in _sources(store, reply)],
            "sparql": reply.sparql,
            "unused": list(reply.unused),
            "suggestions": list(reply.suggestions),
            "note": answer.note if answer else None,
        }
    )
