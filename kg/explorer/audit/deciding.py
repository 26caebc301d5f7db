"""Deciding on findings, one by one and all of a filter at once; every decision is written down as it is made."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

import streamlit as st

from kg.check import Audited, decide, state_of
from kg.decisions import deciding
from kg.errors import DecisionError
from kg.explorer.address import PROJECT, SEARCH, href
from kg.explorer.audit.desk import Desk, find_decisions
from kg.explorer.audited import rule_of
from kg.explorer.looks.markup import anchor, problem, severity_html, show
from kg.explorer.looks.wording import count_text, escape, one_line, plain_label
from kg.explorer.nodes import short
from kg.explorer.opened import graph_directory
from kg.finding_decisions import (
    VERDICTS,
    FindingDecision,
    Verdict,
    merge_finding_decisions,
    read_finding_decisions,
    write_finding_decisions,
)

_CHOICES: Final[tuple[Verdict, ...]] = ("accepted", "dismissed", "open")
_NEEDS_REASON: Final = "“不采纳”要写明理由，写好后自动保存。"
_SAID: Final = "decided-words"
_TURN: Final = "bulk-turn"
"""Counted up where decisions change behind the widgets that show them."""


def decide_section(findings: Sequence[Audited], *, decidable: bool) -> None:
    """The findings of a page, each with its place, basis, advice and what became of it."""
    if said := st.session_state.pop(_SAID, None):
        problem(said)
    decisions = find_decisions()
    turn = st.session_state.get(_TURN, 0)
    for number, found in enumerate(findings):
        with st.container(border=True):
            if not decidable:
                show(finding_html(found))
                continue
            left, right = st.columns([2.4, 1])
            with left:
                show(finding_html(found))
            with right:
                _controls(found, decisions, f"{found.mark}-{number}-{turn}")


def bulk_section(desk: Desk, found: Sequence[int], choices: Mapping[str, str]) -> None:
    """One decision for all that the filter leaves (their numbers), behind a confirmation."""
    with st.expander(f"一起处理这 {count_text(len(found))} 个问题"):
        if not choices:
            show("先用上面的条件缩小范围，例如选一条规则或一个部门。")
            return
        left, right = st.columns([1, 2])
        verdict = left.selectbox("都处理为", _CHOICES, format_func=VERDICTS.__getitem__, key="bulk-verdict")
        reason = right.text_input("理由", key="bulk-reason", placeholder="不采纳必填", max_chars=500).strip()
        again = st.checkbox("已经处理过的也改", key="bulk-again")
        wanted = [
            desk.findings[one] for one in found if again or desk.value("decision", one) in ("open", "again")
        ]
        sure = st.checkbox(
            f"我确认把 {count_text(len(wanted))} 个问题都处理为“{VERDICTS[verdict]}”", key="bulk-sure"
        )
        ready = sure and bool(wanted) and (verdict != "dismissed" or bool(reason))
        if sure and verdict == "dismissed" and not reason:
            show("不采纳要写明理由。")
        st.button(
            "确定处理",
            type="primary",
            disabled=not ready,
            on_click=_decide_all,
            args=(wanted, verdict, reason),
        )


def finding_html(found: Audited) -> str:
    """A finding as people read it: rule, what, where with links to the row and its source, advice and basis."""
    rule = rule_of(found.code)
    owner = "　".join(
        filter(None, (found.department, f"{found.year} 年" if found.year else "", one_line(found.project)))
    )
    parts = [
        f"<div>{severity_html(found.severity)}　<b>{escape(found.title)}</b></div>",
        f'<div class="kg-text">{escape(found.message)}</div>',
        f'<div class="kg-note">{escape(owner)}</div>',
        f'<div class="kg-note">{escape(found.document)}　{_place_html(found)}</div>',
    ]
    if rule and rule.advice:
        parts.append(f'<div class="kg-note">建议：{escape(rule.advice)}</div>')
    if rule and rule.basis:
        parts.append(f'<div class="kg-note">依据：{escape(rule.basis)}</div>')
    return "".join(parts)


def _place_html(found: Audited) -> str:
    where = found.where or "全文"
    if found.is_row:
        source = href(PROJECT, project=short(found.owner), row=short(found.node)) if found.owner else None
        links = [anchor(f"看指标：{where}", href(SEARCH, row=short(found.node)))]
        return "　".join(links + ([anchor("看原件", source)] if source else []))
    if found.owner:
        return anchor(f"看表：{where}", href(PROJECT, project=short(found.owner)))
    return escape(where)


def _controls(found: Audited, decisions: Mapping[str, FindingDecision], key: str) -> None:
    decision = decisions.get(found.mark)
    state = state_of(found, decisions)
    if state == "again" and decision is not None:
        before = f"{VERDICTS[decision.verdict]} {decision.reason}".strip()
        show(f'<span class="kg-warning">◆ 原文有变化，请重新判断（原为：{escape(before)}）</span>')
    now = None if state == "again" or decision is None else decision.verdict
    called = f"{found.title}（{found.where or '全文'}）"
    verdict_key, reason_key = f"verdict-{key}", f"reason-{key}"
    if st.session_state.get(verdict_key) != "dismissed" or now == "dismissed":
        st.session_state[verdict_key] = now or "open"
    st.session_state.setdefault(reason_key, decision.reason if decision else "")
    st.segmented_control(
        f"处理：{plain_label(called)}",
        _CHOICES,
        format_func=VERDICTS.__getitem__,
        key=verdict_key,
        label_visibility="collapsed",
        on_change=_decide_one,
        args=(found, key),
    )
    st.text_input(
        f"理由：{plain_label(called)}",
        key=reason_key,
        placeholder="理由（不采纳必填）",
        label_visibility="collapsed",
        max_chars=500,
        on_change=_decide_one,
        args=(found, key),
    )
    if st.session_state[verdict_key] == "dismissed" and now != "dismissed":
        show(f'<span class="kg-warning">● {_NEEDS_REASON}</span>')


def _decide_one(found: Audited, key: str) -> None:
    verdict: Verdict = st.session_state.get(f"verdict-{key}") or "open"
    reason = str(st.session_state.get(f"reason-{key}") or "").strip()
    if verdict != "dismissed" or reason:
        _keep([decide(found, verdict, reason, _today())])


def _decide_all(findings: Iterable[Audited], verdict: Verdict, reason: str) -> None:
    _keep(decide(found, verdict, reason, _today()) for found in findings)
    st.session_state["bulk-sure"] = False
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def _keep(new: Iterable[FindingDecision]) -> None:
    directory = graph_directory()
    try:
        with deciding(directory):
            known = read_finding_decisions(directory)
            write_finding_decisions(directory, merge_finding_decisions(known, new).values())
    except DecisionError as error:
        st.session_state[_SAID] = str(error)


def _today() -> str:
    return datetime.now().astimezone().date().isoformat()
