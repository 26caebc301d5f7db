"""The words of the vocabulary that a subject is taken apart by, as spaCy's matchers want them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from kg.vocabulary import Concept, load_scheme

SCOPE: Final = "SCOPE"
PERIOD: Final = "PERIOD"
POPULATION: Final = "POPULATION"
BODY: Final = "BODY"
OUT: Final = "split"
"""The group of actions.ttl of words that are no words here."""


@dataclass(frozen=True, slots=True)
class Terms:
    """``phrases`` and ``patterns`` by label, for PhraseMatcher and Matcher; the other sets are single words.

    ``anywhere``: scopes wherever they stand. ``persons`` and ``bodies``: endings of words that name such.
    ``actions``: verbs and adverbs by their group in ontology/vocab/actions.ttl.
    """

    phrases: Mapping[str, tuple[str, ...]]
    patterns: Mapping[str, tuple[list[dict[str, Any]], ...]]
    anywhere: frozenset[str]
    persons: tuple[str, ...]
    bodies: tuple[str, ...]
    actions: Mapping[str, frozenset[str]]

    def known(self) -> Iterator[str]:
        """Every word that the tokenizer should know."""
        for phrases in self.phrases.values():
            yield from phrases
        for words in self.actions.values():
            yield from words


@lru_cache(maxsize=1)
def terms() -> Terms:
    """The terms of ontology/vocab, read once. Raises VocabularyError."""
    scopes, periods = load_scheme("scopes"), load_scheme("periods")
    populations = {concept.name: concept for concept in load_scheme("populations")}
    persons, bodies = populations["persons"], populations["bodies"]
    return Terms(
        phrases={
            SCOPE: _words(*scopes),
            PERIOD: _words(*periods),
            POPULATION: _words(persons),
            BODY: _words(bodies),
        },
        patterns={PERIOD: tuple(_patterns(*periods)), SCOPE: tuple(_patterns(*scopes))},
        anywhere=frozenset(_words(*(concept for concept in scopes if concept.first("anywhere")))),
        persons=persons.properties.get("ending", ()),
        bodies=bodies.properties.get("ending", ()),
        actions={concept.name: frozenset(_words(concept)) for concept in load_scheme("actions")},
    )


def _words(*concepts: Concept) -> tuple[str, ...]:
    return tuple(
        label
        for concept in concepts
        for label in concept.labels
        if not (label[:1].isascii() and label[:1].isalpha())
    )


def _patterns(*concepts: Concept) -> Iterator[list[dict[str, Any]]]:
    for concept in concepts:
        for pattern in concept.properties.get("tokenPattern", ()):
            yield json.loads(pattern)
