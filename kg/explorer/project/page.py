"""One project, or the form of a whole department: its head and all that its forms print."""

from typing import Final

import streamlit as st

from kg.explorer.address import DEPARTMENT, NETWORK, PROJECT, SEARCH, chosen, href, pick, write_text
from kg.explorer.figures.changes import changes_section
from kg.explorer.figures.directory import find_entries
from kg.explorer.figures.projects import missing_kinds, project_list
from kg.explorer.looks.markup import Cell, anchor, cards_html, facts_html, links_html, note, show, title
from kg.explorer.looks.wording import (
    WHOLE_DEPARTMENT,
    count_text,
    escape,
    money_text,
    one_line,
    plain_label,
    share_text,
    value_text,
)
from kg.explorer.nodes import Node, find_nodes, first, first_text, full, labels, linked, short
from kg.explorer.opened import Graph
from kg.explorer.project.forms import forms_of, nodes_in, printed_form, rows_of
from kg.explorer.project.handed import form_buttons
from kg.explorer.project.parts import findings_section, money_section, parts_section, results_section
from kg.explorer.project.peers import peers_section
from kg.explorer.project.printed import Printed, form_html
from kg.explorer.rows.results import results_of
from kg.explorer.rows.source import source_section
from kg.explorer.rows.targets import Row

_FEW_ROWS: Final = 60
_MOST_LISTED: Final = 400


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
    department = _head(graph, iri, node)
    _cards(rows, forms)
    _source(graph, rows)
    form_buttons(graph, iri, forms)
    _forms(graph, rows, forms)
    left, right = st.columns(2, gap="large")
    with left:
        money_section(graph, forms)
    with right:
        results_section(forms)
        parts_section(graph, forms)
    findings_section(graph, rows, forms)
    _changes(graph, iri, node, department)
    if "rdfs:label" in node:
        peers_section(graph, iri, first_text(node, "rdfs:label"), department)
    st.markdown("##### 原文")
    for form, known in forms.items():
        printed_form(graph, form, known, rows)


def _forms(graph: Graph, rows: list[Row], forms: dict[str, Node]) -> None:
    """The forms as they are printed, the first one open where there are several with many rows."""
    funding, goals = nodes_in(graph, forms, "Funding"), nodes_in(graph, forms, "Goal")
    results = results_of(graph, [row.iri for row in rows])
    titles = labels(graph, linked(forms.values(), "inDocument"))
    for at, (iri, form) in enumerate(forms.items()):
        own = [row for row in rows if first_text(row.node, "inForm") == iri]
        where = titles.get(first_text(form, "inDocument"), "")
        printed = Printed(
            form,
            [node for node in funding.values() if first_text(node, "inForm") == iri],
            dict(sorted(_in_form(goals, iri).items(), key=lambda item: int(first(item[1], "position") or 0))),
            own,
            results,
        )
        if at == 0 or len(rows) <= _FEW_ROWS:
            st.markdown(f"##### {plain_label(first_text(form, 'formKind'))}（{len(own)} 条指标）")
            show(form_html(printed))
            note(f"按原表内容重排。文件：{where}。点指标名称看读法，点“原件”看原文位置。")
        else:
            with st.expander(plain_label(f"{first_text(form, 'formKind')}（{len(own)} 条指标，{where}）")):
                show(form_html(printed))


def _in_form(nodes: dict[str, Node], form: str) -> dict[str, Node]:
    return {iri: node for iri, node in nodes.items() if first_text(node, "inForm") == form}


def _changes(graph: Graph, iri: str, node: Node, department: str) -> None:
    """The same project a year ago, of a whole department its own form."""
    year = first(node, "year")
    if "rdfs:label" not in node or not isinstance(year, int):
        return
    others = find_nodes(graph, linked([node], "sameProjectAs"))
    years = {known for other in others.values() if isinstance(known := first(other, "year"), int)}
    changes_section(graph, years, year, department, iri)


def _choose(graph: Graph) -> str:
    """The project that the address names or the reader chooses, empty where there is none yet."""
    iri = full(chosen("project")) if chosen("project") else ""
    if iri and not chosen("department"):
        # a link names the project only; the lists then show where it belongs
        node = find_nodes(graph, [iri]).get(iri, {})
        st.query_params["department"] = next(iter(labels(graph, linked([node], "department")).values()), "")
    columns = st.columns([1.2, 0.6, 2.6])
    with columns[0]:
        departments = sorted({entry.department for entry in find_entries(graph)})
        department = pick("部门", "department", departments, drop=("project", "year")) or ""
    entries = find_entries(graph, department=department)
    with columns[1]:
        years = sorted({str(entry.year) for entry in entries}, reverse=True)
        year = pick("年度", "year", years, drop=("project",)) or ""
    entries = [entry for entry in entries if year in ("", str(entry.year))]
    picked = None
    with columns[2]:
        if len(entries) <= _MOST_LISTED or iri:
            names = {
                short(e.iri): f"{one_line(e.name) or WHOLE_DEPARTMENT}（{e.year}）"
                for e in entries[:_MOST_LISTED]
            }
            picked = pick(
                f"项目（{count_text(len(entries))} 个，可输入名称的一部分）",
                "project",
                list(names),
                shown=lambda known: names[known],
            )
        else:
            part = write_text(
                "项目名称", "find", placeholder=f"名称的一部分，共 {count_text(len(entries))} 个项目"
            )
            entries = find_entries(graph, department=department, year=year, name=part)
    if not picked and not iri:
        note("点一个项目，看它的绩效目标表、资金、问题、变化和同类项目。")
        project_list(graph, [entry.iri for entry in entries])
    return full(picked) if picked else iri


def _head(graph: Graph, iri: str, node: Node) -> str:
    """The name of the project and what hangs on it; returns the name of its department."""
    names = labels(graph, linked([node], "department", "implementingUnit", "supervisingDepartment"))
    department = names.get(first_text(node, "department"), "")
    year = value_text(first(node, "year"))
    same = find_nodes(graph, linked([node], "sameProjectAs"))
    others = "　".join(
        anchor(f"{value_text(first(other, 'year'))} 年", href(PROJECT, project=short(known)))
        for known, other in sorted(same.items(), key=lambda item: first_text(item[1], "year"))
    )
    missing = missing_kinds(node) if "rdfs:label" in node else ""
    center = iri if "rdfs:label" in node else first_text(node, "department")
    title(
        one_line(first_text(node, "rdfs:label")) or f"{department}{first_text(node, 'formKind')}",
        f"{year} 年",
    )
    place = {"department": department, "year": year}
    show(
        links_html(
            [
                (department, href(DEPARTMENT, **place)),
                ("本部门本年度全部项目", href(PROJECT, **place)),
                ("在图谱中看", href(NETWORK, node=short(center))),
            ]
        )
    )
    units = "、".join(names[unit] for unit in linked([node], "implementingUnit") if unit in names)
    facts: list[tuple[str, str | Cell]] = [
        ("实施单位", units),
        ("主管部门", names.get(first_text(node, "supervisingDepartment"), "")),
        ("其他年度", Cell(others, safe=True)),
        ("没有的指标", f"{missing}指标" if missing else ""),
    ]
    if units or others or missing or facts[1][1]:
        show(facts_html(facts))
    return department


def _cards(rows: list[Row], forms: dict[str, Node]) -> None:
    counted = sum(first(row.node, "lacks") is None for row in rows)
    rate, score = _printed(forms, "executionRate"), _printed(forms, "totalScore")
    given = [
        ("万元当年预算", _budget(forms), None),
        ("条指标", str(len(rows)), None),
        ("指标可评价", share_text(counted, len(rows)), None),
        ("执行率", f"{rate}%" if rate else "", None),
        ("自评总分", " ".join(filter(None, (score, _printed(forms, "grade")))), None),
    ]
    show(cards_html(card for card in given if card[1]))


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
    return money_text(max(amounts)) if amounts else ""
