"""What a change costs: a folder built from nothing, again unchanged, and with one document changed; and what loading
costs beside the bare loader of the store. Ratios of one run, no threshold.

usage: python benchmarks/incremental.py [INDICATORS] [FOLDER]      default: 10000 indicators, a temporary folder

The documents are made by benchmarks/scale from the real ones and stand in the folder as files whose statements are
at hand, so that building from nothing measures sorting, deriving and loading alone. One file is a real document:
first a number in it changes, then all of it. These two builds are whole runs of ``kg build``. Each build is a
process of its own that reports the most memory it held. FOLDER keeps what was made for the next run.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]

from kg.ingest.task import Task  # noqa: E402 - the path comes first
from kg.vocabulary import data_dir  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent

_RUN = """
import json, resource, sys, time
from pathlib import Path
start, cpu = time.perf_counter(), time.process_time()
{body}
took = time.perf_counter() - start, time.process_time() - cpu
most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
print()
print(json.dumps({{"seconds": took[0], "cpu": took[1], "memory": most}}))
"""
_NOTHING = """
from kg.build import build_graph
build_graph([Path(sys.argv[1])], Path(sys.argv[2]), work="benchmarks.incremental:made", jobs=0)
"""
_AGAIN = """
from kg.__main__ import main
main(["build", sys.argv[1], "--out", sys.argv[2]])
"""
_STEPS = """
from kg.store.loading import load_files
import pyoxigraph
store = pyoxigraph.Store(sys.argv[2])
pairs = (line.split("\\t") for line in Path(sys.argv[1]).read_text("utf-8").splitlines())
load_files(store, [(graph, Path(path)) for graph, path in pairs])
store.flush()
"""
_BARE = """
import pyoxigraph
store = pyoxigraph.Store(sys.argv[2])
for path in sys.argv[1].split(","):
    store.bulk_load(path=path)
store.flush()
"""


def main() -> None:
    """Print what was made and two Markdown tables."""
    arguments = sys.argv[1:]
    indicators = int(arguments.pop(0)) if arguments and arguments[0].isdecimal() else 10_000
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(arguments[0]).resolve() if arguments else Path(temporary)
        folder, graph = place / "documents", place / "graph"
        if not folder.is_dir():
            make(folder, indicators)
        real = max(data_dir().glob("*.txt"), key=lambda path: path.stat().st_size)
        changing = folder / "changing.txt"
        changing.write_bytes(real.read_bytes())
        shutil.rmtree(graph, ignore_errors=True)
        runs = {"from nothing, all read": run(_NOTHING, folder, graph)}
        runs["nothing changed"] = run(_AGAIN, folder, graph)
        text = real.read_text(encoding="utf-8")
        changing.write_text(text.replace("95%", "96%", 1), encoding="utf-8")
        runs["one number of one document changed"] = run(_AGAIN, folder, graph)
        other = min(data_dir().glob("*.txt"), key=lambda path: path.stat().st_size)
        changing.write_bytes(other.read_bytes())
        runs["one document became another"] = run(_AGAIN, folder, graph)
        same = is_as_from_nothing(graph, place / "fresh")
        loads = measure_loading(graph, place)
    documents = len(list(folder.glob("*.txt"))) if arguments else "temporary"
    print(f"documents: {documents}; the changed graph is that from nothing: {same}\n")
    table(runs, "from nothing, all read")
    table(loads, "bare loader, named graphs")


def table(runs: Mapping[str, Mapping[str, float]], one: str) -> None:
    """Print a Markdown table with ratios to one of the runs."""
    print("| run | seconds | processor seconds | × | most memory, MB |\n|---|---:|---:|---:|---:|")
    for name, found in runs.items():
        ratio = found["cpu"] / runs[one]["cpu"]
        print(
            f"| {name} | {found['seconds']:.2f} | {found['cpu']:.2f} | {ratio:.2f} | {found['memory']:.0f} |"
        )
    print()


def make(folder: Path, indicators: int) -> None:
    """Files that stand for generated documents, with their statements beside them."""
    from benchmarks.scale.making import documents, shipped_documents
    from kg.graph import extraction_to_quads
    from kg.graph.terms import sorted_lines

    start = time.perf_counter()
    (folder / ".made").mkdir(parents=True)
    rows = 0
    for extraction in documents(shipped_documents(), indicators):
        name, rows = extraction.document.name.replace(".pdf", "-pdf.txt"), rows + len(extraction.indicators)
        lines = "".join(f"{line}\n" for line in sorted_lines(extraction_to_quads(extraction)))
        graph = lines.split("\n", 1)[0].rsplit(" ", 2)[1]
        lines = lines.replace(f" {graph} .\n", f" {graph.replace('.pdf>', '-pdf.txt>')} .\n")
        (folder / ".made" / name).write_text(lines, encoding="utf-8")
        (folder / name).write_text(f"{name}\n", encoding="utf-8")
    print(f"{rows:,} indicators made in {time.perf_counter() - start:.0f} s\n")


def made(task: Task) -> Mapping[str, str | int]:
    """The statements at hand of a file that stands for a document; any other file is read."""
    import hashlib

    path = Path(task.path)
    beside = path.parent / ".made" / path.name
    if not beside.is_file():
        from kg.ingest.work import quads

        return quads(task)
    shutil.copyfile(beside, task.out)
    return {"sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "format": "text/plain", "rows": 0}


def run(body: str, *arguments: object) -> dict[str, float]:
    """One run in a process of its own, measured from inside."""
    command = [sys.executable, "-c", _RUN.format(body=body), *map(str, arguments)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def is_as_from_nothing(graph: Path, fresh: Path) -> bool:
    """Whether the statements of a changed graph are those of one built from nothing."""
    from kg.graph import derived_quads
    from kg.graph.facts import kept_predicates
    from kg.link import derived_graph_iri
    from kg.store import graph_dumps, open_writer
    from kg.store.versions import Deriving

    derived = derived_graph_iri()
    shutil.rmtree(fresh, ignore_errors=True)
    documents = {dump.graph: dump.source for dump in graph_dumps(graph) if dump.graph != derived}
    with open_writer(fresh) as writer:
        writer.replace(documents, Deriving(derived, derived_quads, kept_predicates()))
    return [dump.digest for dump in graph_dumps(graph)] == [dump.digest for dump in graph_dumps(fresh)]


def measure_loading(graph: Path, place: Path) -> dict[str, dict[str, float]]:
    """Our loading beside bare calls of the loader: of the named graphs, and of all statements that we load."""
    from kg.store import graph_dumps
    from kg.store.loading import without_graph

    named, union, listed = place / "named.nq", place / "union.nt", place / "files.tsv"
    with named.open("wb") as quads, union.open("wb") as triples, listed.open("w", encoding="utf-8") as files:
        for dump in graph_dumps(graph):
            if dump.source.is_file():
                files.write(f"{dump.graph}\t{dump.source}\n")
                lines = dump.source.read_bytes()
                quads.write(lines)
                triples.write(without_graph(lines, dump.graph))
    stores = [place / f"store-{number}" for number in range(3)]
    for store in stores:
        shutil.rmtree(store, ignore_errors=True)
    return {
        "bare loader, named graphs": run(_BARE, named, stores[0]),
        "bare loader, named graphs and their union": run(_BARE, f"{named},{union}", stores[1]),
        "ours, named graphs and their union": run(_STEPS, listed, stores[2]),
    }


if __name__ == "__main__":
    main()
