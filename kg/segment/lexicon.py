"""What the vocabulary says about targets, made ready for matching on folded text without white space."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import cast

from kg.model import Operator
from kg.namespaces import PREFIXES
from kg.text import key
from kg.vocabulary import Concept, load_scheme, spellings

_NOTATION = PREFIXES["skos"] + "notation"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Patterns and tables of ontology/vocab: operators, units, markers, measures.

    ``before``: signs and words before a number; ``after`` and ``after_date``: words behind; ``signs`` maps all
    of them to the sign. ``units`` maps a spelling to its concept. ``glue``: words that may stand between an
    operator and its number, or lead in a bare number.
    """

    before: re.Pattern[str]
    after: re.Pattern[str]
    after_date: re.Pattern[str]
    signs: Mapping[str, Operator]
    units: Mapping[str, Concept]
    longest_unit: int
    glue: re.Pattern[str]
    change: re.Pattern[str]
    approximate: re.Pattern[str]
    more_or_less: re.Pattern[str]
    heading: re.Pattern[str]
    ordinal: re.Pattern[str]
    stars: str
    year_end: re.Pattern[str]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon of ontology/vocab, read once. Raises VocabularyError."""
    signs: dict[str, Operator] = {}
    before: list[str] = []
    after: list[str] = []
    after_date: list[str] = []
    for concept in load_scheme("operators"):
        sign = cast("Operator", concept.properties[_NOTATION][0])
        words = _printed(concept)
        behind = [key(word) for word in concept.properties.get("after", ())]
        behind_date = [key(word) for word in concept.properties.get("afterDate", ())]
        before += words
        after += behind
        after_date += behind_date
        signs |= dict.fromkeys([*words, *behind, *behind_date], sign)
    units = spellings("units")
    markers = {concept.name: marker_words(concept.name) for concept in load_scheme("markers")}
    return Lexicon(
        before=any_of(before),
        after=any_of(after),
        after_date=any_of(after_date),
        signs=signs,
        units=units,
        longest_unit=max(map(len, units)),
        glue=any_of(
            [*markers["lead"], *markers["change"], *markers["approximate"]], more=r"\d{4}年度?|[(:,\"“]"
        ),
        change=any_of(markers["change"]),
        approximate=any_of(markers["approximate"]),
        more_or_less=any_of(markers["more-or-less"]),
        heading=re.compile(rf"(?:{any_of(markers['heading']).pattern}):"),
        ordinal=any_of(markers["ordinal"]),
        stars="".join(markers["star"]),
        year_end=any_of(markers["calendar"]),
    )


@cache
def marker_words(group: str) -> tuple[str, ...]:
    """The words of one group of ontology/vocab/markers.ttl, folded."""
    return next(tuple(_printed(concept)) for concept in load_scheme("markers") if concept.name == group)


def any_of(words: Iterable[str], *, more: str = "") -> re.Pattern[str]:
    """A pattern of all words, the longest first; ``more`` is a pattern tried after them."""
    choices = [re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word))]
    return re.compile("|".join([*choices, more] if more else choices))


def _printed(concept: Concept) -> list[str]:
    """The spellings met in forms: all labels but the English one."""
    return [key(label) for label in concept.labels if not (label.isascii() and label[:1].isalpha())]
