"""Two questions in one sentence: 共有多少个，其中时效指标有几个; the second goes on with what the first is about."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from kg.ask.form import Form
from kg.ask.spans import Span
from kg.ask.tokens import Tokens, Unread
from kg.ask.words import Sense

_PAUSES: Final = frozenset(",;?。")
_PART: Final = "其中"
_ASKS: Final = ("what", "how-many", "which", "which-top")
_SUMS: Final = ("sum", "is", "with", "and", "count")
_NARROWED: Final = ("phase", "source", "kind", "thing")
"""What the second names takes the place of what the first does: 产出指标有几个，其中数量指标有几个."""
_NAMED: Final = ("place", "office", "year", "code")
_NAMES: Final = ("department", "project", "organization", "budgetUnit", "table", "projectCode")
_NUMERIC: Final = ("多少", "几")
_NAMING: Final = ("什么", "谁")
_OF_PROJECT: Final = ("project-form", "project")
_APART: Final = "一句话里问了两样，请分开问"


def pause_between(spans: Sequence[Span]) -> tuple[Span, ...]:
    """实际完成多少、自评得了几分: what stands between two numbers that are asked for parts them as a comma does."""
    held = [span for span in spans if not span.has("filler")]
    pauses = [
        held[at]
        for at in range(1, len(held) - 1)
        if held[at].has("and") and _is_number(held[at - 1]) and any(map(_is_number, held[at + 1 :]))
    ]
    comma = (Sense("filler"),)
    return tuple(replace(span, text=",", senses=comma) if span in pauses else span for span in spans)


def check_one_count(tokens: Tokens) -> None:
    """Raises Unread for two numbers of things asked for at once: one of them would be answered in silence."""
    counts = tokens.all("how-many")
    others = [index for index in tokens.all("what") if any(word in tokens[index].text for word in _NAMING)]
    if len(counts) > 1 or (counts and others):
        counts = [*counts, *others]
        raise Unread(_APART, [tokens[index].text for index in counts])


def asks_twice(tokens: Tokens) -> str:
    """Whether each of two clauses asks: ``strict`` where they can be no list of aspects of one thing, else ``aspects``
    of two numbers."""
    second = _second(tokens)
    if second is None:
        return ""
    if _PART in tokens.between(second - 1, second) or tokens.all("how-many"):
        return "strict"
    sides = (tokens.spans[:second], tokens.spans[second:])
    return "aspects" if all(any(map(_is_number, side)) for side in sides) else ""


def _is_number(span: Span) -> bool:
    return span.has("how-many") or (span.has("what") and any(word in span.text for word in _NUMERIC))


def read_clauses(tokens: Tokens, read: Callable[[Tokens], Form]) -> Form | None:
    """The form of the first question with that of the second beside it; None where it is no such sentence.

    Behind 其中 everything that the first says holds for the second, else only its names and years. Raises Unread.
    """
    second = _second(tokens)
    if second is None:
        return _in_both(tokens, read)
    one, other = tokens.spans[:second], tokens.spans[second:]
    of_it = _PART in tokens.between(second - 1, second)
    kept = [span for span in one if _goes_on(span, other, of_it=of_it)]
    money = any(span.has("attribute", "money") or span.has("source") or span.has("phase") for span in other)
    thing = any(span.has("thing") or span.named("project") for span in other)
    if money and not thing and not of_it:
        kept = [
            span for span in one if span in kept or span.has("thing", "project") or span.has("by")
        ]
    if not kept:
        return None
    forms = [read(Tokens(spans, fillers=tokens.fillers)) for spans in (one, [*kept, *other])]
    return together(*forms)


def _in_both(tokens: Tokens, read: Callable[[Tokens], Form]) -> Form | None:
    """在整体支出绩效目标表和“…”项目表中的目标值: the rows of both forms."""
    for index in tokens.all("and"):
        first, last = index - 1, index + 1
        of_project = any(tokens[first].has("thing", one) for one in _OF_PROJECT)
        if first > 0 and of_project and tokens[first - 1].named("project"):
            first -= 1
        if last + 1 < len(tokens) and any(tokens[last + 1].has("thing", one) for one in _OF_PROJECT):
            last += bool(tokens[last].named("project"))
        if first < 0 or last >= len(tokens):
            continue
        one, other = tokens.spans[first:index], tokens.spans[index + 1 : last + 1]
        if {_printed_in(one), _printed_in(other)} != {"whole", "project"}:
            continue
        before, behind = tokens.spans[:first], tokens.spans[last + 1 :]
        sides = (
            [span for span in side if not (len(side) > 1 and span.has("thing"))] for side in (one, other)
        )
        return together(*(read(Tokens([*before, *side, *behind], fillers=tokens.fillers)) for side in sides))
    return None


def _printed_in(spans: Sequence[Span]) -> str:
    """Which form the words name: that of the whole department, or that of a project."""
    if len(spans) == 1 and spans[0].has("condition", "whole-department"):
        return "whole"
    named = spans and (
        spans[0].named("project") or (len(spans) == 1 and spans[0].has("thing", "project-form"))
    )
    return "project" if named else ""


def _second(tokens: Tokens) -> int | None:
    """Where the second of two clauses begins; each has a number or a word of its own that asks."""
    starts = [index for index in range(1, len(tokens)) if _PAUSES & set(tokens.between(index - 1, index))]
    found = [
        start for start in starts if _asks(tokens.spans[:start]) and _asks(tokens.spans[start:], noun=True)
    ]
    return found[0] if len(found) == 1 else None


def _asks(spans: Sequence[Span], *, noun: bool = False) -> bool:
    asked = any(span.has(role) for span in spans for role in _ASKS)
    return asked and (not noun or any(not any(map(span.has, (*_ASKS, "is"))) for span in spans))


def _goes_on(span: Span, other: Sequence[Span], *, of_it: bool) -> bool:
    """Whether the second clause is about this word of the first, too."""
    if any(map(span.has, _ASKS)):
        return False
    if of_it:
        narrowed = [role for role in _NARROWED if span.has(role)]
        again = any(any(map(one.has, narrowed)) for one in other)
        return not again and not any(map(span.has, _SUMS))
    roles = [role for role in _NAMED if span.has(role)]
    names = [role for role in _NAMES if span.named(role)]
    if not roles and not names:
        return False
    return not any(any(map(one.has, roles)) or any(map(one.named, names)) for one in other)


def _lists(form: Form) -> bool:
    """Whether rows are asked for; 合计 of a line that is named is its column."""
    return form.aggregate is None or (form.subject == "line" and bool(form.lines or form.codes))


def together(one: Form, other: Form) -> Form:
    """One form that answers both. Raises Unread where their rows are not the same."""
    if one.minus or other.minus or one.beside or other.beside:
        raise Unread(_APART)
    if one.aggregate == other.aggregate == "count" and not (one.groups or other.groups):
        return replace(one, beside=other)
    if one.aggregate == "count" and replace(one, aggregate=None, counted="") == other:
        return other  # 有几个，分别是哪些: the list says how many
    counted = Form("project", departments=one.departments, years=one.years, all_departed=one.all_departed)
    counted.organizations = one.organizations
    if (
        replace(one, aggregate=None, counted="") == counted
        and (other.subject, other.groups, other.conditions) == ("money", [], set())
        and (other.aggregate == "sum" or (other.aggregate is None and other.sources == ("total",)))
        and (other.departments, other.years) == (one.departments, one.years)
        and other.organizations == one.organizations
    ):
        return replace(other, aggregate="sum")  # the sum is said with how many projects were added up
    if (one.subject, other.subject) == ("project", "organization"):
        other = replace(other, subject="project")
    if _lists(one) and _lists(other) and not (one.groups or other.groups):
        if replace(one, shows=[]) == replace(other, shows=[]):
            return replace(one, shows=[*one.shows, *(name for name in other.shows if name not in one.shows)])
        ordered = one.order or other.order or one.limit or other.limit
        if one.subject == other.subject and one.subject in {"line", "target", "money"} and not ordered:
            return replace(one, beside=other)
    raise Unread(_APART)
