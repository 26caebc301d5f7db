"""Printed amounts of budget tables to 万元, and the unit that a table states for them."""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Final

from kg.text import key
from kg.values import exact_product, parse_factor
from kg.vocabulary import load_scheme, spellings

SCHEME: Final = "budget"
_NUMBER: Final = r"-?\d[\d,]*(?:\.\d+)?"


def stated_unit(texts: Iterable[str]) -> str | None:
    """The unit that captions or headings state for the amounts (单位：万元; 金额（元）), the first found."""
    for text in texts:
        match = _stated().search(key(text))
        if match:
            return match[1] or match[2]
    return None


def parse_amount(text: str, unit: str | None) -> Decimal | None:
    """The amount of a cell in 万元: its own unit wins over ``unit`` of the table; 万元 where none is stated.

    None for a cell that is no amount.

    >>> parse_amount("12,500.00", "元"), parse_amount("3亿元", "元"), parse_amount("基本支出", None)
    (Decimal('1.25'), Decimal('30000'), None)
    """
    match = _amount().fullmatch(key(text))
    if match is None:
        return None
    number = Decimal(match[1].replace(",", ""))
    concept = spellings(SCHEME).get(match[2] or unit or "万元")
    factor = concept.first("factor") if concept else None
    return exact_product(number, parse_factor(factor)) if factor and parse_factor(factor) != 1 else number


@lru_cache(maxsize=1)
def _units() -> str:
    labels = [label for concept in load_scheme(SCHEME) if concept.first("factor") for label in concept.labels]
    return "|".join(
        sorted((key(label) for label in labels if re.search(r"元$", label)), key=len, reverse=True)
    )


@lru_cache(maxsize=1)
def _stated() -> re.Pattern[str]:
    return re.compile(rf"单位:?(?:人民币)?({_units()})|\(({_units()})\)")


@lru_cache(maxsize=1)
def _amount() -> re.Pattern[str]:
    return re.compile(rf"({_NUMBER})({_units()})?")
