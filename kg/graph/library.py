"""The indicator library: a concept for all that is measured under one name."""

from collections import Counter
from collections.abc import Iterator

from kg.graph.facts import Facts
from kg.graph.place import kg, label
from kg.graph.terms import RDF_TYPE, Quad, integer, iri, quads_of, read_term, text
from kg.text import squeeze


def library_iri(base: str) -> str:
    """The concept scheme of the library."""
    return f"{base}indicator"


def library_quads(facts: Facts, graph: str, base: str) -> Iterator[Quad]:
    """Concepts with their names, kinds (evidence, not identity), units and counts."""
    targets: dict[str, list[str]] = {}
    for target in facts.instances(kg("PerformanceTarget")):
        for concept in facts.get(target, "ofConcept"):
            targets.setdefault(concept, []).append(target)
    if targets:
        scheme = [
            (RDF_TYPE, iri(label("skos:ConceptScheme"))),
            (label("skos:prefLabel"), text("绩效指标库", "zh")),
            (label("skos:prefLabel"), text("indicator library", "en")),
        ]
        yield from quads_of(library_iri(base), scheme, graph)
    for concept in sorted(targets):
        yield from _concept(facts, concept, targets[concept], graph, base)


def _concept(facts: Facts, concept: str, targets: list[str], graph: str, base: str) -> Iterator[Quad]:
    names = Counter(squeeze(read_term(name)) for target in targets for name in facts.get(target, "subject"))
    preferred, *others = sorted(names, key=lambda name: (-names[name], name))
    properties = [
        (RDF_TYPE, iri(kg("IndicatorConcept"))),
        (RDF_TYPE, iri(label("skos:Concept"))),
        (label("skos:inScheme"), iri(library_iri(base))),
        (label("skos:prefLabel"), text(preferred)),
        *((label("skos:altLabel"), text(name)) for name in others),
        (kg("targetCount"), integer(len(targets))),
    ]
    for name, count in (("projectCount", "ofProject"), ("departmentCount", "department")):
        met = {owner for target in targets for owner in facts.get(target, count)}
        properties.append((kg(name), integer(len(met))))
    for name in ("indicatorKind", "unit", "quantityKind"):
        met = {value for target in targets for value in facts.get(target, name)}
        properties.extend((kg(name), value) for value in sorted(met))
    yield from quads_of(concept[1:-1], properties, graph)
