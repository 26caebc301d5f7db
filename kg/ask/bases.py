"""What is printed of a row, named as it is printed: 指标值确定依据为立项批复, 单位是个."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from kg.ask.names import Names
from kg.ask.spans import Span
from kg.ask.words import Sense

_LONGEST: Final = 12
_IS: Final = ("is", "filler")
_AS: Final = "作为"
_BY: Final = frozenset({"以", "按", "按照", "根据", "依据"})


def name_bases(spans: Sequence[Span], names: Names) -> tuple[Span, ...]:
    """The spans with a printed basis as one span, beside the word for it; others are left as they are."""
    for at, span in enumerate(spans):
        if not span.has("attribute", "basis"):
            continue
        start = at + 1
        while start < len(spans) and any(map(spans[start].has, _IS)):
            start += 1
        end, found = _printed(spans, start, names)
        if found and start > at + 1 and any(one.has("is") for one in spans[at + 1 : start]):
            return _merged(spans, at, end, found)
        before = at
        while before and any(map(spans[before - 1].has, _IS)):
            before -= 1
        if before == at or not any(one.has("is") for one in spans[before:at]):
            continue
        for first in range(before - 1, max(before - _LONGEST, 0), -1):
            text = "".join(one.text for one in spans[first:before])
            if not names.spelled("basis", text):
                continue
            if spans[first - 1].text in _BY:  # 以立项批复为依据
                return _merged(spans, first - 1, at + 1, names.spelled("basis", text))
            if spans[before].text == _AS:  # 立项批复作为依据
                return _merged(spans, first, at + 1, names.spelled("basis", text))
    return tuple(spans)


def name_units(spans: Sequence[Span], names: Names) -> tuple[Span, ...]:
    """单位是个, 以条为单位: the unit, which elsewhere is a small word between others."""
    found = list(spans)
    for at, span in enumerate(spans):
        if not span.has("filler") or not (printed := names.spelled("unit", span.text)):
            continue
        before = [one for one in spans[:at] if not one.has("filler")][-2:]
        behind = spans[at + 1] if at + 1 < len(spans) else None
        named = len(before) > 1 and before[1].has("is") and before[0].has("attribute", "unit")
        if named or (behind is not None and behind.has("as-unit")):
            found[at] = replace(span, senses=(), names=(("unit", printed),))
    return tuple(found)


def _printed(spans: Sequence[Span], start: int, names: Names) -> tuple[int, tuple[str, ...]]:
    """Where the longest text that is printed as a basis ends, and how it is printed."""
    for end in range(min(len(spans), start + _LONGEST), start, -1):
        if found := names.spelled("basis", "".join(one.text for one in spans[start:end])):
            return end, found
    return start, ()


def _merged(spans: Sequence[Span], start: int, end: int, found: tuple[str, ...]) -> tuple[Span, ...]:
    text = "".join(one.text for one in spans[start:end])
    first = spans[start]
    named = replace(first, end=spans[end - 1].end, text=text, senses=(Sense("basis-is"),), names=(("basis", found),))
    named = replace(named, amount=None, part=False, quoted=False)
    return (*spans[:start], named, *spans[end:])
