"""How long building the graph takes beside merely reading the files, in one run: ratios, no threshold.

usage: python benchmarks/build.py [PATH…]        default: the documents in data/
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from kg.vocabulary import data_dir

REPEATS = 3


def seconds(work: Callable[[], object]) -> float:
    """The best of a few runs."""
    best = float("inf")
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def main() -> None:
    """Print a Markdown table: stage, seconds, times the bare reading."""
    start = time.perf_counter()
    from kg.build import build_graph, find_documents
    from kg.extract import extract_file
    from kg.graph import extraction_to_quads
    from kg.read import read_document

    imports = time.perf_counter() - start
    paths = find_documents([Path(argument) for argument in sys.argv[1:]] or [data_dir()])
    bare = seconds(lambda: [path.read_bytes().decode("utf-8", "replace") for path in paths])

    start = time.perf_counter()
    extractions = [extract_file(path) for path in paths]
    cold = time.perf_counter() - start
    with tempfile.TemporaryDirectory() as folder:
        stages = {
            "read files as bytes": bare,
            "import the pipeline": imports,
            "extract, cold (dictionaries loaded)": cold,
            "read into tables and lines": seconds(lambda: [read_document(path) for path in paths]),
            "extract, warm": seconds(lambda: [extract_file(path) for path in paths]),
            "quads": seconds(lambda: [list(extraction_to_quads(extraction)) for extraction in extractions]),
            "build, all": seconds(lambda: build_graph(paths, Path(folder) / str(time.monotonic_ns()))),
        }
    rows = sum(len(extraction.indicators) for extraction in extractions)
    print(f"{len(paths)} documents, {rows} indicator rows\n")
    print("| stage | seconds | × bare reading |\n|---|---:|---:|")
    for stage, took in stages.items():
        print(f"| {stage} | {took:.4f} | {took / bare:,.0f} |")


if __name__ == "__main__":
    main()
