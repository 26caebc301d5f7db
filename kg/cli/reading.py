"""Options of the commands that read documents, the progress bar, and the report file."""

import argparse
import json
import shutil
import sys
import time
from pathlib import Path
from typing import Final, TextIO

from kg.cli import say
from kg.cli.arguments import count_or_none, path, seconds
from kg.cli.table import width_of
from kg.errors import ExportError, reason_of
from kg.ingest.limits import MEBIBYTE, Limits
from kg.ingest.report import BuildReport, report_records, report_totals, summary

_BAR: Final = 20
_PAUSE: Final = 0.2
"""Seconds between two drawings."""


def add_reading_options(parser: argparse.ArgumentParser) -> None:
    """``--jobs``, ``--timeout``, ``--memory`` and ``--report``."""
    group = parser.add_argument_group("读取")
    group.add_argument(
        "--jobs",
        type=count_or_none,
        metavar="N",
        help="读取进程数，默认按处理器和文件多少；0：在本进程里读，没有超时保护",
    )
    group.add_argument(
        "--timeout",
        type=seconds,
        metavar="秒",
        help="每份文档最多读多少秒；默认按文件大小，小文件 25 秒没有进展即停",
    )
    group.add_argument(
        "--memory",
        type=count_or_none,
        default=900,
        metavar="MB",
        help="每个读取进程的内存上限，默认 900；0：不限",
    )
    group.add_argument(
        "--report", type=path, metavar="文件", help="把每个文件的处理结果写成 .json .jsonl 或 .csv"
    )


def limits_of(options: argparse.Namespace) -> Limits:
    """The limits that the options say."""
    return Limits(options.timeout, options.memory * MEBIBYTE or None)


def tell(report: BuildReport, options: argparse.Namespace) -> None:
    """The report at the end: words to standard error, and to ``--report`` where one is wanted."""
    for line in summary(report):
        say(line)
    if options.report is not None:
        write_report(report, options.report)
        say(f"处理结果写在 {options.report}。")


def write_report(report: BuildReport, path: Path) -> None:
    """What became of every file, in the format that the suffix says. Raises ExportError."""
    from kg.export.delimited import write_csv, write_jsonl

    suffix = path.suffix.lower()
    records = report_records(report)
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            if suffix == ".csv":
                write_csv(records, file)
            elif suffix == ".jsonl":
                write_jsonl(records, file)
            else:
                whole = {"totals": report_totals(report), "files": records, "notes": list(report.notes)}
                json.dump(whole, file, ensure_ascii=False, indent=1)
                file.write("\n")
    except OSError as error:
        raise ExportError(f"写不了 {path}（{reason_of(error)}）。请换一个位置或检查权限。") from error


class ProgressBar:
    """One line on a terminal that is drawn over and over; nothing anywhere else."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._shown = self._stream.isatty()
        self._start = self._last = time.monotonic()
        self._width = 0

    def __call__(self, done: int, total: int, rows: int, names: tuple[str, ...]) -> None:
        """Draw the state, at most some times a second."""
        now = time.monotonic()
        if not self._shown or not names or now - self._last < _PAUSE:
            return
        self._last = now
        line = progress_line(done, total, rows, names, now - self._start)
        line = _cut(line, shutil.get_terminal_size().columns - 1)
        width = width_of(line)
        self._stream.write("\r" + line + " " * max(0, self._width - width))
        self._stream.flush()
        self._width = width

    def close(self) -> None:
        """Wipe the line."""
        if self._width:
            self._stream.write("\r" + " " * self._width + "\r")
            self._stream.flush()
            self._width = 0


def progress_line(done: int, total: int, rows: int, names: tuple[str, ...], seconds: float) -> str:
    """The state of a run in one line.

    >>> progress_line(30, 120, 1234, ("甲.pdf", "乙.docx"), 60)
    '[#####---------------] 30/120  1,234 条  还需约 3 分钟  甲.pdf 等 2 份'
    """
    filled = _BAR * done // max(total, 1)
    parts = [f"[{'#' * filled}{'-' * (_BAR - filled)}] {done}/{total}", f"{rows:,} 条"]
    if done and total > done:
        parts.append(f"还需约 {_duration(seconds / done * (total - done))}")
    if names:
        parts.append(names[0] if len(names) == 1 else f"{names[0]} 等 {len(names)} 份")
    return "  ".join(parts)


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} 秒"
    return f"{round(seconds / 60)} 分钟" if seconds < 5400 else f"{seconds / 3600:.1f} 小时"


def _cut(text: str, columns: int) -> str:
    width = 0
    for at, letter in enumerate(text):
        width += width_of(letter)
        if width > columns:
            return text[:at]
    return text
