"""An answer as a table that can be sorted, with downloads, and links for the row that a reader picks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import streamlit as st

from kg.explorer.address import (
    LIBRARY,
    NETWORK,
    PROJECT,
    QUESTIONS,
    SEARCH,
    chosen,
    chosen_number,
    here,
    href,
)
from kg.explorer.looks.markup import Cell, anchor, note, scroll_html, show
from kg.explorer.looks.wording import Value, count_text, escape, one_line, shorten, value_text
from kg.explorer.nodes import full, literal, short, term
from kg.explorer.opened import Graph
from kg.explorer.rows.downloads import table_to_csv
from kg.explorer.rows.filed import WORKBOOK, table_to_jsonl, table_to_workbook
from kg.link import last_part
from kg.namespaces import BASE, KG
from kg.query import Answer

PAGE: Final = 100
"""Rows of an answer that stand on the page at once; more in a table of marks would hold up every click."""
LINE: Final = "line"
"""The choice of the address that names a row of the answer, counted from 0."""
_SORTED: Final = "sorted"
_FROM: Final = "from"
ANSWER_CHOICES: Final = (LINE, _SORTED, _FROM)
"""What the address says of an answer: another question drops all of it."""
_HEIGHT: Final = 560
_COLUMN: Final = 104
_MOST_WIDE: Final = 11
_OPEN: Final = "出处和相关"
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
    """The whole: how many rows, a page of the table with the links of the picked row below it, the downloads."""
    answer = shown.placed
    if not answer.rows:
        note("没有结果。可以换一个条件再试。")
        return
    start = min(chosen_number(_FROM), len(answer.rows) - 1) // PAGE * PAGE
    said = f"<b>共 {escape(count_text(len(answer.rows)))} 行</b>"
    if len(answer.rows) > PAGE:
        said += f"，现在是第 {start + 1}～{min(start + PAGE, len(answer.rows))} 行{_turns(start, len(answer.rows))}"
    show(f"{said}。点列名排序；点“{_OPEN}”看一行的原文和相关页面。")
    if answer.note:
        note(answer.note)
    order = _order(answer)
    show(_table(answer, order[start : start + PAGE], _links(graph, shown)))
    _downloads(answer, title)


def _turns(start: int, total: int) -> str:
    """The ways to the pages before and after."""
    ways = (("上一页", start - PAGE), ("下一页", start + PAGE))
    return "".join(
        f"　{anchor(words, here(QUESTIONS, **{_FROM: at or None}))}" for words, at in ways if 0 <= at < total
    )


def _order(answer: Answer) -> Sequence[int]:
    """The places of the rows in the order of the address: as answered, or by a column; empty cells behind."""
    column, backwards = _sorted_by(len(answer.headings))
    places = range(len(answer.rows))
    if column is None:
        return places
    filled = [at for at in places if answer.rows[at][column] is not None]
    empty = [at for at in places if answer.rows[at][column] is None]
    return sorted(filled, key=lambda at: _rank(answer.rows[at][column]), reverse=backwards) + empty


def _rank(value: Value) -> tuple[bool, Decimal, str]:
    """Numbers by size before texts."""
    is_number = isinstance(value, (Decimal, int)) and not isinstance(value, bool)
    return not is_number, Decimal(str(value)) if is_number else Decimal(0), value_text(value)


def _sorted_by(columns: int) -> tuple[int | None, bool]:
    text = chosen(_SORTED)
    number = text.removeprefix("-")
    if not (number.isascii() and number.isdecimal() and len(number) < 3 and int(number) < columns):
        return None, False
    return int(number), text.startswith("-")


def _table(answer: Answer, places: Sequence[int], links: tuple[int, str] | None) -> str:
    """These rows as a table; ``links``: a row and markup that stands below it."""
    now, backwards = _sorted_by(len(answer.headings))
    right = [_is_of_numbers(answer, column) for column in range(len(answer.headings))]
    heads = []
    for column, heading in enumerate(answer.headings):
        turned = f"-{column}" if column == now and not backwards else str(column)
        arrow = (" ▼" if backwards else " ▲") if column == now else ""
        link = anchor(heading + arrow, here(QUESTIONS, **{_SORTED: turned, _FROM: None, LINE: None}))
        heads.append(f'<th scope="col" class="{"r" if right[column] else ""}">{link}</th>')
    body = []
    for at in places:
        picked = links is not None and links[0] == at
        cells = (
            Cell(_text(value), look="r" if right[column] else "")
            for column, value in enumerate(answer.rows[at])
        )
        open_ = Cell("收起" if picked else _OPEN, here(QUESTIONS, **{LINE: None if picked else at}), "n")
        look = ' class="kg-own"' if picked else ""
        body.append(f"<tr{look}>{''.join(cell.html() for cell in cells)}{open_.html()}</tr>")
        if links is not None and picked:
            body.append(f'<tr class="kg-own"><td colspan="{len(heads) + 1}">{links[1]}</td></tr>')
    head = f'<tr>{"".join(heads)}<th><span class="kg-unseen">{_OPEN}</span></th></tr>'
    wide = min(len(heads) + 1, _MOST_WIDE) * _COLUMN  # on a narrow screen it scrolls in its box
    inner = f"<thead>{head}</thead><tbody>{''.join(body)}</tbody>"
    return scroll_html(
        f'<table class="kg-table kg-answer" style="min-width:{wide}px">{inner}</table>', height=_HEIGHT
    )


def _is_of_numbers(answer: Answer, column: int) -> bool:
    values = [row[column] for row in answer.rows if row[column] is not None]
    return bool(values) and all(isinstance(v, (Decimal, int)) and not isinstance(v, bool) for v in values)


def _links(graph: Graph, shown: Shown) -> tuple[int, str] | None:
    """The picked row and where it leads."""
    at = chosen(LINE)
    if not (at.isascii() and at.isdecimal()) or len(at) > 6 or int(at) >= len(shown.answer.rows):
        return None
    found = links_of_row(graph, shown.answer, shown.answer.rows[int(at)])
    words = f"<b>第 {int(at) + 1} 行</b>"
    if not found:
        return int(at), f"{words}　没有可以打开的页面。"
    links = "".join(f"<span>{anchor(label, link)}</span>" for label, link in found)
    return int(at), f'<div class="kg-links"><span>{words}</span>{links}</div>'


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


def _text(value: Value) -> str:
    text = one_line(value_text(value))
    return short(text) if text.startswith(BASE) and full(short(text)) == text else text
