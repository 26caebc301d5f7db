"""The subject once all is known, and the words that then say nothing more."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from kg.ask.horizons import settle_horizons
from kg.ask.table_lines import TOTALLED, only_aspects, settle_lines
from kg.ask.tokens import Reading, Tokens, Unread

_OF_PROJECTS: Final = frozenset(
    {
        *("money", "execution-rate", "total-score", "grade", "score", "code", "organization"),
        *("end-year", "start-year", "nature", "scope"),
    }
)
_ADDED_UP: Final = "合计"
_TOTAL_GOAL: Final = "总目标"
_YEARLY: Final = "年度"
_OF_SPENDING: Final = frozenset({"unspent", "all-spent"})
_LISTED: Final = frozenset({"level1", "level2", "unit"})
_OF_TARGETS: Final = frozenset({"last-year", "before-last", "actual", "score", "weight", "basis"})
_ASKED_KINDS: Final = {
    "money": re.compile("(?:多少|几)(?:钱|[万亿]?元)"),
    "duration": re.compile("(?:多少|几)(?:个?小时|分钟|秒|天|个?工作日|个?月)"),
}
_OF_MONEY: Final = frozenset({"money", "source", "phase", "year", "line-amount"})
_OF_VALUES: Final = frozenset(
    {
        "met",
        "unmet",
        "below-weight",
        "qualitative",
        "quantitative",
        "dated",
        "below-last-year",
        "above-last-year",
    }
)


def settle(reading: Reading) -> None:
    """Change the subject where its aspects are those of another, then use up the words it makes plain."""
    _change_subject(reading)
    for settle_one in (_SETTLERS.get(reading.form.subject), _projects_of):
        if settle_one:
            settle_one(reading)


def _change_subject(reading: Reading) -> None:
    form, tokens = reading.form, reading.tokens
    if form.subject != "target":
        return
    if "shared" in form.conditions or form.repeated:
        form.subject = "concept"
    if form.indicators or form.kinds:
        return
    if form.shows == ["score"] and not tokens.all("thing", "target"):
        form.subject, form.shows = "evaluation", ["total-score"]
    plain = any(span.has("attribute", "value") and span.text == "目标" for span in tokens.spans)
    if form.shows == ["value"] and plain and not form.comparisons:
        if tokens.all("how-many"):
            raise Unread("看不出要数的是哪一种目标，请写成：有几个年度目标、有几个长期目标")
        form.subject, form.shows = "goal", []


def _projects_of(reading: Reading) -> None:
    """各项目的……: 项目 is said by the grouping, or by the subject itself."""
    form, tokens = reading.form, reading.tokens
    named = form.subject in {"money", "evaluation", "goal", "problem", "organization"}
    shown = form.subject == "project" and bool(form.shows)
    if named or shown or (form.subject != "project" and "project" in form.groups):
        tokens.take("thing", "project")


def _targets(reading: Reading) -> None:
    form, tokens = reading.form, reading.tokens
    for index in tokens.all("what"):
        if tokens[index].text.startswith("最") and not form.indicators and not form.kinds:
            raise Unread(f"看不出“{tokens[index].text}”问的是哪个指标", [tokens[index].text])
    if tokens.take("thing", "project") and not form.projects and "project" not in form.groups:
        form.conditions.add("of-project")
    if "year" in form.shows and _asks_number(tokens) and not form.horizon:  # 年度要达到多少
        form.shows = [shown for shown in form.shows if shown != "year"] or ["value"]
        form.horizon = "年度"
    horizons = (("annual-goal", "年度"), ("long-term-goal", "长期"))
    plain = not form.goal_label and not form.horizon and "actual" not in form.shows
    taken = [horizon for thing, horizon in horizons if plain and tokens.take("thing", thing)]
    if len(taken) == 1:
        form.horizon = taken[0]  # 长期目标有哪些指标
    elif taken:
        form.shows.append("horizon")
    settle_horizons(reading)
    yearly = [index for index in tokens.all("attribute", "value") if tokens[index].text.startswith(_YEARLY)]
    if yearly and not form.horizon and not form.goal_label and "horizon" not in form.shows:
        form.horizon = _YEARLY  # 年度指标值 of a form that has both
    if "value" in form.shows:
        form.asked_kind = _asked_kind(tokens)
    _printed_in(reading)
    if "unmet" in form.conditions:
        tokens.take("attribute", "actual")
    if form.kinds or form.shows or form.indicators:
        tokens.take("thing", "target")
    if form.shows and form.shows[0] in _LISTED and len(form.shows) == 1 and not form.aggregate:
        _distinct(reading)
    for index in tokens.all("attribute"):  # 有上年值的指标
        before = tokens.before(index, over=frozenset())
        aspect = tokens[index].value("attribute")
        had = before is not None and tokens[before].has("with")
        if had and index not in tokens.used and aspect in _OF_TARGETS:
            form.shows.append(aspect)
            tokens.used.add(index)
    if form.comparisons or form.operator or form.day or form.conditions & _OF_VALUES:
        tokens.take("attribute", "value")
    _asked_besides(reading, frozenset({"value", "unit", *_OF_TARGETS}))
    if "below-weight" in form.conditions:
        tokens.take("attribute", "score")
    for index in tokens.take("change"):
        first, second = tokens[index].value("change").split()
        form.change = first, second
    if tokens.take("attribute", "is-met"):
        form.shows.append("is-met")


def _printed_in(reading: Reading) -> None:
    """项目支出绩效目标表中: only what such forms print."""
    if reading.form.departments or reading.form.projects or reading.form.groups:
        for thing in ("target-form", "project-form"):
            if reading.tokens.take("thing", thing):
                reading.form.conditions.add(thing)


def _asked_besides(reading: Reading, aspects: frozenset[str]) -> None:
    """有哪些三级指标，目标值各是多少: what else is asked of the rows, each with its own question word."""
    form, tokens = reading.form, reading.tokens
    end = len(tokens)
    for index in range(len(tokens) - 1, -1, -1):
        span = tokens[index]
        asked = index + 1 < end and tokens[index + 1].has("what")
        joined = index + 1 < end and tokens[index + 1].has("and") and index + 2 in tokens.used
        if not span.has("attribute") or index in tokens.used or span.value("attribute") not in aspects:
            continue
        if asked or joined:
            form.shows.append(span.value("attribute"))
            tokens.used.add(index)


def _asks_number(tokens: Tokens) -> bool:
    return any(word in tokens[index].text for index in tokens.all("what") for word in ("多少", "几"))


def _asked_kind(tokens: Tokens) -> str:
    """多少万元 asks for money, 几小时 for a duration; nothing for what may be counted in any unit."""
    for index in tokens.all("what"):
        for kind, pattern in _ASKED_KINDS.items():
            if pattern.search(tokens[index].text):
                return kind
    return ""


def _distinct(reading: Reading) -> None:
    """用到了哪些二级指标: each once, with how many rows."""
    form, tokens = reading.form, reading.tokens
    if form.indicators or form.groups or form.lacks or form.order or not tokens.all("which"):
        return
    form.groups, form.shows, form.aggregate, form.counted = [form.shows[0]], [], "count", "target"
    tokens.take("thing", "form")
    tokens.take("sum")


def _concepts(reading: Reading) -> None:
    for thing in ("department", "document", "target"):
        reading.tokens.take("thing", thing)


def _projects(reading: Reading) -> None:
    """哪些项目的资金 …: what else is asked of them."""
    form, tokens = reading.form, reading.tokens
    _printed_in(reading)
    rated = any(one.attribute == "execution-rate" for one in form.comparisons)
    if rated and form.conditions & _OF_SPENDING:  # 钱没花完，也就是执行率不到100%
        tokens.take("attribute", "money")
    if form.aggregate is None:
        for index in tokens.all("attribute"):
            aspect = tokens[index].value("attribute")
            if index not in tokens.used and aspect in _OF_PROJECTS:
                form.shows.append(aspect)
                tokens.used.add(index)
        if (form.sources or form.phases) and "money" not in form.shows:
            form.shows.append("money")
    _departments(reading)
    if not (form.order or form.comparisons or form.shows) and tokens.take("thing", "problem"):
        form.conditions.add("has-problem")
    if form.lacks or form.indicators or form.kinds:
        tokens.take("thing", "target")
    apart = form.lacks or form.order or form.aggregate or "all-kinds" in form.conditions
    if (form.indicators or form.kinds) and not apart:
        tokens.take("attribute", "value")  # the rows say what the target is


def _departments(reading: Reading) -> None:
    """指标最多的部门, 项目预算最多的部门: what they are ranked by is theirs."""
    if reading.form.subject == "department" and reading.form.order == "money":
        if not any("项目" in span.text for span in reading.tokens.spans):
            raise Unread("看不出比的是部门的全部预算还是项目资金合计，请写成：项目资金最多的部门")
        reading.tokens.take("thing", "project")
    if reading.form.kinds or reading.form.indicators:
        reading.tokens.take("thing", "target")
    if reading.form.subject == "department" and reading.form.projects:
        reading.tokens.take("thing", "project")


def _money(reading: Reading) -> None:
    """Money of departments: of their projects where the question says so, else of the department as a whole."""
    form, tokens = reading.form, reading.tokens
    only_aspects(form, tokens, _OF_MONEY, "资金没有这一项")
    _printed_in(reading)
    tokens.take("attribute", "money")
    if form.departments:
        tokens.take("thing", "department")
    about_projects = _says_projects(tokens) or form.organizations
    whole = form.phases or ("department" in form.groups and form.order)
    if whole and not (form.projects or about_projects or form.conditions or form.sources):
        raise Unread("看不出是部门的全部资金还是项目的资金，请写明项目")
    carried = any(span.has("by") for span in tokens.spans) or _says_projects(tokens)
    if form.organizations and not (form.projects or carried):
        raise Unread("看不出是单位的预算还是它实施的项目的资金，请写明项目")
    if form.projects or "whole-department" in form.conditions or form.phases:
        return
    plain = not form.groups and not form.order and not form.comparisons
    if about_projects:
        totalled = (
            (span.has("attribute", "money") and TOTALLED.search(span.text))
            or (span.has("source", "total") and _ADDED_UP in span.text)
            for span in tokens.spans
        )
        if plain and form.aggregate is None and any(totalled):
            form.aggregate = "sum"
    elif form.aggregate == "average":
        raise Unread("看不出平均的是什么，请写成：项目的平均预算")
    elif plain and form.departments and "self-evaluated" not in form.conditions:
        form.conditions.add("whole-department")
        form.aggregate = None


def _says_projects(tokens: Tokens) -> bool:
    return bool(tokens.all("thing", "project")) or any("项目" in span.text for span in tokens.spans)


def _evaluations(reading: Reading) -> None:
    if reading.form.departments:
        reading.tokens.take("thing", "department")


def _goals(reading: Reading) -> None:
    tokens, form = reading.tokens, reading.form
    total = any(_is_total_goal(tokens[index].text) for index in tokens.all("thing", "goal"))
    if total and tokens.all("thing", "annual-goal") and not form.goal_label:
        form.horizon, total = "", False  # 总目标和年度目标
    form.total_goal = total and not (form.horizon or form.goal_label)
    tokens.take("thing", "goal")
    both = [index for thing in ("annual-goal", "long-term-goal") for index in tokens.all("thing", thing)]
    beside = len(both) == 2 and abs(both[0] - both[1]) == 2 and tokens[min(both) + 1].has("and")
    if beside and len({*both} - tokens.used) == 1 and not form.goal_label:  # 年度目标和长期目标
        tokens.used.update(both)
        form.horizon = ""


def _is_total_goal(word: str) -> bool:
    """总目标, which forms print above the goal of the year; 绩效总目标 heads goals of both horizons."""
    return word.endswith(_TOTAL_GOAL) and word.removesuffix(_TOTAL_GOAL) in {"", "项目"}


def _units(reading: Reading) -> None:
    """预算单位的编码, and which department they belong to: both are said of each."""
    form, tokens = reading.form, reading.tokens
    if tokens.take("budget-unit"):
        form.of_units = True
    tokens.take("thing", "department")
    tokens.take("attribute", "organization")
    for text in ("部门预算", "预算", "部门"):
        tokens.used.update(i for i in tokens.all("attribute", "money") if tokens[i].text == text)


def _parts(reading: Reading) -> None:
    """列了哪些采购项，金额各是多少: the amount is said with each part."""
    if reading.tokens.all("purchase-class"):
        reading.form.subject, reading.form.part_kind, reading.form.items = "line", "", True
        settle_lines(reading)
        return
    reading.tokens.take("attribute", "money")
    if reading.form.projects:
        reading.tokens.take("thing", "project")


_SETTLERS: Final[Mapping[str, Callable[[Reading], None]]] = {
    "target": _targets,
    "concept": _concepts,
    "project": _projects,
    "department": _departments,
    "money": _money,
    "evaluation": _evaluations,
    "goal": _goals,
    "line": settle_lines,
    "part": _parts,
    "unit": _units,
}
