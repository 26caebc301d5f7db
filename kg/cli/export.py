"""`kg export`: the graph as a workbook, tables or RDF."""

import argparse
from pathlib import Path
from typing import Final

from kg.cli import add_graph_option, say
from kg.errors import ExportError
from kg.export import write_export
from kg.store import open_store

_FORMATS: Final = ("xlsx", "csv", "jsonl", "ttl", "nq", "jsonld", "graphml")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Format and path."""
    parser.add_argument("format", choices=_FORMATS, metavar="格式", help=" ".join(_FORMATS))
    parser.add_argument("path", type=Path, metavar="文件", help="写到哪里")
    add_graph_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the export and say where it is."""
    if options.path.is_dir():
        raise ExportError(
            f"“{options.path}”是文件夹，请给出文件名，例如 {options.path}/目录.{options.format}。"
        )
    write_export(options.format, open_store(options.graph), options.path)
    say(f"已写入 {options.path}")
    return 0
