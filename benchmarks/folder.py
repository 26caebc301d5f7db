"""A folder of many documents built with 0, 1 and 2 worker processes, in one run: ratios, no threshold.

usage: python benchmarks/folder.py [COPIES] [PATH…]     default: 400 changed copies of the texts in tests/samples

0 processes: everything in the caller, unguarded. Each build runs in a new Python process that reports the most
memory it held itself, and the most that any of its workers held.
"""

import json
import subprocess
import sys
import tempfile
from itertools import cycle, islice
from pathlib import Path

_BUILD = """
import json, resource, sys, time
from pathlib import Path
from kg.build import build_graph
start = time.perf_counter()
report = build_graph([Path(sys.argv[1])], Path(sys.argv[2]), jobs=int(sys.argv[3]))
took = time.perf_counter() - start
most = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(json.dumps({"seconds": took, "rows": report.indicators, "documents": len(report.documents), "most": most}))
"""


def main() -> None:
    """Print a Markdown table: processes, seconds, documents a second, ratio, memory."""
    arguments = sys.argv[1:]
    count = int(arguments.pop(0)) if arguments and arguments[0].isdecimal() else 400
    given = [Path(argument) for argument in arguments] or [Path(__file__).parent.parent / "tests" / "samples"]
    texts = sorted(path for folder in given for path in folder.glob("*.txt"))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "documents"
        folder.mkdir()
        size = write_copies(texts, count, folder)
        builds = {jobs: build(folder, Path(place) / f"graph-{jobs}", jobs) for jobs in (0, 1, 2)}
        again = build(folder, Path(place) / "graph-2", 2)
        same = len({next((Path(place) / f"graph-{j}").glob("graph-*")).name for j in builds}) == 1
    rows = builds[1]["rows"]
    print(f"{count} documents, {size / 2**20:.1f} MB, {rows} indicator rows; equal graphs: {same}\n")
    print("| worker processes | seconds | documents/s | × one worker | caller MB | worker MB |")
    print("|---|---:|---:|---:|---:|---:|")
    for name, run in [*((str(jobs), run) for jobs, run in builds.items()), ("2, nothing changed", again)]:
        seconds = float(run["seconds"])
        ratio = builds[1]["seconds"] / seconds
        own, worker = run["most"]
        print(f"| {name} | {seconds:.2f} | {count / seconds:.1f} | {ratio:.2f} | {own:.0f} | {worker:.0f} |")


def write_copies(texts: list[Path], count: int, folder: Path) -> int:
    """Copies that differ in the name of every project and in a last line; the bytes written."""
    size = 0
    for number, path in enumerate(islice(cycle(texts), count)):
        text = path.read_text(encoding="utf-8", errors="replace").replace(
            "项目名称\t", f"项目名称\t第{number}号"
        )
        content = f"{text}\n第{number}份\n".encode()
        (folder / f"{path.stem}-{number:04}.txt").write_bytes(content)
        size += len(content)
    return size


def build(folder: Path, graph: Path, jobs: int) -> dict[str, object]:
    """One build in a process of its own, measured from inside."""
    command = [sys.executable, "-c", _BUILD, str(folder), str(graph), str(jobs)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


if __name__ == "__main__":
    main()
