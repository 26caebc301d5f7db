"""甲占乙的百分之几: two questions, each of one number, and the first as a percentage of the second."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from kg.ask.differences import added_up
from kg.ask.form import Form
from kg.ask.spans import Span
from kg.ask.tokens import Tokens, Unread
from kg.ask.words import ALL, Sense

_MONEY: Final = Sense("attribute", "money")
_SIDES: Final = ("income", "expenditure")
_WHOSE: Final = ("place", "office", "year")
_WHAT: Final = Sense("what")


def read_share(tokens: Tokens, read: Callable[[Tokens], Form]) -> Form:
    """The form of what stands before 占, with that of what stands behind it as ``minus``. Raises Unread.

    The part is of the department and year of the whole where it names none of its own.
    """
    places, asked = tokens.all("share"), tokens.all("percentage")
    whole_at = places[0]
    if asked and asked[0] == len(tokens) - 2 and tokens[len(tokens) - 1].has("what"):  # 的比例是多少
        tokens.spans = tokens.spans[:-1]
    asked = asked or [i for i in tokens.all("what") if i == len(tokens) - 1]
    if len(places) > 1 or len(asked) != 1 or whole_at == 0 or asked[0] != len(tokens) - 1:
        raise Unread("看不出占的是什么，请写成：甲占乙的百分之几", [tokens[whole_at].text])
    part, whole = tokens.spans[:whole_at], tokens.spans[whole_at + 1 : asked[0]]
    if not whole or any(
        span.has(role) for span in (*part, *whole) for role in ("which", "what", "share", "than")
    ):
        raise Unread("看不出占的是什么，请写成：甲占乙的百分之几", [tokens[whole_at].text])
    own = [span for span in whole if span.has("thing", "department")]  # 占本部门项目资金的
    whole = [span for span in whole if span not in own]
    if not whole:
        raise Unread("看不出占的是什么，请写成：甲占乙的百分之几", [tokens[whole_at].text])
    of, all_of = (_number(side, tokens, read) for side in (part, [*_owner(part, whole), *whole]))
    if not all_of.departments:
        of_tables = of.subject == all_of.subject == "line"
        start = tokens[whole_at].end
        everything = any(span.start >= start and span.text in ALL for span in tokens.fillers)
        if not of.departments or not (own or everything or of_tables or of.sources or of.phases):
            raise Unread("看不出是占哪个部门的，请写明部门", [tokens[whole_at].text])
        all_of.departments, all_of.years = of.departments, all_of.years or of.years
    if not of.departments:
        of.departments = all_of.departments
    if not of.years:
        of.years = all_of.years
    if of.aggregate != all_of.aggregate or of.subject != all_of.subject or _whole(of) != _whole(all_of):
        raise Unread("只能比较同一张表里的同一种数")
    if len(all_of.departments) > 1 or len(all_of.years) > 1 or len(of.departments) > 1 or len(of.years) > 1:
        raise Unread("占比一次只能问一个部门、一个年度")
    of.minus, of.as_share = all_of, True
    return of


def _owner(part: Sequence[Span], whole: Sequence[Span]) -> list[Span]:
    """基本支出占支出总额: of the department and year of the part, where the whole names a side of a budget alone."""
    if len(whole) != 1 or whole[0].named("project"):
        return []
    sides = any(whole[0].has("attribute", side) for side in _SIDES)
    if not (sides or whole[0].named("column") or whole[0].named("line")):
        return []
    named = ("department", "table")
    return [span for span in part if any(map(span.has, _WHOSE)) or any(map(span.named, named))]


def _number(side: Sequence[Span], tokens: Tokens, read: Callable[[Tokens], Form]) -> Form:
    """The one number of a side; money where it names a project only."""
    end = side[-1].end
    spans = list(side)
    if not any(span.has(role) for span in side for role in ("attribute", "source", "phase", "thing")):
        spans.append(Span(end, end, "项目资金", (_MONEY,)))
    money = any(span.has(role) for span in spans for role in ("attribute", "source", "phase"))
    spans = [span if not span.has("count") else replace(span, senses=(_WHAT,)) for span in spans]
    word = "多少" if money else "多少个"
    asked = Span(end, end, word, (_WHAT if money else Sense("how-many"),))
    return added_up(read(Tokens([*spans, asked] if money else [asked, *spans], fillers=tokens.fillers)))


def _whole(form: Form) -> bool:
    return "whole-department" in form.conditions
