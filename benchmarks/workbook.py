"""What the workbook of a large graph costs, beside bare XlsxWriter writing the same cells. Ratios of one run, no
threshold.

usage: python benchmarks/workbook.py [INDICATORS] [FOLDER]      default: 10000 indicators, a temporary folder

The graph is made by benchmarks/scale and kept in FOLDER for the next run. "from the graph" is what ``kg export xlsx``
does, with the audit as it is kept beside the graph (it is run before, and timed on a line of its own); "bare
XlsxWriter" writes every cell of the finished workbook through its own ``write_string``, ``write_number``,
``write_formula`` and ``write_blank`` in constant memory, in one style and without links, and reads
nothing from a store. Each is a process of its
own that reports the most memory it held. On a busy machine processor seconds say more than seconds.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]

ROOT: Final = Path(__file__).resolve().parent.parent
_RUN: Final = """
import json, sys, time
from pathlib import Path
from benchmarks.scale.storing import open_made
from benchmarks.workbook import most_memory
{before}
start, cpu = time.perf_counter(), time.process_time()
{body}
took = time.perf_counter() - start, time.process_time() - cpu
print(json.dumps({{"seconds": took[0], "cpu": took[1], "memory": most_memory()}}))
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
    arguments = sys.argv[1:]
    indicators = int(arguments.pop(0)) if arguments and arguments[0].isdecimal() else 10_000
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(arguments[0]).resolve() if arguments else Path(temporary)
        graph = folder / f"{indicators}"
        make(graph, indicators)
        book, bare = Path(temporary) / "ours.xlsx", Path(temporary) / "bare.xlsx"
        runs = {"the audit, once a version": run(_AUDIT, "", graph)}
        runs["from the graph"] = run(_OURS, "", graph, book)
        cells = Path(temporary) / "cells.jsonl"
        count = store_cells(book, cells)
        reading = run(_READ, _CELLS, cells)
        runs["bare XlsxWriter"] = {
            name: value if name == "memory" else value - reading[name]
            for name, value in run(_BARE, _CELLS, cells, bare).items()
        }
        sizes = {"from the graph": book.stat().st_size, "bare XlsxWriter": bare.stat().st_size}
    print(f"{indicators:,} indicators asked for, {count:,} cells in the workbook\n")
    table(runs, sizes)


def table(runs: Mapping[str, Mapping[str, float]], sizes: Mapping[str, int]) -> None:
    """Print a Markdown table with ratios to bare XlsxWriter."""
    print("| run | seconds | processor seconds | × bare | most memory, MB | file, MB |")
    print("|---|---:|---:|---:|---:|---:|")
    for name, found in runs.items():
        ratio = found["cpu"] / runs["bare XlsxWriter"]["cpu"]
        size = f"{sizes[name] / 1e6:.1f}" if name in sizes else ""
        print(
            f"| {name} | {found['seconds']:.1f} | {found['cpu']:.1f} | {ratio:.2f} | {found['memory']:.0f} | {size} |"
        )


def make(graph: Path, indicators: int) -> None:
    """The graph, where it is not there yet."""
    from benchmarks.scale.storing import make_dump, make_store

    if not (graph / "dump.nq").exists():
        graph.mkdir(parents=True, exist_ok=True)
        make_dump(graph / "dump.nq", indicators, 1, print)
        make_store(graph / "dump.nq", graph, whole=True, say=print)


def run(body: str, before: str, *arguments: object) -> dict[str, float]:
    """One run in a process of its own, measured from inside."""
    command = [sys.executable, "-c", _RUN.format(before=before, body=body), *map(str, arguments)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


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
