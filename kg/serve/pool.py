"""Worker processes behind the endpoint: one for each question that runs, killed where it takes too long."""

import asyncio
import json
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kg.ingest.limits import MEBIBYTE
from kg.serve.question import Question

_START_SECONDS: Final = 60.0
_MEMORY: Final = 3000 * MEBIBYTE


@dataclass(frozen=True, slots=True)
class Answered:
    """An HTTP status and the body: the answer where it is 200, else a message."""

    status: int
    body: bytes
    is_last: bool = False
    """Whether the worker ends behind it."""

    @property
    def message(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")


@dataclass(slots=True)
class Pool:
    """At most ``size`` workers over ``directory``; each question has ``seconds``."""

    directory: Path
    size: int
    seconds: float
    rows: int
    _free: asyncio.Semaphore = field(init=False)
    _idle: list[asyncio.subprocess.Process] = field(default_factory=list, init=False)
    _busy: int = field(default=0, init=False)
    _closed: bool = field(default=False, init=False)
    _starting: asyncio.Task[None] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self._free = asyncio.Semaphore(self.size)

    async def ask(self, question: Question) -> Answered:
        """The answer, or 504 where it takes longer than ``seconds``, 503 where all workers are busy as long."""
        try:
            await asyncio.wait_for(self._free.acquire(), self.seconds)
        except TimeoutError:
            return Answered(503, "服务器正忙：前面的查询还没有结束。请稍后再试。".encode())
        self._busy += 1
        try:
            return await self._ask(question)
        finally:
            self._busy -= 1
            self._free.release()
            if len(self._idle) + self._busy < self.size and (self._starting is None or self._starting.done()):
                self._starting = asyncio.create_task(self.start())

    async def start(self) -> None:
        """Start workers until there are enough; a new process takes a second that no question should wait for."""
        with suppress(OSError, EOFError, TimeoutError):
            while len(self._idle) + self._busy < self.size and not self._closed:
                self._idle.append(await asyncio.wait_for(_started(self.directory, self.rows), _START_SECONDS))

    async def close(self) -> None:
        """End all workers that wait."""
        self._closed = True
        if self._starting is not None:
            self._starting.cancel()
        while self._idle:
            await _end(self._idle.pop())

    async def _ask(self, question: Question) -> Answered:
        try:
            worker = await asyncio.wait_for(self._worker(), _START_SECONDS)
        except (OSError, EOFError, TimeoutError):
            return Answered(503, "查询进程没有启动成功。请检查内存，或重新启动 kg serve。".encode())
        goes_on = False
        try:
            answered = await asyncio.wait_for(_ask(worker, question), self.seconds)
            goes_on = not answered.is_last
        except TimeoutError:
            words = (
                f"查询超过 {self.seconds:g} 秒，已停止，没有给出任何结果。请加条件缩小范围；"
                "检查是否有两组没有共同变量的模式；找“没有某项”的对象时请用 MINUS 代替 FILTER NOT EXISTS。"
            )
            return Answered(504, words.encode())
        except (OSError, EOFError, ValueError):
            return Answered(
                503, "查询进程中途退出，多半是需要的内存太多或嵌套太深。请把查询写得简单一些。".encode()
            )
        finally:
            if goes_on:
                self._idle.append(worker)
            else:
                await _end(worker)
        return answered

    async def _worker(self) -> asyncio.subprocess.Process:
        while self._idle:
            worker = self._idle.pop()
            if worker.returncode is None:
                return worker
        return await _started(self.directory, self.rows)


async def _started(directory: Path, rows: int) -> asyncio.subprocess.Process:
    worker = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "kg.serve.worker",
        str(directory),
        str(rows),
        str(_MEMORY),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        await _receive(worker)
    except BaseException:
        await _end(worker)
        raise
    return worker


async def _ask(worker: asyncio.subprocess.Process, question: Question) -> Answered:
    assert worker.stdin is not None  # noqa: S101 - a pipe was asked for
    worker.stdin.write(question.line())
    await worker.stdin.drain()
    return await _receive(worker)


async def _receive(worker: asyncio.subprocess.Process) -> Answered:
    assert worker.stdout is not None  # noqa: S101 - a pipe was asked for
    head = await worker.stdout.readline()
    if not head:
        raise EOFError
    said = json.loads(head)
    body = await worker.stdout.readexactly(int(said["size"]))
    return Answered(int(said["status"]), body, is_last=said["last"])


async def _end(worker: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        worker.kill()
    await worker.wait()
