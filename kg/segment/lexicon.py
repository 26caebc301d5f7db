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
    of them to the sign, ``sign_starts`` are the first characters of the former. ``units`` maps a spelling to
    its concept; ``fraction`` finds the units that stand before their number, ``prefixes`` are the signs that do
    (¥). ``glue``: words that may lead in a bare number; ``between``: those that may stand between an operator
    and its number. ``qualifiers`` maps the words found by ``qualifier`` to the names of their concepts;
    ``said_starts`` are the first characters of those and of the words of change.
    """

    before: re.Pattern[str]
    after: re.Pattern[str]
    after_date: re.Pattern[str]
    signs: Mapping[str, Operator]
    sign_starts: frozenset[str]
    units: Mapping[str, Concept]
    fraction: re.Pattern[str]
    prefixes: Mapping[str, Concept]
    glue: re.Pattern[str]
    between: re.Pattern[str]
    change: re.Pattern[str]
    growth: frozenset[str]
    decline: frozenset[str]
    reached: re.Pattern[str]
    said_starts: frozenset[str]
    qualifier: re.Pattern[str]
    qualifiers: Mapping[str, str]
    approximate: re.Pattern[str]
    more_or_less: re.Pattern[str]
    finish: re.Pattern[str]
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
    others: list[str] = []
    for concept in load_scheme("operators"):
        sign = cast("Operator", concept.properties[_NOTATION][0])
        words = _printed(concept)
        behind = [key(word) for word in concept.properties.get("after", ())]
        behind_date = [key(word) for word in concept.properties.get("afterDate", ())]
        others += [key(word) for word in concept.properties.get("notWithin", ())]
        before += words
        after += behind
        after_date += behind_date
        signs |= dict.fromkeys([*words, *behind, *behind_date], sign)
    units = spellings("units")
    markers = {concept.name: marker_words(concept.name) for concept in load_scheme("markers")}
    glue = [*markers["lead"], *markers["change"], *markers["approximate"]]
    more = r"\d{4}年度?|\(含(?:本数)?\)|[(:,\"“)]"
    said = {word: concept.name for concept in load_scheme("qualifiers") for word in _printed(concept)}
    return Lexicon(
        before=any_of(before),
        after=re.compile(f"(?!{any_of(others).pattern})(?:{any_of(after).pattern})"),
        after_date=any_of(after_date),
        signs=signs,
        sign_starts=frozenset(word[0] for word in before),
        units=units,
        prefixes={
            key(sign): concept
            for concept in load_scheme("units")
            for sign in concept.properties.get("prefix", ())
        },
        fraction=any_of(word for word in units if word.endswith("分之")),
        glue=any_of(glue, more=more),
        between=any_of([*glue, *markers["goal-verb"], *markers["reference"]], more=more),
        change=any_of(markers["change"]),
        growth=frozenset(markers["growth"]),
        decline=frozenset(markers["decline"]),
        reached=any_of(markers["reached"]),
        said_starts=frozenset(word[0] for word in [*said, *markers["change"], "每"]),
        qualifier=any_of(said),
        qualifiers=said,
        approximate=any_of(markers["approximate"]),
        more_or_less=any_of(markers["more-or-less"]),
        finish=any_of(markers["finish"]),
        heading=re.compile(rf"(?:{any_of(markers['heading']).pattern}):"),
        ordinal=any_of(markers["ordinal"]),
        stars="".join(markers["star"]),
        year_end=any_of(markers["calendar"]),
    )


@cache
def marker_words(group: str) -> tuple[str, ...]:
    """The words of one group of ontology/vocab/markers.ttl and of the groups below it, folded."""
    return tuple(
        word
        for concept in load_scheme("markers")
        if concept.name == group or any(parent.endswith(f"/{group}") for parent in concept.broader)
        for word in _printed(concept)
    )


def any_of(words: Iterable[str], *, more: str = "") -> re.Pattern[str]:
    """A pattern of all words, the longest first; ``more`` is a pattern tried after them."""
    choices = [re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word))]
    return re.compile("|".join([*choices, more] if more else choices))


def _printed(concept: Concept) -> list[str]:
    """The spellings met in forms: all labels but the English one."""
    return [key(label) for label in concept.labels if not (label.isascii() and label[:1].isalpha())]
