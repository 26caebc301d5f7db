"""The command line: data on standard output, words on standard error.

Exit codes: 0 done, 1 done with violations, 2 could not run, 130 stopped by Ctrl-C.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Final

from kg import __version__
from kg.cli.opening import add_graph_option as add_graph_option
from kg.cli.opening import open_graph as open_graph
from kg.cli.parser import Parser
from kg.errors import KgError, reason_of
from kg.text import without_controls

_COMMANDS: Final = (
    ("build", "读取文档，生成图谱（不给路径时用自带的五份文档）"),
    ("extract", "把绩效目标表读成指标行，每行一个 JSON"),
    ("segment", "把一条目标拆成对象、运算符、数值、单位"),
    ("explain", "说明某一行是怎样读出来的"),
    ("query", "问现成的问题，或执行 SPARQL（只读）"),
    ("ask", "用中文提问：答案、出处和变成的 SPARQL，没看懂就说没看懂"),
    ("check", "审核：列出读取、分词和目标本身的问题"),
    ("evaluate", "评价：实际值达到目标没有，差多少，得几分"),
    ("export", "导出：xlsx csv jsonl parquet ttl nq jsonld graphml iati csvw crate forms"),
    ("suggest", "填表参考：别的部门用什么指标、什么单位、定多少"),
    ("diff", "对比：两份文件、两个年度、两个图谱之间变了什么；收回改过的目录工作簿"),
    ("link", "链接：列出可能是同一机构、项目、指标的候选，收回人的判断"),
    ("network", "看关系网：连接多个部门和年度的指标，某个节点的邻居"),
    ("verify", "重读原文件，核对图谱里每个文字的出处"),
    ("app", "打开浏览器界面"),
    ("serve", "开一个只读的 SPARQL 服务，带查询页面"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code. Errors made on purpose are one Chinese line, no traceback."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    _use_utf8()
    command = next((name for name in given if not name.startswith("-")), "")
    parser = _parser(command)
    options, unknown = parser.parse_known_args(given)
    if unknown:  # told by the command, whose help knows better
        Parser(prog=f"kg {command}".strip()).error(f"unrecognized arguments: {' '.join(unknown)}")
    if "run" not in options:
        parser.print_help()
        return 0
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except KgError as error:
        say(f"错误：{error}")
        return 2
    except BrokenPipeError:
        # The reader (head, less) has gone; a second error at exit would only be noise.
        sys.stderr.close()
        return 0
    except OSError as error:
        place = f"“{error.filename}”" if error.filename else "文件或网络"
        say(f"错误：{place}用不了：{reason_of(error)}。请检查路径、权限和磁盘空间。")
        return 2
    except MemoryError:
        print(
            "错误：内存不够，没有做完。请缩小范围（部门、年度、项目），或关掉别的程序再试。", file=sys.stderr
        )
        return 2
    except KeyboardInterrupt:
        print("已中断，原有图谱没有改动。", file=sys.stderr)
        return 130  # as shells count a death by Ctrl-C


def _parser(command: str) -> argparse.ArgumentParser:
    """The parser; only the module of the command given is imported, so that `kg --help` stays quick."""
    parser = Parser(prog="kg", description="绩效目标知识图谱：读表、拆行、查询、审核、导出。")
    parser.add_argument("--version", action="version", version=f"kg {__version__}", help="显示版本")
    commands = parser.add_subparsers(title="命令", metavar="命令")
    for name, summary in _COMMANDS:
        sub = commands.add_parser(name, help=summary, description=summary)
        if name == command:
            import_module(f"kg.cli.{name}").add_arguments(sub)
    return parser


def say(text: str) -> None:
    """Words for people go to standard error. What they quote of files may not steer the terminal."""
    print(without_controls(text, keep="\n\t"), file=sys.stderr)


def _use_utf8() -> None:
    # Windows consoles and some Chinese Linux locales open the streams as GBK or ASCII.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
