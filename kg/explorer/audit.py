"""Findings by severity, rule and department, with advice and basis, each leading to its row."""

from collections import Counter
from typing import Final

import streamlit as st

from kg.explorer.address import AUDIT, PROJECT, SEARCH, chosen, chosen_number, href, pick
from kg.explorer.audited import audit_state, find_findings, is_audited, rule_of, rule_title
from kg.explorer.downloads import table_to_csv
from kg.explorer.markup import Cell, Line, anchor, cards_html, note, number, severity_html, show, table_html
from kg.explorer.nodes import literal, short
from kg.explorer.opened import Graph
from kg.explorer.wording import SEVERITIES, count_text, one_line
from kg.findings import Finding

_PAGE: Final = 100
_HEADINGS: Final = ("程度", "编号", "问题", "具体情况", "部门", "文件", "位置", "建议", "依据")


def audit_page(graph: Graph) -> None:
    """The whole page."""
    audit_state(graph)
    if not is_audited(graph):
        return
    everything = find_findings(graph)
    departments = _departments(graph)
    found = _filter(everything, departments)
    counts = Counter[str](finding.severity for finding in found)
    show(
        cards_html(
            (
                SEVERITIES[severity],
                count_text(counts[severity]),
                href(AUDIT, **{**_choices(), "severity": severity}),
            )
            for severity in SEVERITIES
        )
    )
    _rules(found)
    _list(graph, found, departments)


def _choices() -> dict[str, str]:
    return {name: chosen(name) for name in ("severity", "code", "department", "document") if chosen(name)}


def _filter(findings: list[Finding], departments: dict[str, str]) -> list[Finding]:
    columns = st.columns([0.8, 1.6, 1.3, 1.6])
    present = Counter(finding.code for finding in findings)
    codes = sorted(present, key=rule_title)
    with columns[0]:
        severity = pick("程度", "severity", list(SEVERITIES), shown=lambda s: SEVERITIES[s], drop=("start",))
    with columns[1]:
        code = pick(
            "问题",
            "code",
            codes,
            shown=lambda c: f"{rule_title(c)}（{count_text(present[c])}）",
            drop=("start",),
        )
    with columns[2]:
        department = pick("部门", "department", sorted(set(departments.values())), drop=("start",))
    with columns[3]:
        document = pick(
            "文件", "document", sorted({f.document for f in findings}), shown=one_line, drop=("start",)
        )
    return [
        finding
        for finding in findings
        if severity in (None, finding.severity)
        and code in (None, finding.code)
        and document in (None, finding.document)
        and (department is None or departments.get(finding.document) == department)
    ]


def _rules(found: list[Finding]) -> None:
    st.markdown("##### 按规则")
    counts = Counter((finding.code, finding.severity) for finding in found)
    lines: list[Line] = []
    for (code, severity), count in sorted(
        counts.items(), key=lambda item: (_rank(item[0][1]), -item[1], item[0])
    ):
        rule = rule_of(code)
        lines.append(
            [
                Cell(severity_html(severity), look="n", safe=True),
                Cell(rule_title(code), href(AUDIT, **{**_choices(), "code": code})),
                number(count_text(count)),
                rule.advice if rule else "",
                rule.basis if rule else "",
            ]
        )
    show(table_html(["程度", "问题", "次数", "建议", "依据"], lines, height=430))


def _list(graph: Graph, found: list[Finding], departments: dict[str, str]) -> None:
    start = min(chosen_number("start"), max(len(found) - 1, 0) // _PAGE * _PAGE)
    st.markdown(f"##### 逐条（{count_text(len(found))}）")
    if not found:
        note("没有符合条件的问题。")
        return
    shown = found[start : start + _PAGE]
    links = _row_links(graph, shown)
    lines: list[Line] = []
    for finding in shown:
        place = finding.document, finding.line
        lines.append(
            [
                Cell(severity_html(finding.severity), look="n", safe=True),
                rule_title(finding.code),
                finding.message,
                departments.get(finding.document, ""),
                Cell(finding.document, look="g"),
                Cell(finding.where or "全文", links.get(place), "n"),
            ]
        )
    show(table_html(["程度", "问题", "具体情况", "部门", "文件", "位置"], lines))
    words = f"第 {start + 1}～{start + len(shown)} 条"
    if start:
        words += "　" + anchor("上一页", href(AUDIT, **_choices(), start=max(start - _PAGE, 0)))
    if start + _PAGE < len(found):
        words += "　" + anchor("下一页", href(AUDIT, **_choices(), start=start + _PAGE))
    show(words)
    st.download_button(
        "下载 CSV", lambda: _csv(found, departments), "审核问题.csv", "text/csv", on_click="ignore"
    )


def _csv(found: list[Finding], departments: dict[str, str]) -> bytes:
    rows = []
    for finding in found:
        rule = rule_of(finding.code)
        known = (rule.number, rule.title, rule.advice, rule.basis) if rule else ("", finding.code, "", "")
        rows.append(
            (
                SEVERITIES.get(finding.severity, finding.severity),
                known[0],
                known[1],
                finding.message,
                departments.get(finding.document, ""),
                finding.document,
                finding.where,
                known[2],
                known[3],
            )
        )
    return table_to_csv(_HEADINGS, rows)


def _row_links(graph: Graph, findings: list[Finding]) -> dict[tuple[str, int], str]:
    """Where the rows and forms of these places are shown; one question for all."""
    places = sorted({(finding.document, finding.line) for finding in findings if finding.line})
    if not places:
        return {}
    values = " ".join(f"({literal(document)} {line})" for document, line in places)
    answer = graph.store.select(
        f"SELECT ?title ?line ?x ?form WHERE {{ VALUES (?title ?line) {{ {values} }} ?file dct:title ?title ."
        " { ?x prov:wasQuotedFrom ?file ; a kg:PerformanceTarget ; kg:line ?line }"
        " UNION { ?form kg:inDocument ?file ; a kg:Form ; kg:line ?line . OPTIONAL { ?form kg:ofProject ?x } } }"
        " ORDER BY ?x ?form"
    )
    found: dict[tuple[str, int], str] = {}
    for title, line, node, form in answer.rows:
        place = str(title), int(line or 0)
        if form is None:
            found[place] = href(SEARCH, row=short(str(node)))
        else:
            found.setdefault(place, href(PROJECT, project=short(str(node or form))))
    return found


def _departments(graph: Graph) -> dict[str, str]:
    rows = graph.select(
        "SELECT DISTINCT ?title ?name WHERE {"
        " ?file a kg:Document ; dct:title ?title ; kg:department ?d . ?d rdfs:label ?name }"
    ).rows
    return {str(title): str(name) for title, name in rows}


def _rank(severity: str) -> int:
    return list(SEVERITIES).index(severity) if severity in SEVERITIES else 9
