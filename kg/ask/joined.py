"""Alternatives joined by 和 or 或: the answer must hold what each of them alone is answered with, and nothing else.

A reader that takes one alternative and lets the other go answers half of the question in silence. So the question is
read once more for each alternative, as if it stood alone, and what those answers hold together is held against the
answer.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from kg.ask.clauses import together
from kg.ask.form import Form
from kg.ask.professional import JOINS
from kg.ask.spans import Span
from kg.ask.tokens import Unread
from kg.ask.words import Sense
from kg.query import Answer

_LONGEST: Final = 4
"""Words of one alternative: 某局2024年信息化专项资金的年初预算."""
_WHOSE: Final = frozenset({"department", "year"})
"""Kinds of words that say whose and of when, and may stand before one alternative only."""
_ASPECTS: Final = ("attribute", "source", "phase", "relative")
_PLAIN: Final = ("year", "thing", "kind", "condition", "how-many", "sum")
_NOUNS: Final = frozenset({"thing", "kind"})
_YEARS: Final = ("last-year", "before-last", "value")
_AT_ONCE: Final = frozenset({"same-named", "equal-years", "all-kinds"})
"""Conditions on several at once, which one of them alone cannot meet."""
_MONEY: Final = ("source", "phase")
_TOGETHER: Final = "共"
_UP: Final = frozenset({">", "≥"})
_DOWN: Final = frozenset({"<", "≤"})
_TINY: Final = 1e-6

_NEVER: Final = (
    *("or", "sum", "average", "most", "least", "top", "than", "differs"),
    *("share", "sorted", "versus", "without", "more", "less"),
)
"""Words that speak of all alternatives at once, so that two questions would not answer the one."""

Items = Sequence[range]
Solve = Callable[[Sequence[Span]], tuple[Form, Answer]]


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of the things joined, in its words, and the question that names it alone."""

    words: str
    spans: tuple[Span, ...]
    of_year: bool = False
    of_money: bool = False


def check_joined(spans: Sequence[Span], form: Form, answer: Answer, solve: Solve) -> None:
    """Raises Unread where the answer holds less or more than the alternatives do. ``solve`` answers spans."""
    if form.minus is not None or form.conditions & _AT_ONCE:
        return
    columns = {"last-year", "before-last"} & {*form.shows}  # 2024年和2025年 of a form of 2026
    for joined in alternatives(spans):
        if columns and all(one.of_year for one in joined):
            continue
        words = [one.words for one in joined]
        if _of_amounts(form, words) or (form.gap and all(one.of_money for one in joined)):
            continue
        if form.plan_item and all(word in form.plan_item for word in words):
            continue  # 产业链与供应链补助 is one name
        try:
            alone = [solve(one.spans) for one in joined]
        except Unread as unread:
            raise Unread(_apart(words), words) from unread
        missing = [one.words for one, (_, part) in zip(joined, alone, strict=True) if is_empty(part)]
        if missing:
            raise Unread("问了几样，图谱里没有的是：" + "、".join(f"“{word}”" for word in missing), missing)
        if form.limit is None and not holds(
            answer, [part for _, part in alone], counted=bool(form.aggregate)
        ):
            raise Unread(_apart(words), words)


def check_empty(spans: Sequence[Span], form: Form, solve: Solve) -> None:
    """Raises Unread where nothing was found with all alternatives at once, but something with each of them."""
    if form.minus is not None or form.repeated or form.conditions & _AT_ONCE:
        return
    for joined in alternatives(spans):
        if _of_amounts(form, [one.words for one in joined]) or form.gap:
            continue
        try:
            alone = [solve(one.spans)[1] for one in joined]
        except Unread:
            continue
        if not any(map(is_empty, alone)):
            words = [one.words for one in joined]
            raise Unread(_apart(words), words)


def read_apart(spans: Sequence[Span], solve: Solve) -> tuple[Form, Sequence[Answer]] | None:
    """One form that asks each of two alternatives alone, with the answers of both; None where that cannot be."""
    places = list(alternatives(spans))
    if len(places) > 1:  # 两个部门的预算资金和财政拨款数: of each amount the rows of both
        places = [joined for joined in places if all(one.of_money for one in joined)]
    if len(places) != 1 or len(places[0]) != 2 or any(any(map(span.has, _NEVER)) for span in spans):
        return None
    if any(_TOGETHER in span.text for span in spans if span.has("with") or span.has("filler")):
        return None
    signs = {span.amount.operator for span in spans if span.amount}
    if signs & _UP and signs & _DOWN:
        return None  # 90%以上和95%以下: the one or the other, or between the two?
    try:
        solved = [solve(one.spans) for one in places[0]]
        for one, (alone, answer) in zip(places[0], solved, strict=True):
            check_joined(one.spans, alone, answer, solve)
        form = together(*(form for form, _ in solved))
    except Unread:
        return None
    if any(is_empty(answer) for _, answer in solved):
        return None
    return form, [answer for _, answer in solved]


def is_empty(answer: Answer) -> bool:
    """Whether nothing was found: no rows, or nothing to add up."""
    for count in ("projectCount", "partCount"):
        if count in answer.variables and "tenThousands" in answer.variables:
            at = answer.variables.index(count)
            return all(row[at] == 0 for row in answer.rows)
    return not any(value is not None for row in answer.rows for value in row)


def alternatives(spans: Sequence[Span]) -> Iterator[tuple[Alternative, ...]]:
    """The alternatives of each place where words are joined, the question asked with each of them alone."""
    held = [span for span in spans if not span.has("filler")]
    asked = _each_alone(held)
    at = 1
    while at < len(held) - 1:
        if not _joins(held[at]) or _say_one(held[at - 1], held[at + 1]) or _goes_on(spans, held[at : at + 2]):
            at += 1
            continue
        items = _items(held, at)
        behind = held[items[-1].stop] if items[-1].stop < len(held) else None
        if behind is not None and (behind.has("alike") or behind.has("unequal")):
            at = items[-1].stop  # 实际完成值与目标值不同
            continue
        whole = held[items[0].start : items[-1].stop]
        if not all(_is_year_column(held, item.stop - 1) for item in items):
            named = [[held[place] for place in item if not _joins(held[place])] for item in items]
            yield tuple(_alone(spans, whole, item, asked) for item in named)
        at = items[-1].stop


def _alone(
    spans: Sequence[Span], whole: Sequence[Span], item: Sequence[Span], asked: Mapping[Span, Span | None]
) -> Alternative:
    kept = [asked.get(span, span) for span in spans if span not in whole or span in item]
    words = "".join(span.text for span in item)
    of_year = all(span.has("year") for span in item)
    of_money = all(any(map(span.has, _MONEY)) or span.has("attribute", "money") for span in item)
    return Alternative(words, tuple(span for span in kept if span is not None), of_year, of_money)


def _each_alone(held: Sequence[Span]) -> Mapping[Span, Span | None]:
    """谁高, 哪个部门的预算更多: of one alternative it is asked how much it is. None leaves the word out."""
    last = held[-1] if held else None
    if last is None or any(span.has("than") for span in held):
        return {}
    compared = next((span for span in held if span.has("versus")), None)
    if compared is None and not last.has("more") and not last.has("less"):
        return {}
    verb = compared or last
    found: dict[Span, Span | None] = {verb: replace(verb, text="多少", senses=(Sense("what"),))}
    for place, span in enumerate(held[:-1]):
        if span.has("which"):
            found[span] = None
            if held[place + 1].has("thing", "department"):
                found[held[place + 1]] = None
    return found


def _goes_on(spans: Sequence[Span], joined: Sequence[Span]) -> bool:
    """已达标、但得分为0, and 哪份文件、第几行: a further condition, and one place in two words."""
    between = "".join(
        span.text for span in spans if joined[0].end <= span.start and span.end <= joined[1].start
    )
    behind = next((span.text for span in spans if span.start == joined[1].end), "")
    goes_on = any(word in between for word in JOINS) or behind in JOINS  # 、全年预算却有钱
    return goes_on or joined[1].has("printed-line") or joined[1].has("only-from")


def _items(held: Sequence[Span], at: int) -> Items:
    """Where the alternatives stand that are joined at ``at`` and behind it: equally built, else word and word."""
    for size in range(_LONGEST, 0, -1):
        first, kinds = range(at - size, at), _kinds(held, range(at - size, at))
        if first.start < 0 or None in kinds or _kinds(held, range(at + 1, at + 1 + size)) != kinds:
            continue
        found, end = [first], at
        while end < len(held) and _joins(held[end]):
            item = range(end + 1, end + 1 + size)
            if _kinds(held, item) != kinds:
                break
            end = _end(held, item.stop)
            found.append(range(item.start, end))
        return found
    start, last = at - 1, at + 1
    whose = any(held[start].has("thing", thing) for thing in ("project-form", "project"))
    if start and whose and held[start - 1].named("project"):
        start -= 1  # “…”项目表和整体表
    while last < len(held) - 1 and (_kind(held[last]) in _WHOSE or held[last].has("long-term")):
        last += 1
    own = {_kind(span) for span in held[at + 1 : last]}
    while start and _kind(held[start - 1]) in own:
        start -= 1
    of_it = _kind(held[at - 1]) in _NOUNS and _kind(held[last]) == "aspect"  # 未完成的指标及得分
    return [range(start, at), range(start if of_it else at + 1, _end(held, last + 1))]


def _end(held: Sequence[Span], end: int) -> int:
    """Where an alternative ends whose last words say one thing: 全年执行, “…”项目表, “…”项目."""
    if end < len(held):
        goal = held[end - 1].has("thing", "long-term-goal") and held[end - 1].end == held[end].start
        if goal and held[end].has("attribute", "value"):
            return end + 1  # 长期目标值
        executed = held[end].has("phase") and held[end - 1].has("phase")
        whose = any(held[end].has("thing", thing) for thing in ("project-form", "project"))
        if executed or (whose and held[end - 1].named("project")):
            return end + 1
    return end


def _kinds(held: Sequence[Span], places: range) -> list[str | None]:
    return [_kind(held[place]) if 0 <= place < len(held) else None for place in places]


def _kind(span: Span) -> str | None:
    """What sort of word it is, so that equal sorts can be alternatives; None for one that cannot be."""
    if span.has("place") or span.has("office") or span.named("department"):
        return "department"
    if any(map(span.has, _ASPECTS)):
        return "aspect"
    if plain := next(filter(span.has, _PLAIN), None):
        return plain
    return "name" if span.names or span.part else "amount" if span.amount else None


def _joins(span: Span) -> bool:
    return span.has("and") or span.has("or")


def _say_one(one: Span, other: Span) -> bool:
    """文字描述、没有数值 and 年初没安排、年中才追加 say one thing twice."""
    return (bool(one.senses) and one.senses == other.senses and not one.names) or other.has(
        "condition", "added"
    )


def _is_year_column(held: Sequence[Span], place: int) -> bool:
    span = held[place]
    if span.has("attribute", "actual") and place and _is_year_column(held, place - 1):
        return True  # 上年的实际值
    return span.has("relative") or any(span.has("attribute", name) for name in _YEARS)


def holds(answer: Answer, parts: Sequence[Answer], *, counted: bool) -> bool:
    """Whether the answer has the rows of all parts and no others; of other columns, that it has those of each part.

    Numbers that are ``counted`` or added up may stand in rows of their own or together make the one that is there.
    """
    if counted:
        ours, theirs = sorted(_last_numbers([answer])), sorted(_last_numbers(parts))
        return ours == theirs or (
            len(ours) == 1 and len(theirs) == len(parts) and _same(ours[0], sum(theirs))
        )
    if all(part.headings == answer.headings for part in parts):
        return {row for part in parts for row in part.rows} == {*answer.rows}
    return all({*part.headings} <= {*answer.headings} and _has_columns(answer, part) for part in parts)


def _has_columns(answer: Answer, part: Answer) -> bool:
    """Whether of lines of tables each column of the part stands among those of the answer."""
    if "column" not in part.variables or "column" not in answer.variables:
        return True
    ours, theirs = ({row[one.variables.index("column")] for row in one.rows} for one in (answer, part))
    return theirs <= ours


def _of_amounts(form: Form, words: Sequence[str]) -> bool:
    """Whether the words are those of comparisons, all of which hold: 年初预算为0、全年预算大于1000万元."""
    return bool(form.amounts) and all(any(word in test.words for test in form.amounts) for word in words)


def _same(one: float, other: float) -> bool:
    return abs(one - other) < _TINY


def _last_numbers(answers: Sequence[Answer]) -> list[float]:
    """The number at the end of each row, where rows are counts or sums."""
    cells = (row[-1] for answer in answers for row in answer.rows)
    return [float(cell) for cell in cells if isinstance(cell, int | Decimal)]


def _apart(words: Sequence[str]) -> str:
    return "、".join(f"“{word}”" for word in words) + "不能一起回答，请分开问"
