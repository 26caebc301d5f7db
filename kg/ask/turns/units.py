"""What an indicator is counted in, and the level that it stands at."""

from dataclasses import replace
from typing import Final

from kg.ask.spans import Span
from kg.ask.tokens import Tokens
from kg.ask.words import Sense

_NONE: Final[frozenset[str]] = frozenset()
_IS: Final = frozenset({"is", "with"})
_LEVELS: Final = ("level1", "level2")
_UNIT: Final = "单位"
_BY: Final = ("按", "按照", "分别按")
_WHAT: Final = Sense("what")
_SHARE: Final = "百分比"


def in_level(tokens: Tokens) -> None:
    """归在哪个二级指标下: asks for the level."""
    for index in tokens.all("serves"):
        which, level = index + 1, index + 2
        if (
            level < len(tokens)
            and tokens[which].has("which")
            and any(tokens[level].has("attribute", name) for name in _LEVELS)
        ):
            asked = replace(tokens[which], senses=(_WHAT,))
            tokens.spans = [*tokens.spans[:index], tokens[level], asked, *tokens.spans[level + 1 :]]
            return


def in_which_unit(tokens: Tokens) -> None:
    """用什么单位计: the unit is asked for, and no unit named."""
    for index in tokens.all("as-unit"):
        place = tokens.before(index, over=_IS)
        if place is None:
            continue
        span = tokens[place]
        asks = span.has("attribute", "organization") and span.text.endswith(_UNIT)
        asked = span.has("attribute", "unit") and place and tokens[place - 1].has("what")
        if asks or asked:
            unit = replace(span, senses=(Sense("attribute", "unit"),))
            what = replace(tokens[index], senses=(_WHAT,))
            start = place - 1 if asked else place
            if start and tokens[start - 1].text in _BY:  # 按什么单位计量
                start -= 1
            before = tokens.spans[:start]
            tokens.spans = [*before, unit, what, *tokens.spans[index + 1 :]]
            return


def assessed(tokens: Tokens) -> None:
    """按百分比考核的 names a unit; 考核的指标 says nothing more than 指标."""
    spans = []
    for index, span in enumerate(tokens.spans):
        if span.has("assessed"):
            before = tokens.before(index, over=_NONE)
            measure = tokens[before] if before is not None else None
            if measure is None or not (measure.named("unit") or is_share(measure)):
                continue
            span = replace(span, senses=(Sense("as-unit"),))
        spans.append(span)
    tokens.spans = spans


def is_share(span: Span) -> bool:
    """Whether the word names percentages."""
    return span.has("attribute", "quantity") and span.text == _SHARE
