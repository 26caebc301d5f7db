"""Signs that Word keeps as numbers in the Symbol and Wingdings fonts, as the characters that are printed."""

from collections.abc import Mapping
from typing import Final

_SYMBOL: Final = {
    0x2D: "−", 0xA3: "≤", 0xA5: "∞", 0xAE: "→", 0xB0: "°", 0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB7: "·",
    0xB8: "÷", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xBC: "…", 0xA2: "′", 0xD7: "·", 0x3C: "<", 0x3E: ">", 0x3D: "=",
    0x25: "%", 0x2B: "+", 0x7E: "~",
}  # fmt: skip
_WINGDINGS: Final = {
    0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "□", 0x72: "□", 0xA8: "□", 0xFC: "√", 0xFB: "×", 0xFD: "☒", 0xFE: "☑",
    0xD8: "➢", 0xE0: "→", 0x9F: "•", 0xA1: "○", 0x75: "◆",
}  # fmt: skip
_WINGDINGS_2: Final = {0x50: "√", 0x4F: "×", 0x52: "☑", 0x54: "☒", 0xA3: "□", 0x2A: "□", 0x30: "□"}
_FONTS: Final[Mapping[str, Mapping[int, str]]] = {
    "symbol": _SYMBOL,
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
}
_PRIVATE: Final = range(0xF000, 0xF100)


def symbol(code: int, font: str) -> str:
    """The character that a symbol font prints for a code; the code's own where the font is no such font; empty
    for a private code of an unknown font.

    >>> symbol(0xF0B3, "Symbol"), symbol(0xFE, "Wingdings")
    ('≥', '☑')
    """
    known = _FONTS.get(font.lower())
    bare = code - 0xF000 if code in _PRIVATE else code
    if known is not None:
        return known.get(bare, chr(bare) if 0x20 <= bare < 0x7F else "")
    return "" if code in _PRIVATE else chr(code)


def without_private(text: str, font: str) -> str:
    """Text whose signs of a symbol font, kept as private characters or typed in that font, are the printed ones."""
    if font.lower() == "symbol":
        return "".join(_SYMBOL.get(ord(c) & 0xFF, c) if c > "~" else c for c in text)
    if not any("\uf000" <= character < "\uf100" for character in text):
        return text
    known = _FONTS.get(font.lower(), _SYMBOL)
    return "".join(
        known.get(ord(character) - 0xF000, "") if "\uf000" <= character < "\uf100" else character
        for character in text
    )
