"""`kg serve`: a read-only SPARQL endpoint with a query page."""

import argparse
from pathlib import Path

from kg.cli.arguments import count, path, port, seconds
from kg.serve import DEFAULT_PORT, LOOPBACK
from kg.serve import run as run_server


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Graph, address and limits."""
    parser.add_argument(
        "--graph", type=path, default=Path("build"), metavar="DIR", help="图谱目录，默认 build/"
    )
    parser.add_argument(
        "--host", default=LOOPBACK, metavar="地址", help="监听的地址，默认 127.0.0.1（只有本机能访问）"
    )
    parser.add_argument("--port", type=port, default=DEFAULT_PORT, metavar="N", help="端口，默认 7878")
    parser.add_argument(
        "--timeout",
        type=seconds,
        default=20.0,
        metavar="秒",
        help="每条查询的时间上限，默认 20；超过即报错",
    )
    parser.add_argument(
        "--rows",
        type=count,
        default=100_000,
        metavar="N",
        help="每个结果的行数上限，默认 100000；超过即报错",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serve until stopped."""
    return run_server(
        options.graph, host=options.host, port=options.port, seconds=options.timeout, rows=options.rows
    )
