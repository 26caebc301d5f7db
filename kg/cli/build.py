"""`kg build`: documents to the graph."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from kg.build import BuildReport, DocumentReport, build_graph, find_documents
from kg.cli import say
from kg.vocabulary import data_dir


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Paths of files or folders, and where the graph goes."""
    parser.add_argument("paths", nargs="*", type=Path, metavar="路径", help="文件或文件夹；不给则用自带文档")
    parser.add_argument(
        "--out", type=Path, default=Path("build"), metavar="DIR", help="图谱目录，默认 build/"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Build, print what was found and what to do next; 2 where no document could be read."""
    paths: Sequence[Path] = options.paths or [data_dir()]
    if not find_documents(paths):
        say(f"错误：{'、'.join(map(str, paths))} 里没有可读的文本文件（.txt .md .tsv）。")
        return 2
    report = build_graph(paths, options.out, report=say)
    for document in report.documents:
        print(_line(document))
    if report.directory is None:
        say("错误：没有一个文件读得了，图谱没有改动。")
        return 2
    _say_next(report)
    return 0


def _line(document: DocumentReport) -> str:
    if document.problem and not document.indicators:
        return f"✗ {document.name}：{document.problem}"
    whose = f"{document.department or '（部门不明）'} {document.year or ''} 年"
    counts = f"{document.forms} 张表，{document.indicators} 条指标（有把握 {document.confident} 条）"
    return f"✓ {document.name}：{whose}，{counts}，{document.findings} 个问题"


def _say_next(report: BuildReport) -> None:
    out = report.directory
    option = "" if str(out) == "build" else f" --graph {out}"
    read = sum(1 for document in report.documents if document.indicators)
    print(f"共 {read} 份文档、{report.indicators} 条指标，图谱在 {out}/。")
    print("接下来：")
    print(f"  kg app{option}                          打开浏览器界面")
    print(f"  kg query projects-without-satisfaction{option}   问一个现成的问题（kg query --list 列出全部）")
    print(f"  kg export xlsx 指标目录.xlsx{option}    导出 Excel 目录")
    print(f"  kg check{option}                        看需要核对的问题")
