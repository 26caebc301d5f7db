"""The files of a plan read by workers: the outcomes in the order of the plan, whatever order they come in."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kg.ingest.limits import Limits
from kg.ingest.plan import Source
from kg.ingest.pool import default_jobs, run_tasks
from kg.ingest.task import Outcome, Task

Progress = Callable[[int, int, int, tuple[str, ...]], None]
"""Called often, with the documents done, all there are to read, the rows so far, and the names in work."""


@dataclass(frozen=True, slots=True)
class Way:
    """How to read: ``jobs`` worker processes (None: as many as pay; 0: in this process, unguarded) within
    ``limits``; ``work`` and ``options`` as in a `Task`; ``prepare`` as in `run_tasks`."""

    work: str
    options: Mapping[str, str] = field(default_factory=dict)
    jobs: int | None = None
    limits: Limits = field(default_factory=Limits)
    progress: Progress = lambda *_: None
    prepare: str = ""


def read_sources(sources: Sequence[Source], scratch: Path, way: Way) -> Iterator[tuple[Source, Outcome]]:
    """Read files, results below ``scratch``; yields each as soon as it and all before it are done.

    Large files start first: the last worker should not begin the longest one when the others are idle.
    """
    tasks = [
        Task(
            str(source.path), source.name, str(scratch / f"{number}.out"), way.work, source.size, way.options
        )
        for number, source in enumerate(sources)
    ]
    jobs = way.jobs
    if jobs is None:
        jobs = default_jobs(len(sources), sum(source.size for source in sources))
    done: dict[str, Outcome] = {}
    rows = finished = 0

    def watch(names: tuple[str, ...]) -> None:
        way.progress(finished, len(tasks), rows, names)

    ahead = iter(zip(sources, tasks, strict=True))
    awaited = next(ahead, None)
    for outcome in run_tasks(
        _largest_first(tasks, jobs), jobs=jobs, limits=way.limits, watch=watch, prepare=way.prepare
    ):
        done[outcome.task.out] = outcome
        finished += 1
        rows += int(outcome.facts.get("rows", 0))
        watch(())
        while awaited is not None and awaited[1].out in done:
            yield awaited[0], done.pop(awaited[1].out)
            awaited = next(ahead, None)


def _largest_first(tasks: Sequence[Task], jobs: int) -> Sequence[Task]:
    """With several workers the few largest files lead; the others keep their order, which is that of the
    output: sorting all would keep every result waiting."""
    if jobs < 2:
        return tasks
    largest = sorted(tasks, key=lambda task: -task.size)[: 2 * jobs]
    leading = {task.out for task in largest}
    return [*largest, *(task for task in tasks if task.out not in leading)]
