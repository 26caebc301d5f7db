"""Text of documents made safe to show, and values put the way a Chinese reader expects them.

Whatever comes out of a document is hostile: it goes to the browser through `escape` (HTML), `plain_label`
(labels, which Streamlit reads as Markdown) or an element that shows plain text.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from kg.records import number_text

Value = str | Decimal | int | bool | None

VALUE_KINDS: Final[Mapping[str, str]] = {
    "number": "数值", "range": "区间", "date": "日期", "text": "文字", "multi": "多个数值", "missing": "未填",
}  # fmt: skip
SEVERITIES: Final[Mapping[str, str]] = {"violation": "▲ 严重", "warning": "● 警告", "info": "○ 提示"}
WHOLE_DEPARTMENT: Final = "（部门整体）"
NOTHING: Final = "—"

_PUNCTUATION: Final = re.compile(r"[!-/:-@\[-`{-~]")
_REFERENCES: Final = {
    ord(sign): f"&#{ord(sign)};" for sign in map(chr, range(128)) if _PUNCTUATION.match(sign) and sign != "%"
}
_SPACE: Final = re.compile(r"\s+")
_WORD_JOINER: Final = "\N{WORD JOINER}"
_MARKED: Final = re.compile(r"(?<=[:<>-])(?=\S)")


def escape(text: object) -> str:
    """Text for HTML, also inside a Markdown block: every ASCII sign becomes a character reference, but the one for per
    cent, which means nothing there, and of which addresses are so full that pages would be half as long again.

    >>> escape("<b> $x$ [链接](u)")
    '&#60;b&#62; &#36;x&#36; &#91;链接&#93;&#40;u&#41;'
    """
    plain = str(text)
    return plain.translate(_REFERENCES) if _PUNCTUATION.search(plain) else plain


def plain_label(text: object) -> str:
    """Text for a label: Markdown signs escaped, and an invisible word joiner where Streamlit would replace
    ``:name:`` by an icon or ``->`` by an arrow after Markdown is done.

    >>> plain_label("*甲*")
    '\\\\*甲\\\\*'
    """
    joined = _MARKED.sub(_WORD_JOINER, one_line(text))
    return _PUNCTUATION.sub(lambda match: "\\" + match.group(), joined)


def one_line(text: object) -> str:
    """The text with each run of white space, line breaks included, as one space."""
    return _SPACE.sub(" ", str(text)).strip()


def shorten(text: str, characters: int) -> str:
    """The text on one line, cut to this many characters with an ellipsis.

    >>> shorten("数字经济核心产业", 5)
    '数字经济…'
    """
    line = one_line(text)
    return line if len(line) <= characters else line[: characters - 1] + "…"


def value_text(value: Value | Sequence[Value]) -> str:
    """A value of the graph as text: all digits of a number, 是 or 否, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, (str, int)):
        return str(value)
    return "、".join(value_text(part) for part in value)


def count_text(count: int) -> str:
    """A count with its thousands apart."""
    return f"{count:,}"


def money_text(yuan: Decimal | int | None) -> str:
    """An amount in yuan as 万元 with two decimals or more, thousands apart; a dash for None.

    >>> money_text(Decimal("1205000")), money_text(Decimal("12"))
    ('120.50', '0.0012')
    """
    if yuan is None:
        return NOTHING
    amount = Decimal(yuan) / 10_000
    shown = f"{amount:,f}"
    whole, _, rest = shown.partition(".")
    return f"{whole}.{rest.rstrip('0').ljust(2, '0')}"


def share_text(part: int, whole: int) -> str:
    """A share in per cent with one decimal; a dash where there is nothing to share."""
    return f"{Decimal(part * 100) / whole:.1f}%" if whole else NOTHING
