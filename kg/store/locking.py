"""One writer for a directory: a lock that the system takes back when the process dies."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from kg.errors import StoreError, reason_of

LOCK: Final = "build.lock"
_PAUSE: Final = 0.5


@contextmanager
def writing(directory: Path) -> Iterator[None]:
    """Hold the only right to write ``directory``, made where it is missing. Raises StoreError where another has it."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        lock = (directory / LOCK).open("a+b")
    except OSError as error:
        raise StoreError(
            f"无法写入目录 {directory}：{reason_of(error)}。请换一个 --out 目录或检查权限。"
        ) from error
    with lock:
        if not take_lock(lock.fileno()):
            raise StoreError(f"另一个 kg build 正在写 {directory}。请等它结束后再试。")
        yield


@contextmanager
def in_turn(lock: Path) -> Iterator[None]:
    """Hold a lock file, once no other process has it: what is done within is done by one at a time.

    Where the file cannot be written nothing is waited for: what needs it cannot be kept there either.
    """
    try:
        held = lock.open("a+b")
    except OSError:
        yield
        return
    with held:
        while not take_lock(held.fileno()):
            time.sleep(_PAUSE)
        yield


def take_lock(descriptor: int) -> bool:
    """Lock an open file for this process until it is closed; False where another has it."""
    try:
        _lock(descriptor)
    except OSError:
        return False
    return True


def _lock(descriptor: int) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
