"""Which pages of a long document can hold a form, told by their text alone, before any table is looked for."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from kg.text import key
from kg.vocabulary import load_scheme

_SHORTEST: Final = 4
_FEWEST: Final = 2
_FIELDS: Final = frozenset({"level1", "level2", "name", "target"})


def form_pages(texts: Sequence[str]) -> list[bool]:
    """For each page whether its tables are needed to read the forms.

    A page counts that prints two different column headings or level labels of a form (in the order of the page,
    white space aside); so does the page behind it, where rows may go on without any, and the page before it when
    that prints the title of a form.
    """
    keys = [key(text) for text in texts]
    sure = [len(set(_labels().findall(page))) >= _FEWEST for page in keys]
    titled = [_titles().search(page) is not None for page in keys]
    found = list(sure)
    for number, holds in enumerate(sure):
        if not holds:
            continue
        if number + 1 < len(found):
            found[number + 1] = True
        if number and titled[number - 1]:
            found[number - 1] = True
    return found


@lru_cache(maxsize=1)
def _labels() -> re.Pattern[str]:
    headings = {
        label
        for concept in load_scheme("headers")
        if concept.first("field") in _FIELDS
        for label in concept.labels
    }
    levels = {label for concept in load_scheme("kinds") for label in concept.labels}
    return _any_of({key(label) for label in headings | levels if len(key(label)) >= _SHORTEST})


@lru_cache(maxsize=1)
def _titles() -> re.Pattern[str]:
    return _any_of({key(label) for concept in load_scheme("forms") for label in concept.labels})


def _any_of(words: set[str]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word))))
