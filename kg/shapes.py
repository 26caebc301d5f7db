"""The graph against its contract: ontology/shapes/*.ttl run by pySHACL, the violations as findings."""

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

    from kg.store import GraphStore

_SH: Final = PREFIXES["sh"]
_DERIVED: Final = "/graph/derived>"
_SEVERITIES: Final[dict[str, Severity]] = {
    _SH + "Violation": "violation",
    _SH + "Warning": "warning",
    _SH + "Info": "info",
}


def validate_shapes(store: "GraphStore") -> list[Finding]:
    """Every breach of a shape in the graph, sorted; an empty list where the graph conforms.

    The vocabularies are left out: shapes speak of data. ``field`` names the property, ``document`` and
    ``line`` the place of the node where it has one.
    """
    return validate_quads(store.quads())


def validate_quads(quads: Iterable[Quad]) -> list[Finding]:
    """`validate_shapes` for quads that are not stored yet.

    What several documents print of one thing (a form as PDF and as workbook) is looked at as the first of them
    prints it: together their lines and places would be two where a shape allows one.
    """
    import rdflib
    from pyshacl import validate

    graph = rdflib.Graph(bind_namespaces="none")
    graph.addN((*_triple(quad), graph) for quad in _of_one_document(quads))
    _, report, _ = validate(
        graph,
        shacl_graph=_shapes(),
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


@lru_cache(maxsize=1)
def _shapes() -> "rdflib.Graph":
    import rdflib

    shapes = rdflib.Graph()
    for path in sorted((ontology_dir() / "shapes").glob("*.ttl")):
        try:
            shapes.parse(path, format="turtle")
        except (OSError, SyntaxError) as error:
            raise VocabularyError(f"数据规范 {path.name} 无法读取：{error}") from error
    return shapes


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
