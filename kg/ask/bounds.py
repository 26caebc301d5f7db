"""Whether the bound itself counts: 5秒以内(含5秒), 不超过100万元(不含), 10月30日前(含当日); no further condition."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from kg.ask.spans import Amount, Span
from kg.ask.tokens import Tokens, Unread

_COUNTS: Final = frozenset({"含", "包含", "包括"})
_COUNTS_NOT: Final = frozenset({"不含", "不包含", "不包括"})
_WITH_ITS: Final = "含"
_WITHIN: Final = {"<": "≤", "≤": "≤", ">": "≥", "≥": "≥"}
_BEYOND: Final = {"<": "<", "≤": "<", ">": ">", "≥": ">"}


def count_bounds(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Put what stands behind a bound into its comparison. Raises Unread where it names another number."""
    tokens = Tokens.of(spans)
    for index in range(len(tokens) - 2, -1, -1):
        bound = tokens[index]
        if bound.amount is not None and bound.amount.operator in _WITHIN:
            _of_amount(tokens, index, bound.amount)
        elif bound.has("until"):
            _of_day(tokens, index)
    return tuple(sorted((*tokens.spans, *tokens.fillers), key=lambda span: span.start))


def _of_amount(tokens: Tokens, index: int, amount: Amount) -> None:
    said, end = tokens[index + 1], index + 1
    if said.amount is not None and tokens[index].text.endswith(_WITH_ITS) and _ends(amount, said.amount):
        tokens.put({end: None})  # 100万元以上含100万元
        return
    if said.text not in _COUNTS | _COUNTS_NOT:
        return
    meant = [amount, amount.upper]
    again = tokens[end + 1].amount if end + 1 < len(tokens) else None
    if again is not None and again.operator is None:
        meant = _ends(amount, again)
        if not meant and _bracketed(tokens, end, end + 1):
            words = tokens[index].text + said.text + tokens[end + 1].text
            raise Unread(f"“{words}”里的两个数不一样", [words])
        if not meant:
            return
        end += 1
    if end + 1 < len(tokens) and tokens[end + 1].has("itself"):
        end += 1
    if end == index + 1 and not _bracketed(tokens, end, end):
        return
    signs = _WITHIN if said.text in _COUNTS else _BEYOND
    upper = amount.upper
    if upper is not None and upper in meant:
        upper = replace(upper, operator=signs[str(upper.operator)])
    operator = signs[str(amount.operator)] if amount in meant else amount.operator
    words = "".join(tokens[place].text for place in range(index, end + 1))
    changes: dict[int, Span | None] = dict.fromkeys(range(index + 1, end + 1))
    bound = replace(tokens[index], text=words, amount=replace(amount, operator=operator, upper=upper))
    tokens.put({**changes, index: bound})


def _of_day(tokens: Tokens, index: int) -> None:
    """A deadline counts its own day."""
    if tokens[index + 1].text not in _COUNTS or index + 2 >= len(tokens):
        return
    day = tokens[index + 2]
    if day.has("itself") or day.has("day", tokens[index].value("until")):
        tokens.put({index + 1: None, index + 2: None})


def _ends(amount: Amount, said: Amount) -> list[Amount | None]:
    """The bounds that the second number is; without a unit it has theirs."""
    return [
        end
        for end in (amount, amount.upper)
        if end is not None
        and (
            (end.value, end.kind) == (said.value, said.kind)
            or (not said.unit and end.printed == said.printed)
        )
    ]


def _bracketed(tokens: Tokens, first: int, last: int) -> bool:
    """Whether the words stand alone in brackets."""
    start, end = tokens[first].start, tokens[last].end
    opens = any(span.text == "(" and span.end == start for span in tokens.fillers)
    return opens and any(span.text == ")" and span.start == end for span in tokens.fillers)
