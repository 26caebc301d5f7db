"""The files that the documents of a graph were read from, where they still lie unchanged.

The graph knows names and hashes only, so that no path of a machine leaves with an export; the paths are in the
ledger beside it (`kg.ingest.ledger`), which no export writes.
"""

import hashlib
from functools import lru_cache
from pathlib import Path

from kg.ingest.ledger import read_ledger


def source_paths(directory: Path) -> dict[str, Path]:
    """Names of the documents of a graph to the files they were read from, whether these are still there or not."""
    return {entry.name: Path(entry.path) for entry in read_ledger(directory) if not entry.stopped}


def find_source(directory: Path, name: str, sha256: str) -> Path | None:
    """The file of a document, if it still lies where it was read and its bytes are the same; else None."""
    path = source_paths(directory).get(name)
    if path is None:
        return None
    try:
        state = path.stat()
        same = path.is_file() and _digest(str(path), state.st_mtime_ns, state.st_size) == sha256
    except (OSError, ValueError):
        return None
    return path if same else None


@lru_cache(maxsize=256)
def _digest(path: str, modified: int, size: int) -> str:  # noqa: ARG001 - a changed file is read again
    with Path(path).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
