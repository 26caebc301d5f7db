"""The first page: what is loaded, how much of it can be evaluated, money and indicators by department."""

from collections import Counter
from decimal import Decimal
from typing import Final

import streamlit as st

from kg.check import Evaluability
from kg.errors import KgError
from kg.explorer.address import AUDIT, PROJECT, SEARCH, href
from kg.explorer.audited import audit_state, find_evaluability, find_findings, is_audited
from kg.explorer.charts import indicators_chart, money_chart
from kg.explorer.facets import find_departments
from kg.explorer.index import all_targets, find_column
from kg.explorer.markup import Cell, Line, cards_html, note, number, problem, show, table_html
from kg.explorer.money import Owner, project_money, whole_money
from kg.explorer.opened import Graph
from kg.explorer.wording import NOTHING, count_text, money_text, share_text

NO_DEPARTMENT: Final = "（部门不明）"
_PROJECTS = """
SELECT ?department ?year (COUNT(DISTINCT ?p) AS ?count) WHERE {
  ?p a kg:Project ; kg:department ?d ; kg:year ?year . ?d rdfs:label ?department
} GROUP BY ?department ?year"""
_DOCUMENTS = """
SELECT DISTINCT ?title ?department ?year ?forms ?indicators ?quantified WHERE {
  ?file a kg:Document ; dct:title ?title ; kg:year ?year ; kg:formCount ?forms ; kg:indicatorCount ?indicators ;
    kg:quantifiedCount ?quantified .
  OPTIONAL { ?file kg:department ?d . ?d rdfs:label ?department }
} ORDER BY ?department ?year ?title"""


def overview_page(graph: Graph) -> None:
    """The whole page."""
    audit_state(graph)
    counts = _counts(graph)
    projects = {_owner(row[0], row[1]): _int(row[2]) for row in graph.select(_PROJECTS).rows}
    documents = graph.select(_DOCUMENTS).rows
    evaluable = {(item.department, item.year): item for item in _evaluability(graph)}
    owners = sorted({*counts, *projects})
    rows = sum(count for count, _ in counts.values())
    good = sum(item.evaluable for item in evaluable.values())
    findings = find_findings(graph)
    done = is_audited(graph)
    problems = count_text(len(findings)) if done else "……"
    severe = sum(finding.severity == "violation" for finding in findings)
    show(
        cards_html(
            [
                ("份文件", count_text(len(documents)), None),
                ("个部门", count_text(len({name for name, _ in owners})), None),
                ("个项目", count_text(sum(projects.values())), href(PROJECT)),
                ("条指标", count_text(rows), href(SEARCH)),
                ("指标可评价", share_text(good, rows), None),
                (
                    "条指标待核",
                    count_text(sum(doubts for _, doubts in counts.values())),
                    href(SEARCH, sure="no"),
                ),
                (f"个问题（严重 {count_text(severe)}）" if done else "审核中", problems, href(AUDIT)),
            ]
        )
    )
    st.markdown("##### 部门和年度")
    money, whole = project_money(graph), whole_money(graph)
    lines: list[Line] = []
    for owner in owners:
        department, year = owner
        count, doubts = counts.get(owner, (0, 0))
        item = evaluable.get(owner)
        reasons = "，".join(f"{why} {n}" for why, n in item.reasons.items()) if item else ""
        place = {"department": department, "year": year}
        lines.append(
            [
                Cell(department, href(SEARCH, department=department)),
                Cell(str(year), look="n"),
                number(projects.get(owner, 0), href(PROJECT, **place)),
                number(count_text(count), href(SEARCH, **place)),
                number(share_text(item.evaluable, item.targets) if item else NOTHING),
                Cell(reasons, look="g"),
                number(doubts, href(SEARCH, **place, sure="no") if doubts else None),
                number(money_text(money.get(owner))),
                number(money_text(whole.get(owner))),
            ]
        )
    headings = [
        "部门",
        "年度",
        "项目",
        "指标",
        "可评价",
        "其余原因",
        "待核",
        "项目预算（万元）",
        "整体支出（万元）",
    ]
    show(table_html(headings, lines, height=420))
    note(
        "可评价：有日期，或数值、单位、运算符三样齐全。项目预算：各项目绩效表印出的当年预算之和，一个项目只算一次；"
        "整体支出：部门整体表印出的总额。没有印出的写作 —。"
    )
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("##### 各部门指标的类别")
        indicators_chart(graph)
    with right:
        st.markdown("##### 各部门项目预算（万元）")
        money_chart({owner: amount for owner, amount in money.items() if amount})
    st.markdown("##### 文件")
    by_document: dict[str, int] = {}
    for finding in findings:
        by_document[finding.document] = by_document.get(finding.document, 0) + 1
    show(
        table_html(
            ["文件", "部门", "年度", "绩效表", "指标", "其中定量", "问题"],
            [
                [
                    str(title),
                    str(department or NO_DEPARTMENT),
                    Cell(str(year), look="n"),
                    number(forms),
                    number(indicators),
                    number(share_text(_int(quantified), _int(indicators))),
                    number(by_document.get(str(title), 0) if done else "", href(AUDIT, document=title)),
                ]
                for title, department, year, forms, indicators, quantified in documents
            ],
            height=420,
        )
    )


def _counts(graph: Graph) -> dict[Owner, tuple[int, int]]:
    """Rows and doubtful rows of every department and year."""
    names = {iri: name for name, iri in find_departments(graph).items()}
    departments, years = find_column(graph, "department"), find_column(graph, "year")
    sure = find_column(graph, "confident")
    rows, doubts = Counter[Owner](), Counter[Owner]()
    for target in all_targets(graph):
        owner = _owner(names.get(str(departments.get(target)), NO_DEPARTMENT), years.get(target))
        rows[owner] += 1
        doubts[owner] += sure.get(target) is False
    return {owner: (count, doubts[owner]) for owner, count in rows.items()}


def _evaluability(graph: Graph) -> list[Evaluability]:
    try:
        return find_evaluability(graph)
    except KgError as error:
        problem(str(error))
        return []


def _owner(department: object, year: object) -> Owner:
    return str(department), _int(year)


def _int(value: object) -> int:
    return int(value) if isinstance(value, (int, Decimal)) else 0
