"""The SPARQL 1.1 service description: what the endpoint understands and which graphs there are."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from kg.serve.formats import RESULTS, TRIPLES
from kg.store import graph_dumps

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_RDF_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_VOID: Final = "http://rdfs.org/ns/void#"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_XSD_INTEGER: Final = "http://www.w3.org/2001/XMLSchema#integer"
_NAMES: Final = {
    "JSON": "SPARQL_Results_JSON",
    "XML": "SPARQL_Results_XML",
    "CSV": "SPARQL_Results_CSV",
    "TSV": "SPARQL_Results_TSV",
    "TURTLE": "Turtle",
    "N_TRIPLES": "N-Triples",
    "RDF_XML": "RDF_XML",
    "JSON_LD": "JSON-LD",
    "N_QUADS": "N-Quads",
    "TRIG": "TriG",
}


def describe_service(directory: Path, endpoint: str, media: str) -> bytes:
    """The description of the service at ``endpoint`` (its URL) in one of `TRIPLES`.

    Raises StoreError where there is no graph, ValueError for an endpoint that is no IRI.
    """
    import pyoxigraph

    triples = pyoxigraph.parse("\n".join(_lines(directory, endpoint)), format=pyoxigraph.RdfFormat.N_TRIPLES)
    text = pyoxigraph.serialize(
        (quad.triple for quad in triples),
        format=getattr(pyoxigraph.RdfFormat, TRIPLES[media]),
        prefixes={"sd": _SD, "void": _VOID},
    )
    assert text is not None  # noqa: S101 - no output was named
    return text


def _lines(directory: Path, endpoint: str) -> Iterable[str]:
    service = _term(endpoint)
    dataset = "_:dataset"
    yield f"{service} <{_RDF_TYPE}> <{_SD}Service> ."
    yield f"{service} <{_SD}endpoint> {service} ."
    yield f"{service} <{_SD}supportedLanguage> <{_SD}SPARQL11Query> ."
    for name in sorted({*RESULTS.values(), *TRIPLES.values()}):
        yield f"{service} <{_SD}resultFormat> <{_FORMATS}{_NAMES[name]}> ."
    yield f"{service} <{_SD}defaultDataset> {dataset} ."
    yield f"{dataset} <{_RDF_TYPE}> <{_SD}Dataset> ."
    for number, dump in enumerate(graph_dumps(directory)):
        node, graph = f"_:named{number}", f"_:graph{number}"
        yield f"{dataset} <{_SD}namedGraph> {node} ."
        yield f"{node} <{_RDF_TYPE}> <{_SD}NamedGraph> ."
        yield f"{node} <{_SD}name> <{dump.graph}> ."
        yield f"{node} <{_SD}graph> {graph} ."
        yield f"{graph} <{_RDF_TYPE}> <{_SD}Graph> ."
        yield f'{graph} <{_VOID}triples> "{dump.count}"^^<{_XSD_INTEGER}> .'


def _term(text: str) -> str:
    import pyoxigraph

    return str(pyoxigraph.NamedNode(text))
