"""Characters of a PDF put together: into printed lines, and lines into the text of a cell."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

from kg.model import Box
from kg.read.flow import joined, raised
from kg.read.pdf_page import Glyph

_SAME_LINE: Final = 0.45
"""Share of the larger size by which base lines of one line may differ (raised figures)."""
_RAISED: Final = 0.78
"""Share of the size of its line below which a raised or lowered character is small."""
_WORD_GAP: Final = 0.2
_SIGN_GAP: Final = 0.8
"""Gaps, in sizes, that are blanks: beside a letter or figure on both sides, and beside a Chinese character."""
_TIGHT_GAP: Final = 0.22
_TIGHT_MIXED_GAP: Final = 0.28
"""The same where the characters of the line touch: between two Chinese characters, and beside a Latin one, before
which word processors set 0.25 by themselves."""
_TOUCHING: Final = 0.04
_NO_WIDTH: Final = 0.05
_COLUMN_GAP: Final = 1.5
_SPREAD: Final = 0.3
_ROOM: Final = 3.0
"""Room, in sizes, that a line leaves behind what would have fitted, where its end is meant."""
_PADDING: Final = 5.5
_ENDED: Final = frozenset("。；;！")
_ENUMERATED: Final = re.compile(
    r"[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:[、）)]|[.．](?!\d))|[①-⑳]|(?:目标|指标|任务)\d{1,2}[:：]"
)
_TIED: Final = frozenset("/-+*×%％")
_NEVER_FIRST: Final = frozenset("，。、；：？！）】》”’％%,.;:?!)]}〉」』℃°")
_NEVER_LAST: Final = frozenset("（【《“‘([{〈「『¥￥")
_WORDS: Final = re.compile(r"[A-Za-z]{2}")
_NARROW: Final = re.compile(r"[!-~\u00a1-\u024f\u0370-\u04ff]")


@dataclass(slots=True)
class PrintedLine:
    """Characters on one base line, from left to right, without the blanks at both ends."""

    glyphs: list[Glyph]

    @property
    def x0(self) -> float:
        return self.glyphs[0].x0

    @property
    def x1(self) -> float:
        return max(glyph.x1 for glyph in self.glyphs)

    @property
    def size(self) -> float:
        return max(glyph.size for glyph in self.glyphs)

    @property
    def base(self) -> float:
        return max(self.glyphs, key=lambda glyph: glyph.size).base

    @property
    def top(self) -> float:
        return min(glyph.top for glyph in self.glyphs)

    @property
    def bottom(self) -> float:
        return max(glyph.bottom for glyph in self.glyphs)

    @property
    def box(self) -> Box:
        return (self.x0, self.top, self.x1, self.bottom)


def printed_lines(glyphs: Iterable[Glyph]) -> list[PrintedLine]:
    """Characters by their base lines, from the top. Turned characters come last, in the order they were drawn."""
    upright = sorted((glyph for glyph in glyphs if not glyph.turned), key=lambda glyph: glyph.base)
    groups: list[list[Glyph]] = []
    base = size = 0.0
    for glyph in upright:
        if groups and glyph.base - base <= _SAME_LINE * max(size, glyph.size):
            groups[-1].append(glyph)
            if glyph.size > size + 0.1:
                base, size = glyph.base, glyph.size
            continue
        groups.append([glyph])
        base, size = glyph.base, glyph.size
    lines = []
    for group in groups:
        group.sort(key=lambda glyph: glyph.x0)
        kept = _trimmed(group)
        if kept:
            lines.append(PrintedLine(kept))
    return lines


def line_text(line: PrintedLine, *, columns: bool = False) -> str:
    """The text of a line. Gaps are blanks; with ``columns``, gaps of 1.5 characters and more are tabs."""
    size, base = line.size, line.base
    spread, tight = _spread(line.glyphs), _is_tight(line.glyphs)
    pieces: list[str] = []
    before: Glyph | None = None
    blank = False
    for glyph in line.glyphs:
        if glyph.text.isspace():
            # PDFium makes up blanks of no width beside signs that it takes for Latin ones
            blank = blank or glyph.x1 - glyph.x0 > _NO_WIDTH * size
            continue
        if before is not None:
            gap = glyph.x0 - before.x1
            em = max(glyph.size, before.size)
            if columns and gap >= max(_COLUMN_GAP * em, 1.3 * spread):
                pieces.append("\t")
            elif blank or gap >= _blank_from(before, glyph, spread, tight=tight):
                pieces.append(" ")
        small = glyph.size <= _RAISED * size and base - glyph.base >= 0.15 * size
        pieces.append(raised(glyph.text) if small and before is not None else glyph.text)
        before, blank = glyph, False
    return "".join(pieces)


def cell_text(glyphs: Sequence[Glyph], width: float) -> str:
    """The text of a cell on one line: soft breaks closed, hard ones a blank.

    A break is hard where the next word had found room in a cell of ``width`` points.
    """
    lines = printed_lines(glyphs)
    turned = "".join(glyph.text for glyph in glyphs if glyph.turned).strip()
    texts = [line_text(line) for line in lines]
    pieces: list[str] = []
    for index, text in enumerate(texts):
        if index and not _is_hard(lines[index - 1], texts[index - 1], lines[index], text, width):
            pieces[-1] += _seam(pieces[-1], text) + text
        else:
            pieces.append(text)
    if turned:
        pieces.append(turned)
    return joined(pieces)


def _seam(before: str, after: str) -> str:
    """A blank between two Latin words."""
    return " " if _WORDS.fullmatch(before[-1:] + after[:1]) else ""


def _is_hard(line: PrintedLine, text: str, after: PrintedLine, next_text: str, width: float) -> bool:
    """Whether a line ends although the beginning of the next one had found room behind it, or before an item."""
    if text[-1] in _ENDED and _ENUMERATED.match(next_text):
        return True
    return width - 2 * _PADDING - (line.x1 - line.x0) > _first_word(after.glyphs) + _ROOM * line.size


def _first_word(glyphs: Sequence[Glyph]) -> float:
    """How wide the first piece of a line is that cannot be broken."""
    end = glyphs[0].x1
    for before, glyph in pairwise(glyphs):
        tied = before.text in _NEVER_LAST or glyph.text in _NEVER_FIRST
        tied = tied or before.text in _TIED or glyph.text in _TIED
        word = _NARROW.match(before.text) and _NARROW.match(glyph.text)
        if not (tied or word):
            break
        end = glyph.x1
    return end - glyphs[0].x0


def _blank_from(before: Glyph, glyph: Glyph, spread: float, *, tight: bool) -> float:
    """The gap from which there is a blank between two characters."""
    em = min(before.size, glyph.size)
    narrow = [_NARROW.match(side.text) is not None for side in (before, glyph)]
    if all(narrow):
        share = _WORD_GAP
    elif tight and not any(narrow):
        share = _TIGHT_GAP
    elif tight:
        share = _TIGHT_MIXED_GAP
    else:
        share = _SIGN_GAP
    return max(share * em, 1.3 * spread)


def _is_tight(glyphs: Sequence[Glyph]) -> bool:
    """Whether most characters of a line touch: then a small gap between two is a blank, and no setting of the line."""
    gaps = [
        (after.x0 - before.x1) / before.size
        for before, after in pairwise(glyph for glyph in glyphs if not glyph.text.isspace())
    ]
    return sum(abs(gap) < _TOUCHING for gap in gaps) * 2 > len(gaps)


def _spread(glyphs: Sequence[Glyph]) -> float:
    """The gap that all characters of a line have, where it is set wide; else 0."""
    gaps = [
        after.x0 - before.x1
        for before, after in pairwise(glyphs)
        if not before.text.isspace() and not after.text.isspace()
    ]
    if len(gaps) < 2 or len(gaps) < len(glyphs) - 1:
        return 0.0
    usual = median(gaps)
    even = max(gaps) - min(gaps) <= 0.25 * usual + 0.5
    return usual if even and usual >= _SPREAD * glyphs[0].size else 0.0


def _trimmed(glyphs: Sequence[Glyph]) -> list[Glyph]:
    start, end = 0, len(glyphs)
    while start < end and glyphs[start].text.isspace():
        start += 1
    while end > start and glyphs[end - 1].text.isspace():
        end -= 1
    return list(glyphs[start:end])
