"""pySHACL, the judge of what a shape means: quads in, findings out."""

import logging
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import rdflib

from kg.errors import VocabularyError
from kg.findings import Finding, Severity
from kg.graph.terms import Quad, read_term
from kg.namespaces import KG, PREFIXES
from kg.shapes.contract import TYPE, Said
from kg.shapes.reading import load_contract, load_shapes

_SH: Final = PREFIXES["sh"]
_TARGET_CLASS: Final = rdflib.URIRef(_SH + "targetClass")
_NOT_ABOVE: Final = rdflib.URIRef(_SH + "lessThanOrEquals")
_ONTOLOGY: Final = "/graph/ontology>"
_SEVERITIES: Final[dict[str, Severity]] = {
    _SH + "Violation": "violation",
    _SH + "Warning": "warning",
    _SH + "Info": "info",
}
_SOURCES: Final = (rdflib.URIRef(KG + "inDocument"), rdflib.URIRef(PREFIXES["prov"] + "wasQuotedFrom"))
_LINE: Final = rdflib.URIRef(KG + "line")
_A_LINE: Final = re.compile("[0-9]{1,9}")
_TITLE: Final = rdflib.URIRef(PREFIXES["dct"] + "title")

Triple = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Suspect:
    """A node to be judged, with all that is to be known of it, and the graph (IRI) that says it."""

    node: str
    said: Said
    graph: str


def validate_quads(quads: Iterable[Quad], *, tier: str = "basic") -> list[Finding]:
    """Every breach of a shape in quads that are taken for one graph, sorted: all by pySHACL, a minute for a million.

    ``tier``: which file of ontology/shapes. The vocabularies are left out: shapes speak of data.
    """
    data = _graph(quad[:3] for quad in quads if not quad.graph.endswith(_ONTOLOGY))
    return sorted(set(_findings(_report(data, load_shapes(tier)), data, {})))


def judge(
    suspects: Collection[Suspect], others: Collection[Triple], documents: Mapping[str, str]
) -> Iterator[Finding]:
    """The breaches of basic.ttl by nodes, each of which comes once.

    ``others``: what is to be known of nodes that they name and that are not judged. ``documents``: the name of the
    document that a graph (IRI) holds.
    """
    judged = list(suspects)
    names = {suspect.node[1:-1]: documents.get(suspect.graph, "") for suspect in judged}
    with _without_log():
        data = _graph([*_triples(judged), *others])
        shapes = _aimed(data, judged, others)
        try:
            report = _report(data, shapes)
        except TypeError:  # pySHACL compares "abc"^^xsd:decimal with a number, and gives up on all nodes
            if len(judged) > 1:
                half = len(judged) // 2
                yield from judge(judged[:half], others, documents)
                yield from judge(judged[half:], others, documents)
                return
            shapes.remove((None, _NOT_ABOVE, None))
            report = _report(data, shapes)
    yield from _findings(report, data, names)


@contextmanager
def _without_log() -> Iterator[None]:
    """rdflib logs a traceback for each value that does not fit its datatype; it is a finding, and no more."""
    log = logging.getLogger("rdflib.term")
    before = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(before)


def _triples(suspects: Iterable[Suspect]) -> Iterator[Triple]:
    for suspect in suspects:
        for predicate, objects in suspect.said.items():
            for value in objects:
                yield suspect.node, predicate, value


def _aimed(data: rdflib.Graph, suspects: Iterable[Suspect], others: Iterable[Triple]) -> rdflib.Graph:
    """The shapes, each aimed at a class of its own, which is given to the nodes that may break it.

    Named one by one as targets, all nodes would be told again in each result of pySHACL.
    """
    rules = load_contract().rules
    given = {(node, name) for node, predicate, name in others if predicate == TYPE}
    classes: dict[rdflib.term.Node, rdflib.URIRef] = {}
    for suspect in suspects:
        node = rdflib.URIRef(suspect.node[1:-1])
        for name in suspect.said.get(TYPE, ()):
            for shape in rules[name].in_doubt(suspect.said, given) if name in rules else ():
                own = classes.setdefault(shape, rdflib.URIRef(f"urn:suspects:{len(classes)}"))
                data.add((node, rdflib.RDF.type, own))
    aimed = rdflib.Graph()
    for triple in load_shapes("basic"):
        if triple[1] != _TARGET_CLASS:
            aimed.add(triple)
    for shape, own in classes.items():
        aimed.add((shape, _TARGET_CLASS, own))
    return aimed


def _report(data: rdflib.Graph, shapes: rdflib.Graph) -> rdflib.Graph:
    from pyshacl import validate  # takes a second to import, and most graphs need no judge

    _, report, _ = validate(
        data,
        shacl_graph=shapes,
        inference="none",
        advanced=False,
        inplace=True,
        meta_shacl=False,
        do_owl_imports=False,
    )
    if not isinstance(report, rdflib.Graph):
        raise VocabularyError(f"ontology/shapes 里的规范无法执行：{report}")
    return report


def _findings(report: rdflib.Graph, data: rdflib.Graph, documents: Mapping[str, str]) -> Iterator[Finding]:
    for result in report.subjects(rdflib.RDF.type, rdflib.URIRef(_SH + "ValidationResult")):
        focus = report.value(result, rdflib.URIRef(_SH + "focusNode"))
        path = report.value(result, rdflib.URIRef(_SH + "resultPath"))
        value = report.value(result, rdflib.URIRef(_SH + "value"))
        message = report.value(result, rdflib.URIRef(_SH + "resultMessage"))
        severity = str(report.value(result, rdflib.URIRef(_SH + "resultSeverity")))
        sources = (source for predicate in _SOURCES for source in data.objects(focus, predicate))
        titles = sorted(str(title) for source in sources for title in data.objects(source, _TITLE))
        lines = (int(line) for line in map(str, data.objects(focus, _LINE)) if _A_LINE.fullmatch(line))
        shown = f"：{value}" if value is not None and value != focus else ""
        yield Finding(
            document=titles[0] if titles else documents.get(str(focus), ""),
            line=min(lines, default=0),
            code="shape-violation",
            message=f"{message}（{focus}{shown}）",
            severity=_SEVERITIES.get(severity, "violation"),
            field=None if path is None else str(path).removeprefix(KG),
        )


def _graph(triples: Iterable[Triple]) -> rdflib.Graph:
    graph = rdflib.Graph(bind_namespaces="none")
    graph.addN(
        (rdflib.URIRef(subject[1:-1]), rdflib.URIRef(predicate[1:-1]), _object(value), graph)
        for subject, predicate, value in triples
    )
    return graph


@lru_cache(maxsize=65536)
def _object(term: str) -> rdflib.URIRef | rdflib.Literal:
    if term.startswith("<"):
        return rdflib.URIRef(term[1:-1])
    mark = term[term.rindex('"') + 1 :]
    if mark.startswith("@"):
        return rdflib.Literal(read_term(term), lang=mark[1:])
    if not mark:
        # rdflib holds a plain literal and an xsd:string apart; shapes written in Turtle have plain ones
        return rdflib.Literal(read_term(term))
    return rdflib.Literal(read_term(term), datatype=rdflib.URIRef(mark[3:-1]), normalize=False)
