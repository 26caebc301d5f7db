"""Where the quads of one document go, and the terms that all of them share."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Final

from kg.findings import Finding
from kg.graph.spans import places_to_text, spans_to_text
from kg.graph.terms import RDF_TYPE, Quad, decimal, integer, iri, quads_of, text
from kg.link import Ordinals, department_iri, digest_iri, document_iri, graph_iri
from kg.model import Document, Extraction, Span
from kg.namespaces import BASE, KG, PREFIXES
from kg.places import field_places, line_in_words, line_place, lines_in_words, page_number, sheet_numbers
from kg.records import record_to_json
from kg.text import is_blank, squeeze
from kg.values import scale_exactly
from kg.vocabulary import find_concept

Property = tuple[str, str | None]
"""The IRI of a predicate and an object term; None leaves the statement out."""

YUAN_PER_WAN: Final = Decimal(10_000)


def kg(name: str) -> str:
    """The IRI of a class or property of the ontology."""
    return KG + name


def label(name: str) -> str:
    """The IRI of a public term by its prefixed name: ``label("rdfs:label")``."""
    prefix, local = name.split(":")
    return PREFIXES[prefix] + local


@dataclass(frozen=True, slots=True)
class Place:
    """One document on its way into its named graph."""

    base: str
    name: str
    document: str
    graph: str
    department: str
    """Full name, or an empty string where the document does not tell."""
    year: int
    source: Document | None = None
    """The document itself, which knows where its counted lines stand."""
    ordinals: Ordinals = field(default_factory=Ordinals)
    names: dict[str, str] = field(default_factory=dict)
    sheets: Mapping[str, int] = field(default_factory=dict)
    """The sheets of a workbook, numbered."""

    def scope(self, department: str | None = None) -> str:
        """What names are unique in: the department, else the document."""
        return department or self.department or self.name

    def node(self, subject: str, kind: str, properties: Iterable[Property]) -> Iterator[Quad]:
        """The quads of one node: its class (an IRI) and its properties."""
        return quads_of(subject, [(RDF_TYPE, iri(kind)), *properties], self.graph)

    def department_term(self, department: str | None = None) -> str | None:
        """The department as a term, or None where it is not known."""
        name = department or self.department
        return iri(department_iri(name, self.base)) if name else None

    def name_term(self, subject: str, name: str) -> str:
        """The label of a named node: the first spelling in the document, so that it has one label."""
        return text(self.names.setdefault(subject, squeeze(name)))

    def at(self, line: int, last: int = 0) -> list[Property]:
        """Where a counted line, or the lines up to ``last``, stand in a file without lines, in words."""
        if self.source is None or not self.source.places or not line:
            return []
        words = lines_in_words(self.source, line, last) if last else line_in_words(self.source, line)
        return [(kg("place"), printed(words))]

    def begins(self, line: int) -> list[Property]:
        """Where a form or table begins in a file without lines: its page or sheet, and the place in words."""
        if self.source is None or not self.source.places:
            return []
        page = page_number(line_place(self.source, line), self.sheets)
        return [
            (kg("page"), None if page is None else integer(page)),
            (kg("beginsAt"), text(line_in_words(self.source, line))),
        ]

    def sources(self, sources: Mapping[str, tuple[Span, ...]]) -> list[Property]:
        """The characters of the file that fields were read from and, of files without lines, their places."""
        spans = spans_to_text(sources)
        places = places_to_text(field_places(self.source, sources)) if self.source else None
        return [(kg("sourceSpans"), _plain(spans)), (kg("sourcePlaces"), _plain(places))]

    def finding_iri(self, finding: Finding) -> str:
        """The IRI of a finding of this document."""
        fields = (self.name, finding.line, finding.code, finding.field, finding.message)
        return digest_iri("finding", *fields, base=self.base)

    def finding(self, finding: Finding, *about: Property) -> Iterator[Quad]:
        """A finding, with what it is about (``kg:onTarget`` or ``kg:onForm``)."""
        return self.node(
            self.finding_iri(finding),
            kg("Finding"),
            [
                (kg("code"), text(finding.code)),
                (kg("severity"), text(finding.severity)),
                (kg("message"), text(finding.message)),
                (kg("line"), integer(finding.line)),
                *self.at(finding.line),
                (kg("field"), printed(finding.field)),
                (kg("inDocument"), iri(self.document)),
                *about,
            ],
        )


def place_of(extraction: Extraction, base: str = BASE) -> Place:
    """The place of one document."""
    name = extraction.document.name
    return Place(
        base,
        name,
        document_iri(name, base),
        graph_iri(name, base),
        extraction.department,
        extraction.year,
        extraction.document,
        sheets=sheet_numbers(extraction.document),
    )


def printed(value: str | None) -> str | None:
    """What is printed as a plain string; nothing for a blank cell."""
    return None if value is None or is_blank(value) else text(value)


def exact_text(fields: Mapping[str, str | None], kept: Mapping[str, str | None] | None = None) -> str | None:
    """What is printed in fields that `printed` leaves out (a sign for nothing), or that are ``kept`` in another
    spelling, as a JSON object; None where nothing is lost. `kg.catalogue` reads it back."""
    lost = {
        name: value
        for name, value in fields.items()
        if value is not None and (is_blank(value) if kept is None else value != kept.get(name))
    }
    return text(record_to_json(lost)) if lost else None


def number(value: Decimal | None) -> str | None:
    """A number as xsd:decimal, or None."""
    return None if value is None else decimal(value)


def yuan(amount: Decimal | None) -> str | None:
    """An amount given in 万元 as xsd:decimal yuan, or None."""
    return None if amount is None else decimal(scale_exactly(amount, YUAN_PER_WAN))


@lru_cache(maxsize=4096)
def concept(scheme: str, spelling: str | None) -> str | None:
    """The concept of a scheme with this spelling as a term, or None."""
    found = find_concept(scheme, spelling) if spelling else None
    return iri(found.iri) if found else None


def _plain(literal: str | None) -> str | None:
    return None if literal is None else text(literal)
