"""Numbers as forms print them: Arabic with separators, broken by line wraps, or in Chinese numerals."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kg.segment.view import View

LONGEST: Final = 40
"""Digits beyond which a run is no number but text."""

HALF: Final = Decimal("0.5")
_ARABIC: Final = re.compile(r"\d{1,3}(?:,\d{3})++(?:\.\d++)?(?!\d)|\d++(?:\.\d++)?")
_LONGEST_NUMERAL: Final = 20
NUMERALS: Final = "零〇一二两三四五六七八九十百千万亿半壹贰叁肆伍陆柒捌玖拾佰仟"
_CHINESE: Final = re.compile(rf"[{NUMERALS}]{{1,{_LONGEST_NUMERAL}}}")
_HALVES: Final = re.compile("一半|半数")
_POINT: Final = re.compile("点([零〇一二三四五六七八九]{1,6})(?![十百千点分])")
_ROUND: Final = re.compile("[百千](?![百千])|[万亿](?![百千万亿])")
_DIGITS: Final = {char: index for index, char in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
SCALES: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10**4, "亿": 10**8}


_ELIDING: Final = frozenset("百佰千仟万亿")
"""Scales behind which a last digit counts tenths of them."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number at ``start`` to ``end`` of the view; ``broken`` by white space inside; ``chinese`` numerals.

    ``half`` of what is counted (一半); ``round``: a bare 百, 千, 万 or 亿 (超百家).
    """

    start: int
    end: int
    value: Decimal
    broken: bool = False
    chinese: bool = False
    half: bool = False
    round: bool = False


def read_number(view: View, at: int) -> Number | None:
    """The number that begins at ``at``, or None.

    万 or 亿 behind a plain Chinese numeral is left to the unit (两万人: 2 万人), as with Arabic digits.
    """
    match = _ARABIC.match(view.text, at)
    if match:
        if match.end() - at > LONGEST:
            return None
        return Number(
            at, match.end(), Decimal(match[0].replace(",", "")), broken=view.has_gap(at, match.end())
        )
    match = _CHINESE.match(view.text, at)
    if match is None:
        return None
    half = _HALVES.match(view.text, at)
    if half:
        return Number(at, half.end(), HALF, chinese=True, half=True)
    run = match[0]
    stem = run.rstrip("万亿")
    if stem and stem != run and not any(char in "万亿" for char in stem):
        run = stem
    while run:
        value = parse_numeral(run)
        if value is not None:
            point = _POINT.match(view.text, at + len(run))
            if point:  # 八点五
                digits = "".join(str(_DIGITS[char]) for char in point[1])
                return Number(at, point.end(), value + Decimal(f"0.{digits}"), chinese=True)
            return Number(at, at + len(run), value, chinese=True)
        run = run[:-1]
    return None


def read_round(text: str, at: int) -> Number | None:
    """A bare 百, 千, 万 or 亿 that stands for a number: 百分之百, 超百家, 突破千亿元 (1000 亿元)."""
    match = _ROUND.match(text, at)
    return Number(at, match.end(), Decimal(SCALES[match[0]]), chinese=True, round=True) if match else None


def numeral_year(text: str) -> str:
    """A year in digits, also of 二〇二六."""
    return "".join(str(_DIGITS.get(char, char)) for char in text)


def parse_numeral(text: str) -> Decimal | None:
    """The value of a Chinese numeral, None where the characters do not form one.

    >>> parse_numeral("九十五"), parse_numeral("两千零三"), parse_numeral("十五"), parse_numeral("三三")
    (Decimal('95'), Decimal('2003'), Decimal('15'), None)
    >>> parse_numeral("二百五"), parse_numeral("三千二"), parse_numeral("一万二")
    (Decimal('250'), Decimal('3200'), Decimal('12000'))
    """
    if text == "半":
        return Decimal("0.5")
    total = section = 0
    digit: int | None = None
    smallest = 10**12
    for char in text:
        if char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
        elif char in SCALES:
            scale = SCALES[char]
            if scale >= 10**4:
                if total and scale >= smallest:
                    return None
                total, section, smallest = (total + section + (digit or 0)) * scale, 0, scale
                if not total:
                    return None
            else:
                if digit is None and (section or scale != 10):
                    return None
                section += (1 if digit is None else digit) * scale
            digit = None
        else:
            return None
    if digit and len(text) > 1 and text[-2] in _ELIDING:  # 二百五 is 250, 一万二 is 12000
        digit = digit * SCALES[text[-2]] // 10
    return Decimal(total + section + (digit or 0))
