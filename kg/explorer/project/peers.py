"""Projects of other departments that measure the same, or have the same name."""

from collections import defaultdict
from typing import Final

import streamlit as st

from kg.explorer.address import PROJECT, href
from kg.explorer.looks.markup import Cell, Line, note, number, show, table_html
from kg.explorer.looks.wording import shorten
from kg.explorer.nodes import find_nodes, first_text, label_of, linked, literal, short
from kg.explorer.opened import Graph

_MOST: Final = 10
_MOST_SHARED: Final = 100
"""Library entries that more projects use say little of which are alike (and cost most to follow)."""
_NAMED: Final = 4


def peers_section(graph: Graph, project: str, name: str, department: str) -> None:
    """The projects of other departments with most of the library entries of this one (an IRI), and its namesakes."""
    st.markdown("##### 其他部门的同类项目")
    shared = _shared(graph, project)
    rows = graph.select(
        f"SELECT DISTINCT ?p WHERE {{ ?p rdfs:label {literal(name)} ; a kg:Project }} ORDER BY ?p"
    ).rows
    for (namesake,) in rows:
        shared.setdefault(str(namesake), [])
    nodes = find_nodes(graph, shared)
    owners = find_nodes(graph, linked(nodes.values(), "department"))
    lines: list[Line] = []
    for iri, node in sorted(
        nodes.items(), key=lambda item: (-len(shared[item[0]]), label_of(item[1]), item[0])
    ):
        owner = label_of(owners.get(first_text(node, "department"), {}))
        if iri == project or owner == department or len(lines) == _MOST:
            continue
        names = shared[iri]
        some = "、".join(shorten(one, 24) for one in names[:_NAMED]) + ("……" if len(names) > _NAMED else "")
        lines.append(
            [
                Cell(label_of(node), href(PROJECT, project=short(iri)), "s"),
                Cell(owner, look="s"),
                Cell(first_text(node, "year"), look="n"),
                number(str(len(names))),
                Cell(some or "名称相同", look="w"),
            ]
        )
    if lines:
        show(table_html(["项目", "部门", "年度", "相同指标", "是哪些"], lines))
    else:
        note("没有别的部门的项目用到相同的指标，或名称相同。")


def _shared(graph: Graph, project: str) -> dict[str, list[str]]:
    """Projects to the names of the library entries that they share with one."""
    rows = graph.select(
        f"SELECT DISTINCT ?p ?name WHERE {{ {{ SELECT DISTINCT ?c WHERE {{ ?t kg:ofProject <{project}> ;"
        f" kg:ofConcept ?c . ?c kg:projectCount ?n FILTER(?n > 1 && ?n <= {_MOST_SHARED}) }} }}"
        " ?x kg:ofConcept ?c ; kg:ofProject ?p . ?c skos:prefLabel ?name } ORDER BY ?p ?name"
    ).rows
    found: dict[str, list[str]] = defaultdict(list)
    for other, name in rows:
        if str(other) != project:
            found[str(other)].append(str(name))
    most = sorted(found, key=lambda iri: (-len(found[iri]), iri))[: _MOST * 5]
    return {iri: found[iri] for iri in most}
