"""Media types: which one a client wants, and what the store calls it."""

from collections.abc import Mapping
from typing import Final

RESULTS: Final[Mapping[str, str]] = {
    "application/sparql-results+json": "JSON",
    "application/json": "JSON",
    "application/sparql-results+xml": "XML",
    "application/xml": "XML",
    "text/csv": "CSV",
    "text/tab-separated-values": "TSV",
}
"""Media types of SELECT and ASK → name of a format of pyoxigraph; the first is the default."""
TRIPLES: Final[Mapping[str, str]] = {
    "text/turtle": "TURTLE",
    "application/n-triples": "N_TRIPLES",
    "text/plain": "N_TRIPLES",
    "application/rdf+xml": "RDF_XML",
    "application/xml": "RDF_XML",
    "application/ld+json": "JSON_LD",
    "application/json": "JSON_LD",
    "application/n-quads": "N_QUADS",
    "application/trig": "TRIG",
}
"""Media types of CONSTRUCT, DESCRIBE and the service description."""

_FEW: Final = 64


def choose(accept: str | None, offered: Mapping[str, str]) -> str | None:
    """The offered media type that the Accept header likes best, the first of equals; None where it wants none.

    >>> choose("text/csv;q=0.5, application/json", RESULTS), choose("*/*", TRIPLES), choose("image/png", RESULTS)
    ('application/json', 'text/turtle', None)
    """
    if not accept or not accept.strip():
        return next(iter(offered))
    wanted = [_range(part) for part in accept.split(",")[:_FEW]]
    best, liking = None, 0.0
    for media in offered:
        # the closest range that fits says how much a type is liked
        fitting = [(closeness, quality) for name, quality in wanted if (closeness := _fit(name, media))]
        quality = max(fitting)[1] if fitting else 0.0
        if quality > liking:
            best, liking = media, quality
    return best


def _range(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return name, min(max(float(parameter[2:]), 0.0), 1.0)
            except ValueError:
                return name, 0.0
    return name, 1.0


def _fit(wanted: str, media: str) -> int:
    if wanted == media:
        return 3
    if wanted == media.partition("/")[0] + "/*":
        return 2
    return int(wanted == "*/*")
