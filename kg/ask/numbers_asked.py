"""Words that ask for a number, put together from what may stand in front of 多少 and behind it.

各安排了多少万元, 至少要达到几, 打了几分: the leads and the verbs are words of ontology/vocab/questions.ttl, so that
each is written there once and not with every number that it may stand before.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from kg.ask.words import LEADS, question_words
from kg.segment.units import read_unit
from kg.text import key
from kg.vocabulary import load_scheme

_ASKED: Final = "多长时间|多少时间|多久时间|多少|多长|多久|多大|多高|几"
_FEW: Final = "几"
_MOST: Final = "最"
"""最多几条 asks for what is allowed, and counts nothing."""
_TAIL: Final = re.compile("钱|[万亿]元?")
_BOUND: Final = re.compile("(?:以内|之内|以上|以下|内)?")
_CLASSIFIER: Final = frozenset("个条项家份张笔")


def numbers_asked(text: str, start: int) -> Iterator[tuple[int, str]]:
    """Where words that ask for a number at ``start`` may end, and their role: ``how-many`` of things, else ``what``.

    With the unit and without it: 多少项 of 多少项目 is no unit.
    """
    asked = _pattern().match(text, start)
    if asked is None:
        return
    end = _end_of_unit(text, asked.end())
    if end == asked.end() and (tail := _TAIL.match(text, end)):
        end = tail.end()
    if end == asked.end() and asked[0].endswith(_FEW):
        return
    counts = text[asked.end() : end] in _CLASSIFIER and end > asked.end()
    role = "how-many" if counts and not asked[0].startswith(_MOST) else "what"
    bound = _BOUND.match(text, end)
    yield (bound.end() if bound else end), role
    if end > asked.end() and not asked[0].endswith(_FEW):
        yield asked.end(), "what"


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    concepts = (concept for concept in load_scheme("questions") if concept.name in LEADS)
    words = {key(label) for concept in concepts for label in concept.labels if not label.isascii()}
    leads = "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word)))
    return re.compile(f"(?:(?:{leads})(?:了|的是|的)?)*(?:{_ASKED})")


def _end_of_unit(text: str, at: int) -> int:
    """Where the unit behind 多少 ends: 多少家次 has it whole, of 多少个项目 it is 个."""
    unit = read_unit(text, at) if at < len(text) else None
    if unit is None:
        return at
    noun = text[at] in _CLASSIFIER and text[at + 1 : unit.end] in question_words()
    return at + 1 if noun else unit.end
