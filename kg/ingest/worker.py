"""A process that reads documents one after another: tasks come in on standard input, answers go out.

Run as ``python -m kg.ingest.worker MEMORY TIMEOUT`` (bytes and seconds, 0: none). A line of JSON for each
message: ``ready`` once, ``beat`` for a sign of life, ``done`` for an outcome, ``fatal`` for what no document is
guilty of. The process ends with its input; a task that never ends is ended by the alarm of the system even where
whoever waits has died.
"""

import gc
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import BinaryIO, Final

from kg import pulse
from kg.errors import KgError
from kg.ingest.limits import MEBIBYTE, Limits, limit_memory
from kg.ingest.perform import function_of, perform
from kg.ingest.task import Task

_RETIRE: Final = 400 * MEBIBYTE
"""A worker that has held so much makes room for a new one: the libraries do not give all of it back."""

_PAUSE: Final = 0.2
"""Seconds between two signs of life that are passed on."""

_THRESHOLD: Final = 20_000
"""New objects before the collector looks at them: a document makes many that stay until it is written."""

_GRACE: Final = 30
"""Seconds that the waiting process has for stopping a task, before the alarm does."""


def main() -> int:
    """Serve until the input ends."""
    memory, timeout = int(sys.argv[1]), float(sys.argv[2])
    limits = Limits(timeout or None, memory or None)
    tasks, answers = _channel()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the business of the waiting process
    if limits.memory is not None:
        limit_memory(limits.memory)
    with _uncollected():
        import_module("kg.ingest.work")
        if sys.argv[3]:
            function_of(sys.argv[3])()
    _send(answers, {"ready": os.getpid()})
    seconds, last = 0, 0.0

    def beat() -> None:
        nonlocal last
        if (now := time.monotonic()) - last > _PAUSE:
            last = now
            _set_alarm(seconds)
            _send(answers, {"beat": 1})

    pulse.listen(beat)
    for line in tasks:
        task = Task.of_line(line)
        seconds = int(limits.silence(task.size)) + _GRACE
        _set_alarm(seconds)
        try:
            outcome = perform(task)
        except KgError as error:
            _send(answers, {"fatal": str(error)})
            return 1
        _set_alarm(0)
        retire = outcome.failure == "memory" or outcome.memory > _RETIRE
        done = {
            "seconds": round(outcome.seconds, 3),
            "facts": dict(outcome.facts),
            "failure": outcome.failure,
            "problem": outcome.problem,
            "memory": outcome.memory,
        }
        _send(answers, {"done": done, "retire": retire})
        if retire:
            break
    return 0


@contextmanager
def _uncollected() -> Iterator[None]:
    """What is made here stays to the end: no search for garbage while it comes, nor in it later (a fifth of the time
    until the first document is read)."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(_THRESHOLD, *gc.get_threshold()[1:])
        gc.enable()


def _channel() -> tuple[BinaryIO, BinaryIO]:
    """The pipes, out of reach of libraries that print."""
    tasks = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
    return tasks, answers


def _send(answers: BinaryIO, message: dict[str, object]) -> None:
    try:
        answers.write(json.dumps(message).encode("ascii") + b"\n")
        answers.flush()
    except OSError:
        os._exit(1)  # nobody waits any more


def _set_alarm(seconds: int) -> None:
    if hasattr(signal, "alarm"):  # not on Windows; its default action needs no Python code to run
        signal.alarm(seconds)


if __name__ == "__main__":
    sys.exit(main())
