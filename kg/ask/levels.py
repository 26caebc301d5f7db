"""Levels of the lines of budget tables: 类级, 款级, 项级, by how many digits their code has, and lines below a line."""

from dataclasses import replace
from typing import Final

from kg.ask.tokens import Reading
from kg.ask.words import Sense

_DIGITS: Final = {"class-level": 3, "section-level": 5, "item-level": 7}


def read_levels(reading: Reading) -> None:
    """项级科目: lines whose code has seven digits."""
    tokens, form = reading.tokens, reading.form
    for index in reversed(tokens.all("code-level")):
        form.level = _DIGITS[tokens[index].value("code-level")]
        beside = index + 1 < len(tokens) and tokens[index + 1].has("thing", "line")
        line = replace(tokens[index], senses=(Sense("thing", "line"),))
        tokens.spans = [*tokens.spans[:index], *(() if beside else (line,)), *tokens.spans[index + 1 :]]


def settle_levels(reading: Reading) -> None:
    """住房保障支出包括哪些项级科目: the lines below the one that is named."""
    tokens, form = reading.tokens, reading.form
    listed = any(
        (after := tokens.next(index, over=frozenset())) is not None and tokens[after].has("thing", "line")
        for index in tokens.all("which")
    )
    below = listed or (form.level and tokens.all("which") and not form.order)  # 某支出下的项级科目有哪些
    if below and form.lines is not None and not form.either and not form.of_units and not form.codes:
        form.under, form.lines = form.lines, None
