"""Real SPARQL servers on loopback ports, for the tests: Virtuoso from Debian's packages, Oxigraph from PyPI.

Where a server is not installed its tests are skipped with the reason, and fail where CI=true.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

USER, PASSWORD = "dba", "kg-test-only"

_VIRTUOSO = """
[Database]
DatabaseFile = {home}/virtuoso.db
ErrorLogFile = {home}/virtuoso.log
LockFile = {home}/virtuoso.lck
TransactionFile = {home}/virtuoso.trx
xa_persistent_file = {home}/virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = {home}/virtuoso-temp.db
TransactionFile = {home}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
DirsAllowed = {home}
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
CheckpointInterval = 0
CaseMode = 2
ThreadsPerQuery = 2
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {home}
ServerThreads = 10
Charset = UTF-8
[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryExecutionTime = 60
"""


@dataclass
class Server:
    """A running server: where it is, who may write, and its process."""

    url: str
    user: str | None
    process: "subprocess.Popen[bytes]"

    def stop(self) -> None:
        """End it at once, as a machine that loses its power."""
        self.process.kill()
        self.process.wait(20)


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


def find_program(name: str, package: str) -> str:
    """The path of a program; the test is skipped, or fails in CI, where it is not installed."""
    found = shutil.which(name) or shutil.which(name, path=str(Path(sys.executable).parent))
    if found is None:
        reason = f"{name} is not installed ({package})"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@contextmanager
def oxigraph(home: Path, *options: str, port: int | None = None) -> Iterator[Server]:
    """An Oxigraph server that keeps its data under ``home``."""
    program = find_program("oxigraph", "pip install oxigraph")
    port = port or free_port()
    command = [program, "serve", "--location", str(home), "--bind", f"127.0.0.1:{port}", *options]
    with _running(command, home, f"http://127.0.0.1:{port}/", None) as server:
        yield server


@contextmanager
def virtuoso(home: Path, *, rows: int = 1_000_000) -> Iterator[Server]:
    """A Virtuoso server that keeps its data under ``home`` and gives at most ``rows`` rows."""
    program = find_program("virtuoso-t", "apt-get install virtuoso-opensource-7")
    http = free_port()
    settings = home / "virtuoso.ini"
    settings.write_text(_VIRTUOSO.format(home=home, sql=free_port(), http=http, rows=rows), encoding="utf-8")
    command = [program, "+foreground", "+configfile", str(settings)]
    # the first start sets the password and ends
    passwords = ["+pwdold", "dba", "+pwddba", PASSWORD, "+pwddav", PASSWORD]
    subprocess.run([*command, *passwords], cwd=home, check=False, capture_output=True, timeout=240)
    with _running(command, home, f"http://127.0.0.1:{http}/sparql", USER) as server:
        yield server


@contextmanager
def _running(command: list[str], home: Path, url: str, user: str | None) -> Iterator[Server]:
    with (home / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=home, stdout=log, stderr=log)
    server = Server(url, user, process)
    try:
        _wait(server, home)
        yield server
    finally:
        server.stop()


def _wait(server: Server, home: Path) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(server.url, timeout=5).read()  # noqa: S310
        except urllib.error.HTTPError:
            return
        except OSError:
            if server.process.poll() is not None:
                break
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"{server.url} did not start: {(home / 'server.log').read_text('utf-8', 'replace')[-2000:]}")
