"""The subject once all is known, and the words that then say nothing more."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from kg.ask.form import Match
from kg.ask.tokens import Reading, Unread

_TOTALLED: Final = re.compile("总|合计")
_OF_PROJECTS: Final = frozenset(
    {
        *("money", "execution-rate", "total-score", "grade", "score", "code", "organization"),
        *("end-year", "start-year", "nature"),
    }
)
_LISTED: Final = frozenset({"level1", "level2", "unit"})
_OF_TARGETS: Final = frozenset({"last-year", "before-last", "actual", "score", "weight", "basis"})
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
        form.subject, form.shows = "goal", []


def _projects_of(reading: Reading) -> None:
    """各项目的……: 项目 is said by the grouping, or by the subject itself."""
    form, tokens = reading.form, reading.tokens
    named = form.subject in {"money", "evaluation", "goal", "problem", "organization"}
    if named or (form.subject != "project" and "project" in form.groups):
        tokens.take("thing", "project")


def _targets(reading: Reading) -> None:
    form, tokens = reading.form, reading.tokens
    for index in tokens.all("what"):
        if tokens[index].text.startswith("最") and not form.indicators and not form.kinds:
            raise Unread(f"看不出“{tokens[index].text}”问的是哪个指标", [tokens[index].text])
    if tokens.take("thing", "project") and not form.projects and "project" not in form.groups:
        form.conditions.add("of-project")
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
    if "below-weight" in form.conditions:
        tokens.take("attribute", "score")
    for index in tokens.take("change"):
        first, second = tokens[index].value("change").split()
        form.change = first, second
    if tokens.take("attribute", "is-met"):
        form.shows.append("is-met")


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


def _departments(reading: Reading) -> None:
    """指标最多的部门, 项目预算最多的部门: what they are ranked by is theirs."""
    if reading.form.subject == "department" and reading.form.order == "money":
        if not any("项目" in span.text for span in reading.tokens.spans):
            raise Unread("看不出比的是部门的全部预算还是项目资金合计，请写成：项目资金最多的部门")
        reading.tokens.take("thing", "project")
    if reading.form.kinds or reading.form.indicators:
        reading.tokens.take("thing", "target")


def _money(reading: Reading) -> None:
    """Money of departments: of their projects where the question says so, else of the department as a whole."""
    form, tokens = reading.form, reading.tokens
    tokens.take("attribute", "money")
    if form.departments:
        tokens.take("thing", "department")
    if form.projects or "whole-department" in form.conditions or form.phases:
        return
    plain = not form.groups and not form.order and not form.comparisons
    about_projects = any("项目" in span.text for span in tokens.spans) or form.organizations
    if about_projects:
        totalled = (span.has("attribute", "money") and _TOTALLED.search(span.text) for span in tokens.spans)
        if plain and form.aggregate is None and any(totalled):
            form.aggregate = "sum"
    elif form.aggregate == "average":
        raise Unread("看不出平均的是什么，请写成：项目的平均预算")
    elif plain and form.departments and "self-evaluated" not in form.conditions:
        form.conditions.add("whole-department")
        form.aggregate = None


def _evaluations(reading: Reading) -> None:
    if reading.form.departments:
        reading.tokens.take("thing", "department")


def _goals(reading: Reading) -> None:
    reading.tokens.take("thing", "goal")


def _lines(reading: Reading) -> None:
    form, tokens = reading.form, reading.tokens
    if len(form.organizations) == 1 and (form.lines is None or form.either):  # a unit has a line of its own
        form.lines, form.either, form.of_units = Match(part=form.organizations[0]), False, True
        form.organizations = ()
    tokens.take("thing", "line")
    tokens.take("attribute", "line-amount")
    tokens.take("attribute", "money")
    phases = [index for index in tokens.all("phase") if not tokens[index].has("spent")]
    tokens.used.update(phases)
    if any(tokens[index].text.startswith("决算") for index in phases):
        form.table_part = "决算"
    if tokens.take("budget-unit"):
        form.of_units = True
        tokens.take("each")
    spoken = tokens.take("final-accounts")
    if (form.table_part or spoken) and tokens.take("spent"):
        form.table_part = "支出决算"
    elif spoken:
        form.table_part = "决算"
    listed = tokens.all("each") + tokens.all("which") + tokens.all("thing", "line")
    of_columns = form.either or (bool(form.columns) and form.lines is None)
    form.whole = of_columns and bool(form.departments) and not form.codes and not listed
    for aspect, word in (("income", "收入"), ("expenditure", "支出")):
        if tokens.take("attribute", aspect) or aspect in form.shows:
            form.table_part = word


_SETTLERS: Final[Mapping[str, Callable[[Reading], None]]] = {
    "target": _targets,
    "concept": _concepts,
    "project": _projects,
    "department": _departments,
    "money": _money,
    "evaluation": _evaluations,
    "goal": _goals,
    "line": _lines,
}
