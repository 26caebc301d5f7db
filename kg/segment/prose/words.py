"""The words of goal sentences (ontology/vocab/prose.ttl), made ready for matching on folded text."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from kg.segment.lexicon import any_of, marker_words
from kg.text import key
from kg.vocabulary import load_scheme

_NEAR: Final = 40
"""Characters searched each time; for longer stretches it is kept where words of the group stand in the text."""
_LAST: Final = 16
"""Words looked at from the end: time stays linear."""


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """A group of words, matched the longest first."""

    words: frozenset[str]
    longest: int
    pattern: re.Pattern[str]

    def begin(self, text: str, start: int, end: int) -> int:
        """The end of the longest word of the group that begins at ``start``, or ``start``."""
        for length in range(min(self.longest, end - start), 0, -1):
            if text[start : start + length] in self.words:
                return start + length
        return start

    def close(self, text: str, start: int, end: int) -> int:
        """The beginning of the longest word of the group that ends at ``end``, or ``end``."""
        for length in range(min(self.longest, end - start), 0, -1):
            if text[end - length : end] in self.words:
                return end - length
        return end

    def find(self, text: str, start: int, end: int) -> re.Match[str] | None:
        """The first word of the group between two places."""
        if end - start <= _NEAR:
            return self.pattern.search(text, start, end)
        places = _places(self, text)
        at = bisect_left(places, start)
        if at == len(places) or places[at] >= end:
            return None
        return self.pattern.search(text, places[at], end)

    def last(self, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """The last words of the group between two places, from the end; of words in one another all."""
        places = _places(self, text)
        first, behind = bisect_left(places, start), bisect_left(places, end)
        for place in reversed(places[max(first, behind - _LAST) : behind]):
            match = self.pattern.match(text, place, end)
            if match:
                yield match


@lru_cache(maxsize=64)
def _places(words: Words, text: str) -> tuple[int, ...]:
    """Where words of the group begin in a text."""
    return tuple(match.start() for match in re.finditer(f"(?=(?:{words.pattern.pattern}))", text))


@cache
def words_of(*groups: str) -> Words:
    """The words of groups of ontology/vocab/prose.ttl, or ``markers:name`` of markers.ttl, in one."""
    found: set[str] = set()
    for group in groups:
        scheme, _, name = group.rpartition(":")
        found |= set(marker_words(name) if scheme else _prose_words(name))
    return Words(frozenset(found), max(map(len, found)), any_of(found))


@cache
def _prose_words(group: str) -> frozenset[str]:
    concept = next(concept for concept in load_scheme("prose") if concept.name == group)
    return frozenset(key(label) for label in concept.labels if not label.isascii())
