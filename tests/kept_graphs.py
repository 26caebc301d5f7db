"""Graphs that many tests begin with: made once in a run, by the process that needs them first, and copied."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

FOLDER = "KG_TEST_GRAPHS"
"""Environment variable with the directory of a run of the tests, which all its processes share (conftest.py)."""


def copy_graph(name: str, make: Callable[[Path], object], directory: Path) -> Path:
    """``directory`` with a copy of the graph that ``make`` writes; ``name`` tells it from all others of the run.

    A graph that stands there already is written to by ``make`` itself, and so is everything outside a run.
    """
    shared = os.environ.get(FOLDER)
    if not shared or (directory / "current.json").exists():
        make(directory)
        return directory
    kept = Path(shared) / hashlib.sha256(name.encode()).hexdigest()
    if not kept.exists():
        made = Path(tempfile.mkdtemp(dir=shared))
        make(made)
        try:
            made.rename(kept)
        except OSError:  # another process was first
            shutil.rmtree(made)
    shutil.copytree(kept, directory, dirs_exist_ok=True)
    return directory
