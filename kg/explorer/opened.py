"""The graph that the explorer shows: opened once a version, its answers kept."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import streamlit as st

from kg.explorer.launch import GRAPH_VARIABLE
from kg.store import GraphStore, Result, dump_path, open_store

_DEFAULT: Final = "build"


def graph_directory() -> Path:
    """Where the graph lies: the environment variable KG_GRAPH, else build/."""
    return Path(os.environ.get(GRAPH_VARIABLE) or _DEFAULT)


@dataclass(frozen=True, slots=True)
class Graph:
    """One version of a graph; ``version`` is its directory and the key of everything kept of it."""

    version: str

    @property
    def store(self) -> GraphStore:
        """The store itself, for the questions and the audit."""
        return _open(self.version)

    def select(self, sparql: str) -> Result:
        """The answer to a SELECT, kept. Rows must not be changed."""
        return _select(self.version, sparql)


def open_graph() -> Graph:
    """The current version of the graph. Raises StoreError where there is none or it is broken."""
    version = str(dump_path(graph_directory()).parent.absolute())
    _open(version)
    return Graph(version)


@st.cache_resource(max_entries=2, show_spinner=False)
def _open(version: str) -> GraphStore:
    return open_store(Path(version).parent)


@st.cache_resource(max_entries=512, show_spinner=False)
def _select(version: str, sparql: str) -> Result:
    return _open(version).select(sparql)
