"""`kg serve` as a process of its own on a loopback port, for the tests."""

import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Served:
    """A running endpoint."""

    url: str
    port: int

    def ask(self, query: str, accept: str = "application/sparql-results+json", **fields: object):
        """POST of a form."""
        data = {"query": query, **{name.replace("_", "-"): value for name, value in fields.items()}}
        return requests.post(f"{self.url}sparql", data=data, headers={"Accept": accept}, timeout=60)

    def raw(self, sent: bytes, seconds: float = 10) -> bytes:
        """Bytes as they are; what comes back until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as connection:
            connection.sendall(sent)
            parts = []
            while part := connection.recv(65536):
                parts.append(part)
        return b"".join(parts)


@contextmanager
def served(directory: Path, *options: str) -> Iterator[Served]:
    """Serve the graph of ``directory`` until the end of the block."""
    command = [sys.executable, "-m", "kg", "serve", "--graph", str(directory), "--port", "0", *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, stderr=subprocess.PIPE, env=environment, cwd=ROOT)
    try:
        assert process.stderr is not None
        said = process.stderr.readline().decode()
        match = re.search(r"http://127\.0\.0\.1:(\d+)/", said)
        assert match, said + process.stderr.read().decode()
        threading.Thread(target=process.stderr.read, daemon=True).start()
        yield Served(match[0], int(match[1]))
    finally:
        process.terminate()
        process.wait(20)
