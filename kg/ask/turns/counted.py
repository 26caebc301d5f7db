"""How many there are, asked beside which they are, of which horizon, or which has the most."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from kg.ask.spans import Span
from kg.ask.tokens import Reading, Tokens, Unread
from kg.ask.words import Sense

_PAUSES: Final = frozenset(",;?")
_EACH: Final = ("各", "分别")
_ALL: Final = "各"
_TOGETHER: Final = ("共", "一共", "总共")
_OWNERS: Final = ("project", "department")
_NAMED: Final = ("什么", "哪些")
_LEVELS: Final = ("level1", "level2", "year")
_WORDS: Final = 2


def how_many_most(spans: Sequence[Span]) -> tuple[Span, ...]:
    """哪个项目的指标最多，有几个: the row with the most says how many."""
    tokens = Tokens.of(spans)
    last = len(tokens) - 1
    if last > 3 and tokens[last].has("thing", "target") and tokens[last - 1].has("how-many"):
        last -= 1  # 有多少个指标
    if last < 3 or not tokens[last].has("how-many") or not _PAUSES & set(tokens.between(last - 1, last)):
        return tuple(spans)
    ranked = [place for role in ("most", "least") for place in tokens.all(role)]
    of = ranked[0] - 1 if len(ranked) == 1 else -1
    of -= of > 0 and tokens[of].has("count")  # 指标数量最多
    if of < 0 or not tokens[of].has("thing", "target") or not tokens.all("which"):
        return tuple(spans)
    return tuple(span for span in spans if span.start < tokens[last - 1].end)


def each_counted(spans: Sequence[Span]) -> tuple[Span, ...]:
    """哪些项目设有经济效益指标，各有几项: how many each of them has. Raises Unread where it is not said of what."""
    tokens = Tokens.of(spans)
    last = len(tokens) - 1
    asks = last > 2 and tokens[last].has("how-many") and tokens[last].text.startswith(_EACH)
    if not asks or not tokens.all("which") or not _PAUSES & set(tokens.between(last - 1, last)):
        return tuple(spans)
    which = tokens.all("which")[0]
    owner, having, rows = which + 1, which + 2, which + 3
    owned = rows == last - 1 and any(tokens[owner].has("thing", thing) for thing in _OWNERS)
    counted = owned and (tokens[rows].has("kind") or tokens[rows].has("thing", "target"))
    if not counted or not tokens[having].has("with"):
        raise Unread("看不出“各有几个”数的是什么，请写成：各项目有几条指标", [tokens[last].text])
    each = replace(tokens[which], text="各", senses=(Sense("each"),))
    held = [each if span is tokens[which] else span for span in spans if span is not tokens[having]]
    return tuple(held)


def counted_and_listed(spans: Sequence[Span]) -> tuple[Span, ...]:
    """设有多少个三级指标，分别是什么, 有多少个指标，目标值各是多少: the list says how many."""
    tokens = Tokens.of(spans)
    last, counts = len(tokens) - 1, tokens.all("how-many")
    if last < 3 or len(counts) != 1 or not tokens[last].has("what"):
        return tuple(spans)
    values = tokens[last - 1].has("attribute", "value")
    end = last - 1 if values else last
    asked = tokens[counts[0]]
    paused = counts[0] < end and bool(_PAUSES & set(tokens.between(end - 1, end)))
    noun = tokens[counts[0] + 1] if counts[0] + 1 < end else tokens[counts[0] - 1]
    listed = any(map(noun.has, ("thing", "kind", "long-term"))) or any(noun.has("attribute", one) for one in _LEVELS)
    if not paused or not listed or not (values or tokens[last].text.endswith(_NAMED)):
        return tuple(spans)
    which = replace(asked, text="哪些", senses=(Sense("which"),))
    kept = spans if values else [span for span in spans if span.start < tokens[end - 1].end]
    return tuple(which if span is asked else span for span in kept)


def horizons_counted(spans: Sequence[Span]) -> tuple[Span, ...]:
    """长期指标和年度指标各有几条: indicators counted by horizon."""
    tokens = Tokens.of(spans)
    for index in tokens.all("and"):
        sides = (tokens.spans[max(index - 2, 0) : index], tokens.spans[index + 1 : index + 3])
        horizons = {_horizon(side) for side in sides}
        counted = any(map(tokens.all, ("how-many", "count")))
        if horizons != {"年度", "长期"} or not counted or sides[0][1].senses != sides[1][1].senses:
            continue
        start, end = sides[0][0].start, sides[1][1].end
        both = replace(sides[1][1], senses=(*sides[1][1].senses, Sense("by-horizon")))
        held = [span for span in spans if not start <= span.start < end]
        return tuple(sorted((*held, both), key=lambda span: span.start))
    return tuple(spans)


def _horizon(side: Sequence[Span]) -> str:
    """年度指标 or 长期指标; nothing for other words."""
    if len(side) != _WORDS or not (side[1].has("thing", "target") or side[1].has("kind")):
        return ""
    yearly = side[0].has("attribute", "year") and side[0].text == "年度"
    return "年度" if yearly else "长期" if side[0].has("long-term") else ""


def count_all(reading: Reading) -> None:
    """各项目的指标一共有多少个: one number of them all. Raises Unread where it may be one for each."""
    tokens, form = reading.tokens, reading.form
    if form.aggregate != "count" or "project" not in form.groups:
        return
    every = [at for at in tokens.all("each") if tokens[at].text.startswith(_ALL)]
    if not every or any(_says_apart(span) for span in (*tokens.spans, *tokens.fillers)):
        return
    spans = sorted((*tokens.spans, *tokens.fillers), key=lambda span: span.start)
    said = [span for span in spans if span.has("sum") or _says_together(span)]
    if not said:
        return
    named = [span for span in tokens.spans[every[-1] + 2 :] if span.start < said[0].start]
    if not any(span.has("kind") or span.has("thing") or span.named("indicator") for span in named):
        words = [said[0].text]
        raise Unread("看不出要每个项目的个数还是全部项目的个数，请写成“各项目分别有几个”或“所有项目共有几个”", words)
    form.groups.remove("project")


def _says_together(span: Span) -> bool:
    """共有, 一共有."""
    return (span.has("with") or span.has("filler")) and span.text.startswith(_TOGETHER)


def _says_apart(span: Span) -> bool:
    """分别有几个 beside 各项目."""
    asked = span.has("how-many") or span.has("filler")
    return asked and span.text.startswith(_EACH)
