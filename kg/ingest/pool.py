"""Several processes that read documents: one that hangs, crashes or eats memory costs its own document only.

Each worker is a process of its own with pipes (no pool of the standard library ends one process of many, and
its way to start them imports the caller's main module again). A thread a worker talks to it; the caller's
thread watches the clock.
"""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from kg.errors import KgError
from kg.ingest.limits import Limits
from kg.ingest.perform import memory_problem, perform
from kg.ingest.task import Failure, Outcome, Task
from kg.processes import own_command, own_environment

_START: Final = 120.0
"""Seconds that a worker may take to import what it needs, on a slow disk and beside a virus scanner."""

_TICK: Final = 0.1

Watch = Callable[[tuple[str, ...]], None]
"""Called some times a second with the names of the documents in work."""


def default_jobs(files: int, size: int) -> int:
    """How many workers are worth their start (some 0.4 s) for so many files of so many bytes in all."""
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(available, 8, files, 1 + size // 100_000))


def run_tasks(
    tasks: Sequence[Task],
    *,
    jobs: int,
    limits: Limits,
    watch: Watch = lambda _: None,
    prepare: str = "",
) -> Iterator[Outcome]:
    """The outcomes of the tasks as they come. ``jobs`` 0: in this process, one after another and unguarded.

    ``prepare`` names a function ``module:name`` that every worker calls before the time of its first task runs.
    Raises KgError where no document is guilty. All workers are gone when the iteration ends in any way.
    """
    if jobs == 0:
        for task in tasks:
            watch((task.name,))
            yield perform(task)
        return
    waiting: queue.SimpleQueue[Task] = queue.SimpleQueue()
    done: queue.SimpleQueue[Outcome | BaseException] = queue.SimpleQueue()
    for task in tasks:
        waiting.put(task)
    workers = [_Worker(waiting, done, limits, prepare) for _ in range(min(jobs, len(tasks)))]
    try:
        for worker in workers:
            worker.start()
        left = len(tasks)
        while left:
            with contextlib.suppress(queue.Empty):
                outcome = done.get(timeout=_TICK)
                if isinstance(outcome, BaseException):
                    raise outcome
                left -= 1
                yield outcome
            for worker in workers:
                worker.check()
            watch(tuple(name for worker in workers if (name := worker.reading)))
    finally:
        for worker in workers:
            worker.stop()
        for worker in workers:
            if worker.ident is not None:
                worker.join()


class _DiedError(Exception):
    """The process ended while an answer was awaited."""


class _Worker(threading.Thread):
    """One process and the thread that talks to it; a new process where the old one has gone."""

    def __init__(
        self,
        waiting: "queue.SimpleQueue[Task]",
        done: "queue.SimpleQueue[Outcome | BaseException]",
        limits: Limits,
        prepare: str,
    ) -> None:
        super().__init__(daemon=True)
        self._prepare = prepare
        self._waiting = waiting
        self._done = done
        self._limits = limits
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._served = 0
        self._stopped = False
        self._late = False
        self._deadline: float | None = None
        self._end: float | None = None
        self._silence = 0.0
        self.reading = ""
        """The name of the document in work."""

    def run(self) -> None:
        """Take tasks until there are none."""
        try:
            while not self._stopped:
                try:
                    task = self._waiting.get_nowait()
                except queue.Empty:
                    return
                self.reading = task.name
                self._done.put(self._read(task))
        except BaseException as error:  # handed to the caller's thread, which raises it
            self._done.put(error)
        finally:
            self.reading = ""
            self._close()

    def check(self) -> None:
        """End the process where its time is up. Called by the caller's thread."""
        with self._lock:
            now = time.monotonic()
            limits = [limit for limit in (self._deadline, self._end) if limit is not None]
            if limits and now > min(limits) and not self._late:
                self._late = True
                self._kill()

    def stop(self) -> None:
        """End the process whatever it does; no further task is taken."""
        with self._lock:
            self._stopped = True
            self._kill()

    def _read(self, task: Task) -> Outcome:
        start = time.monotonic()
        while True:
            fresh = self._start()
            self._served += 1
            limit = self._limits.silence(task.size)
            try:
                return self._ask(task, limit)
            except _DiedError:
                code = self._close()
                if self._late:
                    problem = _late_problem(task.name, time.monotonic() - start, self._limits)
                    return Outcome(task, time.monotonic() - start, {}, "timeout", problem)
                if fresh or self._stopped:
                    failure, problem = _death(task.name, code)
                    return Outcome(task, time.monotonic() - start, {}, failure, problem)
                # what an earlier document left behind may be to blame: once more in a new process

    def _ask(self, task: Task, limit: float) -> Outcome:
        self._send(task.to_line())
        with self._clock(limit, self._limits.whole()):
            while "done" not in (answer := self._answer()):
                if "fatal" in answer:
                    raise KgError(answer["fatal"])
        done = answer["done"]
        if answer["retire"]:
            self._close()
        return Outcome(task, done["seconds"], done["facts"], done["failure"], done["problem"], done["memory"])

    def _start(self) -> bool:
        """A process that is ready; whether it is a new one."""
        if self._process is not None:
            return self._served == 0
        with self._lock:
            if self._stopped:
                raise _DiedError
            self._late = False
            self._served = 0
            self._process = _spawn(self._limits, self._prepare)
        try:
            with self._clock(_START, _START):
                self._answer()
        except _DiedError:
            self._close()
            if self._stopped:
                raise
            raise KgError(
                "读取进程启动不了。请用 --jobs 0 再试一次（在本进程里读取），看到的就是原因。"
            ) from None
        return True

    def _send(self, line: bytes) -> None:
        assert self._process is not None and self._process.stdin is not None  # noqa: S101, PT018 - for mypy
        try:
            self._process.stdin.write(line)
            self._process.stdin.flush()
        except OSError as error:
            raise _DiedError from error

    def _answer(self) -> dict[str, Any]:
        assert self._process is not None and self._process.stdout is not None  # noqa: S101, PT018 - for mypy
        line = self._process.stdout.readline()
        if not line.endswith(b"\n"):
            raise _DiedError
        with self._lock:
            if self._deadline is not None:
                self._deadline = time.monotonic() + self._silence
        answer: dict[str, Any] = json.loads(line)
        return answer

    @contextlib.contextmanager
    def _clock(self, silence: float, whole: float) -> Iterator[None]:
        with self._lock:
            now = time.monotonic()
            self._silence, self._deadline, self._end = silence, now + silence, now + whole
        try:
            yield
        finally:
            with self._lock:
                self._deadline = self._end = None

    def _kill(self) -> None:
        process = self._process
        if process is None or process.poll() is not None:
            return
        if sys.platform == "win32":
            taskkill = ["taskkill", "/T", "/F", "/PID", str(process.pid)]
            subprocess.run(taskkill, capture_output=True, check=False)  # noqa: S603 - a number only
        else:
            with contextlib.suppress(ProcessLookupError):  # its own session: LibreOffice below it goes too
                os.killpg(process.pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            process.kill()

    def _close(self) -> int:
        """Take leave of the process: its input ends, and so does it. Its exit code."""
        process, code = self._process, 0
        if process is not None:
            for pipe in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):
                    if pipe is not None:
                        pipe.close()
            try:
                code = process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self._kill()
                code = process.wait()
            with self._lock:
                self._process = None
        return code


def _spawn(limits: Limits, prepare: str) -> subprocess.Popen[bytes]:
    numbers = str(limits.memory or 0), str(limits.timeout or 0)
    return subprocess.Popen(  # noqa: S603 - this program again
        own_command("kg.ingest.worker", *numbers, prepare),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=own_environment(),
        start_new_session=True,  # ignored by Windows, which has groups instead
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )


def _late_problem(name: str, seconds: float, limits: Limits) -> str:
    longer = "用 --timeout 给更多秒数再读" if limits.timeout is None else "用更大的 --timeout 再读"
    return f"“{name}”读了 {seconds:.0f} 秒没有结果，已停止读取。文件可能已损坏；若只是很大，请{longer}。"


def _death(name: str, code: int) -> tuple[Failure, str]:
    if code == -getattr(signal, "SIGKILL", 9):
        return "memory", memory_problem(name)
    sign = f"信号 {-code}" if code < 0 else f"退出码 {code}"
    return "crash", (
        f"读“{name}”的进程意外结束（{sign}），其他文件不受影响。文件可能已损坏：请用办公软件打开另存后再读。"
    )
