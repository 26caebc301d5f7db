"""The quantified targets that a goal sentence sets, with their places in the text.

Numbers are those of the target grammar (`kg.segment.scan`); which of them are targets and what they measure is told
by the clause around them. Words are data: ontology/vocab/prose.ttl.
"""

from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Final

from kg.model import Operator
from kg.segment.prose.clauses import masked
from kg.segment.prose.expressions import Expression, find_expressions
from kg.segment.prose.judging import is_target
from kg.segment.prose.standing import surroundings
from kg.segment.prose.subjects import find_subjects
from kg.segment.view import make_view


@dataclass(frozen=True, slots=True)
class ProseTarget:
    """One target of a sentence: ``start`` to ``end`` is the sign or word, number and unit in the text.

    A range (3至5场) has both ends in ``value`` and no operator.
    """

    subject: str | None
    operator: Operator | None
    value: Decimal | tuple[Decimal, Decimal]
    unit: str | None
    start: int
    end: int


PROSE_FIELDS: Final = tuple(field.name for field in fields(ProseTarget))
"""The fields of a target of a sentence, in the order in which records have them."""


def segment_prose(text: str) -> tuple[ProseTarget, ...]:
    """The targets of a goal text, in order; none where its numbers are years, names, ordinals or money spent.

    A number counts as a target if it has an operator, is a level or change of something (合格率达到95%), or is what a
    verb brings about (举办3场). Never raises for any text.
    """
    view = make_view(text)
    found = find_expressions(view)
    plain = masked(view.text, [(one.start, one.end) for one in found])
    kept: list[Expression] = []
    places = []
    for index, one in enumerate(found):
        where = surroundings(plain, found, index, last=kept[-1] if kept else None)
        if is_target(one, where):
            kept.append(one)
            places.append(where)
    targets = []
    for one, place in zip(kept, find_subjects(kept, places), strict=True):
        start, end = view.span(one.start, one.end)
        unit = view.part(one.unit.start, one.unit.end) if one.unit else None
        subject = view.part(*place) if place else None
        targets.append(ProseTarget(subject, one.operator, one.value, unit, start, end))
    return tuple(targets)
