"""长期目标 and 年度目标 of an indicator: its target values for the one or the other, or both with the horizon said."""

from dataclasses import replace
from typing import Final

from kg.ask.spans import Span
from kg.ask.tokens import Reading, Tokens, Unread
from kg.ask.words import Sense

_HORIZONS: Final = {"annual-goal": "年度", "long-term-goal": "长期"}
_YEARLY: Final = "年度"
_LONG_TERM: Final = "长期"
_VALUE: Final = "值"
_ASKED: Final = ("what", "and", "is")
_NONE: Final[frozenset[str]] = frozenset()


def rewrite_horizons(tokens: Tokens) -> None:
    """某指标的长期目标和2026年度目标: values, each with its horizon. Raises Unread."""
    _long_term_values(tokens)
    _values_beside(tokens)
    others = [index for index in tokens.all("thing", "target") if not _in_apposition(tokens, index)]
    if not any(span.named("indicator") for span in tokens.spans) or others:
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


def _long_term_values(tokens: Tokens) -> None:
    """长期目标值, 长期指标值: the value of the long-term goal, not its text."""
    for index in range(len(tokens) - 2, -1, -1):
        span, value = tokens[index], tokens[index + 1]
        together = span.end == value.start and value.has("attribute", "value")
        goal = span.has("thing", "long-term-goal") and value.text == _VALUE
        if together and (goal or span.has("long-term")):
            senses = (Sense("attribute", "value"), Sense("horizon", _LONG_TERM))
            whole = replace(span, end=value.end, text=span.text + value.text, senses=senses)
            tokens.put({index: whole, index + 1: None})


def _values_beside(tokens: Tokens) -> None:
    """长期目标值和年度目标值: the second is of the year where it says so. Raises Unread where it says nothing."""
    long_term = tokens.all("horizon", _LONG_TERM)
    for index in tokens.all("attribute", "value") if long_term else ():
        year = tokens[index - 1] if index else None
        first = index - 1 if year is not None and year.has("year") else index
        beside = [index + 2] if index + 1 < len(tokens) and tokens[index + 1].has("and") else []
        if first > 1 and tokens[first - 1].has("and"):
            beside.append(first - 2)
        if index in long_term or not {*beside} & {*long_term}:
            continue
        span = tokens[index]
        if first == index and not span.text.startswith(_YEARLY):
            raise Unread(f"看不出“{span.text}”要的是哪个期限", [span.text])
        tokens.put({index: replace(span, senses=(*span.senses, Sense("horizon", _HORIZONS["annual-goal"])))})


def _in_apposition(tokens: Tokens, index: int) -> bool:
    """全市算力规模指标: the word behind the name of one says nothing more."""
    return index > 0 and bool(tokens[index - 1].named("indicator")) and tokens[index - 1].end == tokens[index].start


def _yearly(span: Span, before: Span | None) -> Span:
    """年度目标值, or 目标 behind 2026年, beside a long-term goal."""
    after_year = before is not None and before.has("year")
    if span.has("attribute", "value") and (span.text.startswith(_YEARLY) or after_year):
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
