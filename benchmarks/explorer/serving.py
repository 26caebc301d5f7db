"""The explorer as a server of its own, as `kg app` starts it, on a free port of this machine."""

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from kg.explorer.launch import GRAPH_VARIABLE, command

_ROOT: Final = Path(__file__).resolve().parents[2]
_PATIENCE: Final = 60.0
"""Seconds in which the server must answer."""


@contextmanager
def serve(graph: Path, elsewhere: Path) -> Iterator[tuple[str, int]]:
    """The address and the process number of an explorer of this graph. ``elsewhere`` is its working directory and
    home, so that no setting of a user is read. Raises RuntimeError with what it printed where it does not start."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    paths = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    environment = {**os.environ, GRAPH_VARIABLE: str(graph), "HOME": str(elsewhere), "PYTHONPATH": paths}
    printed = elsewhere / "printed"
    with printed.open("w") as log:
        server = subprocess.Popen(
            command(port, headless=True), env=environment, cwd=elsewhere, stdout=log, stderr=log
        )
        try:
            address = f"http://127.0.0.1:{port}/"
            if not _answers(f"{address}_stcore/health", server):
                raise RuntimeError(f"the explorer does not start: {printed.read_text()[-2000:]}")
            yield address, server.pid
        finally:
            server.terminate()
            server.wait(20)


def memory_of(process: int) -> float | None:
    """Peak memory of a process in MB; None where the system does not say."""
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), None)


def _answers(url: str, server: "subprocess.Popen[bytes]") -> bool:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own server
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    return False
