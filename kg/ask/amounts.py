"""Amounts of one form beside each other or beside a number: 执行数少于全年预算数, 年初预算为0但全年预算不为0.

Read before the other words: what is compared is then no longer asked for.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Final

from kg.ask.form import AmountTest, Side
from kg.ask.spans import Span
from kg.ask.tokens import Tokens, Unread
from kg.ask.words import Sense

_THAN: Final = "于"
_SIGNS: Final = {"below": "<", "under": "<", "over": ">", "unequal": "!=", "alike": "="}
_WITH_THAN: Final = {"less": "<", "more": ">"}
_NOT: Final = {"<": ">=", ">": "<=", ">=": "<", "=": "!="}
_EQUALS: Final = ("等于", "达到")
_REACHED: Final = "达到"
_PRINTED: Final = {"≥": ">=", "≤": "<=", "<": "<", ">": ">"}
_MONEY: Final = frozenset({None, "元", "万元", "亿元", "千元"})
_AMONG: Final = ("中", "里", "当中", "之中", "其中")
_WHOLE: Final = ("总", "预算")


def read_amounts(tokens: Tokens) -> tuple[AmountTest, ...]:
    """Take the comparisons out of the words, where there are several or one of two amounts. Raises Unread."""
    _from_elsewhere(tokens)
    found: list[AmountTest] = []
    places: set[int] = set()
    at = 0
    while at < len(tokens):
        test = _test(tokens, at)
        if test is None:
            at += 1
            continue
        _one_alone(tokens, at, test[0])
        found.append(test[0])
        places |= {*range(at, test[1])}
        at = test[1]
    beside = [
        span
        for index, span in enumerate(tokens.spans)
        if index not in places and (span.has("source") or span.has("phase") or _is_whole(span))
    ]
    several = len(found) > 1 or (found and (beside or found[0].other is not None))
    if not several or not tokens.all("thing", "project"):
        return ()
    if any(map(tokens.all, ("than", "share", "or", "average", "most", "least", "top"))):
        raise Unread("比较金额的条件请单独问", [one.words for one in found])
    _leave_out(tokens, places)
    return tuple(found)


def read_gap(tokens: Tokens) -> tuple[tuple[Side, Side], bool] | None:
    """全年预算数与执行数相差最大的项目: both amounts, and whether the smallest difference is asked for."""
    for index in tokens.all("differs"):
        edge = index + 1
        if edge >= len(tokens) or not (tokens[edge].has("most") or tokens[edge].has("least")):
            continue
        for start in range(index - 2, -1, -1):
            one = _side(tokens, start)
            if one is None or one[1] >= index or not (tokens[one[1]].has("and") or tokens[one[1]].has("than")):
                continue
            other = _side(tokens, one[1] + 1)
            if other is None or other[1] != index or other[0] == one[0]:
                continue
            least = tokens[edge].has("least")
            last = len(tokens) - 1
            again = last - 1 > edge and tokens[last].has("what") and tokens[last - 1].has("differs")
            _leave_out(tokens, {*range(start, edge + 1), *((last - 1, last) if again else ())})
            return (one[0], other[0]), least
    return None


def _from_elsewhere(tokens: Tokens) -> None:
    """资金不是财政资金 as 没有财政资金."""
    for index in tokens.all("is-not"):
        source = index + 1
        if not index or source >= len(tokens) or not tokens[source].has("source"):
            continue
        if tokens[index - 1].has("attribute", "money") or tokens[index - 1].has("attribute", "source"):
            without = replace(tokens[index], senses=(Sense("without"),))
            tokens.put({index - 1: None, index: without})
            return


def _test(tokens: Tokens, at: int) -> tuple[AmountTest, int] | None:
    """The comparison that begins at a place, with where it ends."""
    one = _side(tokens, at)
    if one is None:
        return None
    first, end = one
    behind = end + 1 if end < len(tokens) and tokens[end].has("and") else end
    other = _side(tokens, behind) if behind > end else None
    if other is not None:  # 预算资金和财政拨款数不一致
        last = other[1]
        sign = next((_SIGNS[role] for role in ("alike", "unequal") if _has(tokens, last, role)), "")
        return (_both(tokens, at, last + 1, first, sign, other[0]), last + 1) if sign else None
    denied = _has(tokens, end, "without")
    sign, end = _sign(tokens, end + denied)
    if denied and sign:
        sign = _NOT.get(sign, "")
    other = _side(tokens, end) if sign else None
    if other is not None:
        return _both(tokens, at, other[1], first, sign, other[0]), other[1]
    return None if denied else _number(tokens, at, first, sign, end)


def _one_alone(tokens: Tokens, at: int, test: AmountTest) -> None:
    """Raises Unread for 全年预算数和执行数都超过1000万元, of which the number is said once."""
    if test.other is None and at > 1 and tokens[at - 1].has("and") and _side(tokens, at - 2) is not None:
        raise Unread(f"几笔金额请各写各的数：“{tokens[at - 2].text}”和“{test.words}”", [tokens[at - 2].text])


def _both(tokens: Tokens, at: int, end: int, one: Side, sign: str, other: Side) -> AmountTest:
    words = "".join(span.text for span in tokens.spans[at:end])
    if end < len(tokens) and tokens[end].amount is not None:
        words += tokens[end].text
        raise Unread(f"“{words}”比的是相差多少，还不能这样问", [words])
    if one == other:
        raise Unread(f"“{words}”比的是同一笔钱", [words])
    return AmountTest(one, sign, other, Decimal(0), words)


def _number(tokens: Tokens, at: int, one: Side, sign: str, end: int) -> tuple[AmountTest, int] | None:
    """年初预算数为0, 其他资金大于0, 全年预算数不为0."""
    amount = tokens[end].amount if end < len(tokens) else None
    if amount is None or amount.upper is not None or amount.value is None or amount.unit not in _MONEY:
        return None
    if amount.printed != 0 and amount.kind != "money":
        return None
    said = _PRINTED.get(str(amount.operator), "")
    if amount.operator and (sign not in {"", "="} or not said):
        return None
    if not (said or sign):
        return None
    words = "".join(span.text for span in tokens.spans[at : end + 1])
    return AmountTest(one, said or sign, None, amount.value, words), end + 1


def _sign(tokens: Tokens, at: int) -> tuple[str, int]:
    """How two amounts compare; nothing where no such word stands there."""
    span = tokens[at] if at < len(tokens) else None
    if span is None:
        return "", at
    for role, sign in _SIGNS.items():
        if span.has(role) and role != "alike":
            return sign, at + 1
    for role, sign in _WITH_THAN.items():
        if span.has(role) and at + 1 < len(tokens) and tokens.between(at, at + 1) == _THAN:
            return sign, at + 1
    number = at + 1 < len(tokens) and tokens[at + 1].amount
    if span.has("is-not") and number:
        return "!=", at + 1
    if span.has("is") and (number or span.text in _EQUALS):
        return (">=" if span.text == _REACHED else "="), at + 1
    return "", at


def _side(tokens: Tokens, at: int) -> tuple[Side, int] | None:
    """An amount that is named by its source, its phase or both, or as the money of the project."""
    source = phase = ""
    end = at
    while end < len(tokens) and not (end > at and tokens.between(end - 1, end).strip("的之")):
        span = tokens[end]
        if span.has("source") and not source:
            source = span.value("source")
        elif span.has("phase") and not span.has("spent") and (not phase or _goes_on(phase, span)):
            phase = span.value("phase")
        elif span.has("attribute", "money") and not (source or phase) and end == at:
            source = "total"
        else:
            break
        end += 1
    return ((source or "total", phase), end) if end > at else None


def _goes_on(phase: str, span: Span) -> bool:
    """全年执行: how much was spent in the year."""
    return phase == "full-year" and span.has("phase", "executed")


def _is_whole(span: Span) -> bool:
    """资金总额 beside a source that is compared."""
    return span.has("attribute", "money") and any(word in span.text for word in _WHOLE)


def _has(tokens: Tokens, at: int, role: str) -> bool:
    return at < len(tokens) and tokens[at].has(role)


def _leave_out(tokens: Tokens, places: set[int]) -> None:
    """What is left of the question: 项目中，……的项目有哪些 names the projects twice, 各是多少 the amounts compared."""
    dropped = set(places)
    for index in tokens.all("and"):
        if index - 1 in places and index + 1 in places:
            dropped.add(index)
    projects = tokens.all("thing", "project")
    if len(projects) > 1 and tokens.between(projects[0], projects[0] + 1).startswith(_AMONG):
        dropped.add(projects[0])
    last = len(tokens) - 1
    asked = [index for index in tokens.all("which") if index < last]
    if asked and tokens[last].has("what") and last - 1 in {asked[-1], *places}:
        dropped.add(last)
    tokens.put(dict.fromkeys(dropped))
