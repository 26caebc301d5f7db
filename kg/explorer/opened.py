"""The graph that the explorer shows: opened once a version, its answers kept."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import streamlit as st

from kg.explorer.launch import GRAPH_VARIABLE
from kg.store import RemoteStore, Result, Store, dump_path, open_remote, open_store
from kg.store.remote_server import address_from_environment

_DEFAULT: Final = "build"
_SECONDS: Final = 10
"""How old the knowledge may be which version a server has."""


def graph_directory() -> Path:
    """Where the graph lies: the environment variable KG_GRAPH, else build/."""
    return Path(os.environ.get(GRAPH_VARIABLE) or _DEFAULT)


def is_read_only() -> bool:
    """Whether the graph is that of a server: nothing can be put beside it."""
    return address_from_environment() is not None


@dataclass(frozen=True, slots=True)
class Graph:
    """One version of a graph; ``version`` is its directory (on a server: a digest of it) and the key of everything
    kept of it."""

    version: str

    @property
    def store(self) -> Store:
        """The store itself, for the questions and the audit."""
        return _open(self.version)

    def select(self, sparql: str) -> Result:
        """The answer to a SELECT, kept. Rows must not be changed."""
        return _select(self.version, sparql)


def open_graph() -> Graph:
    """The current version of the graph. Raises StoreError where there is none or it is broken."""
    if address_from_environment() is not None:
        return Graph(_open_server().version)
    version = str(dump_path(graph_directory()).parent.absolute())
    _open(version)
    return Graph(version)


@st.cache_resource(max_entries=2, show_spinner=False)
def _open(version: str) -> Store:
    if address_from_environment() is not None:
        return _open_server()
    return open_store(Path(version).parent)


@st.cache_resource(ttl=_SECONDS, max_entries=1, show_spinner=False)
def _open_server() -> RemoteStore:
    address = address_from_environment()
    assert address is not None  # noqa: S101 - asked before
    return open_remote(address)


@st.cache_resource(max_entries=512, show_spinner=False)
def _select(version: str, sparql: str) -> Result:
    return _open(version).select(sparql)
