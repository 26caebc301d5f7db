"""Indicator rows: lists, counts and the largest value."""

from typing import Final

from kg.ask.form import Form
from kg.ask.tokens import Unread
from kg.ask.words import level1_labels
from kg.ask.writing.columns import PRINTED, columns_of_conditions, compare_columns, need_columns
from kg.ask.writing.query import Query, text_term
from kg.ask.writing.row_tests import lack, meet_conditions, until
from kg.ask.writing.shared import (
    GROUP_COLUMNS,
    PRINTED_FORMS,
    compare,
    compare_values,
    of,
    order_by,
    restrict,
    with_indicator,
    with_kinds,
)

_SHOWN: Final = {
    "last-year": ("valueLastYear", "上年值", PRINTED["last-year"]),
    "before-last": ("valueYearBeforeLast", "前年值", PRINTED["before-last"]),
    "actual": ("actualText", "实际完成值", PRINTED["actual"]),
    "is-met": ("met", "是否达到目标", PRINTED["actual"]),
    "score": ("score", "得分", PRINTED["score"]),
    "weight": ("weight", "分值", PRINTED["weight"]),
    "basis": ("basis", "依据或偏差原因", PRINTED["basis"]),
    "goal-of": (
        "goalText",
        "所属目标内容",
        "?t kg:ofGoal ?goal . ?goal kg:text ?goalText . OPTIONAL { ?goal kg:goalLabel ?goalLabel }",
    ),
    "horizon": ("horizon", "期限", "?t kg:horizon ?horizon ."),
    "form-kind": ("formKind", "表", "?t kg:inForm ?form . ?form kg:formKind ?formKind ."),
    "operator": ("sign", "运算符", "?t kg:operator ?operator ."),
}
_KINDS: Final = frozenset({"count", "people", "ratio", "duration", "money"})
_COPIES: Final = (
    '{ SELECT ?REPORT WHERE { { SELECT DISTINCT ?same WHERE { ?own kg:formKind "绩效自评表" ; kg:ofProject ?same } } '
    '{ SELECT ?REPORT ?same WHERE { ?REPORT kg:formKind "绩效评价报告" ; kg:ofProject ?same } } } }'
)
"""Reports beside the self-evaluation of the same project; projects first: engines begin with all rows of each."""
_REPRINTED: Final = f"MINUS {{ {_COPIES.replace('REPORT', 'report')} ?t kg:inForm ?report }}"
"""Rows of a report that has them from the self-evaluation of the same project are not counted again."""
_OF_FORMS: Final = frozenset({"whole-department", "self-evaluated", "of-project"})
_COUNTED_BY_FORM: Final = ("indicators", "kinds", "units", "comparisons", "shows", "lacks", "operator", "day", "order",
                           "organizations", "goal_label", "horizon", "pairs", "bases")  # fmt: skip


def write_targets(form: Form) -> Query:
    """Rows of forms, one line a row; or how many there are."""
    whole = form.conditions <= _OF_FORMS and set(form.groups) <= {"department", "year", "project", "document"}
    if form.aggregate == "count" and whole and not any(getattr(form, name) for name in _COUNTED_BY_FORM):
        return _rows_of_forms(form)
    query = Query()
    target_rows(query, form)
    if form.aggregate:
        query.where(_REPRINTED)
    if form.aggregate == "average":
        return _average_value(query, form) if form.shows == ["value"] else _rows_per_project(query, form)
    if form.aggregate == "count":
        return count_by(query, form, "t", "指标行数")
    if form.aggregate or (form.groups and not set(form.groups) <= {"project", "department", "year"}):
        raise Unread("指标只能列出或计数")
    query.column("departmentName", "部门")
    query.column("year", "年度")
    query.column("projectName", "项目")
    for name, heading in (("level1", "一级指标"), ("level2", "二级指标"), ("name", "指标")):
        query.column(name, heading)
        if f"?t kg:{name} ?{name} ." not in query.graph:
            query.need(f"OPTIONAL {{ ?t kg:{name} ?{name} }}")
    query.column("targetText", "目标")
    query.column("value", "数值")
    query.need("OPTIONAL { ?t kg:value ?value }")
    query.column("unitText", "单位")
    if "?t kg:unitText ?unitText ." not in query.graph:
        query.need("OPTIONAL { ?t kg:unitText ?unitText }")
    if "?t kg:ofProject ?p . ?p rdfs:label ?projectName ." not in query.graph:
        query.need("OPTIONAL { ?t kg:ofProject ?p . ?p rdfs:label ?projectName }")
    if form.conditions & {"met", "unmet"}:
        query.column("actualText", "实际完成值")
    if form.conditions & {"below-last-year", "above-last-year", "equal-years"}:
        query.column("valueLastYear", "上年值")
    if form.conditions & {"whole-department", *PRINTED_FORMS}:
        query.column("formKind", "表")
    for shown in (*form.shows, *columns_of_conditions(form)):
        if shown in _SHOWN:
            name, heading, _ = _SHOWN[shown]
            query.column(name, heading)
    need_columns(query, form)
    if "goal-of" in form.shows:
        query.column("goalLabel", "所属目标")
    if form.change:
        _change(query, *form.change)
    query.column("document", "文件")
    query.column("line", "行")
    query.order = ["?departmentName", "?year", "?document", "?line"]
    if form.order in {"value", "money"}:
        _largest_value(query, form)
    elif form.order in {"score", "weight"}:
        name, heading, pattern = _SHOWN[form.order]
        query.column(name, heading)
        query.need(pattern)
        order_by(query, form, name)
    elif form.order:
        raise Unread("指标不能这样排序")
    return query


def _rows_of_forms(form: Form) -> Query:
    """How many rows there are, from how many each form has."""
    query = Query()
    query.need(
        "?form a kg:Form ; kg:year ?year ; kg:line ?line ; kg:inDocument ?file .",
        "?file dct:title ?document .",
    )
    restrict(query, form, owner="form")
    for condition, kind in (("whole-department", "整体支出绩效目标表"), ("self-evaluated", "绩效自评表")):
        if condition in form.conditions:
            query.need(f"?form kg:formKind {text_term(kind)} .")
    if "of-project" in form.conditions:
        query.need("?form kg:ofProject ?p .")
    query.where("?form kg:indicatorCount ?rows .", f"MINUS {_COPIES.replace('REPORT', 'form')}")
    return count_by(query, form, "form", "指标行数", "SUM(?rows)")


def target_rows(query: Query, form: Form) -> None:
    """The patterns of the rows that a form asks for: variables ?t ?year ?targetText ?line ?file ?document."""
    query.need(
        "?t a kg:PerformanceTarget ; kg:year ?year ; kg:targetText ?targetText ; kg:line ?line .",
        "?t prov:wasQuotedFrom ?file .",
        "?file dct:title ?document .",
    )
    restrict(query, form, owner="t")
    if form.kinds:
        with_kinds(query, form.kinds)
    if form.indicators:
        with_indicator(query, form.indicators)
    if form.units:
        query.only("unitText", map(text_term, form.units))
        query.need("?t kg:unitText ?unitText .")
    if form.goal_label:
        query.need(f"?t kg:goalLabel {text_term(form.goal_label)} .")
    if form.horizon:
        query.need(f"?t kg:horizon {text_term(form.horizon)} .")
    if form.asked_kind:
        query.need("OPTIONAL { ?t kg:quantityKind ?quantity }")
        others = ", ".join(map(text_term, sorted(_KINDS - {form.asked_kind})))
        query.where(f'FILTER(COALESCE(?quantity, "") NOT IN ({others}))')
    if form.target_said:
        query.need("OPTIONAL { ?t kg:valueText ?said }")
        text = text_term(form.target_said)
        query.where(f"FILTER(?targetText = {text} || COALESCE(?said, ?targetText) = {text})")
    compare_values(query, of(form, "value"), printed=bool(form.units))
    for attribute in ("score", "weight"):
        if of(form, attribute):
            query.need(_SHOWN[attribute][2])
            compare(query, attribute, of(form, attribute))
    if (
        any(c.attribute not in {"value", "score", "weight"} for c in form.comparisons)
        and form.subject == "target"
    ):
        raise Unread("指标只能与目标值、得分或分值比较")
    for shown in form.shows:
        if shown in _SHOWN:
            query.need(_SHOWN[shown][2])
        if shown == "is-met":
            query.need("OPTIONAL { ?result kg:isMet ?isMet }")
            query.where('BIND(IF(BOUND(?isMet), IF(?isMet, "是", "否"), "不能判断") AS ?met)')
        if shown == "operator":
            query.where("?operator skos:notation ?sign .")
    if form.operator:
        query.need("?t kg:operator ?operator .")
        query.where(f"?operator skos:notation {text_term(form.operator)} .")
    if form.day:
        until(query, *form.day)
    compare_columns(query, form.pairs)
    if form.bases:
        query.only("basis", map(text_term, form.bases))
        query.need("?t kg:basis ?basis .")
    meet_conditions(query, form)
    lack(query, form)


_YEARS: Final = {
    "value": ("value", "baseValue", "目标"),
    "last-year": ("lastYearValue", "lastYearBaseValue", "上年"),
    "before-last": ("yearBeforeLastValue", "yearBeforeLastBaseValue", "前年"),
}


def _change(query: Query, first: str, second: str) -> None:
    """The number of one year less that of another, in the unit that both are printed in."""
    (one, one_base, name), (other, other_base, other_name) = _YEARS[first], _YEARS[second]
    query.need(f"?t kg:{one} ?{one}Number ; kg:{other} ?{other}Number .")
    for base in (one_base, other_base):
        query.need(f"OPTIONAL {{ ?t kg:{base} ?{base} }}")
    query.where(  # 万次 of one year and 次 of another are no numbers to take from each other
        f"FILTER(!BOUND(?{one_base}) || !BOUND(?{other_base}) || "
        f"?{one}Number * ?{other_base} = ?{other}Number * ?{one_base})"
    )
    query.where(f"BIND(?{one}Number - ?{other}Number AS ?change)")
    query.column("change", f"{name}减{other_name}")


def _largest_value(query: Query, form: Form) -> None:
    kinds = {comparison.kind for comparison in form.comparisons}
    if form.order == "money":
        query.need('?t kg:quantityKind "money" ; kg:baseValue ?baseValue .')
        return order_by(query, form, "baseValue")
    if len(form.units) == 1:  # 以“家”为单位的指标中最大的
        query.need("?t kg:value ?value .")
        return order_by(query, form, "value")
    ratio = set(form.kinds) <= {"satisfaction", "service-satisfaction"} and form.kinds
    if not ratio and kinds != {"ratio"}:
        raise Unread("不同单位的目标值不能比大小，请只问满意度这样的比率")
    query.need('?t kg:quantityKind "ratio" ; kg:baseValue ?baseValue .')
    return order_by(query, form, "baseValue")


def count_by(query: Query, form: Form, variable: str, heading: str, number: str = "") -> Query:
    """How many there are, of each group."""
    if form.order:
        raise Unread("计数时不能排序")
    for group in form.groups:
        name, label = GROUP_COLUMNS[group]
        query.column(name, label)
        query.group.append(f"?{name}")
        if group in {"level1", "level2", "unit"} and variable == "t":
            prop = "unitText" if group == "unit" else group
            query.need(f"?t kg:{prop} ?{name} .")
        elif group == "horizon" and variable == "t":
            query.need("?t kg:horizon ?horizon .")
        elif group not in {"department", "project", "year", "document"} and (group, variable) != (
            "horizon",
            "goal",
        ):
            raise Unread(f"不能按“{label}”计数")
    if len(form.kinds) > 1:
        if variable != "t" or not all(map(level1_labels, form.kinds)):
            raise Unread("几类指标的数量请分开问")
        if "level1" not in form.groups:
            query.column(*GROUP_COLUMNS["level1"])
            query.group.append("?level1")
    several = (
        ("department", len(form.departments) > 1),
        ("year", len(form.years) > 1),
        ("project", form.projects is not None and len(form.projects.names) > 1 and not form.projects.part),
    )
    for group, apart in several:
        if apart and group not in form.groups:
            query.column(*GROUP_COLUMNS[group])
            query.group.append(f"?{GROUP_COLUMNS[group][0]}")
    query.column("howMany", heading, number or f"COUNT(DISTINCT ?{variable})")
    query.group = query.group or []
    query.order = list(query.group)
    return query


def _average_value(query: Query, form: Form) -> Query:
    """The average of what the targets set, of each unit apart."""
    if form.groups not in (["project"], []) or form.order:
        raise Unread("目标的平均值不能这样分列")
    query.need('?t kg:valueKind "number" ; kg:value ?value .', "OPTIONAL { ?t kg:unitText ?unitText }")
    query.column("unitText", "单位")
    query.column("averageValue", "目标值平均", "ROUND(100.0 * AVG(?value)) / 100")
    query.column("rowCount", "指标行数", "COUNT(DISTINCT ?t)")
    query.group = ["?unitText"]
    query.order = ["DESC(?rowCount)", "?unitText"]
    return query


def _rows_per_project(query: Query, form: Form) -> Query:
    if form.counted not in {"", "target"} or form.groups not in (["project"], []) or form.shows or form.order:
        raise Unread("平均值只能问每个项目平均有多少条指标")
    query.need("?t kg:ofProject ?p . ?p rdfs:label ?projectName .")
    query.column("rowCount", "指标行数", "COUNT(DISTINCT ?t)")
    query.column("projectCount", "项目数", "COUNT(DISTINCT ?p)")
    query.column(
        "perProject", "平均每个项目的指标行数", "ROUND(100.0 * COUNT(DISTINCT ?t) / COUNT(DISTINCT ?p)) / 100"
    )
    return query
