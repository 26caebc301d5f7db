"""Start the explorer: Streamlit on this machine only, without statistics or anything fetched from elsewhere."""

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Final

from kg.errors import KgError, reason_of
from kg.store import Address, open_remote
from kg.store.remote_server import VARIABLES

GRAPH_VARIABLE: Final = "KG_GRAPH"
OPTIONS: Final[dict[str, str]] = {
    "server.address": "127.0.0.1",
    "browser.gatherUsageStats": "false",
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": "false",  # they would carry the message to search engines
    "server.fileWatcherType": "none",
    "server.showEmailPrompt": "false",
    "server.maxUploadSize": "100",
    "logger.hideWelcomeMessage": "true",
    "logger.level": "warning",
    "theme.base": "light",
    "theme.primaryColor": "#1f5a96",
    "theme.font": "'Microsoft YaHei', 'PingFang SC', 'Noto Sans CJK SC', 'Source Han Sans SC', sans-serif",
}
"""Streamlit's options; .streamlit/config.toml sets the same for `streamlit run app.py`."""


def run(
    graph_directory: Path, port: int = 8501, *, headless: bool = False, address: Address | None = None
) -> int:
    """Serve the explorer of a graph until it is stopped; returns the exit code of the server.

    ``headless`` opens no browser; ``address`` is a SPARQL server whose graph is shown instead.
    Raises KgError where the port is taken or Streamlit cannot be started.
    """
    _need_free(port)
    sys.stderr.write(f"浏览器界面在 http://127.0.0.1:{port}/ ，按 Ctrl+C 停止。\n")
    environment = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    environment[GRAPH_VARIABLE] = str(graph_directory.absolute())
    if address is not None:
        open_remote(address)  # what is wrong with it is said here, not on a page
        environment |= address.environment()
    try:
        return subprocess.run(command(port, headless=headless), env=environment, check=False).returncode  # noqa: S603
    except KeyboardInterrupt:
        return 0
    except OSError as error:
        raise KgError(f"浏览器界面无法启动：{reason_of(error)}。请检查安装是否完整（streamlit）。") from error


def _need_free(port: int) -> None:
    with socket.socket() as tried:
        # a port that waits for its last connection to die can be had again, as Streamlit does
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise KgError(f"端口 {port} 用不了（{reason_of(error)}）。请用 --port 换一个。") from error


def command(port: int, *, headless: bool) -> list[str]:
    """The command line of the server."""
    options = {**OPTIONS, "server.port": str(port), "server.headless": str(headless).lower()}
    served = Path(__file__).with_name("served.py")
    return [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(served),
        *(f"--{name}={value}" for name, value in options.items()),
    ]
