"""The graph as RDF files: readable Turtle, sorted N-Quads, JSON-LD. Two writes of one graph are byte-equal."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Protocol, TextIO

from kg.graph import Quad
from kg.graph.terms import read_term, sorted_lines
from kg.namespaces import PREFIXES

_TYPE: Final = f"<{PREFIXES['rdf']}type>"
_XSD: Final = PREFIXES["xsd"]
_BARE: Final = {f"{_XSD}integer", f"{_XSD}decimal", f"{_XSD}boolean"}


class Dumpable(Protocol):
    """A store that gives its statements."""

    def quads(self) -> Iterable[Quad]:
        """All statements, in any order."""


def write_nquads(store: Dumpable, stream: TextIO) -> None:
    """Every statement with its named graph, a line each, in code-point order."""
    for line in sorted_lines(store.quads()):
        stream.write(line + "\n")


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
    """JSON-LD with a compact context, one named graph after the other, one node a line."""
    by_graph: dict[str, list[Quad]] = defaultdict(list)
    for quad in store.quads():
        by_graph[quad.graph].append(quad)
    stream.write('{"@context": ' + _json({**PREFIXES}) + ',\n"@graph": [')
    for number, graph in enumerate(sorted(by_graph)):
        stream.write((",\n" if number else "\n") + '{"@id": ' + _json(read_term(graph)) + ', "@graph": [\n')
        nodes = (_node(*entry) for entry in _subjects(by_graph[graph]))
        for position, node in enumerate(nodes):
            stream.write((",\n" if position else "") + _json(node))
        stream.write("\n]}")
    stream.write("\n]}\n")


def _subjects(quads: Iterable[Quad]) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Subjects in order; of each its predicates in order, the class first, with their sorted objects."""
    statements: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for quad in quads:
        statements[quad.subject][quad.predicate].add(quad.object)
    for subject in sorted(statements):
        properties = statements[subject]
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


def _node(subject: str, properties: Mapping[str, list[str]]) -> dict[str, object]:
    node: dict[str, object] = {"@id": _name(subject)}
    for predicate, values in properties.items():
        if predicate == _TYPE:
            node["@type"] = [_name(value) for value in values]
            continue
        shown = [_jsonld(value) for value in values]
        node[_name(predicate)] = shown[0] if len(shown) == 1 else shown
    return node


def _jsonld(term: str) -> object:
    if term.startswith(("<", "_:")):
        return {"@id": _name(term)}
    literal, datatype = _split_literal(term)
    if datatype is not None:
        value = read_term(literal)
        if datatype == f"{_XSD}boolean":
            return value == "true"
        return {"@value": value, "@type": _compact(datatype) or datatype}
    if not term.endswith('"'):
        return {"@value": read_term(term), "@language": term.rpartition("@")[2]}
    return read_term(term)


def _name(term: str) -> str:
    if not term.startswith("<"):
        return term
    return _compact(term[1:-1]) or term[1:-1]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
