"""Goals in prose: what they mention, whose they are, of which horizon."""

from dataclasses import replace
from typing import Final

from kg.ask.spans import Span
from kg.ask.tokens import Tokens
from kg.ask.words import Sense

_IS: Final = frozenset({"is", "with"})
_GOAL: Final = "目标"
_GOALS: Final = ("goal", "annual-goal", "long-term-goal")
_PROSE: Final = (*_GOALS, "problem")
_IN_TABLE: Final = "表里"
_BELONGS: Final = "属于"


def whole_goal(tokens: Tokens) -> None:
    """整体绩效目标是什么: the goal of the whole department, which is elsewhere the form it stands in."""
    for index in tokens.all("condition", "whole-department"):
        after = tokens.next(index, over=_IS)
        span = tokens[index]
        asked = after is None or tokens[after].has("what") or tokens[after].has("which")
        if span.text.endswith(_GOAL) and asked and not tokens.all("thing"):
            goal = Span(span.end, span.end, _GOAL, (Sense("thing", "goal"),))
            tokens.spans = [*tokens.spans[: index + 1], goal, *tokens.spans[index + 1 :]]
            return


def goal_form(tokens: Tokens) -> None:
    """年度绩效目标表里有几条指标: what stands under that goal, where something else is asked for."""
    for index in (*tokens.all("thing", "annual-goal"), *tokens.all("thing", "long-term-goal")):
        table = index + 1
        if table >= len(tokens) or tokens[table].start != tokens[index].end:
            continue
        printed = tokens[table].has("table-word") or tokens[table].text == _IN_TABLE
        rows = any(span.has("kind") or span.has("thing", "target") for span in tokens.spans)
        if printed and rows:
            tokens.put({table: None})
            return


def mentioned(tokens: Tokens) -> None:
    """绩效目标里提到“…”: a text that the prose of goals holds."""
    for index in tokens.all("mention"):
        if index + 1 >= len(tokens) or not tokens[index + 1].quoted:
            continue
        said = tokens[index + 1]
        before = tokens.before(index, over=_IS | {"which"})
        goal = tokens[before] if before is not None else None
        if before is not None and goal and goal.has("attribute", "value") and goal.text == _GOAL:
            goal = replace(goal, senses=(Sense("thing", "goal"),))
            tokens.put({before: goal})
        if goal is None or not any(goal.has("thing", thing) for thing in _PROSE):
            after = tokens.next(index + 1, over=frozenset({"which", "what"}))
            goal = tokens[after] if after is not None else None
            if goal is None or not any(goal.has("thing", thing) for thing in _PROSE):
                continue
            before = None
        others = any(span.has("thing", "project") for span in tokens.spans)
        merged = replace(said, senses=(Sense("goal-said", said.text),), names=(), amount=None, part=False)
        changes: dict[int, Span | None] = {index: None, index + 1: merged}
        if others and before is not None and goal.has("thing", "goal"):
            changes[before] = None
        tokens.put(changes)
        return


def served(tokens: Tokens) -> None:
    """“…”是为哪个目标服务的, 对应哪个目标: the goal of an indicator."""
    for index in tokens.all("serves"):  # 年度目标2对应的指标
        after = tokens.next(index, over=frozenset({"which", "how-many"}))
        number = tokens[index - 1].amount if index else None
        numbered = number is not None and number.operator is None and index > 1 and _is_goal(tokens[index - 2])
        if numbered and after is not None and (tokens[after].has("thing", "target") or tokens[after].has("kind")):
            tokens.put({index: None})
            return
    for which in tokens.all("which"):
        goal = which + 1
        if (
            which
            and goal < len(tokens)
            and _belongs(tokens.between(which - 1, which))
            and _is_goal(tokens[goal])
        ):
            tokens.put({goal: replace(tokens[goal], senses=(Sense("attribute", "goal-of"),)), which: None})
            return
    for index in (*tokens.all("serves"), *tokens.all("measured")):
        for goal, which in ((index - 1, index - 2), (index + 2, index + 1)):
            if which < 0 or max(goal, which) >= len(tokens) or not tokens[which].has("which"):
                continue
            if _is_goal(tokens[goal]):
                asked = replace(tokens[goal], senses=(Sense("attribute", "goal-of"),))
                tokens.put({goal: asked, which: None, index: None})
                return


def _is_goal(span: Span) -> bool:
    return span.has("attribute", "value") or any(span.has("thing", one) for one in _GOALS)


def _belongs(between: str) -> bool:
    return between.endswith(_BELONGS)


def both_horizons(tokens: Tokens) -> None:
    """几条长期目标、几条年度目标, 长期目标和年度目标各有几个: goals counted by horizon."""
    places = [*tokens.all("thing", "annual-goal"), *tokens.all("thing", "long-term-goal")]
    if len(places) != 2 or tokens.all("thing", "annual-goal") in ([], sorted(places)):
        return
    first, second = sorted(places)
    between = range(first + 1, second)
    counted = first and tokens[first - 1].has("how-many")
    behind = tokens[second + 1] if second + 1 < len(tokens) else None
    counted = counted or (behind is not None and (behind.has("how-many") or behind.has("count")))
    if not counted or any(not (tokens[place].has("and") or tokens[place].has("how-many")) for place in between):
        return
    both = replace(tokens[second], senses=(Sense("thing", "goal"), Sense("by-horizon")))
    tokens.put({first: both, **dict.fromkeys((*between, second))})


def which_problems(tokens: Tokens) -> None:
    """存在什么问题，改进建议是什么: each problem is listed with what is to be done."""
    for index in tokens.all("what"):
        behind = index + 1
        if behind < len(tokens) and tokens[behind].has("thing", "problem"):
            tokens.put({index: tokens[behind], behind: tokens[index]})
    places = tokens.all("thing", "problem")
    if len(places) == 2 and places[1] == places[0] + 2 and tokens[places[0] + 1].has("what"):
        tokens.put({places[0] + 1: None, places[1]: None})


def mentions_left(tokens: Tokens) -> None:
    """提到 that no goal stands beside says no more than 有."""
    for index in tokens.all("mention"):
        tokens.put({index: replace(tokens[index], senses=(Sense("with"),))})
