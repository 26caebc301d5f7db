"""是否 of amounts: answered with the amounts that decide it. 是否安排了公务接待费, 收入总计与支出总计是否一致."""

from collections.abc import Sequence
from typing import Final

from kg.ask.spans import Span
from kg.ask.tokens import Tokens
from kg.ask.words import Sense

_COMPARING: Final = ("over", "under", "below", "alike", "unequal", "more", "less")
_WHETHER: Final = "是否"
_NUMBER: Final = 3
_EQUAL: Final = "等于"
_MONEY: Final = ("money", "income", "expenditure")
_NAMES: Final = ("line", "column", "part")
_OF_INDICATORS: Final = ("target", "goal", "annual-goal", "long-term-goal")


def whether_amounts(spans: Sequence[Span]) -> tuple[Span, ...]:
    """The question for the amounts that decide it in place of that whether it is so."""
    tokens = Tokens.of(spans)
    places = tokens.all("whether")
    asked = [index for index in tokens.all("which") if tokens[index].text.startswith(_WHETHER)]
    if len(places) == 1 and not _of_indicators(tokens.spans):
        _decide(tokens, places[0])
    elif not places and asked == tokens.all("which") and len(asked) == 1 and not _of_indicators(tokens.spans):
        _exists(tokens, list(tokens.spans[: asked[0]]), list(tokens.spans[asked[0] + 1 :]))  # 是否有其他收入
    return tuple(sorted((*tokens.spans, *tokens.fillers), key=lambda span: span.start))


def _decide(tokens: Tokens, index: int) -> None:
    before, behind = list(tokens.spans[:index]), list(tokens.spans[index + 1 :])
    if any(any(map(span.has, ("which", "how-many", "than", "share"))) for span in tokens.spans):
        return
    if not behind:
        return
    if behind[0].has("only-from") and len(behind) > 1 and behind[1].has("source") and before and _is_amount(before[-1]):
        at = behind[0].start  # 预算资金是否全部由财政拨款安排
        joined = Span(at, at, "和", (Sense("and"),))
        tokens.spans = [*before, joined, behind[1], _asked(behind[-1])]
    elif _compares(behind[0]):
        _compared(tokens, before, behind)
    elif behind[-1].amount is not None and before and (len(behind) == 1 or behind[0].has("is")):
        if _is_amount(before[-1]) and len(behind) < _NUMBER:  # 农林水支出是否为0, 公务接待费是否超过5万元
            tokens.spans = [*before, _asked(behind[-1])]
    else:
        _exists(tokens, before, behind)


def _compared(tokens: Tokens, before: list[Span], behind: list[Span]) -> None:
    """甲是否大于乙, 甲与乙是否一致: both amounts."""
    if not before or not _is_amount(before[-1]) or any(span.has("what") for span in (*before, *behind)):
        return
    other = behind[1:]
    if not other:
        joined = any(span.has("and") for span in before)
        if joined:
            tokens.spans = [*before, _asked(behind[-1])]
    elif all(map(_is_amount, other)) and not behind[0].has("alike"):
        at = behind[0].start
        tokens.spans = [*before, Span(at, at, "和", (Sense("and"),)), *other, _asked(other[-1])]


def _exists(tokens: Tokens, before: list[Span], behind: list[Span]) -> None:
    """是否安排了公务接待费，金额是多少: how much it is."""
    rest = behind[1:] if behind and behind[0].has("with") else behind
    amounts = [span for span in rest if _is_amount(span)]
    roles = ("what", "and")
    plain = all(_is_amount(span) or any(map(span.has, roles)) or span.has("thing", "project") for span in rest)
    if not amounts or not plain or rest[0].has("attribute", "money"):
        return
    kept = [span for span in rest if not span.has("what") and not span.has("attribute", "money")]
    tokens.spans = [*before, *kept, _asked(rest[-1])]


def _asked(span: Span) -> Span:
    return Span(span.end, span.end, "是多少", (Sense("what"),))


def _compares(span: Span) -> bool:
    return any(map(span.has, _COMPARING)) or (span.has("is") and span.text == _EQUAL)


def _is_amount(span: Span) -> bool:
    of_money = any(span.has("attribute", one) for one in _MONEY)
    return of_money or span.has("source") or span.has("phase") or any(map(span.named, _NAMES))


def _of_indicators(spans: Sequence[Span]) -> bool:
    things = any(span.has("thing", one) for span in spans for one in _OF_INDICATORS)
    return things or any(span.has("kind") or span.has("attribute", "value") for span in spans)
