"""Strips of text to characters, by the recognition model that the wheel of rapidocr brings with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from kg.read.scan_picture import WHITE, Grey

_HEIGHT: Final = 48
_LEAST_WIDTH: Final = 64
_BATCH: Final = 6
_THREADS: Final = 2
_SURE: Final = 0.999
_GAMMA: Final = 1.8
_POSSIBLE: Final = 0.002


@dataclass(frozen=True, slots=True)
class Sign:
    """One recognised character, its middle (0 to 1 of the strip's width) and how sure the model is of it."""

    text: str
    at: float
    confidence: float
    others: tuple[tuple[str, float], ...] = ()
    """What else it may be, where the model is not sure."""


Read = tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class _Model:
    recognizer: Any
    characters: Sequence[str]


def read_strips(images: Sequence[Grey]) -> tuple[Read, ...]:
    """The characters of each image of one line, whose height is the line's with a small white margin."""
    if not images:
        return ()
    model = _model()
    order = sorted(range(len(images)), key=lambda number: images[number].shape[1] / images[number].shape[0])
    found: list[Read] = [()] * len(images)
    for start in range(0, len(order), _BATCH):
        numbers = order[start : start + _BATCH]
        scaled = [_scaled(images[number]) for number in numbers]
        width = max(_LEAST_WIDTH, max(image.shape[1] for image in scaled))
        batch = np.zeros((len(scaled), 3, _HEIGHT, width), np.float32)
        for place, image in enumerate(scaled):
            batch[place, :, :, : image.shape[1]] = image.astype(np.float32) / 127.5 - 1.0
        chances = np.asarray(model.recognizer.session(batch))
        for place, number in enumerate(numbers):
            found[number] = _decoded(chances[place], model.characters, width / scaled[place].shape[1])
    return tuple(found)


def _scaled(image: Grey) -> Grey:
    """The image at the model's height, its ink darkened: faint thin strokes are lost otherwise."""
    darkest = float(np.percentile(image, 2))
    tones = np.clip((np.arange(256) - darkest) / max(1.0, WHITE - darkest), 0, 1) ** _GAMMA * WHITE
    width = max(8, round(image.shape[1] * _HEIGHT / image.shape[0]))
    dark = cv2.LUT(image, tones.astype(np.uint8))
    return np.asarray(cv2.resize(dark, (width, _HEIGHT), interpolation=cv2.INTER_LINEAR), dtype=np.uint8)


def _decoded(chances: NDArray[np.float32], characters: Sequence[str], stretch: float) -> Read:
    """The best character of each step; repeats and blanks between characters fall away."""
    best, sure = chances.argmax(axis=1), chances.max(axis=1)
    steps = len(best)
    found: list[Sign] = []
    start = 0
    while start < steps:
        end = start + 1
        while end < steps and best[end] == best[start]:
            end += 1
        if best[start]:
            peak = start + int(sure[start:end].argmax())
            found.append(
                Sign(
                    characters[int(best[start])],
                    min(1.0, (start + end) / 2 / steps * stretch),
                    float(sure[peak]),
                    _others(chances[peak], characters) if sure[peak] < _SURE else (),
                )
            )
        start = end
    return tuple(found)


def _others(chances: NDArray[np.float32], characters: Sequence[str]) -> tuple[tuple[str, float], ...]:
    likely = [
        int(number) for number in sorted(np.argpartition(chances, -5)[-5:], key=lambda n: -chances[n])[1:]
    ]
    return tuple(
        (characters[number], float(chances[number]))
        for number in likely
        if number and chances[number] > _POSSIBLE
    )


@lru_cache(maxsize=1)
def _model() -> _Model:
    """The recognition model, loaded once a process, silent, from the files of the wheel only."""
    import os

    from rapidocr import RapidOCR

    threads = min(_THREADS, os.cpu_count() or 1)
    engine = RapidOCR(
        params={
            "Global.log_level": "critical",
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
    load: Any = engine._load_rec_model  # noqa: SLF001 (the only way to the model without its detector)
    recognizer = load()
    return _Model(recognizer, recognizer.postprocess_op.character)


def beside_figures(image: Grey, size: float) -> tuple[Grey, Grey]:
    """A lone sign with drawn figures behind it, and with one before it: the model reads signs well among
    figures and badly alone (= as 二, / as 1)."""
    dark = int(image.min())
    trimmed = max(1, round(0.18 * size))
    after = _drawn("95", image.shape[0], size, dark)
    before = _drawn("8", image.shape[0], size, dark)
    return (
        np.asarray(np.hstack([image[:, :-trimmed], after]), dtype=np.uint8),
        np.asarray(np.hstack([before, image[:, trimmed:]]), dtype=np.uint8),
    )


def _drawn(text: str, height: int, size: float, dark: int) -> Grey:
    scale = size * 0.78 / 22
    (width, high), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_DUPLEX, scale, 1)
    canvas = np.full((height, width + round(0.3 * size)), WHITE, np.uint8)
    cv2.putText(
        canvas,
        text,
        (round(0.1 * size), (height + high) // 2),
        cv2.FONT_HERSHEY_DUPLEX,
        scale,
        (dark,),
        1,
        cv2.LINE_AA,
    )
    return canvas
