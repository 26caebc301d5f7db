"""How fast: rows a second in this process, the time to load in a fresh one, and `kg segment -` as a stream."""

import itertools
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from benchmarks.segment.reading import Reading, Row

ROOT: Final = Path(__file__).resolve().parents[2]
_CHUNK: Final = 100
_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_FIXED: Final = re.compile("[年月日号×*xX]|24")
_TURN: Final = str.maketrans("123456789", "234567891")

BARE: Final = """
import jieba, logging, spacy
jieba.setLogLevel(logging.WARNING)
nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "jieba"}}})
list(nlp.pipe(["政务云资源可用率 ≥99.9%"]))
"""
OURS: Final = """
from kg.segment.pipeline import segment_rows
list(segment_rows([("政务云资源可用率", "≥99.9%", "质量指标")]))
"""
_TIMED: Final = "import time; start = time.perf_counter()\n{}\nprint(time.perf_counter() - start)"


def distinct(rows: Sequence[Row]) -> Iterator[Row]:
    """The rows over and over without end, no two alike, so that no tool answers from memory: each round puts a
    sign before the names and turns the digits of the targets, except where a date may become none."""
    for number in itertools.count(1):
        sign = "".join(_STEMS[int(digit)] for digit in str(number))
        for row in rows:
            target = row.target
            if not _FIXED.search(target):
                for _ in range(number % 9):
                    target = target.translate(_TURN)
            yield Row(f"{sign}{row.name or ''}", target, row.level2)


def rows_a_second(
    read: Callable[[Iterable[Row]], Iterable[Reading]], rows: Sequence[Row], seconds: float
) -> float:
    """Of a tool that is loaded: rows, never the same twice, a second of one core's time, over about so many seconds."""
    source = distinct(rows)
    took = count = 0.0
    while took < seconds:
        chunk = list(itertools.islice(source, _CHUNK))
        start = time.process_time()
        for _ in read(chunk):
            pass
        took += time.process_time() - start
        count += len(chunk)
    return count / took


def loading(repeat: int) -> tuple[float, float] | str:
    """Seconds from nothing to the first row read, of a bare spaCy with jieba and of this program, each in fresh
    processes by turns, the best of each; or why not."""
    best = {BARE: float("inf"), OURS: float("inf")}
    for _ in range(repeat):
        for program in best:
            done = _run([sys.executable, "-c", _TIMED.format(program.strip())])
            if done.returncode:
                return done.stderr.strip().rpartition("\n")[2]
            best[program] = min(best[program], float(done.stdout))
    return best[BARE], best[OURS]


def streaming(rows: Sequence[Row], sizes: tuple[int, int], repeat: int = 2) -> float | str:
    """Rows of `kg segment -` a second of one core's time: two sizes, the load subtracted; or why not."""
    best: list[float] = []
    for size in sizes:
        lines = "".join(
            json.dumps(row._asdict(), ensure_ascii=False) + "\n"
            for row in itertools.islice(distinct(rows), size)
        )
        took = float("inf")
        for _ in range(repeat):
            start = _children()
            done = _run([sys.executable, "-m", "kg", "segment", "-"], lines)
            took = min(took, _children() - start)
            if done.returncode or done.stdout.count("\n") != size:
                return done.stderr.strip().rpartition("\n")[2] or "lines lost"
        best.append(took)
    return (sizes[1] - sizes[0]) / (best[1] - best[0])


def _children() -> float:
    """Seconds of a core that processes begun here have used."""
    used = os.times()
    return used.children_user + used.children_system


def _run(command: Sequence[str], text: str | None = None) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1"}
    return subprocess.run(
        command, input=text, capture_output=True, text=True, encoding="utf-8", env=environment, check=False
    )
