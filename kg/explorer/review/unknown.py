"""Spellings that the vocabulary does not know, with Turtle to copy for each."""

from typing import Final

import streamlit as st

from kg.explorer.looks.markup import note, show, table_html
from kg.explorer.looks.wording import count_text, escape, plain_label
from kg.explorer.opened import Graph
from kg.explorer.rows.index import find_column
from kg.proposals import (
    SCHEMES,
    Sighting,
    Unknown,
    concept_turtle,
    find_unknown,
    near_labels,
    read_sighting,
    spelling_turtle,
)

_MOST: Final = 100
_FINDINGS: Final = """
SELECT DISTINCT ?code ?message ?document ?line ?place WHERE {
  VALUES ?code { CODES }
  ?f kg:code ?code ; a kg:Finding ; kg:message ?message ; kg:line ?line ; kg:inDocument ?file .
  ?file dct:title ?document .
  OPTIONAL { ?f kg:place ?place }
} ORDER BY ?document ?line ?message"""


def unknown_section(graph: Graph) -> None:
    """The list and, for each spelling, two pieces of Turtle: another spelling of the nearest concept, or a new one."""
    found = find_unknown_spellings(graph)
    if not found:
        note("没有词表里没有的写法。")
        return
    note(
        f"共 {count_text(len(found))} 种写法不在词表里。在下面选一段，贴到所示文件的末尾，重新运行 kg build，"
        "这种写法就认识了。"
    )
    show(
        table_html(
            ["写法", "是什么", "次数", "词表里最接近的"],
            [
                [
                    unknown.spelling,
                    SCHEMES[unknown.code][1],
                    count_text(unknown.count),
                    "、".join(near_labels(unknown)),
                ]
                for unknown in found[:_MOST]
            ],
            height=420,
        )
    )
    for unknown in found[:_MOST]:
        _turtle(unknown)
    if len(found) > _MOST:
        note(f"只列前 {_MOST} 种；全部见 kg extract --vocabulary。")


def find_unknown_spellings(graph: Graph) -> list[Unknown]:
    """The unknown spellings of all documents of the graph, the most frequent first."""
    codes = " ".join(f'"{code}"' for code in SCHEMES)
    sightings: list[Sighting] = []
    for code, message, document, line, place in graph.select(_FINDINGS.replace("CODES", codes)).rows:
        where = str(place or "") or (f"第 {line} 行" if line else "")
        sighting = read_sighting(str(code), str(message), str(document), where)
        if sighting is not None:
            sightings.append(sighting)
    if not sightings:
        return []
    level1, level2 = find_column(graph, "level1"), find_column(graph, "level2")
    pairs = {(_text(level1.get(target)), _text(level2.get(target))) for target in {*level1, *level2}}
    return find_unknown(sightings, pairs)


def _turtle(unknown: Unknown) -> None:
    label = f"{SCHEMES[unknown.code][1]}“{unknown.spelling}”（{count_text(unknown.count)} 次）"
    several = len(unknown.documents) > 1
    with st.expander(plain_label(label)):
        note(
            f"出现在 {unknown.place}"
            + (f" 等 {count_text(len(unknown.documents))} 份文件" if several else "")
        )
        show(f"贴到 <b>ontology/vocab/{escape(unknown.scheme)}.ttl</b> 的末尾，二选一。")
        if unknown.candidates:
            note(f"是“{unknown.candidates[0].concept.label}”的另一种写法：")
            st.code(spelling_turtle(unknown, unknown.candidates[0]), language=None)
        note("是词表里还没有的：")
        st.code(concept_turtle(unknown), language=None)


def _text(value: object) -> str | None:
    return None if value is None else str(value)
