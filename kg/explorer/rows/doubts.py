"""Rows that the program does not vouch for: how sure it is, and why."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import streamlit as st

from kg.explorer.opened import Graph
from kg.explorer.rows.targets import Row
from kg.review import Reason, with_reasons

_UNSURE: Final = """
SELECT ?t ?confidence ?title WHERE {
  ?t kg:confident false ; prov:wasQuotedFrom ?d . ?d dct:title ?title
  OPTIONAL { ?t kg:confidence ?confidence }
}"""
_DOUBTS: Final = (
    "SELECT DISTINCT ?t ?doubt WHERE { ?t kg:confident false ; kg:readingDoubt ?doubt } ORDER BY ?t ?doubt"
)
_FINDINGS: Final = """
SELECT DISTINCT ?t ?code ?message WHERE {
  ?t kg:confident false . ?f kg:onTarget ?t ; kg:code ?code ; kg:message ?message
} ORDER BY ?t ?code ?message"""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row in doubt: how sure the reader is, the first document that prints it, and the reasons."""

    confidence: Decimal
    document: str
    reasons: tuple[Reason, ...]


def reasons_of_row(graph: Graph, row: Row) -> tuple[Reason, ...]:
    """Why a row is in doubt."""
    doubt = read_doubts(graph).get(row.iri)
    return doubt.reasons if doubt else with_reasons((), ())


def read_doubts(graph: Graph) -> Mapping[str, Doubt]:
    """The rows in doubt by IRI, the least sure first; read once for each version of the graph. Not to be changed."""
    return _doubts(graph.version)


@st.cache_resource(max_entries=2, show_spinner="正在准备待核清单……")
def _doubts(version: str) -> dict[str, Doubt]:
    """By IRI, the least sure first. Asked of the rows in doubt alone: they are few."""
    store = Graph(version).store
    doubts: dict[str, list[str]] = defaultdict(list)
    for target, doubt in store.select(_DOUBTS).rows:
        doubts[str(target)].append(str(doubt).rsplit("/", 1)[-1])
    findings: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for target, code, message in store.select(_FINDINGS).rows:
        findings[str(target)].append((str(code), str(message)))
    found: dict[str, Doubt] = {}
    for target, confidence, document in store.select(_UNSURE).rows:
        iri = str(target)
        if iri not in found or str(document) < found[iri].document:
            reasons = with_reasons(doubts[iri], findings[iri])
            found[iri] = Doubt(Decimal(str(confidence or 0)), str(document), reasons)
    return dict(sorted(found.items(), key=lambda item: (item[1].confidence, item[1].document, item[0])))
