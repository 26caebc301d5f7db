"""Extractions → quads: one named graph a document, and one derived graph over them all."""

from importlib import import_module
from typing import TYPE_CHECKING

from kg.graph.terms import Quad

if TYPE_CHECKING:
    from kg.graph.derived import derived_quads
    from kg.graph.document import extraction_to_quads

__all__ = ["Quad", "derived_quads", "extraction_to_quads"]

_MODULES = {"derived_quads": "derived", "extraction_to_quads": "document"}


def __getattr__(name: str) -> object:
    """What builds a graph loads the segmenter; those who only read one (the explorer) should not wait for it."""
    if name not in _MODULES:
        raise AttributeError(name)
    return getattr(import_module(f"kg.graph.{_MODULES[name]}"), name)
