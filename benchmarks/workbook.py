"""What the workbook of a large graph costs, beside bare XlsxWriter writing the same cells. Ratios of one run, no
threshold.

usage: python benchmarks/workbook.py [INDICATORS] [FOLDER]      default: 10000 indicators, a temporary folder

The graph is made by benchmarks/scale and kept in FOLDER for the next run. "from the graph" is what ``kg export xlsx``
does, with the audit as it is kept beside the graph (it is run before, and timed on a line of its own); "bare
XlsxWriter" writes every cell of the finished workbook through its own ``write_string``, ``write_number``,
``write_formula`` and ``write_blank`` in constant memory, in one style and without links, and reads
nothing from a store. Each is a process of its own. Processor seconds and memory are those of it and of all processes
that it starts: "largest process" is the most that one of them held, "all processes" the most that all held at one
time, pages that they share counted once (Linux; elsewhere the largest process alone). On a busy machine processor
seconds say more than seconds: the work is done by two processes at a time, so half of them is what two free cores
need at least, and the seconds of the writing process, given too, are what it cannot go below.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]

_PAUSE: Final = 0.1
ROOT: Final = Path(__file__).resolve().parent.parent
_RUN: Final = """
import json, os, sys, time
from pathlib import Path
from benchmarks.scale.storing import open_made
from benchmarks.workbook import most_memory
{before}
start, own, all_of_them = time.perf_counter(), time.process_time(), os.times()
{body}
took, now = time.perf_counter() - start, os.times()
print(json.dumps({{
    "seconds": took, "writing": time.process_time() - own, "memory": most_memory(),
    "cpu": sum(now[:4]) - sum(all_of_them[:4]),
}}))
"""
_AUDIT: Final = """
from kg.check import find_audit
find_audit(open_made(Path(sys.argv[1])))
"""
_OURS: Final = """
from kg.export import write_export
write_export("xlsx", open_made(Path(sys.argv[1])), Path(sys.argv[2]))
"""
_CELLS: Final = "from benchmarks.workbook import stored_cells, write_bare"
_BARE: Final = "write_bare(stored_cells(Path(sys.argv[1])), Path(sys.argv[2]))"
_READ: Final = "for _ in stored_cells(Path(sys.argv[1])): pass"


def main() -> None:
    """Print what was made and a Markdown table."""
    from benchmarks.scale.storing import make_graph

    arguments = sys.argv[1:]
    indicators = int(arguments.pop(0)) if arguments and arguments[0].isdecimal() else 10_000
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(arguments[0]).resolve() if arguments else Path(temporary)
        graph = make_graph(folder, indicators, 1, print)
        book, bare = Path(temporary) / "ours.xlsx", Path(temporary) / "bare.xlsx"
        runs = {"the audit, once a version": run(_AUDIT, "", graph)}
        runs["from the graph"] = run(_OURS, "", graph, book)
        cells = Path(temporary) / "cells.jsonl"
        count = store_cells(book, cells)
        reading = run(_READ, _CELLS, cells)
        runs["bare XlsxWriter"] = {
            name: value if name in {"memory", "together"} else value - reading[name]
            for name, value in run(_BARE, _CELLS, cells, bare).items()
        }
        sizes = {"from the graph": book.stat().st_size, "bare XlsxWriter": bare.stat().st_size}
    print(f"{indicators:,} indicators asked for, {count:,} cells in the workbook\n")
    table(runs, sizes)


def table(runs: Mapping[str, Mapping[str, float]], sizes: Mapping[str, int]) -> None:
    """Print a Markdown table with ratios to bare XlsxWriter."""
    print(
        "| run | seconds | processor seconds | of the writing process | × bare | largest process, MB "
        "| all processes, MB | file, MB |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for name, found in runs.items():
        ratio = found["cpu"] / runs["bare XlsxWriter"]["cpu"]
        size = f"{sizes[name] / 1e6:.1f}" if name in sizes else ""
        print(
            f"| {name} | {found['seconds']:.1f} | {found['cpu']:.1f} | {found['writing']:.1f} | {ratio:.2f} "
            f"| {found['memory']:.0f} | {found['together']:.0f} | {size} |"
        )
    print(f"\nload of the machine: {os.getloadavg()[0]:.1f}, cores: {os.cpu_count()}")


def run(body: str, before: str, *arguments: object) -> dict[str, float]:
    """One run in a process of its own: time measured from inside, memory of its processes from outside too."""
    command = [sys.executable, "-c", _RUN.format(before=before, body=body), *map(str, arguments)]
    held: dict[int, float] = {}
    together = 0.0
    with tempfile.TemporaryFile("w+") as out, subprocess.Popen(command, stdout=out, cwd=ROOT) as process:
        while process.poll() is None:
            now = {number: memory_of(number) for number in (process.pid, *started_by(process.pid))}
            together = max(together, sum(now.values()))
            held |= {number: max(memory, held.get(number, 0)) for number, memory in now.items()}
            time.sleep(_PAUSE)
        if process.returncode:
            raise SystemExit(f"a run ended with {process.returncode}")
        out.seek(0)
        found: dict[str, float] = json.loads(out.read().splitlines()[-1])
    largest = max(found["memory"], *held.values()) if held else found["memory"]
    return {**found, "memory": largest, "together": together or largest}


def started_by(process: int) -> list[int]:
    """The processes that a process has started, where Linux tells."""
    try:
        return list(map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split()))
    except OSError:
        return []


def memory_of(process: int) -> float:
    """What a process holds now, in MB, its part of what it shares with others; 0 where nobody tells."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def most_memory() -> float:
    """The most memory that this process held, in MB. Linux hands the other figure, of getrusage, on from the process
    that started this one."""
    status = Path("/proc/self/status")
    if status.is_file():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def store_cells(book: Path, path: Path) -> int:
    """The cells of a workbook as JSON lines, sheet by sheet in order of rows; how many there are."""
    import zipfile

    from lxml import etree

    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    count = 0
    with zipfile.ZipFile(book) as package, path.open("w", encoding="utf-8") as out:
        sheets = sum(name.startswith("xl/worksheets/sheet") for name in package.namelist())
        for number in range(1, sheets + 1):
            with package.open(f"xl/worksheets/sheet{number}.xml") as file:
                out.write(json.dumps({"sheet": number}) + "\n")
                for _, element in etree.iterparse(file, tag=f"{main}row"):
                    row = [
                        (cell.findtext(f"{main}f"), cell.findtext(f"{main}v"), "".join(cell.itertext()))
                        for cell in element
                    ]
                    count += len(row)
                    out.write(json.dumps({"row": row}, ensure_ascii=False) + "\n")
                    element.clear()
                    while element.getprevious() is not None:
                        del element.getparent()[0]
    return count


def stored_cells(path: Path) -> Iterator[dict[str, Any]]:
    """What `store_cells` wrote, line by line."""
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def write_bare(lines: Iterable[dict[str, Any]], path: Path) -> None:
    """The cells by XlsxWriter's own means."""
    from xlsxwriter import Workbook

    workbook = Workbook(str(path), {"constant_memory": True})
    style = workbook.add_format({"border": 1, "text_wrap": True})
    sheet, number = None, 0
    for line in lines:
        if "sheet" in line:
            sheet, number = workbook.add_worksheet(), 0
            continue
        sheet.set_row(number, 18.5)
        for at, (formula, value, text) in enumerate(line["row"]):
            if formula:
                sheet.write_formula(number, at, f"={formula}", style, value)
            elif value is not None:
                sheet.write_number(number, at, float(value), style)
            elif text:
                sheet.write_string(number, at, text, style)
            else:
                sheet.write_blank(number, at, None, style)
        number += 1
    workbook.close()


if __name__ == "__main__":
    main()
