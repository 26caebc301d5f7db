"""Which graph a command reads: that of a directory (``--graph``) or of a SPARQL server (``--store``)."""

import argparse
import getpass
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli.arguments import path
from kg.errors import StoreError

if TYPE_CHECKING:
    from kg.store import Address, Store


def add_graph_option(parser: argparse.ArgumentParser) -> None:
    """``--graph DIR``: where the graph lies; ``--store URL``: on which server."""
    parser.add_argument(
        "--graph", type=path, default=Path("build"), metavar="DIR", help="图谱目录，默认 build/"
    )
    add_store_options(parser)


def add_store_options(parser: argparse.ArgumentParser) -> None:
    """``--store`` and what goes with it. A password never stands in the arguments, where other users see it."""
    group = parser.add_argument_group("SPARQL 服务器")
    group.add_argument("--store", metavar="URL", help="用这台 SPARQL 1.1 服务器上的图谱")
    group.add_argument(
        "--store-user", metavar="用户", help="登录用户；密码放在环境变量 KG_STORE_PASSWORD 里，否则在终端询问"
    )
    group.add_argument("--store-update", metavar="URL", help="更新地址，一般不必给出")
    group.add_argument(
        "--store-data", metavar="URL", help="图存取协议（Graph Store Protocol）的地址，一般不必给出"
    )


def address_of(options: argparse.Namespace) -> "Address | None":
    """The server of the options, or None. Raises StoreError where no password can be had."""
    if options.store is None:
        if options.store_user or options.store_update or options.store_data:
            raise StoreError("--store-user、--store-update、--store-data 要与 --store 一起使用。")
        return None
    from kg.store import Address

    return Address(
        options.store, options.store_user, _password(options), options.store_update, options.store_data
    )


def open_graph(options: argparse.Namespace) -> "Store":
    """The graph that the options name, opened for reading. Raises StoreError where there is none."""
    from kg.store import open_remote, open_store

    address = address_of(options)
    if address is None:
        return open_store(options.graph)
    store = open_remote(address)
    if store.note:
        print(store.note, file=sys.stderr)
    return store


def graph_words(options: argparse.Namespace, directory: Path) -> str:
    """The options by which other commands find the same graph, with a space before them."""
    if options.store is not None:
        user = f" --store-user {options.store_user}" if options.store_user else ""
        return f" --store {options.store}{user}"
    return "" if str(directory) == "build" else f" --graph {_quoted(directory)}"


def _quoted(directory: Path) -> str:
    """For a shell, on Windows too."""
    text = str(directory)
    return f'"{text}"' if re.search(r"[\s&()]", text) else text


def _password(options: argparse.Namespace) -> str | None:
    if options.store_user is None:
        return None
    given = os.environ.get("KG_STORE_PASSWORD")
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise StoreError("没有密码。请把密码放在环境变量 KG_STORE_PASSWORD 里。")
    return getpass.getpass(f"{options.store_user} 的密码：")
