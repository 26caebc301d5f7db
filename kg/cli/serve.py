"""`kg serve`: a read-only SPARQL endpoint with a query page."""

import argparse
from contextlib import suppress
from pathlib import Path

from kg.serve import DEFAULT_PORT, LOOPBACK
from kg.serve import run as run_server


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Graph, address and limits."""
    parser.add_argument(
        "--graph", type=Path, default=Path("build"), metavar="DIR", help="图谱目录，默认 build/"
    )
    parser.add_argument(
        "--host", default=LOOPBACK, metavar="地址", help="监听的地址，默认 127.0.0.1（只有本机能访问）"
    )
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, metavar="N", help="端口，默认 7878")
    parser.add_argument(
        "--timeout",
        type=_positive,
        default=20.0,
        metavar="秒",
        help="每条查询的时间上限，默认 20；超过即报错",
    )
    parser.add_argument(
        "--rows",
        type=_count,
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


def _positive(text: str) -> float:
    with suppress(ValueError):
        if 0 < float(text) < 1e6:
            return float(text)
    raise argparse.ArgumentTypeError(f"应是大于 0 的秒数，这里是“{text}”。")


def _count(text: str) -> int:
    with suppress(ValueError):
        if int(text) > 0:
            return int(text)
    raise argparse.ArgumentTypeError(f"应是大于 0 的整数，这里是“{text}”。")
