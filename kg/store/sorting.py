"""Lines sorted outside memory: sorted runs on disk, merged while they are read."""

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

_RUN_BYTES: Final = 64 * 1024 * 1024
"""Bytes of text held before they become a run; the objects take about half as much again."""


class LineSorter:
    """Takes lines (bytes with their line break) and gives them sorted by code point, each once."""

    def __init__(self, folder: Path, run_bytes: int = _RUN_BYTES) -> None:
        self._folder = folder
        self._run_bytes = run_bytes
        self._held: list[bytes] = []
        self._size = 0
        self._runs: list[Path] = []

    def add(self, line: bytes) -> None:
        """One more line. UTF-8 sorts by its bytes as text does by its code points."""
        self._held.append(line)
        self._size += len(line)
        if self._size >= self._run_bytes:
            self._write_run()

    def merged(self, *others: Iterable[bytes]) -> Iterator[bytes]:
        """All lines added and those of ``others`` (each sorted), in order."""
        self._held.sort()
        with ExitStack() as opened:
            runs: list[Iterable[bytes]] = [opened.enter_context(path.open("rb")) for path in self._runs]
            last = None
            for line in heapq.merge(self._held, *runs, *others):
                if line != last:
                    yield line
                    last = line

    def _write_run(self) -> None:
        self._held.sort()
        with tempfile.NamedTemporaryFile(prefix="run-", dir=self._folder, delete=False) as file:
            file.writelines(self._held)
        self._runs.append(Path(file.name))
        self._held.clear()
        self._size = 0
