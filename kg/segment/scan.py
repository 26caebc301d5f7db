"""One pass over a target: where its operators, quantities and dates stand. What they mean is decided later."""

import re
from functools import lru_cache
from typing import Final, cast

from kg.segment.counted import read_prefixed, read_quantity
from kg.segment.dates import Date, read_date
from kg.segment.lexicon import lexicon
from kg.segment.numbers import NUMERALS
from kg.segment.tokens import Deadline as Deadline
from kg.segment.tokens import Opaque as Opaque
from kg.segment.tokens import OpaqueKind
from kg.segment.tokens import Quantity as Quantity
from kg.segment.tokens import Sign as Sign
from kg.segment.tokens import Token as Token
from kg.segment.view import View

_OPAQUE_DIGITS: Final = re.compile(
    r"(?P<product>\d{1,6}(?:\.\d{1,4})?[天日]?(?:[×xX*乘]\d{1,6}(?:\.\d{1,4})?){1,4}(?:个?小时|h)?|\d{1,6}(?:\+\d{1,6}){1,6})"
    r"|(?P<ratio>\d{1,6}(?:\.\d{1,4})?[:∶比]\d{1,6}(?:\.\d{1,4})?"
    r"|(?:1/(?:[2-9]|10)|2/[35]|3/[458]|4/5)(?=$|以上|以下|以内|[,;。)]))"
    r"|(?P<name>\d{1,2}[A-Z]{1,4}级|\d{1,6}号(?:文|令|楼)|\d{1,2}\.\d{1,2}(?=版|系列))"
    r"|(?P<year>(?:20|19)\d\d(?:年?[-~—–至](?:20|19)\d\d)?年度?)"
)
_OPAQUE_WORDS: Final = {
    "第": re.compile(rf"第(?:\d{{1,6}}|[{NUMERALS}]{{1,6}})"),
    "前": re.compile(
        r"前(?:\d{1,6}|[一二三四五六七八九十百]{1,3})[名位强]|(?<![^名居列入国省市区县])前\d{1,2}%"
    ),
    "《": re.compile(r"《[^《》]{0,80}》"),
    "“": re.compile(r"“[^“”]{0,60}”"),
    "[": re.compile(r"\[[^\[\]%]{0,40}\]\d{0,6}号?"),
}
_ITEM: Final = re.compile(
    r"\d{1,2}(?:[、)](?=[\u4e00-\u9fff≥≤=><A-Za-z])|\)(?=\d)|\.(?=[\u4e00-\u9fff≥≤=><]))"
    r"|[一二三四五六七八九十]{1,2}[、.)](?![一二三四五六七八九十])"
)
_NUMERAL_YEAR: Final = re.compile("二[〇零][〇零一二三四五六七八九]{2}年度?")
_LEVEL: Final = re.compile(r"[一二三四五六七八九十]{1,2}星?级|[一二三四五]类(?=$|及?以上|以下|标准|水)")
_START: Final = rf"[\d{NUMERALS}±+\-—–年当本全上下第前Qq《“\[≈]"
_DATE_STARTS: Final = frozenset("0123456789零〇一二三四五六七八九十年当本全上下第Qq")
_DAYS_AFTER: Final = re.compile(r"(?<![A-Za-z])[A-Za-z]\+$")
_NAME_DIGITS: Final = re.compile(r"[\d.]++(?:[-—](?:19|20)\d\d(?!\d))?")
_STANDARD: Final = re.compile(r"\d{2,6}(?:\.\d{1,3})?[-—](?:19|20)\d\d(?!\d)")
_NOTE: Final = re.compile(r"\([^()]{0,20}\)")
_PART_OF: Final = re.compile(r"[\u4e00-\u9fff]{1,10}的")
_DAY_OF_MONTH: Final = re.compile(
    r"\d{1,2}[日号时点](?=前|之前|以前)|(?<=月)\d{1,2}[日号](?!内|之内|以内)"
)  # without its month a day is no date
_CLOCK: Final = re.compile(r"\d{1,2}(?:[时点](?:整|\d{1,2}分)?|:\d\d)")


def scan(view: View) -> tuple[Token, ...]:
    """The tokens of a view in printed order; they never overlap."""
    text, at = view.text, 0
    tokens: list[Token] = []
    candidates = _candidates()
    while match := candidates.search(text, at):
        token = _token(view, match.start(), tokens[-1] if tokens else None)
        if token is None:
            at = match.start() + 1
        else:
            tokens.append(token)
            at = token.end
    return tuple(_bind(view, tokens))


@lru_cache(maxsize=1)
def starts() -> re.Pattern[str]:
    """What a token can begin with; a text without it has none."""
    signs = re.escape("".join(lexicon().prefixes))
    return re.compile(f"{lexicon().before.pattern}|正负|[{signs}]|{_START}")


@lru_cache(maxsize=1)
def _candidates() -> re.Pattern[str]:
    """The characters a token can begin with: one class is searched faster than all words."""
    return re.compile(
        _START[:-1] + re.escape("".join(["正", *lexicon().prefixes, *sorted(lexicon().sign_starts)])) + "]"
    )


def _token(view: View, at: int, last: Token | None) -> Token | None:
    text = view.text
    char = text[at]
    if char in lexicon().sign_starts:
        sign = lexicon().before.match(text, at)
        if sign:
            return Sign(at, sign.end(), lexicon().signs[sign[0]])
    digit = char.isdecimal()
    if (digit or char in NUMERALS) and _begins_clause(text, at):
        item = _ITEM.match(text, at)
        if item:
            return Opaque(at, item.end(), "name")
    if digit and _inside_name(view, at):
        digits = _NAME_DIGITS.match(text, at)
        return Opaque(at, digits.end() if digits else at + 1, "name")
    if digit or char in _DATE_STARTS:
        date = read_date(text, at)
        if date:
            return _deadline(text, at, date)
    if digit:
        day = _DAY_OF_MONTH.match(text, at)
        if day:
            return Opaque(at, day.end(), "name")
    opaque = _opaque(text, at, digit=digit)
    if opaque:
        return opaque
    led = isinstance(last, Sign) and last.end == at
    if not digit and char in NUMERALS:
        year = _NUMERAL_YEAR.match(text, at)
        if year:
            return Opaque(at, year.end(), "year")
        level = None if led else _LEVEL.match(text, at)
        if level:
            return Opaque(at, level.end(), "name")
    if char == "正" and not text.startswith("正负", at):
        return None
    if char in lexicon().prefixes:
        return read_prefixed(view, at)
    return read_quantity(view, at, last, led=led)


def _begins_clause(text: str, at: int) -> bool:
    if at and text[at - 1] == "(":
        at -= 1
    return at == 0 or text[at - 1] in ";。"


def _deadline(text: str, at: int, date: Date) -> Deadline:
    clock = _CLOCK.match(text, date.end)
    end = clock.end() if clock else date.end
    word = lexicon().after_date.match(text, end)
    if word is None:
        return Deadline(at, date.end, date)
    return Deadline(at, word.end(), date, after=Sign(word.start(), word.end(), lexicon().signs[word[0]]))


def _opaque(text: str, at: int, *, digit: bool) -> Opaque | None:
    pattern = _OPAQUE_DIGITS if digit else _OPAQUE_WORDS.get(text[at])
    found = pattern.match(text, at) if pattern else None
    if found is None:
        return None
    return Opaque(at, found.end(), cast("OpaqueKind", found.lastgroup or "name"))


def _inside_name(view: View, at: int) -> bool:
    """Whether the digit belongs to a Latin word (GB18030, IPv6) it touches without a space, or to GB 50300-2013."""
    text = view.text
    if _DAYS_AFTER.search(text, max(0, at - 3), at):  # T+3
        return True
    if at == 0 or not (text[at - 1].isascii() and text[at - 1].isalpha()):
        return False
    return not view.has_gap(at - 1, at + 1) or _STANDARD.match(text, at) is not None


def _bind(view: View, tokens: list[Token]) -> list[Token]:
    """Give each quantity and date the sign right before it, past words such as 每年 or 约."""
    bound: list[Token] = []
    text = view.text
    for token in tokens:
        last = bound[-1] if bound else None
        if isinstance(last, Sign):
            if isinstance(token, Opaque) and token.kind == "year":
                continue  # ≥2026年… : a year does not part a sign from its number
            if isinstance(token, (Quantity, Deadline)) and _is_bound(text, last, token):
                start = bound.pop().start
                while bound and isinstance(bound[-1], Sign) and _touches(text, bound[-1].end, start):
                    start = bound.pop().start  # 最多不超过5%
                token = _led(token, start, last)
        bound.append(token)
    return bound


def _led(token: Quantity | Deadline, start: int, sign: Sign) -> Quantity | Deadline:
    """``token`` with the sign before it; `dataclasses.replace` takes four times as long."""
    if isinstance(token, Deadline):
        return Deadline(start, token.end, token.date, sign, token.after)
    return Quantity(
        start, token.end, token.number, token.unit, sign, token.after, token.approximate, token.tolerance
    )


def _is_bound(text: str, sign: Sign, token: Quantity | Deadline) -> bool:
    start = token.start
    if sign.end == start:
        return True
    # 超市3家: one character says too little to reach over a word
    words = lexicon().between if sign.end - sign.start > 1 else lexicon().glue
    if only_glue(text, sign.end, start, words) is not None:
        return True
    ratio = isinstance(token, Quantity) and token.unit is not None and token.unit.kind == "ratio"
    return ratio and sign.end - sign.start > 1 and _PART_OF.fullmatch(text, sign.end, start) is not None


def _touches(text: str, end: int, start: int) -> bool:
    return end == start or (start - end == 1 and text[end] == "(")


def only_glue(text: str, start: int, end: int, pattern: re.Pattern[str] | None = None) -> str | None:
    """The words between two places if they are all lead-in words (累计, 每年, 约 …), else None."""
    words, at = [], start
    pattern = pattern or lexicon().glue
    while at < end:
        match = pattern.match(text, at, end)
        if match is None or match.end() == at:
            return None
        words.append(match[0])
        at = match.end()
    return "".join(words)


def skip_notes(text: str, start: int) -> int:
    """The place behind closing punctuation and bracketed notes that begin at ``start``."""
    at = start
    while at < len(text):
        note = _NOTE.match(text, at)
        if note:
            at = note.end()
        elif text[at] in '。.,;、!)]"”】整':
            at += 1
        else:
            break
    return at
