"""Plans of money by quarter (资金投入计划): of a project, of one item of it, for one quarter or for each."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from kg.ask.form import Comparison, Form, Match
from kg.ask.names import Names
from kg.ask.places import read_departments, read_years
from kg.ask.spans import Span
from kg.ask.tokens import Tokens, Unread
from kg.ask.words import ALL

_QUARTERS: Final = {"first-quarter": 1, "second-quarter": 2, "third-quarter": 3, "fourth-quarter": 4}
_ASKS: Final = ("quarter", "each-quarter", "plan")
_SHARE: Final = "percentage"
_CARRIED: Final = ("what", "percentage", "is", "with", "and", "each", "planned", "which", "how-many")
"""Words that say no more than that the plan is asked for."""
_SHORTEST: Final = 2
_APART: Final = frozenset("的中里内在是为,;:?()")
"""What stands between two names; other small words may stand inside one (甲类补助)."""
_WITH: Final = "与"


def asks_plan(spans: Sequence[Span]) -> bool:
    """Whether quarters, or the plan itself, are asked about."""
    return any(any(map(span.has, _ASKS)) or span.has("attribute", "plan") for span in spans)


def read_plan(tokens: Tokens, names: Names) -> Form:
    """The form of a question about plans of money. Raises Unread."""
    form = Form("plan", all_departed=names.all_departed)
    form.years = read_years(tokens, names)
    form.departments = read_departments(tokens, names)
    form.quarters = tuple(sorted({_QUARTERS[tokens[at].value("quarter")] for at in tokens.take("quarter")}))
    each = tokens.take("each-quarter")
    planned = tokens.take("attribute", "plan")
    _amount(tokens, form)
    _which(tokens, form, each=each)
    listed = any(span.has("thing", "project") for span in tokens.spans)
    if tokens.all("which") and listed and form.quarters and not each:
        form.comparisons.append(Comparison("money", ">", Decimal(0), "大于0"))
    for run in _runs(tokens):
        _named(tokens, names, form, run)
    for role in _CARRIED:
        tokens.take(role)
    tokens.take("thing", "project")
    left = [span.text for _, span in tokens.unused()]
    if left:
        raise Unread("没有用到：" + "、".join(f"“{text}”" for text in left), left)
    if not (form.projects or form.departments):
        raise Unread("请写明是哪个项目或部门的资金投入计划")
    if each or (form.quarters and not planned) or form.order:
        form.quarters = form.quarters or tuple(_QUARTERS.values())
    return form


def _amount(tokens: Tokens, form: Form) -> None:
    """多少万元, 比例是多少, 达到70%以上, 全部投入; the words for money say no more. Raises Unread."""
    tokens.take("attribute", "money")
    if tokens.all("percentage"):
        form.shows.append("percentage")
    for index, span in list(tokens.unused()):
        if span.amount and span.amount.operator and span.amount.kind == "ratio" and form.quarters:
            form.comparisons.append(
                Comparison(_SHARE, span.amount.operator, span.amount.printed, span.text.removeprefix("达到"))
            )
            tokens.used.add(index)
    quarters = [tokens[index].end for index in (*tokens.all("quarter"), *tokens.all("each-quarter"))]
    projects = {tokens[index].start for index in tokens.all("thing", "project")}  # 全部项目 of the first quarter
    behind = [span for span in tokens.fillers if span.text in ALL and span.end not in projects]
    whole = [span.text for span in behind if quarters and span.start >= max(quarters)]
    if whole and (not form.quarters or len(form.quarters) > 1):
        raise Unread(f"看不出“{whole[0]}”说的是哪个季度的", whole)
    if whole:
        form.comparisons.append(Comparison(_SHARE, "≥", Decimal(100), f"为{whole[0]}"))


def _which(tokens: Tokens, form: Form, *, each: Sequence[int]) -> None:
    """哪个季度投入最多: the quarter with the most. Raises Unread where the plans of several projects would compete."""
    for role, ascending in (("most", False), ("least", True)):
        if tokens.take(role):
            form.order, form.ascending, form.limit = "money", ascending, 1
    if form.order and not (each and any(span.named("project") for span in tokens.spans)):
        raise Unread("请写明比的是哪个项目的各个季度")


def _runs(tokens: Tokens) -> list[list[int]]:
    """The places of words that belong to names, those beside each other together."""
    runs: list[list[int]] = []
    for index, span in tokens.unused():
        linked = span.has("and") and runs and runs[-1][-1] == index - 1 and _touches(tokens, index)
        if linked:
            runs[-1].append(index)
            continue
        if not (span.names or span.part or span.quoted or not span.known or _is_piece(span)):
            continue
        between = tokens.between(index - 1, index) if index else ""
        beside = runs and runs[-1][-1] == index - 1 and len(between) <= 1 and between not in _APART
        if beside and not tokens[index - 1].named("project"):
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs


def _touches(tokens: Tokens, index: int) -> bool:
    """Whether 与 stands inside a name: 产业链与供应链补助."""
    behind = index + 1 < len(tokens) and tokens[index + 1].start == tokens[index].end
    return tokens[index].text == _WITH and behind and tokens[index - 1].end == tokens[index].start


def _is_piece(span: Span) -> bool:
    """Words that names of items are made of: 增产增效, 补助."""
    return not span.amount and not any(map(span.has, (*_CARRIED, "thing", "than", "sum", "share", "average")))


def _named(tokens: Tokens, names: Names, form: Form, run: Sequence[int]) -> None:
    first, last = tokens[run[0]], tokens[run[-1]]
    pieces = [tokens.between(at - 1, at) + tokens[at].text for at in run[1:]]
    text = "".join([first.text, *pieces])
    if len(run) == 1 and first.named("project") and form.projects is None:
        form.projects = Match(first.named("project"))
    elif form.projects is None and not form.plan_item and names.holds("project", text) and not last.quoted:
        form.projects = Match(part=text)
    elif not form.plan_item and len(text) >= _SHORTEST:
        form.plan_item = text
    else:
        return
    tokens.used.update(run)
