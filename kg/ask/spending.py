"""Money spent and money left: 花了 is the executed amount, 没花完 less than the full year, 还剩多少 the difference."""

from collections.abc import Callable
from dataclasses import replace

from kg.ask.differences import added_up
from kg.ask.form import Form
from kg.ask.tokens import Tokens, Unread
from kg.ask.words import Sense

_FULL, _EXECUTED = Sense("phase", "full-year"), Sense("phase", "executed")
_UNSPENT = Sense("condition", "unspent")


def read_spending(tokens: Tokens) -> None:
    """花了 as the executed amount; 没花完 as a condition where no number is asked for. Raises Unread."""
    spent, left = tokens.all("spent"), tokens.all("left")
    if spent and left:
        raise Unread("花了的和剩下的请分开问", [tokens[place].text for place in sorted([*spent, *left])])
    for place in spent:
        span = tokens[place]
        tokens.spans = [
            replace(span, senses=(*span.senses, _EXECUTED)) if one is span else one for one in tokens.spans
        ]
    of_projects = tokens.all("thing", "project") or any(
        "项目" in span.text or span.named("project") or span.part for span in tokens.spans
    )
    tables = (
        tokens.all("code") or tokens.all("thing", "line") or any(span.named("line") for span in tokens.spans)
    )
    if (spent or left) and not of_projects and not tables:
        raise Unread("看不出是部门的全部支出还是项目的支出，请写明项目", [tokens[(*spent, *left)[0]].text])
    if left and not asks_what_is_left(tokens):
        tokens.spans = [
            replace(span, senses=(_UNSPENT,)) if span.has("left") else span for span in tokens.spans
        ]


def asks_what_is_left(tokens: Tokens) -> bool:
    """Whether a number is asked for: 还剩多少."""
    return bool(tokens.all("left")) and bool(tokens.all("what")) and not tokens.all("which")


def read_left(tokens: Tokens, read: Callable[[Tokens], Form]) -> Form:
    """What is left: the full year less what was executed. Raises Unread."""
    forms = []
    both = [span.text for span in tokens.spans if span.has("spent") or span.has("left")]
    if tokens.all("spent"):
        raise Unread("花了的和剩下的请分开问", both)
    first = next(span for span in tokens.spans if span.has("left"))
    if tokens.all("phase"):
        raise Unread("还剩多少是全年预算减执行数，不用再写阶段", [first.text])
    for sense in (_FULL, _EXECUTED):
        spans = [
            replace(span, senses=(sense,)) if span is first else span
            for span in tokens.spans
            if span is first or not span.has("left")
        ]
        forms.append(added_up(read(Tokens(spans, fillers=tokens.fillers))))
    forms[0].minus = forms[1]
    return forms[0]
