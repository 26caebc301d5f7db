"""Work that outlasts a page: it goes on in a thread of the server while the pages are used, and can be looked at."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from kg.errors import KgError


@dataclass(slots=True)
class Job:
    """What a piece of work has done so far. ``result`` and ``problem`` (in Chinese) are set at its end."""

    name: str
    done: int = 0
    total: int = 0
    rows: int = 0
    reading: tuple[str, ...] = ()
    said: str = ""
    result: Any = None
    problem: str = ""
    thread: threading.Thread | None = field(default=None, repr=False)

    @property
    def is_running(self) -> bool:
        """Whether it still works."""
        return self.thread is not None and self.thread.is_alive()

    def progress(self, done: int, total: int, rows: int, reading: tuple[str, ...]) -> None:
        """As `kg.ingest.reading.Progress`."""
        self.done, self.total, self.rows = done, total, rows
        if reading:
            self.reading = reading

    def say(self, words: str) -> None:
        """What it is doing, in Chinese."""
        self.said = words


def find_job(name: str) -> Job | None:
    """The last job of this name, running or done; None where there was none since the server started."""
    return _jobs().get(name)


def start_job(name: str, work: Callable[[Job], object]) -> Job:
    """Start work in a thread; a job of this name that still runs is given back instead."""
    with _lock():
        known = _jobs().get(name)
        if known is not None and known.is_running:
            return known
        job = Job(name)
        job.thread = threading.Thread(target=_run, args=(job, work), name=f"kg-{name}", daemon=True)
        _jobs()[name] = job
        job.thread.start()
        return job


def forget_job(name: str) -> None:
    """Take leave of a job that has ended."""
    job = _jobs().get(name)
    if job is not None and not job.is_running:
        _jobs().pop(name, None)


def _run(job: Job, work: Callable[[Job], object]) -> None:
    try:
        job.result = work(job)
    except KgError as error:
        job.problem = str(error)
    except Exception as error:  # a page would wait for ever
        job.problem = f"程序出错（{type(error).__name__}: {error}）。请把这条信息交给维护者。"


@st.cache_resource(show_spinner=False)
def _jobs() -> dict[str, Job]:
    return {}


@st.cache_resource(show_spinner=False)
def _lock() -> threading.Lock:
    return threading.Lock()
