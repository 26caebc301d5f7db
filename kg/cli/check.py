"""`kg check`: the audit of the graph."""

import argparse
import sys

from kg.check import STATES, Audited, find_audit, load_rules, reason_of, state_of
from kg.check.decided import Decisions
from kg.cli import say
from kg.cli.arguments import path
from kg.cli.opening import add_graph_option, open_graph
from kg.cli.table import print_table
from kg.cli.tiers import print_tiers
from kg.errors import ExportError
from kg.export.delimited import write_jsonl
from kg.finding_decisions import read_finding_decisions
from kg.records import Record

_SEVERITIES = {"violation": "严重", "warning": "警告", "info": "提示"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The format, and where a workbook goes."""
    parser.add_argument(
        "--format", choices=("table", "jsonl", "xlsx"), default="table", help="输出格式，默认 table"
    )
    parser.add_argument("--out", type=path, metavar="文件", help="xlsx 写到哪里")
    parser.add_argument("--no-shapes", action="store_true", help="不做 SHACL 结构检查")
    parser.add_argument(
        "--tiers", action="store_true", help="每份文件达到哪一层（基本、必要、完整），离下一层还缺什么"
    )
    parser.add_argument("--all", "--全部", action="store_true", help="处理为“不采纳”的问题也列出")
    add_graph_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the findings; 1 where one of them is a violation."""
    if options.format == "xlsx" and options.out is None:
        raise ExportError("写 Excel 请用 --out 给出文件名，例如：kg check --format xlsx --out 审核.xlsx。")
    store = open_graph(options)
    if options.tiers:
        print_tiers(store, as_jsonl=options.format == "jsonl", shapes=not options.no_shapes)
        return 0
    decisions: Decisions = read_finding_decisions(options.graph) if options.store is None else {}
    found = find_audit(store, shapes=not options.no_shapes).findings
    waiting = [one for one in found if state_of(one, decisions) != "dismissed"]
    shown = found if options.all else waiting
    if options.format == "jsonl":
        write_jsonl((_record(one, decisions) for one in shown), sys.stdout)
    elif options.format == "xlsx":
        from kg.export import write_findings_workbook

        write_findings_workbook(store, options.out, found, shapes=not options.no_shapes)
        say(f"已写入 {options.out}，见“问题”表。")
    elif decisions:
        heads = ("严重程度", "处理", "规则", "文件", "位置", "问题")
        print_table(heads, [_decided_row(one, decisions) for one in shown])
    else:
        print_table(("严重程度", "规则", "文件", "位置", "问题"), [_row(one) for one in shown])
    violations = sum(one.severity == "violation" for one in waiting)
    say(
        f"共 {len(waiting)} 个问题，其中严重 {violations} 个。{_dismissed(len(found) - len(waiting), options)}"
    )
    return 1 if violations else 0


def _dismissed(count: int, options: argparse.Namespace) -> str:
    if not count:
        return ""
    return f"另有 {count} 个已不采纳" + ("。" if options.all else "，没有列出（加 --all 列出）。")


def _row(found: Audited) -> tuple[object, ...]:
    return _SEVERITIES[found.severity], found.title, found.document, found.where, found.message


def _decided_row(found: Audited, decisions: Decisions) -> tuple[object, ...]:
    severity, *rest = _row(found)
    return severity, STATES[state_of(found, decisions)], *rest


def _record(finding: Audited, decisions: Decisions) -> Record:
    rule = load_rules().get(finding.code)
    return {
        "rule": rule.number or None if rule else None,
        "code": finding.code,
        "title": rule.title if rule else finding.code,
        "severity": finding.severity,
        "document": finding.document,
        "line": None if finding.place else finding.line or None,
        "place": finding.place or None,
        "message": finding.message,
        "basis": rule.basis or None if rule else None,
        "advice": rule.advice or None if rule else None,
        "decision": STATES[state_of(finding, decisions)],
        "reason": reason_of(finding, decisions) or None,
    }
