"""One indicator of the library: how others set it, who uses it, under which names, and what is near it."""

from decimal import Decimal
from typing import Final

import streamlit as st

from kg.errors import KgError
from kg.explorer.address import (
    LIBRARY,
    NETWORK,
    SEARCH,
    chosen,
    href,
    write_text,
)
from kg.explorer.library.kin import decided_section, near_section, wordings_section
from kg.explorer.library.picks import pick_box
from kg.explorer.library.spreads import qualitative_counts, spread_chart
from kg.explorer.library.users import users_section
from kg.explorer.looks.markup import anchor, cards_html, note, problem, show
from kg.explorer.looks.wording import count_text, escape
from kg.explorer.nodes import short
from kg.explorer.opened import Graph
from kg.suggest.usage import MOST, Usage, read_usage

_DRAWN: Final = 3


def concept_view(graph: Graph, iri: str) -> None:
    """Everything known of one indicator (its IRI)."""
    usage = _usage(graph.version, iri)
    if usage is None:
        st.info("地址里的指标在指标库里找不到，可能图谱已重新生成。请在上面重新找。")
        return
    kept = {name: chosen(name) for name in ("words", "plan", "kind", "order")}
    back = anchor("← 返回列表", href(LIBRARY, **kept, picks=chosen("picks")))
    levels = " › ".join(filter(None, (usage.most("level1"), usage.most("level2"))))
    show(
        f'<div class="kg-title">{escape(usage.label)} <span>{escape(levels)}</span></div>'
        f'<div class="kg-links"><span>{back}</span>'
        f"<span>{anchor('在图谱中看', href(NETWORK, node=short(iri)))}</span>"
        f"<span>{anchor('在指标检索中看', href(SEARCH, text=usage.label))}</span></div>"
    )
    show(cards_html(_cards(usage)))
    pick_box(iri, "选入新项目的指标清单", "page")
    _values(graph, usage)
    users_section(usage)
    left, right = st.columns([1, 1.4], gap="large")
    with left:
        wordings_section(usage)
        decided_section(usage)
    with right:
        near_section(graph, usage)


def _cards(usage: Usage) -> list[tuple[str, str, str | None]]:
    departments = {use.department for use in usage.uses if use.department}
    projects = {use.project for use in usage.uses if use.project}
    years = sorted({use.year for use in usage.uses if use.year})
    span = f"{years[0]}" if len(years) == 1 else f"{years[0]}～{years[-1]}" if years else "—"
    most = len(usage.uses) >= MOST
    sign, unit = usage.most("sign"), usage.most("unit")
    usual = f"{sign} … {unit}" if sign or unit else "文字目标" if usage.words() else "—"
    return [
        ("个部门在用", count_text(len(departments)), None),
        ("个项目", count_text(len(projects)), None),
        ("行指标" + ("（只读这么多）" if most else ""), count_text(len(usage.uses)), None),
        ("年度", span, None),
        ("多数写作", usual, None),
    ]


def _values(graph: Graph, usage: Usage) -> None:
    words = usage.words()
    st.markdown("##### 别人定多少")
    if not usage.groups and not words:
        note("没有能比较的目标值：各行的目标是日期、多个数值，或没有读准。原文见下面“谁在用”。")
        return
    mine = None
    if usage.groups:
        left, right = st.columns([1, 2.2], vertical_alignment="bottom")
        with left:
            typed = write_text("拟定的目标，与同类比一比", "mine", placeholder="如 ≥95%")
        if typed:
            with right:
                mine = _compare(graph, usage, typed)
    for at, spreading in enumerate(usage.groups[:_DRAWN]):
        spread_chart(spreading, mine[1] if mine and mine[0] == at else None)
    if usage.groups:
        note(
            "圆点是各行的目标值，越大行数越多；方框是中间一半，框里的竖线是中位数。单位、符号、期限不同的不放在一起比。"
        )
    if len(usage.groups) > _DRAWN:
        with st.expander(f"还有 {len(usage.groups) - _DRAWN} 组不能和上面放在一起比的目标"):
            for spreading in usage.groups[_DRAWN:]:
                spread_chart(spreading)
    if words:
        show(f"<b>文字目标</b>　{escape(count_text(sum(count for _, count in words)))} 行，不能用数值评价：")
        qualitative_counts(words)


def _compare(graph: Graph, usage: Usage, typed: str) -> tuple[int, Decimal] | None:
    """What speaks against a typed target, and where it stands: the place of its group and its printed value."""
    from kg.suggest.advice import comparable, warn, warn_of_sign
    from kg.suggest.asked import read_asked
    from kg.suggest.families import find_alone
    from kg.suggest.peers import find_peers

    try:
        asked = read_asked(f"{usage.label}\t{typed}")
    except KgError as error:
        problem(str(error))
        return None
    segments = asked.segments
    if segments is None or segments.base_value is None:
        note("没有读出数值。请写符号、数值和单位，如 ≥95%、≤30天。")
        return None
    families = find_alone(graph.store, [usage.concept])
    peers = find_peers(graph.store, families, 0)[0]
    said = [*warn(segments, peers), *warn_of_sign(asked, peers.direction)]
    groups = [one.values for one in usage.groups]
    values = comparable(segments, groups)
    if values is None:
        note("".join(said) or "没有同样单位和符号的目标可比。")
        return None
    at, value = groups.index(values), segments.base_value
    others = [use.value for use in usage.groups[at].uses if use.value is not None]
    below, equal = sum(one < value for one in others), others.count(value)
    note(
        f"同类 {len(others)} 行：比它小的 {below} 行，相等的 {equal} 行，比它大的 {len(others) - below - equal} 行。"
        + "".join(said)
    )
    return at, values.shown(value)


@st.cache_resource(max_entries=128, show_spinner=False)
def _usage(version: str, concept: str) -> Usage | None:
    return read_usage(Graph(version).store, concept)
