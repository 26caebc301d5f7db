"""Rows that the program does not vouch for, with the reasons, and the spellings that the vocabulary lacks."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import streamlit as st

from kg.explorer.address import PROJECT, REVIEW, SEARCH, choose, chosen, chosen_number, href, pick
from kg.explorer.looks.markup import Cell, Line, anchor, note, number, show, table_html
from kg.explorer.looks.wording import count_text, escape, one_line, shorten, value_text
from kg.explorer.nodes import first_text, short
from kg.explorer.opened import Graph
from kg.explorer.review.unknown import unknown_section
from kg.explorer.rows.doubts import read_doubts
from kg.explorer.rows.targets import Row, read_targets
from kg.review import Reason, advice_of, reading_in_words, reason_label, reasons_text

_ROWS: Final = "待核的行"
_SPELLINGS: Final = "词表里没有的写法"
_PAGE: Final = 30
_LONGEST: Final = 160
_MOST_CODES: Final = 400
_HEADINGS: Final = (
    "部门", "文件", "位置", "项目", "三级指标", "目标值（原文）", "读成", "可信度", "待核原因", "核对什么", "原文",
)  # fmt: skip


def review_page(graph: Graph) -> None:
    """The whole page. Of the two parts only one is made: each asks the graph for much."""
    key = "part-review"
    st.session_state[key] = _SPELLINGS if chosen("part") == "spellings" else _ROWS
    part = st.segmented_control(
        "看什么",
        (_ROWS, _SPELLINGS),
        key=key,
        label_visibility="collapsed",
        on_change=_choose_part,
        args=(key,),
    )
    if part == _SPELLINGS:
        unknown_section(graph)
    else:
        _rows(graph)


def _choose_part(key: str) -> None:
    choose("part", "spellings" if st.session_state[key] == _SPELLINGS else None, drop=("start",))


def _rows(graph: Graph) -> None:
    doubtful = read_doubts(graph)
    if not doubtful:
        note("没有待核的行：每一行程序都有把握。")
        return
    reasons = {target: doubt.reasons for target, doubt in doubtful.items()}
    document, code = _filters(reasons, {target: doubt.document for target, doubt in doubtful.items()})
    found = [
        target
        for target, doubt in doubtful.items()
        if document in (None, doubt.document)
        and (code is None or code in {reason.code for reason in doubt.reasons})
    ]
    _summary(reasons, found)
    _list(graph, found, reasons)


def _filters(
    reasons: Mapping[str, Sequence[Reason]], documents: Mapping[str, str]
) -> tuple[str | None, str | None]:
    counts = Counter(code for why in reasons.values() for code in {reason.code for reason in why})
    in_document = Counter(documents.values())
    left, right = st.columns(2)
    with left:
        document = pick(
            "文件",
            "document",
            sorted(in_document),
            shown=lambda name: f"{one_line(name)}（{count_text(in_document[name])}）",
            drop=("start",),
        )
    with right:
        code = pick(
            "原因",
            "reason",
            sorted(counts, key=lambda known: (-counts[known], known))[:_MOST_CODES],
            shown=lambda known: f"{reason_label(known)}（{count_text(counts[known])}）",
            drop=("start",),
        )
    return document, code


def _summary(reasons: Mapping[str, Sequence[Reason]], found: Sequence[str]) -> None:
    words = f"<b>共 {count_text(len(found))} 行待核</b>"
    if len(found) < len(reasons):
        words += f"（全部 {count_text(len(reasons))} 行）　" + anchor("清除条件", href(REVIEW))
    show(words)
    counts = Counter(code for target in found for code in {reason.code for reason in reasons[target]})
    lines: list[Line] = [
        [Cell(reason_label(code), href(REVIEW, **{**_choices(), "reason": code})), number(count_text(count))]
        for code, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    if not chosen("reason"):
        show(f'<div style="max-width:640px">{table_html(["原因", "行数"], lines, height=240)}</div>')


def _choices() -> dict[str, str]:
    return {name: chosen(name) for name in ("document", "reason") if chosen(name)}


def _list(graph: Graph, found: Sequence[str], reasons: Mapping[str, Sequence[Reason]]) -> None:
    if not found:
        note("没有符合条件的行。")
        return
    start = min(chosen_number("start"), (len(found) - 1) // _PAGE * _PAGE)
    shown = read_targets(graph, found[start : start + _PAGE])
    show("".join(_card(row, reasons[row.iri]) for row in shown))
    words = f"第 {start + 1}～{start + len(shown)} 行"
    if start:
        words += "　" + anchor("上一页", href(REVIEW, **_choices(), start=max(start - _PAGE, 0)))
    if start + _PAGE < len(found):
        words += "　" + anchor("下一页", href(REVIEW, **_choices(), start=start + _PAGE))
    show(words)
    st.download_button(
        "下载 CSV", lambda: _csv(graph, found, reasons), "待核清单.csv", "text/csv", on_click="ignore"
    )


def _card(row: Row, reasons: Sequence[Reason]) -> str:
    """A row in doubt: what is printed and what was read at the left, why it is in doubt at the right."""
    project = first_text(row.node, "ofProject") or first_text(row.node, "inForm")
    source = anchor(f"看原件：{row.where}", href(PROJECT, project=short(project), row=short(row.iri)))
    name = anchor(row.text("name") or "（没有名称）", href(SEARCH, row=short(row.iri)))
    printed = shorten(row.text("printedText").strip().replace("\t", " │ "), _LONGEST)
    why = "".join(
        f'<li>{escape(reason.text)} <span class="kg-advice">{escape(reason.advice)}</span></li>'
        for reason in reasons
    )
    owner = "　".join(filter(None, (row.department, row.text("year"), one_line(row.project), row.document)))
    return (
        f'<div class="kg-review"><div><b>{name}</b>　{escape(row.text("targetText"))}'
        f'<div class="kg-note">读成 <b>{escape(reading_of(row))}</b>　可信度 {escape(row.text("confidence"))}</div>'
        f'<div class="kg-text kg-note">原文 {escape(printed)}</div>'
        f'<div class="kg-note">{escape(owner)}　{source}</div></div><ul>{why}</ul></div>'
    )


def reading_of(row: Row) -> str:
    """How the target of a row was read, on one line."""
    value = row.value if row.number is None else row.number
    return reading_in_words(row.operator, first_text(row.node, "valueKind"), value, row.text("unitText"))


def _csv(graph: Graph, found: Iterable[str], reasons: Mapping[str, Sequence[Reason]]) -> bytes:
    from kg.explorer.rows.downloads import table_to_csv

    rows = []
    for row in read_targets(graph, list(found)):
        why = reasons[row.iri]
        rows.append(
            (
                row.department,
                row.document,
                row.where,
                row.project,
                row.text("name"),
                row.text("targetText"),
                reading_of(row),
                value_text(row.text("confidence")),
                reasons_text(why),
                " ".join(advice_of(why)),
                row.text("printedText").replace("\t", " │ "),
            )
        )
    return table_to_csv(_HEADINGS, rows)
