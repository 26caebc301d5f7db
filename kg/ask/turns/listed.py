"""Projects and the indicators that they have, in one question: which of the two is asked for, counted or listed."""

from dataclasses import replace
from typing import Final

from kg.ask.spans import Span
from kg.ask.tokens import Tokens
from kg.ask.words import Sense

_AMONG: Final = ("中", "里", "当中", "之中", "其中")
_PROJECT: Final = "项目"
_CONTAINS: Final = "含有"
_LEVELS: Final = ("level1", "level2")
_INDICATORS: Final = ("指标", "指标项")
_VALUES: Final = ("value", "actual", "last-year", "before-last", "score", "weight")


def counted_among(tokens: Tokens) -> None:
    """项目中，设置了时效指标的有几个: of the projects, not of the indicators."""
    last = len(tokens) - 1
    places = tokens.all("thing", "project")
    if last < 2 or len(places) != 1 or not (tokens[last].has("how-many") or tokens[last].has("which")):
        return
    index = places[0]
    middle = tokens.spans[index + 1 : last]
    inside = tokens.between(index, index + 1).startswith(_AMONG)
    named = index and bool(tokens[index - 1].named("project"))
    having = any(span.has("with") or span.has("without") for span in middle)
    plain = all(any(map(span.has, ("with", "without", "kind", "thing"))) for span in middle)
    others = any(span.has("thing", thing) for span in middle for thing in ("project", "department", "target"))
    if inside and not named and having and plain and not others:
        project = tokens[index]
        tokens.spans = [*tokens.spans[:index], *middle, tokens[last], project]


def each_of_form(tokens: Tokens) -> None:
    """项目各设置了多少个指标: of each project; 各项指标的得分: rows are listed each anyhow."""
    for index in tokens.all("each"):
        before = tokens[index - 1] if index else None
        if before is not None and before.has("thing", "project") and tokens.all("how-many"):  # 项目各设置了多少个
            tokens.put({index - 1: tokens[index], index: before})
            return
        behind = tokens.spans[index + 1 : index + 3]
        if behind and behind[0].has("attribute") and behind[0].text.startswith(_PROJECT):  # 各项目预算执行率
            start = behind[0].start
            project = Span(start, start, _PROJECT, (Sense("thing", "project"),))
            tokens.spans = [*tokens.spans[: index + 1], project, *tokens.spans[index + 1 :]]
            return
        counted = any(map(tokens.all, ("how-many", "count", "average", "sum", "most", "least")))
        rows = behind and behind[0].has("thing", "target") and any(map(behind[0].text.endswith, _INDICATORS))
        if rows and not counted and any(span.has("attribute", name) for span in behind[1:] for name in _VALUES):
            tokens.put({index: None})
            return


def whose_indicators(tokens: Tokens) -> None:
    """哪些项目的绩效指标中包含“…”: the projects that have such an indicator."""
    for index in tokens.all("thing", "target"):
        name = index + 2
        if index < 2 or name >= len(tokens) or not tokens[index + 1].has("with"):
            continue
        asked = tokens[index - 2].has("which") and tokens[index - 1].has("thing", "project")
        if asked and tokens[name].quoted and (tokens[name].part or tokens[name].named("indicator")):
            naming = replace(tokens[index + 1], senses=(Sense("naming"),), text=_CONTAINS)
            tokens.put({index: None, index + 1: naming})
            return


def both_kinds(tokens: Tokens) -> None:
    """既设置了甲类指标又设置了乙类指标: both at once."""
    for index in tokens.all("condition", "all-kinds"):
        kinds = [place for place in tokens.all("kind") if place > index]
        if len(kinds) != 2:
            continue
        between = range(kinds[0] + 1, kinds[1])
        again = [tokens[place].has("with") or tokens[place].has("condition", "all-kinds") for place in between]
        if again and all(again):
            tokens.put(dict.fromkeys(between))
            return


def said_to_be(tokens: Tokens) -> None:
    """一级指标为满意度指标: the kind says at which level it stands."""
    for index in range(len(tokens) - 2):
        level = any(tokens[index].has("attribute", name) for name in _LEVELS)
        if level and tokens[index + 1].has("is") and tokens[index + 2].has("kind"):
            tokens.put({index: None, index + 1: None})
            return
