"""The vocabulary of the graph: its classes and properties with their Chinese names, to write SPARQL with."""

from dataclasses import dataclass
from typing import Final

from kg.explorer.address import write_text
from kg.explorer.looks.markup import Cell, note, show, table_html
from kg.explorer.looks.wording import escape
from kg.explorer.opened import Graph
from kg.namespaces import KG, PREFIXES
from kg.text import key

_TERMS: Final = """
SELECT ?term ?type ?label ?comment ?domain WHERE {
  VALUES ?type { owl:Class owl:ObjectProperty owl:DatatypeProperty }
  ?term a ?type ; rdfs:label ?label .
  OPTIONAL { ?term rdfs:comment ?comment }
  OPTIONAL { ?term rdfs:domain ?domain }
  FILTER(LANG(?label) = "zh")
  FILTER(!BOUND(?comment) || LANG(?comment) = "zh")
} ORDER BY ?term ?label ?comment ?domain"""
_KINDS: Final = {"Class": "类", "ObjectProperty": "关系", "DatatypeProperty": "属性"}
_HEIGHT: Final = 330


@dataclass(frozen=True, slots=True)
class Term:
    """One class or property: its prefixed name, what it is (类, 关系, 属性), its label, explanation and owner."""

    name: str
    kind: str
    label: str
    comment: str
    owner: str


def find_terms(graph: Graph) -> list[Term]:
    """The terms of the ontology, classes first, then by name; of several labels and owners the first."""
    found: dict[str, Term] = {}
    for iri, type_, label, comment, domain in graph.select(_TERMS).rows:
        kind = _KINDS[str(type_).rpartition("#")[2]]
        owner = prefixed(str(domain)) if domain else ""
        found.setdefault(str(iri), Term(prefixed(str(iri)), kind, str(label), str(comment or ""), owner))
    order = list(_KINDS.values())
    return sorted(found.values(), key=lambda term: (order.index(term.kind), term.name))


def prefixed(iri: str) -> str:
    """An IRI as a query writes it.

    >>> prefixed(KG + "targetText")
    'kg:targetText'
    """
    for prefix, whole in PREFIXES.items():
        if iri.startswith(whole):
            return f"{prefix}:{iri.removeprefix(whole)}"
    return f"<{iri}>" if iri.startswith("http") else ""


def terms_view(graph: Graph) -> None:
    """The list with a box to find a term by its name, label or explanation."""
    words = write_text("在词表里找", "term", placeholder="如 目标、金额、operator")
    wanted = [key(word).lower() for word in words.split()]
    terms = [
        term
        for term in find_terms(graph)
        if all(word in key(f"{term.name} {term.label} {term.comment}").lower() for word in wanted)
    ]
    if not terms:
        note("词表里没有这个词。")
        return
    show(
        table_html(
            ["写作", "意思"],
            [[Cell(term.name, look="n"), Cell(_meaning(term), safe=True)] for term in terms],
            height=_HEIGHT,
        )
    )
    note(f"共 {len(terms)} 个词。kg: 是 {KG}")


def _meaning(term: Term) -> str:
    owner = f"{term.owner} 的" if term.owner else ""
    return (
        f"<b>{escape(term.label)}</b> "
        f'<span class="kg-note">{escape(owner)}{escape(term.kind)}　{escape(term.comment)}</span>'
    )
