"""Spans → the logical form, or what was not understood.

Every span must end up in the form or be a word that carries nothing; what is left over makes the question unread, so
that a word never drops out of the meaning in silence.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from kg.ask.asked import read_asked
from kg.ask.called import read_names, read_organizations
from kg.ask.conditions import read_comparisons, read_order, read_without
from kg.ask.differences import read_difference
from kg.ask.filters import read_aggregate, read_conditions, read_goal_label, read_grouping
from kg.ask.form import Form
from kg.ask.names import Names
from kg.ask.places import read_departments, read_years
from kg.ask.settling import settle
from kg.ask.spans import Span
from kg.ask.tokens import Reading, Tokens, Unread
from kg.ask.words import Sense

_LAST_YEAR: Final = frozenset({"上年", "去年", "上一年", "上年度"})
_PLAIN: Final = frozenset({"which", "what", "is", "with", "naming", "and", "or"})
"""Words that need no place of their own in the form once everything else has one."""


def read(spans: Sequence[Span], names: Names) -> Form:
    """The form of a question. Raises Unread."""
    unknown = [span.text for span in spans if not span.known]
    if unknown:
        raise Unread("不认识：" + "、".join(f"“{text}”" for text in unknown), unknown)
    return _read(Tokens.of(spans), names)


def _read(tokens: Tokens, names: Names) -> Form:
    if tokens.all("than"):
        return read_difference(tokens, lambda one: _read(one, names))
    _no_relative_years(tokens)
    _lists_of_one_kind(tokens)
    _counts(tokens)
    form = Form("project")
    reading = Reading(tokens, names, form)
    form.years = read_years(tokens, names)
    read_organizations(reading)
    form.departments = read_departments(tokens, names)
    read_without(tokens, form)
    read_grouping(reading)
    read_asked(reading)
    read_names(reading)
    read_goal_label(reading)
    read_order(tokens, form)
    read_comparisons(tokens, form)
    read_conditions(reading)
    read_aggregate(reading)
    settle(reading)
    left = [span.text for _, span in tokens.unused() if not any(map(span.has, _PLAIN))]
    if left:
        raise Unread("没有用到：" + "、".join(f"“{text}”" for text in left), left)
    return form


def _lists_of_one_kind(tokens: Tokens) -> None:
    """Raises Unread for 低于10%或高于90%: one reader takes it for this, another for that."""
    for index in (*tokens.all("or"), *tokens.all("and")):
        before, after = tokens.before(index), tokens.next(index)
        beside = [tokens[place] for place in (before, after) if place is not None]
        amounts = [span for span in beside if span.amount]
        conditions = any(span.has(role) for span in beside for role in ("condition", "without"))
        alternatives = tokens[index].has("or") and not all(span.names or span.senses for span in beside)
        if amounts or conditions or alternatives:
            words = "".join(
                [*(span.text for span in beside[:1]), tokens[index].text, *(span.text for span in beside[1:])]
            )
            raise Unread(f"“{words}”有几种理解，请分开问", [words])


def _counts(tokens: Tokens) -> None:
    """多少指标 counts as 多少条指标 does."""
    spans = list(tokens.spans)
    for index in tokens.all("what"):
        counted = index + 1 < len(spans) and (spans[index + 1].has("thing") or spans[index + 1].has("kind"))
        if counted and spans[index].text.endswith("多少"):
            spans[index] = replace(spans[index], senses=(Sense("how-many"),))
    tokens.spans = spans


def _no_relative_years(tokens: Tokens) -> None:
    """Raises Unread for 今年 and 去年; not for 上年 that asks for the printed value: 前年和上年各是多少."""
    for index in tokens.all("relative"):
        word = tokens[index].text
        beside = [tokens[place] for place in (tokens.before(index), tokens.next(index)) if place is not None]
        asks = any(span.has("attribute", "before-last") or span.has("what") for span in beside)
        if not asks or word not in _LAST_YEAR:
            raise Unread(f"“{word}”是哪一年要看文件，请写出年份", [word])
        sense = Sense("attribute", "last-year")
        spans = enumerate(tokens.spans)
        tokens.spans = [replace(span, senses=(sense,)) if place == index else span for place, span in spans]
