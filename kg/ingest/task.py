"""What a worker is asked and what it answers: plain data that crosses a pipe as one line of JSON."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final, Literal, Self

Failure = Literal["unreadable", "timeout", "crash", "memory", "error"]
"""Why a document was not read: by itself, stopped after the time limit, its process died, it took too much
memory, or the program has an error."""

STOPPED: Final = frozenset({"timeout", "crash", "memory"})
"""Failures of which the same file, read again with the same limits, makes the same loss of time."""


@dataclass(frozen=True, slots=True)
class Task:
    """One file to read. ``work`` names a function ``module:name`` that is called with this task, writes its
    result to ``out`` and returns counts; ``options`` is for that function."""

    path: str
    name: str
    out: str
    work: str
    size: int = 0
    options: Mapping[str, str] = field(default_factory=dict)

    def to_line(self) -> bytes:
        """The task as one line of JSON."""
        return json.dumps(asdict(self)).encode("ascii") + b"\n"

    @classmethod
    def of_line(cls, line: bytes) -> Self:
        """The task that `to_line` wrote."""
        return cls(**json.loads(line))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a task: counts and words by name, or why there are none (in Chinese)."""

    task: Task
    seconds: float
    facts: Mapping[str, str | int] = field(default_factory=dict)
    failure: Failure | None = None
    problem: str | None = None
    memory: int = 0
    """The most bytes that the process which read it held so far."""

    @property
    def out(self) -> Path:
        """Where the result lies."""
        return Path(self.task.out)
