"""`kg link`: what may be one department, project or indicator, for a person to decide."""

import argparse
import datetime
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from kg.build.writing import state_decisions
from kg.cli import add_graph_option, open_graph, say
from kg.cli.arguments import count_or_none, path
from kg.cli.table import print_table
from kg.decisions import (
    COLUMNS,
    FILE,
    JUDGEMENTS,
    KINDS,
    Decision,
    Kind,
    contradictions,
    deciding,
    decision_cells,
    merge_decisions,
    read_decision_file,
    read_decisions,
    write_decisions,
)
from kg.errors import DecisionError
from kg.export.delimited import write_csv, write_jsonl
from kg.linking.candidates import AT_LEAST, Candidate, explain_named, find_candidates
from kg.linking.deciding import with_digests
from kg.query.run import Askable

_SHOWN: Final = 200
_WIDEST: Final = 60
_PAIRS: Final = 5
"""Pairs of one name that are explained."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to list and how; a list to take back; a pair to explain."""
    parser.add_argument("--kind", choices=[*KINDS.values()], help="只看机构、项目或指标")
    parser.add_argument(
        "--at-least", type=float, default=AT_LEAST, metavar="分", help=f"最低相似度，0 到 1，默认 {AT_LEAST}"
    )
    parser.add_argument(
        "--limit", type=count_or_none, default=_SHOWN, metavar="N", help=f"最多列出多少，默认 {_SHOWN}"
    )
    parser.add_argument(
        "--format", choices=("table", "csv", "jsonl"), default="table", help="输出格式，默认 table"
    )
    parser.add_argument("--decided", action="store_true", help="列出已有的判断，不列候选")
    parser.add_argument(
        "--decide", type=path, metavar="文件", help="收回填好“判断”列（同一、不同、未定）的 CSV"
    )
    parser.add_argument(
        "--explain", nargs=2, metavar=("一方", "另一方"), help="说明两个名称或标识为什么像或不像"
    )
    add_graph_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """List candidates, explain a pair, or take decisions back."""
    if not 0 <= options.at_least <= 1:
        raise DecisionError(f"--at-least {options.at_least} 不在 0 和 1 之间。")
    kinds = [kind for kind, word in KINDS.items() if options.kind in {None, word}]
    store = open_graph(options)
    if options.explain:
        return _explain(store, kinds, *options.explain)
    decisions = read_decisions(options.graph)
    if options.decide:
        return _decide(options, store)
    if options.decided:
        chosen = [decision for decision in decisions if decision.kind in kinds]
        _print_decided(chosen[: max(0, options.limit)], options.format)
    else:
        found = find_candidates(store, decisions, kinds=kinds, at_least=options.at_least)
        _print(found[: max(0, options.limit)], options.format)
        say(_total(found, options))
    _say_contradictions(decisions)
    return 0


def _decide(options: argparse.Namespace, store: Askable) -> int:
    if options.store:
        raise DecisionError(
            "判断记在本地图谱旁边：请用 --graph 指定目录再 --decide，然后用 kg build --store 更新服务器。"
        )
    today = datetime.datetime.now().astimezone().date().isoformat()
    given = [replace(one, date=one.date or today) for one in read_decision_file(options.decide)]
    if not given:
        raise DecisionError(
            f"{options.decide} 里没有填“判断”。请在该列填写 {'、'.join(JUDGEMENTS.values())}。"
        )
    new, unknown = with_digests(store, given)
    with deciding(options.graph):
        decisions = merge_decisions(read_decisions(options.graph), new)
        path = write_decisions(options.graph, decisions)
    state_decisions(options.graph)
    counts = "，".join(
        f"{word} {sum(one.judgement == judgement for one in new)}" for judgement, word in JUDGEMENTS.items()
    )
    say(f"记下 {len(new)} 条判断（{counts}），存于 {path}；图谱已按判断更新。")
    for one in unknown:
        say(f"图谱里没有：{one.one_name or one.one}／{one.other_name or one.other}（判断照样保留）")
    _say_contradictions(decisions)
    return 0


def _explain(store: Askable, kinds: Sequence[Kind], one: str, other: str) -> int:
    for kind in kinds:
        found = explain_named(store, kind, one, other)
        for pair in found[:_PAIRS]:
            print(f"{KINDS[kind]}：{pair.one_name}／{pair.other_name}")
            if len(found) > 1:
                print(f"  {pair.one}\n  {pair.other}")
            print(f"相似度 {pair.score}（达到 {AT_LEAST} 才列为候选）")
            for words in pair.evidence:
                print(f"  {words}")
        if len(found) > _PAIRS:
            say(f"同名的共 {len(found)} 对，只列出最像的 {_PAIRS} 对；用标识可以指定一对。")
        if found:
            return 0
    raise DecisionError(
        f"“{one[:80]}”和“{other[:80]}”在图谱里不是同一类的两个。请给出两个机构、两个项目或两个指标的全称或标识。"
    )


def _print(found: Sequence[Candidate], form: str) -> None:
    if form == "table":
        rows = [
            (KINDS[one.kind], f"{one.score:.3f}", one.one_name, one.other_name, _because(one))
            for one in found
        ]
        print_table(("类别", "相似度", "一方", "另一方", "依据"), rows, widest=_WIDEST)
        return
    records = [_record(one) for one in found]
    if form == "csv":
        write_csv(records, sys.stdout, fields=(*COLUMNS, "相似度", "依据"))
    else:
        write_jsonl(records, sys.stdout)


def _print_decided(decisions: Sequence[Decision], form: str) -> None:
    if form == "table":
        rows = [
            (KINDS[one.kind], JUDGEMENTS[one.judgement], one.one_name, one.other_name, one.reason, one.date)
            for one in decisions
        ]
        print_table(("类别", "判断", "一方", "另一方", "理由", "日期"), rows, widest=_WIDEST)
        return
    records = [dict(zip(COLUMNS, decision_cells(one), strict=True)) for one in decisions]
    if form == "csv":
        write_csv(records, sys.stdout, fields=COLUMNS)
    else:
        write_jsonl(records, sys.stdout)


def _record(one: Candidate) -> dict[str, object]:
    return {
        "类别": KINDS[one.kind],
        "一方": one.one,
        "一方名称": one.one_name,
        "另一方": one.other,
        "另一方名称": one.other_name,
        "判断": "",
        "理由": "",
        "日期": "",
        "依据摘要": one.digest,
        "相似度": one.score,
        "依据": _because(one),
    }


def _because(one: Candidate) -> str:
    words = "；".join(one.evidence)
    if one.earlier is None:
        return words
    judged = JUDGEMENTS[one.earlier.judgement]
    return f"曾判断为“{judged}”，此后{'、'.join(one.changed)}有变，请再看一次；{words}"


def _total(found: Sequence[Candidate], options: argparse.Namespace) -> str:
    again = sum(one.earlier is not None for one in found)
    shown = max(0, options.limit)
    words = f"{len(found)} 对待判断" + (f"（列出前 {shown} 对，--limit 可改）" if shown < len(found) else "")
    words += f"，其中 {again} 对因来源变化重新询问" if again else ""
    if options.format == "table" and found:
        graph = "" if options.graph == Path("build") else f" --graph {options.graph}"
        words += (
            f"。要作判断：kg link --format csv{graph} > 候选.csv，填“判断”列，"
            f"再 kg link --decide 候选.csv{graph}（结果存于 {FILE}）"
        )
    return words


def _say_contradictions(decisions: Iterable[Decision]) -> None:
    for found in contradictions(decisions):
        say(found.in_words())
