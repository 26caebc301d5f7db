"""What is measured: the parts of a subject as statements on its indicator concept, the direction on each row."""

from collections.abc import Iterable, Iterator, Mapping

from kg.graph.place import Place, Property, kg, printed
from kg.graph.terms import Quad, iri, quads_of, text
from kg.link import concept_iri
from kg.model import Direction, Indicator, Part, SubjectParts
from kg.namespaces import VOCAB
from kg.pulse import beat
from kg.text import key

Row = tuple[str, str | None]
"""A subject and the level-2 label it stands under."""


def read_subjects(indicators: Iterable[Indicator]) -> Mapping[Row, SubjectParts]:
    """The parts of every subject of the rows; each is taken apart once for every level 2 it stands under."""
    rows = dict.fromkeys(
        (indicator.subject, indicator.level2)
        for indicator in indicators
        if indicator.subject and key(indicator.subject)
    )
    if not rows:
        return {}
    beat()
    from kg.segment.pipeline import parts_of  # loads spaCy

    beat()
    return dict(zip(rows, parts_of(rows), strict=True))


def concept_to_quads(rows: Mapping[Row, SubjectParts], place: Place) -> Iterator[Quad]:
    """The measured object, measure, scope, period and population of each concept that the rows name.

    The direction is the concept's own only where its name tells it; level 2 speaks for a single row.
    """
    concepts: dict[str, list[SubjectParts]] = {}
    for (subject, _), parts in rows.items():
        concepts.setdefault(concept_iri(subject, place.base), []).append(parts)
    for concept, readings in concepts.items():
        parts, directions = readings[0], {reading.direction for reading in readings}
        agreed = directions.pop() if len(directions) == 1 else None
        own = agreed if agreed and agreed.basis != "level2" else None
        measure = parts.measure_kind
        properties: list[Property] = [
            (kg("measuredObject"), _text(parts.object)),
            (kg("measureText"), _text(parts.measure)),
            (kg("measureKind"), iri(f"{VOCAB}measures/{measure}") if measure else None),
            (kg("scopeText"), _text(parts.scope)),
            (kg("periodText"), _text(parts.period)),
            (kg("populationText"), _text(parts.population)),
            *direction_properties(own),
        ]
        yield from quads_of(concept, properties, place.graph)


def direction_properties(direction: Direction | None) -> list[Property]:
    """The direction of a row or concept with the printed word that tells it."""
    if direction is None:
        return []
    return [
        (kg("direction"), iri(f"{VOCAB}directions/{direction.name}")),
        (kg("directionBasis"), text(direction.evidence)),
        (kg("directionFrom"), text(direction.basis)),
    ]


def _text(part: Part | None) -> str | None:
    return printed(part.text) if part else None
