"""What the words left over say beside the thing asked for: groups, counts and sums, conditions."""

import re
from typing import Final, cast

from kg.ask.spans import Span
from kg.ask.tokens import Reading, Unread
from kg.ask.turns.counted import count_all
from kg.ask.turns.totals import check_each_and_sum, sums_all
from kg.ask.turns.totals_of_tables import check_added
from kg.ask.turns.units import is_share

_GROUPS: Final = {
    "department": "department",
    "project": "project",
    "year": "year",
    "level1": "level1",
    "level2": "level2",
    "unit": "unit",
    "source": "source",
    "phase": "phase",
    "document": "document",
}
_STRICT: Final = frozenset({"<", ">"})
_SHARED: Final = re.compile("都|共用")


def read_grouping(reading: Reading) -> None:
    """各部门, 每个项目, 按年度."""
    tokens, form = reading.tokens, reading.form
    if tokens.take("each-year"):
        form.groups.append("year")
    if tokens.all("by-horizon"):
        form.groups.append("horizon")
    for index in tokens.all("each"):
        after = tokens.next(index, over=frozenset())
        group = _group_of(tokens[after]) if after is not None else None
        if group is None or after is None:
            continue
        if group == "unit" and not any(map(_is_row, tokens.spans)):
            raise Unread("看不出“各单位”是预算单位、实施单位还是计量单位", [tokens[after].text])
        tokens.used.add(index)
        form.groups.append(group)
        following = tokens.next(after)
        lists = following is not None and tokens[following].has("which")
        if group not in {"project"} and not lists:
            tokens.used.add(after)
        while (and_ := tokens.next(after, over=frozenset())) is not None and tokens[and_].has("and"):
            other = tokens.next(and_, over=frozenset())
            another = _group_of(tokens[other]) if other is not None else None
            if other is None or another is None:
                break
            form.groups.append(another)
            tokens.used |= {and_, other}
            after = other


def read_conditions(reading: Reading) -> None:
    form, tokens = reading.form, reading.tokens
    for index in tokens.take("condition"):
        form.conditions.add(tokens[index].value("condition"))
    for index in tokens.take("kind"):
        form.kinds += (tokens[index].value("kind"),)
    for index in tokens.take("source"):
        if tokens[index].value("source") not in form.sources:
            form.sources += (tokens[index].value("source"),)
    for index in tokens.take("phase") if form.subject != "line" else ():
        form.phases += (tokens[index].value("phase"),)
    for index in tokens.take("basis-is"):
        form.bases += tokens[index].named("basis")
    for index in tokens.take("columns"):
        first, sign, second = tokens[index].value("columns").split()
        form.pairs += ((first, sign, second),)
    for index in tokens.take("only-source"):
        form.only_source = tokens[index].value("only-source")
    for index in tokens.take("table-kind"):
        form.table_kind = tokens[index].value("table-kind")
    _said(reading)
    _signs(reading)
    _days(reading)
    _units(reading)
    _grades(reading)


def read_repeated(reading: Reading) -> None:
    """在两个以上项目里重复出现, 几个项目都有: names that stand in several projects."""
    form, tokens = reading.form, reading.tokens
    for index in tokens.all("several"):
        after = tokens.next(index, over=frozenset())
        beside = after is not None and tokens[after].has("repeated")
        if beside or _SHARED.search(tokens[index].text):
            form.repeated = 2
            tokens.used.update({index, after} if beside and after is not None else {index})
    for index in tokens.all("repeated"):
        project = tokens.before(index, over=frozenset())
        place = tokens.before(project, over=frozenset()) if project is not None else None
        if (
            index in tokens.used
            or project is None
            or place is None
            or not tokens[project].has("thing", "project")
        ):
            continue
        amount = tokens[place].amount
        if amount and amount.counting and amount.operator in {None, "≥", ">"}:
            form.repeated = int(amount.printed) + (amount.operator == ">")
            tokens.used |= {index, project, place}


def _said(reading: Reading) -> None:
    """What a target or a goal says, what a project is and between which years it runs."""
    form, tokens = reading.form, reading.tokens
    for index in tokens.take("target-said"):
        form.target_said = tokens[index].value("target-said")
        tokens.take("attribute", "value")
    for index in tokens.take("goal-said"):
        form.goal_said = tokens[index].value("goal-said")
    for aspect in ("end-year", "start-year"):
        for index in tokens.take(f"{aspect}-is"):
            form.lasting += ((aspect, int(tokens[index].value(f"{aspect}-is"))),)
    for index, span in list(tokens.unused()):
        if span.named("nature") and form.subject == "project":
            form.natures += span.named("nature")
            tokens.used.add(index)
            tokens.take("attribute", "nature")


def _signs(reading: Reading) -> None:
    """目标用≤的指标: the sign as printed."""
    form, tokens = reading.form, reading.tokens
    signs = tokens.take("sign")
    if len({tokens[index].value("sign") for index in signs}) > 1 or (signs and form.operator):
        raise Unread("一次只能问一个符号", [tokens[index].text for index in signs])
    for index in signs:
        form.operator = tokens[index].value("sign")
        tokens.take("attribute", "operator")
    strictly = tokens.take("strictly")
    meant = [form.operator] if form.operator else [one.operator for one in form.comparisons]
    if strictly and (not meant or not {*meant} <= _STRICT):
        words = [tokens[index].text for index in strictly]
        raise Unread(f"看不出“{words[0]}”说的是哪个符号", words)


def _days(reading: Reading) -> None:
    """10月30日前完成: a deadline on that day or before it."""
    form, tokens = reading.form, reading.tokens
    days = [*tokens.take("until"), *tokens.take("day")]
    if len(days) > 1:
        raise Unread("一次只能问一个日期", [tokens[index].text for index in days])
    for index in days:
        role, operator = ("until", "≤") if tokens[index].has("until") else ("day", "=")
        form.day = operator, tokens[index].value(role)
        after = tokens.next(index, over=frozenset())
        if after is not None and tokens[after].has("condition", "met") and tokens[after].text == "完成":
            form.conditions.discard("met")  # what is to be done by then, not what was
        elif form.subject == "project":
            raise Unread("看不出项目的什么要在这一天之前完成")


def _units(reading: Reading) -> None:
    """以“家”为单位, 计量单位是“家”."""
    form, tokens = reading.form, reading.tokens
    beside = tokens.all("as-unit") or [i for i in tokens.all("attribute", "unit") if i not in tokens.used]
    for index, span in list(tokens.unused()):
        if beside and span.named("unit"):
            form.units += span.named("unit")
            tokens.used.add(index)
        elif beside and is_share(span):
            form.units += reading.names.shares()
            tokens.used.add(index)
    if form.units:
        for index in (*beside, *(i for i, span in enumerate(tokens.spans) if span.named("unit") or is_share(span))):
            before = tokens.before(index, over=frozenset({"is"}))  # 目标值以秒为单位
            if before is not None and tokens[before].has("attribute", "value"):
                tokens.used.add(before)
        tokens.used.update(beside)
        tokens.take("each")


def read_goal_label(reading: Reading) -> None:
    """年度目标4: a goal by its number."""
    form, tokens = reading.form, reading.tokens
    for thing, words in (("annual-goal", "年度目标"), ("long-term-goal", "长期目标")):
        for index in tokens.all("thing", thing):
            after = tokens.next(index, over=frozenset())
            span = tokens[after] if after is not None else None
            if span and span.amount and span.amount.operator is None and span.amount.unit is None:
                form.goal_label = f"{words}{span.amount.printed}"
                form.horizon = ""
                tokens.used |= {index, cast("int", after)}


def _grades(reading: Reading) -> None:
    form, tokens = reading.form, reading.tokens
    for index, span in list(tokens.unused()):
        if span.named("grade") and form.subject in {"project", "evaluation"}:
            denied = index > 0 and tokens[index - 1].has("is-not")
            if denied:
                form.grades_not += span.named("grade")
                tokens.used.add(index - 1)
            else:
                form.grades += span.named("grade")
            tokens.used.add(index)
    if form.grades or form.grades_not:
        tokens.take("attribute", "grade")


def read_aggregate(reading: Reading) -> None:
    form, tokens = reading.form, reading.tokens
    counts = [*tokens.all("how-many"), *tokens.all("count")]
    if tokens.take("average"):
        form.aggregate = "average"
        if form.groups == ["project"]:
            tokens.take("thing", "project")
    listed = {"project", "target", "department", "document", "goal", "part", "problem", "form"}
    if counts and form.subject in listed and not form.shows and not form.order:
        form.aggregate = form.aggregate or "count"
        form.counted = form.subject
        tokens.used.update(counts)
    count_all(reading)
    check_added(reading)
    if form.shows and tokens.all("how-many"):
        tokens.used.update(tokens.all("how-many"))
    sums = tokens.all("sum")
    if sums and form.subject in {"money", "line", "part"} and form.aggregate is None:
        form.aggregate = "sum"
        tokens.used.update(sums)
    if form.subject == "money" and "project" in form.groups and form.aggregate is None and sums_all(tokens):
        form.aggregate = "sum"
    if form.aggregate in {"sum", "average"} and form.subject == "money" and "project" in form.groups:
        check_each_and_sum(tokens)
        form.groups.remove("project")  # 各项目合计: all of them added up
    if sums and form.aggregate == "count":
        tokens.used.update(sums)
    if form.subject == "project" and sums and form.shows == [] and form.sources + form.phases:
        form.aggregate = "sum"
        form.subject = "money"
        tokens.used.update(sums)


def _is_row(span: Span) -> bool:
    return span.has("thing", "target") or span.has("kind") or bool(span.named("indicator"))


def _group_of(span: Span) -> str | None:
    for role in ("thing", "attribute"):
        if span.has(role):
            return _GROUPS.get(span.value(role))
    return None
