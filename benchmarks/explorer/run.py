"""How long people wait for the explorer of a large generated graph, in headless Chromium.

usage: python benchmarks/explorer [--indicators N] [--seed N] [--folder DIR] [--graph DIR] [--shots DIR]

The graph is that of benchmarks/scale (``--folder`` keeps it; ``--graph`` takes one that is there). A server is started
as `kg app` does. The first page is opened at once, in a fresh window and then by a browser that has kept the program
(who reads every morning), and both again when the server has read ahead: until its figures are to be read, which
come with the front page, and until it can be worked with. Then every page, then the five tasks
(`tasks`), each in a window of its own and each twice: the first time on what no one has asked for yet. Seconds are from
the click until what it leads to is on the page and nothing runs any more. ``--shots`` saves what was seen.
"""

import argparse
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.explorer.serving import memory_of, serve
from benchmarks.explorer.tasks import MOST_CLICKS, TASKS
from benchmarks.explorer.visiting import Step, chromium, visit
from benchmarks.scale.storing import make_graph
from kg.explorer.address import TITLES, href

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_CARDS = ".kg-card"
_CONTENT = "[data-testid=stMainBlockContainer] :is(p, td, b, label):visible"


def main() -> None:
    """Print a Markdown table of what was waited for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--indicators", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--graph", type=Path)
    parser.add_argument("--shots", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        graph = options.graph or make_graph(
            options.folder or Path(scratch), options.indicators, options.seed, print
        )
        elsewhere = Path(scratch) / "home"
        elsewhere.mkdir()
        start = time.perf_counter()
        with serve(graph, elsewhere) as (address, server):
            print(f"server answers after {time.perf_counter() - start:.1f} s\n")
            _walk(address, elsewhere, options.shots)
            memory = memory_of(server)
            print(f"\nPeak memory of the server: {'unknown' if memory is None else f'{memory:,.0f} MB'}")


def _walk(address: str, elsewhere: Path, shots: Path | None) -> None:
    print("| what | step | seconds | again |")
    print("|---|---|---:|---:|")
    slowest = 0.0
    with chromium() as browser:
        _print(
            "first page on a server just started; again: browser with its cache",
            *_first_page(browser, address),
        )
        _print("first page in a fresh window; again: browser with its cache", *_first_page(browser, address))
        for name, title in TITLES.items():
            runs: list[Sequence[Step]] = []
            for _ in range(2):
                with visit(browser, address) as person:
                    person.open("" if href(name) == "." else href(name), _CONTENT)
                    runs.append(person.steps)
                    _save(person.page, shots, name)
            _print(f"{title} opened", *runs)
        for name, task in TASKS.items():
            runs = []
            for _ in range(2):
                with visit(browser, address) as person:
                    task(person, elsewhere)
                    runs.append(person.steps)
                    _save(person.page, shots, name.replace(" ", "-"))
                    if person.clicks() > MOST_CLICKS or person.outside():
                        print(f"NOT AS IT SHOULD BE: {person.clicks()} clicks, outside {person.outside()}")
            slowest = max(slowest, *(step.seconds for run in runs for step in run if step.is_click))
            _print(name, *runs)
    print(f"\nSlowest click: {slowest:.2f} s")


def _first_page(browser: "Browser", address: str) -> tuple[Sequence[Step], Sequence[Step]]:
    """In a window that has nothing of the explorer, and by one who had it open before: her browser kept the program."""
    runs: list[Sequence[Step]] = []
    with visit(browser, address) as person:
        for _ in range(2):
            person.open_first(_CARDS)
            runs.append(person.steps[-2:])
            person.page.goto("about:blank")
    return runs[0], runs[1]


def _print(what: str, first: Sequence[Step], again: Sequence[Step]) -> None:
    for one, other in zip(first, again, strict=True):
        print(f"| {what} | {one.words} | {one.seconds:.2f} | {other.seconds:.2f} |", flush=True)


def _save(page: "Page", shots: Path | None, name: str) -> None:
    if shots is not None:
        shots.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(shots / f"{name}.png"), full_page=True)


if __name__ == "__main__":
    main()
