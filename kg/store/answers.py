"""What every store gives: its face, the rows of an answer, and the Python value of a literal."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Protocol

from kg.graph.terms import Quad
from kg.namespaces import PREFIXES

Value = str | Decimal | int | bool | None
"""A value of a result: an IRI or a text as str, a number, a truth value, or None where unbound."""

_XSD: Final = PREFIXES["xsd"]
_LONGEST: Final = 4000
"""Digits that Python still reads as a number."""
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_WHOLE: Final = frozenset(
    _XSD + name for name in ("integer", "int", "long", "nonNegativeInteger", "positiveInteger", "gYear")
)


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to a query: the names of its columns and the rows; an ASK has one column and one row."""

    variables: list[str]
    rows: list[tuple[Value, ...]]


class Store(Protocol):
    """A graph that can be read, in a directory (`kg.store.GraphStore`) or on a server (`kg.store.RemoteStore`).

    Its default graph is the set union of its named graphs.
    """

    def __len__(self) -> int:
        """How many quads the named graphs have."""

    def select(self, sparql: str, /) -> Result:
        """Answer a SELECT or ASK; the prefixes of `PREFIXES` are bound.

        Raises ValueError (SyntaxError) for a text that cannot be parsed, TypeError for a query that
        gives triples.
        """

    def construct(self, sparql: str, /) -> list[tuple[str, str, str]]:
        """Answer a CONSTRUCT or DESCRIBE; triples as N-Triples terms, sorted. Raises as `select`."""

    def quads(self, graph: str | None = None, /) -> Iterator[Quad]:
        """All quads of the named graphs, or of one (its IRI)."""

    def graphs(self) -> list[str]:
        """The IRIs of the named graphs, sorted."""


def literal_value(text: str, datatype: str) -> Value:
    """The value of a literal by its datatype (an IRI); its characters where they do not fit the type."""
    if datatype == _XSD + "decimal" or datatype in _WHOLE:
        if len(text) > _LONGEST or not _NUMBER.fullmatch(text):
            return text
        if datatype not in _WHOLE:
            return Decimal(text)
        return text if "." in text else int(text)
    if datatype == _XSD + "boolean":
        return text in {"true", "1"}
    return text
