"""The store: the only place that knows Oxigraph. Write quads, open the current graph, ask it."""

from kg.store.ontology import ontology_quads
from kg.store.pointer import current_version
from kg.store.reading import GraphStore, Result, Value, memory_store, open_store
from kg.store.writing import GraphWriter, dump_path, open_writer, replace_documents, write_store

__all__ = [
    "GraphStore",
    "GraphWriter",
    "Result",
    "Value",
    "current_version",
    "dump_path",
    "memory_store",
    "ontology_quads",
    "open_store",
    "open_writer",
    "replace_documents",
    "write_store",
]
