"""`kg suggest`: what others measure for a thing, and which values they set."""

import argparse
import sys
from collections.abc import Iterator
from typing import Final

from kg.cli import say
from kg.cli.opening import add_graph_option, open_graph
from kg.cli.table import print_table
from kg.errors import QueryError
from kg.export.delimited import write_csv, write_jsonl
from kg.suggest import Suggestion, Suggestions, suggest
from kg.suggest.wording import (
    DIRECTIONS,
    ROW_FIELDS,
    suggestions_to_record,
    suggestions_to_rows,
    understood,
    values_in_words,
)

_HEADINGS: Final = ("序", "指标", "相近", "部门", "年度", "行", "符号", "单位", "性质")
_WIDEST: Final = 56
_MOST: Final = 100
_GROUPS: Final = 3
"""Distributions printed for one indicator; the other formats have all."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The text and how to print the answer."""
    parser.add_argument(
        "text", metavar="文字", help="指标名称、几个词，或“名称<TAB>目标”，例如：政务云服务 可用率"
    )
    parser.add_argument("--level2", metavar="类别", help="只要这一类指标：数量、质量、时效、成本、满意度 …")
    parser.add_argument("--limit", type=int, default=10, metavar="N", help="最多给出多少个，默认 10")
    parser.add_argument("--examples", type=int, default=1, metavar="N", help="每个指标列出几行原文，默认 1")
    parser.add_argument(
        "--format", choices=("table", "csv", "json"), default="table", help="输出格式，默认 table"
    )
    add_graph_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the suggestions."""
    for name in ("limit", "examples"):
        number = getattr(options, name)
        if not 1 <= number <= _MOST:
            raise QueryError(f"--{name} 应为不超过 {_MOST} 的正整数，不是 {number}。")
    found = suggest(
        open_graph(options),
        options.text.replace("\\t", "\t"),
        level2=options.level2,
        limit=options.limit,
        examples=options.examples,
    )
    say(understood(found.asked))
    if options.format == "json":
        write_jsonl([suggestions_to_record(found)], sys.stdout)
    elif options.format == "csv":
        write_csv(suggestions_to_rows(found), sys.stdout, fields=ROW_FIELDS)
    elif found.found:
        _print(found)
    for warning in found.warnings:
        say(f"注意：{warning}")
    if not found.found:
        say("指标库里没有相近的指标。换个说法、只写对象（如“政务云”），或不限类别再试。")
    return 0


def _print(found: Suggestions) -> None:
    for level1, level2, members in found.by_level():
        print(f"【{' / '.join(filter(None, (level1, level2))) or '没有级次'}】")
        print_table(_HEADINGS, [_row(one) for one in members], widest=_WIDEST)
        for one in members:
            for said in _details(one):
                print(f"  {one.rank} {said}")
        print()


def _row(one: Suggestion) -> tuple[object, ...]:
    peers, names = one.peers, len(one.family.members)
    return (
        one.rank,
        one.family.name + (f"（等 {names} 个名称）" if names > 1 else ""),
        one.family.score,
        len(peers.departments),
        "、".join(map(str, peers.years)),
        peers.rows,
        peers.operator,
        peers.unit,
        DIRECTIONS[peers.direction],
    )


def _details(one: Suggestion) -> Iterator[str]:
    if one.family.best.projects:
        yield one.family.evidence[0]
    yield from (f"取值　{values_in_words(values)}" for values in one.peers.groups[:_GROUPS])
    if one.peers.wordings:
        yield f"文字　{'；'.join(map(_one_line, one.peers.wordings))}"
    for example in one.peers.examples:
        who = f"{example.department or '（部门不明）'} {example.year}"
        yield f"例　{example.name}　{_one_line(example.target)}　{who}　{example.document} {example.place}"
    yield from (f"注意　{warning}" for warning in one.warnings)


def _one_line(text: str) -> str:
    return " ".join(text.split())
