"""The two plots of the first page, drawn by the Vega that Streamlit brings along."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import streamlit as st

from kg.explorer.facets import find_departments
from kg.explorer.index import all_targets, find_column
from kg.explorer.markup import note
from kg.explorer.money import Owner
from kg.explorer.opened import Graph
from kg.graph.derived import kind_classes

if TYPE_CHECKING:
    import altair

_MOST: Final = 20
_CLASSES: Final[Mapping[str, str]] = {
    "output": "产出", "cost": "成本", "benefit": "效益", "satisfaction": "满意度", "process": "过程", "": "未分类",
}  # fmt: skip
_COLOURS: Final = ("#2f6fae", "#d98b2b", "#4d9a6a", "#8a63b4", "#7b8794", "#c9d1da")


def indicators_chart(graph: Graph) -> None:
    """Rows of each department by level-1 class, the departments with most rows first."""
    import altair as alt

    counts = _count_kinds(graph)
    if not counts:
        note("还没有指标。")
        return
    totals: dict[str, int] = {}
    for (department, _), count in counts.items():
        totals[department] = totals.get(department, 0) + count
    shown = sorted(totals, key=lambda name: (-totals[name], name))[:_MOST]
    order = list(_CLASSES.values())
    data = [
        {"部门": department, "类别": kind, "指标数": count, "次序": order.index(kind)}
        for (department, kind), count in sorted(counts.items())
        if department in shown
    ]
    chart = (
        alt.Chart(alt.InlineData(values=data))
        .mark_bar()
        .encode(
            x=alt.X("指标数:Q", title="指标数", axis=alt.Axis(format="d", tickMinStep=1)),
            y=alt.Y("部门:N", sort=shown, title=None, axis=alt.Axis(labelLimit=195, labelOverlap=False)),
            color=alt.Color(
                "类别:N",
                scale=alt.Scale(domain=order, range=list(_COLOURS)),
                legend=alt.Legend(orient="bottom", title=None, columnPadding=6),
            ),
            order=alt.Order("次序:Q"),
            tooltip=["部门:N", "类别:N", "指标数:Q"],
        )
    )
    _draw(chart, len(shown), len(totals))


def money_chart(money: Mapping[Owner, Decimal]) -> None:
    """Budgets of the projects of each department and year, the largest first."""
    import altair as alt

    if not money:
        note("绩效表里没有印出当年预算。")
        return
    shown = sorted(money, key=lambda owner: (-money[owner], owner))[:_MOST]
    names = [f"{department} {year}" for department, year in shown]
    data = [
        # a plot has pixels, not digits: the table beside it keeps the exact amounts
        {"部门": name, "万元": float(money[owner] / 10_000)}
        for name, owner in zip(names, shown, strict=True)
    ]
    chart = (
        alt.Chart(alt.InlineData(values=data))
        .mark_bar(color=_COLOURS[0])
        .encode(
            x=alt.X("万元:Q", title="万元", axis=alt.Axis(format=",d")),
            y=alt.Y("部门:N", sort=names, title=None, axis=alt.Axis(labelLimit=195, labelOverlap=False)),
            tooltip=["部门:N", alt.Tooltip("万元:Q", format=",.2f")],
        )
    )
    _draw(chart, len(shown), len(money))


def _count_kinds(graph: Graph) -> Counter[tuple[str, str]]:
    """Rows by name of the department and Chinese name of the level-1 class."""
    names = {iri: name for name, iri in find_departments(graph).items()}
    departments, kinds = find_column(graph, "department"), find_column(graph, "indicatorKind")
    pairs = Counter((departments.get(target), kinds.get(target)) for target in all_targets(graph))
    counts = Counter[tuple[str, str]]()
    for (department, kind), count in pairs.items():
        if department in names:
            counts[names[str(department)], _CLASSES[_class_of(str(kind or ""))]] += count
    return counts


def _draw(chart: "altair.Chart", shown: int, total: int) -> None:
    import altair as alt

    st.altair_chart(chart.properties(height=alt.Step(30)), width="stretch")
    if shown < total:
        note(f"共 {total} 项，图中只画最大的 {shown} 项，其余见上表。")


def _class_of(kind: str) -> str:
    """The level-1 class that a kind (an IRI) is drawn under."""
    if not kind:
        return ""
    classes = kind_classes(f"<{kind}>")
    own = kind.rsplit("/", 1)[-1]
    if own in _CLASSES:
        return own
    return next(
        (name for name in ("satisfaction", "cost", "benefit", "output", "process") if name in classes), ""
    )
