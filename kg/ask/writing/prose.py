"""Goals, reported problems, departments, documents, and indicators that departments share."""

from typing import Final

from kg.ask.form import Form
from kg.ask.tokens import Unread
from kg.ask.words import narrower_kinds
from kg.ask.writing.query import Query, text_term
from kg.ask.writing.shared import PRINTED_FORMS, mentions, restrict, with_indicator, with_kinds
from kg.ask.writing.targets import count_by, target_rows


def write_goals(form: Form) -> Query:
    """The prose of goals."""
    query = Query()
    query.need(
        "?goal a kg:Goal ; kg:text ?text ; kg:horizon ?horizon ; kg:inForm ?form .",
        "?form kg:year ?year ; kg:line ?line ; kg:inDocument ?file .",
        "?file dct:title ?document .",
    )
    if not form.goal_label:
        query.need("OPTIONAL { ?goal kg:goalLabel ?goalLabel }")
    restrict(query, form, owner="form")
    query.need("OPTIONAL { ?form kg:ofProject ?p . ?p rdfs:label ?projectName }")
    if "whole-department" in form.conditions:
        query.need('?form kg:formKind "整体支出绩效目标表" .')
    if form.conditions - {"whole-department"}:
        raise Unread("这样的条件不能用来问目标")
    if form.horizon:
        query.where(f"FILTER(?horizon = {text_term(form.horizon)})")  # engines would begin with all of them
    if form.total_goal:
        query.where(
            'MINUS { SELECT DISTINCT ?form ?horizon WHERE { VALUES ?horizon { "年度" } '
            '?above a kg:Goal ; kg:horizon "长期" ; kg:inForm ?form } }'
        )
    if form.goal_said:
        query.where(mentions("text", form.goal_said))
    if form.goal_label:
        query.need("?goal kg:goalLabel ?goalLabel .")
        query.only("goalLabel", [text_term(form.goal_label)])
    if form.aggregate == "count":
        _numbered_only(query)
        return count_by(query, form, "goal", "目标数")
    _plain_list(form)
    for name, heading in (
        ("departmentName", "部门"), ("year", "年度"), ("projectName", "项目"), ("horizon", "期限"),
        ("goalLabel", "编号"), ("text", "目标内容"), ("document", "文件"), ("line", "行"),
    ):  # fmt: skip
        query.column(name, heading)
    query.order = ["?departmentName", "?year", "?projectName", "?horizon", "?goalLabel", "?text"]
    return query


def _numbered_only(query: Query) -> None:
    """Of goals that a form numbers, those with a number: what stands above them says them all once more."""
    query.need("OPTIONAL { ?goal kg:goalLabel ?goalLabel }")
    query.where(
        "OPTIONAL { SELECT DISTINCT ?form ?horizon (1 AS ?numbered) WHERE "
        "{ ?other a kg:Goal ; kg:inForm ?form ; kg:horizon ?horizon ; kg:goalLabel ?otherLabel } }",
        "FILTER(BOUND(?goalLabel) || !BOUND(?numbered))",
    )


def write_problems(form: Form) -> Query:
    """Problems that self-evaluations report."""
    query = Query()
    query.need(
        "?problem a kg:Problem ; kg:text ?text ; kg:inForm ?form .",
        "?form kg:year ?year ; kg:line ?line ; kg:inDocument ?file .",
        "?file dct:title ?document .",
        "OPTIONAL { ?problem kg:suggestion ?suggestion }",
    )
    restrict(query, form, owner="form")
    query.need("OPTIONAL { ?form kg:ofProject ?p . ?p rdfs:label ?projectName }")
    if not form.problem_types:
        query.need("OPTIONAL { ?problem kg:problemType ?type }")
    if form.conditions - {"self-evaluated"}:
        raise Unread("这样的条件不能用来问自评问题")
    if form.goal_said:
        query.where(mentions("text", form.goal_said))
    if form.problem_types:
        query.only("type", map(text_term, form.problem_types))
        query.need("?problem kg:problemType ?type .")
    if form.aggregate == "count":
        return count_by(query, form, "problem", "问题数")
    _plain_list(form)
    for name, heading in (
        ("departmentName", "部门"), ("year", "年度"), ("projectName", "项目"), ("type", "类型"), ("text", "问题"),
        ("suggestion", "改进建议"), ("document", "文件"), ("line", "行"),
    ):  # fmt: skip
        query.column(name, heading)
    query.order = ["?departmentName", "?year", "?projectName", "?text"]
    return query


def write_departments(form: Form) -> Query:
    """Departments, or those with such rows."""
    query = Query()
    lacks_kind = form.lacks is not None and form.lacks[0] == "kind"
    if form.shows or (
        form.lacks and (not lacks_kind or form.kinds or form.comparisons) and form.lacks[0] != "form"
    ):
        raise Unread("部门还不能这样问，请改问项目")
    if form.kinds or form.indicators or form.comparisons or form.conditions:
        target_rows(query, form)
    elif form.projects:
        query.need("?form a kg:Form ; kg:year ?year ; kg:inDocument ?file .", "?file dct:title ?document .")
        restrict(query, form, owner="form")
    else:
        query.need("?file a kg:Document ; kg:year ?year ; dct:title ?document .")
        restrict(query, form, owner="file")
    if form.lacks and form.lacks[0] == "form":
        kinds_of_form = " ".join(map(text_term, _FORMS[form.lacks[1]]))
        query.where(
            f"MINUS {{ SELECT DISTINCT ?d WHERE {{ VALUES ?lackedForm {{ {kinds_of_form} }} "
            "?x kg:formKind ?lackedForm ; kg:department ?d } }"
        )
    elif form.lacks:
        kinds = " ".join(f"kinds:{kind}" for kind in narrower_kinds(form.lacks[1]))
        query.where(
            "MINUS { SELECT DISTINCT ?d WHERE { "
            f"VALUES ?kind {{ {kinds} }} ?x kg:indicatorKind ?kind ; kg:department ?d }} }}"
        )
    if form.aggregate == "count":
        return count_by(query, form, "d", "部门数")
    _plain_list(form)
    for name, heading in (("departmentName", "部门"), ("year", "年度"), ("document", "文件")):
        query.column(name, heading)
    query.order = ["?departmentName", "?year", "?document"]
    return query


def write_documents(form: Form) -> Query:
    """The documents of the graph."""
    query = Query()
    query.need("?file a kg:Document ; kg:year ?year ; dct:title ?document .")
    restrict(query, form, owner="file")
    if form.aggregate == "count":
        return count_by(query, form, "file", "文件数")
    _plain_list(form)
    for name, heading in (("document", "文件"), ("departmentName", "部门"), ("year", "年度")):
        query.column(name, heading)
    query.order = ["?document"]
    return query


_FORMS: Final = {
    "form": ("项目支出绩效目标表", "整体支出绩效目标表", "绩效自评表"),
    **PRINTED_FORMS,
    "report": ("绩效评价报告",),
    "self-evaluated": ("绩效自评表",),
    "whole-department": ("整体支出绩效目标表",),
}


def write_forms(form: Form) -> Query:
    """The forms that documents print."""
    query = Query()
    query.need(
        "?form a kg:Form ; kg:formKind ?formKind ; kg:year ?year ; kg:line ?line ; kg:inDocument ?file .",
        "?file dct:title ?document .",
    )
    restrict(query, form, owner="form")
    if form.part_kind in _FORMS:
        query.only("formKind", map(text_term, _FORMS[form.part_kind]))
    if form.aggregate == "count":
        return count_by(query, form, "form", "表数")
    query.need("OPTIONAL { ?form kg:ofProject ?p . ?p rdfs:label ?projectName }")
    _plain_list(form)
    for name, heading in (
        ("departmentName", "部门"), ("year", "年度"), ("formKind", "表"), ("projectName", "项目"), ("document", "文件"),
        ("line", "行"),
    ):  # fmt: skip
        query.column(name, heading)
    query.order = ["?document", "?line"]
    return query


def write_shared(form: Form) -> Query:
    """Indicators that several departments use under one name."""
    query = Query()
    if form.repeated:
        return _repeated(form)
    if (
        form.conditions != {"shared"}
        or form.projects
        or form.kinds
        or form.indicators
        or form.departments
        or form.years
    ):
        raise Unread("共用的指标只能全部列出")
    _plain_list(form)
    query.where(
        "?concept a kg:IndicatorConcept ; skos:prefLabel ?label ; kg:departmentCount ?departmentCount .",
        "?concept kg:targetCount ?targetCount .",
        "FILTER(?departmentCount > 1)",
        "BIND(STR(?label) AS ?subject)",
    )
    for name, heading in (("subject", "指标"), ("departmentCount", "部门数"), ("targetCount", "指标行数")):
        query.column(name, heading)
    query.order = ["DESC(?departmentCount)", "?subject"]
    rows = [
        "?t kg:ofConcept ?concept ; kg:line ?line ; prov:wasQuotedFrom ?file .",
        "?file dct:title ?document .",
    ]
    query.origins = (Query(graph=rows, after=list(query.after)),)
    return query


def _repeated(form: Form) -> Query:
    """Names of indicators that stand in several projects of the departments and years asked for."""
    if form.conditions or form.projects:
        raise Unread("几个项目都有的指标只能按部门、年度、类别来问")
    inner = Query()
    inner.need("?t a kg:PerformanceTarget ; kg:subject ?subject ; kg:year ?year ; kg:ofProject ?p .")
    restrict(inner, form, owner="t")
    if form.kinds:
        with_kinds(inner, form.kinds)
    if form.indicators:
        with_indicator(inner, form.indicators)
    rows = Query(list(inner.columns), list(inner.values), list(inner.graph), list(inner.after))
    rows.need("?t kg:line ?line ; prov:wasQuotedFrom ?file .", "?file dct:title ?document .")
    body = "\n".join(inner.body(3))
    counts = "(COUNT(DISTINCT ?p) AS ?projectCount) (COUNT(DISTINCT ?t) AS ?targetCount)"
    query = Query(origins=(rows,))
    query.where(
        f"{{\n    SELECT ?subject {counts}\n    WHERE {{\n{body}\n    }}\n    GROUP BY ?subject\n  }}",
        f"FILTER(?projectCount >= {form.repeated})",
    )
    rows.before.append(
        f"{{\n    SELECT ?subject\n    WHERE {{\n{body}\n    }}\n    GROUP BY ?subject\n"
        f"    HAVING(COUNT(DISTINCT ?p) >= {form.repeated})\n  }}"
    )
    if form.aggregate == "count":
        query.column("howMany", "指标数", "COUNT(DISTINCT ?subject)")
        return query
    _plain_list(form)
    for name, heading in (("subject", "指标"), ("projectCount", "项目数"), ("targetCount", "指标行数")):
        query.column(name, heading)
    query.order = ["DESC(?projectCount)", "?subject"]
    return query


def _plain_list(form: Form) -> None:
    grouped = set(form.groups) - {"department", "project", "year"}  # 各项目的目标: the columns say whose
    if grouped or form.order or form.limit is not None or form.aggregate:
        raise Unread("这样的结果只能列出，不能分组、排序或相加")
