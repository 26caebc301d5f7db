"""One project, or the form of a whole department: its head and all that its forms print."""

import streamlit as st

from kg.explorer.address import NETWORK, PROJECT, SEARCH, chosen, href, pick
from kg.explorer.facets import find_departments, find_projects
from kg.explorer.forms import forms_of, printed_form, rows_of, whole_forms
from kg.explorer.markup import Cell, anchor, facts_html, note, show
from kg.explorer.nodes import Node, find_nodes, first, first_text, full, labels, linked, short
from kg.explorer.opened import Graph
from kg.explorer.parts import (
    findings_section,
    goals_section,
    indicators_section,
    money_section,
    parts_section,
)
from kg.explorer.projects import missing_kinds, project_list
from kg.explorer.source import source_section
from kg.explorer.targets import Row
from kg.explorer.wording import WHOLE_DEPARTMENT, escape, money_text, one_line, value_text


def project_page(graph: Graph) -> None:
    """The whole page."""
    iri = _choose(graph)
    if not iri:
        return
    node = find_nodes(graph, [iri]).get(iri, {})
    forms = {iri: node} if "formKind" in node else forms_of(graph, iri)
    if not forms:
        st.info("地址里的项目在图谱里找不到，可能图谱已重新生成。请在上面重新选择。")
        return
    rows = rows_of(graph, forms)
    _head(graph, iri, node, forms)
    _source(graph, rows)
    money_section(graph, forms)
    _plans(forms)
    goals_section(graph, forms)
    indicators_section(graph, rows, forms)
    parts_section(graph, forms)
    findings_section(graph, rows, forms)
    st.markdown("##### 原表")
    for form, known in forms.items():
        printed_form(graph, form, known, rows)


def _choose(graph: Graph) -> str:
    iri = full(chosen("project")) if chosen("project") else ""
    if iri and not chosen("department"):
        # a link names the project only; the lists then show where it belongs
        node = find_nodes(graph, [iri]).get(iri, {})
        st.query_params["department"] = next(iter(labels(graph, linked([node], "department")).values()), "")
    columns = st.columns([1.2, 0.6, 2.6])
    with columns[0]:
        department = pick("部门", "department", list(find_departments(graph)), drop=("project", "year")) or ""
    names = {short(form): (WHOLE_DEPARTMENT, year) for form, year in whole_forms(graph, department).items()}
    names |= {
        short(project): (name, year) for project, (name, _, year) in find_projects(graph, department).items()
    }
    years = sorted({str(year) for _, year in names.values()}, reverse=True)
    with columns[1]:
        year = pick("年度", "year", years, drop=("project",)) or ""
    options = [known for known, (_, its_year) in names.items() if not year or str(its_year) == year]
    with columns[2]:
        picked = pick(
            f"项目（{len(options)} 个，可输入名称的一部分；“部门整体”是整体支出绩效目标表）",
            "project",
            options,
            shown=lambda known: f"{one_line(names[known][0])}（{names[known][1]}）",
        )
    if not picked and not iri:
        note("点一个项目，看它的资金、目标、指标、问题和原表。")
        project_list(graph, [full(known) for known in options])
    return full(picked) if picked else iri


def _head(graph: Graph, iri: str, node: Node, forms: dict[str, Node]) -> None:
    names = labels(graph, linked([node], "department", "implementingUnit", "supervisingDepartment"))
    department = names.get(first_text(node, "department"), "")
    same = find_nodes(graph, linked([node], "sameProjectAs"))
    others = "　".join(
        anchor(f"{value_text(first(other, 'year'))} 年", href(PROJECT, project=short(known)))
        for known, other in same.items()
    )
    start, end = (value_text(first(node, name)) for name in ("startYear", "endYear"))
    missing = missing_kinds(node) if "rdfs:label" in node else ""
    rate = _printed(forms, "executionRate")
    title = one_line(first_text(node, "rdfs:label")) or f"{department}{first_text(node, 'formKind')}"
    center = iri if "rdfs:label" in node else first_text(node, "department")
    link = anchor("在图谱中看", href(NETWORK, node=short(center)))
    show(f'<b style="font-size:19px">{escape(title)}</b>　<span style="font-size:14px">{link}</span>')
    show(
        facts_html(
            [
                ("部门", Cell(department, href(PROJECT, department=department))),
                ("年度", value_text(first(node, "year"))),
                ("实施单位", names.get(first_text(node, "implementingUnit"), "")),
                ("主管部门", names.get(first_text(node, "supervisingDepartment"), "")),
                ("项目编码", first_text(node, "projectCode")),
                ("项目属性", first_text(node, "attribute")),
                ("起止年度", "～".join(filter(None, (start, end)))),
                ("其他年度", Cell(others, safe=True)),
                ("当年预算", _budget(forms)),
                ("没有的指标", f"{missing}指标" if missing else ""),
                ("执行率", f"{rate}%" if rate else ""),
                (
                    "自评总分",
                    " ".join(filter(None, (_printed(forms, "totalScore"), _printed(forms, "grade")))),
                ),
            ]
        )
    )


def _source(graph: Graph, rows: list[Row]) -> None:
    """The source of the row that the address names."""
    wanted = full(chosen("row")) if chosen("row") else ""
    row = next((row for row in rows if row.iri == wanted), None)
    if row is None:
        return
    choices = {name: chosen(name) for name in ("department", "year", "project")}
    links = anchor("看这一行怎样读出", href(SEARCH, row=short(row.iri))) + "　"
    links += anchor("收起", href(PROJECT, **choices))
    with st.container(border=True):
        show(f"<b>{escape(row.text('name'))}　{escape(row.text('targetText'))}</b>　{links}")
        note(f"文件 {row.document}，{row.where}")
        source_section(graph, row)


def _plans(forms: dict[str, Node]) -> None:
    for word, name in (("资金计划", "fundingPlan"), ("资金用途", "fundingScope")):
        text = _printed(forms, name)
        if text:
            show(f'<div class="kg-text kg-plan"><span>{word}</span>　{escape(text)}</div>')


def _printed(forms: dict[str, Node], name: str) -> str:
    """What the forms print of a property, each text once."""
    return "；".join(
        dict.fromkeys(text for form in forms.values() if (text := value_text(first(form, name))))
    )


def _budget(forms: dict[str, Node]) -> str:
    amounts = [
        amount
        for form in forms.values()
        if not isinstance(amount := first(form, "budget"), (str, type(None)))
    ]
    return f"{money_text(max(amounts))} 万元" if amounts else ""
