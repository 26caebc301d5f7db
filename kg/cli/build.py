"""`kg build`: documents to the graph."""

import argparse
import gc
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.build import BuildReport, DocumentReport, build_graph
from kg.cli import say
from kg.cli.arguments import path
from kg.cli.opening import add_store_options, address_of, graph_words
from kg.cli.reading import ProgressBar, add_reading_options, limits_of, tell
from kg.link import derived_graph_iri
from kg.vocabulary import data_dir

if TYPE_CHECKING:
    from kg.store.remote_server import Server

_THRESHOLD: Final = 100_000
"""New objects before the collector looks at them: statements come by the ten thousand, and none of them is garbage."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Paths of files or folders, where the graph goes, and what to read again."""
    parser.add_argument("paths", nargs="*", type=path, metavar="路径", help="文件或文件夹；不给则用自带文档")
    parser.add_argument(
        "--out", type=path, default=Path("build"), metavar="DIR", help="图谱目录，默认 build/"
    )
    parser.add_argument("--again", "--重读", action="store_true", help="没有变化的文档也重新读取")
    parser.add_argument(
        "--prune", "--清理", action="store_true", help="原文件已不在文件夹里的文档，从图谱移除"
    )
    add_reading_options(parser)
    add_store_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Build, print what was found and what to do next; 2 where no document could be read."""
    gc.set_threshold(_THRESHOLD)
    paths: Sequence[Path] = options.paths or [data_dir()]
    server = _server(options)
    bar = ProgressBar()
    try:
        report = build_graph(
            paths,
            options.out,
            report=say,
            jobs=options.jobs,
            limits=limits_of(options),
            again=options.again,
            prune=options.prune,
            progress=bar,
        )
    finally:
        bar.close()
    for document in report.with_status("read", "no-form"):
        print(_line(document))
    tell(report, options)
    if report.directory is None:
        say(_nothing(report, paths))
        return 2
    if server is not None:
        _publish(server, report.directory)
    _say_next(report.directory, graph_words(options, report.directory))
    return 0


def _server(options: argparse.Namespace) -> "Server | None":
    """Asked before hours are spent on reading."""
    address = address_of(options)
    if address is None:
        return None
    from kg.store.remote_server import connect

    server = connect(address)
    server.try_update()
    return server


def _publish(server: "Server", directory: Path) -> None:
    from kg.store import graph_dumps
    from kg.store.remote_publishing import publish

    # what is derived from the documents comes behind them
    dumps = sorted(graph_dumps(directory), key=lambda dump: dump.graph == derived_graph_iri())
    published = publish(server, dumps, report=say)
    say(
        f"已发布到 {server.query_url}：更新 {len(published.sent)} 个图，移除 {len(published.removed)} 个，"
        f"未变 {published.unchanged} 个。"
    )


def _nothing(report: BuildReport, paths: Sequence[Path]) -> str:
    if report.with_status("failed", "stopped"):
        return "错误：没有一个文件读得了，图谱没有改动。"
    return (
        f"错误：{'、'.join(map(str, paths))} 里没有可读的文件。能读 PDF、Word、Excel、WPS、网页、图片和文本。"
    )


def _line(document: DocumentReport) -> str:
    if document.problem and not document.indicators:
        return f"✗ {document.name}：{document.problem}"
    whose = f"{document.department or '（部门不明）'} {document.year or ''} 年"
    counts = f"{document.forms} 张表，{document.indicators} 条指标（有把握 {document.confident} 条）"
    return f"✓ {document.name}：{whose}，{counts}，{document.findings} 个问题"


def _say_next(out: Path, option: str) -> None:
    print(f"图谱在 {out}/。接下来：")
    print(f"  kg app{option}                          打开浏览器界面")
    print(f"  kg query projects-without-satisfaction{option}   问一个现成的问题（kg query --list 列出全部）")
    print(f"  kg export xlsx 指标目录.xlsx{option}    导出 Excel 目录")
    print(f"  kg check{option}                        看需要核对的问题")
