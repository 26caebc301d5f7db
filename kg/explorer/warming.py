"""What every visitor needs, read when the server starts instead of when the first one waits for it.

First what 总览 shows; then, once a page stands or nobody comes, what the other pages and questions in Chinese need.
A graph that comes later (a build, an import) is read by the page that first shows it.
"""

import ctypes
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from importlib import import_module
from typing import Final

from kg.errors import KgError
from kg.explorer.address import TITLES
from kg.explorer.ahead import keep_from_collections
from kg.explorer.opened import Graph, is_read_only, open_graph

_NOBODY: Final = 4.0
"""Seconds without a visitor after which the rest is read all the same."""
_BREATH: Final = 0.05
"""Seconds between two steps in which nothing is in a visitor's way."""
_SILENT: Final = "streamlit.runtime.scriptrunner_utils.script_run_context"

_ARENAS: Final = -8
"""M_ARENA_MAX of glibc's mallopt."""

_log: Final = logging.getLogger(__name__)
_stands: Final = threading.Event()


def start_warming(then: Callable[[], None] | None = None) -> None:
    """Begin in a thread of its own; ``then`` is called once the first page can be shown at once."""
    threading.Thread(target=_warm, args=(then,), name="kg-warming", daemon=True).start()


def page_stands() -> None:
    """Tell that a page has been shown: what is only needed later may be read now."""
    _stands.set()


def _save_memory() -> None:
    """Let threads share what they free: measured at 100,000 rows, 100 MB of 740."""
    import pyarrow as pa

    pa.set_memory_pool(pa.system_memory_pool())
    with suppress(OSError, AttributeError, TypeError):  # other systems have no such setting
        ctypes.CDLL(None).mallopt(_ARENAS, 2)


def _warm(then: Callable[[], None] | None) -> None:
    # outside of a visit there is nobody to show a spinner to, and Streamlit says so
    logging.getLogger(_SILENT).setLevel(logging.ERROR)
    graph = None
    try:
        _save_memory()
        graph = _first_page()
        keep_from_collections()
    except KgError:
        pass  # the page says what is wrong with the graph, and what to do
    except Exception:
        _log.debug("warming failed", exc_info=True)
    finally:
        if then is not None:
            then()
    if graph is None:
        return
    _stands.wait(_NOBODY)
    for step in _rest(graph):
        try:
            step()
        except Exception:
            _log.debug("warming failed", exc_info=True)
        keep_from_collections()
        threading.Event().wait(_BREATH)


def _first_page() -> Graph:
    from kg.explorer.early import make_early
    from kg.explorer.overview.page import read_ahead
    from kg.explorer.program import read_program

    read_program()
    graph = open_graph()
    read_ahead(graph)
    make_early(graph)
    return graph


def _rest(graph: Graph) -> Iterator[Callable[[], object]]:
    from kg.explorer.ahead import names_ahead, suggesting_ahead
    from kg.explorer.department.sections import read_ahead as departments_ahead
    from kg.explorer.overview.blocks import QUESTION
    from kg.explorer.questions.asking import ask_ahead
    from kg.explorer.rows.index import row_index

    for name in TITLES:
        yield partial(import_module, f"kg.explorer.{name}.page")
    yield partial(import_module, "streamlit.emojis")  # a third of a second for the first button with words
    if is_read_only():
        return  # what a server is asked for is its own business
    yield lambda: departments_ahead(graph)
    yield lambda: row_index(graph).words()
    yield lambda: names_ahead(graph).result()
    yield lambda: ask_ahead(graph, QUESTION).result()
    yield lambda: suggesting_ahead(graph)()
