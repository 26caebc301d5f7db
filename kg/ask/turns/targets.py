"""Targets as the form prints them: left empty, in words, of other years, with a date."""

from dataclasses import replace
from typing import Final

from kg.ask.spans import Span
from kg.ask.tokens import Tokens
from kg.ask.words import Sense

_IS: Final = frozenset({"is", "with"})
_IN_FACT: Final = "实际"
_LAST_YEAR: Final = frozenset({"上年", "去年", "上一年", "上年度", "上一年度"})
_BLANKABLE: Final = frozenset(
    {"unit", "operator", "last-year", "before-last", "actual", "value", "code", "organization"}
)
_PAID_OUT: Final = "到位"
_LONG_TERM: Final = "长期"
_YEARLY: Final = "年度"
_AGAIN: Final = "重复"
_DONE: Final = "完成"
_SLASH: Final = "斜杠"


def when(tokens: Tokens) -> None:
    """哪天 and 哪一年 are questions as 什么 is, and ask for a day and a year."""
    tokens.spans = [
        replace(span, senses=(Sense("what"), *span.senses))
        if span.has("when") or span.has("which-year")
        else span
        for span in tokens.spans
    ]


def when_done(tokens: Tokens) -> None:
    """什么时候到位 of a project: 到位的时间, by the indicator that is called so."""
    last = len(tokens) - 1
    named = any(span.named("project") for span in tokens.spans)
    if last < 1 or not named or not tokens[last - 1].has("when"):
        return
    done = tokens[last]
    if done.has("paid-out"):
        done = replace(done, text=_PAID_OUT, senses=(), part=True)
    if done.part and not done.quoted:
        tokens.put({last - 1: done, last: tokens[last - 1]})


def blank(tokens: Tokens) -> None:
    """目标值空着的指标 as 没有目标值的指标; a slash after it says it again."""
    for index in tokens.all("blank"):
        place = tokens.before(index, over=_IS)
        if place is None or not tokens[place].has("attribute"):
            continue
        if tokens[place].value("attribute") not in _BLANKABLE or tokens.all("without"):
            continue
        if _SLASH in tokens[index].text:
            if tokens[place].has("attribute", "value"):
                tokens.put({index: replace(tokens[index], senses=(Sense("target-said", "/"),))})
            return
        again = tokens.next(index, over=_IS)
        changes: dict[int, Span | None] = dict.fromkeys(range(place + 1, index + 1))
        if again is not None and tokens[again].has("blank"):
            changes |= dict.fromkeys(range(index + 1, again + 1))
        spans = [span for at, span in enumerate(tokens.spans) if at not in changes]
        spans.insert(place, replace(tokens[index], senses=(Sense("without"),)))
        tokens.spans = spans
        return


def written(tokens: Tokens) -> None:
    """目标只写“持续降低”: the text of the target, as printed."""
    for index, span in enumerate(tokens.spans):
        before = tokens.before(index, over=frozenset({"is"}))
        if not span.quoted or span.amount or before is None or before == index - 1:
            continue
        if tokens[before].has("attribute", "value") and not span.has("sign"):
            said = replace(span, senses=(Sense("target-said", span.text),), names=(), part=False)
            tokens.put({index: said})
            return


def year_actual(tokens: Tokens) -> None:
    """前年实际是多少, 上年完成了多少: what is printed for that year is what it came to."""
    done = [
        index
        for index in tokens.all("condition", "met")
        if tokens[index].text == _DONE and index + 1 < len(tokens) and tokens[index + 1].has("what")
    ]
    for index in (*tokens.all("attribute", "actual"), *done):
        before = tokens[index - 1] if index else None
        years = ("last-year", "before-last")
        if (
            before
            and tokens[index].text.startswith((_IN_FACT, _DONE))
            and (
                any(before.has("attribute", year) for year in years)
                or (before.has("relative") and before.text in _LAST_YEAR)
            )
        ):
            tokens.spans = [span for at, span in enumerate(tokens.spans) if at != index]
            return


def long_term(tokens: Tokens) -> None:
    """长期绩效指标: the indicators of the long-term goal."""
    for index in tokens.all("long-term"):
        after = index + 1
        if after >= len(tokens):
            continue
        span = tokens[after]
        if span.has("thing", "target") or span.has("kind") or span.has("attribute", "value"):
            horizon = Sense("horizon", _LONG_TERM)
            tokens.put({after: replace(span, senses=(*span.senses, horizon)), index: None})
            return


def of_year(tokens: Tokens) -> None:
    """年度指标, 年度绩效指标: the indicators of the goal of the year."""
    for index in tokens.all("attribute", "year"):
        after = index + 1
        each = index > 0 and tokens[index - 1].has("each")
        if each or tokens[index].text != _YEARLY or after >= len(tokens) or tokens[after].start != tokens[index].end:
            continue
        span = tokens[after]
        if span.has("thing", "target") or span.has("kind"):
            tokens.put({after: replace(span, senses=(*span.senses, Sense("horizon", _YEARLY))), index: None})
            return


def printed_twice(tokens: Tokens) -> None:
    """重复填报的指标: rows that one form prints twice, where nothing says in how many projects."""
    several = tokens.all("several") or tokens.all("condition", "shared")
    counted = any(span.amount and span.amount.counting for span in tokens.spans)
    if several or counted or not tokens.all("thing", "target"):
        return
    for index in tokens.all("repeated"):
        if tokens[index].text.startswith(_AGAIN):
            tokens.put({index: replace(tokens[index], senses=(Sense("condition", "duplicated"),))})


def three_years(tokens: Tokens) -> None:
    """连续三年的数: the columns of the form for the two years before it, and its own."""
    for index in tokens.all("three-years"):
        span = tokens[index]
        names = [Sense("attribute", name) for name in ("before-last", "last-year", "value")]
        columns = [replace(span, senses=(sense,)) for sense in names]
        joined = [columns[0], replace(span, senses=(Sense("and"),)), columns[1], replace(span, senses=(Sense("and"),)),
                  columns[2]]  # fmt: skip
        rest = [
            one
            for one in tokens.spans[index + 1 :]
            if not one.has("attribute", "value") and not one.has("condition")
        ]
        tokens.spans = [*tokens.spans[:index], *joined, *rest]
        return
