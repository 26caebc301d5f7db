"""What spans rows and documents, worked out once: the indicator library, counts, flags and links.

Facts that audits ask for by absence ("no satisfaction indicator") are stored as booleans, because NOT EXISTS
is quadratic in every engine that was measured.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from kg.graph.facts import Facts
from kg.graph.library import LIBRARY
from kg.graph.linking import LINKING
from kg.graph.misplaced import MISPLACED
from kg.graph.money import MONEY
from kg.graph.place import kg, label
from kg.graph.reach import Again, Derivation
from kg.graph.summaries import SUMMARIES
from kg.graph.terms import Quad, boolean, integer, iri, quads_of
from kg.link import derived_graph_iri
from kg.namespaces import BASE, VOCAB
from kg.vocabulary import load_scheme

FLAGS: Final = {
    "hasQuantityIndicator": "quantity",
    "hasQualityIndicator": "quality",
    "hasTimelinessIndicator": "timeliness",
    "hasCostIndicator": "cost",
    "hasOutputIndicator": "output",
    "hasBenefitIndicator": "benefit",
    "hasSatisfactionIndicator": "satisfaction",
}
"""Property of a project or form to the kind of indicator it asks for; a kind counts for its broader kinds
too, except that satisfaction and cost, which forms print at either level, are kinds of their own."""

_OWN_CLASS: Final = frozenset({"cost", "satisfaction"})
_OWNERS: Final = ("ofProject", "inForm")
_COUNTS: Final = ("indicatorCount", "quantifiedCount", "confidentCount")
_QUANTIFIED: Final = frozenset({"number", "range", "date", "multi"})
_COUNTED_PARTS: Final = {"formCount": "Form", "findingCount": "Finding", "budgetLineCount": "BudgetLine"}


def derived_quads(quads: Iterable[Quad], base: str = BASE) -> Iterator[Quad]:
    """The derived graph, from the quads of all document graphs; quads of other graphs are harmless."""
    graph = derived_graph_iri(base)
    facts = Facts.of(quad for quad in quads if quad.graph != iri(graph))
    for derive in dict.fromkeys(derivation.derive for derivation in DERIVATIONS):
        yield from derive(facts, graph, base)


def derive_again(base: str = BASE) -> Again:
    """What brings the derived graph up to date after a change, without looking at all of it."""
    return Again(DERIVATIONS, derived_graph_iri(base), base)


def _counts(facts: Facts, graph: str, _base: str) -> Iterator[Quad]:
    kinds: dict[str, set[str]] = defaultdict(set)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for kind in ("Project", "Form", "Document"):
        for subject in facts.instances(kg(kind)):
            counts[subject] = Counter()
    printed = frozenset(counts)
    for target in facts.instances(kg("PerformanceTarget")):
        owners = [owner for name in _OWNERS for owner in facts.get(target, name) if owner in printed]
        owners += filter(printed.__contains__, facts.get_iri(target, label("prov:wasQuotedFrom")))
        owners += facts.get(target, "department")
        indicator_kind = facts.first(target, "indicatorKind")
        quantified = facts.first_value(target, "valueKind") in _QUANTIFIED
        for owner in owners:
            counts[owner]["indicatorCount"] += 1
            counts[owner]["quantifiedCount"] += quantified
            counts[owner]["confidentCount"] += facts.first_value(target, "confident") == "true"
            if indicator_kind:
                kinds[owner] |= kind_classes(indicator_kind)
    flagged = {*facts.instances(kg("Project")), *facts.instances(kg("Form"))}
    for subject in sorted(counts):
        count = counts[subject]
        yield from _statements(subject, [(name, integer(count[name])) for name in _COUNTS], graph)
        if subject in flagged:
            flags = [(name, boolean(wanted in kinds[subject])) for name, wanted in FLAGS.items()]
            yield from _statements(subject, flags, graph)


def _document_counts(facts: Facts, graph: str, _base: str) -> Iterator[Quad]:
    for name, kind in _COUNTED_PARTS.items():
        counted = Counter(
            document for part in facts.instances(kg(kind)) for document in facts.get(part, "inDocument")
        )
        for document in facts.instances(kg("Document")):
            yield from _statements(document, [(name, integer(counted[document]))], graph)


DERIVATIONS: Final = (
    Derivation(
        _counts, gives=(*_COUNTS, *FLAGS), about=("Project",), reach=("^ofProject[PerformanceTarget]",)
    ),
    Derivation(_counts, gives=(*_COUNTS, *FLAGS), about=("Form",), reach=("^inForm[PerformanceTarget]",)),
    Derivation(
        _counts, gives=_COUNTS, about=("Document",), reach=("^prov:wasQuotedFrom[PerformanceTarget]",)
    ),
    Derivation(_counts, gives=_COUNTS, reach=("^department[PerformanceTarget]",)),
    Derivation(
        _document_counts,
        gives=tuple(_COUNTED_PARTS),
        about=("Document",),
        reach=tuple(f"^inDocument[{kind}]" for kind in _COUNTED_PARTS.values()),
    ),
    *LIBRARY,
    *LINKING,
    *SUMMARIES,
    *MONEY,
    *MISPLACED,
)
"""All that is derived. What one of them derives about a subject that another one asked for is left aside."""


@lru_cache(maxsize=256)
def kind_classes(kind: str) -> frozenset[str]:
    """The names of the kinds that a concept (a term) counts for: itself and its broader kinds."""
    concepts = {concept.iri: concept for concept in load_scheme("kinds")}
    found: set[str] = set()
    waiting = [kind[1:-1]]
    while waiting:
        iri_ = waiting.pop()
        name = iri_.removeprefix(f"{VOCAB}kinds/")
        found.add(name)
        if name not in _OWN_CLASS and iri_ in concepts:
            waiting.extend(concepts[iri_].broader)
    return frozenset(found)


def _statements(subject: str, properties: list[tuple[str, str]], graph: str) -> Iterator[Quad]:
    return quads_of(subject[1:-1], [(kg(name), value) for name, value in properties], graph)
