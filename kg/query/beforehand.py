"""The questions over the whole of a large graph, asked before somebody waits for them, and kept beside it.

Run as ``python -m kg.query.beforehand DIRECTORY`` (of a graph): asks the current version every named question with its
defaults, one after the other at low priority, so that those which take long are kept (`kg.query.kept`). Once for a
version, whoever asks first; a new one is asked again.
"""

import hashlib
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from kg.errors import KgError
from kg.processes import start_gently, step_back
from kg.query.kept import FOLDER
from kg.query.named import list_queries
from kg.query.run import run_query
from kg.store import Store, open_store
from kg.store.locking import in_turn

LARGE: Final = 3_000_000
"""Statements of a graph from which on questions take seconds: some 25,000 indicators."""
_SECONDS: Final = 60.0
_SAID: Final = "asked.txt"
_LOCK: Final = "asking.lock"


def ask_beforehand(version: Path) -> None:
    """Have a version (its directory) asked by another process, where that was not done yet; returns when it is."""
    if not is_asked(version):
        start_gently(__name__, str(version.parent)).wait()


def is_asked(version: Path) -> bool:
    """Whether a version was asked all the questions that there are."""
    try:
        return (version / FOLDER / _SAID).read_text(encoding="utf-8") == _questions()
    except (OSError, ValueError):
        return False


def main() -> int:
    """Ask; 1 where there is no graph."""
    step_back()
    try:
        store = open_store(Path(sys.argv[1]))
    except KgError:
        return 1
    version = store.version_directory
    if version is None:
        return 0
    with in_turn(version / _LOCK):
        if not is_asked(version):  # by another process meanwhile
            _ask(store, version)
    return 0


def _ask(store: Store, version: Path) -> None:
    for query in list_queries():
        with suppress(KgError):  # it takes too long: whoever asks is told
            run_query(store, query, time_limit=_SECONDS)
    with suppress(OSError):
        folder = version / FOLDER
        folder.mkdir(exist_ok=True)
        (folder / _SAID).write_text(_questions(), encoding="utf-8", newline="\n")


def _questions() -> str:
    """A digest of the questions: other ones are asked again."""
    texts = "\0".join(f"{query.name}\0{query.text}" for query in list_queries())
    return hashlib.sha256(texts.encode("utf-8")).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
