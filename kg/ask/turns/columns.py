"""Two columns of one row beside each other: 实际完成值小于年度指标值, 上年值低于前年值, 得分等于分值."""

from dataclasses import replace
from typing import Final

from kg.ask.spans import Span
from kg.ask.tokens import Tokens
from kg.ask.words import Sense

_LAST_YEAR: Final = frozenset({"上年", "去年", "上一年", "上年度", "上一年度"})
_LOWER: Final = ("低于", "小于")
_REACHED: Final = "达到"
_EQUALS: Final = ("等于", "正好等于", "恰好等于")
_PAIRS: Final = (
    ("actual", "value"), ("value", "last-year"), ("value", "before-last"), ("last-year", "before-last"),
    ("score", "weight"),
)  # fmt: skip
_COLUMNS: Final = ("value", "actual", "last-year", "before-last", "score", "weight", "basis", "unit", "operator")
_COMPARING: Final = ("under", "over")
_ASKING: Final = ("which", "how-many", "each", "and", "or", "without")
_MIRRORED: Final = {"<": ">", ">": "<", "=": "=", "!=": "!="}
_SIGNS: Final = {"under": "<", "below": "<", "over": ">", "unequal": "!="}
_CONDITIONS: Final = {
    ("value", "<", "last-year"): "below-last-year",
    ("value", ">", "last-year"): "above-last-year",
    ("score", "<", "weight"): "below-weight",
}
"""Pairs that have a word of their own."""


def columns_compared(tokens: Tokens) -> None:
    """Put the two columns and what stands between or behind them into one condition."""
    for index in range(len(tokens)):
        for start, end, pair in _pairs(tokens, index):
            first, sign, second = pair
            condition = _CONDITIONS.get(pair)
            sense = Sense("condition", condition) if condition else Sense("columns", f"{first} {sign} {second}")
            horizons = {span.value("horizon") for span in tokens.spans[start : end + 1] if span.has("horizon")}
            words = "".join(span.text for span in tokens.spans[start : end + 1])
            merged = replace(tokens[start], end=tokens[end].end, text=words, names=(), part=False)
            merged = replace(merged, senses=(sense, *(Sense("horizon", one) for one in horizons)))
            changes: dict[int, Span | None] = dict.fromkeys(range(start + 1, end + 1))
            tokens.put({**changes, start: merged})
            return


def of_indicators(tokens: Tokens) -> None:
    """指标分值为30分的指标: the first names the column, the second what is asked for."""
    for index in tokens.all("thing", "target"):
        column = index + 1
        again = [place for place in tokens.all("thing", "target") if place != index]
        compared = index and any(map(tokens[index - 1].has, _COMPARING))
        asked = index and any(map(tokens[index - 1].has, _ASKING))
        if column >= len(tokens) or asked or not (compared or again[-1:] > [index]):
            continue
        named = any(tokens[column].has("attribute", name) for name in _COLUMNS)
        if named and tokens[column].start == tokens[index].end:
            tokens.put({index: None})
            return


def _pairs(tokens: Tokens, index: int) -> list[tuple[int, int, tuple[str, str, str]]]:
    """The pair that begins at ``index``, with its first and last place; none where there is no such pair."""
    first = _column(tokens, index)
    if not first:
        return []
    below = index + 1 < len(tokens) and tokens[index + 1].has("condition", "unmet")
    if below and first != "actual" and tokens[index + 1].text.startswith(_LOWER):  # 上年值低于目标值
        return _as_pair(first, "<", "value", index, index + 1)
    sign, at = _sign(tokens, index + 1)
    if sign:
        return _as_pair(first, sign, _column(tokens, at), index, at)
    joined = index + 1 < len(tokens) and (tokens[index + 1].has("and") or tokens[index + 1].has("than"))
    verb = index + 3
    third = index > 1 and tokens[index - 1].has("and") and bool(_column(tokens, index - 2))
    if not joined or third or verb >= len(tokens) or _asks_behind(tokens, verb):
        return []
    sign = ""
    if tokens[index + 1].has("and") and "不" not in tokens.between(verb - 1, verb):
        sign = "=" if tokens[verb].has("alike") else "!=" if tokens[verb].has("unequal") else ""
    if tokens[index + 1].has("than"):
        sign = "<" if tokens[verb].has("less") else ">" if tokens[verb].has("more") else ""
    return _as_pair(first, sign, _column(tokens, index + 2), index, verb) if sign else []


def _as_pair(
    first: str, sign: str, second: str, start: int, end: int
) -> list[tuple[int, int, tuple[str, str, str]]]:
    if (first, second) in _PAIRS:
        return [(start, end, (first, sign, second))]
    if (second, first) in _PAIRS:
        return [(start, end, (second, _MIRRORED[sign], first))]
    return []


def _sign(tokens: Tokens, index: int) -> tuple[str, int]:
    """How the column before is compared with the one at the place that is given back."""
    if index + 1 >= len(tokens) or tokens[index].amount:
        return "", index
    span = tokens[index]
    if span.has("without") and tokens[index + 1].text == _REACHED:
        return "<", index + 2
    if sign := next((sign for role, sign in _SIGNS.items() if span.has(role)), ""):
        return sign, index + 1
    return ("=" if span.has("is") and span.text in _EQUALS else ""), index + 1


def _asks_behind(tokens: Tokens, verb: int) -> bool:
    """Whether it is asked by how much: 目标值比上年值低多少."""
    behind = tokens[verb + 1] if verb + 1 < len(tokens) else None
    return behind is not None and (behind.has("what") or behind.has("how-many") or behind.amount is not None)


def _column(tokens: Tokens, index: int) -> str:
    if index >= len(tokens):
        return ""
    span = tokens[index]
    if span.has("relative"):
        return "last-year" if span.text in _LAST_YEAR else ""
    return next((name for pair in _PAIRS for name in pair if span.has("attribute", name)), "")
