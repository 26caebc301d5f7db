"""Numbers that are asked for or compared with, and what rows are ordered, counted and averaged by."""

from dataclasses import replace
from typing import Final

from kg.ask.spans import Span
from kg.ask.tokens import Tokens
from kg.ask.words import Sense

_IS: Final = frozenset({"is", "with"})
_GOAL: Final = "目标"
_TARGET: Final = "目标值"
_VALUE: Final = "值"
_REACHED: Final = "达到"
_BY: Final = ("按", "按照", "分别按")
_GROUPED: Final = ("level1", "level2", "unit")
_WHAT: Final = Sense("what")
_OPEN_ENDED: Final = {"≥": ">", "≤": "<"}
_RATHER: Final = ("unit", "kind", "source", "phase", "year")
_FINISHED: Final = "完成"
_SUM: Final = "金额"
_OF_KIND: Final = "类"
_PEOPLE: Final = "人数"
_EACH_OF_THEM: Final = frozenset({"各项", "每项", "每一项", "各个", "每个", "每一个"})
_LISTED: Final = ("target", "project")


def percentage(tokens: Tokens) -> None:
    """执行率是百分之几 asks as 是多少 does; of a share it stays."""
    if tokens.all("share"):
        return
    for index in tokens.all("percentage"):
        before = tokens.before(index, over=_IS)
        if before is not None and tokens[before].has("attribute", "execution-rate"):
            what = replace(tokens[index], senses=(_WHAT,))
            tokens.spans = [*tokens.spans[:index], what, *tokens.spans[index + 1 :]]


def not_reached(tokens: Tokens) -> None:
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


def by_order(tokens: Tokens) -> None:
    """按金额从高到低: 按 says what the order goes by, and makes no groups."""
    ordered = [
        place for role in ("longest", "shortest", "sorted", "most", "least") for place in tokens.all(role)
    ]
    for index in tokens.all("each"):
        if tokens[index].text in _BY and any(index < place <= index + 3 for place in ordered):
            tokens.spans = [span for at, span in enumerate(tokens.spans) if at != index]
            return


def each_of_them(tokens: Tokens) -> None:
    """成本指标里上限在500万元以上的各项: those that are named before it, and nothing more."""
    last = len(tokens) - 1
    if last < 1 or not tokens[last].has("each") or tokens[last].text not in _EACH_OF_THEM:
        return
    if tokens.all("kind") or any(tokens.all("thing", thing) for thing in _LISTED):
        tokens.put({last: None})


def levels_counted(tokens: Tokens) -> None:
    """各类一级指标的数量: how many indicators there are of each."""
    last = len(tokens) - 1
    for index in tokens.all("each"):
        level = index + 1
        if level <= last and any(tokens[level].has("attribute", name) for name in _GROUPED):
            counted = [place for role in ("count", "how-many") for place in tokens.all(role) if place > level]
            others = any(span.has("thing") for span in tokens.spans[level + 1 : last])  # 各单位的项目有几个
            if counted == [last] and not tokens.all("thing", "target") and not others:
                count = replace(tokens[last], senses=(Sense("how-many"),))
                target = Span(count.end, count.end, "指标", (Sense("thing", "target"),))
                tokens.spans = [*tokens.spans[:last], count, target]
            return


def average_of(tokens: Tokens) -> None:
    """满意度目标的平均值, 满意度指标的平均值: of what the targets set, not of how many there are."""
    last = len(tokens) - 1
    for index in tokens.all("average"):
        before = tokens[index - 1] if index else None
        of_values = (before and before.text.endswith((_GOAL, _TARGET))) or tokens[index].text.endswith(_VALUE)
        if index == last and before and before.has("kind") and of_values:
            value = Span(before.end, before.end, "目标值", (Sense("attribute", "value"),))
            tokens.spans = [*tokens.spans[:index], value, *tokens.spans[index:]]
            return


def people(tokens: Tokens) -> None:
    """人数超过100人: any number of people, whatever the indicator is called."""
    for index, span in enumerate(tokens.spans[:-1]):
        amount = tokens[index + 1].amount
        if span.text == _PEOPLE and not span.quoted and amount and amount.kind == "people":
            tokens.put({index: replace(span, senses=(Sense("attribute", "quantity"),), names=(), part=False)})


def sums_of_money(tokens: Tokens) -> None:
    """目标值在1亿元以上的金额类指标: the number says of itself that it is money."""
    money = any(span.amount and span.amount.kind == "money" for span in tokens.spans)
    for index in tokens.all("attribute", "money") if money else ():
        after = index + 1
        rows = after < len(tokens) and tokens[after].has("thing", "target")
        if rows and tokens[index].text == _SUM and tokens.between(index, after).startswith(_OF_KIND):
            tokens.put({index: None})
            return


def excluded_edge(tokens: Tokens) -> None:
    """1000人以上(1000人整的不算): more than 1000."""
    for index in tokens.all("left-out"):
        edge = tokens[index - 1].amount if index else None
        if edge is None or edge.operator is not None:
            continue
        for place, span in enumerate(tokens.spans):
            amount = span.amount
            if (
                amount
                and amount.operator in _OPEN_ENDED
                and (amount.value, amount.kind) == (edge.value, edge.kind)
            ):
                strict = replace(amount, operator=_OPEN_ENDED[amount.operator])
                words = span.text + tokens[index - 1].text + tokens[index].text
                tokens.put({place: replace(span, amount=strict, text=words), index - 1: None, index: None})
                return


def rather(tokens: Tokens) -> None:
    """单位是元而不是万元: the one excludes the other by itself."""
    for index in tokens.all("rather"):
        if not 0 < index < len(tokens) - 1:
            continue
        one, other = tokens[index - 1], tokens[index + 1]
        if any(
            (one.named(role) or one.has(role)) and (other.named(role) or other.has(role)) for role in _RATHER
        ):
            tokens.put({index: None, index + 1: None})
            return


def finished_within(tokens: Tokens) -> None:
    """要求一天以内完成: what is to be done in that time, not what was."""
    for index in tokens.all("condition", "met"):
        amount = tokens[index - 1].amount if index else None
        if (
            tokens[index].text == _FINISHED
            and amount
            and amount.kind == "duration"
            and amount.operator in {"<", "≤"}
        ):
            tokens.put({index: None})
            return
