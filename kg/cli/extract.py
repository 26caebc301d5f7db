"""`kg extract`: documents to indicator rows, heads, budget tables, the account of rows, or what needs a look."""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Final

from kg.cli import say
from kg.cli.arguments import path
from kg.cli.listing import write_review, write_vocabulary
from kg.cli.reading import ProgressBar, add_reading_options, limits_of, tell, write_report
from kg.errors import KgError
from kg.export.delimited import write_csv
from kg.ingest.folder import survey
from kg.ingest.plan import Source, plan_reading
from kg.ingest.reading import Way, read_sources
from kg.ingest.report import BuildReport, reports_of
from kg.ingest.task import Outcome

_WORK: Final = "kg.ingest.work:records"
_LISTS: Final = {"review": write_review, "vocabulary": write_vocabulary}
"""What is printed of all documents together."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Paths, what to print, and how."""
    parser.add_argument("paths", nargs="+", type=path, metavar="路径", help="文件或文件夹")
    parser.add_argument(
        "--format",
        choices=("jsonl", "csv", "table"),
        default="jsonl",
        help="输出格式，默认 jsonl；table 只用于 --review 和 --vocabulary",
    )
    what = parser.add_mutually_exclusive_group()
    for name, summary in (
        ("account", "每一印刷行的去向：读出、表头、续行、忽略及原因"),
        ("heads", "每张表的表头信息（项目、单位、资金、目标）"),
        ("tables", "文档里的预算表"),
        ("review", "待核清单：没有把握的行，位置、原文、读成什么、为什么没有把握"),
        ("vocabulary", "词表里没有的表头、级别、单位等，附可以贴进词表的 Turtle"),
    ):
        what.add_argument(f"--{name}", dest="what", action="store_const", const=name, help=summary)
    add_reading_options(parser)
    parser.set_defaults(run=run, what="rows")


def run(options: argparse.Namespace) -> int:
    """Print the records of each file as soon as it is read; 2 where none of the files could be read."""
    if options.format == "table" and options.what not in _LISTS:
        raise KgError("--format table 只用于 --review 和 --vocabulary。其他内容请用 jsonl 或 csv。")
    start = time.monotonic()
    found = survey(options.paths)
    plan = plan_reading(found.files)
    bar = ProgressBar()
    way = Way(_WORK, {"what": options.what}, options.jobs, limits_of(options), bar)
    outcomes: list[tuple[Source, Outcome]] = []
    with tempfile.TemporaryDirectory(prefix="kg-") as scratch:
        try:
            lines = _lines(read_sources(plan.reads, Path(scratch), way), outcomes, bar)
            if options.what in _LISTS:
                _LISTS[options.what](lines, options.format)
            elif options.format == "csv":
                write_csv((json.loads(line, parse_float=Decimal) for line in lines), sys.stdout)
            else:
                sys.stdout.writelines(lines)
        finally:
            bar.close()
    documents = tuple(reports_of(found, plan, outcomes))
    report = BuildReport(documents, None, time.monotonic() - start, found.problems)
    if len(documents) > 1:
        tell(report, options)
    elif options.report is not None:
        write_report(report, options.report)
    if not report.with_status("read", "no-form"):
        say("错误：没有一个文件读得了。")
        return 2
    return 0


def _lines(
    read: Iterable[tuple[Source, Outcome]], outcomes: list[tuple[Source, Outcome]], bar: ProgressBar
) -> Iterator[str]:
    """The records of the documents as lines; what went wrong goes to standard error at once."""
    for source, outcome in read:
        outcomes.append((source, outcome))
        if outcome.failure is not None:
            bar.close()
            say(f"跳过：{outcome.problem}")
            continue
        if not outcome.facts.get("forms"):
            bar.close()
            say(f"{source.name}：没有找到绩效目标表。{outcome.facts.get('note', '')}")
        with outcome.out.open(encoding="utf-8", newline="\n") as lines:
            yield from lines
        outcome.out.unlink()
