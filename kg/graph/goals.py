"""The targets that goals set → nodes of their own, each with the indicator row that carries it or differs from it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from kg.goals import GoalTarget
from kg.graph.forms import FormNode, goal_iri
from kg.graph.place import Place, Property, concept, kg, number, printed
from kg.graph.targets import unit_concept
from kg.graph.terms import Quad, boolean, decimal, integer, iri, text
from kg.link import digest_iri
from kg.text import squeeze


def goal_targets_to_quads(
    found: Iterable[GoalTarget], rows: Sequence[str], nodes: Mapping[int, FormNode], place: Place
) -> Iterator[Quad]:
    """The goal targets of a document. ``rows``: the IRI of every indicator row, in the order of the extraction."""
    for one in found:
        form = nodes[one.form_line].form
        goal = goal_iri(form, one.goal, place)
        words = squeeze(one.goal.text[one.target.start : one.target.end])
        named = (goal, one.target.subject, words)
        subject = digest_iri(
            "goal-target", *named, place.ordinals.next("goal-target", *named), base=place.base
        )
        line = one.goal.spans[0].line if one.goal.spans else one.form_line
        properties: list[Property] = [
            (kg("setBy"), iri(goal)),
            (kg("inForm"), iri(form)),
            (kg("inDocument"), iri(place.document)),
            (kg("text"), text(words)),
            (kg("goalSpan"), text(f"{one.target.start}-{one.target.end}")),
            *_measure(one),
            (kg("isCarried"), boolean(one.carried_by is not None)),
            (kg("carriedBy"), None if one.carried_by is None else iri(rows[one.carried_by])),
            (kg("differsFrom"), None if one.differs is None else iri(rows[one.differs])),
            (kg("likeness"), decimal(Decimal(str(one.likeness))) if one.likeness else None),
            (kg("line"), integer(line)),
            *place.at(line),
        ]
        yield from place.node(subject, kg("GoalTarget"), properties)


def _measure(one: GoalTarget) -> list[Property]:
    target, low, high, value = one.target, None, None, None
    if isinstance(target.value, Decimal):
        value = target.value
    else:
        low, high = target.value
    unit = unit_concept(target.unit)
    return [
        (kg("subject"), printed(target.subject)),
        (kg("operator"), concept("operators", target.operator)),
        (kg("value"), number(value)),
        (kg("low"), number(low)),
        (kg("high"), number(high)),
        (kg("unitText"), printed(target.unit)),
        (kg("unit"), iri(unit.iri) if unit else None),
        (kg("baseValue"), number(one.base_value)),
        (kg("baseUnit"), printed(one.base_unit)),
        (kg("quantityKind"), printed(one.quantity_kind)),
    ]
