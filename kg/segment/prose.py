"""The quantified targets that a goal sentence sets, with their places in the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from kg.model import Operator
from kg.segment.lexicon import any_of, marker_words
from kg.segment.scan import Quantity, scan
from kg.segment.view import View, make_view

_CLAUSE_ENDS: Final = frozenset(",;。!?:\n")
_OUTER: Final = re.compile(r"[,;。!?:、()“”《》]")
_EDGE_PARTICLES: Final = "的了将并且使等在对与和及到至为是"
_LONGEST_SUBJECT: Final = 30


@dataclass(frozen=True, slots=True)
class ProseTarget:
    """One target of a sentence: ``start`` to ``end`` is the sign or word, number and unit in the text."""

    subject: str | None
    operator: Operator | None
    value: Decimal
    unit: str | None
    start: int
    end: int


def segment_prose(text: str) -> tuple[ProseTarget, ...]:
    """The targets of a goal text, in order; none where its numbers are years, names, ordinals or money spent.

    A number counts as a target if it has an operator, stands behind a word of change or of reaching a level
    (增长, 达到), or is what a goal verb brings about (举办3场).
    """
    view = make_view(text)
    return tuple(_targets(view))


def _targets(view: View) -> Iterator[ProseTarget]:
    for token in scan(view):
        if not isinstance(token, Quantity) or (token.unit is None and token.before is None):
            continue
        clause_start = _clause_start(view.text, token.start)
        before = view.text[clause_start : token.start]
        if not _is_target(token, before):
            continue
        place = _subject_before(view.text, clause_start, token.start) or _subject_behind(view.text, token.end)
        start, end = view.span(token.start, token.end)
        yield ProseTarget(
            subject=view.part(*place) if place else None,
            operator=token.operator.operator if token.operator else None,
            value=token.value,
            unit=view.part(token.unit.start, token.unit.end) if token.unit else None,
            start=start,
            end=end,
        )


def _is_target(quantity: Quantity, before: str) -> bool:
    unit = quantity.unit
    if unit is not None and unit.concept is None:
        return False
    money = unit is not None and unit.kind == "money"
    if money and _spent().search(before) and not quantity.operator:
        return False
    if quantity.operator is not None:
        return True
    if quantity.number.chinese:
        return False
    if unit is None or (unit.text[-1:].isascii() and unit.text[-1:].isalpha()):
        return False
    return bool(_introduces().search(before)) or (unit.kind == "ratio" and bool(before))


def _clause_start(text: str, end: int) -> int:
    at = end
    while at > 0 and text[at - 1] not in _CLAUSE_ENDS and end - at < 2 * _LONGEST_SUBJECT:
        at -= 1
    return at


def _subject_before(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The words before a value, without the verbs at either end."""
    for mark in _OUTER.finditer(text, start, end):
        if mark[0] in "、,;。:":
            start = mark.end()
    changed = True
    while changed and start < end:
        changed = False
        head = _edge_words().match(text, start, end)
        if head:
            start, changed = head.end(), True
        tail = next(
            (m for m in _edge_words().finditer(text, max(start, end - 6), end) if m.end() == end), None
        )
        if tail and tail.start() >= start:
            end, changed = tail.start(), True
        while start < end and text[end - 1] in _EDGE_PARTICLES:
            end, changed = end - 1, True
        while start < end and text[start] in _EDGE_PARTICLES:
            start, changed = start + 1, True
    return (start, end) if end - start >= 2 else None


def _subject_behind(text: str, start: int) -> tuple[int, int] | None:
    """The words behind a value: 举办3场培训活动."""
    mark = _OUTER.search(text, start)
    end = min(mark.start() if mark else len(text), start + _LONGEST_SUBJECT)
    while start < end and text[start] in _EDGE_PARTICLES:
        start += 1
    return (start, end) if end - start >= 2 else None


@lru_cache(maxsize=1)
def _introduces() -> re.Pattern[str]:
    return any_of(
        [*marker_words("goal-verb"), *marker_words("change"), "达到", "达", "完成", "实现", "新增", "累计"]
    )


@lru_cache(maxsize=1)
def _spent() -> re.Pattern[str]:
    return any_of(marker_words("spent"))


@lru_cache(maxsize=1)
def _edge_words() -> re.Pattern[str]:
    groups = ("goal-verb", "lead", "change", "approximate")
    return any_of([word for group in groups for word in marker_words(group)], more=r"\d{4}年度?底?前?")
