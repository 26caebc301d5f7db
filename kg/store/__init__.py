"""The store: the only place that knows Oxigraph. Write quads, open the current graph, ask it."""

from kg.store.answers import Result, Store, Value
from kg.store.dumps import GraphDump, dump_lines, graph_dumps
from kg.store.ontology import ontology_quads
from kg.store.pointer import current_version
from kg.store.reading import GraphStore, memory_store, open_store
from kg.store.remote import RemoteStore, open_remote
from kg.store.remote_server import Address
from kg.store.writing import GraphWriter, dump_path, open_writer, replace_documents, write_store

__all__ = [
    "Address",
    "GraphDump",
    "GraphStore",
    "GraphWriter",
    "RemoteStore",
    "Result",
    "Store",
    "Value",
    "current_version",
    "dump_lines",
    "dump_path",
    "graph_dumps",
    "memory_store",
    "ontology_quads",
    "open_remote",
    "open_store",
    "open_writer",
    "replace_documents",
    "write_store",
]
