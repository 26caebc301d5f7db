"""Statements indexed by property, for working out what spans documents without a store.

Only what the derived graph is made from is kept, each text once: a folder of thousands of documents has tens of
millions of statements, and all of them in memory would need gigabytes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Final, Self

from kg.graph.columns import is_project_column, total_columns
from kg.graph.place import kg, label
from kg.graph.terms import RDF_TYPE, Quad, iri, read_term

_TYPE: Final = iri(RDF_TYPE)
_CLASSES: Final = (
    "BudgetAmount",
    "BudgetLine",
    "Document",
    "Finding",
    "Form",
    "FormPart",
    "Funding",
    "PerformanceTarget",
    "Project",
    "Result",
)
_PUBLIC_CLASSES: Final = ("org:FormalOrganization", "org:OrganizationalUnit")
_PROPERTIES: Final = (
    "actualText",
    "amount",
    "baseUnit",
    "baseValue",
    "budget",
    "change",
    "code",
    "column",
    "confident",
    "department",
    "fiscalBudget",
    "formKind",
    "fundingSource",
    "horizon",
    "inDocument",
    "inForm",
    "indicatorKind",
    "isMet",
    "knownAs",
    "level1",
    "level2",
    "maximum",
    "measureKind",
    "measureText",
    "minimum",
    "namedIn",
    "ofConcept",
    "ofLine",
    "ofProject",
    "ofTarget",
    "operator",
    "partKind",
    "phaseText",
    "projectCode",
    "quantityKind",
    "sourceText",
    "subject",
    "tableKind",
    "unit",
    "unitText",
    "valueKind",
    "valueText",
    "year",
)
_PUBLIC_PROPERTIES: Final = (
    "dct:title",
    "org:identifier",
    "org:unitOf",
    "prov:wasQuotedFrom",
    "rdfs:label",
)


@dataclass(frozen=True, slots=True)
class Facts:
    """Subjects and objects are terms; property names are local names of the ontology."""

    by_property: dict[str, dict[str, str | list[str]]]
    by_class: dict[str, list[str]]

    @classmethod
    def of(cls, quads: Iterable[Quad]) -> Self:
        """Index quads; what stands in several graphs counts once, and every list is sorted."""
        statements: dict[str, dict[str, str | list[str]]] = {name: {} for name in kept_predicates() - {_TYPE}}
        classes: dict[str, set[str]] = {name: set() for name in _kept_classes()}
        texts: dict[str, str] = {}
        for subject, group in groupby(quads, attrgetter("subject")):
            node = [quad for quad in group if quad.predicate == _TYPE or quad.predicate in statements]
            if _is_idle_amount(node):
                continue
            for quad in node:
                value = texts.setdefault(quad.object, quad.object)
                if quad.predicate != _TYPE:
                    _add(statements[quad.predicate], texts.setdefault(subject, subject), value)
                elif value in classes:
                    classes[value].add(texts.setdefault(subject, subject))
        return cls(statements, {kind: sorted(subjects) for kind, subjects in classes.items()})

    def instances(self, kind: str) -> list[str]:
        """The subjects of a class (its IRI), sorted. KeyError for a class that is not kept."""
        return self.by_class[iri(kind)]

    def get(self, subject: str, name: str) -> list[str]:
        """The objects of one property, sorted. KeyError for a property that is not kept."""
        return self.get_iri(subject, kg(name))

    def get_iri(self, subject: str, predicate: str) -> list[str]:
        """The objects of one property given by its full IRI, sorted. KeyError for one that is not kept."""
        found = self.by_property[iri(predicate)].get(subject, [])
        return [found] if isinstance(found, str) else found

    def first(self, subject: str, name: str) -> str | None:
        """The first object of a property, or None."""
        return next(iter(self.get(subject, name)), None)

    def first_value(self, subject: str, name: str) -> str | None:
        """The characters of the first object, or None."""
        found = self.first(subject, name)
        return None if found is None else read_term(found)


@lru_cache(maxsize=1)
def kept_predicates() -> frozenset[str]:
    """The predicates (terms) of the statements that are looked at, rdf:type among them."""
    return frozenset(map(iri, (RDF_TYPE, *map(kg, _PROPERTIES), *map(label, _PUBLIC_PROPERTIES))))


@lru_cache(maxsize=1)
def _kept_classes() -> frozenset[str]:
    return frozenset(map(iri, (*map(kg, _CLASSES), *map(label, _PUBLIC_CLASSES))))


def is_kept(name: str) -> bool:
    """Whether statements with this predicate, or instances of this class (a term), are looked at."""
    return name in _kept_classes() or (name in kept_predicates() and name != _TYPE)


def _add(values: dict[str, str | list[str]], subject: str, value: str) -> None:
    known = values.get(subject)
    if known is None:
        values[subject] = value
    elif isinstance(known, str):
        if known != value:
            values[subject] = sorted((known, value))
    elif value not in known:
        known.append(value)
        known.sort()


def _is_idle_amount(node: Iterable[Quad]) -> bool:
    """Whether the statements of a node (those that came together) say that it is an amount of a column that nothing
    asks for: half of a budget document are such."""
    amount, column = iri(kg("BudgetAmount")), iri(kg("column"))
    is_amount = any(quad.object == amount for quad in node)
    return is_amount and any(quad.predicate == column and not _is_wanted(quad.object) for quad in node)


@lru_cache(maxsize=4096)
def _is_wanted(heading: str) -> bool:
    return is_project_column(heading) or bool(total_columns(heading))
