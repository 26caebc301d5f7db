"""Turns of phrase that say one thing with words that stand apart: rewritten before the words are read one by one."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from kg.ask.horizons import rewrite_horizons
from kg.ask.places_printed import rewrite_codes, rewrite_printed
from kg.ask.professional import rewrite_professional
from kg.ask.spans import Span
from kg.ask.tokens import Tokens, Unread
from kg.ask.turns import rewrite_turns
from kg.ask.words import Sense

_NONE: Final[frozenset[str]] = frozenset()
_LAST_YEAR: Final = frozenset({"上年", "去年", "上一年", "上年度"})
_THIS_YEAR: Final = frozenset({"今年", "本年", "本年度", "今年度", "当年"})
_PAUSES: Final = frozenset(",。.;:")
_ALL: Final = frozenset("都也")
_BELOW, _ABOVE = Sense("condition", "below-last-year"), Sense("condition", "above-last-year")


def rewrite(tokens: Tokens) -> None:
    """Put every turn of phrase into the words that say it plainly. Raises Unread."""
    rewrite_professional(tokens)
    rewrite_codes(tokens)
    rewrite_printed(tokens)
    rewrite_horizons(tokens)
    rewrite_turns(tokens)
    for phrase in (_phases, _not_one, _counted_and_named, _which_is_more, _than_last_year, _relative_years):
        phrase(tokens)


def _phases(tokens: Tokens) -> None:
    """全年执行: how much was spent in the year, not the budget of the full year beside what was spent."""
    dropped = []
    for index in tokens.all("phase"):
        after = tokens.next(index, over=_NONE)
        if after is None or not tokens[after].has("phase"):
            continue
        if _PAUSES & set(tokens.between(index, after)):
            continue
        if tokens[index].value("phase") != "full-year" or tokens[after].value("phase") != "executed":
            words = tokens[index].text + tokens[after].text
            raise Unread(f"“{words}”有几种理解，请分开问", [words])
        dropped.append(index)
    _keep(tokens, [span for index, span in enumerate(tokens.spans) if index not in dropped])


def _not_one(tokens: Tokens) -> None:
    """一条满意度指标都没有, as 没有满意度指标."""
    for index in tokens.all("without"):
        lacked = tokens.before(index, over=_NONE)
        if lacked is None or not _ALL & set(tokens.between(lacked, index)):
            continue
        if not tokens[lacked].has("kind") and not tokens[lacked].has("thing", "target"):
            continue
        one = tokens.before(lacked, over=_NONE)
        if one is not None and (tokens[one].has("and") or tokens[one].has("or")):
            continue
        spans = list(tokens.spans)
        without = spans.pop(index)
        spans.insert(lacked, without)
        amount = spans[one].amount if one is not None else None
        if one is not None and amount and amount.counting and amount.operator is None and amount.printed == 1:
            spans.pop(one)
        _keep(tokens, spans)
        return


def _counted_and_named(tokens: Tokens) -> None:
    """有几个，哪几个: the list says how many."""
    for index in tokens.all("how-many"):
        after = tokens.next(index, over=_NONE)
        last = len(tokens) - 1
        if tokens[last].has("which") and after not in {None, last} and "," in tokens.between(last - 1, last):
            spans = [replace(tokens[index], senses=tokens[last].senses), *tokens.spans[index + 1 : last]]
            _keep(tokens, [*tokens.spans[:index], *spans])
            return
        if after is not None and tokens[after].has("which") and after == len(tokens) - 1:
            _keep(tokens, [span for place, span in enumerate(tokens.spans) if place != index])
            return


def _which_is_more(tokens: Tokens) -> None:
    """谁高 asks for the numbers of both, as 多少 does. Raises Unread where only one is named."""
    for index in tokens.all("which"):  # 哪个自评分高
        end = index + 2
        if end != len(tokens) - 1 or not tokens[index + 1].has("attribute"):
            continue
        if not tokens[end].has("more") and not tokens[end].has("less"):
            continue
        versus = replace(tokens[end], senses=(Sense("versus"),))
        _keep(tokens, [*tokens.spans[:index], tokens[index + 1], versus])
        break
    for index in tokens.all("versus"):
        tokens.spans = _with(tokens.spans, index, (Sense("what"),))
        tokens.versus = True


def _than_last_year(tokens: Tokens) -> None:
    """今年定的目标比上年的数还低 as 低于上年值."""
    for than in tokens.all("than"):
        last, verb = than + 1, than + 2
        if verb >= len(tokens) or not _is_last_year(tokens[last]):
            continue
        if not tokens[verb].has("more") and not tokens[verb].has("less"):
            continue
        asks = verb + 1 < len(tokens) and (tokens[verb + 1].has("what") or tokens[verb + 1].amount)
        money = any(span.has("attribute", "money") or span.has("source") for span in tokens.spans)
        if asks or money:
            continue
        sense = _BELOW if tokens[verb].has("less") else _ABOVE
        start = than
        while start and (_is_this_year(tokens[start - 1]) or tokens[start - 1].has("attribute", "value")):
            start -= 1
        words = "".join(tokens[place].text for place in range(than, verb + 1))
        merged = Span(tokens[than].start, tokens[verb].end, words, (sense,))
        _keep(tokens, [*tokens.spans[:start], merged, *tokens.spans[verb + 1 :]])
        return


def _relative_years(tokens: Tokens) -> None:
    """Raises Unread for 今年 and 去年; not for 上年 that asks for the printed value: 前年和上年各是多少."""
    compared = any(_BELOW in span.senses or _ABOVE in span.senses for span in tokens.spans)
    if compared:
        _keep(tokens, [span for span in tokens.spans if not _is_this_year(span)])
    for index in tokens.all("relative"):
        word = tokens[index].text
        beside = [tokens[place] for place in (tokens.before(index), tokens.next(index)) if place is not None]
        asks = any(span.has("attribute", "before-last") or span.has("what") for span in beside)
        if not asks or word not in _LAST_YEAR:
            raise Unread(f"“{word}”是哪一年要看文件，请写出年份", [word])
        tokens.spans = _with(tokens.spans, index, (Sense("attribute", "last-year"),))


def _is_last_year(span: Span) -> bool:
    return span.has("attribute", "last-year") or (span.has("relative") and span.text in _LAST_YEAR)


def _is_this_year(span: Span) -> bool:
    return span.has("relative") and span.text in _THIS_YEAR


def _with(spans: Sequence[Span], index: int, senses: tuple[Sense, ...]) -> list[Span]:
    return [replace(span, senses=senses) if place == index else span for place, span in enumerate(spans)]


def _keep(tokens: Tokens, spans: Sequence[Span]) -> None:
    tokens.spans = spans
