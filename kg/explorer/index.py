"""The indicator rows by what people filter and sort them by, one column a property, read when first needed.

Measured on a graph of 100,000 rows on disk: any SPARQL that joins and sorts all rows takes 5 to 20 s, each time;
a column takes under a second, once for each version of the graph.
"""

from collections.abc import Mapping
from typing import Final

import streamlit as st

from kg.explorer.opened import Graph
from kg.explorer.wording import Value
from kg.text import squeeze

DOCUMENT: Final = "prov:wasQuotedFrom"
_COLUMNS_KEPT: Final = 48


def all_targets(graph: Graph) -> list[str]:
    """The IRIs of all rows, by document and line; not to be changed."""
    return _ordered(graph.version)


def find_column(graph: Graph, name: str) -> Mapping[str, Value]:
    """A property (local name of the ontology, or prefixed) of the rows that have it, the first value of each."""
    return _column(graph.version, name)


def words_column(graph: Graph) -> Mapping[str, str]:
    """What a search for words looks at: name, target and project without white space, in small letters."""
    return _words(graph.version)


def document_titles(graph: Graph) -> dict[str, str]:
    """IRIs of documents to their names."""
    return {
        str(iri): str(title)
        for iri, title in graph.select("SELECT ?d ?title { ?d a kg:Document ; dct:title ?title }").rows
    }


@st.cache_resource(max_entries=2, show_spinner="正在准备检索，只在图谱更新后做一次……")
def _ordered(version: str) -> list[str]:
    graph = Graph(version)
    titles = document_titles(graph)
    files, lines = _column(version, DOCUMENT), _column(version, "line")

    def rank(target: str) -> tuple[str, int, str]:
        line = lines.get(target)
        return titles.get(str(files.get(target)), ""), line if isinstance(line, int) else 0, target

    return sorted(_targets(version), key=rank)


@st.cache_resource(max_entries=2, show_spinner=False)
def _targets(version: str) -> set[str]:
    rows = Graph(version).store.select("SELECT ?t { ?t a kg:PerformanceTarget }").rows
    return {str(row[0]) for row in rows}


@st.cache_resource(max_entries=_COLUMNS_KEPT, show_spinner=False)
def _column(version: str, name: str) -> dict[str, Value]:
    known = _targets(version)
    predicate = name if ":" in name else f"kg:{name}"
    found: dict[str, Value] = {}
    # no join with the class: it would cost more than to pass over what other nodes have of the property
    for target, value in Graph(version).store.select(f"SELECT ?t ?v {{ ?t {predicate} ?v }}").rows:
        iri = str(target)
        if iri in known and (iri not in found or str(value) < str(found[iri])):
            found[iri] = value
    return found


@st.cache_resource(max_entries=2, show_spinner="正在准备文字检索，只在图谱更新后做一次……")
def _words(version: str) -> dict[str, str]:
    graph = Graph(version)
    rows = graph.store.select("SELECT ?p ?name { ?p a kg:Project ; rdfs:label ?name }").rows
    projects = {str(project): str(name) for project, name in rows}
    names, targets, owners = (_column(version, name) for name in ("name", "targetText", "ofProject"))
    found: dict[str, str] = {}
    for target in _targets(version):
        project = projects.get(str(owners.get(target)), "")
        # the signs between keep a word from being found over the end of a text
        found[target] = squeeze(f"{names.get(target, '')}\0{targets.get(target, '')}\0{project}").lower()
    return found
