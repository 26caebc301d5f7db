"""What a question asks for: the noun at the question word, else the last noun, and what is listed with it."""

import re
from typing import Final

from kg.ask.form import Subject
from kg.ask.spans import Span
from kg.ask.tokens import Reading, Unread

_THINGS: Final[dict[str, Subject]] = {
    "project": "project",
    "target": "target",
    "department": "department",
    "document": "document",
    "goal": "goal",
    "annual-goal": "goal",
    "long-term-goal": "goal",
    "problem": "problem",
    "activity": "part",
    "procurement": "part",
    "structure": "part",
    "task": "part",
    "involved": "part",
    "line": "line",
    **dict.fromkeys(["form", "target-form", "project-form", "report"], "form"),
}
_ASPECTS: Final[dict[str, Subject]] = {
    **dict.fromkeys(
        ["value", "unit", "operator", "last-year", "before-last", "actual", "is-met", "score", "weight", "basis",
         "level1", "level2", "horizon"], "target"),
    **dict.fromkeys(["money", "source", "phase"], "money"),
    **dict.fromkeys(["total-score", "grade", "execution-rate", "execution-score"], "evaluation"),
    "organization": "organization",
    "code": "project",
    "unit-code": "unit",
    **dict.fromkeys(["end-year", "start-year", "nature", "scope", "term"], "project"),
    "goal-of": "target",
    **dict.fromkeys(["line-amount", "income", "expenditure"], "line"),
}  # fmt: skip
_NUMERIC: Final = ("多少", "几", "多大", "多高", "多长", "多久")
_SET: Final = ("要求", "规定", "定", "设")
"""Words of questions that ask for the target of an indicator: 怎么要求的."""
_MONEY: Final = ("钱", "元")
POINTS: Final = re.compile("[得打拿评].*分$")
_AMONG: Final = ("中", "里", "当中", "之中", "其中")
_AMOUNT: Final = re.compile("多少(?:钱|亿?元|万)")
_NAMES: Final = frozenset({"indicator", "project", "line", "column", "part", "table", "problemType"})
_SKIPPED: Final = frozenset(
    {
        "sum",
        "each",
        "what",
        "which",
        "average",
        "is",
        "count",
        "how-many",
        "with",
        "longest",
        "shortest",
        "sorted",
        "final-accounts",
        "planned",
    }
)
"""Words that stand between a noun and its question word."""


def read_asked(reading: Reading) -> None:
    """What is asked for: the noun at the question word, else the last noun."""
    tokens, form = reading.tokens, reading.form
    if "organization" in form.shows:
        form.subject = "organization"
        tokens.used.update([*tokens.all("what"), *tokens.all("which")])
        return
    if _counted_forms(reading):
        return
    places = _asked_places(reading)
    if not places and any(tokens[index].text.endswith("分") for index in tokens.all("what")):
        of_rows = any(span.named("indicator") for span in tokens.spans)
        form.subject, form.shows = ("target", ["score"]) if of_rows else ("evaluation", ["total-score"])
        return
    if not places:
        raise Unread("看不出问的是什么（项目、指标、部门、资金、得分……）")
    main = places[0]
    span = tokens[main]
    tokens.used.add(main)
    if span.has("thing"):
        _thing(reading, span.value("thing"))
        if form.subject == "project" and _asks_money(reading):
            form.subject = "money"
        if form.subject == "target" and _asks_points(reading):
            form.shows.append("score")
    elif span.has("kind"):
        form.subject = "target"
        form.kinds = (span.value("kind"),)
        if _asks_points(reading):
            form.shows.append("score")
    elif span.has("attribute", "money") and _is_income(reading):
        form.subject = "line"
    elif span.has("attribute"):
        form.subject = _ASPECTS.get(span.value("attribute"), "target")
        form.shows.append(span.value("attribute"))
        if span.has("attribute", "quantity"):
            raise Unread(f"看不出“{span.text}”问的是什么", [span.text])
    elif span.has("source") or span.has("phase"):
        form.subject = "line" if _is_income(reading) else "money"
        tokens.used.discard(main)
    else:
        form.subject = _subject_of_name(reading, span)
        tokens.used.discard(main)
    for other in places[1:]:
        span = tokens[other]
        if span.has("attribute"):
            form.shows.append(span.value("attribute"))
            tokens.used.add(other)


def _asks_money(reading: Reading) -> bool:
    """Whether an amount is asked for, not which projects: 多少钱, 多少万."""
    asked = [reading.tokens[index].text for index in reading.tokens.all("what")]
    return any(_AMOUNT.search(text) for text in asked) and not reading.tokens.all("which") and len(asked) == 1


def _is_income(reading: Reading) -> bool:
    """其他收入 of a department is a line of its budget tables; of its projects it is a source of their money."""
    spans = reading.tokens.spans
    of_projects = any("项目" in span.text or span.named("project") for span in spans)
    return not of_projects and any(span.has("source") and span.named("line") for span in spans)


def _asks_points(reading: Reading) -> bool:
    """Whether a number of points is asked for: 打了几分."""
    return any(POINTS.search(reading.tokens[index].text) for index in reading.tokens.all("what"))


def _counted_forms(reading: Reading) -> bool:
    """多少张自评表: a word that is a condition elsewhere."""
    tokens, form = reading.tokens, reading.form
    for index in tokens.all("how-many"):
        after = tokens.next(index, over=frozenset())
        if (
            after is None
            or not tokens[after].text.endswith("表")
            or tokens[index].text[-1:] not in {"张", "份"}
        ):
            continue
        for condition in ("self-evaluated", "whole-department"):
            if tokens[after].has("condition", condition):
                form.subject, form.part_kind = "form", condition
                tokens.used |= {index, after}
                form.aggregate, form.counted = "count", "form"
                return True
    return False


def _thing(reading: Reading, thing: str) -> None:
    form = reading.form
    form.subject = _THINGS[thing]
    if form.subject in {"part", "form"}:
        form.part_kind = thing
    if thing == "annual-goal":
        form.horizon = "年度"
    if thing == "long-term-goal":
        form.horizon = "长期"


def _asked_places(reading: Reading) -> list[int]:
    """The noun asked for, and the nouns listed with it (上年值和前年值), the first first."""
    tokens = reading.tokens
    if codes := tokens.all("attribute", "unit-code"):
        tokens.used.update(tokens.all("which"))
        return codes[:1]
    for role in ("which", "how-many"):
        for index in tokens.all(role):
            after = tokens.next(index, over=frozenset({"each"}))
            if after is not None and tokens[after].has("condition"):  # 有没有重复填报的指标
                thing = tokens.next(after, over=frozenset())
                named = thing is not None and (tokens[thing].has("thing") or tokens[thing].has("kind"))
                after = thing if named or tokens[after].has("condition", "same-named") else after
            pauses = after is not None and role == "which" and _pauses(tokens.between(index, after))
            listed = _listed_before(reading, index) if pauses else None
            if listed is not None:  # 追加的有哪些，全年预算各是多少
                tokens.used.add(index)
                return _with_listed(reading, listed)
            if after is not None and _is_noun(reading, after):
                tokens.used.add(index)
                _no_owner(reading, after)
                return _with_listed(reading, after)
    for role in ("what", "which", "how-many"):
        for index in tokens.all(role):
            before = _noun_before(reading, index)
            if before is not None:
                tokens.used.add(index)
                return _with_listed(reading, before)
    if (inside := _listed_inside(reading)) is not None:
        return [inside]
    last = _noun_before(reading, len(tokens))
    if last is None and _asks_points(reading):
        return []  # 自评平均得几分
    if last is None:
        things = [i for i in (*tokens.all("thing"), *tokens.all("kind")) if i not in tokens.used]
        last = things[0] if len(things) == 1 else None
    return [] if last is None else _with_listed(reading, last)


def _pauses(between: str) -> bool:
    return any(pause in between for pause in ",;?")


def _listed_before(reading: Reading, index: int) -> int | None:
    """The thing that is listed where 有哪些 ends its clause; none where a name or an aspect stands there."""
    before = reading.tokens.before(index, over=_SKIPPED)
    if before is not None and reading.tokens[before].has("thing") and before not in reading.tokens.used:
        return before
    if before is None or not reading.tokens[before].has("condition"):
        return None
    things = [place for place in reading.tokens.all("thing") if place < index]
    return things[-1] if things and things[-1] not in reading.tokens.used else None


def _listed_inside(reading: Reading) -> int | None:
    """2024年的项目中，满意度低于95%的有哪些: the things among which those are that meet the condition."""
    tokens, last = reading.tokens, len(reading.tokens) - 1
    if last < 2 or not tokens[last].has("which"):
        return None
    condition = tokens[last - 1].amount or tokens[last - 1].has("condition")
    things = [index for index in tokens.all("thing") if index not in tokens.used]
    if (
        not condition
        or len(things) != 1
        or things[0] >= last - 1
        or "的" not in tokens.between(last - 1, last)
    ):
        return None
    inside = tokens.between(things[0], things[0] + 1)
    return things[0] if inside.startswith(_AMONG) and _pauses(inside) else None


def _no_owner(reading: Reading, index: int) -> None:
    """Raises Unread for 哪些部门的项目: which of the two is asked for?"""
    tokens = reading.tokens
    after = tokens.next(index, over=frozenset())
    if after is None or not tokens[index].has("thing") or not tokens[after].has("thing"):
        return
    behind = tokens.next(after, over=frozenset({"count"}))
    ranked = tokens[index].has("thing", "department") and tokens[after].has("thing", "project")
    if ranked and behind is not None and any(map(tokens[behind].has, ("most", "least"))):
        return
    if tokens[after].has("thing", "target") and behind is not None:
        span = tokens[behind]
        if any(map(span.has, ("most", "least", "without"))) or (span.amount and span.amount.counting):
            return
    both = f"{tokens[index].text}{tokens.between(index, after)}{tokens[after].text}"
    raise Unread(f"看不出“{both}”里问的是哪一个", [both])


def _noun_before(reading: Reading, index: int) -> int | None:
    place = reading.tokens.before(index, over=_SKIPPED)
    while place is not None and place in reading.tokens.used and not _is_noun(reading, place):
        place = reading.tokens.before(place, over=_SKIPPED)
    return place if place is not None and _is_noun(reading, place) else None


def _is_noun(reading: Reading, index: int) -> bool:
    span = reading.tokens[index]
    if index in reading.tokens.used:
        return False
    return (
        any(map(span.has, ("thing", "attribute", "kind", "source", "phase", "code")))
        or bool({role for role, _ in span.names} & _NAMES)
        or span.part
    )


def _with_listed(reading: Reading, index: int) -> list[int]:
    tokens, found, at = reading.tokens, [index], index
    while True:
        before = tokens.before(at, over=frozenset({"year"}))  # 上年值和2026年目标值
        if before is None or not tokens[before].has("and"):
            break
        other = tokens.before(before, over=frozenset())
        if other is None or not tokens[other].has("attribute") or other in tokens.used:
            break
        tokens.used.add(before)
        found.append(other)
        at = other
    at = index
    while (after := tokens.next(at, over=frozenset())) is not None and tokens[after].has("and"):
        other = tokens.next(after, over=frozenset())
        if other is None or not tokens[other].has("attribute") or other in tokens.used:
            break
        tokens.used.add(after)
        found.append(other)
        at = other
    return found


def _subject_of_name(reading: Reading, span: Span) -> Subject:
    """A name with 多少 behind it asks for the one number that it has."""
    asked = (*reading.tokens.all("what"), *reading.tokens.all("how-many"))
    words = "".join(reading.tokens[place].text for place in asked)
    is_number = any(word in words for word in _NUMERIC)
    if span.named("problemType") and len(span.names) == 1:
        return "problem"
    if (any(word in words for word in _SET) or reading.tokens.all("when")) and not span.named("project"):
        is_number = True
    if span.part and not (is_number and reading.names.holds("indicator", span.text)):
        raise Unread(f"看不出“{span.text}”问的是什么", [span.text])
    if _asks_points(reading) and (span.named("project") or span.named("indicator")):
        reading.form.shows.append("total-score" if span.named("project") else "score")
        return "evaluation" if span.named("project") else "target"
    if is_number and (span.part or (span.named("indicator") and not span.named("project"))):
        reading.form.shows.append("value")
        return "target"
    within = any(other.named("project") for other in reading.tokens.spans if other is not span)
    if (
        span.named("part")
        and within
        and is_number
        and not span.named("project")
        and not span.named("indicator")
    ):
        reading.form.shows.append("money")
        return "part"  # 某项目里购置公务车多少钱
    if span.named("project") or span.named("indicator"):
        if not is_number or not any(word in words for word in _MONEY):
            raise Unread(f"看不出问的是“{span.text}”的什么（金额、目标值、指标……）", [span.text])
        reading.form.shows.append("money")
        return "money"
    return "line"
