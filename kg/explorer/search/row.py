"""The panel of one indicator row: what is printed and where, how it was taken apart, and what others set."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from kg.check import Audited
from kg.explorer.address import AUDIT, NETWORK, PROJECT, SEARCH, href
from kg.explorer.audited import audit_state, findings_at, is_audited, rule_of, rule_title
from kg.explorer.looks.markup import Cell, Line, anchor, facts_html, note, severity_html, show, table_html
from kg.explorer.looks.wording import escape, value_text
from kg.explorer.nodes import Node, first, first_text, short
from kg.explorer.opened import Graph
from kg.explorer.rows.doubts import reasons_of_row
from kg.explorer.rows.results import results_of
from kg.explorer.rows.source import FIELDS, field_word, places_of_row, source_section, spans_of_row
from kg.explorer.rows.targets import Row, read_targets
from kg.explorer.search.elsewhere import elsewhere_section
from kg.explorer.search.segments import segments_html
from kg.model import Place, Span
from kg.places import place_in_words


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where the panel leads: the list without it, the rows before and behind (empty where there is none), and where
    in the list this row stands."""

    closed: str
    before: str = ""
    behind: str = ""
    where: str = ""


def row_panel(graph: Graph, iri: str, neighbours: Neighbours) -> None:
    """Everything known of one row."""
    found = read_targets(graph, [iri])
    if not found or "targetText" not in found[0].node:
        st.info("地址里的这一行在图谱里找不到，可能图谱已重新生成。请重新检索。")
        return
    row = found[0]
    result = results_of(graph, [iri]).get(iri, {})
    with st.container(border=True):
        show(_head(row, neighbours))
        left, right = st.columns([1, 1.1], gap="large")
        with left:
            show(segments_html(row))
            _facts(row, result)
        with right:
            source_section(graph, row)
        _findings(graph, row)
        _reasons(graph, row)
        elsewhere_section(graph, iri)
        _printed(row, result)


def _head(row: Row, neighbours: Neighbours) -> str:
    links = [
        anchor(words, link)
        for words, link in (
            ("‹ 上一条", neighbours.before), ("下一条 ›", neighbours.behind), ("✕ 关闭", neighbours.closed)
        )
        if link
    ]  # fmt: skip
    where = f'<span class="kg-note">{escape(neighbours.where)}</span>' if neighbours.where else ""
    name = escape(row.text("name") or "（没有指标名称）")
    return (
        f'<div class="kg-pager kg-open" data-row="{escape(short(row.iri))}" tabindex="-1" role="group" '
        f'aria-label="打开的指标行" style="justify-content:space-between"><div><b style="font-size:18px">{name}</b>　'
        f'{_marks(row)}</div><div class="kg-pager">{where}{"".join(links)}</div></div>'
    )


def _marks(row: Row) -> str:
    sure = first(row.node, "confident")
    words = f"把握 {row.text('confidence')}" + ("，待核" if sure is False else "")
    links = [anchor("在图谱中看", href(NETWORK, node=short(first_text(row.node, "ofConcept"))))]
    return (
        f'<span class="kg-tag">{escape(words)}</span>　{"　".join(links)}'
        if row.node.get("ofConcept")
        else ""
    )


def _facts(row: Row, result: Node) -> None:
    project = first_text(row.node, "ofProject")
    levels = " › ".join(filter(None, (row.text("level1"), row.text("level2"))))
    if first(row.node, "level1Inferred"):
        levels += "（一级由二级推得）"
    show(
        facts_html(
            [
                ("部门", Cell(row.department, href(SEARCH, department=row.department))),
                ("年度", row.text("year")),
                ("项目", Cell(row.project, href(PROJECT, project=short(project)) if project else None)),
                ("期限", row.text("horizon")),
                ("类别", levels),
                ("对应目标", row.text("goalLabel")),
                ("指标说明", row.text("description")),
                ("前年值", row.text("valueYearBeforeLast")),
                ("上年值", row.text("valueLastYear")),
                ("本年目标", row.text("targetText")),
                ("实际完成", value_text(first(result, "actualText"))),
                ("得分", value_text(first(result, "score"))),
                ("分值", row.text("weight")),
                ("依据", row.text("basis")),
            ]
        )
    )


def _printed(row: Row, result: Node) -> None:
    st.markdown("###### 原文和出处")
    spans, places = spans_of_row(row), places_of_row(row)
    cells: list[Line] = []
    for field, (word, name) in FIELDS.items():
        if field not in spans:
            continue
        if field == "operator":
            printed = row.operator
        else:
            printed = value_text(
                first(result, name) if name in ("actualText", "score") else first(row.node, name)
            )
        cells.append([word, printed or "—", field_text(spans[field], places.get(field, ()))])
    cells += [
        [field_word(field), "—", field_text(found, places.get(field, ()))]
        for field, found in spans.items()
        if field not in FIELDS
    ]
    note(f"文件 {row.document}，{row.where}。整行原文（单元格之间用竖线隔开）：")
    printed_row = " │ ".join(row.text("printedText").replace("\n", " ").split("\t"))
    show(f'<div class="kg-text" style="background:#f6f8fa;padding:6px 10px">{escape(printed_row)}</div>')
    show(table_html(["字段", "读到的内容", "在文件里的位置"], cells))


def field_text(spans: Sequence[Span], places: Sequence[Place]) -> str:
    """Where a field stands: the characters of a text file, the page, cell or paragraph of others."""
    return "；".join(dict.fromkeys(map(place_in_words, places))) if places else place_text(spans)


def place_text(spans: Sequence[Span]) -> str:
    """Where characters stand, for people: 第 12 行第 5～10 字 (1-based, both ends in)."""
    return "；".join(
        f"{f'第 {span.page} 页' if span.page is not None else ''}第 {span.line} 行第 {_ends(span)} 字"
        for span in spans
    )


def _ends(span: Span) -> str:
    return f"{span.end}" if span.end - span.start == 1 else f"{span.start + 1}～{span.end}"


def _reasons(graph: Graph, row: Row) -> None:
    if first(row.node, "confident") is not False:
        return
    st.markdown("###### 为什么待核")
    reasons = reasons_of_row(graph, row)
    show(table_html(["原因", "核对什么"], [[reason.text, reason.advice] for reason in reasons]))


def _findings(graph: Graph, row: Row) -> None:
    line = first(row.node, "line")
    found = findings_at(graph, row.document, line if isinstance(line, int) else 0)
    if not is_audited(graph):
        audit_state(graph)
    if not found:
        return
    st.markdown("###### 这一行的问题")
    show(findings_html(found))


def findings_html(findings: Sequence[Audited]) -> str:
    """Findings with advice and basis."""
    cells: list[Line] = []
    for finding in findings:
        rule = rule_of(finding.code)
        cells.append(
            [
                Cell(severity_html(finding.severity), look="n", safe=True),
                Cell(rule_title(finding.code), href(AUDIT, code=finding.code)),
                finding.message,
                rule.advice if rule else "",
                rule.basis if rule else "",
            ]
        )
    return table_html(["程度", "问题", "具体情况", "建议", "依据"], cells)
