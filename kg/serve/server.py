"""The endpoint as a server of its own, until it is stopped."""

import asyncio
import os
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

import uvicorn

from kg.errors import KgError, reason_of
from kg.serve.application import make_application
from kg.serve.guard import PatientProtocol
from kg.serve.pool import Pool
from kg.store.pointer import current_version

_CONNECTIONS: Final = 200
_LONGEST_HEAD: Final = 64 * 1024
_FEWEST_WORKERS: Final = 4


def serve(directory: Path, *, host: str, port: int, seconds: float, rows: int) -> int:
    """Serve the graph of ``directory`` read-only at ``host`` and ``port`` until stopped; the exit code.

    A query has ``seconds`` and gives at most ``rows`` rows or triples: beyond, it is an error, never a part.
    Raises StoreError where there is no graph, KgError where the address is taken.
    """
    current_version(directory)
    listening = _listen(host, port)
    pool = Pool(directory.absolute(), max(_FEWEST_WORKERS, os.cpu_count() or 1), seconds, rows)
    config = uvicorn.Config(
        make_application(directory.absolute(), pool, host),
        http=PatientProtocol,
        ws="none",
        lifespan="off",
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=2,
        limit_concurrency=_CONNECTIONS,
        h11_max_incomplete_event_size=_LONGEST_HEAD,
    )
    shown = f"[{host}]" if ":" in host else host
    sys.stderr.write(
        f"查询页面 http://{shown}:{listening.getsockname()[1]}/ ，SPARQL 地址 …/sparql（只读）。按 Ctrl+C 停止。\n"
    )
    sys.stderr.flush()

    async def run() -> None:
        starting = asyncio.create_task(pool.start())
        try:
            await uvicorn.Server(config).serve([listening])
        finally:
            starting.cancel()
            await pool.close()

    with suppress(KeyboardInterrupt):
        asyncio.run(run())
    return 0


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        if os.name == "posix":  # elsewhere it would let two servers share the port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(_CONNECTIONS)  # before the address is told to anybody
    except (OSError, OverflowError, UnicodeError) as error:
        raise KgError(
            f"地址 {host} 的端口 {port} 用不了（{reason_of(error)}）。请检查 --host，或用 --port 换一个端口。"
        ) from error
    return listening
