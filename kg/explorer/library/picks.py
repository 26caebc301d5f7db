"""The indicators picked for a new form: kept in the address, shown by kind, downloaded as rows to fill in."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import streamlit as st

from kg.explorer.address import LIBRARY, choose, chosen, href
from kg.explorer.library.concepts import kind_labels
from kg.explorer.looks.markup import anchor, note, show
from kg.explorer.looks.wording import Value, escape, plain_label
from kg.explorer.nodes import full, short, term
from kg.explorer.opened import Graph
from kg.explorer.rows.downloads import table_to_csv
from kg.explorer.rows.filed import WORKBOOK, table_to_workbook
from kg.suggest.library import class_of
from kg.suggest.wording import values_in_words

if TYPE_CHECKING:
    from kg.suggest.families import Family
    from kg.suggest.peers import Peers

MOST: Final = 40
PICKS: Final = "picks"
_KIND: Final = "indicator/"
_BETWEEN: Final = ","
"""Stands in no identifier of an indicator: there it is written as %2C."""
HEADINGS: Final = (
    "一级指标", "二级指标", "三级指标", "运算符", "指标值（先填同类中位数，请改）", "计量单位", "同类目标值", "部门数",
    "指标行数", "例", "例的出处",
)  # fmt: skip
_WIDTHS: Final = (14, 18, 34, 9, 20, 10, 48, 8, 10, 48, 40)


def picked() -> list[str]:
    """The IRIs of the picked indicators, in the order in which they were picked."""
    parts = (part for part in chosen(PICKS).split(_BETWEEN) if part)
    concepts = dict.fromkeys(full(part if "://" in part else _KIND + part) for part in parts)
    return [concept for concept in concepts if term(concept)][:MOST]


def pick_box(concept: str, label: str, where: str) -> None:
    """A box that picks an indicator; ``where`` tells two boxes of one indicator on a page apart."""
    key = f"pick-{where}-{concept}"
    now = picked()
    st.session_state[key] = concept in now
    st.checkbox(
        plain_label(label),
        key=key,
        on_change=_turn,
        args=(concept,),
        disabled=len(now) >= MOST and concept not in now,
    )


def _turn(concept: str) -> None:
    now = picked()
    _write([one for one in now if one != concept] if concept in now else [*now, concept])


def _write(concepts: Sequence[str]) -> None:
    choose(PICKS, _BETWEEN.join(short(one).removeprefix(_KIND) for one in concepts))


def pick_list(graph: Graph, *, always: bool = False) -> None:
    """What is picked so far by kind, what is missing of a complete form, and the downloads; where nothing is picked,
    only ``always``: so that a page does not jump under the hand that picks."""
    concepts = picked()
    if not concepts and not always:
        return
    found = _read(graph, concepts) if concepts else []
    if concepts and not found:
        note("地址里的清单，指标都不在这个图谱里，可能图谱已重新生成。请重新勾选。")
        return
    kinds = kind_labels()
    counts = dict.fromkeys(kinds, 0)
    for _, peers in found:
        kind = class_of(peers.level2) or class_of(peers.level1)
        if kind:
            counts[kind] += 1
    have = "　".join(f"{label} {counts[kind]}" for kind, label in kinds.items() if counts[kind])
    missing = "、".join(label for kind, label in kinds.items() if not counts[kind])
    with st.container(border=True):
        show(
            f"<b>已选 {len(found)} 个指标</b>　{escape(have)}"
            + (f'　<span class="kg-warning">● 还缺：{escape(missing)}</span>' if missing else "　✓ 六类齐全")
        )
        links = (
            anchor(family.name, href(LIBRARY, concept=short(family.best.concept), picks=chosen(PICKS)))
            for family, _ in found
        )
        show(f'<div class="kg-links">{"".join(f"<span>{link}</span>" for link in links)}</div>')
        left, middle, right, _ = st.columns([1.2, 1.2, 1, 3])
        name = "新项目绩效指标"
        with left:
            st.download_button(
                "下载 Excel",
                lambda: table_to_workbook(HEADINGS, list(_rows(found)), "绩效指标", widths=_WIDTHS),
                f"{name}.xlsx",
                WORKBOOK,
                on_click="ignore",
                width="stretch",
                disabled=not found,
                key="picks-xlsx",
            )
        with middle:
            st.download_button(
                "下载 CSV",
                lambda: table_to_csv(HEADINGS, list(_rows(found))),
                f"{name}.csv",
                "text/csv",
                on_click="ignore",
                width="stretch",
                disabled=not found,
                key="picks-csv",
            )
        with right:
            st.button(
                "清空", on_click=_write, args=([],), width="stretch", disabled=not found, key="picks-none"
            )
        note("选中的指标记在网址里：把网址发给同事，他看到的是同一份清单。")


def _rows(found: "Sequence[tuple[Family, Peers]]") -> Iterator[tuple[Value, ...]]:
    """One row for each picked indicator, as a form lists them: by level 1, level 2, then as picked."""
    order = list(kind_labels())

    def rank(one: "tuple[Family, Peers]") -> int:
        kind = class_of(one[1].level2) or class_of(one[1].level1)
        return order.index(kind) if kind else len(order)

    for family, peers in sorted(found, key=rank):
        largest = peers.groups[0] if peers.groups else None
        example = peers.examples[0] if peers.examples else None
        yield (
            peers.level1,
            peers.level2,
            family.name,
            peers.operator,
            largest.shown(largest.spread.median) if largest else next(iter(peers.wordings), ""),
            (largest.unit if largest else peers.unit) or "",
            "；".join(map(values_in_words, peers.groups)) or "；".join(peers.wordings),
            len(peers.departments),
            peers.rows,
            f"{example.name} {example.target}" if example else "",
            f"{example.department} {example.year} {example.project}，{example.document} {example.place}"
            if example
            else "",
        )


def _read(graph: Graph, concepts: Sequence[str]) -> "list[tuple[Family, Peers]]":
    return _kept(graph.version, tuple(concepts))


@st.cache_resource(max_entries=32, show_spinner=False)
def _kept(version: str, concepts: tuple[str, ...]) -> "list[tuple[Family, Peers]]":
    from kg.suggest.families import find_alone
    from kg.suggest.peers import find_peers

    store = Graph(version).store
    families = find_alone(store, concepts)
    return list(zip(families, find_peers(store, families, 1), strict=True))
