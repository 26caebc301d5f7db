"""The sections of the project page: money, goals, indicators by level, other parts of the form, findings."""

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from kg.explorer.address import AUDIT, PROJECT, SEARCH, href
from kg.explorer.audited import audit_state, findings_by_place, is_audited, rule_of, rule_title
from kg.explorer.facets import concept_label
from kg.explorer.forms import nodes_in
from kg.explorer.markup import Cell, Line, anchor, note, number, severity_html, show, table_html
from kg.explorer.nodes import Node, first, first_text, labels, linked, short
from kg.explorer.opened import Graph
from kg.explorer.results import results_of
from kg.explorer.targets import Row
from kg.explorer.wording import SEVERITIES, escape, money_text, shorten, value_text
from kg.vocabulary import load_scheme

_PHASES: Final = {"": "金额", "initial": "年初", "full-year": "全年", "executed": "执行"}
_PART_KINDS: Final = {"project": "项目", "structure": "支出结构", "activity": "活动", "procurement": "采购"}


def money_section(graph: Graph, forms: Mapping[str, Node]) -> None:
    """Amounts by source and phase in 万元, sources in the order of the vocabulary; each once for all forms."""
    table: dict[str, dict[str, str]] = {}
    order = {concept.label: place for place, concept in enumerate(load_scheme("funding"))}
    for node in nodes_in(graph, forms, "Funding").values():
        concept = first_text(node, "fundingSource")
        source = concept_label("funding", concept) if concept else first_text(node, "sourceText")
        amount = first(node, "amount")
        phase = first_text(node, "phase").rsplit("/", 1)[-1]
        table.setdefault(source, {})[phase] = money_text(None if isinstance(amount, str) else amount)
    if not table:
        return
    st.markdown("##### 资金（万元）")
    sources = sorted(table, key=lambda source: (order.get(source, len(order)), source))
    lines: list[Line] = [
        [source, *(number(table[source].get(phase, "")) for phase in _PHASES)] for source in sources
    ]
    show(f'<div style="max-width:640px">{table_html(["来源", *_PHASES.values()], lines)}</div>')


def goals_section(graph: Graph, forms: Mapping[str, Node]) -> None:
    """The goals in words."""
    goals = sorted(
        {
            (first_text(node, "horizon"), first_text(node, "goalLabel"), first_text(node, "text"))
            for node in nodes_in(graph, forms, "Goal").values()
        }
    )
    if goals:
        st.markdown("##### 目标")
        lines: list[Line] = [
            [Cell(horizon, look="n"), Cell(name, look="n"), text] for horizon, name, text in goals
        ]
        show(table_html(["期限", "编号", "内容"], lines))


def indicators_section(graph: Graph, rows: Sequence[Row], forms: Mapping[str, Node]) -> None:
    """The rows by level, with what self-evaluations report."""
    st.markdown(f"##### 指标（{len(rows)} 条）")
    if not rows:
        note("没有指标行。")
        return
    results = results_of(graph, [row.iri for row in rows])
    before: tuple[str, str, str] = ("", "", "")
    lines: list[Line] = []
    for row in rows:
        form = first_text(forms.get(first_text(row.node, "inForm"), {}), "formKind")
        levels = form, row.text("level1"), row.text("level2")
        result = results.get(row.iri, {})
        lines.append(
            [
                Cell("" if len(forms) < 2 or form == before[0] else form, look="n"),
                Cell(shorten(row.text("goalLabel"), 12), look="n g"),
                Cell("" if levels[:2] == before[:2] else levels[1], look="n"),
                Cell("" if levels == before else levels[2], look="n"),
                Cell(row.text("name") or "（没有名称）", href(SEARCH, row=short(row.iri))),
                row.text("targetText"),
                Cell(row.operator, look="n"),
                number(value_text(row.value)),
                Cell(row.text("unitText"), look="n"),
                row.text("valueLastYear"),
                value_text(first(result, "actualText")),
                number(row.text("weight")),
                number(value_text(first(result, "score"))),
                Cell("待核" if first(row.node, "confident") is False else "", look="n kg-warning"),
                Cell(row.where, _source_link(row), "n"),
            ]
        )
        before = levels
    headings = [
        "表", "对应目标", "一级指标", "二级指标", "三级指标", "目标值（原文）", "运算符", "取值", "单位", "上年值",
        "实际完成", "分值", "得分", "待核", "原件",
    ]  # fmt: skip
    show(table_html(headings, lines))


def parts_section(graph: Graph, forms: Mapping[str, Node]) -> None:
    """Projects, structure, activities and purchases that the forms list, and the problems they report."""
    parts = nodes_in(graph, forms, "FormPart").values()
    if parts:
        kinds = list(_PART_KINDS)

        def rank(node: Node) -> int:
            kind = first_text(node, "partKind")
            return kinds.index(kind) if kind in kinds else len(kinds)

        st.markdown("##### 表内分项（万元）")
        lines: list[Line] = [
            [
                Cell(_PART_KINDS.get(first_text(node, "partKind"), "其他"), look="n"),
                first_text(node, "rdfs:label"),
                first_text(node, "category"),
                _amount(node, "amount"),
                _amount(node, "fiscalAmount"),
                first_text(node, "note"),
            ]
            for node in sorted(parts, key=rank)
        ]
        show(table_html(["分项", "名称", "类别", "金额", "其中财政", "备注"], lines, height=420))
    problems = nodes_in(graph, forms, "Problem").values()
    if problems:
        st.markdown("##### 自评反映的问题")
        reported: list[Line] = [
            [first_text(node, "problemType"), first_text(node, "text"), first_text(node, "suggestion")]
            for node in problems
        ]
        show(table_html(["类别", "问题", "建议"], reported))


def findings_section(graph: Graph, rows: Sequence[Row], forms: Mapping[str, Node]) -> None:
    """Findings on the forms and their rows; alike ones are one line with all their places."""
    documents = labels(graph, linked(forms.values(), "inDocument"))
    places = {(row.document, first(row.node, "line")): href(SEARCH, row=short(row.iri)) for row in rows}
    for form in forms.values():
        places.setdefault((documents.get(first_text(form, "inDocument"), ""), first(form, "line")), "")
    by_place = findings_by_place(graph)
    found: dict[tuple[str, str, str], list[tuple[int, str, str]]] = {}
    for (document, line), link in places.items():
        if isinstance(line, int):
            for finding in by_place.get((document, line), ()):
                alike = found.setdefault((finding.severity, finding.code, finding.message), [])
                alike.append((line, finding.where, link))
    count = sum(len(lines) for lines in found.values())
    st.markdown(f"##### 问题（{count} 个）")
    audit_state(graph)
    if not found:
        if is_audited(graph):
            note("没有发现问题。")
        return
    lines: list[Line] = []
    order = list(SEVERITIES)
    for severity, code, message in sorted(found, key=lambda key: (order.index(key[0]), key[1:])):
        rule = rule_of(code)
        at = sorted(found[severity, code, message])
        where = [anchor(words, link) if link else escape(words) for _, words, link in at]
        lines.append(
            [
                Cell(severity_html(severity), look="n", safe=True),
                Cell(rule_title(code), href(AUDIT, code=code)),
                message,
                Cell("、".join(where), safe=True),
                rule.advice if rule else "",
            ]
        )
    show(table_html(["程度", "问题", "具体情况", "位置", "建议"], lines))


def _source_link(row: Row) -> str:
    project = first_text(row.node, "ofProject") or first_text(row.node, "inForm")
    return href(PROJECT, project=short(project), row=short(row.iri))


def _amount(node: Node, name: str) -> Cell:
    amount = first(node, name)
    return number("" if amount is None or isinstance(amount, str) else money_text(amount))
