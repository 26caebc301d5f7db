"""This program again, as a process of its own: it finds the same modules, and can step back behind who waits."""

import os
import subprocess
import sys
from pathlib import Path
from typing import IO, Final

_GENTLE: Final = 15
"""Steps of priority behind everybody else."""


def own_command(module: str, *arguments: str) -> list[str]:
    """The command line that runs a module of this program."""
    return [sys.executable, "-m", module, *arguments]


def own_environment() -> dict[str, str]:
    """The environment in which that finds what this process finds, wherever it was started."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)}


def start_gently(
    module: str, *arguments: str, stdout: int | IO[bytes] = subprocess.DEVNULL
) -> subprocess.Popen[bytes]:
    """Start a module that nobody waits for; it calls `step_back` itself where the system cannot be told here."""
    return subprocess.Popen(  # noqa: S603 - this program again
        own_command(module, *arguments),
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.DEVNULL,
        env=own_environment(),
        creationflags=getattr(subprocess, "IDLE_PRIORITY_CLASS", 0),
    )


def step_back() -> None:
    """Let every other process go first, from now on."""
    if hasattr(os, "nice"):
        os.nice(_GENTLE)
