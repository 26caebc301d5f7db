"""The explorer as a server: the file that `streamlit run` starts, which reads ahead what the first visitor needs."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from starlette.middleware import Middleware
from streamlit import cli_util, config
from streamlit.starlette import App

from kg.explorer.early import early_page
from kg.explorer.program import FromMemory
from kg.explorer.warming import start_warming

FRONT: Final = Path(__file__).with_name("front.py")
"""What runs for every visit."""
_TURNS: Final = 0.001
"""Seconds after which a thread that reads ahead gives way to one that answers a visitor (Python's own: 0.005)."""


@asynccontextmanager
async def serving(_: App) -> AsyncIterator[dict[str, Any]]:
    """Read ahead while the server runs; open the browser when the first page can be shown at once."""
    sys.setswitchinterval(_TURNS)
    start_warming(None if config.get_option("server.headless") else _open_browser)
    yield {}


def layers() -> list[Middleware]:
    """What stands before Streamlit."""
    return [Middleware(FromMemory, early=early_page)]


def _open_browser() -> None:
    address = config.get_option("server.address") or "localhost"
    cli_util.open_browser(f"http://{address}:{config.get_option('server.port')}/")


app = App(FRONT, lifespan=serving, middleware=layers())
