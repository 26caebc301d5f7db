"""An answer as a table that can be sorted, with downloads, and links for the row that a reader picks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import streamlit as st

from kg.explorer.address import LIBRARY, NETWORK, PROJECT, SEARCH, choose, chosen, href
from kg.explorer.looks.markup import anchor, note, show
from kg.explorer.looks.wording import Value, count_text, escape, one_line, shorten, value_text
from kg.explorer.nodes import full, literal, short, term
from kg.explorer.opened import Graph
from kg.explorer.rows.downloads import table_to_csv
from kg.explorer.rows.filed import WORKBOOK, table_to_jsonl, table_to_workbook, unique
from kg.link import last_part
from kg.namespaces import BASE, KG
from kg.query import Answer

MOST_SHOWN: Final = 2000
LINE: Final = "line"
"""The choice of the address that names a row of the table, counted from 0."""
_HEIGHT: Final = 460
_WIDTHS: Final = {"文件": 150, "部门": 150, "项目": 210, "年度": 56, "行": 56, "目标": 130}
_PAGES: Final[Mapping[str, tuple[str, str]]] = {
    "PerformanceTarget": (SEARCH, "row"), "Project": (PROJECT, "project"), "IndicatorConcept": (LIBRARY, "concept"),
}  # fmt: skip
_MOST_LINKS: Final = 12
_PRINTED: Final = """
SELECT DISTINCT ?x ?name ?project ?label WHERE {{
  ?file dct:title {document} .
  {{ ?x prov:wasQuotedFrom ?file ; kg:line {line} ; a kg:PerformanceTarget ; kg:subject ?name }}
  UNION {{ ?form kg:inDocument ?file ; kg:line {line} ; kg:ofProject ?project . ?project rdfs:label ?label }}
}} ORDER BY ?x ?project LIMIT {most}"""


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer to be shown: ``placed`` is ``answer`` with places put in words, row by row."""

    answer: Answer
    placed: Answer


def answer_table(graph: Graph, shown: Shown, title: str) -> None:
    """The whole: how many rows, the table, the links of the picked row, the downloads."""
    answer = shown.placed
    if not answer.rows:
        note("没有结果。可以换一个条件再试。")
        return
    said = f"<b>共 {escape(count_text(len(answer.rows)))} 行</b>"
    if len(answer.rows) > MOST_SHOWN:
        said += f"，页面只显示前 {MOST_SHOWN} 行，下载的文件里有全部"
    show(said + "。点列名排序；点一行左边的方框，看它的出处和相关页面。")
    if answer.note:
        note(answer.note)
    headings = unique(answer.headings)
    rows = answer.rows[:MOST_SHOWN]
    key = f"answer-{title}-{len(answer.rows)}-{len(headings)}"
    st.dataframe(
        {heading: _column([row[at] for row in rows]) for at, heading in enumerate(headings)},
        hide_index=True,
        height=min(38 + 35 * len(rows), _HEIGHT),
        placeholder="",
        column_config={name: st.column_config.Column(width=width) for name, width in _WIDTHS.items()},
        key=key,
        on_select=lambda: _pick(key),
        selection_mode="single-row",
    )
    _links(graph, shown)
    _downloads(answer, title)


def _pick(key: str) -> None:
    picked = st.session_state[key].selection.rows
    choose(LINE, str(picked[0]) if picked else "")


def _links(graph: Graph, shown: Shown) -> None:
    """Where the picked row leads."""
    at = chosen(LINE)
    if not at.isdecimal() or len(at) > 6 or int(at) >= len(shown.answer.rows):
        return
    found = links_of_row(graph, shown.answer, shown.answer.rows[int(at)])
    words = f"<b>第 {int(at) + 1} 行</b>"
    if not found:
        show(f"{words}　没有可以打开的页面。")
        return
    links = "".join(f"<span>{anchor(label, link)}</span>" for label, link in found)
    show(f'<div class="kg-links"><span>{words}</span>{links}</div>')


def links_of_row(graph: Graph, answer: Answer, row: Sequence[Value]) -> list[tuple[str, str]]:
    """Labels and addresses for a row of an answer: the printed rows and projects at its document and line, its
    department, and the pages of the nodes whose IRIs it has."""
    cells = dict(zip(answer.variables, row, strict=True))
    found: list[tuple[str, str]] = []
    document, line = cells.get("document"), cells.get("line")
    if isinstance(document, str) and isinstance(line, int) and not isinstance(line, bool):
        asked = _PRINTED.format(document=literal(document), line=line, most=_MOST_LINKS)
        for target, name, project, label in graph.select(asked).rows:
            if target is not None:
                found.append((f"原文：{shorten(str(name), 24)}", href(SEARCH, row=short(str(target)))))
            else:
                found.append((f"项目：{shorten(str(label), 24)}", href(PROJECT, project=short(str(project)))))
    department = cells.get("departmentName")
    if isinstance(department, str):
        found.append((f"部门：{department}", href(SEARCH, department=department)))
    subject = cells.get("subject")
    if isinstance(subject, str):
        found.append((f"指标库：{shorten(subject, 24)}", href(LIBRARY, words=subject)))
    iris = [value for value in row if isinstance(value, str) and value.startswith(BASE) and term(value)]
    found += _pages_of(graph, iris)
    return list(dict.fromkeys(found))[: 2 * _MOST_LINKS]


def _pages_of(graph: Graph, iris: Sequence[str]) -> list[tuple[str, str]]:
    """The pages of these nodes: what is a row, a project or an indicator; others in the picture of the graph."""
    if not iris:
        return []
    asked = " ".join(f"<{iri}>" for iri in iris)
    kinds: dict[str, set[str]] = {}
    for iri, kind in graph.select(f"SELECT ?x ?k WHERE {{ VALUES ?x {{ {asked} }} ?x a ?k }}").rows:
        kinds.setdefault(str(iri), set()).add(str(kind).removeprefix(KG))
    found = []
    for iri in iris:
        known = kinds.get(iri, set())
        page = next((place for name, place in _PAGES.items() if name in known), None)
        if page:
            found.append((f"打开 {shorten(last_part(iri), 24)}", href(page[0], **{page[1]: short(iri)})))
        elif known & {"http://www.w3.org/ns/org#FormalOrganization"}:
            found.append((f"打开 {shorten(last_part(iri), 24)}", href(NETWORK, node=short(iri))))
    return found


def _downloads(answer: Answer, title: str) -> None:
    name = title.rstrip("？?")[:60]
    forms = (
        ("下载 Excel", "xlsx", WORKBOOK, lambda: table_to_workbook(answer.headings, answer.rows, name)),
        ("下载 CSV", "csv", "text/csv", lambda: table_to_csv(answer.headings, answer.rows)),
        ("下载 JSON", "jsonl", "application/x-ndjson", lambda: table_to_jsonl(answer.headings, answer.rows)),
    )
    *columns, _ = st.columns([1, 1, 1, 3])
    for column, (label, ending, kind, write) in zip(columns, forms, strict=True):
        with column:
            st.download_button(
                label,
                write,
                f"{name}.{ending}",
                kind,
                on_click="ignore",
                key=f"{ending}-{title}",
                width="stretch",
            )


def _column(values: list[Value]) -> list[str | Decimal | int | None]:
    """Numbers stay numbers, so that the column sorts by size; anything else is text, IRIs of the graph short."""
    if all(isinstance(value, int) and not isinstance(value, bool) for value in values):
        return list(values)
    if all(isinstance(value, (Decimal, int)) and not isinstance(value, bool) for value in values):
        return [Decimal(value) for value in values if value is not None]
    return [_text(value) for value in values]


def _text(value: Value) -> str:
    text = one_line(value_text(value))
    return short(text) if text.startswith(BASE) and full(short(text)) == text else text
