"""The indicator library: a concept for all that is measured under one name, and what its rows have in common.

Everything said of a concept depends on its own rows only.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from kg.graph.distributions import Group, bound_side, largest_group, spread_of
from kg.graph.facts import Facts
from kg.graph.place import kg, label
from kg.graph.reach import Derivation
from kg.graph.targets import word_unit
from kg.graph.terms import RDF_TYPE, Quad, decimal, integer, iri, quads_of, read_term, text
from kg.link import segment_of
from kg.text import key, squeeze

_SHARE: Final = Decimal("0.0001")
_WORDINGS: Final = 10
_FEWEST: Final = 2
"""A distribution needs two values: that of one is the value."""

Property = tuple[str, str | None]
_Rows = list[tuple[Decimal, str]]
"""Base values with the rows (terms) that set them."""


def library_iri(base: str) -> str:
    """The concept scheme of the library."""
    return f"{base}indicator"


def library_quads(facts: Facts, graph: str, base: str) -> Iterator[Quad]:
    """Concepts with their names, kinds (evidence, not identity), units, counts and distributions of values."""
    targets: dict[str, list[str]] = {}
    for target in facts.instances(kg("PerformanceTarget")):
        for concept in facts.get(target, "ofConcept"):
            targets.setdefault(concept, []).append(target)
    scheme = [
        (RDF_TYPE, iri(label("skos:ConceptScheme"))),
        (label("skos:prefLabel"), text("绩效指标库", "zh")),
        (label("skos:prefLabel"), text("indicator library", "en")),
    ]
    yield from quads_of(library_iri(base), scheme, graph)  # of an empty library too: it depends on nothing
    for concept in sorted(targets):
        yield from concept_quads(facts, concept, targets[concept], graph, base)


def concept_quads(
    facts: Facts, concept: str, targets: Sequence[str], graph: str, base: str
) -> Iterator[Quad]:
    """One concept (a term) from its rows (terms), and its distributions, whose IRIs begin with its own."""
    names = Counter(squeeze(read_term(name)) for target in targets for name in facts.get(target, "subject"))
    preferred, *others = _by_count(names)
    properties: list[Property] = [
        (RDF_TYPE, iri(kg("IndicatorConcept"))),
        (RDF_TYPE, iri(label("skos:Concept"))),
        (label("skos:inScheme"), iri(library_iri(base))),
        (label("skos:prefLabel"), text(preferred)),
        *((label("skos:altLabel"), text(name)) for name in others),
        (kg("targetCount"), integer(len(targets))),
    ]
    for name, owner in (
        ("projectCount", "ofProject"),
        ("departmentCount", "department"),
        ("yearCount", "year"),
    ):
        properties.append((kg(name), integer(len(_met(facts, targets, owner)))))
    years = [int(read_term(year)) for year in _met(facts, targets, "year")]
    if years:
        properties += [(kg("firstYear"), integer(min(years))), (kg("lastYear"), integer(max(years)))]
    for name in ("indicatorKind", "unit", "quantityKind"):
        properties.extend((kg(name), value) for value in sorted(_met(facts, targets, name)))
    properties += _typical(facts, targets)
    groups = _comparable(facts, targets)
    properties.append((kg("comparableCount"), integer(sum(map(len, groups.values())))))
    spread = {group: values for group, values in sorted(groups.items()) if len(values) >= _FEWEST}
    largest = largest_group((group, len(values)) for group, values in spread.items())
    for group in spread:
        node = iri(distribution_iri(concept[1:-1], group))
        properties.append((kg("distribution"), node))
        if group == largest:
            properties.append((kg("typicalDistribution"), node))
    yield from quads_of(concept[1:-1], properties, graph)
    for group, values in spread.items():
        yield from _distribution(concept[1:-1], group, values, graph)


def distribution_iri(concept: str, group: Group) -> str:
    """The distribution of a concept (its IRI) in one group."""
    parts = filter(None, (group.side, group.change, group.horizon, group.quantity_kind, group.base_unit))
    return f"{concept}/distribution/{segment_of('_'.join(parts))}"


def _distribution(concept: str, group: Group, rows: _Rows, graph: str) -> Iterator[Quad]:
    spread = spread_of(value for value, _ in rows)
    ends = (("lowestTarget", spread.least), ("highestTarget", spread.greatest))
    properties: list[Property] = [
        (RDF_TYPE, iri(kg("Distribution"))),
        (kg("quantityKind"), text(group.quantity_kind) if group.quantity_kind else None),
        (kg("baseUnit"), text(group.base_unit) if group.base_unit else None),
        (kg("boundSide"), text(group.side)),
        (kg("horizon"), text(group.horizon) if group.horizon else None),
        (kg("change"), text(group.change) if group.change else None),
        (kg("count"), integer(spread.count)),
        (kg("leastValue"), decimal(spread.least)),
        (kg("lowerQuartile"), decimal(spread.lower_quartile)),
        (kg("median"), decimal(spread.median)),
        (kg("upperQuartile"), decimal(spread.upper_quartile)),
        (kg("greatestValue"), decimal(spread.greatest)),
    ]
    if spread.least < spread.greatest:
        properties += [(kg(name), row) for name, end in ends for value, row in sorted(rows) if value == end]
    return quads_of(distribution_iri(concept, group), properties, graph)


def _comparable(facts: Facts, targets: Iterable[str]) -> dict[Group, _Rows]:
    """The base values of the rows that the program vouches for, by what makes them comparable."""
    found: dict[Group, _Rows] = defaultdict(list)
    for target in targets:
        value = _number(facts, target, "baseValue")
        if value is None or facts.first_value(target, "confident") != "true":
            continue
        side = bound_side(_number(facts, target, "minimum"), _number(facts, target, "maximum"))
        kind, unit, horizon, change = (
            facts.first_value(target, name) or ""
            for name in ("quantityKind", "baseUnit", "horizon", "change")
        )
        found[Group(kind, unit, side, horizon, change)].append((value, target))
    return found


def _typical(facts: Facts, targets: Sequence[str]) -> list[Property]:
    """What most rows print, with the share of all rows that do, and the wordings of those without a number."""
    properties: list[Property] = []
    for name, printed, share in (
        ("typicalOperator", "operator", "typicalOperatorShare"),
        ("typicalUnit", "unitText", "typicalUnitShare"),
        ("typicalLevel2", "level2", "typicalLevel2Share"),
    ):
        counts = Counter(value for target in targets if (value := facts.first(target, printed)))
        if printed == "unitText":  # a number in the column of units is no unit that others could use
            counts = Counter({unit: count for unit, count in counts.items() if word_unit(read_term(unit))})
        if counts:
            most = _by_count(counts)[0]
            part = (Decimal(counts[most]) / len(targets)).quantize(_SHARE, ROUND_HALF_EVEN)
            properties += [(kg(name), most), (kg(share), decimal(part))]
    words = Counter(
        key(read_term(value))
        for target in targets
        if facts.first_value(target, "valueKind") == "text"
        for value in facts.get(target, "valueText")
    )
    properties += [(kg("qualitativeWording"), text(word)) for word in _by_count(words)[:_WORDINGS] if word]
    return properties


def _by_count(counts: Counter[str]) -> list[str]:
    """The most frequent first; of equals in order of their characters."""
    return sorted(counts, key=lambda value: (-counts[value], value))


def _met(facts: Facts, targets: Iterable[str], name: str) -> set[str]:
    return {value for target in targets for value in facts.get(target, name)}


def _number(facts: Facts, target: str, name: str) -> Decimal | None:
    found = facts.first_value(target, name)
    return None if found is None else Decimal(found)


LIBRARY: Final = (
    Derivation(
        library_quads,
        gives=(
            *("rdf:type", "skos:inScheme", "skos:prefLabel", "skos:altLabel"),
            *("targetCount", "projectCount", "departmentCount", "yearCount", "firstYear", "lastYear"),
            *(
                "indicatorKind",
                "unit",
                "quantityKind",
                "comparableCount",
                "distribution",
                "typicalDistribution",
            ),
            *("typicalOperator", "typicalOperatorShare", "typicalUnit", "typicalUnitShare"),
            *("typicalLevel2", "typicalLevel2Share", "qualitativeWording"),
            *("baseUnit", "boundSide", "horizon", "change", "count"),
            *("leastValue", "lowerQuartile", "median", "upperQuartile", "greatestValue"),
            *("lowestTarget", "highestTarget"),
        ),
        reach=("^ofConcept[PerformanceTarget]",),
        owns=("distribution",),
    ),
)
"""A concept depends on its own rows."""
