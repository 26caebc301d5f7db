"""Money: where it comes from, the total of a department, which of several has more."""

from dataclasses import replace
from typing import Final

from kg.ask.spans import Span
from kg.ask.tokens import Tokens
from kg.ask.words import Sense

_IS: Final = frozenset({"is", "with"})
_ALL: Final = "总"
_HOW_MUCH: Final = "多少"
_FISCAL: Final = "fiscal-appropriation"
_WHO: Final = "谁"
_LAST_YEAR: Final = frozenset({"上年", "去年", "上一年", "上年度", "上一年度"})


def carried_over(tokens: Tokens) -> None:
    """上年度结转资金: the year is part of the name of the source."""
    for index in tokens.all("source", "carry-over"):
        if index and tokens[index - 1].has("relative") and tokens[index - 1].text in _LAST_YEAR:
            tokens.spans = [*tokens.spans[: index - 1], *tokens.spans[index:]]
            return


def money_of_tasks(tokens: Tokens) -> None:
    """各年度工作任务涉及的财政资金是多少, 涉及财政资金最多的任务: the amount that is printed beside each task."""
    for index in tokens.all("thing", "task"):
        money = next((at for at in tokens.all("source", _FISCAL) if tokens[at].has("source")), None)
        if money is None:
            return
        amount = replace(tokens[money], senses=(Sense("attribute", "money"),), names=())
        involved = money and tokens[money - 1].has("with")
        changes: dict[int, Span | None] = {money: amount, **({money - 1: None} if involved else {})}
        asked = money + 1 < len(tokens) and tokens[money + 1].has("what")
        if asked and money > index and not tokens.all("which"):
            changes |= {money: None}
        tokens.put(changes)
        return


def years_last(tokens: Tokens) -> None:
    """某类支出2025年和2026年各是多少: the years stand before what they are asked of."""
    end = last = len(tokens) - 1
    if last < 2 or not tokens[last].has("what"):
        return
    if tokens[end - 1].has("attribute", "money"):
        end -= 1
    first = end
    while first and (tokens[first - 1].has("year") or tokens[first - 1].has("and")):
        first -= 1
    parts = tokens.all("thing", "structure")
    if not first or first == end or not tokens[first].has("year"):
        return
    before = tokens.spans[:first]
    if parts and before[-1].has("each"):
        before = before[:-1]  # 支出构成各类
    named = any(map(before[-1].named, ("line", "column", "part"))) and not before[-1].named("indicator")
    if not (named or before[-1].has("thing", "structure")) or any(span.has("year") for span in before):
        return
    asked = [span for span in tokens.spans[end:] if not (parts and span.has("attribute", "money"))]
    tokens.spans = [*tokens.spans[first:end], *before, *asked]


def money_of_structure(tokens: Tokens) -> None:
    """支出结构是怎样的，各项资金总额多少: each class has its amount, and what of it is fiscal money, beside it."""
    for index in tokens.all("thing", "structure"):
        rest = tokens.spans[index + 1 :]
        amounts = [span for span in rest if span.has("attribute", "money") or span.has("source", "total")]
        plain = all(
            span in amounts or span.has("source", _FISCAL) or any(map(span.has, ("each", "and", "what")))
            for span in rest
        )
        if amounts and plain and not any(span.text.startswith("占") for span in rest):
            end = tokens[index].end
            asked = Span(end, end, "是多少", (Sense("what"),))
            each = bool(index) and tokens[index - 1].has("each")
            tokens.spans = [*tokens.spans[: index - each], tokens[index], asked]
        return


def of_project_forms(tokens: Tokens) -> None:
    """各项目支出绩效目标表的预算数合计: of the projects; 各项目绩效目标表中，哪些项目 says them again."""
    for index in tokens.all("thing", "project-form"):
        each = index - 1
        if each < 0 or not tokens[each].has("each"):
            continue
        if any(span.has("thing", "project") for span in tokens.spans):
            tokens.put({each: None, index: None})
        elif tokens.all("sum") or tokens.all("attribute", "money"):
            tokens.put({index: replace(tokens[index], text="项目", senses=(Sense("thing", "project"),))})
        return


def each_such(tokens: Tokens) -> None:
    """各自评项目 as 自评的各项目."""
    for index in tokens.all("each"):
        condition, thing = index + 1, index + 2
        if thing < len(tokens) and tokens[condition].has("condition") and tokens[thing].has("thing", "project"):
            tokens.put({index: tokens[condition], condition: tokens[index]})
            return


def number_of(tokens: Tokens) -> None:
    """用了多少结转资金 as 结转资金是多少, 安排了多少预算 as 预算安排了多少."""
    if (
        len(tokens) > 1
        and tokens[len(tokens) - 1].has("attribute", "money")
        and tokens[len(tokens) - 2].has("source")
    ):
        tokens.spans = tokens.spans[:-1]  # 结转资金
    last = len(tokens) - 1
    if last < 1 or not tokens[last - 1].has("what"):
        return
    if tokens[last].has("attribute", "money") and tokens[last - 1].text.endswith(_HOW_MUCH):
        tokens.put({last - 1: tokens[last], last: tokens[last - 1]})
        return
    if not tokens[last].has("source"):
        return
    start = last - 1
    while start and any(map(tokens[start - 1].has, _IS)):
        start -= 1
    tokens.spans = [*tokens.spans[:start], tokens[last], tokens[last - 1]]


def totals(tokens: Tokens) -> None:
    """支出总预算 as 支出总额: the budget of what is spent."""
    for aspect in ("expenditure", "income"):
        for index in tokens.all("attribute", aspect):
            after = index + 1
            if after < len(tokens) and tokens[after].has("attribute", "money") and _ALL in tokens[after].text:
                both = replace(tokens[index], text=tokens[index].text + tokens[after].text)
                tokens.spans = [*tokens.spans[:index], both, *tokens.spans[after + 1 :]]
                return


def units_under(tokens: Tokens) -> None:
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


def more_of(tokens: Tokens) -> None:
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


def either_has_more(tokens: Tokens) -> None:
    """甲和乙哪个部门的项目资金更多: the amounts of both."""
    last = len(tokens) - 1
    if last < 4 or not tokens.all("and") or tokens.all("than") or any(span.named("project") for span in tokens.spans):
        return
    if not (tokens[last].has("more") or tokens[last].has("less")):
        return
    for index in tokens.all("which"):
        amount = tokens[last - 1].has("attribute", "money") or any(map(tokens[last - 1].named, ("line", "column")))
        if amount and index + 1 < last and tokens[index + 1].has("thing", "department"):
            versus = replace(tokens[last], senses=(Sense("versus"),))
            tokens.put({index: None, index + 1: None, last: versus})
            return


def which_has_more(tokens: Tokens) -> None:
    """甲和乙的某项目哪个部门的预算更多: the project with the most money of those that are named, and whose it is."""
    last = len(tokens) - 1
    several = (
        tokens.all("and") and any(span.named("project") for span in tokens.spans) and not tokens.all("than")
    )
    for index in tokens.all("which") if several else ():
        role = next(
            (most for more, most in (("more", "most"), ("less", "least")) if tokens[last].has(more)), ""
        )
        if not role or index + 3 != last or not tokens[index + 1].has("thing", "department"):
            continue
        if tokens[index + 2].has("attribute", "money"):
            ranked = replace(tokens[last], senses=(Sense(role),))
            project = replace(tokens[index + 1], text="项目", senses=(Sense("thing", "project"),))
            tokens.spans = [*tokens.spans[:index], tokens[index + 2], ranked, tokens[index], project]
            return
