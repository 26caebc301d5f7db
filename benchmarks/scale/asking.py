"""One question to one engine, in a process of its own that is ended when its time is up."""

import multiprocessing
import os
import resource
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from kg.namespaces import PREFIXES
from kg.query import NamedQuery, run_query
from kg.query.ordering import Cell
from kg.query.run import Askable

Open = Callable[[], Askable]
RUNS: Final = 3
"""Warm runs of a question where nothing else is said."""

_FORK: Final = multiprocessing.get_context("fork")


@dataclass(frozen=True, slots=True)
class Timing:
    """Median of the warm runs in milliseconds by the clock and by the processor, rows, and the most memory in MB that
    the process had which asked, beyond that of the one which started it; ``seconds`` is the limit where it ran out."""

    clock: float | None
    processor: float | None
    rows: int | None
    memory: float | None
    seconds: float
    problem: str = ""

    def shown(self) -> str:
        """The time for a table."""
        return f">{self.seconds:g} s" if self.clock is None else f"{self.clock:,.0f}"


def timed(
    open_: Open,
    query: NamedQuery,
    parameters: Mapping[str, str],
    seconds: float,
    runs: int = RUNS,
    server: int | None = None,
) -> Timing:
    """Ask once to warm up and then so often, within so many seconds each. ``server``: the process whose use of the
    processor counts, where it is another one."""
    here, there = _FORK.Pipe(duplex=False)
    process = _FORK.Process(target=_ask, args=(there, open_, query, dict(parameters), seconds, runs, server))
    process.start()
    there.close()
    found: list[tuple[float, float, int, float]] = []
    problem = ""
    try:
        while len(found) < runs + 1 and here.poll(seconds + (20 if not found else 0)):
            answer = here.recv()
            if isinstance(answer, str):
                problem = answer
                break
            found.append(answer)
    except EOFError:
        problem = "the process ended"
    process.kill()
    process.join()
    if not found:
        return Timing(None, None, None, None, seconds, problem)
    warm = found[1:] or found
    return Timing(
        statistics.median(run[0] for run in warm),
        statistics.median(run[1] for run in warm),
        warm[-1][2],
        warm[-1][3],
        seconds,
    )


def _ask(
    there: Connection,
    open_: Open,
    query: NamedQuery,
    parameters: Mapping[str, str],
    seconds: float,
    runs: int,
    server: int | None,
) -> None:
    try:
        before = peak()
        store = open_()
        for _ in range(runs + 1):
            clock, processor = time.perf_counter(), _processor(server)
            rows = len(run_query(store, query, parameters, time_limit=seconds).rows)
            memory = peak() - before
            there.send(
                (1000 * (time.perf_counter() - clock), 1000 * (_processor(server) - processor), rows, memory)
            )
    except Exception as error:
        there.send(str(error))


def _processor(process: int | None) -> float:
    """Seconds of the processor that this process used, or another one (on Linux, in hundredths)."""
    if process is None:
        return time.process_time()
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def peak() -> float:
    """The most memory that this process had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@dataclass(frozen=True, slots=True)
class _Table:
    variables: list[str]
    rows: list[tuple[Cell, ...]]


class PlainRdflib:
    """rdflib's own store and engine, over the union of the named graphs."""

    def __init__(self, dump: Path) -> None:
        import rdflib

        self._dataset = rdflib.Dataset(default_union=True)
        self._dataset.parse(str(dump), format="nquads")
        for prefix, namespace in PREFIXES.items():
            self._dataset.bind(prefix, namespace, replace=True)

    def select(self, sparql: str, /) -> _Table:
        """A SELECT."""
        answer = self._dataset.query(sparql)
        rows = [tuple(None if cell is None else str(cell) for cell in row) for row in answer]
        return _Table([str(name) for name in answer.vars or ()], rows)

    def construct(self, sparql: str, /) -> list[tuple[str, str, str]]:
        """No question constructs."""
        raise NotImplementedError
