"""Whether more of an indicator is better, told by the ending of its name and never by the operator of a target."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from kg.errors import VocabularyError
from kg.text import key
from kg.vocabulary import load_scheme


@dataclass(frozen=True, slots=True)
class Direction:
    """A concept of vocab/directions and the ending that told it."""

    iri: str
    ending: str


def find_direction(subject: str) -> Direction | None:
    """The direction of an indicator by the longest ending of its name, or None.

    >>> find_direction("单位成本").iri.rsplit("/")[-1], find_direction("成本节约率").iri.rsplit("/")[-1]
    ('lower-is-better', 'higher-is-better')
    """
    name = key(subject)
    endings = _endings()
    for start in range(len(name)):
        if name[start:] in endings:
            return Direction(endings[name[start:]], name[start:])
    return None


@lru_cache(maxsize=1)
def _endings() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for concept in load_scheme("directions"):
        for ending in concept.properties.get("subjectEnding", ()):
            if found.setdefault(key(ending), concept.iri) != concept.iri:
                raise VocabularyError(
                    f"词表 directions.ttl 里词尾“{ending}”既是正向又是反向。请删去其中一处。"
                )
    return found
