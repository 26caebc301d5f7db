"""The ontology and its vocabularies as quads of their own named graph."""

from collections.abc import Iterator
from pathlib import Path

from kg.errors import VocabularyError
from kg.graph.terms import Quad, iri
from kg.link import ontology_graph_iri
from kg.namespaces import BASE
from kg.vocabulary import ontology_dir


def ontology_files() -> list[Path]:
    """The Turtle files that belong to every graph: classes and properties, mappings, vocabularies."""
    root = ontology_dir()
    return [*sorted(root.glob("*.ttl")), *sorted((root / "vocab").glob("*.ttl"))]


def ontology_quads(base: str = BASE) -> Iterator[Quad]:
    """Every triple of `ontology_files` in the ontology graph. Raises VocabularyError for a broken file.

    Blank nodes are refused: they have no name to sort by, and two builds would differ.
    """
    graph = iri(ontology_graph_iri(base))
    for path in ontology_files():
        for subject, predicate, value in _read_turtle(path):
            if subject.startswith("_:") or value.startswith("_:"):
                raise VocabularyError(f"词表 {path.name} 有匿名节点（{predicate}）。请给它一个 IRI。")
            yield Quad(subject, predicate, value, graph)


def _read_turtle(path: Path) -> Iterator[tuple[str, str, str]]:
    import pyoxigraph

    try:
        for quad in pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE):
            yield str(quad.subject), str(quad.predicate), str(quad.object)
    except (OSError, SyntaxError) as error:
        raise VocabularyError(f"词表 {path.name} 无法读取：{error}") from error
