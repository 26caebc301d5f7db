"""Values as the text or the number of a spreadsheet cell, and the room that they take."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Final

from kg.records import number_text

MAX_TEXT: Final = 32_767
"""The most characters (UTF-16 units) that Excel keeps in a cell."""

_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_MOST_DIGITS: Final = 15


def cell_text(value: object) -> str:
    """A value as the text of a cell: legal in XML, at most 32,767 characters, a note where it was cut.

    A list becomes its parts joined by a comma; None becomes an empty text, a truth value 是 or 否.
    """
    if isinstance(value, str):
        return _clean(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (list, tuple)):
        return _clean("，".join(str(part) for part in value))
    return number_text(value) if isinstance(value, Decimal) and value.is_finite() else str(value)


@lru_cache(maxsize=8192)  # names, units and levels come back in every row
def _clean(text: str) -> str:
    if _ILLEGAL.search(text):
        text = _ILLEGAL.sub("", text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) * 2 > MAX_TEXT and len(text.encode("utf-16-le")) // 2 > MAX_TEXT:
        note = f"……（原文共 {len(text):,} 字，此处截断）"
        kept = text.encode("utf-16-le")[: 2 * (MAX_TEXT - len(note))]
        text = kept.decode("utf-16-le", errors="ignore") + note
    return text


def cell_number(value: object) -> int | Decimal | None:
    """The number of a number cell; None for anything else, and for more than the 15 digits that fit one."""
    if isinstance(value, Decimal):
        digits = value.as_tuple().digits
        fits = value.is_finite() and (len(digits) <= _MOST_DIGITS or _significant(digits) <= _MOST_DIGITS)
        return value if fits else None
    if isinstance(value, int) and not isinstance(value, bool):
        fits = abs(value) < 10**_MOST_DIGITS or _significant(map(int, str(abs(value)))) <= _MOST_DIGITS
        return value if fits else None
    return None


def _significant(digits: Iterable[int]) -> int:
    return len("".join(map(str, digits)).strip("0"))


def line_count(text: str, width: float) -> int:
    """How many lines a text takes in a column of ``width``; a Chinese character is two half-widths wide."""
    # 7 pixels a unit of width, 6.7 a half-width character of 10 points, a margin on both sides
    room = max(int(width * 1.05 - 1.2), 1)
    if len(text) * 2 <= room and "\n" not in text:
        return 1
    if "\n" not in text:
        return -(-_display_width(text) // room) or 1
    return sum(max(1, -(-_display_width(line) // room)) for line in text.split("\n"))


def _display_width(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(map(_WIDTHS.__getitem__, text))


class _Widths(dict[str, int]):
    def __missing__(self, character: str) -> int:
        width = self[character] = 2 if unicodedata.east_asian_width(character) in "WFA" else 1
        return width


_WIDTHS: Final = _Widths()
"""The half-widths of the characters met so far."""
