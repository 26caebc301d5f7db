"""RDF terms and quads as canonical N-Quads text: a graph is a set of lines, and no library is needed.

Every literal is minted here, in the spelling that the store gives back: escapes as in canonical N-Quads,
decimals without trailing zeros. Two builds of the same documents are therefore byte-equal.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from kg.namespaces import PREFIXES

XSD: Final = PREFIXES["xsd"]
RDF_TYPE: Final = PREFIXES["rdf"] + "type"

_ESCAPES: Final = {
    **{code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F, 0xFFFE, 0xFFFF)},
    ord("\b"): "\\b",
    ord("\t"): "\\t",
    ord("\n"): "\\n",
    ord("\f"): "\\f",
    ord("\r"): "\\r",
    ord('"'): '\\"',
    ord("\\"): "\\\\",
}
_UNESCAPES: Final = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\", "'": "'"}


class Quad(NamedTuple):
    """One statement; every part is an N-Quads term: ``<iri>``, ``"text"``, ``"5"^^<…#integer>``."""

    subject: str
    predicate: str
    object: str
    graph: str

    def line(self) -> str:
        """The statement as one line of N-Quads, without the line break."""
        return f"{self.subject} {self.predicate} {self.object} {self.graph} ."


def iri(value: str) -> str:
    """An IRI as a term. The caller mints only legal IRIs (`kg.link`)."""
    return f"<{value}>"


def text(value: str, language: str | None = None) -> str:
    """A plain string, or one with a language tag, as a term."""
    literal = f'"{value.translate(_ESCAPES)}"'
    return f"{literal}@{language}" if language else literal


def integer(value: int) -> str:
    """An xsd:integer term."""
    return f'"{value}"^^<{XSD}integer>'


def boolean(value: bool) -> str:  # noqa: FBT001 - the value itself, not an option
    """An xsd:boolean term."""
    return f'"{"true" if value else "false"}"^^<{XSD}boolean>'


def decimal(value: Decimal) -> str:
    """An xsd:decimal term: all digits, no exponent, no trailing zeros.

    >>> decimal(Decimal("30.00")).split("^")[0], decimal(Decimal("-0.50")).split("^")[0]
    ('"30"', '"-0.5"')
    """
    digits = format(value, "f")
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return f'"{"0" if digits == "-0" else digits}"^^<{XSD}decimal>'


def read_term(term: str) -> str:
    """The value of a term: the IRI without its brackets, or the characters of a literal."""
    if term.startswith("<"):
        return term[1:-1]
    return _unescape(term[1 : term.rindex('"')])


def read_line(line: str) -> Quad:
    """One line of N-Quads, as `Quad.line` writes it."""
    subject, predicate, rest = line.rstrip("\n").split(" ", 2)
    value, graph, _ = rest.rsplit(" ", 2)
    return Quad(subject, predicate, value, graph)


def sorted_lines(quads: Iterable[Quad]) -> list[str]:
    """The lines of a graph, each once, in code-point order."""
    return sorted({quad.line() for quad in quads})


def quads_of(subject: str, properties: Iterable[tuple[str, str | None]], graph: str) -> Iterator[Quad]:
    """Quads of one subject: pairs of predicate IRI and object term; pairs without an object are left out."""
    for predicate, value in properties:
        if value is not None:
            yield Quad(iri(subject), iri(predicate), value, iri(graph))


def _unescape(characters: str) -> str:
    if "\\" not in characters:
        return characters
    parts: list[str] = []
    at = 0
    while (slash := characters.find("\\", at)) >= 0:
        parts.append(characters[at:slash])
        mark = characters[slash + 1]
        width = {"u": 4, "U": 8}.get(mark, 0)
        parts.append(chr(int(characters[slash + 2 : slash + 2 + width], 16)) if width else _UNESCAPES[mark])
        at = slash + 2 + width
    parts.append(characters[at:])
    return "".join(parts)
