"""What a target says of its value beside operator, number and unit: change, qualifiers, denominators before it."""

import re
from bisect import bisect_left
from typing import Final, Literal

from kg.segment.draft import Draft
from kg.segment.lexicon import lexicon
from kg.segment.numbers import NUMERALS
from kg.segment.scan import only_glue
from kg.segment.surroundings import is_about

_NUMBER: Final = f"0123456789{NUMERALS}个"
_VALUED: Final = frozenset({"number", "range", "multi"})
_CLAUSE_ENDS: Final = frozenset(",;。:!")
_REACH: Final = 30
_EACH: Final = re.compile(rf"每(?:[\d{NUMERALS}]{{1,4}})?个?")
_COUNTED: Final = re.compile(rf"[\d{NUMERALS}]{{1,4}}[\u4e00-\u9fff]{{0,4}}?(?:人口|人|户)")
_NOUN: Final = re.compile(r"[\u4e00-\u9fff](?=[每\d≥≤=><])|[\u4e00-\u9fff]")
_LEVEL_ENDS: Final = ("率", "度", "比", "至", "到", "为", "量", "数")
_LAST_YEAR: Final = "against-last-year"


def qualify(draft: Draft) -> None:
    """Set change, qualifiers and denominators of a target whose value has been read."""
    if draft.kind == "text" or draft.kind == "missing":
        return
    text = draft.view.text
    if not lexicon().said_starts.isdisjoint(text):
        draft.qualifiers = _said(draft)
    about = any(is_about(text, quantity.start) for quantity in draft.quantities[:1])
    if about or any(code == "approximate-value" for code, _ in draft.doubts):
        draft.qualifiers = list(dict.fromkeys([*draft.qualifiers, "approximate"]))
    if draft.kind not in _VALUED or "value" not in draft.spans or lexicon().said_starts.isdisjoint(text):
        return
    value = bisect_left(draft.view.starts, draft.spans["value"][0])
    start = _clause_start(text, draft.start, value)
    if "每" in text:
        draft.per = (*_denominators(draft, start, value), *draft.per)
    draft.change = _change(draft, start, value)


def _said(draft: Draft) -> list[str]:
    unit, words = draft.unit, lexicon()
    start, end = (unit.start, unit.end) if unit else (0, 0)  # 2次每年 says it in the unit
    return list(
        dict.fromkeys(
            words.qualifiers[match[0]]
            for match in words.qualifier.finditer(draft.view.text)
            if not start <= match.start() < end
        )
    )


def is_rate(per: tuple[str, ...]) -> bool:
    """Whether denominators make a rate: each person or household does; each year or month only says how often."""
    return any(not _is_time(word.lstrip(_NUMBER)) for word in per)


def _is_time(word: str) -> bool:
    concept = lexicon().units.get(word)
    return concept is not None and concept.first("quantityKind") == "duration"


def _clause_start(text: str, start: int, end: int) -> int:
    at = end
    while at > start and text[at - 1] not in _CLAUSE_ENDS and end - at < _REACH:
        at -= 1
    return at


def _denominators(draft: Draft, start: int, end: int) -> tuple[str, ...]:
    """The nouns behind 每 before the value: 每生每年3000元."""
    text, found = draft.view.text, []
    for each in _EACH.finditer(text, start, end):
        counted = _COUNTED.match(text, each.start() + 1, end)
        if counted:  # 每千常住人口
            found.append(draft.view.part(counted.start(), counted.end()))
            continue
        noun = each.end()
        for length in range(min(3, end - noun), 0, -1):
            if text[noun : noun + length] in lexicon().units:
                found.append(draft.view.part(each.start() + 1, noun + length))
                break
        else:
            if _NOUN.match(text, noun, end):
                found.append(draft.view.part(each.start() + 1, noun + 1))
    return tuple(word for word in found if word not in draft.per)


def _change(draft: Draft, start: int, value: int) -> Literal["increase", "decrease"] | None:
    text, words = draft.view.text, lexicon()
    found = list(words.change.finditer(text, start, value))
    while len(found) > 1 and _way(found[-1][0]) is None and found[-2].end() == found[-1].start():
        found.pop()  # 提高幅度
    if found and not words.reached.match(text, found[-1].start(), value):
        way = _way(found[-1][0])
        if way and _reaches(draft, found[-1].end(), value):
            return way
    compared = text[start:value]
    if _LAST_YEAR in draft.qualifiers and draft.operator in {">", "<"} and not compared.endswith("的"):
        return "increase" if draft.operator == ">" else "decrease"
    return None


def _way(word: str) -> Literal["increase", "decrease"] | None:
    if word in lexicon().growth:
        return "increase"
    return "decrease" if word in lexicon().decline else None


def _reaches(draft: Draft, start: int, value: int) -> bool:
    """Whether a word of change is said of the value: only signs and lead-in words stand between, or what changes."""
    text, at = draft.view.text, start
    while at < value:
        sign = lexicon().before.match(text, at, value)
        end = sign.end() if sign else at + 1
        if not sign and only_glue(text, at, value) is not None:
            break
        if not sign:
            ratio = draft.unit is not None and draft.unit.kind == "ratio"
            return ratio and value - start <= 8 and not text[start:value].endswith(_LEVEL_ENDS)
        at = end
    return True
