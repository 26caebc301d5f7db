"""What is no target whatever its unit: ages, thresholds, rules, reports, the past."""

import re
from typing import Final

from kg.segment.prose.clauses import sentence_end, sentence_start
from kg.segment.prose.expressions import Expression
from kg.segment.prose.standing import Surroundings
from kg.segment.prose.words import words_of

_AGES: Final = frozenset({"岁", "周岁"})
_THRESHOLDS: Final = frozenset({"money", "area", "length", "mass"})
_FRACTION: Final = re.compile(r"\d/$")
_TO_COME: Final = re.compile(r"到20\d\d年")
_LIST: Final = re.compile("[、/]|[和及]$")
_STANDARD: Final = re.compile("按照?")
_OF_STANDARD: Final = re.compile("的?(?:标准|比例|规定)")
_BASE: Final = re.compile("的?(?:基础上|基数)")
_SHORTEST_STOP: Final = 2


def is_excluded(one: Expression, where: Surroundings) -> bool:
    """Whether the number is none, describes something else, or belongs to a rule, a report or the past."""
    return any(excludes(one, where) for excludes in _EXCLUSIONS)


def _is_no_quantity(one: Expression, where: Surroundings) -> bool:
    """The number of a list item, an age, the denominator of 10/10万, a level to start from."""
    text, start = where.text, one.number_start
    if text[start] == "。" or (one.unit is not None and one.unit.text in _AGES):
        return True
    if "范围" in text[start : one.end + 2]:
        return True
    return bool(_FRACTION.search(text, max(0, start - 3), start) or _BASE.search(where.after[:20]))


def _is_threshold(one: Expression, where: Surroundings) -> bool:
    """投资5000万元以上项目20个: what stands before the thing counted only describes it."""
    kind = one.unit.kind if one.unit else None
    if not one.worded_behind and kind not in _THRESHOLDS:
        return False
    if where.after.startswith("的") and kind in _THRESHOLDS and one.worded_behind:
        return True
    following = where.following
    if following is None:
        return False
    gap = where.text[one.end : following.start].removeprefix("的")
    stops = words_of("stop", "doing", "reach", "markers:change")
    return bool(gap) and not _LIST.search(gap) and stops.begin(gap, 0, len(gap)) < _SHORTEST_STOP


def _is_standard(_: Expression, where: Surroundings) -> bool:
    """按每亩67元的标准: a rule that is applied, not a target."""
    led = _STANDARD.search(where.text, where.clause, where.start)
    return led is not None and _OF_STANDARD.search(where.after) is not None


def _is_report(one: Expression, where: Surroundings) -> bool:
    """Whether the sentence reports what is or was done, or what the budget is."""
    start, end = sentence_start(where.text, where.start), sentence_end(where.text, where.end)
    if words_of("report").find(where.text, start, end):
        return True
    if one.operator is not None:
        return False
    standing = words_of("standing").find(where.text, start, where.start)
    if standing and not words_of("doing").find(where.text, standing.end(), where.start):
        return True
    return words_of("budget-report").find(where.text, start, end) is not None


def _is_past(_: Expression, where: Surroundings) -> bool:
    """Whether the sentence speaks of the past up to here, and not of what is to come since."""
    text, start = where.text, sentence_start(where.text, where.start)
    mentioned = words_of("past").last(text, start, where.start)
    last = max((match.end() for match in mentioned if not _is_compared(text, match, start)), default=-1)
    if last < 0:
        return False
    return words_of("plan").find(text, last, where.start) is None and not _TO_COME.search(
        text, last, where.start
    )


def _is_compared(text: str, past: re.Match[str], start: int) -> bool:
    """较上年增长5%, 突破上年水平: the past is what the target is compared to."""
    if words_of("comparison").close(text, start, past.start()) < past.start():
        return True
    return words_of("past-level").begin(text, past.end(), len(text)) > past.end()


_EXCLUSIONS: Final = (_is_no_quantity, _is_standard, _is_report, _is_threshold, _is_past)
