"""Characters of printed Chinese forms, folded without changing their number, so that offsets stay true."""

import re
import unicodedata
from typing import Final

_FULLWIDTH: Final = {0xFF01 + i: 0x21 + i for i in range(94)}
_LOOKALIKES: Final = {
    "\N{IDEOGRAPHIC SPACE}": " ",
    "\N{NO-BREAK SPACE}": " ",
    "\N{GREATER-THAN OVER EQUAL TO}": "\N{GREATER-THAN OR EQUAL TO}",
    "\N{GREATER-THAN OR SLANTED EQUAL TO}": "\N{GREATER-THAN OR EQUAL TO}",
    "\N{LESS-THAN OVER EQUAL TO}": "\N{LESS-THAN OR EQUAL TO}",
    "\N{LESS-THAN OR SLANTED EQUAL TO}": "\N{LESS-THAN OR EQUAL TO}",
    "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}": "<",
    "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}": ">",
    "\N{LEFT ANGLE BRACKET}": "<",
    "\N{RIGHT ANGLE BRACKET}": ">",
    "\N{SMALL PERCENT SIGN}": "%",
    "\N{ARABIC PERCENT SIGN}": "%",
    "\N{MICRO SIGN}": "\N{GREEK SMALL LETTER MU}",
    "\N{LEFT TORTOISE SHELL BRACKET}": "[",
    "\N{RIGHT TORTOISE SHELL BRACKET}": "]",
}
_COMPATIBLE: Final = (
    (0x2E80, 0x2FD6),  # radicals, which some PDF files hold in place of the characters (⽬标)
    (0xF900, 0xFB00),  # compatibility ideographs
    (0xFE50, 0xFE6C),  # small forms of signs (﹦ ﹥)
)
_PLAIN: Final = {
    code: ord(plain)
    for start, end in _COMPATIBLE
    for code in range(start, end)
    if len(plain := unicodedata.normalize("NFKC", chr(code))) == 1
}
_INVISIBLE: Final = (0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF)
"""Soft hyphens, zero-width characters and marks of direction: nothing is printed there."""
_FOLD: Final = {
    **dict.fromkeys(_INVISIBLE, ord(" ")),
    **_FULLWIDTH,
    **_PLAIN,
    **{ord(a): ord(b) for a, b in _LOOKALIKES.items()},
}
SENTENCE_ENDS: Final = ("。", ".", ";", "!")
"""What ends a sentence of folded text."""
_SPACE: Final = re.compile(r"\s+")
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def fold(text: str) -> str:
    """Fold full-width forms and look-alike signs to ASCII or to the plain sign; the length never changes.

    NFKC is no substitute: it turns 10³ into 103 and ① into 1, and moves every offset behind them.

    >>> fold("≧９５％（含）")
    '≥95%(含)'
    """
    return text.translate(_FOLD)


def squeeze(text: str) -> str:
    """Drop all white space: printed forms break lines anywhere inside a word.

    >>> squeeze("专精特\\n新 企业")
    '专精特新企业'
    """
    return _SPACE.sub("", text)


def key(text: str) -> str:
    """The form of a label under which its spellings are looked up: folded, without white space."""
    return squeeze(fold(text))


def without_controls(text: str, keep: str = "") -> str:
    """The text with � for control characters, line separators and marks of direction, those in ``keep`` aside: what
    a terminal would obey instead of showing.

    >>> without_controls("a\\x1b[31mb")
    'a�[31mb'
    """
    return _CONTROLS.sub(lambda found: found[0] if found[0] in keep else "\N{REPLACEMENT CHARACTER}", text)


def is_blank(text: str | None) -> bool:
    """Whether a cell prints nothing or only the sign for nothing (``/``, a dash)."""
    return text is None or key(text) in {"", "/", "-", "—", "——", "–", "\\"}
