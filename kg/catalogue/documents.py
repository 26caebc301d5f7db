"""The documents of a graph."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from kg.errors import StoreError
from kg.query.run import Askable

_DOCUMENTS: Final = """
SELECT DISTINCT ?graph ?name ?lines WHERE {
  CHOSEN
  GRAPH ?graph { ?file a kg:Document ; dct:title ?name }
  OPTIONAL { GRAPH ?graph { ?file kg:hasLines ?lines } }
} ORDER BY ?name ?graph"""


@dataclass(frozen=True, slots=True)
class CatalogueDocument:
    """A document: the IRI of its named graph, its file name, and whether it is a file with lines (a text)."""

    graph: str
    name: str
    has_lines: bool


def list_documents(store: Askable, graphs: Collection[str] | None = None) -> list[CatalogueDocument]:
    """All documents of the graph, or those of some named graphs, by name. Raises StoreError for a graph of an earlier
    version of the program, which does not hold everything that a record prints."""
    chosen = "" if graphs is None else f"VALUES ?graph {{ {' '.join(f'<{iri}>' for iri in sorted(graphs))} }}"
    rows = store.select(_DOCUMENTS.replace("CHOSEN", chosen)).rows
    if any(lines is None for _, _, lines in rows):
        raise StoreError("图谱由较早的版本生成，不含全部印刷内容。请用 kg build --again 重新生成。")
    return [CatalogueDocument(str(graph), str(name), bool(lines)) for graph, name, lines in rows]


def find_document(store: Askable, name: str) -> CatalogueDocument:
    """The document with this file name. Raises StoreError where the graph has none."""
    found = [document for document in list_documents(store) if document.name == name]
    if not found:
        raise StoreError(f"图谱里没有文件“{name}”。kg query document-overview 列出图谱里的文件。")
    return found[0]
