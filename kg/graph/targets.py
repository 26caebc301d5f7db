"""One indicator row → its performance target, and its result where the form reports one."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final

from kg.graph.bounds import Bounds, operator_bounds, range_bounds, range_ends
from kg.graph.forms import FormNode
from kg.graph.place import Place, Property, concept, exact_text, kg, label, number, printed
from kg.graph.reported import is_met, read_reported
from kg.graph.spans import parts_to_text, places_to_text, spans_to_text
from kg.graph.terms import Quad, boolean, decimal, integer, iri, text
from kg.link import concept_iri, digest_iri, last_part, target_fields
from kg.model import Grade, Indicator
from kg.namespaces import VOCAB
from kg.places import main_place, place_in_words
from kg.records import plain, value_to_json
from kg.segment import find_unit
from kg.segment.units import unit_factor
from kg.text import key
from kg.vocabulary import Concept, find_concept

_TRUE: Final = boolean(True)  # noqa: FBT003
_PRINTED: Final = (
    "goal", "level1", "level2", "name", "subject", "description", "unit", "base_unit", "quantity_kind",
    "value_year_before_last", "value_last_year", "actual", "basis",
)  # fmt: skip
"""Fields of the record whose printed text stands in a property of its own, unless it is a sign for nothing."""


def target_iri(indicator: Indicator, place: Place) -> str:
    """The IRI of the next row with these fields: rows printed twice alike get an ordinal."""
    fields = target_fields(indicator, place.scope(indicator.department))
    ordinal = place.ordinals.next("target", *fields)
    return digest_iri("target", *fields, ordinal, base=place.base)


def target_to_quads(
    indicator: Indicator, subject: str, node: FormNode, place: Place, position: int = 1
) -> Iterator[Quad]:
    """The row as a performance target, about 35 statements, with its result and findings.

    ``position`` counts the rows of the document in reading order, from 1. Nothing that `kg.records` prints of
    the row is lost: `kg.catalogue` gives the same record back.
    """
    findings = [place.finding_iri(finding) for finding in indicator.findings]
    yield from place.node(
        subject,
        kg("PerformanceTarget"),
        [
            *_place_in_form(indicator, node, place),
            *_measure(indicator, place),
            *_bounds(target_bounds(indicator)),
            *_earlier(indicator),
            (kg("basis"), printed(indicator.basis)),
            (kg("weight"), number(indicator.weight)),
            (kg("confidence"), decimal(Decimal(str(round(indicator.confidence, 4))))),
            (kg("confident"), boolean(indicator.confident)),
            (kg("position"), integer(position)),
            (kg("line"), integer(indicator.line)),
            (kg("page"), None if indicator.page is None else integer(indicator.page)),
            (kg("printedText"), printed(indicator.printed)),
            (kg("sourceSpans"), _plain(spans_to_text(indicator.sources))),
            (kg("sourcePlaces"), _plain(places_to_text(indicator.places))),
            (kg("place"), _plain(_place_in_words(indicator))),
            (kg("partSpans"), _plain(parts_to_text(indicator.spans))),
            (kg("rules"), text(" ".join(indicator.rules))),
            (kg("change"), _plain(indicator.change)),
            *((kg("qualifier"), iri(f"{VOCAB}qualifiers/{name}")) for name in indicator.qualifiers),
            *_grade(indicator.grade),
            *((kg("readingDoubt"), iri(doubt_iri(doubt))) for doubt in indicator.doubts),
            (kg("findingOrder"), text(" ".join(map(last_part, findings))) if len(findings) > 1 else None),
            (kg("exactText"), exact_text({name: getattr(indicator, name) for name in _PRINTED})),
            (label("prov:wasQuotedFrom"), iri(place.document)),
        ],
    )
    yield from _result(indicator, subject, place)
    for finding in indicator.findings:
        yield from place.finding(finding, (kg("onTarget"), iri(subject)))


def _result(indicator: Indicator, subject: str, place: Place) -> Iterator[Quad]:
    if indicator.actual is None and indicator.score is None:
        return
    reported = read_reported(indicator.actual, indicator)
    met = is_met(reported, indicator) if reported else None
    properties = [
        (kg("ofTarget"), iri(subject)),
        (kg("actualText"), printed(indicator.actual)),
        (kg("actualValue"), number(reported.value) if reported else None),
        (kg("actualBaseValue"), number(reported.base_value) if reported else None),
        (kg("isMet"), None if met is None else boolean(met)),
        (kg("score"), number(indicator.score)),
    ]
    yield from place.node(digest_iri("result", subject, base=place.base), kg("Result"), properties)


def _earlier(indicator: Indicator) -> Iterator[Property]:
    """The printed values of the two years before, and their numbers."""
    for name, field, printed_value in (
        ("valueLastYear", "lastYear", indicator.value_last_year),
        ("valueYearBeforeLast", "yearBeforeLast", indicator.value_year_before_last),
    ):
        reported = read_reported(printed_value, indicator)
        yield kg(name), printed(printed_value)
        if reported is not None:
            yield kg(f"{field}Value"), number(reported.value)
            yield kg(f"{field}BaseValue"), number(reported.base_value)


def doubt_iri(name: str) -> str:
    """The concept of ontology/vocab/doubts.ttl with this name."""
    return f"{VOCAB}doubts/{name}"


def target_bounds(indicator: Indicator) -> Bounds:
    """The interval of the target in its base unit; open where the form or the unit leaves it open."""
    if indicator.kind == "number":
        return operator_bounds(indicator.operator, indicator.base_value)
    ends, factor = range_ends(indicator), target_unit_factor(indicator.unit)
    return Bounds() if ends is None or factor is None else range_bounds(*ends, factor)


def unit_concept(unit: str | None) -> Concept | None:
    """The concept of a printed unit, its scale (万, 亿 …) left aside: 万件 → 件; a quotient has one of its own."""
    found = find_unit(unit) if unit else None
    if found is None:
        return None
    return find_concept("units", found.stem) if found.rate or found.product else found.concept


def target_unit_factor(unit: str | None) -> Fraction | None:
    """How many base units one printed unit is, its scale included; None where it has no base.

    A target without a unit counts in units of its own: factor 1.
    """
    if unit is None:
        return Fraction(1)
    found = find_unit(unit)
    return unit_factor(found) if found else None


def word_unit(unit: str | None) -> str | None:
    """A unit that can stand behind a number; None for a number in the column of units.

    >>> word_unit("万元"), word_unit("1"), word_unit(None)
    ('万元', None, None)
    """
    return None if unit is None or unit[:1].isdigit() else unit


def _place_in_form(indicator: Indicator, node: FormNode, place: Place) -> list[Property]:
    goal = node.goals.get(key(indicator.goal)) if indicator.goal else None
    kind = concept("kinds", indicator.level2) or concept("kinds", indicator.level1)
    return [
        (kg("inForm"), iri(node.form)),
        (kg("ofProject"), iri(node.project) if node.project else None),
        (kg("department"), place.department_term(indicator.department)),
        (kg("year"), integer(indicator.year)),
        (kg("horizon"), text(indicator.horizon)),
        (kg("ofGoal"), iri(goal) if goal else None),
        (kg("goalLabel"), printed(indicator.goal)),
        (kg("level1"), printed(indicator.level1)),
        (kg("level1Inferred"), _TRUE if indicator.level1_inferred else None),
        (kg("level2"), printed(indicator.level2)),
        (kg("indicatorKind"), kind),
    ]


def _measure(indicator: Indicator, place: Place) -> list[Property]:
    low, high, value, words, items = None, None, None, None, None
    if isinstance(indicator.value, Decimal):
        value = indicator.value
    elif (ends := range_ends(indicator)) is not None:
        low, high = ends
    elif isinstance(indicator.value, tuple):
        words = "/".join(str(part) for part in indicator.value)
        items = text(value_to_json(plain(indicator.value)))
    else:
        words = indicator.value
    subject = indicator.subject
    unit = unit_concept(indicator.unit)
    return [
        (kg("name"), printed(indicator.name)),
        (kg("subject"), printed(subject)),
        (kg("ofConcept"), iri(concept_iri(subject, place.base)) if subject and key(subject) else None),
        (kg("targetText"), text(indicator.target_text)),
        (kg("operator"), concept("operators", indicator.operator)),
        (kg("valueKind"), text(indicator.kind)),
        (kg("value"), number(value)),
        (kg("valueText"), text(words) if words else None),
        (kg("valueItems"), items),
        (kg("low"), number(low)),
        (kg("high"), number(high)),
        (kg("unitText"), printed(indicator.unit)),
        (kg("unit"), iri(unit.iri) if unit else None),
        (kg("baseValue"), number(indicator.base_value)),
        (kg("baseUnit"), printed(indicator.base_unit)),
        (kg("quantityKind"), printed(indicator.quantity_kind)),
        (kg("description"), printed(indicator.description)),
    ]


def _bounds(bounds: Bounds) -> list[Property]:
    minimum, maximum = bounds.minimum, bounds.maximum
    return [
        (kg("minimum"), number(minimum)),
        (kg("minimumInclusive"), None if minimum is None else boolean(bounds.minimum_inclusive)),
        (kg("maximum"), number(maximum)),
        (kg("maximumInclusive"), None if maximum is None else boolean(bounds.maximum_inclusive)),
    ]


def _grade(grade: Grade | None) -> list[Property]:
    if grade is None:
        return []
    return [
        (kg("gradeScale"), iri(f"{VOCAB}scales/{grade.scale}")),
        (kg("gradeRank"), integer(grade.rank)),
        (kg("gradeSteps"), integer(grade.of)),
    ]


def _place_in_words(indicator: Indicator) -> str | None:
    place = main_place(indicator.places)
    return None if place is None else place_in_words(place)


def _plain(literal: str | None) -> str | None:
    return None if literal is None else text(literal)
