"""Printed signs that the model has no character for (㎡, ㎥) or takes for others (‰ for %), and ink it left unread."""

import re
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from kg.read.scan_picture import WHITE, Grey
from kg.read.scan_reader import Read, Sign, beside_figures, read_strips

_INK: Final = 170
_GUESSED: Final = 0.6
_LIKELY: Final = 0.85
_UNREAD: Final = 0.3
_METRE: Final = re.compile(r"(?:^|[^A-Za-z])[kcd]?m[²2]?$")
_LEAST_TAIL: Final = 0.95
_LEAST_TAIL_NARROW: Final = 0.8
_WIDE_SIGN: Final = 1.18


@dataclass(frozen=True, slots=True)
class _Ink:
    """The columns of an image that hold ink: from ``first`` to ``last``."""

    image: Grey
    size: float
    first: int
    last: int


def mended(read: Read, image: Grey, size: float) -> Read:
    """The reading with what its image shows besides: a raised figure behind m, the third ring of ‰, a character
    at the end that was passed over. Such characters have a low confidence."""
    signs = tuple(sign for sign in read if sign.text.strip())
    columns = np.flatnonzero((image < _INK).any(axis=0))
    if not len(columns) or not signs:
        return read
    ink = _Ink(image, size, int(columns[0]), int(columns[-1]) + 1)
    text = "".join(sign.text for sign in signs)
    if _METRE.search(text):
        return _metre(read, ink)
    if text[-1] in "%％":
        return _per_mille(read, signs, ink)
    return _tail(read, signs[-1], ink)


def _metre(read: Read, ink: _Ink) -> Read:
    """m with a raised figure as ㎡ or ㎥; m2 as it is."""
    digit = read[-1].text in "2²"
    metre = read[-2] if digit else read[-1]
    middle = round(metre.at * ink.image.shape[1])
    low = _top(ink, middle - round(0.25 * ink.size), middle + round(0.1 * ink.size))
    high = _top(ink, ink.last - round(0.25 * ink.size), ink.last)
    if low is None or high is None or high > low - 0.15 * ink.size:
        return read
    power = _power(ink.image[max(0, high - 2) : low + round(0.1 * ink.size), ink.last - round(0.4 * ink.size) : ink.last])
    narrow = ink.last - middle < 0.9 * ink.size
    sign = {"2": "㎡", "3": "㎥"}[power] if narrow else f"m{'²' if power == '2' else '³'}"
    sure = min(metre.confidence, _LIKELY if power == "2" else _GUESSED)
    before = read[: -2 if digit else -1]
    return (*before, *(Sign(character, metre.at, sure) for character in sign))


def _top(ink: _Ink, first: int, last: int) -> int | None:
    """The highest row with ink between two columns."""
    rows = np.flatnonzero((ink.image[:, max(0, first) : max(1, last)] < _INK).any(axis=1))
    return int(rows[0]) if len(rows) else None


def _power(image: Grey) -> str:
    """The raised figure: 3 where the model says so, else 2."""
    high = max(12, image.shape[0])
    framed = np.asarray(
        cv2.copyMakeBorder(
            image, high // 5, high // 5, high // 3, high // 3, cv2.BORDER_CONSTANT, value=WHITE
        ),
        dtype=np.uint8,
    )
    texts = ["".join(sign.text for sign in read) for read in read_strips(beside_figures(framed, high))]
    return "3" if all("3" in text for text in texts) else "2"


def _per_mille(read: Read, signs: Read, ink: _Ink) -> Read:
    """A percent sign that is too wide for one, or has three rings."""
    last = signs[-1]
    start = ink.first
    if len(signs) > 1:
        middle = (signs[-2].at + last.at) / 2 * ink.image.shape[1]
        low, high = max(ink.first, round(middle - 0.28 * ink.size)), round(middle + 0.12 * ink.size) + 1
        columns = (ink.image[:, low:high] < _INK).sum(axis=0)
        if columns.size:
            start = low + int(np.flatnonzero(columns == columns.min())[-1])
    part = ink.image[:, start : ink.last]
    if _rings(part) == 3 or ink.last - start > _WIDE_SIGN * ink.size:
        rest = read[: read.index(last)]
        return (*rest, Sign("‰", last.at, _GUESSED))
    return read


def _rings(part: Grey) -> int:
    """The number of closed rings of a sign."""
    if part.shape[1] < 4:
        return 0
    large = cv2.resize(part, None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC)
    _, dark = cv2.threshold(np.asarray(large, dtype=np.uint8), 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    dark = cv2.copyMakeBorder(dark, 2, 2, 2, 2, cv2.BORDER_CONSTANT, value=0)
    count, _, stats, _ = cv2.connectedComponentsWithStats(
        np.asarray(1 - dark, dtype=np.uint8), connectivity=4
    )
    sizes = stats[1:count, cv2.CC_STAT_AREA]
    return int(((sizes >= 6) & (sizes < 0.5 * sizes.max())).sum()) if len(sizes) else 0


def _tail(read: Read, last: Sign, ink: _Ink) -> Read:
    """What stands behind the last character, read for itself."""
    middle = last.at * ink.image.shape[1]
    least = _LEAST_TAIL_NARROW if last.text.isascii() and last.text not in "%mMWw@&—…" else _LEAST_TAIL
    if ink.last - middle <= least * ink.size:
        return read
    half = 0.28 if last.text.isascii() else 0.52
    part = ink.image[:, round(middle + half * ink.size) : ink.last + max(1, round(0.1 * ink.size))]
    if not (part < _INK).any():
        return read
    side = round(0.25 * ink.size)
    framed = np.asarray(
        cv2.copyMakeBorder(part, 0, 0, side, side, cv2.BORDER_CONSTANT, value=WHITE), dtype=np.uint8
    )
    after, before = read_strips(beside_figures(framed, ink.size))
    one, other = _bare(after, "95", last=True), _bare(before, "8", last=False)
    more = other or one
    if not more:
        return (*read[:-1], Sign(last.text, last.at, _UNREAD, last.others))
    found = (*read, *(Sign(character, 1.0, _GUESSED) for character in more))
    return mended_metre(found, ink)


def mended_metre(read: Read, ink: _Ink) -> Read:
    """A metre sign read for itself, with its raised figure."""
    if read[-1].text in "m2" and _METRE.search("".join(sign.text for sign in read)):
        return (*(sign for sign in read if sign.text not in "m2" or sign.at < 1.0), Sign("㎡", 1.0, _GUESSED))
    return read


def _bare(read: Read, figures: str, *, last: bool) -> str:
    text = "".join(sign.text for sign in read if sign.text.strip())
    if last:
        return text.removesuffix(figures) if text.endswith(figures) else ""
    return text.removeprefix(figures) if text.startswith(figures) else ""
