"""What others measure for a thing, and which values they set: suggestions for a unit that fills in a form.

`suggest` takes a typed text apart by the segmenter of the rows, finds the indicators of the library that are like it,
and says of each who uses it, how, and with which values. Nothing is made up: every number is counted from rows of the
graph, and every example has its place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kg.query.run import Askable
from kg.suggest.advice import warn, warn_of_sign
from kg.suggest.asked import Asked, read_asked
from kg.suggest.candidates import Candidate, find_candidates, kinds_within
from kg.suggest.families import Family, find_families
from kg.suggest.library import Library
from kg.suggest.peers import Peers, find_peers

__all__ = ["Suggestion", "Suggestions", "suggest"]


LIKE: Final = Decimal("0.6")
"""The score from which an indicator is like the typed one: its values are then compared with the typed target."""
_WEAK: Final = Decimal("0.25")
_WEAKER: Final = Decimal("0.4")
"""What scores less, or less than this share of the best, is not worth showing."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One indicator, or family of indicators, of the library; ``rank`` counts from 1, the best first.

    ``warnings`` compare the typed target with those of this indicator; none unless it is like the typed one.
    """

    rank: int
    family: Family
    peers: Peers
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What was understood, the suggestions, best first, and what is wrong with the typed target by itself."""

    asked: Asked
    found: tuple[Suggestion, ...]
    warnings: tuple[str, ...] = ()

    def by_level(self) -> Iterator[tuple[str, str, tuple[Suggestion, ...]]]:
        """Level 1, level 2 (as most rows print them) and the suggestions under them; the group of the best first."""
        groups: dict[tuple[str, str], list[Suggestion]] = {}
        for one in self.found:
            groups.setdefault((one.peers.level1, one.peers.level2), []).append(one)
        for (level1, level2), members in groups.items():
            yield level1, level2, tuple(members)


def suggest(
    store: Askable,
    text: str,
    *,
    level2: str | None = None,
    limit: int = 10,
    examples: int = 3,
    library: Library | None = None,
) -> Suggestions:
    """Suggestions for a typed text, at most ``limit``, each with at most ``examples`` rows of others.

    ``text``: a name, some words, an object only, a name with its target, or ``名称<TAB>目标``; ``level2``: only
    indicators of this kind; ``library``: the names of the graph where they were read before (`read_library`), which
    saves half of the time. Raises QueryError where there is nothing to look for.
    """
    asked = read_asked(text, level2)
    families = find_families(store, worth_showing(find_candidates(store, asked, library)), limit)
    peers = find_peers(store, families, examples, kinds_within(asked.kinds) if asked.kinds else ())
    found = tuple(
        Suggestion(rank, family, rows, warn(asked.segments, rows) if family.score >= LIKE else ())
        for rank, (family, rows) in enumerate(zip(families, peers, strict=True), 1)
    )
    direction = found[0].peers.direction if found and found[0].family.score >= LIKE else ""
    return Suggestions(asked, found, warn_of_sign(asked, direction))


def worth_showing(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Without those that score little, by themselves or beside the best."""
    least = max(_WEAK, _WEAKER * candidates[0].score) if candidates else _WEAK
    return [candidate for candidate in candidates if candidate.score >= least]
