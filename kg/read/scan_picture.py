"""A page image made ready to be read: grey, even background, upright; with the way back to the page as shown."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from kg.model import Box

if TYPE_CHECKING:
    from PIL.Image import Image

Grey = NDArray[np.uint8]
Mask = NDArray[np.bool_]

WHITE: Final = 255
EM_POINTS: Final = 10.5
"""The type size that lengths are measured by; forms are printed in 9 to 14 points."""

_LEAST_EM: Final = 19.0
_MOST_EM: Final = 34.0
_PAPER: Final = 216.0
_DARKEST_PAPER: Final = 175.0
_NOISY: Final = 2.0
_STEEPEST: Final = 3.5
_LEAST_TURN: Final = 0.04
_TURNING_WIDTH: Final = 900


@dataclass(frozen=True, slots=True)
class Picture:
    """An upright page. ``grey`` has ink near 0 on a background near 255; ``em`` is 10.5 points in pixels;
    ``smooth`` is ``grey`` without its noise, if there is any;
    ``back`` turns a position of ``grey`` into one of the page as shown (2 by 3 affine), in points."""

    grey: Grey
    smooth: Grey
    ink: Mask
    em: float
    back: NDArray[np.float64]

    def box(self, left: float, top: float, right: float, bottom: float) -> Box:
        """The box in points of the page as shown that holds a rectangle of ``grey``."""
        corners = np.array(
            [[left, top, 1], [right, top, 1], [left, bottom, 1], [right, bottom, 1]], dtype=float
        )
        points = corners @ self.back.T
        low, high = points.min(axis=0), points.max(axis=0)
        return (
            round(float(low[0]), 1),
            round(float(low[1]), 1),
            round(float(high[0]), 1),
            round(float(high[1]), 1),
        )


def prepare(image: "Image", points_per_pixel: float, above: int = 0) -> Picture:
    """The upright picture of a page image (a PIL image of any mode); ``above`` pixels of the page stand above it.

    Images that are too coarse or finer than needed are scaled.
    """
    grey = np.asarray(image.convert("L"), dtype=np.uint8)
    em = EM_POINTS / points_per_pixel
    top = above * points_per_pixel
    if not _LEAST_EM <= em <= _MOST_EM:
        scale = min(max(em, _LEAST_EM), _MOST_EM) / em
        size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        grey = np.asarray(cv2.resize(grey, size, interpolation=way), dtype=np.uint8)
        em, points_per_pixel = em * scale, points_per_pixel / scale
    grey = _even(grey, em)
    angle = _angle(grey)
    height, width = grey.shape
    back = np.array([[1, 0, 0], [0, 1, 0]], dtype=float)
    if abs(angle) >= _LEAST_TURN:
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
        grey = np.asarray(
            cv2.warpAffine(grey, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=WHITE),
            dtype=np.uint8,
        )
        back = np.asarray(cv2.invertAffineTransform(turn), dtype=float)
    back = back * points_per_pixel
    back[1, 2] += top
    smooth, noise = _smooth(grey)
    # darker than the paper and its noise; the thin strokes of small serif type are grey
    ink: Mask = smooth < max(_DARKEST_PAPER, _PAPER - 2.5 * noise)
    return Picture(grey, smooth, ink, em, back)


def _even(grey: Grey, em: float) -> Grey:
    """Shadows, grey cells and paper tint lifted to white, by the brightest surroundings of each place."""
    step = max(2, round(em / 6))
    height, width = grey.shape
    if min(height, width) < 4 * step:
        return grey
    small = cv2.resize(grey, (max(1, width // step), max(1, height // step)), interpolation=cv2.INTER_AREA)
    small = cv2.dilate(small, np.ones((5, 5), np.uint8))
    small = cv2.medianBlur(np.asarray(small, dtype=np.uint8), 9)
    paper = np.maximum(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), 40)
    return np.asarray(cv2.divide(grey, paper, scale=WHITE), dtype=np.uint8)


def _smooth(grey: Grey) -> tuple[Grey, float]:
    """The picture without its noise, and how strong that was."""
    smooth = np.asarray(cv2.GaussianBlur(grey, (3, 3), 0), dtype=np.uint8)
    noise = float(np.median(cv2.absdiff(grey, smooth)))
    return (grey, noise) if noise < _NOISY else (smooth, noise)


def _angle(grey: Grey) -> float:
    """Degrees that make the page upright: those whose rows of ink are sharpest."""
    height, width = grey.shape
    scale = min(1.0, _TURNING_WIDTH / width)
    small = cv2.resize(
        grey, (max(1, round(width * scale)), max(1, round(height * scale))), interpolation=cv2.INTER_AREA
    )
    dark = (WHITE - small.astype(np.float32)) * (small < 200)
    if not dark.any():
        return 0.0
    coarse = max(
        np.arange(-_STEEPEST, _STEEPEST + 0.01, 0.25), key=lambda angle: _sharpness(dark, float(angle))
    )
    fine = max(
        np.arange(coarse - 0.25, coarse + 0.251, 0.05), key=lambda angle: _sharpness(dark, float(angle))
    )
    best = max(np.arange(fine - 0.05, fine + 0.051, 0.0125), key=lambda angle: _sharpness(dark, float(angle)))
    return float(best) if _sharpness(dark, float(best)) > 1.02 * _sharpness(dark, 0.0) else 0.0


def _sharpness(dark: NDArray[np.float32], angle: float) -> float:
    height, width = dark.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    rows = np.asarray(cv2.warpAffine(dark, turn, (width, height), flags=cv2.INTER_LINEAR)).sum(axis=1)
    return float(np.square(np.diff(rows)).sum())
