"""A whole set of indicators for a new project: of every kind that a form asks for, what like projects measure.

Where nothing of a kind is like what was typed, the most used indicators of that kind stand in, and are said to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kg.query.run import Askable
from kg.suggest import LIKE, Suggestion, worth_showing
from kg.suggest.advice import warn
from kg.suggest.asked import Asked, read_asked
from kg.suggest.candidates import Candidate, find_candidates
from kg.suggest.families import Family, find_families
from kg.suggest.library import CLASSES, Library, class_of
from kg.suggest.peers import Peers, find_peers

EACH: Final = 6
"""Indicators of one kind, unless told otherwise."""
_STAND_IN: Final = 3
_WIDE: Final = 8
"""Candidates looked at for each indicator shown: several may be one family, or of another kind than expected."""


@dataclass(frozen=True, slots=True)
class Part:
    """The suggestions of one kind of `CLASSES` (empty: of none); ``like`` False where they only stand in."""

    kind: str
    found: tuple[Suggestion, ...]
    like: bool = True


@dataclass(frozen=True, slots=True)
class WholeSet:
    """What was understood, and one part for each of `CLASSES` in their order, then what is of none of them."""

    asked: Asked
    parts: tuple[Part, ...]

    @property
    def is_like(self) -> bool:
        """Whether anything is like what was typed."""
        return any(part.like and part.found for part in self.parts)


def suggest_set(
    store: Askable, text: str, library: Library, *, each: int = EACH, examples: int = 1
) -> WholeSet:
    """A set for a typed text (the name of a project, or what it does), at most ``each`` of a kind, best first.

    Raises QueryError where there is nothing to look for.
    """
    asked = read_asked(text)
    candidates = worth_showing(find_candidates(store, asked, library))
    level2 = {one.concept: one.level2 for one in library.entries}
    chosen: list[Candidate] = []
    counts = dict.fromkeys((*CLASSES, ""), 0)
    for candidate in candidates:
        kind = class_of(level2.get(candidate.concept, ""))
        counts[kind] += 1
        if counts[kind] <= each * _WIDE:
            chosen.append(candidate)
    families = find_families(store, chosen, len(chosen))
    by_kind: dict[str, list[Family]] = {kind: [] for kind in counts}
    for family in families:
        members = by_kind[class_of(level2.get(family.best.concept, ""))]
        if len(members) < each:
            members.append(family)
    stand_in = {kind: _most_used(library, kind) for kind in CLASSES if not by_kind[kind]}
    shown = [
        *(one for kind in by_kind for one in by_kind[kind]),
        *(one for kind in stand_in for one in stand_in[kind]),
    ]
    peers = dict(zip((one.best.concept for one in shown), find_peers(store, shown, examples), strict=True))
    parts = [
        Part(kind, _suggestions(asked, by_kind[kind] or stand_in.get(kind, []), peers), kind not in stand_in)
        for kind in by_kind
    ]
    return WholeSet(asked, tuple(part for part in parts if part.kind or part.found))


def _suggestions(asked: Asked, families: Sequence[Family], peers: dict[str, Peers]) -> tuple[Suggestion, ...]:
    found = []
    for rank, family in enumerate(families, 1):
        rows = peers[family.best.concept]
        found.append(
            Suggestion(rank, family, rows, warn(asked.segments, rows) if family.score >= LIKE else ())
        )
    return tuple(found)


def _most_used(library: Library, kind: str) -> list[Family]:
    return [
        Family.alone(
            Candidate(one.concept, one.label, one.rows, {}, Decimal(0), Decimal(0), ("各部门最常用",))
        )
        for one in library.most_used(kind, _STAND_IN)
    ]
