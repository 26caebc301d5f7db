"""Tasks of whole-department forms: the rows name them by their text, and they are goals like the numbered ones."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from kg.model import FormHead, Goal, Indicator
from kg.text import key

_NUMBERED: Final = re.compile(r"(长期|年度)目标\d+")


def with_tasks(heads: Iterable[FormHead], indicators: Iterable[Indicator]) -> Iterator[FormHead]:
    """The heads, each with a goal for every task that its rows serve and the head does not list.

    A numbered goal that the head lacks stays a label on its rows: its text is not known.
    """
    tasks: dict[int, dict[str, Goal]] = {}
    for indicator in indicators:
        if indicator.goal and not _NUMBERED.fullmatch(key(indicator.goal)):
            goal = Goal(None, indicator.horizon, indicator.goal)
            tasks.setdefault(indicator.form_line, {}).setdefault(key(indicator.goal), goal)
    for head in heads:
        known = {key(goal.text) for goal in head.goals}
        new = [goal for text, goal in tasks.get(head.line, {}).items() if text not in known]
        yield replace(head, goals=(*head.goals, *new))
