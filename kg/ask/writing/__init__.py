"""The logical form → SPARQL: one writer for each kind of rows that may be asked for."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from kg.ask.form import Aggregate, Form, Subject
from kg.ask.tokens import Unread
from kg.ask.words import label_of
from kg.ask.writing.beside import beside, with_total
from kg.ask.writing.forms import write_evaluations, write_organizations, write_projects
from kg.ask.writing.lines import write_lines
from kg.ask.writing.money import write_money, write_parts
from kg.ask.writing.plans import write_plan
from kg.ask.writing.prose import (
    write_departments,
    write_documents,
    write_forms,
    write_goals,
    write_problems,
    write_shared,
)
from kg.ask.writing.query import Column
from kg.ask.writing.query import Query as Query
from kg.ask.writing.ranking import wrapped
from kg.ask.writing.targets import write_targets
from kg.ask.writing.units import write_units

_ROWS: Final = "shows projects project_codes organizations conditions order comparisons excluded"
_TESTS: Final = "pairs bases"
_AMOUNTS: Final = "sources phases amounts gap"
_LEVELS: Final = "comparisons level under excluded table_kind"
_SAID: Final = "only_source grades_not goal_said natures lasting target_said day"
_WRITERS: Final[Mapping[str, tuple[Callable[[Form], Query], str]]] = {
    "target": (
        write_targets,
        f"{_ROWS} change indicators kinds lacks units operator day goal_label horizon target_said asked_kind {_TESTS}",
    ),
    "project": (
        write_projects,
        f"{_ROWS} {_AMOUNTS} indicators kinds lacks units grades operator problem_types {_TESTS} {_SAID}",
    ),
    "evaluation": (write_evaluations, f"{_ROWS} grades grades_not"),
    "money": (write_money, f"{_ROWS} sources phases"),
    "goal": (write_goals, "projects project_codes horizon total_goal goal_label conditions goal_said"),
    "problem": (write_problems, "projects conditions problem_types goal_said"),
    "organization": (write_organizations, "shows projects project_codes"),
    "unit": (write_units, "shows units_named codes of_units"),
    "line": (
        write_lines,
        "shows lines codes columns tables table_part either whole of_units not_of_table titled order "
        "items all_money no_funds purchase_class once lacks "
        + _LEVELS,
    ),
    "part": (write_parts, "shows projects lines part_kind order conditions comparisons"),
    "department": (write_departments, "projects indicators kinds lacks comparisons order conditions"),
    "document": (write_documents, ""),
    "form": (write_forms, "part_kind projects"),
    "plan": (write_plan, "shows projects quarters plan_item order comparisons"),
    "concept": (write_shared, "conditions kinds indicators projects repeated"),
}
"""The writer of each subject and the fields of the form that it puts into the query."""
_SHOWN: Final[Mapping[str, str]] = {
    "target": "value unit last-year before-last actual is-met score weight basis goal-of operator level1 level2 year "
    "horizon form-kind",
    "project": "money code organization execution-rate execution-score total-score score grade start-year end-year "
    "nature scope year source phase",
    "evaluation": "execution-rate execution-score total-score score grade year",
    "part": "money",
}
"""The aspects that the rows of a subject have; the other subjects see to theirs themselves."""
_ALWAYS: Final = frozenset(
    {
        "subject",
        "departments",
        "years",
        "groups",
        "aggregate",
        "counted",
        "ascending",
        "limit",
        "minus",
        "stated",
        "among",
        "as_share",
        "one_owner",
        "all_departed",
        "beside",
    }
)


def write(form: Form) -> Query:
    """The query of a form. Raises Unread where the rows asked for cannot be asked by one of the conditions."""
    if form.minus is not None:
        one, other = (write(replace(side, minus=None, once=False)) for side in (form, form.minus))
        return _difference(one, other, as_share=form.as_share, left=form.phases != form.minus.phases)
    if form.with_total:
        return with_total(form, write)
    if form.beside is not None:
        one_form, other_form = _with_forms(replace(form, beside=None), form.beside)
        return beside(write(one_form), write(other_form), form)
    if form.subject == "department" and form.order:
        return _ranked(form)
    if form.subject == "project" and form.order == "count" and form.kinds:
        return _ranked_by_kind(form)
    if (
        form.stated is not None
        and form.subject not in {"unit", "target"}
        and not (form.subject == "project" and form.aggregate is None)
        and (form.aggregate not in {"sum", "average"} or form.groups)
    ):
        raise Unread(f"看不出“{form.stated}个”说的是什么", [f"{form.stated}个"])
    writer, allowed = _WRITERS[form.subject]
    fields = {*allowed.split(), *_ALWAYS}
    unfit = [name for name in Form.__dataclass_fields__ if name not in fields and getattr(form, name)]
    if unfit:
        raise Unread("这样的条件不能用来问这样的结果：" + "、".join(_NAMES.get(name, name) for name in unfit))
    if form.subject in _SHOWN and (unshown := {*form.shows} - {*_SHOWN[form.subject].split()}):
        words = [label_of("questions", name) for name in sorted(unshown)]
        raise Unread("这样的结果里没有：" + "、".join(f"“{word}”" for word in words))
    return writer(form)


def _with_forms(one: Form, other: Form) -> tuple[Form, Form]:
    """Rows of two forms, each with the kind of form that it stands in."""
    if one.subject != "target" or "whole-department" not in one.conditions | other.conditions or one.aggregate:
        return one, other
    return replace(one, shows=[*one.shows, "form-kind"]), replace(other, shows=[*other.shows, "form-kind"])


def _ranked(form: Form) -> Query:
    """Departments by how many rows or projects they have, or by the money of their projects."""
    asked = _RANKED.get(form.order)
    if asked is None or form.groups or form.aggregate or form.lacks or form.comparisons:
        raise Unread("部门只能按项目数、指标数或项目资金合计排序")
    subject, aggregate = asked
    plain = replace(form, subject=subject, aggregate=aggregate, groups=["department"], order="", limit=None)
    return wrapped(write(plain), form)


def _ranked_by_kind(form: Form) -> Query:
    """Projects by how many indicators of a kind they have."""
    if form.groups or form.aggregate or form.lacks or form.comparisons or len(form.kinds) > 1:
        raise Unread("这样的条件不能用来问这样的结果：指标类别")
    plain = replace(
        form, subject="target", aggregate="count", groups=["department", "project"], order="", limit=None
    )
    return wrapped(write(plain), form)


def _difference(one: Query, other: Query, *, as_share: bool, left: bool) -> Query:
    """Two queries of one number each, and the first number less the second, or as a percentage of it.

    ``left``: what is left of an amount, so that both are of the same projects.
    """
    whole = Query(origins=(one, other))
    for name, query in (("first", one), ("second", other)):
        if query.group or query.limit is not None:
            raise Unread("只能比较两个数")
        number = _number(query)
        needed = frozenset(re.findall(r"\?(\w+)", number.expression))
        body = "\n".join(query.body(3, needed))
        counted = next((column.expression for column in query.columns if column.name == "projectCount"), "")
        also = f" ({counted} AS ?{name}Count)" if counted else ""
        only = f"\n    HAVING({query.having})" if query.having else ""
        whole.where(
            f"{{\n    SELECT ({number.expression} AS ?{name}){also}\n    WHERE {{\n{body}\n    }}{only}\n  }}"
        )
        if counted:  # nothing to add up is no amount of 0
            whole.where(f"FILTER(?{name}Count > 0)")
        whole.column(name, number.heading + ("（前者）" if name == "first" else "（后者）"))
    if as_share:
        whole.column("share", "占比（%）")
        whole.where("BIND(ROUND(10000 * ?first / ?second) / 100 AS ?share)")
        return whole
    if left and "?secondCount" in " ".join(whole.after):
        whole.where("FILTER(?firstCount = ?secondCount)")
    whole.column("difference", "前者减后者")
    whole.where("BIND(?first - ?second AS ?difference)")
    return whole


def _number(query: Query) -> Column:
    """What is compared: the last column, or the one amount that all lines of tables print; else no row is found."""
    listed = next(
        (column for column in query.columns if column.name == "tenThousands" and not column.expression), None
    )
    if listed is None:
        return query.columns[-1]
    query.having = f"MIN(?{listed.name}) = MAX(?{listed.name})"
    return Column(listed.name, listed.heading, f"MAX(?{listed.name})")


_RANKED: Final[Mapping[str, tuple[Subject, Aggregate]]] = {
    "count": ("target", "count"),
    "projects": ("project", "count"),
    "money": ("money", "sum"),
}
_NAMES: Final = {
    "shows": "所问的方面",
    "projects": "项目",
    "organizations": "实施单位",
    "indicators": "指标名称",
    "kinds": "指标类别",
    "lacks": "没有……",
    "change": "两年之差",
    "sources": "资金来源",
    "phases": "预算阶段",
    "amounts": "金额之间的比较",
    "gap": "金额之差",
    "comparisons": "与数比较",
    "units": "计量单位",
    "operator": "运算符",
    "day": "日期",
    "pairs": "两栏相比",
    "bases": "依据",
    "problem_types": "问题的类型",
    "repeated": "在几个项目里出现",
    "grades": "等级",
    "grades_not": "等级",
    "conditions": "完成、定性等条件",
    "goal_label": "目标编号",
    "target_said": "目标的文字",
    "goal_said": "绩效目标的文字",
    "natures": "项目属性",
    "lasting": "起止年度",
    "horizon": "目标期限",
    "lines": "预算表的行",
    "codes": "编码",
    "columns": "栏目",
    "tables": "预算表",
    "table_part": "预算表",
    "of_units": "预算单位",
    "not_of_table": "预算表",
    "titled": "预算表",
    "items": "表里的分项",
    "no_funds": "预算表",
    "once": "预算表",
    "all_money": "预算表",
    "purchase_class": "采购类别",
    "order": "排序",
    "level": "科目级次",
    "under": "上级科目",
    "excluded": "除……外",
    "units_named": "预算单位",
    "project_codes": "项目编码",
    "part_kind": "分项",
    "quarters": "季度",
    "asked_kind": "所问的单位",
    "total_goal": "总目标",
    "only_source": "唯一的资金来源",
    "table_kind": "科目分类",
    "plan_item": "投入计划的分项",
}
