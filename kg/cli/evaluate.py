"""`kg evaluate`: actual values against their targets."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from kg.cli import say
from kg.cli.arguments import path
from kg.cli.opening import add_graph_option, open_graph
from kg.cli.table import print_table
from kg.errors import ExportError, reason_of
from kg.evaluate import evaluate_actuals, evaluate_results, read_actuals, target_shapes, template_records
from kg.evaluate.actuals import COLUMNS
from kg.export.delimited import write_csv, write_jsonl
from kg.export.rdf import write_turtle
from kg.records import number_text

if TYPE_CHECKING:
    from kg.evaluate import Evaluation
    from kg.graph import Quad
    from kg.records import Record

_HEADINGS: Final = (
    "部门", "项目", "指标", "目标", "实际", "判断", "偏差", "按比例得分", "理由", "位置",
)  # fmt: skip
_WORDS: Final = ("达到", "未达到", "无法判断")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file of actual values, which part of the graph, and how to print."""
    parser.add_argument(
        "file", nargs="?", type=path, metavar="文件.csv", help="实际值；不给则评价图谱里的自评结果"
    )
    parser.add_argument("--department", default="", metavar="部门", help="只看这个部门（可只写一部分）")
    parser.add_argument("--project", default="", metavar="项目", help="只看这个项目（可只写一部分）")
    parser.add_argument(
        "--template", metavar="文件.csv", help="写出待填实际值的 CSV（- 为标准输出），不作评价"
    )
    parser.add_argument("--shapes", metavar="文件.ttl", help="把定量目标写成 SHACL（- 为标准输出），不作评价")
    parser.add_argument(
        "--format", choices=("table", "csv", "jsonl"), default="table", help="输出格式，默认 table"
    )
    add_graph_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the verdicts, or write the template or the shapes."""
    actuals = read_actuals(options.file) if options.file else None
    store = open_graph(options)
    part = {"department": options.department, "project": options.project}
    if options.template or options.shapes:
        if options.template:
            rows = list(template_records(store, **part))
            with _opened(options.template) as stream:
                write_csv(rows, stream, fields=COLUMNS)
            say(f"{len(rows)} 行待填。填好“实际值”一栏，再用 kg evaluate 文件.csv。")
        if options.shapes:
            with _opened(options.shapes) as stream:
                write_turtle(_Shapes(target_shapes(store, **part)), stream)
        return 0
    found = evaluate_results(store, **part) if actuals is None else evaluate_actuals(store, actuals, **part)
    evaluations = list(found)
    _print(evaluations, options.format)
    words = [evaluation.verdict.word for evaluation in evaluations]
    say("，".join([f"{len(words)} 行", *(f"{word} {words.count(word)}" for word in _WORDS)]) + "。")
    times = Counter(one.target.iri for one in evaluations if one.target)
    if repeated := sum(number > 1 for number in times.values()):
        say(f"{repeated} 个目标填了不止一次，每一次都单独判断。")
    if not evaluations and any(part.values()):
        say(
            "--department 和 --project 没有选到一行。请检查名称；kg query projects-by-department 列出部门和项目。"
        )
    elif not evaluations and actuals is None:
        say("图谱里没有自评的实际值。用 --template 写出一份 CSV，填好后再评价。")
    return 0


def _print(evaluations: Iterable["Evaluation"], form: str) -> None:
    records = [evaluation.record() for evaluation in evaluations]
    if form == "table":
        print_table(_HEADINGS, [_row(record) for record in records])
    elif form == "csv":
        write_csv(records, sys.stdout, fields=None if records else _HEADINGS)
    else:
        write_jsonl(records, sys.stdout)


def _row(record: "Record") -> list[object]:
    deviation = _signed(record["偏差"])
    percent = _signed(record["偏差（%）"])
    far = f"{deviation}{record['偏差单位'] or ''}" if deviation else None
    shown = f"{far}（{percent}%）" if far and percent else far
    points = None if record["按比例得分"] is None else f"{record['按比例得分']}/{record['分值']}"
    return [
        record["部门"], record["项目"], record["指标"], record["目标"], record["实际"], record["判断"],
        shown, points, record["理由"], record["位置"],
    ]  # fmt: skip


def _signed(value: object) -> str | None:
    return f"{'+' if value > 0 else ''}{number_text(value)}" if isinstance(value, Decimal) else None


class _Shapes:
    """Statements as a store gives them."""

    def __init__(self, quads: Iterable["Quad"]) -> None:
        self._quads = quads

    def quads(self, graph: str | None = None) -> Iterable["Quad"]:  # noqa: ARG002 - one graph only
        """All statements."""
        return self._quads

    def graphs(self) -> list[str]:
        """None that matter."""
        return []


@contextmanager
def _opened(name: str) -> Iterator[TextIO]:
    if name == "-":
        yield sys.stdout
        return
    try:
        with Path(name).open("w", encoding="utf-8", newline="") as stream:
            yield stream
    except OSError as error:
        raise ExportError(f"“{name}”写不了：{reason_of(error)}。") from error
    say(f"已写入 {name}")
