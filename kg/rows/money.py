"""Printed amounts to 万元."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from kg.tables.labels import level_of
from kg.text import is_blank, key

_AMOUNT: Final = re.compile(r"(?P<amount>-?\d[\d,]*(?:\.\d+)?)(?P<unit>亿元|万元|元)?")
_STATED: Final = re.compile(r"(?:金额|资金)?单位[:：]?\s*(?:人民币)?(亿元|万元|元)|[(（](亿元|万元|元)[)）]")
MONEY_CAPTION: Final = re.compile(r"[（(]?(?:金额|资金)?单位\s*[:：]\s*(?:人民币)?(?:亿元|万元|元)[)）]?\s*$")
"""The unit of amounts at the end of a line."""
_SUMS: Final = frozenset({"小计", "合计", "总计", "总分", "金额合计", "合计得分"})
_SCALES: Final = {"亿元": Decimal(10000), "万元": Decimal(1), "元": Decimal("0.0001")}


def stated_unit(texts: Iterable[str]) -> str | None:
    """The unit that a form states for its amounts (单位：万元), the first of the texts that states one."""
    for text in texts:
        match = _STATED.search(text)
        if match:
            return match[1] or match[2]
    return None


def is_money_caption(text: str) -> bool:
    """Whether a piece only states the unit of amounts (``单位：万元``)."""
    return _STATED.fullmatch(key(text)) is not None


def parse_amount(text: str, unit: str | None) -> Decimal | None:
    """The amount of a cell in 万元: its own unit wins over ``unit`` of the form; 万元 where none is stated.

    None for a cell that is no amount.

    >>> parse_amount("12,500.00万元", None)
    Decimal('12500.00')
    >>> parse_amount("3844", "元")
    Decimal('0.3844')
    """
    match = _AMOUNT.fullmatch(key(text))
    if match is None:
        return None
    return Decimal(match["amount"].replace(",", "")) * _SCALES[match["unit"] or unit or "万元"]


def parse_number(text: str) -> Decimal | None:
    """A plain printed number (a score, a rate with or without %), or None."""
    match = re.fullmatch(r"(-?\d[\d,]*(?:\.\d+)?)[%分]?", key(text))
    return Decimal(match[1].replace(",", "")) if match else None


def adds_up(texts: Sequence[str]) -> bool:
    """Whether a row only adds up: 小计, 合计 or 总分, levels and numbers aside."""
    others = [text for text in texts if level_of(text) is None and parse_number(text) is None]
    sums = [key(text).rstrip(":") in _SUMS for text in others]
    return any(sums) and all(a or is_blank(text) for a, text in zip(sums, others, strict=True))
