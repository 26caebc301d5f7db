"""What a question ends with: the years it is asked for, whose the rows are, whether two of them agree."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from kg.ask.spans import Span
from kg.ask.tokens import Tokens
from kg.ask.turns.counted import counted_and_listed, each_counted, horizons_counted, how_many_most
from kg.ask.words import Sense

_OF_ROWS: Final = ("value", "actual", "last-year", "before-last", "score", "weight", "unit", "basis")
_OWNERS: Final = ("project", "department")
_TARGET_FORMS: Final = ("target-form", "project-form")
_FORM: Final = "表"
_IN: Final = "在"
_PAUSES: Final = frozenset(",;?")
_WITHOUT_EXCEPTION: Final = frozenset("都均")
_NOT: Final = "不"
_ASKS: Final = "吗"
_HOW_MUCH: Final = "是多少"


def scope_last(tokens: Tokens) -> None:
    """…的目标值，2024年和2026年分别是多少: the years, the form or the project stand before what is asked."""
    last = len(tokens) - 1
    if last < 2 or not tokens[last].has("what") or tokens.all("than"):
        return
    first = last
    while first and (_is_scope(tokens, first - 1) or (first < last and tokens[first - 1].has("and"))):
        first -= 1
    if not first or first == last or tokens[first].has("and") or not tokens[first - 1].has("attribute"):
        return
    scope, before = [span for span in tokens.spans[first:last] if not _is_owner(span)], tokens.spans[:first]
    between = tokens.between(first - 1, first)
    paused = bool(_PAUSES & set(between)) or between.endswith(_IN)
    years = all(span.has("year") or span.has("and") for span in scope)
    again = any(span.has("year") for span in scope) and any(one.has("year") for one in before)
    if (paused or years) and not again and not all(map(_is_whose, scope)):
        tokens.spans = [*scope, *before, tokens[last]]


def _is_whose(span: Span) -> bool:
    return span.has("office") or span.has("place") or bool(span.named("department"))


def _is_scope(tokens: Tokens, index: int) -> bool:
    span = tokens[index]
    if span.has("thing", "project") and index and tokens[index - 1].named("project"):
        return True  # “…”项目
    forms = span.has("condition", "whole-department") or span.has("thing", "project-form")
    return forms or _is_whose(span) or span.has("year") or bool(span.named("project") and not span.senses)


def whose_rows(spans: Sequence[Span]) -> tuple[Span, ...]:
    """目标值是多少，属于哪个项目: rows of indicators say whose they are."""
    tokens = Tokens.of(spans)
    end = len(tokens)
    while end > 1 and tokens[end - 2].has("which") and _is_owner(tokens[end - 1]):
        end -= 2
        if end and tokens[end - 1].has("and"):
            end -= 1
    if end in {0, len(tokens)} or not _PAUSES & set(tokens.between(end - 1, end)):
        return tuple(spans)
    kept = tokens.spans[:end]
    asked = any(span.has("what") or span.has("which") for span in kept)
    rows = any(span.has("attribute", name) for span in kept for name in _OF_ROWS)
    if not asked or not (rows or any(span.has("thing", "target") for span in kept)):
        return tuple(spans)
    return tuple(span for span in spans if span.start < kept[-1].end)


def forms_of_both_kinds(spans: Sequence[Span]) -> tuple[Span, ...]:
    """绩效目标表或自评表中的项目: every form of a project is one of the two."""
    tokens = Tokens.of(spans)
    if not tokens.all("thing", "project"):
        return tuple(spans)
    for index in (*tokens.all("or"), *tokens.all("and")):
        if 0 < index < len(tokens) - 1 and {_form(tokens[index - 1]), _form(tokens[index + 1])} == {"target", "self"}:
            start, end = tokens[index - 1].start, tokens[index + 1].end
            return tuple(span for span in spans if not start <= span.start < end)
    return tuple(spans)


def _form(span: Span) -> str:
    if span.has("condition", "self-evaluated"):
        return "self" if _FORM in span.text else ""
    return "target" if any(span.has("thing", thing) for thing in _TARGET_FORMS) else ""


def _is_owner(span: Span) -> bool:
    return any(span.has("thing", owner) for owner in _OWNERS)


def whether_alike(spans: Sequence[Span]) -> tuple[Span, ...]:
    """甲和乙的目标值是否一致: both values are asked for, which say whether they are."""
    tokens = Tokens.of(spans)
    last = len(tokens) - 1
    if last < 3 or not tokens[last].has("alike") or any(map(tokens.all, ("what", "which", "how-many", "than"))):
        return tuple(spans)
    start = last - 1 if tokens[last - 1].has("whether") or _is_question(tokens[last - 1]) else last
    asks = start < last or any(span.text == _ASKS and span.start >= tokens[last].end for span in tokens.fillers)
    both = tokens.all("and") or len(tokens.all("year")) > 1
    if not asks or not both or not any(span.has("attribute") for span in tokens.spans[:start]):
        return tuple(spans)
    asked = Span(tokens[start].start, tokens[last].end, _HOW_MUCH, (Sense("what"),))
    held = [span for span in spans if not asked.start <= span.start < asked.end]
    return tuple(sorted((*held, asked), key=lambda span: span.start))


def endings(spans: Sequence[Span]) -> tuple[Span, ...]:
    """The question without what its rows say anyhow."""
    for ending in (whether_alike, whether_any, whose_rows, forms_of_both_kinds):
        spans = ending(spans)
    for counted in (how_many_most, each_counted, counted_and_listed, horizons_counted):
        spans = counted(spans)
    return tuple(spans)


def whether_any(spans: Sequence[Span]) -> tuple[Span, ...]:
    """是否设置了生态效益指标: those that there are; 是否都 asks something else."""
    tokens = Tokens.of(spans)
    places = tokens.all("whether")
    if len(places) != 1 or any(map(tokens.all, ("which", "what", "how-many", "each", "than", "without"))):
        return tuple(spans)
    index = places[0]
    behind = tokens.spans[index + 1 :]
    rows = [span for span in behind[1:] if span.has("kind") or span.has("thing", "target")]
    plain = all(span in rows or span.has("condition") for span in behind[1:])
    said = "".join(span.text for span in tokens.fillers if span.start >= tokens[index].end)
    if not behind or not behind[0].has("with") or not rows or not plain or _WITHOUT_EXCEPTION & set(said):
        return tuple(spans)
    which = replace(tokens[index], text="哪些", senses=(Sense("which"),))
    return tuple(which if span is tokens[index] else span for span in spans if span is not behind[0])


def _is_question(span: Span) -> bool:
    return span.has("is") and _NOT in span.text  # 是不是
