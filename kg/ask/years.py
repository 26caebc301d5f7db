"""前年, 上年, 今年 of an indicator: the columns of its form, not years of the calendar."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from kg.ask.spans import Span
from kg.ask.tokens import Tokens, Unread
from kg.ask.words import Sense

_LAST_YEAR: Final = frozenset({"上年", "去年", "上一年", "上年度"})
_THIS_YEAR: Final = frozenset({"今年", "本年", "本年度", "今年度", "当年"})
_COLUMNS: Final = ("before-last", "last-year", "value")
_EQUAL: Final = Sense("condition", "equal-years")


def read_years_of_rows(tokens: Tokens) -> None:
    """Put the columns for the years that are named beside each other. Raises Unread."""
    if not _of_indicators(tokens.spans):
        return
    columns = [_column(span) for span in tokens.spans]
    if "before-last" not in columns or not {"last-year", "value"} & set(columns):
        return
    spans = []
    for index, span in enumerate(tokens.spans):
        column = columns[index]
        stated = index + 1 < len(columns) and tokens[index + 1].has("attribute", "value")
        if column == "value" and span.has("relative") and stated:
            continue  # 今年的目标
        spans.append(replace(span, senses=(Sense("attribute", column),)) if column else span)
    tokens.spans = _alike(_changed(spans))


def _of_indicators(spans: Sequence[Span]) -> bool:
    money = any(span.has(role) for span in spans for role in ("source", "phase"))
    money = money or any(span.has("attribute", "money") for span in spans)
    return not money and any(
        span.named("indicator") or span.has("thing", "target") or span.has("kind") for span in spans
    )


def _column(span: Span) -> str:
    if span.has("relative"):
        return "last-year" if span.text in _LAST_YEAR else "value" if span.text in _THIS_YEAR else ""
    return next((name for name in _COLUMNS if span.has("attribute", name)), "")


def _changed(spans: list[Span]) -> list[Span]:
    """去年比前年少了多少条: both, and how much the first is less. Raises Unread."""
    for than in [index for index, span in enumerate(spans) if span.has("than")]:
        sides = [_column(span) for span in (*spans[than - 1 : than], *spans[than + 1 : than + 2])]
        rest = spans[than + 2 :]
        verbs = [role for role in ("more", "less", "differs") if rest and rest[0].has(role)]
        if len(sides) != 2 or "" in sides or sides[0] == sides[1] or "value" in sides:
            continue
        if not verbs or len(rest) != 2 or not (rest[1].has("what") or rest[1].has("how-many")):
            raise Unread("看不出两年怎样比，请写成：去年比前年少了多少", [spans[than].text])
        asked = replace(rest[1], senses=(Sense("what"),))
        less = "less" in verbs
        first, second = (sides[1], sides[0]) if less else (sides[0], sides[1])
        change = replace(rest[0], senses=(Sense("change", f"{first} {second}"),))
        return [*spans[:than], replace(spans[than], senses=(Sense("and"),)), spans[than + 1], asked, change]
    return spans


def _alike(spans: list[Span]) -> list[Span]:
    """上一年和前一年的数一模一样."""
    for index in [place for place, span in enumerate(spans) if span.has("alike")]:
        before = spans[max(index - 3, 0) : index]
        sides = [_column(span) for span in before]
        if len(before) == 3 and before[1].has("and") and {sides[0], sides[2]} == {"last-year", "before-last"}:
            both = replace(spans[index], start=before[0].start, senses=(_EQUAL,))
            return [*spans[: index - 3], both, *spans[index + 1 :]]
    return spans
