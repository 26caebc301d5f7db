"""A strip of values drawn as markup: dots on a scale, a box of the middle half, a line at the median.

Places are shares of the width, so that it fits every screen without a program for plots (1.5 MB in the browser).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kg.explorer.looks.wording import escape, value_text

_LEFT: Final = 3.0
_RIGHT: Final = 97.0
"""Per cent of the width between which values stand."""
_LEAST: Final = 8.0
_MOST: Final = 22.0
"""Width of a dot of one row where there are many, and of that of most rows, in pixels."""
_TICKS: Final = 6
_STEPS: Final = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Dot:
    """A value, how many rows set it, and the words that are shown when one points at it."""

    value: Decimal
    rows: int
    words: str


@dataclass(frozen=True, slots=True)
class Strip:
    """What is drawn, all in one unit; ``box`` is lower quartile, median and upper quartile, ``mine`` a value typed."""

    dots: Sequence[Dot]
    unit: str = ""
    box: tuple[Decimal, Decimal, Decimal] | None = None
    mine: Decimal | None = None


def strip_html(strip: Strip, words: str) -> str:
    """The drawing; ``words`` say the same to those who cannot see it."""
    values = [float(dot.value) for dot in strip.dots] + ([] if strip.mine is None else [float(strip.mine)])
    ticks = find_ticks(min(values), max(values))
    low, high = min(ticks[0], *values), max(ticks[-1], *values)
    scale = _Scale(low, high)
    parts = ['<span class="kg-axis"></span>', *(_tick(scale, tick) for tick in ticks)]
    if strip.box is not None:
        parts.append(_box(scale, strip.box))
    most = max(dot.rows for dot in strip.dots)
    # large ones first, so that none hides a small one
    parts += [_dot(scale, dot, most) for dot in sorted(strip.dots, key=lambda dot: (-dot.rows, dot.value))]
    if strip.mine is not None:
        said = escape(f"拟定的目标 {value_text(strip.mine)}{strip.unit}")
        parts.append(
            f'<span class="kg-mine" style="left:{scale.at(float(strip.mine)):.2f}%" title="{said}"></span>'
        )
    return f'<div class="kg-strip" role="img" aria-label="{escape(words)}">{"".join(parts)}</div>'


def find_ticks(low: float, high: float) -> list[float]:
    """Round values over a range, at most about `_TICKS` of them, the first not above it and the last not below.

    >>> find_ticks(85, 100), find_ticks(3, 3)
    ([85.0, 87.5, 90.0, 92.5, 95.0, 97.5, 100.0], [2.0, 2.5, 3.0, 3.5, 4.0])
    """
    if high <= low:
        low, high = low - 1, high + 1
    raw = (high - low) / _TICKS
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(step * power for step in _STEPS if step * power >= raw * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(at * step, 12) for at in range(first, last + 1)]


@dataclass(frozen=True, slots=True)
class _Scale:
    low: float
    high: float

    def at(self, value: float) -> float:
        return _LEFT + (_RIGHT - _LEFT) * (value - self.low) / (self.high - self.low)


def _tick(scale: _Scale, tick: float) -> str:
    shown = f"{tick:,.10g}" if len(f"{tick:.10g}") < 12 else f"{tick:.3g}"
    return f'<span class="kg-tick" style="left:{scale.at(tick):.2f}%">{escape(shown)}</span>'


def _box(scale: _Scale, box: tuple[Decimal, Decimal, Decimal]) -> str:
    lower, median, upper = (scale.at(float(value)) for value in box)
    return (
        f'<span class="kg-box" style="left:{lower:.2f}%;width:{upper - lower:.2f}%"></span>'
        f'<span class="kg-median" style="left:{median:.2f}%"></span>'
    )


def _dot(scale: _Scale, dot: Dot, most: int) -> str:
    width = _LEAST + (_MOST - _LEAST) * math.sqrt(dot.rows / most)
    place = f"left:{scale.at(float(dot.value)):.2f}%;width:{width:.0f}px;height:{width:.0f}px"
    return f'<span class="kg-dot" style="{place}" title="{escape(dot.words)}"></span>'
