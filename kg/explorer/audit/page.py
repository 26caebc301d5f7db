"""审核: findings by rule, severity, department, year, document and decision; what to do with each; send them back."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

import streamlit as st

from kg.check import STATES, Audited
from kg.explorer.address import AUDIT, chosen, chosen_number, href, pick
from kg.explorer.audit.deciding import bulk_section, decide_section
from kg.explorer.audit.desk import FIELDS, Desk, decisions_problem, desk_of
from kg.explorer.audited import audit_state, is_audited, rule_of, rule_title
from kg.explorer.looks.markup import (
    Cell,
    Line,
    anchor,
    cards_html,
    note,
    number,
    problem,
    severity_html,
    show,
    table_html,
)
from kg.explorer.looks.wording import SEVERITIES, count_text, escape, one_line
from kg.explorer.opened import Graph, graph_directory, is_read_only
from kg.finding_decisions import FILE

_PAGE: Final = 20
_MOST_RULES: Final = 60
_LABELS: Final = {
    "severity": "程度", "code": "问题", "department": "部门", "year": "年度", "document": "文件", "decision": "处理",
}  # fmt: skip
_HEADINGS: Final = (
    "程度", "编号", "问题", "具体情况", "部门", "年度", "项目", "文件", "位置", "建议", "依据", "处理", "理由",
)  # fmt: skip


def audit_page(graph: Graph) -> None:
    """The whole page."""
    audit_state(graph)
    if broken := decisions_problem():
        problem(broken)
        return
    desk = desk_of(graph)
    if not desk.findings:
        if is_audited(graph):
            note("没有发现问题。")
        return
    choices = _choices()
    counts = {field: desk.count(field, choices) for field in FIELDS}
    show(cards_html(_cards(counts, choices)))
    _filters(counts)
    found = desk.find(choices)
    if code := choices.get("code"):
        _rule(code)
    else:
        _rules(counts["code"], choices, desk)
    _list(graph, desk, found, choices)


def _choices() -> dict[str, str]:
    return {field: value for field in FIELDS if (value := chosen(field))}


def _filters(counts: Mapping[str, Mapping[str, int]]) -> None:
    orders: dict[str, Sequence[str]] = {"severity": list(SEVERITIES), "decision": list(STATES)}
    columns = st.columns(3) + st.columns(3)
    for column, field in zip(columns, FIELDS, strict=True):
        own = counts[field]
        options = [value for value in orders.get(field, _ordered(field, own)) if own[value] and value]
        if (now := chosen(field)) and now not in options:
            options.append(now)
        with column:
            pick(
                _LABELS[field],
                field,
                options,
                shown=partial(_counted, field, own),
                drop=("start",),
            )


def _counted(field: str, counts: Mapping[str, int], value: str) -> str:
    return f"{_word(field, value)}（{count_text(counts[value])}）"


def _word(field: str, value: str) -> str:
    """A choice as people read it."""
    if field == "code":
        return rule_title(value)
    words: dict[str, str] = {**SEVERITIES}
    words |= {str(state): word for state, word in STATES.items()}
    return words.get(value) or one_line(value)


def _ordered(field: str, counts: Mapping[str, int]) -> list[str]:
    if field == "code":
        return sorted(counts, key=lambda value: (-counts[value], value))
    return sorted(counts, reverse=field == "year")


def _cards(
    counts: Mapping[str, Mapping[str, int]], choices: Mapping[str, str]
) -> list[tuple[str, str, str | None]]:
    def card(field: str, value: str, words: str) -> tuple[str, str, str | None]:
        now = choices.get(field)
        link = href(AUDIT, **{**choices, field: None if now == value else value})
        mark = "（已选，点击取消）" if now == value else ""
        return words + mark, count_text(counts[field][value]), link

    shown = [card("severity", value, words) for value, words in SEVERITIES.items()]
    for state, words in STATES.items():
        if state != "again" or counts["decision"][state]:
            shown.append(card("decision", state, words))
    return shown


def _rule(code: str) -> None:
    rule = rule_of(code)
    if rule is not None:
        show(
            f"{severity_html(rule.severity)} <b>{escape(rule.label)}</b>"
            f"<div>建议：{escape(rule.advice)}</div>"
            + (f'<div class="kg-note">依据：{escape(rule.basis)}</div>' if rule.basis else "")
        )


def _rules(counts: Mapping[str, int], choices: Mapping[str, str], desk: Desk) -> None:
    severities = {code: found.severity for code, found in desk.first_of("code").items()}
    lines: list[Line] = []
    ordered = sorted(
        (code for code in counts if counts[code]), key=lambda c: (_rank(severities.get(c, "")), -counts[c], c)
    )
    for code in ordered[:_MOST_RULES]:
        rule = rule_of(code)
        lines.append(
            [
                Cell(severity_html(severities.get(code, "info")), look="n", safe=True),
                Cell(rule_title(code), href(AUDIT, **{**choices, "code": code})),
                number(count_text(counts[code])),
                rule.advice if rule else "",
                rule.basis if rule else "",
            ]
        )
    if lines:
        with st.expander(f"按规则（{count_text(len(ordered))} 条）", expanded=True):
            show(table_html(["程度", "问题", "次数", "建议", "依据"], lines, height=300))


def _list(graph: Graph, desk: Desk, found: Sequence[int], choices: Mapping[str, str]) -> None:
    start = min(chosen_number("start"), max(len(found) - 1, 0) // _PAGE * _PAGE)
    st.markdown(f"##### 逐条（{count_text(len(found))}）")
    if not found:
        note("没有符合条件的问题。")
        show(anchor("清除条件", href(AUDIT)))
        return
    if is_read_only():
        note("图谱在服务器上：处理意见保存在图谱目录里，这里只能看。")
    elif not is_audited(graph):
        note("审核结束后可以逐条处理。")
    decidable = is_audited(graph) and not is_read_only()
    _send(desk, found, choices)
    if choices.get("department"):
        _letter(choices["department"], _to_send(desk, found, choices))
    if decidable:
        bulk_section(desk, found, choices)
    shown = [desk.findings[number] for number in found[start : start + _PAGE]]
    decide_section(shown, decidable=decidable)
    words = f"第 {start + 1}～{start + len(shown)} 条，共 {count_text(len(found))} 条"
    if start:
        words += "　" + anchor("上一页", href(AUDIT, **choices, start=max(start - _PAGE, 0)))
    if start + _PAGE < len(found):
        words += "　" + anchor("下一页", href(AUDIT, **choices, start=start + _PAGE))
    show(words)
    if decidable:
        note(
            f"处理意见保存在 {graph_directory() / FILE}，重新生成图谱不会改动它；原文有变化的问题会请您重新判断。"
        )


def _send(desk: Desk, found: Sequence[int], choices: Mapping[str, str]) -> None:
    """Downloads of the findings that the choices leave; made when they are asked for."""
    left, right, _ = st.columns([1.2, 1, 2])
    with left:
        st.download_button(
            "下载退回工作簿",
            lambda: _workbook(_to_send(desk, found, choices)),
            "审核退回意见.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            on_click="ignore",
            help="每个部门一段退回意见，加上逐条清单；不采纳的问题不写入。",
        )
    with right:
        st.download_button(
            "下载 CSV",
            lambda: _csv([desk.findings[number] for number in found]),
            "审核问题.csv",
            "text/csv",
            on_click="ignore",
        )


def _letter(department: str, found: Sequence[Audited]) -> None:
    """What to write to the department, to be copied."""
    from kg.export.returned import letter

    if found:
        with st.expander("退回意见（可复制的文字）"):
            st.code(letter(department, found), language=None, wrap_lines=True)


def _to_send(desk: Desk, found: Sequence[int], choices: Mapping[str, str]) -> list[Audited]:
    whole = choices.get("decision") == "dismissed"
    return [
        desk.findings[number] for number in found if whole or desk.value("decision", number) != "dismissed"
    ]


def _workbook(found: Sequence[Audited]) -> bytes:
    from kg.explorer.audit.desk import find_decisions
    from kg.export.returned import returned_workbook

    return returned_workbook(found, find_decisions())


def _csv(findings: Sequence[Audited]) -> bytes:
    from kg.check import reason_of, state_of
    from kg.explorer.audit.desk import find_decisions
    from kg.explorer.rows.downloads import table_to_csv

    decisions = find_decisions()
    rows = []
    for found in findings:
        rule = rule_of(found.code)
        known = (rule.number, rule.title, rule.advice, rule.basis) if rule else ("", found.code, "", "")
        rows.append(
            (
                SEVERITIES.get(found.severity, found.severity),
                *known[:2],
                found.message,
                found.department,
                str(found.year or ""),
                found.project,
                found.document,
                found.where,
                *known[2:],
                STATES[state_of(found, decisions)],
                reason_of(found, decisions),
            )
        )
    return table_to_csv(_HEADINGS, rows)


def _rank(severity: str) -> int:
    return list(SEVERITIES).index(severity) if severity in SEVERITIES else 9
