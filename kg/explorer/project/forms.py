"""The forms of a project or of a whole department: which they are, what they hold, how they are printed."""

from collections.abc import Iterable, Sequence
from typing import Final

import streamlit as st

from kg.explorer.address import SEARCH, href
from kg.explorer.looks.markup import Cell, Line, show, table_html
from kg.explorer.looks.wording import plain_label, value_text
from kg.explorer.nodes import Node, column, find_nodes, first, first_text, labels, linked, short, term
from kg.explorer.opened import Graph
from kg.explorer.rows.targets import Row, read_targets
from kg.text import key

_MOST_ROWS: Final = 2000


def forms_of(graph: Graph, project: str) -> dict[str, Node]:
    """The forms of a project by IRI, in the order of their lines; none for what is no IRI."""
    asked = term(project)
    if asked is None:
        return {}
    rows = graph.select(
        f"SELECT DISTINCT ?f WHERE {{ ?f a kg:Form ; kg:ofProject {asked} }} ORDER BY ?f"
    ).rows
    nodes = find_nodes(graph, column(rows))
    return dict(sorted(nodes.items(), key=lambda item: (first_text(item[1], "inDocument"), _line(item[1]))))


def nodes_in(graph: Graph, forms: Iterable[str], kind: str) -> dict[str, Node]:
    """The nodes of a class of the ontology that stand in these forms, in the order of their IRIs."""
    terms = " ".join(f"<{form}>" for form in forms)
    rows = graph.select(
        f"SELECT DISTINCT ?x WHERE {{ VALUES ?f {{ {terms} }} ?x kg:inForm ?f ; a kg:{kind} }} ORDER BY ?x"
    ).rows
    return find_nodes(graph, column(rows))


def rows_of(graph: Graph, forms: Iterable[str]) -> list[Row]:
    """The indicator rows of these forms in the order of their lines."""
    terms = " ".join(f"<{form}>" for form in forms)
    rows = graph.select(
        f"SELECT ?t WHERE {{ VALUES ?f {{ {terms} }} ?t kg:inForm ?f ; a kg:PerformanceTarget ; kg:line ?line }}"
        f" GROUP BY ?t ORDER BY MIN(?line) ?t LIMIT {_MOST_ROWS}"
    ).rows
    return read_targets(graph, column(rows))


def printed_form(graph: Graph, iri: str, form: Node, rows: Sequence[Row]) -> None:
    """One form as printed in an opener; lines that are indicator rows carry their line and lead to the row."""
    title = next(iter(labels(graph, linked([form], "inDocument")).values()), "")
    lines = first_text(form, "printedText").split("\n")
    lines_of_text = f"第 {value_text(first(form, 'line'))}～{value_text(first(form, 'lastLine'))} 行"
    place = first_text(form, "place") or lines_of_text
    with st.expander(plain_label(f"{first_text(form, 'formKind')}（{title}，{place}）")):
        known = {key(row.text("printedText")): row for row in rows if first_text(row.node, "inForm") == iri}
        shown: list[Line] = []
        for number, line in enumerate(lines, 1):
            row = known.get(key(line))
            link = href(SEARCH, row=short(row.iri)) if row else None
            where = row.where if row else ""
            shown.append(
                [Cell(str(number), look="r g"), " │ ".join(line.split("\t")), Cell(where, link, "r")]
            )
        show(f'<div class="kg-printed">{table_html(["序", "原文", "位置"], shown, height=560)}</div>')


def _line(form: Node) -> int:
    line = first(form, "line")
    return line if isinstance(line, int) else 0
