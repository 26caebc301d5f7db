"""A read-only SPARQL 1.1 endpoint over the graph of a directory, with a query page that needs no network."""

from pathlib import Path
from typing import Final

DEFAULT_PORT: Final = 7878
LOOPBACK: Final = "127.0.0.1"


def run(
    directory: Path,
    *,
    host: str = LOOPBACK,
    port: int = DEFAULT_PORT,
    seconds: float = 20.0,
    rows: int = 100_000,
) -> int:
    """Serve until stopped; see `kg.serve.server.serve`."""
    from kg.serve.server import serve  # its libraries take a while to import

    return serve(directory, host=host, port=port, seconds=seconds, rows=rows)
