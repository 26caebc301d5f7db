"""The indicators nearest to one of the library: by shared words, then by the likeness that `kg link` goes by."""

from dataclasses import dataclass
from typing import Final

from kg.linking.candidates import AT_LEAST
from kg.linking.likeness import likeness
from kg.query.run import Askable
from kg.suggest.asked import LONGEST, read_asked
from kg.suggest.candidates import describe, find_candidates, read_details
from kg.suggest.library import Library

_LEAST: Final = 0.1


@dataclass(frozen=True, slots=True)
class Near:
    """A concept near another one: how alike they are (0 to 1), and what speaks for and against it, in Chinese."""

    concept: str
    label: str
    rows: int
    score: float
    evidence: tuple[str, ...]

    @property
    def may_be_one(self) -> bool:
        """Whether it is alike enough for a person to decide whether both are one (`kg link`)."""
        return self.score >= AT_LEAST


def near_concepts(
    store: Askable, concept: str, label: str, library: Library, *, limit: int = 12
) -> list[Near]:
    """The concepts most like one, best first. The score takes every character for equally rare, so it may differ a
    little from that of `kg link`, which counts them in the whole library. Raises QueryError."""
    found = find_candidates(store, read_asked(label[:LONGEST]), library, of_projects=False)
    own = describe(label, read_details(store, [concept]).get(concept, {}))
    near = []
    for one in found:
        if one.concept == concept:
            continue
        alike = likeness(own, describe(one.label, one.details))
        if alike.score >= _LEAST:
            near.append(Near(one.concept, one.label, one.rows, alike.score, alike.evidence))
    return sorted(near, key=lambda one: (-one.score, -one.rows, one.label, one.concept))[:limit]
