"""`kg export`: the graph as a workbook, tables or RDF."""

import argparse
from pathlib import Path

from kg.cli import say
from kg.cli.opening import add_graph_option, open_graph
from kg.errors import ExportError
from kg.export import FOLDERS, FORMATS, write_export


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Format and path."""
    parser.add_argument("format", choices=FORMATS, metavar="格式", help=" ".join(FORMATS))
    parser.add_argument("path", type=Path, metavar="文件", help="写到哪里；csvw 和 crate 是新文件夹")
    add_graph_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the export and say where it is."""
    if options.format not in FOLDERS and options.path.is_dir():
        raise ExportError(
            f"“{options.path}”是文件夹，请给出文件名，例如 {options.path}/目录.{options.format}。"
        )
    lost = write_export(options.format, open_graph(options), options.path)
    say(f"已写入 {options.path}")
    if lost:
        say("这种格式放不下的内容：")
        for line in lost:
            say(f"  {line}")
    return 0
