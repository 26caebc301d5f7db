"""`kg diff`: what changed between two documents, years or graphs, or in an edited catalogue workbook."""

import argparse
import re
import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.cli import add_graph_option, say
from kg.cli.arguments import count, path
from kg.cli.opening import open_graph
from kg.errors import CompareError, ExportError, reason_of

if TYPE_CHECKING:
    from kg.diff import Comparison, Known, Side
    from kg.diff.sides import PairOfNodes
    from kg.store import Store

_YEAR: Final = re.compile(r"((?:19|20)\d\d)\s*年?")
_SHOWN: Final = 300
_WIDEST: Final = 44
_POINTER: Final = "current.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Both sides, what to keep, and how to print it."""
    what = "文件、文件夹、图谱目录、年度（如 2025）或图谱里一份文件的标题"
    parser.add_argument("old", metavar="旧", help=what)
    parser.add_argument("new", metavar="新", help=f"{what}；也可以是改过的目录工作簿（kg export xlsx 写的）")
    parser.add_argument("--department", default="", metavar="部门", help="比较年度时只看这个部门")
    parser.add_argument("--project", default="", metavar="项目", help="比较年度时只看名称里有这些字的项目")
    parser.add_argument("--only", default="", metavar="种类", help="只列这些种类，用逗号分开，例如 放宽,取消")
    parser.add_argument(
        "--format", choices=("table", "jsonl", "csv", "xlsx"), default="table", help="输出格式，默认 table"
    )
    parser.add_argument("--out", type=path, metavar="文件", help="xlsx 写到哪里")
    parser.add_argument(
        "--limit", type=count, default=_SHOWN, metavar="N", help=f"table 最多列出多少处，默认 {_SHOWN}"
    )
    add_graph_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Compare, print, and say what became of every row."""
    if options.format == "xlsx" and options.out is None:
        raise ExportError(
            "写 Excel 请用 --out 给出文件名，例如：kg diff 2024 2025 --format xlsx --out 对比.xlsx。"
        )
    if _is_catalogue(options.new) or _is_catalogue(options.old):
        from kg.cli.edited import run_edited

        return run_edited(options)
    kinds = _kinds(options.only)
    comparison = _compare(options).only(kinds)
    if options.format == "xlsx":
        _write_workbook(comparison, options.out)
    elif options.format == "table":
        _print(comparison, options.limit)
    else:
        _write(comparison, options.format)
    say(comparison.account.in_words())
    say(_doubts(comparison))
    return 0


def _kinds(only: str) -> Collection[str]:
    from kg.diff import KINDS

    codes = {word: kind for kind, word in KINDS.items()} | {kind: kind for kind in KINDS}
    wanted = [word.strip() for word in re.split(r"[,，、]", only) if word.strip()]
    unknown = [word for word in wanted if word not in codes]
    if unknown:
        raise CompareError(f"没有“{'、'.join(unknown)}”这种变化。可用：{'、'.join(KINDS.values())}。")
    return {codes[word] for word in wanted}


def _compare(options: argparse.Namespace) -> "Comparison":
    from kg.diff import compare_sides

    chosen = _Sides(options)
    old, new = chosen.read(options.old), chosen.read(options.new)
    if (options.department or options.project) and not chosen.has_year:
        raise CompareError(
            "--department 和 --project 只用于比较年度，例如：kg diff 2024 2025 --department 教育局。"
        )
    if chosen.has_year and not (old.rows or new.rows or old.heads or new.heads):
        from kg.diff.graphs import years_in_words

        part = "符合 --department 和 --project 的" if options.department or options.project else ""
        raise CompareError(
            f"{old.name} 和 {new.name} 都没有{part}绩效表。{years_in_words(chosen.store(), options.department)}"
        )
    return compare_sides(old, new, chosen.known((old, new)))


class _Sides:
    """The sides that the arguments name; the graph of ``--graph`` is opened where one of them needs it."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self._graphs: dict[str, Store] = {}
        self._store: Store | None = None
        self.has_year = False

    def store(self) -> "Store":
        """The graph of the options."""
        if self._store is None:
            self._store = open_graph(self._options)
        return self._store

    def read(self, named: str) -> "Side":
        """The side that an argument names. Raises CompareError for what names nothing."""
        path = Path(named)
        if named.strip() and _exists(path):
            if (path / _POINTER).is_file():
                from kg.diff.graphs import read_graph
                from kg.store import open_store

                self._graphs[named] = open_store(path)
                return read_graph(self._graphs[named], named)
            from kg.diff.files import read_files

            return read_files([path], say=say)
        year = _YEAR.fullmatch(named.strip())
        if year:
            from kg.diff.graphs import read_years

            self.has_year = True
            return read_years(self.store(), [int(year[1])], self._options.department, self._options.project)[
                0
            ]
        if not named.strip() or _is_path(named):
            raise CompareError(
                f"找不到“{_safe(named[:120])}”。请给出文件、图谱目录、年度（如 2025）或图谱里一份文件的标题。"
            )
        from kg.diff.graphs import read_title

        return read_title(self.store(), named.strip())

    def known(self, sides: Sequence["Side"]) -> "Known":
        """What the graphs and a person's decisions beside them know of the projects and departments."""
        from kg.diff import Known
        from kg.diff.graphs import known_of

        stores = [*self._graphs.values(), *([self._store] if self._store is not None else [])]
        directories = [Path(name) for name in self._graphs]
        if self._store is not None and not self._options.store:
            directories.append(self._options.graph)
        apart = [pair for directory in directories for pair in apart_in(directory)]
        found = [known_of(store, sides, apart) for store in stores]
        return Known(
            frozenset(pair for one in found for pair in one.same),
            frozenset(pair for one in found for pair in one.apart),
            {name: standing for one in found for name, standing in one.departments.items()},
        )


def apart_in(directory: Path) -> list["PairOfNodes"]:
    """The projects that a person decided to be two, in links.csv beside the graph."""
    from kg.decisions import read_decisions

    return [
        one.pair
        for one in read_decisions(directory)
        if one.kind == "project" and one.judgement == "different"
    ]


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name too long, or with a NUL
        return False


def _is_path(named: str) -> bool:
    return "/" in named or "\\" in named


def _is_catalogue(named: str) -> bool:
    path = Path(named)
    if path.suffix.lower() not in (".xlsx", ".xlsm") or not _exists(path) or not path.is_file():
        return False
    from kg.export.edited import is_catalogue

    return is_catalogue(path)


def _write_workbook(comparison: "Comparison", path: Path) -> None:
    from kg.export.differences import write_differences

    try:
        write_differences(path, comparison)
    except OSError as error:
        raise ExportError(
            f"写不了 {path}：{reason_of(error)}。请检查文件夹是否存在、能否写入，文件是否正在 Excel 中打开。"
        ) from error
    say(f"已写入 {path}。")


def _write(comparison: "Comparison", form: str) -> None:
    from kg.diff.lines import difference_to_cells, difference_to_record
    from kg.export.delimited import write_csv, write_jsonl

    if form == "jsonl":
        write_jsonl(map(difference_to_record, comparison.differences), sys.stdout)
        return
    from kg.export.differences import CHANGE_COLUMNS

    columns = [column for column in CHANGE_COLUMNS if column.field != "number"]
    cells = map(difference_to_cells, comparison.differences)
    records = ({column.title: line.get(column.field) for column in columns} for line in cells)
    write_csv(records, sys.stdout, fields=[column.title for column in columns])


def _print(comparison: "Comparison", limit: int) -> None:
    from kg.cli.table import print_table
    from kg.diff import KINDS, MEANINGS
    from kg.diff.lines import by_project, difference_to_cells

    print(f"旧：{_safe(comparison.old_name)}\n新：{_safe(comparison.new_name)}\n")
    summary = comparison.summary()
    if not summary:
        print("没有变化。")
        return
    rows = [(KINDS[kind], count, MEANINGS[kind]) for kind, count in summary.items()]
    print_table(("变化", "处", "说明"), rows, widest=80)
    shown = 0
    for (department, project), differences in by_project(comparison):
        if shown >= max(0, limit):
            break
        kept = differences[: limit - shown]
        shown += len(kept)
        print(f"\n■ {_safe(department)} {_safe(project or '（部门整体）')}")
        lines = [difference_to_cells(one) for one in kept]
        print_table(
            ("变化", "指标或来源", "旧", "新", "具体变化", "配对疑问"),
            [
                (
                    line["kind"],
                    line["name_new"] or line["name_old"],
                    line["old"],
                    line["new"],
                    line["words"],
                    line["doubt"],
                )
                for line in lines
            ],
            widest=_WIDEST,
        )
    if shown < len(comparison.differences):
        say(
            f"共 {len(comparison.differences)} 处，只列出 {shown} 处；--limit 可改，"
            "或用 --format xlsx --out 对比.xlsx 写成工作簿。"
        )


def _safe(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)


def _doubts(comparison: "Comparison") -> str:
    account = comparison.account
    words = f"配对的 {account.paired} 行里没有变化 {account.unchanged} 行"
    if account.doubtful:
        words += f"，配对有疑问 {account.doubtful} 行（见“配对疑问”）"
    return f"{words}。"
