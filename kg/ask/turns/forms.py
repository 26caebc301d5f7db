"""What a question says of the rows beside what it asks: among which they are, from which money alone."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Final

from kg.ask.spans import Span
from kg.ask.tokens import Tokens
from kg.ask.words import ALL, Sense

_IS: Final = frozenset({"is", "with"})
_AMONG: Final = ("中", "里", "当中", "之中", "其中")
_LISTED: Final = ("project", "target", "department")
_BY: Final = ("按", "按照")
_EDGES: Final = ("most", "least")
_PROJECT: Final = "项目"
_VIEW: Final = "看"
_VALUES: Final = ("value", "actual", "last-year", "before-last", "score", "weight")


def among(tokens: Tokens) -> None:
    """项目中，哪些项目……: the same thing twice, of which the second is asked for."""
    for thing in _LISTED:
        places = tokens.all("thing", thing)
        for index, other in pairwise(places):
            ranked = tokens[other - 1].amount and tokens.all("most") + tokens.all("least")
            asked = any(map(tokens[other - 1].has, ("which", "how-many"))) or ranked
            inside = tokens.between(index, index + 1).startswith(_AMONG)
            before = tokens[index - 1] if index else None
            counted = before is not None and (before.amount or before.has("each") or before.has("which"))
            if asked and inside and not counted:
                tokens.put({index: None})
                return


def in_all_departments(tokens: Tokens) -> None:
    """所有部门中执行率最低的项目: wherever it is."""
    for index in tokens.all("thing", "department"):
        others = any(span.has("thing") for at, span in enumerate(tokens.spans) if at > index)
        plain = index == 0 or not any(map(tokens[index - 1].has, ("each", "which", "how-many", "and", "by")))
        named = index and (tokens[index - 1].amount or tokens[index - 1].names)
        inside = index + 1 < len(tokens) and tokens.between(index, index + 1).startswith((*_AMONG, "的"))
        before = "".join(span.text for span in tokens.fillers if span.end <= tokens[index].start)
        if others and plain and not named and inside and before.endswith(ALL):
            tokens.put({index: None})
            return


def which_of_them(tokens: Tokens) -> None:
    """五个部门里哪些有……, 各部门中哪几个……: which of them."""
    for index in tokens.all("each"):
        thing, which = index + 1, index + 2
        if which >= len(tokens) or not tokens[thing].has("thing") or not tokens[which].has("which"):
            continue
        behind = tokens[which + 1] if which + 1 < len(tokens) else None
        if tokens.between(thing, which).startswith(_AMONG) and not (behind and behind.has("thing")):
            tokens.put({index: None, thing: tokens[which], which: tokens[thing]})
            return


def from_source(tokens: Tokens) -> None:
    """资金来源里，一般公共预算是多少: the sources that are named are what is asked for."""
    for index in tokens.all("attribute", "source"):
        behind = index + 1
        named = behind < len(tokens) and tokens[behind].has("source")
        if named and tokens.between(index, behind).startswith(_AMONG):
            tokens.put({index: None})
            return


def only_source(tokens: Tokens) -> None:
    """全部来自其他资金: nothing from anywhere else; 没有财政资金 before it says it again."""
    for index in reversed(tokens.all("only-from")):
        source = tokens.next(index, over=_IS)
        if source is None or not tokens[source].has("source"):
            continue
        only = replace(
            tokens[source], senses=(Sense("only-source", tokens[source].value("source")),), names=()
        )
        changes: dict[int, Span | None] = {source: only, **dict.fromkeys(range(index, source))}
        before = index - 1
        if before >= 1 and tokens[before].has("and"):
            changes[before] = None
        tokens.put(changes)
        return


def nothing_planned(tokens: Tokens) -> None:
    """年初预算为零 as 没有年初预算; 全年预算却有钱 behind it as 年中追加."""
    for index in tokens.all("phase"):
        zero = tokens.next(index, over=_IS)
        amount = tokens[zero].amount if zero is not None else None
        if zero is None or not amount or amount.printed != 0 or amount.operator or amount.unit not in _MONEY:
            continue
        without = replace(tokens[zero], text="没有", senses=(Sense("without"),), amount=None)
        changes: dict[int, Span | None] = {index: without, zero: tokens[index]}
        changes |= dict.fromkeys(range(index + 1, zero))
        _later(tokens, zero + 1, changes)
        tokens.put(changes)
        return


_MONEY: Final = (None, "元", "万元")


def _later(tokens: Tokens, joined: int, changes: dict[int, Span | None]) -> None:
    """、全年预算却有钱: more than at the start of the year."""
    behind = tokens.spans[joined:]
    if not behind or not behind[0].has("and"):
        return
    rest = behind[1:]
    phased = bool(rest) and rest[0].has("phase", "full-year")
    verb = next((at for at, span in enumerate(rest) if at and span.has("with")), None)
    if not phased or verb is None or verb > 1:
        return
    end = verb + 1
    if end < len(rest) and rest[end].has("attribute", "money"):
        end += 1
    added = replace(rest[0], senses=(Sense("condition", "added"),))
    changes |= {joined: None, joined + 1: added, **dict.fromkeys(range(joined + 2, joined + 1 + end))}


def by_classes(tokens: Tokens) -> None:
    """按功能分类科目看: lines of the tables that are classed so."""
    for index in reversed(tokens.all("each")):
        classes = index + 1
        if (
            tokens[index].text not in _BY
            or classes >= len(tokens)
            or not tokens[classes].has("thing", "line")
        ):
            continue
        text = tokens[classes].text
        kind = next((kind for word, kind in _CLASSES.items() if text.startswith(word)), "")
        viewed = classes + 1 < len(tokens) and _VIEW in tokens.between(classes, classes + 1)
        if kind and viewed:
            classed = replace(tokens[classes], senses=(Sense("table-kind", kind),))
            tokens.put({index: None, classes: classed})
            return


_CLASSES: Final = {"功能": "function", "经济": "economic", "支出功能": "function"}


def in_numbers(tokens: Tokens) -> None:
    """“……活动”的场次: what the indicator is counted in says no more than its value."""
    for index in tokens.all("tally"):
        before = tokens[index - 1] if index else None
        if before is None or not (before.named("indicator") or before.part):
            continue
        asked = any(span.has("attribute", value) for span in tokens.spans for value in _VALUES)
        value = None if asked else replace(tokens[index], senses=(Sense("attribute", "value"),))
        tokens.put({index: value})
        return


def number_before_name(tokens: Tokens) -> None:
    """做多少次会议保障: the number that is asked for stands before the indicator."""
    last = len(tokens) - 1
    if last < 1 or not _is_indicator(tokens[last]):
        return
    asked = last - 1
    number = tokens[asked].has("how-many") or tokens[asked].has("what")
    if not number or "多少" not in tokens[asked].text or tokens.between(asked, last):
        return
    if any(map(tokens.all, ("attribute", "source", "phase"))):
        return
    what = replace(tokens[asked], senses=(Sense("what"),))
    tokens.put({asked: tokens[last], last: what})


def one_of_them(tokens: Tokens) -> None:
    """一笔最多奖多少钱: of each, as the indicator says by itself."""
    for index in tokens.all("what"):
        amount = tokens[index - 1].amount if index > 1 else None
        one = amount and amount.counting and amount.operator is None and amount.printed == 1
        if one and (tokens[index - 2].part or tokens[index - 2].named("indicator")):
            tokens.put({index - 1: None})
            return


def limit_of(tokens: Tokens) -> None:
    """单笔金额最高是多少: the value is the limit itself."""
    last = len(tokens) - 1
    limit = last - 1
    if (
        limit < 1
        or not tokens[last].has("what")
        or any(map(tokens.all, ("which", "thing", "each", "source")))
    ):
        return
    value = tokens[limit - 1].has("attribute", "value") or _is_indicator(tokens[limit - 1])
    value = value and any(map(_is_indicator, tokens.spans))
    if value and (tokens[limit].has("most") or tokens[limit].has("least")):
        tokens.put({limit: None})


def asked_in_form(tokens: Tokens) -> None:
    """“……”在项目表里要求多少家: the value that the form sets."""
    last = len(tokens) - 1
    if last < 1 or not (tokens[last].has("how-many") or tokens[last].has("what")):
        return
    printed = tokens[last - 1].has("thing", "project-form") or tokens[last - 1].has(
        "condition", "whole-department"
    )
    indicators = any(span.named("indicator") and not span.named("project") for span in tokens.spans)
    if printed and indicators and "多少" in tokens[last].text and not tokens.all("attribute"):
        start = tokens[last].start
        value = Span(start, start, "目标值", (Sense("attribute", "value"),))
        what = replace(tokens[last], senses=(Sense("what"),))
        tokens.spans = [*tokens.spans[:last], value, what]


def which_is_most(tokens: Tokens) -> None:
    """项目里，指标最少的是哪个; 项目当年预算最小的是哪个: which of them."""
    which = len(tokens) - 1
    if which < 2 or not tokens[which].has("which") or not any(map(tokens[which - 1].has, _EDGES)):
        return
    inside = [
        index
        for index in tokens.all("thing", "project")
        if index < which - 2 and tokens.between(index, index + 1).startswith(_AMONG)
    ]
    ranked = tokens[which - 2]
    of_project = ranked.text.startswith(_PROJECT) and (
        ranked.has("source") or ranked.has("attribute", "money")
    )
    if len(inside) == 1:
        project = tokens[inside[0]]
        tokens.spans = [
            *(span for at, span in enumerate(tokens.spans) if at not in {inside[0], which}), tokens[which], project,
        ]  # fmt: skip
    elif of_project and not tokens.all("thing"):
        end = tokens[which].end
        tokens.spans = [*tokens.spans, Span(end, end, _PROJECT, (Sense("thing", "project"),))]


def _is_indicator(span: Span) -> bool:
    return not span.senses and not span.named("project") and (bool(span.named("indicator")) or span.part)


TURNS: Final[tuple[Callable[[Tokens], None], ...]] = (
    among, in_all_departments, which_of_them, from_source, only_source, nothing_planned, by_classes, in_numbers,
    number_before_name, one_of_them, limit_of, which_is_most, asked_in_form,
)  # fmt: skip
