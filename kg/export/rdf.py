"""The graph as RDF files: readable Turtle, sorted N-Quads, JSON-LD. Two writes of one graph are byte-equal.

Lines are sorted on disk, so that a graph larger than the memory can be written.
"""

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Final, Protocol, TextIO

from kg.graph import Quad
from kg.graph.terms import read_line, read_term
from kg.namespaces import PREFIXES
from kg.store.ontology import ontology_quads
from kg.store.sorting import LineSorter

_TYPE: Final = f"<{PREFIXES['rdf']}type>"
_XSD: Final = PREFIXES["xsd"]
_BARE: Final = {f"{_XSD}integer", f"{_XSD}decimal", f"{_XSD}boolean"}
_RANGE: Final = f"<{PREFIXES['rdfs']}range>"
_OBJECT_PROPERTY: Final = f"<{PREFIXES['owl']}ObjectProperty>"
_SAFE_INTEGER: Final = 2**53


class Dumpable(Protocol):
    """A store that gives its statements."""

    def quads(self, graph: str | None = None) -> Iterable[Quad]:
        """All statements, or those of one named graph, in any order."""

    def graphs(self) -> list[str]:
        """The IRIs of the named graphs, sorted."""


def write_nquads(store: Dumpable, stream: TextIO) -> None:
    """Every statement with its named graph, a line each, in code-point order."""
    for line in _sorted(quad.line() for quad in store.quads()):
        stream.write(line)


def write_turtle(store: Dumpable, stream: TextIO) -> None:
    """The union of the named graphs as Turtle, subjects in order, their class first. Use N-Quads to keep the graphs."""
    for prefix, namespace in sorted(PREFIXES.items()):
        stream.write(f"@prefix {prefix}: <{namespace}> .\n")
    for subject, properties in _subjects(store.quads()):
        stream.write(f"\n{_turtle(subject)}")
        lines = [
            f" {'a' if predicate == _TYPE else _turtle(predicate)} {' , '.join(map(_turtle, values))}"
            for predicate, values in properties.items()
        ]
        stream.write(lines[0] + "".join(f" ;\n   {line}" for line in lines[1:]) + " .\n")


def write_jsonld(store: Dumpable, stream: TextIO) -> None:
    """JSON-LD with its context, one named graph after the other, one node a line."""
    types = property_types()
    stream.write('{"@context": ' + _json(jsonld_context(types)) + ',\n"@graph": [')
    for number, graph in enumerate(store.graphs()):
        stream.write((",\n" if number else "\n") + '{"@id": ' + _json(graph) + ', "@graph": [\n')
        nodes = (_node(*entry, types) for entry in _subjects(store.quads(graph)))
        for position, node in enumerate(nodes):
            stream.write((",\n" if position else "") + _json(node))
        stream.write("\n]}")
    stream.write("\n]}\n")


def property_types() -> dict[str, str]:
    """Property to what the ontology says of its values: ``@id``, or the IRI of a datatype."""
    found: dict[str, str] = {}
    for quad in ontology_quads():
        if quad.predicate == _TYPE and quad.object == _OBJECT_PROPERTY:
            found[quad.subject] = "@id"
        elif quad.predicate == _RANGE and read_term(quad.object).startswith(_XSD):
            found.setdefault(quad.subject, read_term(quad.object))
    return dict(sorted(found.items()))


def jsonld_context(types: Mapping[str, str]) -> dict[str, object]:
    """The prefixes, and for every property the type of its values, so that these stand there as plain JSON."""
    context: dict[str, object] = {**PREFIXES}
    for predicate, kind in types.items():
        if kind != f"{_XSD}string":
            name = _name(predicate)
            context[name] = {"@id": name, "@type": kind if kind == "@id" else _compact(kind) or kind}
    return context


def _sorted(lines: Iterable[str]) -> Iterator[str]:
    """Lines in code-point order, each once, with their line breaks."""
    with tempfile.TemporaryDirectory() as folder:
        sorter = LineSorter(Path(folder))
        for line in lines:
            sorter.add(line.encode("utf-8") + b"\n")
        for encoded in sorter.merged():
            yield encoded.decode("utf-8")


def _subjects(quads: Iterable[Quad]) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Subjects in order; of each its predicates in order, the class first, with their sorted objects."""
    one = "<urn:x>"  # the named graphs are one here
    lines = _sorted(quad._replace(graph=one).line() for quad in quads)
    for subject, group in groupby(map(read_line, lines), lambda quad: quad.subject):
        properties: dict[str, list[str]] = {}
        for quad in group:
            properties.setdefault(quad.predicate, []).append(quad.object)
        order = sorted(properties, key=lambda predicate: (predicate != _TYPE, predicate))
        yield subject, {predicate: sorted(properties[predicate]) for predicate in order}


def _turtle(term: str) -> str:
    if term.startswith("<"):
        return _compact(term[1:-1]) or term
    literal, datatype = _split_literal(term)
    if datatype in _BARE and (datatype != f"{_XSD}decimal" or "." in literal):
        return literal[1:-1]
    if datatype is not None:
        return f"{literal}^^{_compact(datatype) or f'<{datatype}>'}"
    return term


def _split_literal(term: str) -> tuple[str, str | None]:
    """A literal term as its quoted text and the IRI of its datatype, None where it has none."""
    text, mark, datatype = term.rpartition('"^^<')
    return (text + '"', datatype[:-1]) if mark else (term, None)


def _compact(value: str) -> str | None:
    """The prefixed name of an IRI, where its local part needs no escape."""
    for prefix, namespace in PREFIXES.items():
        local = value.removeprefix(namespace)
        if local != value and local.replace("-", "").replace("_", "").isalnum() and local.isascii():
            return f"{prefix}:{local}"
    return None


def _node(subject: str, properties: Mapping[str, list[str]], types: Mapping[str, str]) -> dict[str, object]:
    node: dict[str, object] = {"@id": _name(subject)}
    for predicate, values in properties.items():
        if predicate == _TYPE:
            node["@type"] = [_name(value) for value in values]
            continue
        shown = [_jsonld(value, types.get(predicate, "")) for value in values]
        node[_name(predicate)] = shown[0] if len(shown) == 1 else shown
    return node


def _jsonld(term: str, expected: str) -> object:
    """A value; plain where the context says its type, with its own type everywhere else."""
    if term.startswith(("<", "_:")):
        return _name(term) if expected == "@id" else {"@id": _name(term)}
    literal, datatype = _split_literal(term)
    if datatype is None and not term.endswith('"'):
        return {"@value": read_term(term), "@language": term.rpartition("@")[2]}
    value = read_term(literal)
    if datatype is None:
        return value if expected in {"", f"{_XSD}string"} else {"@value": value}
    if expected in {"", datatype}:
        if datatype == f"{_XSD}integer" and str(int(value)) == value and abs(int(value)) < _SAFE_INTEGER:
            return int(value)
        if datatype == f"{_XSD}boolean" and value in {"true", "false"}:
            return value == "true"
    return value if datatype == expected else {"@value": value, "@type": _compact(datatype) or datatype}


def _name(term: str) -> str:
    if not term.startswith("<"):
        return term
    return _compact(term[1:-1]) or term[1:-1]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
