"""The subject once all is known, and the words that then say nothing more."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from kg.ask.form import Comparison, Form, Match
from kg.ask.horizons import settle_horizons
from kg.ask.levels import settle_levels
from kg.ask.tokens import Reading, Tokens, Unread

_TOTALLED: Final = re.compile("总|合计")
_OF_PROJECTS: Final = frozenset(
    {
        *("money", "execution-rate", "total-score", "grade", "score", "code", "organization"),
        *("end-year", "start-year", "nature"),
    }
)
_LISTED: Final = frozenset({"level1", "level2", "unit"})
_OF_TARGETS: Final = frozenset({"last-year", "before-last", "actual", "score", "weight", "basis"})
_OF_LINES: Final = frozenset(
    {"money", "line-amount", "income", "expenditure", "code", "year", "phase", "source"}
)
_TOTALS_OF: Final = {"支出": ("本年支出合计",), "收入": ("本年收入合计", "收入总计")}
_OF_MONEY: Final = frozenset({"money", "source", "phase", "year", "line-amount"})
_PLANNED: Final = "预算"
_ACCOUNTS: Final = "决算"
_TOTAL_LINES: Final = ("支出总计", "收入总计", "本年支出合计", "本年收入合计", "总计")
_PART_OF_MONEY: Final = "财政拨款"
"""What is spent is spent; income is printed with and without what was carried over, and both are said."""
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
    if form.departments or form.projects:
        for thing in ("target-form", "project-form"):
            if tokens.take("thing", thing):
                form.conditions.add(thing)
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
    _only(form, tokens, _OF_MONEY, "资金没有这一项")
    tokens.take("attribute", "money")
    if form.departments:
        tokens.take("thing", "department")
    about_projects = any("项目" in span.text for span in tokens.spans) or form.organizations
    whole = form.phases or ("department" in form.groups and form.order)
    if whole and not (form.projects or about_projects or form.conditions or form.sources):
        raise Unread("看不出是部门的全部资金还是项目的资金，请写明项目")
    carried = any(span.has("by") for span in tokens.spans) or any(
        "项目" in span.text for span in tokens.spans
    )
    if form.organizations and not (form.projects or carried):
        raise Unread("看不出是单位的预算还是它实施的项目的资金，请写明项目")
    if form.projects or "whole-department" in form.conditions or form.phases:
        return
    plain = not form.groups and not form.order and not form.comparisons
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
    tokens, form = reading.tokens, reading.form
    tokens.take("thing", "goal")
    both = [index for thing in ("annual-goal", "long-term-goal") for index in tokens.all("thing", thing)]
    beside = len(both) == 2 and abs(both[0] - both[1]) == 2 and tokens[min(both) + 1].has("and")
    if beside and len({*both} - tokens.used) == 1 and not form.goal_label:  # 年度目标和长期目标
        tokens.used.update(both)
        form.horizon = ""


def _lines(reading: Reading) -> None:
    form, tokens = reading.form, reading.tokens
    if len(form.organizations) == 1 and (form.lines is None or form.either):  # a unit has a line of its own
        form.lines, form.either, form.of_units = Match(part=form.organizations[0]), False, True
        form.organizations = ()
    tokens.take("thing", "line")
    tokens.take("attribute", "line-amount")
    placed = form.columns or form.tables or form.table_part
    of_side = tokens.all("attribute", "income") or tokens.all("attribute", "expenditure")
    if len(form.sources) == 1 and form.lines and not placed and not of_side:
        _table_of_source(reading)
    which = [tokens.next(index, over=frozenset({"each"})) for index in tokens.all("which")]
    if any(place is not None and tokens[place].has("thing", "department") for place in which):
        tokens.take("thing", "department")
        if not form.order and not form.comparisons and not tokens.versus:  # 哪些部门有公务接待费
            form.comparisons.append(Comparison("money", ">", Decimal(0), "大于0"))
    tokens.take("attribute", "money")
    phases = [index for index in tokens.all("phase") if not tokens[index].has("spent")]
    final = [index for index in phases if tokens[index].text.startswith(_ACCOUNTS)]
    tokens.used.update(final)  # tables have no phases: 年初预算数 of a line is not understood
    if final:
        form.table_part = _ACCOUNTS
    if tokens.take("budget-unit"):
        form.of_units = True
        tokens.take("each")
    settle_levels(reading)
    spoken = tokens.take("final-accounts")
    if (form.table_part or spoken) and tokens.take("spent"):
        form.table_part = "支出决算"
    elif spoken:
        form.table_part = "决算"
    listed = tokens.all("each") + tokens.all("which") + tokens.all("thing", "line")
    total = tokens.all("sum") or any(
        _TOTALLED.search(tokens[index].text) for index in tokens.all("attribute", "money")
    )
    if form.tables and total and not (form.lines or form.columns or form.codes):
        form.whole = True
        tokens.take("sum")
        form.aggregate = None
        return
    of_columns = form.either or (bool(form.columns) and form.lines is None)
    form.whole = (
        of_columns and bool(form.departments or "department" in form.groups) and not form.codes and not listed
    )
    _only(form, tokens, _OF_LINES, "预算表里没有")
    aspects = ("money", "income", "expenditure")
    planned = [at for name in aspects for at in tokens.all("attribute", name) if _PLANNED in tokens[at].text]
    if (planned or tokens.all("planned")) and not form.table_part and not spoken:
        form.not_of_table = _ACCOUNTS
    tokens.take("planned")
    for aspect, word in (("income", "收入"), ("expenditure", "支出")):
        if tokens.take("attribute", aspect) or aspect in form.shows:
            form.table_part = word
            _total_of(reading, word)
    _of_all_money(reading)


def _table_of_source(reading: Reading) -> None:
    """政府性基金预算中的城市建设支出: the table of that money, where one has it in its title."""
    form, tokens = reading.form, reading.tokens
    titles = [reading.names.bare(title) for title in reading.names.by_role.get("table", {})]
    for index in tokens.all("source", form.sources[0]):
        if any(tokens[index].text in title for title in titles):
            form.table_part, form.sources = tokens[index].text, ()
            return


def _only(form: Form, tokens: Tokens, allowed: frozenset[str], reason: str) -> None:
    """Raises Unread for an aspect that such rows do not have."""
    if unfit := set(form.shows) - allowed:
        words = [span.text for span in tokens.spans if any(span.has("attribute", name) for name in unfit)]
        raise Unread(f"{reason}：" + "、".join(f"“{word}”" for word in words), words)


def _of_all_money(reading: Reading) -> None:
    """支出总计 of a department is that of all its money, unless the question names a kind of it or a table."""
    form, tokens = reading.form, reading.tokens
    if form.lines is None or form.tables or form.columns or tokens.all("source"):
        return
    totals = {name for total in _TOTAL_LINES for name in reading.names.spelled("line", total)}
    if form.lines.names and totals >= {*form.lines.names}:
        form.not_of_table = _PART_OF_MONEY


def _total_of(reading: Reading, word: str) -> None:
    """支出总额 of a department: the line of the total in the tables that hold all of its money."""
    form, tokens = reading.form, reading.tokens
    if form.lines or form.columns or form.codes or form.tables or form.of_units:
        return
    if not form.departments and "department" not in form.groups:
        return
    totals = (
        _TOTALS_OF[word]
        if any(_TOTALLED.search(span.text) for span in tokens.spans)
        else _TOTALS_OF[word][:1]
    )
    names = [name for total in totals for name in reading.names.spelled("line", total)]
    if names:
        form.lines, form.table_part = Match(tuple(dict.fromkeys(names))), ""
        tokens.take("sum")
        form.aggregate = None


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
    "line": _lines,
    "part": _parts,
    "unit": _units,
}
