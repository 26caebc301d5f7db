"""The front page with the figures of 总览 in it, made when the server starts and again when the graph has changed.

A request never waits for it: while there is none, or none of this version, the plain front page is sent.
"""

import logging
import threading
from dataclasses import dataclass
from typing import Final

from kg.errors import KgError
from kg.explorer.ahead import keep_from_collections
from kg.explorer.audited import is_audited
from kg.explorer.opened import Graph, graph_directory, is_read_only, open_graph
from kg.explorer.program import front_page_with
from kg.store import dump_path

_log: Final = logging.getLogger(__name__)
_making: Final = threading.Lock()
"""Held by the one thread that makes a page."""


@dataclass(frozen=True, slots=True)
class _Made:
    """A page, the version of the graph that it shows, and whether the figures of the audit are on it."""

    version: str
    is_audited: bool
    page: bytes


_made: _Made | None = None


def early_page() -> bytes | None:
    """The page of the graph as it is now; None where none is made yet, or no graph opens. Asks the disk for the
    version and nothing more."""
    version = _version()
    if version is None:
        return None
    made = _made if _made is not None and _made.version == version else None
    if made is None or not made.is_audited:
        threading.Thread(target=_make_again, name="kg-early", daemon=True).start()
    return made.page if made else None


def make_early(graph: Graph) -> None:
    """Make the page of this version of the graph, unless it is there; where the audit still runs, without its figures.
    Takes what 总览 takes, and nothing for a graph on a server."""
    global _made
    if is_read_only():
        return
    made, audited = _made, is_audited(graph)
    if made is not None and made.version == graph.version and made.is_audited >= audited:
        return
    from kg.explorer.overview.early import early_screen

    _made = _Made(graph.version, audited, front_page_with(early_screen(graph)))


def _version() -> str | None:
    if is_read_only():
        return None
    try:
        return str(dump_path(graph_directory()).parent.absolute())
    except KgError:
        return None


def _make_again() -> None:
    if not _making.acquire(blocking=False):
        return
    try:
        make_early(open_graph())
        keep_from_collections()
    except KgError:
        pass  # the page says what is wrong with the graph
    except Exception:
        _log.debug("the early page failed", exc_info=True)
    finally:
        _making.release()
