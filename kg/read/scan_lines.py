"""The lines of text of an area of a picture, cut to strips that a recogniser reads one by one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from kg.read.scan_picture import WHITE, Grey, Mask

_SPECK: Final = 0.004
_PICTURE: Final = 6.0
_GUTTER: Final = 2.0

Area = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels, right and bottom exclusive."""


@dataclass(frozen=True, slots=True)
class Strip:
    """One line or a piece of it: its area, its pixels with a white margin, and whether a gutter or a new line
    parts it from the strip before."""

    area: Area
    pixels: Grey
    size: float
    """The height of the type in pixels, about."""
    lone: bool = False
    """Hardly wider than one sign, and alone in its cell."""
    apart: bool = False
    """A wide gap on the same line stands before it."""


def without_specks(ink: Mask, grey: Grey, em: float) -> Mask:
    """The ink of a picture less what was erased and what is too small to be a decimal point."""
    left = (ink & (grey < 0.97 * WHITE)).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(left, connectivity=8)
    keep = stats[:, cv2.CC_STAT_AREA] > max(2.0, _SPECK * em * em)
    keep[0] = False
    found: Mask = keep[labels]
    return found


def strips(grey: Grey, ink: Mask, area: Area, em: float) -> tuple[Strip, ...]:
    """The strips of an area in reading order. Characters printed one a line come as one strip, and the last
    word or two of a wrapped line hang on the strip before: alone they are easily misread."""
    left, top, right, bottom = area
    inside = ink[top:bottom, left:right]
    if not inside.any():
        return ()
    runs = _lines(inside, em)
    if not runs:
        return ()
    size = _type_size(runs, em)
    pieces = [piece for run in runs for piece in _pieces(inside, run, size)]
    if not pieces:
        return ()
    if len(runs) == len(pieces) > 1 and all(x1 - x0 <= 1.35 * size for x0, _, x1, _ in pieces):
        return (_joined(grey, area, pieces, size),)
    found: list[Strip] = []
    held: list[Area] = []
    rows = [run[0] for run in runs]
    for number, piece in enumerate(pieces):
        apart = number > 0 and piece[1] == pieces[number - 1][1]
        if held and not apart and piece[2] - piece[0] <= 2.3 * size and len(runs) > 1:
            held.append(_at_full_height(piece, rows, size))
            found[-1] = _joined(grey, area, held, size, apart=found[-1].apart)
            continue
        held = [piece]
        found.append(_joined(grey, area, held, size, apart=apart))
    if len(found) == 1 and len(pieces) == 1 and pieces[0][2] - pieces[0][0] <= 1.5 * size:
        only = found[0]
        return (Strip(only.area, only.pixels, only.size, lone=True),)
    return tuple(found)


def in_type_size(groups: Sequence[Sequence[Strip]], em: float) -> tuple[tuple[Strip, ...], ...]:
    """Lone signs set in the height of the page's type: a sign by itself does not tell how large it is printed."""
    sizes = sorted(
        strip.size for group in groups for strip in group if strip.area[2] - strip.area[0] > 2.5 * strip.size
    )
    size = min(max(sizes[len(sizes) // 2] * 1.06 if sizes else em, 0.7 * em), 1.5 * em)
    return tuple(
        tuple(_reframed(strip, size) if strip.lone else strip for strip in group) for group in groups
    )


def _reframed(strip: Strip, size: float) -> Strip:
    high = strip.pixels.shape[0]
    above = max(0, round(1.3 * size) - high)
    side = max(0, round(0.3 * size) - round(0.25 * strip.size))
    framed = cv2.copyMakeBorder(
        strip.pixels, above // 2, above - above // 2, side, side, cv2.BORDER_CONSTANT, value=WHITE
    )
    return replace(strip, pixels=np.asarray(framed, dtype=np.uint8), size=size)


def areas(ink: Mask, taken: Sequence[Area], em: float) -> tuple[Area, ...]:
    """The areas with text outside of some others: what stands close together on a line."""
    free = ink.astype(np.uint8)
    for left, top, right, bottom in taken:
        pad = max(3, round(0.2 * em))
        free[max(0, top - pad) : bottom + pad, max(0, left - pad) : right + pad] = 0
    kernel = np.ones((max(1, round(0.25 * em)), max(1, round(0.8 * em))), np.uint8)
    joined = cv2.morphologyEx(
        cv2.copyMakeBorder(free, *(round(2 * em),) * 4, cv2.BORDER_CONSTANT, value=0), cv2.MORPH_CLOSE, kernel
    )
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    pad = round(2 * em)
    height, width = ink.shape
    found = []
    for x, y, wide, high, count in stats[1:].tolist():
        if max(high, wide) < 0.12 * em or count < 0.02 * em * em or high > _PICTURE * em:
            continue
        if wide > 0.02 * width and high <= 0.15 * em and wide > 3 * em:
            continue
        found.append(
            (max(0, x - pad), max(0, y - pad), min(width, x - pad + wide), min(height, y - pad + high))
        )
    return tuple(sorted(_merged(found, em), key=lambda area: (area[1], area[0])))


def _merged(found: Sequence[Area], em: float) -> list[Area]:
    """Areas that overlap, or are the parts of one sign above one another, as one."""
    left = sorted(found)
    changed = True
    while changed:
        changed = False
        kept: list[Area] = []
        for area in left:
            for number, other in enumerate(kept):
                if _belong(area, other, em):
                    kept[number] = (
                        min(area[0], other[0]),
                        min(area[1], other[1]),
                        max(area[2], other[2]),
                        max(area[3], other[3]),
                    )
                    changed = True
                    break
            else:
                kept.append(area)
        left = kept
    return left


def _belong(area: Area, other: Area, em: float) -> bool:
    across = min(area[2], other[2]) - max(area[0], other[0])
    down = min(area[3], other[3]) - max(area[1], other[1])
    if across > 0 and down > 0:
        return True
    low = min(area[3] - area[1], other[3] - other[1])
    return across > 0 and down > -0.4 * em and low < 0.45 * em


def _lines(inside: Mask, em: float) -> list[tuple[int, int]]:
    """The top and bottom of each line: rows of ink between white rows."""
    height = inside.shape[0]
    profile = inside.sum(axis=1)
    filled = np.concatenate(([False], profile > 0, [False]))
    starts, ends = np.flatnonzero(filled[1:] & ~filled[:-1]), np.flatnonzero(~filled[1:] & filled[:-1])
    runs = [
        (int(start), int(end))
        for start, end in zip(starts, ends, strict=True)
        # the remains of a rule
        if not (end - start <= max(2, 0.12 * em) and (start <= 0.15 * em or end >= height - 0.15 * em))
    ]
    runs = _parts_joined(runs, em)
    size = _type_size(runs, em)
    split: list[tuple[int, int]] = []
    for start, end in runs:
        split += _split(profile, start, end, size, em)
    return [run for run in split if run[1] - run[0] >= 2]


def _type_size(runs: Sequence[tuple[int, int]], em: float) -> float:
    heights = sorted(end - start for start, end in runs)
    if not heights:
        return em
    return float(min(max(heights[len(heights) // 2], 0.75 * em), 3 * em))


def _parts_joined(runs: list[tuple[int, int]], em: float) -> list[tuple[int, int]]:
    """The runs with the bars of 二, = and the like joined, as long as they make no more than one character."""
    joined: list[tuple[int, int]] = []
    for run in runs:
        if joined:
            start, end = joined[-1]
            gap, low = run[0] - end, min(end - start, run[1] - run[0])
            high = run[1] - start
            if (gap <= 0.12 * em and high <= 1.25 * em) or (
                low < 0.5 * em and gap <= 0.42 * em and high <= 1.12 * em
            ):
                joined[-1] = (start, run[1])
                continue
        joined.append(run)
    return joined


def _split(profile: NDArray[np.int64], start: int, end: int, size: float, em: float) -> list[tuple[int, int]]:
    """A run higher than its neighbours, cut where the least ink is: lines that touch."""
    size = min(size, 1.1 * em) if end - start > 1.7 * size else size
    lines = round((end - start) / (1.3 * size))
    if lines < 2 or end - start < 1.75 * size:
        return [(start, end)]
    cuts = [start]
    for number in range(1, lines):
        middle = start + (end - start) * number // lines
        reach = max(1, round(0.3 * size))
        window = profile[middle - reach : middle + reach + 1]
        cut = middle - reach + int(window.argmin())
        if profile[cut] > 0.25 * profile[start:end].max():
            return [(start, end)]
        cuts.append(cut)
    cuts.append(end)
    return list(pairwise(cuts))


def _pieces(inside: Mask, run: tuple[int, int], size: float) -> Iterator[Area]:
    """The stretches of a line that wide gaps part."""
    columns = np.flatnonzero(inside[run[0] : run[1]].any(axis=0))
    if not len(columns):
        return
    breaks = np.flatnonzero(np.diff(columns) > _GUTTER * size)
    starts = [0, *(int(at) + 1 for at in breaks)]
    ends = [*(int(at) + 1 for at in breaks), len(columns)]
    for start, end in zip(starts, ends, strict=True):
        yield int(columns[start]), run[0], int(columns[end - 1]) + 1, run[1]


def _at_full_height(piece: Area, rows: Sequence[int], size: float) -> Area:
    """A piece with small signs (。 or —) widened to the height of its line, so that they keep their level."""
    left, top, right, bottom = piece
    if bottom - top >= 0.8 * size:
        return piece
    number = rows.index(top) if top in rows else 0
    pitch = rows[1] - rows[0] if number >= 2 else 1.35 * size
    start = round(rows[number - 1] + pitch) if number else top
    start = min(start, top)
    return left, start, right, max(bottom, round(start + size))


def _joined(grey: Grey, area: Area, pieces: Sequence[Area], size: float, *, apart: bool = False) -> Strip:
    """The pieces side by side as one strip."""
    left, top, right, bottom = area
    cuts = []
    for x0, y0, x1, y1 in pieces:
        window = grey[
            max(top, top + y0 - 1) : min(bottom, top + y1 + 1),
            max(left, left + x0 - 1) : min(right, left + x1 + 1),
        ]
        cuts.append(window)
    height = max(max(cut.shape[0] for cut in cuts), round(0.95 * size))
    side, above = round(0.25 * size), max(1, round(0.12 * size))
    framed = []
    for number, cut in enumerate(cuts):
        spare = height - cut.shape[0]
        framed.append(
            cv2.copyMakeBorder(
                np.ascontiguousarray(cut),
                above + spare // 2,
                above + spare - spare // 2,
                side if number == 0 else round(0.06 * size),
                side if number == len(cuts) - 1 else round(0.06 * size),
                cv2.BORDER_CONSTANT,
                value=WHITE,
            )
        )
    whole: Area = (
        left + min(piece[0] for piece in pieces),
        top + min(piece[1] for piece in pieces),
        left + max(piece[2] for piece in pieces),
        top + max(piece[3] for piece in pieces),
    )
    return Strip(whole, np.asarray(np.hstack(framed), dtype=np.uint8), size, apart=apart)
