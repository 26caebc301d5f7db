"""The order of an answer, made here instead of by the engine.

Oxigraph reads the text of every term again for every comparison, which doubles the time of an answer of a few
thousand rows, and SPARQL servers order Chinese text each in their own way. So a named question that is ordered by its
own columns is asked without its order and its rows are sorted by code point.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise, takewhile
from typing import Final

from kg.query.scan import Token, tokens_of

Cell = str | Decimal | int | bool | None
_ENDS: Final = frozenset({"LIMIT", "OFFSET", "VALUES"})


@dataclass(frozen=True, slots=True)
class Order:
    """A query without its outermost ORDER BY, and what that said: names of variables, True where descending."""

    text: str
    keys: tuple[tuple[str, bool], ...]

    def sorted(self, variables: Sequence[str], rows: Iterable[tuple[Cell, ...]]) -> list[tuple[Cell, ...]]:
        """The rows in this order: unbound first, then numbers, then text by code point; what is alike in all keys
        by its other cells. KeyError where a key is no column."""
        places = {name: place for place, name in enumerate(variables)}
        keys = [(places[name], descending) for name, descending in self.keys]
        found = list(rows)
        if any(descending for _, descending in keys):
            found.sort(key=lambda row: [_sort_key(cell) for cell in row])
            for place, descending in reversed(keys):
                found.sort(key=lambda row, place=place: _sort_key(row[place]), reverse=descending)  # type: ignore[misc]
            return found
        order = list(dict.fromkeys([*(place for place, _ in keys), *range(len(variables))]))
        found.sort(key=lambda row: [_sort_key(row[place]) for place in order])
        return found


def take_order(text: str) -> Order | None:
    """The order of a query, taken out of it; None where it has none, a limit too, or one by more than columns.

    >>> take_order("SELECT ?a { ?a ?b ?c } ORDER BY DESC(?a)")
    Order(text='SELECT ?a { ?a ?b ?c } ', keys=(('a', True),))
    """
    outer = [token for token in tokens_of(text) if token.depth == 0]
    starts = [token for token, by in pairwise(outer) if token.word == "ORDER" and by.word == "BY"]
    if len(starts) != 1 or any(token.word in _ENDS for token in outer):
        return None
    start = outer.index(starts[0])
    keys = tuple(_keys(outer[start + 2 :]))
    if not keys or any(name is None for name, _ in keys):
        return None
    selected = {token.text.lstrip("?$") for token in takewhile(lambda token: token.text != "{", outer)}
    if "*" not in selected and any(name not in selected for name, _ in keys):
        return None
    return Order(text[: starts[0].start], tuple((name, down) for name, down in keys if name is not None))


def _keys(tokens: list[Token]) -> Iterator[tuple[str | None, bool]]:
    waiting = list(tokens)
    while waiting:
        token = waiting.pop(0)
        if token.kind == "variable":
            yield token.text[1:], False
        elif token.word in {"ASC", "DESC"} and [t.kind for t in waiting[:3]] == ["sign", "variable", "sign"]:
            yield waiting[1].text[1:], token.word == "DESC"
            waiting = waiting[3:]
        else:
            yield None, False
            return


def _sort_key(cell: Cell) -> tuple[int, Decimal | int, str]:
    if cell is None:
        return 0, 0, ""
    if isinstance(cell, str):
        return 2, 0, cell
    return 1, cell, ""
