"""Spans → the logical form, or what was not understood.

Every span must end up in the form or be a word that carries nothing; what is left over makes the question unread, so
that a word never drops out of the meaning in silence.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from kg.ask.amounts import read_amounts, read_gap
from kg.ask.asked import read_asked
from kg.ask.bases import name_bases, name_units
from kg.ask.called import read_names, read_organizations
from kg.ask.clauses import asks_twice, check_one_count, read_clauses
from kg.ask.conditions import read_comparisons, read_order, read_without
from kg.ask.differences import join_what_differs, read_difference
from kg.ask.filters import read_aggregate, read_conditions, read_goal_label, read_grouping, read_repeated
from kg.ask.fitting import check
from kg.ask.form import Form
from kg.ask.levels import read_levels
from kg.ask.names import Names
from kg.ask.parted import join_parted
from kg.ask.phrases import rewrite
from kg.ask.places import read_departments, read_years
from kg.ask.places_printed import read_excluded
from kg.ask.plans import asks_plan, read_plan
from kg.ask.professional import read_column_of_side, read_parts_of_column, read_tables
from kg.ask.settling import settle
from kg.ask.shares import read_share
from kg.ask.spans import Span
from kg.ask.spending import asks_what_is_left, read_left, read_spending
from kg.ask.stated import read_stated
from kg.ask.table_items import (
    departments_without,
    of_each_department,
    projects_of_table,
    purchases_among,
    set_without,
)
from kg.ask.tokens import Reading, Tokens, Unread
from kg.ask.turns.totals import with_sum, without_sum
from kg.ask.turns.totals_of_tables import total_as_column
from kg.ask.words import PLAIN, Sense
from kg.ask.years import read_years_of_rows

_HOW_MANY: Final = "有多少"


def read(spans: Sequence[Span], names: Names) -> Form:
    """The form of a question. Raises Unread."""
    if asks_plan(spans):
        return read_plan(Tokens.of(spans), names)
    spans = name_units(name_bases(spans, names), names)
    if (listed := without_sum(spans)) is not None:
        return with_sum(read(listed, names))
    unknown = [span.text for span in spans if not span.known and not span.quoted]
    if unknown:
        raise Unread("不认识：" + "、".join(f"“{text}”" for text in unknown), unknown)
    if numbers := asks_twice(Tokens.of(spans)):
        try:
            if form := read_clauses(Tokens.of(spans), lambda one: _read(one, names)):
                return form
        except Unread:
            if numbers == "strict":
                raise
    try:
        return _read(Tokens.of(spans), names)
    except Unread:
        try:
            form = read_clauses(Tokens.of(spans), lambda one: _read(one, names))
        except Unread:
            form = None
        if form is None:
            raise
        return form


def _read(tokens: Tokens, names: Names) -> Form:
    if asks_what_is_left(tokens):
        return read_left(tokens, lambda one: _read(one, names))
    if tokens.all("share"):
        return read_share(tokens, lambda one: _read(one, names))
    gap = read_gap(tokens)
    amounts = read_amounts(tokens)
    read_tables(tokens, names)
    of_each_department(tokens)
    lacking = departments_without(tokens)
    projects_of_table(tokens)
    purchases_among(tokens)
    read_column_of_side(tokens, names)
    read_parts_of_column(tokens, names)
    total_as_column(tokens, names)
    read_stated(tokens, names)
    read_spending(tokens)
    read_years_of_rows(tokens, names)
    join_parted(tokens, names)
    rewrite(tokens)
    join_parted(tokens, names)
    join_what_differs(tokens)
    if tokens.all("than"):
        return read_difference(tokens, lambda one: _read(one, names))
    _lists_of_one_kind(tokens)
    _counts(tokens)
    check_one_count(tokens)
    form = Form("project", all_departed=names.all_departed, amounts=amounts, among=tokens.among)
    reading = Reading(tokens, names, form)
    form.years = read_years(tokens, names)
    read_levels(reading)
    read_organizations(reading)
    form.departments = read_departments(tokens, names)
    read_excluded(reading)
    read_without(tokens, form)
    read_grouping(reading)
    read_asked(reading)
    read_names(reading)
    read_goal_label(reading)
    read_repeated(reading)
    read_order(tokens, form)
    _stated(tokens, form)
    read_comparisons(tokens, form)
    read_conditions(reading)
    read_aggregate(reading)
    settle(reading)
    check(reading)
    if lacking:
        set_without(form)
    if gap is not None:
        if form.order or form.subject != "project":
            raise Unread("两笔金额的差只能用来给项目排序")
        (form.gap, form.ascending), form.order, form.limit = gap, "gap", form.limit or 1
    if tokens.versus:
        _several(form)
    left = [span.text for _, span in tokens.unused() if not any(map(span.has, PLAIN))]
    if left:
        raise Unread("没有用到：" + "、".join(f"“{text}”" for text in left), left)
    return form


def _stated(tokens: Tokens, form: Form) -> None:
    """9个项目平均, 8个项目的指标: how many there are said to be, which the graph must bear out."""
    listed = form.subject == "project" and tokens.all("which")
    if not tokens.all("average") and not tokens.all("sum") and form.subject != "target" and not listed:
        return
    for index, span in list(tokens.unused()):
        after = tokens.next(index, over=frozenset({"condition"}))
        counts = span.amount is not None and span.amount.counting and span.amount.operator is None
        if counts and span.amount and after is not None and tokens[after].has("thing", "project"):
            form.stated = int(span.amount.printed)
            tokens.used.add(index)


def _several(form: Form) -> None:
    """谁高 of two that are named: both numbers. Raises Unread."""
    projects = form.projects.names if form.projects else ()
    if max(len(form.departments), len(form.years), len(projects)) < 2:
        raise Unread("看不出比的是哪两个，请写成：甲和乙的金额谁高")
    if form.subject == "money" and form.aggregate is None and "whole-department" not in form.conditions:
        form.aggregate = "sum" if not projects else None
    numbers = form.subject in {"money", "line", "evaluation"} and "whole-department" not in form.conditions
    if not numbers and form.aggregate != "count":
        raise Unread("看不出比的是什么数，请写明金额、个数或得分")


def _lists_of_one_kind(tokens: Tokens) -> None:
    """Raises Unread for 低于10%或高于90%: one reader takes it for this, another for that."""
    for index in (*tokens.all("or"), *tokens.all("and")):
        before, after = tokens.before(index), tokens.next(index)
        beside = [tokens[place] for place in (before, after) if place is not None]
        if len(beside) == 2 and _say_one(*beside):
            continue
        amounts = [span for span in beside if span.amount]
        conditions = any(span.has(role) for span in beside for role in ("condition", "without"))
        alternatives = tokens[index].has("or") and not all(span.names or span.senses for span in beside)
        if amounts or conditions or alternatives:
            words = "".join(
                [*(span.text for span in beside[:1]), tokens[index].text, *(span.text for span in beside[1:])]
            )
            raise Unread(f"“{words}”有几种理解，请分开问", [words])


def _say_one(one: Span, other: Span) -> bool:
    """Whether the second says the first again (文字描述、没有数值) or goes on with it (年初没安排、年中才追加)."""
    again = bool(one.senses) and one.senses == other.senses and one.has("condition")
    return again or other.has("condition", "added")


def _counts(tokens: Tokens) -> None:
    """多少指标 counts as 多少条指标 does, and 满意度指标有多少 behind them."""
    spans = list(tokens.spans)
    for index in tokens.all("what"):
        after = spans[index + 1 : index + 3]
        if len(after) == 2 and after[0].has("condition"):
            after = after[1:]
        before = spans[index - 1] if index else None
        behind = (
            before is not None and not after and spans[index].text.endswith(_HOW_MANY) and _is_counted(before)
        )
        counted = bool(after) and _is_counted(after[0])
        if (counted and spans[index].text.endswith("多少")) or behind:
            spans[index] = replace(spans[index], senses=(Sense("how-many"),))
    tokens.spans = spans


def _is_counted(span: Span) -> bool:
    return span.has("thing") or span.has("kind")
