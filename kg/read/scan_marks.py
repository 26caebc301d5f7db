"""Printed signs that the model has no character for (㎡, ㎥) or takes for others (‰ for %), and ink it left unread."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from kg.read.scan_picture import WHITE, Grey
from kg.read.scan_reader import Read, Sign, beside_figures, read_strips

_INK: Final = 170
_LEVELS: Final = (_INK, 120)
_GUESSED: Final = 0.6
_LIKELY: Final = 0.85
_UNREAD: Final = 0.3
_METRE: Final = re.compile(r"(?:^|[^A-Za-z])[kcd]?m[²2]?$")
_FAINTER: Final = 25
_DASH: Final = 0.75
_LEAST_DOT: Final = 0.006
_LEAST_TAIL: Final = 0.95
_LEAST_TAIL_NARROW: Final = 0.8
_WIDE_SIGN: Final = 1.6


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
    read = signs = _points(signs, ink) if sum(sign.text.isdigit() for sign in signs) > 1 else signs
    text = "".join(sign.text for sign in signs)
    if _METRE.search(text):
        return _metre(read, ink)
    if text[-1] in "%％":
        return _per_mille(read, signs, ink)
    return _tail(read, signs[-1], ink)


def bars(image: Grey, size: float) -> str | None:
    """A lone sign of bars by its shape: = of two alike, 二 of two unlike, —, - or / of one; None for others."""
    middle = (float(image.min()) + WHITE) / 2
    dark = np.asarray(image < max(_INK, middle + _FAINTER), dtype=np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    found = sorted(
        (y, x, wide, tall)
        for x, y, wide, tall, area in stats[1:count].tolist()
        if area >= _LEAST_DOT * size**2
    )
    if len(found) == 1 and _is_slash(dark, found[0][3], size):
        return "/"
    if not found or len(found) > 2 or any(tall > max(0.34 * wide, 2) for _, _, wide, tall in found):
        return None
    widths = sorted(wide for _, _, wide, _ in found)
    if len(found) == 1:
        return "—" if widths[0] >= _DASH * size else "-"
    (_, left, wide, _), (_, other_left, other_wide, _) = found
    ends_apart = max(abs(left - other_left), abs(left + wide - other_left - other_wide))
    if ends_apart <= max(1.5, 0.06 * widths[1]):
        return "="
    return "二" if widths[0] <= 0.85 * widths[1] else None


def _is_slash(dark: Grey, tall: int, size: float) -> bool:
    """Whether the ink is one straight stroke that leans to the right."""
    rows, columns = np.nonzero(dark)
    if tall < 0.6 * size:
        return False
    lean, start = np.polyfit(rows, columns, 1)
    spread = float(np.std(columns - (lean * rows + start)))
    return -0.9 < lean < -0.18 and spread < 0.07 * size


def _points(signs: Read, ink: _Ink) -> Read:
    """The decimal points and commas between figures that the model passed over: small dots on the base line."""
    width = ink.image.shape[1]
    found = list(signs)
    for x, wide, tall, low in (dot for level in _LEVELS for dot in _dots(ink, level)):
        at = (x + wide / 2) / width
        before = [sign for sign in found if sign.at < at]
        after = [sign for sign in found if sign.at >= at]
        if not before or not after or not before[-1].text.isdigit() or not after[0].text.isdigit():
            continue
        near = 0.4 * ink.size / width
        if any(abs(sign.at - at) < near and not sign.text.isdigit() for sign in found):
            continue
        mark = "," if low and tall > 1.4 * wide else "."
        found = [*before, Sign(mark, at, _GUESSED), *after]
    return tuple(found)


def _dots(ink: _Ink, level: int) -> Iterator[tuple[int, int, int, bool]]:
    """Left, width and height of each small dot at the foot of the line with nothing above it, and whether it
    reaches below. A dot may hang together with a figure unless only what is darker than ``level`` counts."""
    dark = np.asarray(ink.image < level, dtype=np.uint8)
    grey = ink.image < _INK
    rows = np.flatnonzero(grey.any(axis=1))
    top, high = int(rows[0]), int(rows[-1]) + 1 - int(rows[0])
    count, _, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    for x, y, wide, tall, area in stats[1:count].tolist():
        small = max(wide, tall) <= 0.3 * ink.size and area >= max(2.0, _LEAST_DOT * ink.size**2)
        if small and y >= top + 0.62 * high and not grey[: y - 1, x : x + wide].any():
            yield x, wide, tall, y + tall >= top + high


def _metre(read: Read, ink: _Ink) -> Read:
    """m with a raised figure as ㎡ or ㎥; m2 as it is."""
    digit = read[-1].text in "2²"
    metre = read[-2] if digit else read[-1]
    middle = round(metre.at * ink.image.shape[1])
    low = _top(ink, middle - round(0.25 * ink.size), middle + round(0.1 * ink.size))
    high = _top(ink, ink.last - round(0.25 * ink.size), ink.last)
    if low is None or high is None or high > low - 0.15 * ink.size:
        return read
    power = _power(
        ink.image[max(0, high - 2) : low + round(0.1 * ink.size), ink.last - round(0.4 * ink.size) : ink.last]
    )
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
    if _is_per_mille(part) or ink.last - start > _WIDE_SIGN * _height(part):
        rest = read[: read.index(last)]
        return (*rest, Sign("‰", last.at, _GUESSED))
    return read


def _height(part: Grey) -> int:
    rows = np.flatnonzero((part < _INK).any(axis=1))
    return int(rows[-1]) + 1 - int(rows[0]) if len(rows) else 1


def _is_per_mille(part: Grey) -> bool:
    """Whether a sign has two closed rings of one size side by side at its foot."""
    if part.shape[1] < 4:
        return False
    large = cv2.resize(part, None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC)
    _, dark = cv2.threshold(np.asarray(large, dtype=np.uint8), 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    rows = np.flatnonzero(dark.any(axis=1))
    if not len(rows):
        return False
    middle, high = (rows[0] + rows[-1]) / 2, rows[-1] - rows[0]
    dark = cv2.copyMakeBorder(dark, 2, 2, 2, 2, cv2.BORDER_CONSTANT, value=0)
    count, labels, stats, centres = cv2.connectedComponentsWithStats(
        np.asarray(1 - dark, dtype=np.uint8), connectivity=4
    )
    outside = int(labels[0, 0])
    low = [
        (int(stats[ring][cv2.CC_STAT_AREA]), float(centres[ring][1]))
        for ring in range(1, count)
        if ring != outside and centres[ring][1] > middle and stats[ring][cv2.CC_STAT_AREA] >= 6
    ]
    return any(
        max(one[0], other[0]) <= 2 * min(one[0], other[0]) and abs(one[1] - other[1]) < 0.12 * high
        for number, one in enumerate(low)
        for other in low[:number]
    )


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
    return _metre_alone(found)


def _metre_alone(read: Read) -> Read:
    """A metre sign read for itself, with its raised figure."""
    if read[-1].text in "m2" and _METRE.search("".join(sign.text for sign in read)):
        return (*(sign for sign in read if sign.text not in "m2" or sign.at < 1.0), Sign("㎡", 1.0, _GUESSED))
    return read


def _bare(read: Read, figures: str, *, last: bool) -> str:
    text = "".join(sign.text for sign in read if sign.text.strip())
    if last:
        return text.removesuffix(figures) if text.endswith(figures) else ""
    return text.removeprefix(figures) if text.startswith(figures) else ""
