"""`kg check`: the audit of the graph."""

import argparse
import sys
from pathlib import Path

from kg.check import load_rules, run_check
from kg.cli import say
from kg.cli.opening import add_graph_option, open_graph
from kg.cli.table import print_table
from kg.cli.tiers import print_tiers
from kg.errors import ExportError
from kg.export.delimited import write_jsonl
from kg.findings import Finding
from kg.records import Record

_SEVERITIES = {"violation": "严重", "warning": "警告", "info": "提示"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The format, and where a workbook goes."""
    parser.add_argument(
        "--format", choices=("table", "jsonl", "xlsx"), default="table", help="输出格式，默认 table"
    )
    parser.add_argument("--out", type=Path, metavar="文件", help="xlsx 写到哪里")
    parser.add_argument("--no-shapes", action="store_true", help="不做 SHACL 结构检查（图谱很大时较慢）")
    parser.add_argument(
        "--tiers", action="store_true", help="每份文件达到哪一层（基本、必要、完整），离下一层还缺什么"
    )
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
    findings = run_check(store, shapes=not options.no_shapes)
    if options.format == "jsonl":
        write_jsonl(map(_record, findings), sys.stdout)
    elif options.format == "xlsx":
        from kg.export import write_export

        write_export("xlsx", store, options.out)
        say(f"已写入 {options.out}，见“问题”表。")
    else:
        print_table(("严重程度", "规则", "文件", "位置", "问题"), [_row(finding) for finding in findings])
    violations = sum(finding.severity == "violation" for finding in findings)
    say(f"共 {len(findings)} 个问题，其中严重 {violations} 个。")
    return 1 if violations else 0


def _row(finding: Finding) -> tuple[object, ...]:
    rule = load_rules().get(finding.code)
    title = f"{rule.number} {rule.title}".strip() if rule else finding.code
    return _SEVERITIES[finding.severity], title, finding.document, finding.where, finding.message


def _record(finding: Finding) -> Record:
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
    }
