"""What the shapes ask of the nodes of each class, as plain tests on N-Quads terms.

A test says True only where it is certain that pySHACL finds nothing. Of the statements of a graph the shapes look at
those of the node itself and at the classes of the nodes that it names, and no further (`kg.shapes.reading` refuses a
shape that does), so that `kg.shapes.whole` can look at each named graph alone.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from kg.graph.terms import RDF_TYPE, XSD, iri

if TYPE_CHECKING:
    import rdflib

Said = Mapping[str, list[str]]
"""What is said of one node: objects by predicate, each once, as N-Quads terms."""
Test = Callable[[str], bool]

TYPE: Final = iri(RDF_TYPE)
_MANY: Final = 1 << 30
_DIGITS: Final = "[0-9]{1,400}"
"""More digits may be too many for Python to read, and are left to pySHACL."""
WELL_FORMED: Final = {
    "integer": rf"[+-]?{_DIGITS}",
    "decimal": rf"[+-]?{_DIGITS}(?:\.{_DIGITS})?",
    "boolean": "true|false",
}
"""Characters that certainly are a value of a datatype."""
_NUMBER: Final = re.compile(
    rf'"({WELL_FORMED["integer"]})"\^\^<{XSD}integer>|"({WELL_FORMED["decimal"]})"\^\^<{XSD}decimal>'
)


@dataclass(slots=True)
class Property:
    """What is asked of the values of one property."""

    most: int = _MANY
    tests: list[Test] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)
    """Terms of the classes that each value must have."""
    among: list[str] = field(default_factory=list)
    """Terms that must be among the values."""
    not_above: list[str] = field(default_factory=list)
    """Properties, no value of which may be below one of these."""
    shapes: "list[rdflib.term.Node]" = field(default_factory=list)
    """The shapes that ask it."""
    fits: Test = bool
    """All tests at once."""

    def surely_holds(self, objects: list[str], said: Said) -> bool:
        """Whether it certainly holds for values that are there, but for their classes."""
        return (
            len(objects) <= self.most
            and all(map(self.fits, objects))
            and all(term in objects for term in self.among)
            and all(in_order(objects, said.get(high, ())) for high in self.not_above)
        )


@dataclass(slots=True)
class Rules:
    """What is asked of a node: all of it must hold."""

    required: set[str] = field(default_factory=set)
    properties: dict[str, Property] = field(default_factory=dict)
    choices: list[list["Rules"]] = field(default_factory=list)
    """Of each list one must hold."""
    shapes: "list[rdflib.term.Node]" = field(default_factory=list)
    """The shapes that ask it."""

    def surely_hold(self, said: Said) -> bool:
        """Whether they certainly hold, but for the classes of the values."""
        if not self.required <= said.keys():
            return False
        for predicate, objects in said.items():
            asked = self.properties.get(predicate)
            if asked is not None and not asked.surely_holds(objects, said):
                return False
        return self._have_a_choice(said)

    def in_doubt(self, said: Said, given: Collection[tuple[str, str]]) -> "Iterator[rdflib.term.Node]":
        """The shapes that do not certainly hold. ``given``: nodes with a class that they have."""
        for predicate, asked in self.properties.items():
            objects = said.get(predicate, [])
            lacking = any((value, name) not in given for name in asked.classes for value in objects)
            missing = not objects and predicate in self.required
            if lacking or missing or (objects and not asked.surely_holds(objects, said)):
                yield from asked.shapes
        if not self._have_a_choice(said):
            yield from self.shapes

    def parts(self) -> Iterator["Rules"]:
        """These, and all that are among their choices."""
        yield self
        for choice in self.choices:
            for rules in choice:
                yield from rules.parts()

    def _have_a_choice(self, said: Said) -> bool:
        return all(any(rules.surely_hold(said) for rules in choice) for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Contract:
    """The shapes of a file by the term of the class they speak of."""

    rules: Mapping[str, Rules]
    predicates: frozenset[str]
    """All that the shapes look at, ``rdf:type`` too."""
    classes: frozenset[str]
    """All that values must have."""


def in_order(lows: Iterable[str], highs: Iterable[str]) -> bool:
    """Whether no number of the first is above one of the second, and all are numbers where there are any of both."""
    above = [read_number(high) for high in highs]
    return not above or all(
        (number := read_number(low)) is not None and all(high is not None and number <= high for high in above)
        for low in lows
    )


def read_number(term: str) -> Decimal | None:
    """The number that a term certainly is."""
    found = _NUMBER.fullmatch(term)
    return Decimal(found[1] or found[2]) if found else None
