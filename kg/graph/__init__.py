"""Extractions → quads: one named graph a document, and one derived graph over them all."""

from kg.graph.derived import derived_quads
from kg.graph.document import extraction_to_quads
from kg.graph.terms import Quad

__all__ = ["Quad", "derived_quads", "extraction_to_quads"]
