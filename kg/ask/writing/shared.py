"""Patterns that several writers need: whose, when, of which project, with which indicator."""

from collections.abc import Sequence

from kg.ask.form import Comparison, Form, Match
from kg.ask.tokens import Unread
from kg.ask.words import level1_labels, narrower_kinds
from kg.ask.writing.query import Query, number_term, text_term

GROUP_COLUMNS = {
    "department": ("departmentName", "部门"),
    "project": ("projectName", "项目"),
    "year": ("year", "年度"),
    "level1": ("level1", "一级指标"),
    "level2": ("level2", "二级指标"),
    "unit": ("unitText", "单位"),
    "source": ("sourceText", "资金来源"),
    "phase": ("phaseName", "阶段"),
    "document": ("document", "文件"),
    "horizon": ("horizon", "期限"),
}

PRINTED_FORMS = {
    "target-form": ("项目支出绩效目标表", "整体支出绩效目标表"),
    "project-form": ("项目支出绩效目标表",),
}
"""What forms of targets are headed, by what they are called in questions; a self-evaluation is none."""


def restrict(query: Query, form: Form, *, owner: str) -> None:
    """Departments, years and projects asked for. ``owner`` has kg:department, kg:year and kg:ofProject."""
    if form.departments:
        query.only("departmentName", map(text_term, form.departments))
    named = form.departments or "department" in form.groups or form.subject == "department"
    if named or form.all_departed:
        query.need(f"?{owner} kg:department ?d . ?d rdfs:label ?departmentName .")
    else:
        query.need(f"OPTIONAL {{ ?{owner} kg:department ?d . ?d rdfs:label ?departmentName }}")
    if form.years:
        query.only("year", map(str, form.years))
    if form.projects and form.projects.names:
        query.only("projectName", map(text_term, form.projects.names))
    if form.projects or "project" in form.groups:
        query.need(f"?{owner} kg:ofProject ?p . ?p rdfs:label ?projectName .")
    if form.projects and not form.projects.names:
        query.where(contains("projectName", form.projects.part))
    if form.project_codes:
        query.need(f"?{owner} kg:ofProject ?p . ?p rdfs:label ?projectName .")
        codes = ", ".join(map(text_term, form.project_codes))
        query.where("?p kg:projectCode ?printedCode .", f"FILTER(?printedCode IN ({codes}))")
    for text in form.excluded:
        query.need(f"?{owner} kg:ofProject ?p . ?p rdfs:label ?projectName .")
        query.where(f"FILTER(!CONTAINS(?projectName, {text_term(text)}))")
    if form.organizations:
        query.only("unitName", map(text_term, form.organizations))
        query.need(
            f"?{owner} kg:ofProject ?p . ?p rdfs:label ?projectName .",
            "?p kg:implementingUnit ?u . ?u rdfs:label ?unitName .",
        )


def contains(variable: str, part: str) -> str:
    """A filter for names that hold a text."""
    return f"FILTER(CONTAINS(?{variable}, {text_term(part)}))"


def mentions(variable: str, part: str) -> str:
    """A filter for prose that holds a text, whatever the case of its letters."""
    return f"FILTER(CONTAINS(LCASE(?{variable}), {text_term(part.lower())}))"


def with_kinds(query: Query, kinds: Sequence[str]) -> None:
    """Rows of one of these kinds of indicator."""
    labels = [label for kind in kinds for label in level1_labels(kind)]
    if labels and not all(map(level1_labels, kinds)):
        raise Unread("一级指标和二级指标请分开问")
    if labels:
        query.only("level1", map(text_term, labels))
        query.need("?t kg:level1 ?level1 .")
        return
    names = dict.fromkeys(name for kind in kinds for name in narrower_kinds(kind))
    query.only("kind", (f"kinds:{name}" for name in names))
    query.need("?t kg:indicatorKind ?kind .")


def with_indicator(query: Query, match: Match) -> None:
    """Rows of indicators named so."""
    query.need("?t kg:subject ?subject .")
    if match.names:
        query.only("subject", map(text_term, match.names))
    else:
        query.where(contains("subject", match.part))


def compare_values(query: Query, comparisons: Sequence[Comparison], *, printed: bool = False) -> None:
    """What the target sets, in its base unit, compared: of a range the end that decides.

    ``printed``: the unit is named apart, so that a number without one is a number of those.
    """
    for comparison in comparisons:
        if printed and comparison.kind is None:
            query.need("?t kg:value ?printedValue .")
            compare(query, "printedValue", [comparison])
            continue
        if comparison.kind is None:
            query.need("OPTIONAL { ?t kg:quantityKind ?quantity }")
            query.where('FILTER(COALESCE(?quantity, "count") IN ("count", "people"))')
        else:
            query.need(f"?t kg:quantityKind {text_term(comparison.kind)} .")
        if comparison.base_unit:
            query.need(f"?t kg:baseUnit {text_term(comparison.base_unit)} .")
        query.need("OPTIONAL { ?t kg:baseValue ?baseValue }")
        if comparison.kind is None:
            query.need("OPTIONAL { ?t kg:value ?plainValue }")
        end, name = ("maximum", "highest") if comparison.operator in "<≤" else ("minimum", "lowest")
        query.need(f"OPTIONAL {{ ?t kg:{end} ?{end} }}")
        plain = ", ?plainValue" if comparison.kind is None else ""
        query.where(f"BIND(COALESCE(?baseValue, ?{end}{plain}) AS ?{name})")
        sign = {"≤": "<=", "≥": ">="}.get(comparison.operator, comparison.operator)
        query.where(f"FILTER(?{name} {sign} {number_term(comparison.value)})")
        if comparison.kind == "duration" and comparison.operator in "<≤":
            query.need("OPTIONAL { ?t kg:operator ?operator }")
            query.where(
                "FILTER(!BOUND(?operator) || ?operator NOT IN (operators:at-least, operators:more-than))"
            )


def compare(query: Query, variable: str, comparisons: Sequence[Comparison]) -> None:
    """A bound number compared."""
    for comparison in comparisons:
        sign = {"≤": "<=", "≥": ">="}.get(comparison.operator, comparison.operator)
        query.where(f"FILTER(?{variable} {sign} {number_term(comparison.value)})")


def of(form: Form, *attributes: str) -> list[Comparison]:
    """The comparisons with one of these attributes."""
    return [comparison for comparison in form.comparisons if comparison.attribute in attributes]


def order_by(query: Query, form: Form, variable: str) -> None:
    """Order by a variable; the one largest or smallest with all that equal it."""
    descending = not form.ascending
    query.order.insert(0, f"DESC(?{variable})" if descending else f"?{variable}")
    if form.limit is not None and form.limit != 1:
        if form.groups:
            raise Unread("每一组里只能问最大或最小的一个")
        query.limit = form.limit
    if form.limit == 1:
        grouping = [GROUP_COLUMNS[group][0] for group in form.groups]  # 各部门最大的项目: the one of each
        inner = "\n".join(query.body(3, frozenset({variable, *grouping})))
        edge = "MAX" if descending else "MIN"
        keys = " ".join(f"?{name}" for name in grouping)
        grouped = f"\n    GROUP BY {keys}" if keys else ""
        query.before.append(
            f"{{\n    SELECT {keys} ({edge}(?{variable}) AS ?edge)\n    WHERE {{\n{inner}\n    }}{grouped}\n  }}"
        )
        query.where(f"FILTER(?{variable} = ?edge)")
