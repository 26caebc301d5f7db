"""A number with what belongs to it: tolerance, unit, the word behind."""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

from kg.segment.compounds import ends_in_noun
from kg.segment.lexicon import lexicon
from kg.segment.numbers import HALF, LONGEST, NUMERALS, Number, read_number, read_round
from kg.segment.tokens import Opaque, Quantity, Sign, Token
from kg.segment.units import Unit, guess_unit, read_unit
from kg.segment.view import View

_DIGITS: Final = re.compile(r"\d++")
_NOUN: Final = re.compile(r"[\u4e00-\u9fff]{1,3}$")
MANY: Final = re.compile("[余多来几+]")
_AFTER_NOTE: Final = re.compile(r"\((?:含|包含|包括)[^()]{0,12}\)")
_NEGATIVE_AFTER: Final = frozenset("至到~≥≤=><(,;:、为达")
_RANGE_SIGNS: Final = frozenset("-~—–至到")
_ROUND_AFTER: Final = frozenset("近约上逾")
_CLOSING: Final = frozenset("。.,;、!)")
_TENTHS: Final = {char: index for index, char in enumerate("一二三四五六七八九", start=1)}
_HALF_BEHIND: Final = re.compile("半(?![年天月小时数成径])")


def read_quantity(view: View, at: int, last: Token | None, *, led: bool) -> Quantity | Opaque | None:
    """The number at ``at`` with its unit and the word behind it (以上); ``led`` by a sign that it touches."""
    text, start = view.text, at
    tolerance = text[at] == "±" or text.startswith("正负", at)
    negative = text[at] in "-—–" and (at == 0 or led or _may_be_negative(text, at))
    below = text.startswith("零下", at)
    if text[at] == "正" or below:
        at += 1
    if tolerance or negative or below or (text[at] == "+" and (at == 0 or led)):
        at += 1
    if at == len(text):
        return None
    if text[at] in NUMERALS and at > 0 and text[at - 1] in NUMERALS:
        return None  # the rest of a run of numerals that is no number
    percent = lexicon().fraction.match(text, at)
    number = read_number(view, percent.end() if percent else at)
    worded = led and text[at - 1].isalpha()  # ≤ 万元 has lost its number
    if number is None and (worded or percent or (at > 0 and text[at - 1] in _ROUND_AFTER)):
        number = read_round(text, percent.end() if percent else at)
    if number is None:
        run = _DIGITS.match(text, at)
        return Opaque(start, run.end(), "long") if run and run.end() - at > LONGEST else None
    if negative or below:
        number = replace(number, start=start, value=-number.value)
    unit = read_unit(text, percent.start()) if percent else None
    if unit:  # 百分之 stands before its number
        unit = replace(unit, end=number.start)
    if number.round and not percent and not led:
        start -= 1  # 上百家
    quantity = Quantity(start, number.end, number, unit, tolerance=tolerance)
    linked = isinstance(last, Quantity) and start - last.end == 1 and text[last.end] in _RANGE_SIGNS
    return _with_unit(view, quantity, led=led, linked=linked)


def read_prefixed(view: View, at: int) -> Quantity | None:
    """¥3000: a number behind the sign of its unit; what is printed behind it counts more (¥5万, ¥3000元)."""
    found = read_quantity(view, at + 1, None, led=True) if at + 1 < len(view.text) else None
    if not isinstance(found, Quantity) or found.start != at + 1 or found.number.chinese:
        return None
    sign, unit = view.text[at], found.unit
    concept = lexicon().prefixes[sign]
    if unit is None:
        unit = Unit(at, at + 1, sign, sign, concept=concept)
    elif not unit.stem:
        unit = replace(unit, stem=sign, concept=concept)
    return replace(found, start=at, unit=unit)


def _may_be_negative(text: str, at: int) -> bool:
    return text[at - 1] in _NEGATIVE_AFTER or text[max(0, at - 2) : at] in lexicon().growth


def _with_unit(view: View, quantity: Quantity, *, led: bool, linked: bool) -> Quantity | None:
    text, end, unit, number = view.text, quantity.end, quantity.unit, quantity.number
    approximate = number.round and quantity.start < number.start and unit is None
    half = read_unit(text, end + 2) if unit is None and text.startswith("个半", end) else None
    if half and half.kind == "duration":  # 一个半小时
        number, unit, end = replace(number, value=number.value + HALF, end=end + 2), half, half.end
    if unit is None:
        unit, many = _unit_behind(text, end, number, led=led)
        approximate = approximate or many
        if unit and not _fills(text, quantity.start, unit.end) and ends_in_noun(unit.stem):
            unit = _without_noun(unit)  # 支持15家企业
        if unit is None and text.startswith("(", end):  # 5000（人次）
            inner = read_unit(text, end + 1)
            if inner and inner.stem and text.startswith(")", inner.end):
                unit, end = inner, inner.end + 1
        elif unit:
            end = unit.end
        if (
            unit and text.startswith("半", end) and unit.kind == "duration" and _HALF_BEHIND.match(text, end)
        ):  # 两年半
            number, end = replace(number, value=number.value + HALF), end + 1
        elif unit and number.chinese and unit.text == "成" and text[end : end + 1] in _TENTHS:  # 七成五
            number = replace(number, value=number.value + Decimal(_TENTHS[text[end]]) / 10)
            end += 1
    if number.chinese and unit is None and not (led or linked or _stands_alone(text, number)):
        return None
    after = None
    if end < len(text):
        more = lexicon().more_or_less.match(text, end)
        if more:
            approximate, end = True, more.end()
        after = _after(text, end)
    end = after.end if after else end
    return Quantity(quantity.start, end, number, unit, None, after, approximate, quantity.tolerance)


def _unit_behind(text: str, end: int, number: Number, *, led: bool) -> tuple[Unit | None, bool]:
    """The unit behind a number, and whether 余 or 多 stands between."""
    if end == len(text):
        return None, False
    many = MANY.match(text, end)
    approximate = False
    unit = read_unit(text, many.end() if many else end)
    if many and unit and (unit.stem or number.end != end):
        approximate = True
    elif unit and not unit.stem:
        inner = 1 if MANY.match(text, unit.end) else 0
        stem = read_unit(text, unit.end + inner) if inner else None
        if stem and stem.scale == 1:  # 2万余人
            unit = replace(stem, start=unit.start, text=unit.text + stem.text, scale=unit.scale)
            approximate = True
        elif not inner and not number.chinese:
            unit = _scaled_guess(text, unit)
    if unit and number.chinese and not unit.stem and not (led or _closes(text, unit.end)):
        unit = None
    if unit is None and not number.chinese:
        unit = guess_unit(text, end) if not _is_after_word(text, end) else None
    elif unit and led and unit.stem == "个" and _is_sign(text, number.start):
        noun = _NOUN.match(text, unit.end)
        if noun and not _is_after_word(text, unit.end):
            unit = replace(unit, end=noun.end(), text=unit.text + noun[0], stem=unit.stem + noun[0])
    return unit, approximate


def _fills(text: str, start: int, end: int) -> bool:
    """Whether nothing but a sign stands before ``start``, and nothing but a word such as 以上 behind ``end``."""
    return (start == 0 or _is_sign(text, start)) and _closes(text, end)


def _is_sign(text: str, end: int) -> bool:
    return lexicon().before.fullmatch(text, 0, end) is not None


def _without_noun(unit: Unit) -> Unit:
    cut = len(unit.stem) - 1
    return replace(
        unit, end=unit.end - cut, text=unit.text[: len(unit.text) - cut], stem=unit.stem[0],
        concept=lexicon().units.get(unit.stem[0]),
    )  # fmt: skip


def _scaled_guess(text: str, scale: Unit) -> Unit:
    """万粒: a scale before a unit that the vocabulary lacks, or the scale in brackets' company: 10万（元）."""
    if text.startswith("(", scale.end):
        inner = read_unit(text, scale.end + 1)
        if inner and inner.stem and inner.scale == 1 and text.startswith(")", inner.end):
            return replace(
                inner, start=scale.start, end=inner.end + 1, text=scale.text + inner.text, scale=scale.scale
            )
    if text.startswith("/", scale.end):  # 15万/公里
        inner = read_unit(text, scale.end + 1)
        if inner and inner.stem and not inner.rate:
            return replace(
                inner, start=scale.start, text=text[scale.start : inner.end], stem=text[scale.end : inner.end],
                scale=scale.scale, rate=True,
            )  # fmt: skip
    found = guess_unit(text, scale.end) if not _is_after_word(text, scale.end) else None
    if found is None:
        return scale
    return replace(scale, end=found.end, text=scale.text + found.text, stem=found.text)


def _closes(text: str, end: int) -> bool:
    """Whether nothing but a word such as 以上 or the end of a clause stands behind."""
    after = lexicon().after.match(text, end)
    place = after.end() if after else end
    return place == len(text) or text[place] in _CLOSING


def _stands_alone(text: str, number: Number) -> bool:
    """Whether a numeral without unit is a number: 一半以上, 三至五天, 事故为零, a whole cell."""
    start, end = number.start, number.end
    behind = text[end : end + 1]
    if behind in _RANGE_SIGNS and behind:
        return text[end + 1 : end + 2].isdecimal() or text[end + 1 : end + 2] in NUMERALS
    return _closes(text, end) and (number.half or start == 0 or text[start - 1] in "为是:达至到")


def _is_after_word(text: str, at: int) -> bool:
    words = lexicon()
    return bool(
        words.after.match(text, at) or words.more_or_less.match(text, at) or text.startswith("之间", at)
    )


def _after(text: str, end: int) -> Sign | None:
    """The word behind a quantity (以上, 及以内), also behind a note such as （含）."""
    if end == len(text):
        return None
    note = _AFTER_NOTE.match(text, end)
    for place in (end, note.end()) if note else (end,):
        word = lexicon().after.match(text, place)
        if word:
            return Sign(word.start(), word.end(), lexicon().signs[word[0]])
    return None
