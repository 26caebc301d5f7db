"""From strips to the text of a cell: reading signs again beside figures, comparing two readings, joining lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from kg.read.scan_lines import Strip
from kg.read.scan_marks import bars, mended
from kg.read.scan_picture import Grey
from kg.read.scan_reader import Read, Sign, beside_figures, read_strips
from kg.read.scan_words import is_unsure, settled

_DISAGREED: Final = 0.4
_GUESSED: Final = 0.55
_SHAPED: Final = 0.9
_DASHES: Final = frozenset("一-—–－―‐ー_")
_FOLD: Final = str.maketrans(
    "＝＞＜％（）：，；／－＋．～０１２３４５６７８９≧≦⩾⩽",
    "=><%():,;/-+.~0123456789≥≤≥≤",
)
_FIGURES: Final = re.compile(r"[0-9０-９≥≤≧≦＝=＞＜><%％‰±+＋~～]")
_LATIN: Final = re.compile(r"[A-Za-z]")
_PER_MILLE: Final = re.compile(r"(?:(?<=\d)|^)[%％][0oO](?!\d)")
_DEGREES: Final = re.compile(r"(?<=\d)°\s?[CcＣ℃]")
_MARKS: Final = frozenset({"m", "m2", "%", "％"})
_STRETCH: Final = 1.1
_MOST_COMPARED: Final = 16


@dataclass(frozen=True, slots=True)
class Recognised:
    """The text of an area on one line, and how sure its least sure character is (0 to 1)."""

    text: str
    confidence: float = 1.0


def recognise_areas(groups: Sequence[Sequence[Strip]]) -> tuple[Recognised, ...]:
    """The text of each group of strips; all strips of a page are read in one go."""
    flat = [strip for group in groups for strip in group]
    texts = iter(_texts(flat))
    return tuple(_together([(strip, next(texts)) for strip in group]) for group in groups)


def _texts(strips: Sequence[Strip]) -> list[Recognised]:
    whole = [number for number, strip in enumerate(strips) if not strip.lone]
    shapes = {number: bars(strip.pixels, strip.size) for number, strip in enumerate(strips) if strip.lone}
    lone = [number for number, shape in shapes.items() if shape is None]
    pairs = [beside_figures(strips[number].pixels, strips[number].size) for number in lone]
    reads = read_strips(
        [strips[number].pixels for number in whole] + [image for pair in pairs for image in pair]
    )
    found = [_shaped(shapes.get(number) or "") for number in range(len(strips))]
    first = reads[: len(whole)]
    unsure = [strips[number].pixels for read, number in zip(first, whole, strict=True) if is_unsure(read)]
    more = read_strips([variant for image in unsure for variant in _variants(image)])
    for read, number in zip(settled(first, more), whole, strict=True):
        found[number] = _text(mended(read, strips[number].pixels, strips[number].size), strips[number])
    doubtful = []
    for place, number in enumerate(lone):
        after, before = reads[len(whole) + 2 * place : len(whole) + 2 * place + 2]
        sign = _sign_among(after, before)
        if sign is not None and sign.text in _MARKS:
            strip = strips[number]
            read = tuple(Sign(character, 0.5, sign.confidence) for character in sign.text)
            sign = _text(mended(read, strip.pixels, strip.size), strip)
        if sign is None:
            doubtful.append((number, after, before))
        else:
            found[number] = sign
    short = [
        number
        for number in whole
        if len(found[number].text) <= _MOST_COMPARED and _FIGURES.search(found[number].text)
    ]
    wider = [_stretched(strips[number].pixels) for number in short]
    again = read_strips([strips[number].pixels for number, _, _ in doubtful] + wider)
    for read, (number, after, before) in zip(again, doubtful, strict=False):
        found[number] = _sign(_text(read, strips[number]), after, before)
    for read, number, image in zip(again[len(doubtful) :], short, wider, strict=True):
        strip = strips[number]
        found[number] = _compared(found[number], _text(mended(read, image, _STRETCH * strip.size), strip))
    return found


def _shaped(text: str) -> Recognised:
    """A sign told by its shape; = with a faint bar looks like 二, which forms hardly ever print alone."""
    return Recognised(text, _GUESSED if text == "二" else _SHAPED)


def _text(read: Read, strip: Strip) -> Recognised:
    """The characters as text; a blank stays between Latin words only."""
    width = strip.pixels.shape[1]
    found = ""
    before = None
    for sign in read:
        if sign.text == " ":
            continue
        if before is not None and _LATIN.match(sign.text) and _LATIN.match(before.text):
            between = [other for other in read if other.text == " " and before.at < other.at < sign.at]
            if between and (sign.at - before.at) * width > 0.6 * strip.size:
                found += " "
        found += sign.text
        before = sign
    marks = [sign.confidence for sign in read if sign.text != " "]
    return _repaired(Recognised(found, min(marks, default=0.0)))


def _repaired(found: Recognised) -> Recognised:
    """Signs that the model has no character for, or breaks in two."""
    text = _DEGREES.sub("℃", found.text)
    if _PER_MILLE.search(text):
        return Recognised(_PER_MILLE.sub("‰", text), min(found.confidence, _GUESSED))
    return Recognised(text, found.confidence)


def _variants(image: Grey) -> tuple[Grey, Grey, Grey]:
    """A strip narrower, wider with less margin, and darker."""
    height, width = image.shape
    narrow = cv2.resize(image, (max(8, round(width * 0.9)), height), interpolation=cv2.INTER_LINEAR)
    dark = cv2.LUT(image, ((np.arange(256) / 255) ** 1.6 * 255).astype(np.uint8))
    return np.asarray(narrow, dtype=np.uint8), _stretched(image), np.asarray(dark, dtype=np.uint8)


def _stretched(image: Grey) -> Grey:
    height, width = image.shape
    trim = max(1, height // 14)
    return np.asarray(
        cv2.resize(image[trim:-trim], (round(width * _STRETCH), height), interpolation=cv2.INTER_CUBIC),
        dtype=np.uint8,
    )


def folded(text: str) -> str:
    """The text for comparison: full-width forms and look-alike brackets as one, no blanks."""
    return text.translate(_FOLD).replace(" ", "")


def _compared(one: Recognised, other: Recognised) -> Recognised:
    if folded(one.text) == folded(other.text):
        return Recognised(one.text, max(one.confidence, other.confidence))
    better = one if one.confidence >= other.confidence else other
    return Recognised(better.text, min(better.confidence, _DISAGREED))


def _sign_among(after: Read, before: Read) -> Recognised | None:
    """A lone sign where its readings with figures behind and before it agree."""
    left, right = _without(after, "95", last=True), _without(before, "8", last=False)
    if left is None or right is None or not left.text:
        return None
    if left.text in _DASHES and right.text in _DASHES:
        return Recognised("—", _SHAPED)
    if folded(left.text) == folded(right.text):
        return Recognised(left.text, max(left.confidence, right.confidence))
    return None


def _sign(alone: Recognised, after: Read, before: Read) -> Recognised:
    """A lone sign whose readings differ: what two of three say, or the surest, with doubt."""
    others = [_without(after, "95", last=True), _without(before, "8", last=False)]
    for found in others:
        if found is not None and found.text and folded(found.text) == folded(alone.text):
            return Recognised(alone.text, max(alone.confidence, found.confidence) * 0.95)
    candidates = [found for found in (alone, *others) if found is not None and found.text]
    best = max(candidates, key=lambda found: found.confidence, default=alone)
    return Recognised(best.text, min(best.confidence, _DISAGREED))


def _without(read: Read, figures: str, *, last: bool) -> Recognised | None:
    signs = [sign for sign in read if sign.text != " "]
    text = "".join(sign.text for sign in signs)
    count = len(figures)
    if last and text.endswith(figures):
        signs = signs[:-count]
    elif not last and text.startswith(figures):
        signs = signs[count:]
    else:
        return None
    return _repaired(
        Recognised(
            "".join(sign.text for sign in signs), min((sign.confidence for sign in signs), default=0.0)
        )
    )


def _together(strips: Sequence[tuple[Strip, Recognised]]) -> Recognised:
    """The strips of a cell on one line."""
    text = ""
    confidence = 1.0
    for strip, found in strips:
        if not found.text:
            confidence = min(confidence, found.confidence) if strip.lone else confidence
            continue
        latin = text and _LATIN.match(text[-1]) and _LATIN.match(found.text[0])
        text += (" " if text and (strip.apart or latin) else "") + found.text
        confidence = min(confidence, found.confidence)
    return Recognised(text, round(confidence, 3))
