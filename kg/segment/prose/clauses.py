"""A goal text cut into clauses: what stands between commas, full stops and brackets."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

ENDS: Final = frozenset(",;。!?:()\n")
"""What ends a clause in masked text."""
SENTENCE_ENDS: Final = frozenset(";。!?\n")
LONGEST_CLAUSE: Final = 200
LONGEST_SENTENCE: Final = 500
"""Characters looked at around a number where nothing ends the clause or sentence: time stays linear."""
FILLER: Final = "〓"
"""Stands for the characters of a note in brackets, which hold no words of the sentence."""
NAMED: Final = "〒"
"""Stands for the characters of a title or quotation, which may be a name."""

_ITEM: Final = re.compile(
    r"(?:(?<=[。;,!?:])|^)(?:(?:长期|年度)?目标)?(?:\d{1,2}(?:\.(?!\d)|[、:)])|[一二三四五六七八九十]{1,2}(?:[、:]|是))"
    r"|(?<=[\u4e00-\u9fff])(?<![到达为于是])\d[、.](?=[\u4e00-\u9fff])"
    r"|\(\d{1,2}\)|\([一二三四五六七八九十]{1,2}\)|[①-⑳]"
)
_QUOTED: Final = re.compile(r"《[^《》]{0,80}》|“[^“”]{0,60}”")
_NOTE: Final = re.compile(r"\([^()]{0,60}\)")
_POINT: Final = re.compile(r"(?<!\d)\.|\.(?!\d)")


def masked(text: str, numbers: Iterable[tuple[int, int]]) -> str:
    """The text with titles, quotations and notes filled in and the numbers of list items made full stops.

    A note that holds one of the ``numbers`` keeps its characters: it has clauses of its own.
    """
    places = sorted(numbers)
    text = _ITEM.sub(lambda match: "。" * len(match[0]), text)
    text = _QUOTED.sub(lambda match: NAMED * len(match[0]), text)
    text = _NOTE.sub(lambda match: match[0] if _holds(match, places) else FILLER * len(match[0]), text)
    return _POINT.sub("。", text)


def _holds(note: re.Match[str], places: list[tuple[int, int]]) -> bool:
    after = bisect_right(places, (note.start(), len(note.string)))
    return after < len(places) and places[after][1] < note.end()


def clause_start(text: str, at: int) -> int:
    """Where the clause of the character before ``at`` begins."""
    return _back(text, at, ENDS, LONGEST_CLAUSE)


def clause_end(text: str, at: int) -> int:
    """Where the clause of the character at ``at`` ends."""
    return _on(text, at, ENDS, LONGEST_CLAUSE)


def sentence_start(text: str, at: int) -> int:
    """Where the sentence (up to a full stop or semicolon) of the character before ``at`` begins."""
    return _back(text, at, SENTENCE_ENDS, LONGEST_SENTENCE)


def sentence_end(text: str, at: int) -> int:
    """Where the sentence of the character at ``at`` ends."""
    return _on(text, at, SENTENCE_ENDS, LONGEST_SENTENCE)


def _back(text: str, at: int, ends: frozenset[str], longest: int) -> int:
    marks = _marks(text, ends)
    index = bisect_left(marks, at)
    return max(0, at - longest, marks[index - 1] + 1 if index else 0)


def _on(text: str, at: int, ends: frozenset[str], longest: int) -> int:
    marks = _marks(text, ends)
    index = bisect_left(marks, at)
    return min(len(text), at + longest, marks[index] if index < len(marks) else len(text))


@lru_cache(maxsize=16)
def _marks(text: str, ends: frozenset[str]) -> tuple[int, ...]:
    return tuple(index for index, char in enumerate(text) if char in ends)
