"""Projects, their self-evaluations and the units that carry them out."""

from typing import Final

from kg.ask.form import Form
from kg.ask.tokens import Unread
from kg.ask.writing.amounts import show_amounts, with_amounts, with_gap
from kg.ask.writing.having import ALL_KINDS, having, kinds_held
from kg.ask.writing.money import with_money
from kg.ask.writing.project_tests import lacking, only_source, phases_compared, same_named, with_problems
from kg.ask.writing.query import Query, text_term
from kg.ask.writing.shared import GROUP_COLUMNS, PRINTED_FORMS, compare, mentions, of, order_by, restrict
from kg.ask.writing.targets import count_by, target_rows

_ASPECTS: Final = {
    "execution-rate": ("executionRate", "执行率（%）"),
    "execution-score": ("executionScore", "执行率得分"),
    "total-score": ("totalScore", "总分"),
    "score": ("totalScore", "总分"),
    "grade": ("grade", "等级"),
}
_LASTING: Final = {
    "start-year": ("startYear", "起始年度", "?p kg:startYear ?startYear ."),
    "end-year": ("endYear", "终止年度", "?p kg:endYear ?endYear ."),
    "nature": ("nature", "项目属性", "?p kg:attribute ?nature ."),
    "scope": ("fundingScope", "资金使用范围", "?form kg:fundingScope ?fundingScope ."),
}
_TERM: Final = frozenset({"nature", "start-year", "end-year"})
_RATED: Final = ("full-year", "executed")
"""The phases whose amounts make the rate of execution."""
_CONDITIONS: Final = frozenset(
    {ALL_KINDS, "self-evaluated", "has-problem", "added", "unspent", "all-spent", "same-named"}
)


def write_projects(form: Form) -> Query:
    """Projects of which something holds."""
    query = Query()
    held = kinds_held(form)
    targets = bool(
        (form.kinds and not held)
        or form.indicators
        or form.units
        or of(form, "value")
        or form.operator
        or form.target_said
        or form.day
        or form.pairs
        or form.bases
        or form.conditions & {"met", "unmet", "below-weight", "qualitative", "dated"}
    )
    money = bool(
        form.sources or form.phases or of(form, "money") or form.order == "money" or "money" in form.shows
    )
    aspects = dict.fromkeys(
        aspect
        for aspect in (*form.shows, form.order, *(comparison.attribute for comparison in form.comparisons))
        if aspect in _ASPECTS
    )
    rated = bool({*aspects} & {"execution-rate"}) and not (form.sources or of(form, "money") or form.order == "money")
    if rated and money and {*form.phases} <= {*_RATED}:  # 执行率为100%的项目，全年预算数各是多少
        money = False
    if sum((targets, money, bool(aspects or form.grades or form.grades_not))) > 1:
        raise Unread("一次只能按指标、资金或自评结果之一找项目")
    if (len(form.kinds) > 1 and not held) or len(form.sources) > 1:
        raise Unread("几个条件是都要满足，还是满足一个就行？请分开问")
    if targets:
        return _with_targets(query, form)
    query.need(
        "?form a kg:Form ; kg:ofProject ?p ; kg:year ?year ; kg:line ?formLine ; kg:inDocument ?file .",
        "?p rdfs:label ?projectName .",
        "?file dct:title ?document .",
    )
    restrict(query, form, owner="form")
    having(query, held)
    if "self-evaluated" in form.conditions:
        query.need('?form kg:formKind "绩效自评表" .')
    for condition in form.conditions & {*PRINTED_FORMS}:
        query.need("?form kg:formKind ?formKind .")
        query.only("formKind", map(text_term, PRINTED_FORMS[condition]))
    if form.conditions - _CONDITIONS - {*PRINTED_FORMS}:
        raise Unread("这样的条件不能用来问项目")
    if "has-problem" in form.conditions or form.problem_types:
        with_problems(query, form)
    with_amounts(query, form.amounts)
    if form.gap is not None:
        with_gap(query, *form.gap)
    if (of(form, "execution-rate") or (rated and form.order)) and form.aggregate is None:
        show_amounts(query, [("total", phase) for phase in _RATED])
    if "added" in form.conditions:
        phases_compared(query, "initial", "full-year", ">")
    if "same-named" in form.conditions:
        same_named(query, form)
    if "all-spent" in form.conditions:
        phases_compared(query, "full-year", "executed", ">=")
    if "unspent" in form.conditions:
        phases_compared(query, "full-year", "executed", "<")
    _described(query, form)
    if money:
        with_money(query, form)
        compare(query, "amount", of(form, "money"))
        if not of(form, "money") and form.sources:
            query.where("FILTER(?amount > 0)")
    _evaluated(query, form, list(aspects))
    lacking(query, form)
    if form.only_source:
        only_source(query, form.only_source)
    if of(form, "count") or form.order == "count":
        query.where("OPTIONAL { ?form kg:indicatorCount ?indicatorCount }")
        query.column("indicatorCount", "指标行数")
        compare(query, "indicatorCount", of(form, "count"))
    if form.aggregate == "count":
        query.columns = []
        return count_by(query, form, "p", "项目数")
    if form.aggregate or set(form.groups) - {"department", "year", "project"}:
        raise Unread("项目只能列出或计数")
    return _listed_projects(query, form, list(aspects), money=money)


def _described(query: Query, form: Form) -> None:
    """What the prose of goals, the nature and the years of a project say."""
    if form.goal_said:
        query.need("?goal a kg:Goal ; kg:ofProject ?p ; kg:inForm ?form ; kg:text ?goalText .")
        query.where(mentions("goalText", form.goal_said))
        if form.aggregate is None:
            query.column("goalText", "目标内容")
    if form.natures:
        query.only("nature", map(text_term, form.natures))
    for aspect, year in form.lasting:
        name = _LASTING[aspect][0]
        query.need(f"?p kg:{name} ?{name} .")
        query.where(f"FILTER(?{name} = {year})")
    all_of_it = {*form.shows} >= _TERM
    for aspect in dict.fromkeys([*(one for one, _ in form.lasting), *form.shows]):
        if aspect in _LASTING:
            name, heading, pattern = _LASTING[aspect]
            query.need(f"OPTIONAL {{ {pattern.removesuffix(' .')} }}" if all_of_it and aspect in _TERM else pattern)
            query.column(name, heading)
    if all_of_it:
        query.where("FILTER(BOUND(?nature) || BOUND(?startYear) || BOUND(?endYear))")
    if form.natures:
        query.need(_LASTING["nature"][2])
        query.column(*_LASTING["nature"][:2])


def _listed_projects(query: Query, form: Form, aspects: list[str], *, money: bool) -> Query:
    columns = query.columns
    query.columns = []
    for name, heading in (("departmentName", "部门"), ("year", "年度"), ("projectName", "项目")):
        query.column(name, heading)
    for column in columns:
        query.column(column.name, column.heading)
    if money:
        query.column("tenThousands", "金额（万元）")
        query.where("BIND(?amount / 10000 AS ?tenThousands)")
    if "organization" in form.shows:
        query.column("unitName", "实施单位")
        query.column("unitText", "实施单位原文")
        query.need(
            "?p kg:implementingUnit ?u . ?u rdfs:label ?unitName .",
            "?form kg:implementingUnitText ?unitText .",
        )
    if "code" in form.shows:
        query.column("projectCode", "项目编码")
        query.where("?p kg:projectCode ?projectCode .")
    query.column("document", "文件")
    keys = [f"?{column.name}" for column in query.columns]
    query.column("line", "行", "MIN(?formLine)")
    query.group = keys
    query.order = ["?departmentName", "?year", "?projectName"]
    if form.order == "money":
        order_by(query, form, "tenThousands")
    elif form.order == "count":
        order_by(query, form, "indicatorCount")
    elif form.order == "gap":
        order_by(query, form, "gap")
    elif form.order in aspects:
        order_by(query, form, _ASPECTS[form.order][0])
    elif form.order:
        raise Unread("项目不能这样排序")
    return query


def _with_targets(query: Query, form: Form) -> Query:
    """Projects with a row that meets the conditions; the row is the evidence."""
    if form.lacks or form.order or form.shows or form.goal_said or form.natures or form.lasting:
        raise Unread("一次只能按一个条件找项目")
    if any(comparison.attribute not in {"value", "score", "weight"} for comparison in form.comparisons):
        raise Unread("一次只能按指标、资金或自评结果之一找项目")
    if form.aggregate not in {None, "count"}:
        raise Unread("项目只能列出或计数")
    target_rows(query, form)
    query.need("?t kg:ofProject ?p . ?p rdfs:label ?projectName .")
    if form.aggregate == "count":
        query.columns = []
        return count_by(query, form, "p", "项目数")
    for name, heading in (
        ("departmentName", "部门"),
        ("year", "年度"),
        ("projectName", "项目"),
        ("name", "指标"),
    ):
        query.column(name, heading)
    query.need("OPTIONAL { ?t kg:name ?name }")
    query.column("targetText", "目标")
    if form.conditions & {"met", "unmet"}:
        query.column("actualText", "实际完成值")
    query.column("document", "文件")
    query.column("line", "行")
    query.order = ["?departmentName", "?year", "?document", "?line"]
    return query


def _evaluated(query: Query, form: Form, aspects: list[str]) -> None:
    if form.grades:
        query.only("grade", map(text_term, form.grades))
    if form.grades_not:
        query.where(f"FILTER(?grade NOT IN ({', '.join(map(text_term, form.grades_not))}))")
    if form.grades or form.grades_not:
        aspects = [*aspects, "grade"]
    for aspect in dict.fromkeys(aspects):
        name, heading = _ASPECTS[aspect]
        query.need(f"?form kg:{name} ?{name} .")
        query.column(name, heading)
        compare(query, name, of(form, aspect))


def write_evaluations(form: Form) -> Query:
    """What self-evaluations report: execution, scores and grade, once a project."""
    query = Query()
    query.need(
        "?form a kg:Form ; kg:ofProject ?p ; kg:year ?year ; kg:line ?formLine ; kg:inDocument ?file .",
        "?p rdfs:label ?projectName .",
        "?file dct:title ?document .",
    )
    restrict(query, form, owner="form")
    if form.conditions - {"self-evaluated"}:
        raise Unread("这样的条件不能用来问自评结果")
    if form.aggregate not in {None, "average"} or set(form.groups) - {"project", "department", "year"}:
        raise Unread("自评结果只能列出或求平均")
    aspects = [
        a for a in (*form.shows, form.order, *(c.attribute for c in form.comparisons)) if a in _ASPECTS
    ]
    _evaluated(query, form, aspects)
    if len(of(form, *_ASPECTS)) < len(form.comparisons):
        raise Unread("自评结果只能与执行率或得分比较")
    if form.aggregate == "average":
        return _average(query, form, [aspect for aspect in aspects if aspect != "grade"])
    return _listed_projects(query, form, aspects, money=False)


def _average(query: Query, form: Form, aspects: list[str]) -> Query:
    """The mean of one number of the self-evaluations of projects, each project once."""
    if len(set(aspects)) != 1 or form.order or "project" in form.groups:
        raise Unread("平均值一次只能问一样：执行率、总分……")
    name, heading = _ASPECTS[aspects[0]]
    query.need('?form kg:formKind "绩效自评表" .')
    keys = [GROUP_COLUMNS[group][0] for group in form.groups]
    head = " ".join([*(f"?{key}" for key in keys), "?p"])
    inner = "\n".join(query.body(3))
    outer = Query(origins=(query,), group=[f"?{key}" for key in keys], order=[f"?{key}" for key in keys])
    outer.where(
        f"{{\n    SELECT {head} (MAX(?{name}) AS ?once)\n    WHERE {{\n{inner}\n    }}\n    GROUP BY {head}\n  }}"
    )
    for group in form.groups:
        outer.column(*GROUP_COLUMNS[group])
    outer.column("projectCount", "项目数", "COUNT(DISTINCT ?p)")
    outer.column("mean", f"平均{heading}", "ROUND(100 * AVG(?once)) / 100")
    return outer


def write_organizations(form: Form) -> Query:
    """Who carries projects out."""
    query = Query()
    query.need(
        "?form a kg:Form ; kg:ofProject ?p ; kg:year ?year ; kg:line ?formLine ; kg:inDocument ?file .",
        "?p rdfs:label ?projectName ; kg:implementingUnit ?u . ?u rdfs:label ?unitName .",
        "?file dct:title ?document .",
    )
    restrict(query, form, owner="form")
    if set(form.groups) - {"department", "project", "year"} or form.order or form.aggregate:
        raise Unread("实施单位只能列出")
    form.shows = ["organization"]
    return _listed_projects(query, form, [], money=False)
