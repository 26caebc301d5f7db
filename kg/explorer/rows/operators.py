"""The operators of the vocabulary by the signs that people know them by."""

from functools import lru_cache
from typing import Final

from kg.namespaces import PREFIXES
from kg.vocabulary import load_scheme

_NOTATION: Final = PREFIXES["skos"] + "notation"


@lru_cache(maxsize=1)
def operator_signs() -> dict[str, str]:
    """Operators of the vocabulary: IRI to sign, in its order."""
    return {
        concept.iri: (concept.properties.get(_NOTATION) or (concept.label,))[0]
        for concept in load_scheme("operators")
    }


def operator_iri(sign: str) -> str | None:
    """The operator with this sign, or None."""
    return next((iri for iri, known in operator_signs().items() if known == sign), None)
