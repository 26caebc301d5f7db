"""The words of goal sentences (ontology/vocab/prose.ttl), made ready for matching on folded text."""

import re
from dataclasses import dataclass
from functools import cache

from kg.segment.lexicon import any_of, marker_words
from kg.text import key
from kg.vocabulary import load_scheme


@dataclass(frozen=True, slots=True)
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
        return self.pattern.search(text, start, end)


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
