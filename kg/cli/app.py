"""`kg app`: the explorer in the browser."""

import argparse

from kg.cli.arguments import port
from kg.cli.opening import add_graph_option, address_of
from kg.explorer import run as run_explorer


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Graph and port."""
    add_graph_option(parser)
    parser.add_argument("--port", type=port, default=8501, metavar="N", help="端口，默认 8501")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Start the explorer on this machine only, until it is stopped."""
    return run_explorer(options.graph, options.port, address=address_of(options))
