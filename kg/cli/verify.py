"""`kg verify`: the graph against the files it was built from."""

import argparse
import os

from kg.build import find_documents
from kg.cli import say
from kg.cli.arguments import path
from kg.cli.opening import add_graph_option, open_graph
from kg.errors import UnreadableDocumentError
from kg.sources import source_paths
from kg.verify import verify_graph
from kg.vocabulary import data_dir


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the files are."""
    parser.add_argument(
        "paths", nargs="*", type=path, metavar="路径", help="原文件所在；不给则用生成图谱时的文件"
    )
    add_graph_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print what does not match; 1 where anything does not."""
    missing = [str(path) for path in options.paths if not os.path.lexists(path)]
    if missing:
        raise UnreadableDocumentError(f"找不到“{'”、“'.join(missing)[:300]}”。请检查路径和文件名。")
    store = open_graph(options)
    known = list(source_paths(options.graph).values()) or find_documents([data_dir()])
    verification = verify_graph(store, find_documents(options.paths) if options.paths else known)
    for finding in verification.findings:
        print(f"{finding.document}\t{finding.where}\t{finding.code}\t{finding.message}")
    say(f"核对了 {verification.matched} 处文字，{len(verification.findings)} 处有问题。")
    return 1 if verification.findings else 0
