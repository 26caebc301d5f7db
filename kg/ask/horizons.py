"""长期目标 and 年度目标 of an indicator: its target values for the one or the other, or both with the horizon said."""

from dataclasses import replace
from typing import Final

from kg.ask.spans import Span
from kg.ask.tokens import Reading, Tokens
from kg.ask.words import Sense

_HORIZONS: Final = {"annual-goal": "年度", "long-term-goal": "长期"}
_YEARLY: Final = "年度"
_GOAL: Final = "目标"
_ASKED: Final = ("what", "and", "is")
_NONE: Final[frozenset[str]] = frozenset()


def rewrite_horizons(tokens: Tokens) -> None:
    """某指标的长期目标和2026年度目标: values, each with its horizon."""
    if not any(span.named("indicator") for span in tokens.spans) or tokens.all("thing", "target"):
        return
    spans = list(tokens.spans)
    if tokens.all("thing", "long-term-goal"):
        spans = [_yearly(span, spans[at - 1] if at else None) for at, span in enumerate(spans)]
    for at, span in enumerate(spans):
        horizon = next((horizon for thing, horizon in _HORIZONS.items() if span.has("thing", thing)), "")
        behind = spans[at + 1] if at + 1 < len(spans) else None
        if horizon and (behind is None or any(map(behind.has, _ASKED))):
            spans[at] = replace(span, senses=(Sense("attribute", "value"), Sense("horizon", horizon)))
    tokens.spans = spans


def _yearly(span: Span, before: Span | None) -> Span:
    """年度目标值, or 目标 behind 2026年度, beside a long-term goal."""
    after_year = before is not None and before.has("year") and before.text.endswith(_YEARLY)
    if span.has("attribute", "value") and (
        span.text.startswith(_YEARLY) or (after_year and span.text == _GOAL)
    ):
        return replace(span, senses=(Sense("thing", "annual-goal"),))
    return span


def settle_horizons(reading: Reading) -> None:
    """Rows of the one horizon that is asked for; of both, with a column that says which."""
    tokens, form = reading.tokens, reading.form
    horizons = {tokens[index].value("horizon") for index in tokens.all("horizon")}
    if len(horizons) == 1:
        form.horizon = horizons.pop()
    elif horizons:
        form.shows.append("horizon")
