"""How right and how fast targets are taken apart: this program beside other tools, in one run.

Usage: python benchmarks/segment [--seconds N] [--tools NAME,…] [--wrong TOOL] [--quick]

Prints Markdown tables: for each group of cases what each tool gets right and how many rows a second it reads, then
each set by itself, then loading and streaming. A tool that is not installed is named as such. README.md in this
folder says what the sets are and how to enter another tool.
"""

import argparse
import ast
import importlib
import logging
import pkgutil
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.segment import baselines
from benchmarks.segment.cases import Case, CaseSet, load_sets
from benchmarks.segment.reading import Reading, Row
from benchmarks.segment.score import Marks, mark_all, shares
from benchmarks.segment.speed import loading, rows_a_second, streaming

Read = Callable[[Iterable[Row]], Iterable[Reading]]
ORDER = ("ours_pipeline", "ours_grammar")
_WARM = (
    Row("设备数", "不少于7台", "数量指标"),
    Row("费用", "≤8元", "成本指标"),
    Row("时间", "9月前", "时效指标"),
)


@dataclass(frozen=True)
class Tool:
    """One module of baselines/, loaded or not."""

    name: str
    title: str
    read: Read | None = None
    floor: bool = False
    missing: str = ""


def load_tool(name: str) -> Tool:
    """A tool by the name of its module; where an import of it fails, what is not installed."""
    title = title_of(name)
    try:
        module = importlib.import_module(f"{baselines.__name__}.{name}")
    except ImportError as error:
        return Tool(name, title, missing=f"not installed ({error.name or error})")
    return Tool(name, title, module.read, getattr(module, "FLOOR", False))


def title_of(name: str) -> str:
    """What a tool is called in the tables: the first line of its module, which need not be importable."""
    source = (Path(baselines.__path__[0]) / f"{name}.py").read_text(encoding="utf-8")
    return (ast.get_docstring(ast.parse(source)) or name).partition("\n")[0]


def tool_names() -> list[str]:
    """The modules of baselines/, ours first."""
    found = sorted(module.name for module in pkgutil.iter_modules(baselines.__path__))
    return [*ORDER, *(name for name in found if name not in ORDER)]


def group_table(title: str, cases: int, lines: Iterable[tuple[str, str, Sequence[Marks] | None]]) -> str:
    """One group of cases: what each tool gets right."""
    text = [f"{title}: {cases} targets", ""]
    text.append("| tool | rows/s | operator | value | unit | all three | with subject |")
    text.append("|---|---:|---:|---:|---:|---:|---:|")
    for name, speed, marks in lines:
        cells = [percent(share) for share in shares(marks)[1:]] if marks else [""] * 5
        text.append(f"| {name} | {speed} | " + " | ".join(cells) + " |")
    return "\n".join(text)


def set_table(sets: Sequence[CaseSet], found: dict[str, dict[str, list[Marks]]]) -> str:
    """Each set by itself: the share that is right with its subject."""
    text = ["With subject, set by set", "", "| set | targets | " + " | ".join(found) + " |"]
    text.append("|---|---:|" + "---:|" * len(found))
    for one in sets:
        cells = [percent(shares(marks[one.name]).four) for marks in found.values()]
        text.append(f"| {one.name} | {len(one.cases)} | " + " | ".join(cells) + " |")
    return "\n".join(text)


def percent(share: float) -> str:
    """A share in tenths of a per cent, never rounded up to a full hundred."""
    return f"{min(share, 0.999) if share < 1 else share:.1%}".replace("%", " %")


def print_wrong(tool: Tool, cases: Sequence[Case]) -> None:
    """The cases that a tool reads wrong, with what it read."""
    if tool.read is None:
        print(f"{tool.name}: {tool.missing}")
        return
    readings = list(tool.read(case.row for case in cases))
    for case, reading, marks in zip(cases, readings, mark_all(cases, readings), strict=True):
        if not marks.four:
            bad = ", ".join(part for part, right in zip(marks._fields, marks, strict=True) if not right)
            print(
                f"{case.label} | {case.row.name} | {case.row.target}\n    {bad}: {dict(case.expect)}\n    {reading}"
            )


def main(arguments: Sequence[str] | None = None) -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--seconds", type=float, default=3.0, help="for the speed of each tool")
    options.add_argument("--tools", help="names of modules in baselines/, with commas between")
    options.add_argument("--wrong", metavar="TOOL", help="print what a tool reads wrong instead")
    options.add_argument("--quick", action="store_true", help="without loading and streaming")
    given = options.parse_args(arguments)
    warnings.simplefilter("ignore")
    logging.disable(logging.ERROR)  # JioNLP logs a traceback for each text that it cannot read
    sets = load_sets()
    if given.wrong:
        print_wrong(load_tool(given.wrong), [case for one in sets for case in one.cases])
        return
    tools = [load_tool(name) for name in (given.tools.split(",") if given.tools else tool_names())]
    rows = [case.row for one in sets if one.printed for case in one.cases]
    speeds: dict[str, str] = {}
    found: dict[str, dict[str, list[Marks]]] = {}
    for tool in tools:
        if tool.read is None:
            speeds[tool.name] = tool.missing
            continue
        list(tool.read(_WARM))
        speeds[tool.name] = f"{rows_a_second(tool.read, rows, given.seconds):,.0f}"
        if not tool.floor:
            read = {one.name: list(tool.read(case.row for case in one.cases)) for one in sets}
            found[tool.title] = {one.name: mark_all(one.cases, read[one.name]) for one in sets}
    for group in dict.fromkeys(one.group for one in sets):
        chosen = [one for one in sets if one.group == group]
        lines = [
            (
                tool.title,
                speeds[tool.name],
                [mark for one in chosen for mark in found[tool.title][one.name]]
                if tool.title in found
                else None,
            )
            for tool in tools
        ]
        print(group_table(group, sum(len(one.cases) for one in chosen), lines), end="\n\n")
    print(set_table(sets, found))
    if not given.quick:
        print_processes(rows)


def print_processes(rows: Sequence[Row]) -> None:
    """Loading and streaming, each in processes of its own."""
    print("\n| process | |\n|---|---:|")
    seconds = loading(5)
    if isinstance(seconds, str):
        print(f"| loading | {seconds} |")
    else:
        bare, ours = seconds
        print(f"| loading, spaCy with jieba alone | {bare:.2f} s |")
        print(f"| loading, this program | {ours:.2f} s |")
        print(f"| ratio | {ours / bare:.2f} |")
    stream = streaming(rows, (2_000, 12_000))
    print(f"| `kg segment -`, rows/s | {stream if isinstance(stream, str) else format(stream, ',.0f')} |")


if __name__ == "__main__":
    main()
