"""甲比乙多多少: two questions that differ in one name or year, and the difference of their numbers."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from kg.ask.form import Form
from kg.ask.spans import Span
from kg.ask.tokens import Tokens, Unread
from kg.ask.words import Sense

_ASPECTS: Final = ("attribute", "source", "phase", "thing", "kind", "condition")
_LONGEST: Final = 3
"""Words that name one side: its department, year and project."""
_ALL: Final = "总"
"""资金总额 beside 财政拨款: all sources beside one."""


def join_what_differs(tokens: Tokens) -> None:
    """甲和乙的预算（各是多少，）相差多少 as 甲的预算比乙多多少, where the two are named alike."""
    places = tokens.all("differs")
    if tokens.all("than") or len(places) != 1:
        return
    end = start = places[0]
    if start and tokens[start - 1].has("what"):
        start -= 1  # both numbers are said with their difference
    for index in tokens.all("and"):
        for size in range(min(_LONGEST, index), 0, -1):
            behind = index + 1 + size
            roles = [_role(span) for span in tokens.spans[index - size : index]]
            if behind > start or None in roles:
                continue
            if roles != [_role(span) for span in tokens.spans[index + 1 : behind]]:
                continue
            than = replace(tokens[index], senses=(Sense("than"),))
            one, tail = tokens.spans[:index], tokens.spans[behind:start]
            tokens.spans = [*one, *tail, than, *tokens.spans[index + 1 : behind], *tokens.spans[end:]]
            return


def read_difference(tokens: Tokens, read: Callable[[Tokens], Form]) -> Form:
    """The form of what stands before 比, with that of what stands behind it as ``minus``. Raises Unread.

    What stands behind it takes the place of what is of the same kind in front of it: a department, a year, a project.
    """
    places = tokens.all("than")
    than = places[0]
    verbs = [place for role in ("more", "less", "differs") for place in tokens.all(role) if place > than]
    if len(places) > 1 or than == 0 or than + 1 >= len(tokens):
        raise Unread("看不出比的是哪两样", [tokens[than].text])
    asked = tokens.all("what") + tokens.all("how-many")
    if len(verbs) != 1 or not asked or verbs[0] == than + 1:
        raise Unread("看不出比的是什么，请写成：甲比乙多多少", [tokens[than].text])
    other = list(tokens.spans[than + 1 : verbs[0]])
    rest = [*_whose_money(tokens), *tokens.spans[verbs[0] + 1 :]]
    one = list(tokens.spans[:than])
    other, tail = _common_tail(one, other)
    one += tail
    roles = [_role(span) for span in other]
    if None in roles or not roles:
        raise Unread("看不出比的是什么，请写成：甲比乙多多少", [tokens[than].text])
    kept = list(one)
    for role in dict.fromkeys(roles):
        without = _without_last(kept, str(role))
        if without is not None:
            kept = without
        else:
            raise Unread("看不出比的是什么，请写成：甲比乙多多少", [tokens[than].text])
    first = next((place for place, span in enumerate(one) if span not in kept), len(kept))
    forms = [
        added_up(read(Tokens([*spans, *rest], fillers=tokens.fillers)))
        for spans in (one, [*kept[:first], *other, *kept[first:]])
    ]
    more, less = reversed(forms) if tokens[verbs[0]].has("less") else forms  # 减少多少 is no number below 0
    more.minus = less
    return more


def _common_tail(one: list[Span], other: list[Span]) -> tuple[list[Span], list[Span]]:
    """甲比乙的支出总计少多少: what stands behind the second, where the first says nothing of the kind."""
    asked = any(any(map(span.has, _ASPECTS)) or span.named("line") or span.named("column") for span in one)
    named = {_role(span) for span in one}
    own = [span for span in other if _role(span) in named - {None}]
    if asked or not own or other[: len(own)] != own:
        return other, []
    return own, other[len(own) :]


def _whose_money(tokens: Tokens) -> list[Span]:
    """某专项资金2026年比2024年增加了多少: the amount of the project, where nothing else of it is named."""
    named = [span for span in tokens.spans if span.named("project")]
    counted = any(map(tokens.all, ("how-many", "count", "share")))
    if not named or counted or any(any(map(span.has, _ASPECTS)) for span in tokens.spans):
        return []
    if any(span.part or span.named("indicator") for span in tokens.spans if span not in named):
        return []
    at = tokens.all("what")[0]
    return [replace(tokens[at], text="资金", senses=(Sense("attribute", "money"),))]


def _without_last(spans: list[Span], role: str) -> list[Span] | None:
    """Without the last name of this kind, whole (某市 and 某局 are one); None where there is none."""
    places = [place for place, span in enumerate(spans) if _role(span) == role]
    if not places:
        return None
    start = places[-1]
    while start - 1 in places and role == "department" and spans[start - 1].has("place"):
        start -= 1
    return [*spans[:start], *spans[places[-1] + 1 :]]


def added_up(form: Form) -> Form:
    """The form with its money added up, so that it has one number. Raises Unread where it has none."""
    if form.subject == "money" and form.aggregate is None:
        form.aggregate = "sum"
    form.one_owner = form.subject == "money" and len(form.departments) > 1 and form.projects is not None
    if form.subject == "line" and not form.groups:
        return form
    countable = form.subject in {"money", "project", "target"} and form.aggregate in {"sum", "count"}
    if not countable or form.groups:
        raise Unread("只能比较金额或个数")
    return form


def _role(span: Span) -> str | None:
    for role in ("year", "place", "office", "source", "phase"):
        if span.has(role):
            return role.replace("place", "department").replace("office", "department")
    if span.named("department"):
        return "department"
    if span.has("attribute", "money") and _ALL in span.text:
        return "source"
    if span.named("project"):
        return "project"
    return "line" if span.named("line") or span.named("column") else None
