"""Bars drawn as markup: every part is a link with words, so that a plot can be read, clicked and printed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kg.explorer.looks.markup import anchor
from kg.explorer.looks.wording import escape

_COLOURS = 8


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar: how much, its colour (0 to 7), what it is in words, and where it leads."""

    amount: Decimal | int
    colour: int
    words: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, the figure printed at its end, and its parts."""

    label: str
    shown: str
    parts: Sequence[Part]
    link: str | None = None


def bars_html(bars: Iterable[Bar]) -> str:
    """Bars on one scale, that of the longest; amounts below zero have no length."""
    given = list(bars)
    longest = max((_length(bar) for bar in given), default=Decimal(0))
    return f'<div class="kg-bars">{"".join(_bar(bar, longest) for bar in given)}</div>'


def legend_html(words: Iterable[tuple[str, int]]) -> str:
    """What the colours mean."""
    parts = (f'<span><b class="kg-c{colour % _COLOURS}"></b>{escape(word)}</span>' for word, colour in words)
    return f'<div class="kg-legend">{"".join(parts)}</div>'


def _length(bar: Bar) -> Decimal:
    return sum((max(Decimal(part.amount), Decimal(0)) for part in bar.parts), Decimal(0))


def _bar(bar: Bar, longest: Decimal) -> str:
    label = anchor(bar.label, bar.link) if bar.link else escape(bar.label)
    track = "".join(_part(part, longest) for part in bar.parts if part.amount > 0 and longest)
    return (
        f'<div class="kg-bar"><span class="kg-bar-label">{label}</span><span class="kg-track">{track}</span>'
        f'<span class="kg-bar-figure">{escape(bar.shown)}</span></div>'
    )


def _part(part: Part, longest: Decimal) -> str:
    width = f"{part.amount * 100 / longest:.3f}%"
    look = f'class="kg-c{part.colour % _COLOURS}" style="width:{width}" title="{escape(part.words)}"'
    inner = f'<span class="kg-unseen">{escape(part.words)}</span>'
    if part.link is None:
        return f"<span {look}>{inner}</span>"
    return f'<a {look} href="{escape(part.link)}" target="_self">{inner}</a>'
