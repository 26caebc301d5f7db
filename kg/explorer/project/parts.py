"""The sections of the project page below its form: money, results, other parts of the form, findings."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

import streamlit as st

from kg.explorer.address import AUDIT, SEARCH, href
from kg.explorer.audited import audit_state, findings_at, is_audited, rule_of, rule_title
from kg.explorer.looks.bars import Bar, Part, bars_html, legend_html
from kg.explorer.looks.markup import Cell, Line, anchor, note, number, severity_html, show, table_html
from kg.explorer.looks.wording import SEVERITIES, escape, money_text
from kg.explorer.nodes import Node, first, first_text, labels, linked, short
from kg.explorer.opened import Graph
from kg.explorer.project.forms import nodes_in
from kg.explorer.project.printed import money_table
from kg.explorer.rows.targets import Row

_MET, _MISSED, _UNKNOWN = 2, 6, 5
_PART_KINDS: Final = {
    "task": "工作任务",
    "project": "项目",
    "structure": "支出结构",
    "earlier": "以前年度",
    "activity": "活动",
    "procurement": "采购",
}


def money_section(graph: Graph, forms: Mapping[str, Node]) -> None:
    """Amounts by source and phase in 万元 as bars; each once for all forms. Nothing where one amount says it all."""
    table = money_table(list(nodes_in(graph, forms, "Funding").values()))
    phases = list(dict.fromkeys(phase for amounts in table.values() for phase in amounts))
    bars = [
        Bar(
            f"{source}　{phase}".strip(),
            money_text(amount),
            [Part(amount, phases.index(phase), f"{source}{phase} {money_text(amount)} 万元")],
        )
        for source, amounts in table.items()
        for phase, amount in amounts.items()
        if isinstance(amount, (Decimal, int)) and amount
    ]
    st.markdown("##### 资金来源和阶段（万元）")
    if not bars:
        note("绩效表里没有印出资金。")
        return
    legend = (
        legend_html((phase or "未分阶段", at) for at, phase in enumerate(phases)) if len(phases) > 1 else ""
    )
    show(bars_html(bars) + legend)


def results_section(forms: Mapping[str, Node]) -> None:
    """How many rows of each form report a value, and whether it meets the target (the graph's own counts)."""
    counted = {iri: form for iri, form in forms.items() if _count(form, "resultCount")}
    if not counted:
        return
    st.markdown("##### 自评结果")
    bars = []
    for form in counted.values():
        reported, met, missed = (_count(form, name) for name in ("resultCount", "metCount", "missedCount"))
        parts = [
            Part(met, _MET, f"达到目标 {met} 条"),
            Part(missed, _MISSED, f"没有达到 {missed} 条"),
            Part(reported - met - missed, _UNKNOWN, f"不能直接比较 {reported - met - missed} 条"),
        ]
        bars.append(Bar(first_text(form, "formKind"), f"{reported} 条有实际值", parts))
    legend = [("✓ 达到目标", _MET), ("✗ 没有达到", _MISSED), ("不能直接比较", _UNKNOWN)]
    show(bars_html(bars) + legend_html(legend))


def _count(form: Node, name: str) -> int:
    count = first(form, name)
    return count if isinstance(count, int) else 0


def parts_section(graph: Graph, forms: Mapping[str, Node]) -> None:
    """Projects, structure, activities and purchases that the forms list, and the problems they report."""
    parts = nodes_in(graph, forms, "FormPart").values()
    if parts:
        kinds = list(_PART_KINDS)

        def rank(node: Node) -> tuple[int, str, int]:
            kind = first_text(node, "partKind")
            form = first_text(node, "inForm")
            return kinds.index(kind) if kind in kinds else len(kinds), form, _count(node, "position")

        st.markdown("##### 表内分项（万元）")
        lines: list[Line] = [
            [
                Cell(_PART_KINDS.get(first_text(node, "partKind"), "其他"), look="n"),
                first_text(node, "rdfs:label"),
                first_text(node, "year") or first_text(node, "category"),
                _amount(node, "amount"),
                _amount(node, "fiscalAmount"),
                first_text(node, "note"),
            ]
            for node in sorted(parts, key=rank)
        ]
        show(table_html(["分项", "名称", "类别或年度", "金额", "其中财政", "备注"], lines, height=420))
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
    found: dict[tuple[str, str, str], list[tuple[int, str, str]]] = {}
    for (document, line), link in places.items():
        if isinstance(line, int):
            for finding in findings_at(graph, document, line):
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
        where = [
            f'<span class="kg-nowrap">{anchor(words, link) if link else escape(words)}</span>'
            for _, words, link in at
        ]
        lines.append(
            [
                Cell(severity_html(severity), look="n", safe=True),
                Cell(rule_title(code), href(AUDIT, code=code), "s"),
                Cell(message, look="w"),
                Cell("、".join(where), safe=True),
                Cell(rule.advice if rule else "", look="w g"),
            ]
        )
    show(table_html(["程度", "问题", "具体情况", "位置", "建议"], lines))


def _amount(node: Node, name: str) -> Cell:
    amount = first(node, name)
    return number("" if amount is None or isinstance(amount, str) else money_text(amount))
