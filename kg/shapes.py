"""The graph against its contract: ontology/shapes/basic.ttl run by pySHACL, the violations as findings.

What a document tells beyond the contract is a matter of `kg.tiers`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from kg.errors import VocabularyError
from kg.findings import Finding, Severity
from kg.graph.terms import Quad, read_term
from kg.namespaces import KG, PREFIXES
from kg.vocabulary import ontology_dir

if TYPE_CHECKING:
    import rdflib

    from kg.store import Store

_SH: Final = PREFIXES["sh"]
_DERIVED: Final = "/graph/derived>"
_NO_DOCUMENTS: Final = ("/graph/derived", "/graph/ontology")
_BATCH: Final = 60_000
"""Quads that are validated together, at least: five documents of average length."""
_SEVERITIES: Final[dict[str, Severity]] = {
    _SH + "Violation": "violation",
    _SH + "Warning": "warning",
    _SH + "Info": "info",
}


def validate_shapes(store: "Store") -> list[Finding]:
    """Every breach of a shape in the graph, sorted; an empty list where the graph conforms.

    The vocabularies are left out: shapes speak of data. ``field`` names the property, ``document`` and
    ``line`` the place of the node where it has one.
    """
    return sorted({finding for batch in _batches(store) for finding in validate_quads(batch)})


def _batches(store: "Store") -> Iterator[list[Quad]]:
    """The documents, some at a time, each with what is derived about its nodes, then what is derived alone: the
    memory of pySHACL grows with what it is given. No shape looks from one document into another."""
    graphs = [graph for graph in store.graphs() if not graph.endswith(_NO_DOCUMENTS)]
    derived: dict[str, list[Quad]] = defaultdict(list)
    for graph in store.graphs():
        if graph.endswith(_DERIVED[:-1]):
            for quad in store.quads(graph):
                derived[quad.subject].append(quad)
    alone, batch = set(derived), list[Quad]()
    for graph in graphs:
        batch.extend(store.quads(graph))
        if len(batch) >= _BATCH or graph == graphs[-1]:
            subjects = dict.fromkeys(quad.subject for quad in batch)
            alone.difference_update(subjects)
            yield [*batch, *(quad for subject in subjects for quad in derived.get(subject, ()))]
            batch = []
    for subject in sorted(alone):
        batch.extend(derived[subject])
        if len(batch) >= _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def validate_quads(quads: Iterable[Quad], *, tier: str = "basic") -> list[Finding]:
    """`validate_shapes` for quads that are not stored yet. ``tier``: which file of ontology/shapes.

    What several documents print of one thing (a form as PDF and as workbook) is looked at as the first of them
    prints it: together their lines and places would be two where a shape allows one.
    """
    import rdflib
    from pyshacl import validate

    graph = rdflib.Graph(bind_namespaces="none")
    graph.addN((*_triple(quad), graph) for quad in _of_one_document(quads))
    _, report, _ = validate(
        graph,
        shacl_graph=_shapes(tier),
        inference="none",
        advanced=False,
        inplace=True,
        meta_shacl=False,
        do_owl_imports=False,
    )
    if not isinstance(report, rdflib.Graph):
        raise VocabularyError(f"ontology/shapes 里的规范无法执行：{report}")
    return sorted(set(_findings(report, graph)))


def _of_one_document(quads: Iterable[Quad]) -> Iterator[Quad]:
    data = [quad for quad in quads if not quad.graph.endswith("/graph/ontology>")]
    home: dict[str, str] = {}
    for quad in data:
        if not quad.graph.endswith(_DERIVED):
            home[quad.subject] = min(home.get(quad.subject, quad.graph), quad.graph)
    for quad in data:
        if quad.graph.endswith(_DERIVED) or home[quad.subject] == quad.graph:
            yield quad


@lru_cache(maxsize=4)
def _shapes(tier: str) -> "rdflib.Graph":
    import rdflib

    path = ontology_dir() / "shapes" / f"{tier}.ttl"
    try:
        return rdflib.Graph().parse(path, format="turtle")
    except (OSError, SyntaxError) as error:
        raise VocabularyError(f"数据规范 {path.name} 无法读取：{error}") from error


def _findings(report: "rdflib.Graph", data: "rdflib.Graph") -> Iterator[Finding]:
    import rdflib

    line, document = rdflib.URIRef(KG + "line"), rdflib.URIRef(KG + "inDocument")
    quoted, title = (
        rdflib.URIRef(PREFIXES["prov"] + "wasQuotedFrom"),
        rdflib.URIRef(PREFIXES["dct"] + "title"),
    )
    for result in report.subjects(rdflib.RDF.type, rdflib.URIRef(_SH + "ValidationResult")):
        focus = report.value(result, rdflib.URIRef(_SH + "focusNode"))
        path = report.value(result, rdflib.URIRef(_SH + "resultPath"))
        value = report.value(result, rdflib.URIRef(_SH + "value"))
        message = report.value(result, rdflib.URIRef(_SH + "resultMessage"))
        severity = str(report.value(result, rdflib.URIRef(_SH + "resultSeverity")))
        source = data.value(focus, document) or data.value(focus, quoted)
        printed_line = data.value(focus, line)
        shown = f"：{value}" if value is not None and value != focus else ""
        yield Finding(
            document=str(data.value(source, title) or "") if source else "",
            line=int(str(printed_line)) if printed_line is not None else 0,
            code="shape-violation",
            message=f"{message}（{focus}{shown}）",
            severity=_SEVERITIES.get(severity, "violation"),
            field=None if path is None else str(path).removeprefix(KG),
        )


def _triple(quad: Quad) -> "tuple[rdflib.URIRef, rdflib.URIRef, rdflib.URIRef | rdflib.Literal]":
    import rdflib

    subject, predicate = rdflib.URIRef(quad.subject[1:-1]), rdflib.URIRef(quad.predicate[1:-1])
    return subject, predicate, _object(quad.object)


@lru_cache(maxsize=65536)
def _object(term: str) -> "rdflib.URIRef | rdflib.Literal":
    import rdflib

    if term.startswith("<"):
        return rdflib.URIRef(term[1:-1])
    mark = term[term.rindex('"') + 1 :]
    if mark.startswith("@"):
        return rdflib.Literal(read_term(term), lang=mark[1:])
    if not mark:
        # rdflib holds a plain literal and an xsd:string apart; shapes written in Turtle have plain ones
        return rdflib.Literal(read_term(term))
    return rdflib.Literal(read_term(term), datatype=rdflib.URIRef(mark[3:-1]), normalize=False)
