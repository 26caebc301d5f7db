"""The shapes of a file, read into what `kg.shapes.contract` tests."""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from operator import ge, le
from typing import Final

import rdflib

from kg.errors import VocabularyError
from kg.graph.terms import XSD, iri, read_term, text
from kg.namespaces import PREFIXES
from kg.shapes.contract import TYPE, WELL_FORMED, Contract, Property, Rules, Test, read_number
from kg.vocabulary import ontology_dir

_SH: Final = rdflib.Namespace(PREFIXES["sh"])
_UNTESTED: Final = frozenset({_SH.message, _SH.severity, _SH.name, _SH.description})
_ON_NODES: Final = _UNTESTED | {rdflib.RDF.type, _SH.targetClass, _SH.property, _SH["or"]}
_OTHER_TARGETS: Final = (_SH.target, _SH.targetNode, _SH.targetObjectsOf, _SH.targetSubjectsOf)
_BOUNDS: Final[dict[rdflib.term.Node, Callable[[Decimal, Decimal], bool]]] = {
    _SH.minInclusive: ge,
    _SH.maxInclusive: le,
}
_CACHED: Final = 4096
"""Terms of one property that are tested once: years, kinds and units repeat, texts do not."""


@lru_cache(maxsize=1)
def load_contract() -> Contract:
    """That of ontology/shapes/basic.ttl. Raises VocabularyError as `read_contract`."""
    return read_contract(load_shapes("basic"))


@lru_cache(maxsize=4)
def load_shapes(tier: str) -> rdflib.Graph:
    """A file of ontology/shapes. Raises VocabularyError where it cannot be read. Not to be changed."""
    path = ontology_dir() / "shapes" / f"{tier}.ttl"
    try:
        return rdflib.Graph().parse(path, format="turtle")
    except (OSError, SyntaxError) as error:
        raise VocabularyError(f"数据规范 {path.name} 无法读取：{error}") from error


def read_contract(shapes: rdflib.Graph) -> Contract:
    """The contract that shapes make. Raises VocabularyError for one that is not understood, or reaches too far."""
    rules: dict[str, Rules] = {}
    predicates, classes = {TYPE}, set[str]()
    for aimed in _OTHER_TARGETS:
        if (None, aimed, None) in shapes:
            raise _not_understood(aimed)
    for shape in {*shapes.subjects(rdflib.RDF.type, _SH.NodeShape), *shapes.subjects(_SH.targetClass)}:
        own = rules.setdefault(_term(_only(shapes, shape, _SH.targetClass)) or "", Rules())
        _read_node(shapes, shape, own)
        for found in own.parts():
            for predicate, asked in found.properties.items():
                predicates |= {predicate, *asked.not_above}
                classes.update(asked.classes)
                asked.fits = lru_cache(_CACHED)(_together(tuple(asked.tests)))
    return Contract(rules, frozenset(predicates), frozenset(classes))


def _read_node(shapes: rdflib.Graph, shape: rdflib.term.Node, rules: Rules) -> None:
    rules.shapes.append(shape)
    for predicate, value in shapes.predicate_objects(shape):
        if predicate not in _ON_NODES or (predicate == rdflib.RDF.type and value != _SH.NodeShape):
            raise _not_understood(predicate)
        if predicate == _SH.property:
            _read_property(shapes, value, rules)
        elif predicate == _SH["or"]:
            choice = []
            for one in shapes.items(value):
                choice.append(Rules())
                _read_node(shapes, one, choice[-1])
                if any(asked.classes for asked in choice[-1].properties.values()):
                    # which of them holds would depend on what other graphs say
                    raise _not_understood(_SH["class"])
            rules.choices.append(choice)


def _read_property(shapes: rdflib.Graph, shape: rdflib.term.Node, rules: Rules) -> None:
    path = _only(shapes, shape, _SH.path)
    if not isinstance(path, rdflib.URIRef):
        raise _not_understood(_SH.path)
    predicate = iri(str(path))
    asked = rules.properties.setdefault(predicate, Property())
    asked.shapes.append(shape)
    for constraint, value in shapes.predicate_objects(shape):
        plain = str(value)
        if constraint in _UNTESTED or constraint == _SH.path:
            continue
        if constraint == _SH.minCount and plain in {"0", "1"}:
            rules.required |= {predicate} if plain == "1" else set()
        elif constraint == _SH.maxCount:
            asked.most = min(asked.most, int(plain))
        elif constraint == _SH["class"]:
            asked.classes.append(iri(plain))
            asked.tests.append(_is_iri)
        elif constraint == _SH.hasValue:
            asked.among.append(_term(value) or "")
            rules.required.add(predicate)
        elif constraint == _SH.lessThanOrEquals:
            asked.not_above.append(iri(plain))
        else:
            asked.tests.append(_test(shapes, constraint, value))


def _test(shapes: rdflib.Graph, constraint: rdflib.term.Node, value: rdflib.term.Node) -> Test:
    plain = str(value)
    if constraint == _SH.nodeKind and value == _SH.IRI:
        return _is_iri
    if constraint == _SH.datatype and plain == XSD + "string":
        return lambda term: term.endswith('"')
    if constraint == _SH.datatype and (form := WELL_FORMED.get(plain.removeprefix(XSD))):
        typed = re.compile(rf'"(?:{form})"\^\^<{re.escape(plain)}>')
        return lambda term: typed.fullmatch(term) is not None
    if constraint == _SH.pattern:
        pattern = re.compile(plain)
        return lambda term: pattern.search(read_term(term)) is not None
    if constraint == _SH["in"]:
        return frozenset(term for one in shapes.items(value) if (term := _term(one))).__contains__
    if constraint == _SH.minLength:
        return lambda term: len(read_term(term)) >= int(plain)
    if (within := _BOUNDS.get(constraint)) and re.fullmatch(WELL_FORMED["decimal"], plain):
        bound = Decimal(plain)
        return lambda term: (number := read_number(term)) is not None and within(number, bound)
    raise _not_understood(constraint)


def _not_understood(constraint: rdflib.term.Node) -> VocabularyError:
    name = str(constraint).removeprefix(str(_SH))
    return VocabularyError(f"数据规范 basic.ttl 里 sh:{name} 的这种写法不能逐份文件检查，请换一种写法。")


def _only(shapes: rdflib.Graph, shape: rdflib.term.Node, predicate: rdflib.URIRef) -> rdflib.term.Node:
    found = list(shapes.objects(shape, predicate))
    if len(found) != 1:
        raise _not_understood(predicate)
    return found[0]


def _together(tests: tuple[Test, ...]) -> Test:
    return lambda term: all(test(term) for test in tests)


def _is_iri(term: str) -> bool:
    return term.startswith("<")


def _term(node: rdflib.term.Node) -> str | None:
    """The N-Quads term of an IRI or a plain string; None for what graphs may spell in several ways."""
    if isinstance(node, rdflib.URIRef):
        return iri(str(node))
    if isinstance(node, rdflib.Literal) and not node.language and not node.datatype:
        return text(str(node))
    return None
