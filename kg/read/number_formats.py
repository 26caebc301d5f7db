"""Numbers and dates of a workbook as their number formats print them (95% for 0.95, 3月15日 for a day number)."""

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final

BUILT_IN: Final = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: '"¥"#,##0', 6: '"¥"#,##0', 7: '"¥"#,##0.00', 8: '"¥"#,##0.00',
    9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: '上午/下午h"时"mm"分"', 35: '上午/下午h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"', 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
    41: "#,##0", 42: '"¥"#,##0', 43: "#,##0.00", 44: '"¥"#,##0.00', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
    48: "##0.0E+0", 49: "@", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"',
    54: 'm"月"d"日"', 55: '上午/下午h"时"mm"分"', 56: '上午/下午h"时"mm"分"ss"秒"',
    57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
"""The formats that files name by number only, as a Chinese Excel prints them."""

_DIGITS: Final = 15
_LARGEST_DAY: Final = 2_958_466
_TOKEN: Final = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]|(?P<noon>AM/PM|A/P|上午/下午)'
    r"|(?P<general>General|G/通用格式)"
    r"|(?P<date>[yY]+|[mM]+|[dD]+|[hH]+|[sS]+(?:\.0+)?|[aA]{3,4}|[bB]{2,4}|[eE](?![+-])|[gG]+)"
    r"|(?P<exponent>[eE][+-]0+)|(?P<digit>[0#?])|(?P<sign>[.,%/@])|(?P<other>.)",
    re.DOTALL,
)
_CONDITION: Final = re.compile(r"(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)")
_WEEKDAYS: Final = "一二三四五六日"
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_Token = tuple[str, str]


def plain_number(value: float) -> str:
    """A number under the format General: without the noise of binary fractions and without an exponent.

    >>> plain_number(3.0), plain_number(0.1 + 0.2), plain_number(1e15)
    ('3', '0.3', '1000000000000000')
    """
    text = f"{_decimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def formatted(value: float, code: str, *, from_1904: bool = False) -> str:
    """A number as its format prints it.

    >>> formatted(0.95, "0%"), formatted(12, '≥0"个"'), formatted(1234.5, "#,##0.00"), formatted(45366, 'm"月"d"日"')
    ('95%', '≥12个', '1,234.50', '3月15日')
    """
    tokens, negate = _section(code, value)
    if not tokens and code:
        return ""
    if any(kind == "general" for kind, _ in tokens) or not code:
        plain = plain_number(abs(value) if negate else value)
        kept = [token for token in tokens if token[0] in ("general", "text")]
        return "".join(plain if kind == "general" else text for kind, text in kept) or plain
    if any(kind == "date" for kind, _ in tokens):
        day = value + 1462 if from_1904 else value
        return _date(day, tokens) if 0 <= day < _LARGEST_DAY else plain_number(value)
    if any(text == "@" for kind, text in tokens if kind == "sign"):
        return "".join(plain_number(value) if text == "@" else text for _, text in tokens)
    return _number(_decimal(abs(value) if negate else value), tokens)


def formatted_text(text: str, code: str) -> str:
    """A text as the text part of a format prints it (``≥@``)."""
    if "@" not in code or code.strip() == "@":
        return text
    sections = _sections(code)
    section = (
        sections[3] if len(sections) > 3 else next((one for one in sections if ("sign", "@") in one), ())
    )
    if ("sign", "@") not in section:
        return text
    return "".join(
        text if token == ("sign", "@") else token[1] for token in section if token[0] in ("sign", "text")
    )


def _decimal(value: float) -> Decimal:
    return Decimal(f"{value:.{_DIGITS}g}")


def _section(code: str, value: float) -> tuple[tuple[_Token, ...], bool]:
    """The part of a format that applies, and whether it prints the sign itself."""
    sections = _sections(code)
    conditions = [_condition(section) for section in sections]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=True):
            if condition is None or _holds(value, condition):
                return section, condition is not None and value < 0 and condition[0] in ("<", "<=")
        return sections[-1], False
    if value < 0 and len(sections) > 1:
        return sections[1], True
    if value == 0 and len(sections) > 2:
        return sections[2], False
    return sections[0] if sections else (), False


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[tuple[_Token, ...], ...]:
    found: list[list[_Token]] = [[]]
    for match in _TOKEN.finditer(code):
        kind = match.lastgroup
        text = match[kind] if kind else ""
        if kind == "other" and text == ";":
            found.append([])
        elif kind in ("quoted", "escaped", "other"):
            found[-1].append(("text", text))
        elif kind == "bracket":
            found[-1] += _bracket(text)
        elif kind:
            found[-1].append((kind, text))
    return tuple(tuple(section) for section in found)


def _bracket(text: str) -> list[_Token]:
    if re.fullmatch(r"[hH]+|[mM]+|[sS]+", text):
        return [("date", f"[{text}]")]
    if text.startswith("$"):  # [$¥-804]: a currency sign, a locale
        sign = text[1:].partition("-")[0]
        return [("text", sign)] if sign else []
    return [("condition", text)] if _CONDITION.fullmatch(text) else []


def _condition(section: tuple[_Token, ...]) -> tuple[str, Decimal] | None:
    for kind, text in section:
        match = _CONDITION.fullmatch(text) if kind == "condition" else None
        if match:
            return match[1], Decimal(match[2])
    return None


def _holds(value: float, condition: tuple[str, Decimal]) -> bool:
    sign, bound = condition
    number = _decimal(value)
    return {
        "<": number < bound,
        "<=": number <= bound,
        ">": number > bound,
        ">=": number >= bound,
        "=": number == bound,
        "<>": number != bound,
    }[sign]


def _number(value: Decimal, tokens: tuple[_Token, ...]) -> str:
    tokens = tuple(token for token in tokens if token[0] != "condition")
    if ("sign", "/") in tokens and any(kind == "digit" for kind, _ in tokens):
        return _fraction(value, tokens)
    places = [index for index, (kind, _) in enumerate(tokens) if kind == "digit"]
    if not places:
        text = "".join(text for kind, text in tokens if kind in ("text", "sign"))
        return f"-{text}" if value < 0 and text else text
    value *= 100 ** sum(token == ("sign", "%") for token in tokens)
    exponent = next((text for kind, text in tokens if kind == "exponent"), None)
    power = 0
    if exponent is not None:
        power = value.adjusted() if value else 0
        value = value.scaleb(-power)
    point = next((index for index, token in enumerate(tokens) if token == ("sign", ".")), len(tokens))
    whole = [index for index in places if index < point]
    decimals = [index for index in places if index > point]
    last = whole[-1] if whole else -1
    for end in sorted({last, places[-1]}):  # commas behind the last place divide by a thousand each
        while end + 1 < len(tokens) and tokens[end + 1] == ("sign", ","):
            value /= 1000
            end += 1
    grouped = ("sign", ",") in tokens[: last + 1]
    value = value.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    digits, _, fraction = f"{abs(value):f}".partition(".")
    written = _whole_digits(digits, [tokens[index][1] for index in whole], grouped=grouped)
    shown = _fraction_digits(fraction, [tokens[index][1] for index in decimals])
    pieces = []
    for index, (kind, text) in enumerate(tokens):
        if kind == "digit":
            pieces.append(written[whole.index(index)] if index < point else shown[decimals.index(index)])
        elif kind == "exponent":
            pieces.append(
                f"E{'-' if power < 0 else '+' if '+' in text else ''}{abs(power):0{len(text) - 2}d}"
            )
        elif kind == "text" or text in "%/":
            pieces.append(text)
        elif text == "." and (fraction or index == point) and (any(shown) or not decimals):
            pieces.append(digits if not whole and digits != "0" else "")
            pieces.append("." if any(shown) else "")
    return ("-" if value < 0 else "") + "".join(pieces)


def _whole_digits(digits: str, marks: list[str], *, grouped: bool) -> list[str]:
    """The digits before the point, one or none for each place of the format, the first place taking the rest."""
    if not marks:
        return []
    digits = "" if digits == "0" else digits
    filled = [*digits[-len(marks) :]] if digits else []
    rest = digits[: -len(marks)]
    written = []
    for mark in marks[: len(marks) - len(filled)]:
        written.append("0" if mark == "0" else "")
    written += filled
    seen_zero = False
    for index, mark in enumerate(marks):
        seen_zero = seen_zero or mark == "0"
        if seen_zero and not written[index]:
            written[index] = "0"
    written[0] = rest + written[0]
    if grouped:
        count = sum(map(len, written))
        for index, text in enumerate(written):
            made = ""
            for character in text:
                made += character
                count -= 1
                made += "," if count and count % 3 == 0 else ""
            written[index] = made
    return written


def _fraction_digits(digits: str, marks: list[str]) -> list[str]:
    shown = [*digits]
    for index in range(len(marks) - 1, -1, -1):
        if marks[index] == "0" or shown[index] != "0":
            break
        shown[index] = ""
    return shown


def _fraction(value: Decimal, tokens: tuple[_Token, ...]) -> str:
    from fractions import Fraction

    slash = tokens.index(("sign", "/"))
    digits = sum(1 for kind, _ in tokens[slash:] if kind == "digit") or 1
    exact = Fraction(abs(value)).limit_denominator(10**digits - 1)
    has_whole = sum(1 for index, (kind, _) in enumerate(tokens[:slash]) if kind == "digit") > digits
    whole, rest = divmod(exact, 1) if has_whole else (0, exact)
    pieces = [str(whole)] if whole or not rest else []
    if rest:
        pieces.append(f"{rest.numerator}/{rest.denominator}")
    return ("-" if value < 0 else "") + " ".join(pieces)


def _date(day: float, tokens: tuple[_Token, ...]) -> str:
    # day 60 is the 29 February 1900 that never was
    base = datetime(1899, 12, 31) if day < 60 else datetime(1899, 12, 30)
    precise = any("." in text for kind, text in tokens if kind == "date")
    moment = base + timedelta(milliseconds=round(day * 86_400_000))
    if not precise:
        moment = base + timedelta(seconds=round(day * 86_400))
    noon = any(kind == "noon" for kind, _ in tokens)
    pieces = []
    for index, (kind, text) in enumerate(tokens):
        if kind == "date":
            pieces.append(_date_piece(moment, day, text, _is_minute(tokens, index), noon=noon))
        elif kind == "noon":
            halves = ("上午", "下午") if "上" in text else ("AM", "PM")
            pieces.append(halves[moment.hour >= 12])
        elif kind in ("text", "sign"):
            pieces.append("" if text == "@" else text)
    return "".join(pieces)


def _is_minute(tokens: tuple[_Token, ...], index: int) -> bool:
    before = [text for kind, text in tokens[:index] if kind == "date"]
    after = [text for kind, text in tokens[index + 1 :] if kind == "date"]
    behind_hours = bool(before) and before[-1].lower().strip("[]")[0] == "h"
    return behind_hours or (bool(after) and after[0].lower()[0] == "s")


def _date_piece(moment: datetime, day: float, text: str, minute: bool, *, noon: bool) -> str:  # noqa: FBT001
    bare = text.lower()
    if bare.startswith("["):
        unit = {"h": 24, "m": 1440, "s": 86_400}[bare[1]]
        return str(int(round(day * 86_400) / 86_400 * unit + 1e-9)).zfill(len(bare) - 2)
    letter, size = bare[0], len(bare)
    if letter in "ye":
        return f"{moment.year % 100:02d}" if letter == "y" and size <= 2 else str(moment.year)
    if letter == "m" and not minute:
        if size >= 3:
            return _MONTHS[moment.month - 1]
        return f"{moment.month:0{size}d}"
    if letter == "a" or (letter == "d" and size >= 3):
        return ("星期" if size == 4 or letter == "d" else "") + _WEEKDAYS[moment.weekday()]
    if letter == "s":
        whole, _, rest = bare.partition(".")
        shown = f"{moment.second:0{len(whole)}d}"
        return f"{shown}.{moment.microsecond // 1000:03d}"[: len(shown) + 1 + len(rest)] if rest else shown
    if letter in "bg":
        return ""
    number = {"d": moment.day, "h": (moment.hour - 1) % 12 + 1 if noon else moment.hour, "m": moment.minute}[
        letter
    ]
    return f"{number:0{size}d}"
