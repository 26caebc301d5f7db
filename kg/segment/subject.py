"""The subject in a level-3 indicator's name, and the sign, unit or value that the name prints in brackets."""

import re
from dataclasses import dataclass, field, replace
from typing import Final

from kg.segment.lexicon import lexicon
from kg.segment.scan import Quantity, Sign, scan
from kg.segment.units import Unit, read_unit
from kg.segment.view import View, make_view

_NUMBERED: Final = re.compile(
    r"\((?:\d{1,2}|[一二三四五六七八九十]{1,3})\)|\d{1,2}[.、)](?!\d)|[①-⑳]|[一二三四五六七八九十]{1,2}、"
)
_AFTER_ORDINAL: Final = re.compile(r"\d{1,2}[:、.)]?|[一二三四五六七八九十]{1,2}[:、.]")
_ENUMERATES: Final = re.compile(r"[:;。]")
_UNIT_LABEL: Final = re.compile(r"(?:计量)?单位:")
_PLAIN: Final = re.compile(
    r"(?![一二三四五六七八九十]{1,2}、)(?:\d{4}年)?[\u4e00-\u9fffA-Za-z“《]"
    r"[\u4e00-\u9fffA-Za-z0-9、“”《》()（）·/:：,，;；。\s-]*+(?<![0-9、()（）。-])"
)
_BRACKETS: Final = {")": "(", "]": "[", "】": "【"}
_LONGEST_BRACKET: Final = 20
_MOST_BRACKETS: Final = 3


@dataclass(slots=True)
class NameReading:
    """What a name says. ``start`` to ``end`` is the subject in ``view``; the rest is for the target to use."""

    view: View
    start: int
    end: int
    sign: Sign | None = None
    quantity: Quantity | None = None
    unit: Unit | None = None
    cuts: list[tuple[str, int, int]] = field(default_factory=list)
    """What was taken off: the rule, and the characters of ``view`` it took."""

    @property
    def subject(self) -> str | None:
        """The subject without white space, None where nothing is left."""
        return self.view.part(self.start, self.end) or None


def is_plain_name(name: str) -> bool:
    """Whether a name is nothing but its subject: no star, ordinal, bracket or sign that `read_name` would take."""
    bare = name.strip()
    return _PLAIN.fullmatch(bare) is not None and lexicon().ordinal.match(bare) is None


def read_name(name: str) -> NameReading:
    """Take stars, an ordinal, and a sign or unit at the end off a name; other brackets stay part of it."""
    view = make_view(name)
    reading = NameReading(view, 0, len(view.text))
    _strip_stars(reading)
    _strip_ordinal(reading)
    for _ in range(_MOST_BRACKETS):
        if not (_strip_bracket(reading) or _strip_sign(reading)):
            break
        _strip_stars(reading)
    _strip_stars(reading)
    return reading


def _strip_stars(reading: NameReading) -> None:
    text, stars = reading.view.text, lexicon().stars
    start, end = reading.start, reading.end
    while start < end and text[start] in stars:
        start += 1
    while end > start and text[end - 1] in stars:
        end -= 1
    if (start, end) != (reading.start, reading.end):
        reading.cuts += [
            ("star", first, last)
            for first, last in ((reading.start, start), (end, reading.end))
            if first < last
        ]
        reading.start, reading.end = start, end


def _strip_ordinal(reading: NameReading) -> None:
    text, start = reading.view.text, reading.start
    word = lexicon().ordinal.match(text, start)
    match = _AFTER_ORDINAL.match(text, word.end()) if word else None
    if match is None:
        match = _NUMBERED.match(text, start)
        # an enumeration (1.外网：…；2.…) or a clause is the name itself
        if match and _ENUMERATES.search(text, match.end(), reading.end):
            return
    if match and match.end() < reading.end:
        reading.cuts.append(("ordinal", start, match.end()))
        reading.start = match.end()


def _strip_bracket(reading: NameReading) -> bool:
    text, end = reading.view.text, reading.end
    closing = text[end - 1 : end]
    if closing not in _BRACKETS:
        return False
    opening = _BRACKETS[closing]
    depth = 0
    for at in range(end - 1, max(reading.start, end - _LONGEST_BRACKET) - 1, -1):
        depth += {closing: 1, opening: -1}.get(text[at], 0)
        if depth == 0:
            return at > reading.start and _take(reading, at, at + 1, end - 1, "bracket")
    return False


def _strip_sign(reading: NameReading) -> bool:
    """A sign without brackets at the end: 公猪舍≥**平方米."""
    text = reading.view.text
    for at in range(reading.end - 1, max(reading.start, reading.end - _LONGEST_BRACKET), -1):
        if text[at] in "≥≤=><":
            if at > reading.start + 1 and text[at - 1] in "≥≤=><":
                at -= 1
            return _take(reading, at, at, reading.end, "bare-sign")
    return False


def _take(reading: NameReading, cut: int, start: int, end: int, rule: str) -> bool:
    """Cut the name at ``cut`` if ``start`` to ``end`` is a sign, a unit, or both."""
    text = reading.view.text
    label = _UNIT_LABEL.match(text, start, end)
    at = label.end() if label else start
    sign = lexicon().before.match(text, at, end)
    at = sign.end() if sign else at
    blanks = at
    while at < end and text[at] in "*_×Xx":
        at += 1
    unit = read_unit(text[:end], at) if at < end else None
    if unit and unit.end != end:
        unit = None
    quantity = None
    if unit is None and at < end:
        if not sign or at != blanks:
            return False
        quantity = _only_quantity(reading.view, start, end)
        if quantity is None:
            return False
        unit = quantity.unit
    if unit and not unit.stem and not sign:
        return False
    if sign:
        reading.sign = reading.sign or Sign(sign.start(), sign.end(), lexicon().signs[sign[0]])
    reading.unit = reading.unit or unit
    reading.quantity = reading.quantity or quantity
    reading.cuts.append((rule, cut, reading.end))
    reading.end = cut
    return True


def _only_quantity(view: View, start: int, end: int) -> Quantity | None:
    inner = View(view.printed, view.text[start:end], view.starts[start:end], view.ends[start:end])
    found = scan(inner)
    only = found[0] if len(found) == 1 else None
    if not isinstance(only, Quantity) or only.start != 0 or only.end != end - start:
        return None
    number = replace(only.number, start=only.number.start + start, end=only.number.end + start)
    unit = only.unit and replace(only.unit, start=only.unit.start + start, end=only.unit.end + start)
    return replace(only, start=start, end=end, number=number, unit=unit)
