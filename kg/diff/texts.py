"""Texts as they are compared: what a form prints of its own year reads alike in every year."""

import re
from functools import lru_cache
from typing import Final

from kg.text import key

_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NEAR: Final = 3
"""Years from that of the form that are told by their distance."""


@lru_cache(maxsize=65536)
def undated(text: str, year: int) -> str:
    """The folded text, each year put as its distance from the year of the form.

    >>> undated("2025年底前完成", 2025) == undated("2026 年底前完成", 2026)
    True
    """

    def told(found: re.Match[str]) -> str:
        distance = int(found.group()) - year
        return f"〔{distance:+d}〕" if abs(distance) <= _NEAR else found.group()

    return _YEAR.sub(told, key(text))


@lru_cache(maxsize=65536)
def without_years(text: str) -> str:
    """The text without its years, which are no words to tell two names apart by.

    >>> without_years("2025年新能源汽车推广量")
    '年新能源汽车推广量'
    """
    return _YEAR.sub("", text)


def is_same(old: object, new: object, years: tuple[int, int] = (0, 0)) -> bool:
    """Whether two texts (None is empty) say the same but for white space, width and the year that has moved on."""
    ours, theirs = str(old or ""), str(new or "")
    if ours == theirs:
        return True
    return key(ours) == key(theirs) or undated(ours, years[0]) == undated(theirs, years[1])


def shown(value: object, nothing: str = "（未写）") -> str:
    """A printed text for a sentence; ``nothing`` where there is none."""
    text = "" if value is None else str(value).strip()
    return text or nothing
