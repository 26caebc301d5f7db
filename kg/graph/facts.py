"""Statements indexed by subject, for working out what spans documents without a store."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from kg.graph.place import kg
from kg.graph.terms import RDF_TYPE, Quad, iri, read_term

_TYPE = iri(RDF_TYPE)


@dataclass(frozen=True, slots=True)
class Facts:
    """Subjects and objects are terms; property names are local names of the ontology."""

    by_subject: dict[str, dict[str, list[str]]]
    by_class: dict[str, list[str]]

    @classmethod
    def of(cls, quads: Iterable[Quad]) -> Self:
        """Index quads; what stands in several graphs counts once, and every list is sorted."""
        statements: dict[str, dict[str, set[str]]] = {}
        classes: dict[str, set[str]] = {}
        for subject, predicate, value, _ in quads:
            statements.setdefault(subject, {}).setdefault(predicate, set()).add(value)
            if predicate == _TYPE:
                classes.setdefault(value, set()).add(subject)
        ordered = {
            subject: {predicate: sorted(values) for predicate, values in properties.items()}
            for subject, properties in statements.items()
        }
        return cls(ordered, {kind: sorted(subjects) for kind, subjects in classes.items()})

    def instances(self, kind: str) -> list[str]:
        """The subjects of a class (its IRI), sorted."""
        return self.by_class.get(iri(kind), [])

    def get(self, subject: str, name: str) -> list[str]:
        """The objects of one property, sorted."""
        return self.get_iri(subject, kg(name))

    def get_iri(self, subject: str, predicate: str) -> list[str]:
        """The objects of one property given by its full IRI, sorted."""
        return self.by_subject.get(subject, {}).get(iri(predicate), [])

    def first(self, subject: str, name: str) -> str | None:
        """The first object of a property, or None."""
        return next(iter(self.get(subject, name)), None)

    def first_value(self, subject: str, name: str) -> str | None:
        """The characters of the first object, or None."""
        found = self.first(subject, name)
        return None if found is None else read_term(found)
