"""The store: the only place that knows Oxigraph. Write quads, open the current graph, ask it."""

from kg.store.ontology import ontology_quads
from kg.store.reading import GraphStore, Result, Value, memory_store, open_store
from kg.store.writing import dump_path, replace_documents, write_store

__all__ = [
    "GraphStore",
    "Result",
    "Value",
    "dump_path",
    "memory_store",
    "ontology_quads",
    "open_store",
    "replace_documents",
    "write_store",
]
