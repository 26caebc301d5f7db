"""The printed text as the rules see it: folded, without LaTeX and white space, every character still findable."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kg.text import fold

_COMMANDS: Final = {
    "\\geqq": "≥", "\\leqq": "≤",
    "\\geqslant": "≥", "\\geq": "≥", "\\ge": "≥", "\\leqslant": "≤", "\\leq": "≤", "\\le": "≤", "\\gt": ">",
    "\\lt": "<", "\\sim": "~", "\\times": "×", "\\pm": "±", "\\cdot": "·", "\\%": "%", "\\textless": "<",
    "\\textgreater": ">", "\\approx": "≈",
}  # fmt: skip
_ENTITIES: Final = {
    "&ge;": "≥", "&geq;": "≥", "&le;": "≤", "&leq;": "≤", "&gt;": ">", "&lt;": "<", "&nbsp;": " ", "&plusmn;": "±",
    "&#8805;": "≥", "&#8804;": "≤", "&#x2265;": "≥", "&#x2264;": "≤", "&#62;": ">", "&#60;": "<", "&#177;": "±",
}  # fmt: skip
_SMALL_SIGNS: Final = str.maketrans(
    {
        "\N{SMALL GREATER-THAN SIGN}": ">",
        "\N{SMALL LESS-THAN SIGN}": "<",
        "\N{SMALL EQUALS SIGN}": "=",
        "\N{MINUS SIGN}": "-",
        "\N{FULLWIDTH YEN SIGN}": "¥",
        "\N{VULGAR FRACTION ONE HALF}": "半",
    }
)


@dataclass(frozen=True, slots=True)
class View:
    """``text`` is what the rules read; ``text[i]`` is printed at ``printed[starts[i]:ends[i]]``."""

    printed: str
    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The ``[start, end]`` of characters of ``text`` in ``printed``; white space around them stays out."""
        if start >= end:
            place = self.starts[start] if start < len(self.starts) else len(self.printed)
            return place, place
        return self.starts[start], self.ends[end - 1]

    def part(self, start: int, end: int) -> str:
        """The characters of ``text`` as printed (not folded), without white space."""
        return "".join(self.printed[self.starts[index] : self.ends[index]] for index in range(start, end))

    def has_gap(self, start: int, end: int) -> bool:
        """Whether white space stands between two of these characters."""
        return any(self.starts[index + 1] != self.ends[index] for index in range(start, end - 1))

    def tidy(self, start: int, end: int) -> str:
        """The characters as printed, with the line wraps inside Chinese words taken out."""
        first, last = self.span(start, end)
        return tidy(self.printed[first:last])


# a space between two Chinese characters is a line wrap; one beside Latin letters or digits is typesetting
_WRAP: Final = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\s++(?=[\u3000-\u9fff\uff00-\uffef])")


def tidy(printed: str) -> str:
    """Printed characters with the line wraps inside Chinese words taken out."""
    return _WRAP.sub("", printed)


def make_view(printed: str) -> View:
    """The view of one cell."""
    plain = fold(printed).translate(_SMALL_SIGNS)
    ends = list(range(1, len(plain) + 1))
    if "\\" in plain or "$" in plain:
        plain = _latex().sub(lambda match: _replaced(match, _COMMANDS, ends), plain)
    if "&" in plain:
        plain = _entity().sub(lambda match: _replaced(match, _ENTITIES, ends), plain)
    kept = [index for index, char in enumerate(plain) if not char.isspace()]
    return View(
        printed, "".join(plain[index] for index in kept), tuple(kept), tuple(ends[index] for index in kept)
    )


def _replaced(match: re.Match[str], signs: Mapping[str, str], ends: list[int]) -> str:
    """The sign that a command stands for, padded to its length; the sign ends where the command does."""
    command = match[0]
    sign = signs.get(command, "")
    if command.endswith(sign):  # the per cent sign of "\\%" is printed itself; nothing else is
        return sign.rjust(len(command))
    ends[match.start()] = match.end()
    return sign.ljust(len(command))


@lru_cache(maxsize=1)
def _latex() -> re.Pattern[str]:
    known = "|".join(re.escape(word) for word in sorted(_COMMANDS, key=len, reverse=True))
    return re.compile(rf"(?:{known})(?![A-Za-z])|\\%|\\[A-Za-z]+|\\[,;:! ()]|[$^{{}}\\]")


@lru_cache(maxsize=1)
def _entity() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _ENTITIES)))
