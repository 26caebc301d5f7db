"""Reading ahead: while one document is written, the next ones are read; the store lets other threads go on while it
answers."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import Final, TypeVar

_THREADS: Final = 2
_T = TypeVar("_T")
_R = TypeVar("_R")


def ahead(work: Callable[[_T], _R], items: Iterable[_T]) -> Iterator[_R]:
    """What ``work`` gives for each item, in order, at most two items ahead. Its errors are raised here."""
    coming = iter(items)
    waiting: deque[Future[_R]] = deque()
    pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="kg-export")
    try:
        waiting.extend(pool.submit(work, item) for item in islice(coming, _THREADS))
        while waiting:
            found = waiting.popleft().result()
            waiting.extend(pool.submit(work, item) for item in islice(coming, 1))
            yield found
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
