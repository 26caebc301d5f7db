"""Turns of phrase around one word: what carries nothing beside the words next to it, what is asked behind 多少."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from kg.ask.spans import Span
from kg.ask.tokens import Tokens
from kg.ask.words import Sense

_NONE: Final[frozenset[str]] = frozenset()
_IS: Final = frozenset({"is", "with"})
_LEVELS: Final = ("level1", "level2")
_UNIT: Final = "单位"
_DONE: Final = "执行"
_GOAL: Final = "目标"
_TARGET: Final = "目标值"
_ALL: Final = "总"
_WHO: Final = "谁"
_IN_FACT: Final = "实际"
_REACHED: Final = "达到"
_BY: Final = ("按", "按照", "分别按")
_GROUPED: Final = ("level1", "level2", "unit")
_LAST_YEAR: Final = frozenset({"上年", "去年", "上一年", "上年度", "上一年度"})
_WHAT: Final = Sense("what")


def rewrite_turns(tokens: Tokens) -> None:
    """Put each turn into the words that say it plainly; what does not fit stays as it is."""
    turns: tuple[Callable[[Tokens], None], ...] = (
        _percentage, _in_level, _in_which_unit, _carried_out, _carried_over, _number_of, _not_reached, _whole_goal,
        _by_order, _levels_counted, _average_of, _totals, _units_under, _more_of, _year_actual, _three_years,
    )  # fmt: skip
    for turn in turns:
        turn(tokens)


def _percentage(tokens: Tokens) -> None:
    """执行率是百分之几 asks as 是多少 does; of a share it stays."""
    if tokens.all("share"):
        return
    for index in tokens.all("percentage"):
        before = tokens.before(index, over=_IS)
        if before is not None and tokens[before].has("attribute", "execution-rate"):
            what = replace(tokens[index], senses=(_WHAT,))
            tokens.spans = [*tokens.spans[:index], what, *tokens.spans[index + 1 :]]


def _in_level(tokens: Tokens) -> None:
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


def _in_which_unit(tokens: Tokens) -> None:
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
            before = tokens.spans[: place - 1] if asked else tokens.spans[:place]
            tokens.spans = [*before, unit, what, *tokens.spans[index + 1 :]]
            return


def _carried_out(tokens: Tokens) -> None:
    """由哪些处室执行: what is executed here is no amount."""
    last = len(tokens) - 1
    if tokens.all("by") and tokens.all("attribute", "organization") and tokens[last].text == _DONE:
        tokens.spans = [*tokens.spans[:last]]


def _carried_over(tokens: Tokens) -> None:
    """上年度结转资金: the year is part of the name of the source."""
    for index in tokens.all("source", "carry-over"):
        if index and tokens[index - 1].has("relative") and tokens[index - 1].text in _LAST_YEAR:
            tokens.spans = [*tokens.spans[: index - 1], *tokens.spans[index:]]
            return


def _number_of(tokens: Tokens) -> None:
    """用了多少结转资金 as 结转资金是多少."""
    last = len(tokens) - 1
    if last < 1 or not tokens[last - 1].has("what") or not tokens[last].has("source"):
        return
    start = last - 1
    while start and any(map(tokens[start - 1].has, _IS)):
        start -= 1
    tokens.spans = [*tokens.spans[:start], tokens[last], tokens[last - 1]]


def _not_reached(tokens: Tokens) -> None:
    """没有达到100% as 低于100%."""
    for index in tokens.all("without"):
        reached, number = index + 1, index + 2
        amount = tokens[number].amount if number < len(tokens) else None
        if amount is None or amount.operator is not None or tokens[reached].text != _REACHED:
            continue
        words = tokens[index].text + tokens[reached].text + tokens[number].text
        less = replace(tokens[number], amount=replace(amount, operator="<"), text=words)
        tokens.spans = [*tokens.spans[:index], less, *tokens.spans[number + 1 :]]
        return


def _whole_goal(tokens: Tokens) -> None:
    """整体绩效目标是什么: the goal of the whole department, which is elsewhere the form it stands in."""
    for index in tokens.all("condition", "whole-department"):
        after = tokens.next(index, over=_IS)
        span = tokens[index]
        asked = after is None or tokens[after].has("what") or tokens[after].has("which")
        if span.text.endswith(_GOAL) and asked and not tokens.all("thing"):
            goal = Span(span.end, span.end, _GOAL, (Sense("thing", "goal"),))
            tokens.spans = [*tokens.spans[: index + 1], goal, *tokens.spans[index + 1 :]]
            return


def _by_order(tokens: Tokens) -> None:
    """按金额从高到低: 按 says what the order goes by, and makes no groups."""
    ordered = [
        place for role in ("longest", "shortest", "sorted", "most", "least") for place in tokens.all(role)
    ]
    for index in tokens.all("each"):
        if tokens[index].text in _BY and any(index < place <= index + 3 for place in ordered):
            tokens.spans = [span for at, span in enumerate(tokens.spans) if at != index]
            return


def _levels_counted(tokens: Tokens) -> None:
    """各类一级指标的数量: how many indicators there are of each."""
    last = len(tokens) - 1
    for index in tokens.all("each"):
        level = index + 1
        if level <= last and any(tokens[level].has("attribute", name) for name in _GROUPED):
            counted = [place for role in ("count", "how-many") for place in tokens.all(role) if place > level]
            if counted == [last] and not tokens.all("thing", "target"):
                count = replace(tokens[last], senses=(Sense("how-many"),))
                target = Span(count.end, count.end, "指标", (Sense("thing", "target"),))
                tokens.spans = [*tokens.spans[:last], count, target]
            return


def _average_of(tokens: Tokens) -> None:
    """满意度目标的平均值: of what the targets set, not of how many there are."""
    last = len(tokens) - 1
    for index in tokens.all("average"):
        before = tokens[index - 1] if index else None
        if index == last and before and before.has("kind") and before.text.endswith((_GOAL, _TARGET)):
            value = Span(before.end, before.end, "目标值", (Sense("attribute", "value"),))
            tokens.spans = [*tokens.spans[:index], value, *tokens.spans[index:]]
            return


def _totals(tokens: Tokens) -> None:
    """支出总预算 as 支出总额: the budget of what is spent."""
    for aspect in ("expenditure", "income"):
        for index in tokens.all("attribute", aspect):
            after = index + 1
            if after < len(tokens) and tokens[after].has("attribute", "money") and _ALL in tokens[after].text:
                both = replace(tokens[index], text=tokens[index].text + tokens[after].text)
                tokens.spans = [*tokens.spans[:index], both, *tokens.spans[after + 1 :]]
                return


def _units_under(tokens: Tokens) -> None:
    """下属单位里谁的预算最少, 有哪些下属单位: the lines of the units in the table of income."""
    if not tokens.all("budget-unit"):
        return
    asks = tokens.all("which") or any(span.has("by") and span.text == _WHO for span in tokens.spans)
    aspects = [span for span in tokens.spans if span.has("attribute")]
    income = frozenset({"money", "income"})
    if not asks or any(span.value("attribute") not in income for span in aspects):
        return
    spans = [
        span for span in tokens.spans if not (span.has("by") and span.text == _WHO) and not span.has("which")
    ]
    asked = Span(spans[-1].end, spans[-1].end, "收入", (Sense("attribute", "income"),))
    tokens.spans = [*(span for span in spans if not span.has("attribute")), asked]


def _more_of(tokens: Tokens) -> None:
    """哪个部门安排得多: which of the two that are named has more."""
    last = len(tokens) - 1
    for index in tokens.all("which"):
        noun = index + 1
        if (
            noun + 1 == last
            and tokens[noun].has("thing", "department")
            and (tokens[last].has("more") or tokens[last].has("less"))
        ):
            versus = replace(tokens[last], senses=(Sense("versus"),))
            has_money = any(span.has("attribute") for span in tokens.spans)
            money = (
                []
                if has_money
                else [Span(versus.start, versus.start, "资金", (Sense("attribute", "money"),))]
            )
            tokens.spans = [*tokens.spans[:index], *money, versus]
            return


def _year_actual(tokens: Tokens) -> None:
    """前年实际是多少: what is printed for that year is what it came to."""
    for index in tokens.all("attribute", "actual"):
        before = tokens[index - 1] if index else None
        years = ("last-year", "before-last")
        if (
            before
            and tokens[index].text.startswith(_IN_FACT)
            and (
                any(before.has("attribute", year) for year in years)
                or (before.has("relative") and before.text in _LAST_YEAR)
            )
        ):
            tokens.spans = [span for at, span in enumerate(tokens.spans) if at != index]
            return


def _three_years(tokens: Tokens) -> None:
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
