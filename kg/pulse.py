"""A sign of life from long work: a reader says that a page or a sheet is done, and who waits may hear it.

A worker that is silent for too long is stopped. A scan of 200 pages takes minutes and is no hang: its reader
calls `beat` after each page.
"""

from collections.abc import Callable

_listeners: list[Callable[[], None]] = []


def beat() -> None:
    """Say that the work goes on. Costs nothing where nobody listens; call it once a page or sheet."""
    for listener in _listeners:
        listener()


def listen(listener: Callable[[], None]) -> None:
    """Hear every later `beat` of this process."""
    _listeners.append(listener)
