"""What takes seconds on a large graph, done in the background: a page stands at once, and shows it when it is there.

Names are read once a page that will need them stands; answers that are not there within a second are waited for by a
part of the page that looks twice a second, so that a reader can go on or narrow the question meanwhile.
"""

import gc
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, cast

import streamlit as st

from kg.explorer.looks.markup import note
from kg.explorer.opened import Graph

if TYPE_CHECKING:
    from kg.ask import Names
    from kg.store import Store
    from kg.suggest.library import Library

_T = TypeVar("_T")
_KEPT: Final = 24
PATIENCE = 0.8
"""Seconds that a page waits for what may be there at once."""
_LOOKED_AGAIN: Final = 0.5
LONGEST: Final = 60.0
"""Seconds that an answer may take which nobody has to wait for."""

_readers: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="kg-names")
_answerers: Final = ThreadPoolExecutor(max_workers=4, thread_name_prefix="kg-answers")
_lock: Final = threading.Lock()
_begun: "OrderedDict[tuple[str, Hashable], Future[Any]]" = OrderedDict()


@dataclass(frozen=True, slots=True)
class Begun(Generic[_T]):
    """What is being worked out of a version of the graph, kept when it is there."""

    version: str
    what: Hashable
    future: "Future[_T]"

    def is_there(self, seconds: float = 0.0) -> bool:
        """Whether it is done, waiting for it so long at most."""
        wait([self.future], seconds)
        return self.future.done()

    def result(self) -> _T:
        """Waits for it. Raises what went wrong, once: who begins it then begins anew."""
        try:
            return self.future.result()
        except BaseException:
            with _lock:  # a query that took too long, a store that was being written
                _begun.pop((self.version, self.what), None)
            raise


def begin(graph: Graph, what: Hashable, make: "Callable[[Store], _T]") -> Begun[_T]:
    """Begin to work something out of the store, beside the page; what has begun under ``what`` is not begun again.
    `show_when_ready` shows it under the same ``what``."""
    return _begin(graph, what, make, _answerers)


def names_of(graph: Graph) -> "Names":
    """The names that questions in Chinese are read with; waits for them."""
    return names_ahead(graph).result()


def names_ahead(graph: Graph) -> "Begun[Names]":
    """Begin to read what questions need; call it when the page stands."""
    return _begin(graph, "names", _read_names, _readers)


def library_of(graph: Graph) -> "Library":
    """The names of the indicator library; waits for them."""
    return library_ahead(graph).result()


def library_ahead(graph: Graph) -> "Begun[Library]":
    """Begin to read the names of the library; call it when the page stands."""
    return _begin(graph, "library", _read_library, _readers)


def suggesting_ahead(graph: Graph) -> "Callable[[], Library]":
    """Begin to read what suggestions need: the names of the library, and the segmenter of words after them. What is
    given waits for both; it is for the background."""
    library, words = library_ahead(graph), _begin(graph, "words", _load_words, _readers)
    return lambda: (words.result(), library.result())[1]


def show_when_ready(
    graph: Graph, what: Hashable, make: "Callable[[Store], _T]", show: Callable[[_T], None], words: str
) -> None:
    """Show what ``make`` works out of the store, kept for this version of the graph under ``what``; while it is not
    there, the words. Raises what ``make`` raises, once: the next run of the page tries again."""
    _show(begin(graph, what, make), show, words)


def show_with_library(graph: Graph, show: "Callable[[Library], None]") -> None:
    """Show what needs the names of the library."""
    _show(library_ahead(graph), show, "正在读取指标库，只在图谱更新后做一次……")


def keep_from_collections() -> None:
    """Spare what has been read from the search for garbage that Streamlit makes behind every run of a page, twice
    where a page leads to another: measured at 100,000 rows, 0.26 s each. What nothing holds any more still goes."""
    gc.freeze()


def _show(begun: Begun[_T], show: Callable[[_T], None], words: str) -> None:
    if begun.is_there(PATIENCE):
        show(begun.result())
        return
    st.fragment(_waiting, run_every=_LOOKED_AGAIN)(begun, words)


def _waiting(begun: Begun[Any], words: str) -> None:
    if begun.is_there():
        st.rerun()  # of the whole page, which then no longer looks again
    note(words)


def _begin(
    graph: Graph, what: Hashable, make: "Callable[[Store], _T]", pool: ThreadPoolExecutor
) -> Begun[_T]:
    key, store = (graph.version, what), graph.store
    with _lock:
        known = _begun.get(key)
        # names that could not be read are read again; an error of an answer waits until it is said (`Begun.result`)
        failed = pool is _readers and known is not None and known.done() and known.exception() is not None
        if known is None or failed:
            known = _begun[key] = pool.submit(make, store)
        _begun.move_to_end(key)
        while len(_begun) > _KEPT:
            _begun.popitem(last=False)
    return Begun(*key, cast("Future[_T]", known))


def _read_names(store: "Store") -> "Names":
    from kg.ask import load_names

    return load_names(store)


def _read_library(store: "Store") -> "Library":
    from kg.suggest.library import read_library

    return read_library(store)


def _load_words(_: "Store") -> bool:
    """The word segmenter, which takes a second to load."""
    from kg.segment.pipeline import segment_rows

    return bool(list(segment_rows([("群众满意度", "≥95%", None)])))
