"""The named questions as small forms, and a console for a reader's own SPARQL."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

import streamlit as st

from kg.check import placed_answer
from kg.errors import KgError
from kg.explorer.address import choose, chosen, pick
from kg.explorer.downloads import table_to_csv
from kg.explorer.facets import operator_signs
from kg.explorer.markup import note, problem, show
from kg.explorer.opened import Graph
from kg.explorer.wording import count_text, escape, value_text
from kg.query import Answer, NamedQuery, list_queries, run_query

_GROUPS: Final = {
    "targets": "指标",
    "projects": "项目",
    "money": "资金",
    "results": "完成情况",
    "documents": "文件",
}
_EXAMPLE: Final = """SELECT ?name ?targetText WHERE {
  ?t a kg:PerformanceTarget ; kg:name ?name ; kg:targetText ?targetText .
}
LIMIT 20"""
_HEIGHT: Final = 460
_WIDTHS: Final = {"文件": 150, "部门": 150, "项目": 210, "年度": 56, "行": 56, "目标": 130}
_MOST_SHOWN: Final = 5000


def questions_page(graph: Graph) -> None:
    """The whole page."""
    asked, console = st.tabs(["现成的问题", "自己写 SPARQL"])
    with asked:
        _named(graph)
    with console:
        _console(graph)


def _named(graph: Graph) -> None:
    queries = {query.name: query for query in list_queries()}
    order = list(_GROUPS)
    names = sorted(queries, key=lambda name: (_rank(order, queries[name].group), name))
    name = pick(
        "问题",
        "question",
        names,
        shown=lambda name: f"{_GROUPS.get(queries[name].group, '其他')}｜{queries[name].title}",
        drop=[f"p.{parameter.name}" for query in queries.values() for parameter in query.parameters],
        required=True,
    )
    if not name:
        return
    query = queries[name]
    note(query.description)
    values = _parameters(query)
    try:
        answer = _ask(graph, query, values)
        _answer(answer, query.title)
    except KgError as error:
        problem(str(error))
    with st.expander("这个问题的 SPARQL"):
        st.code(_bound(query, values), language="sparql")


def _parameters(query: NamedQuery) -> dict[str, str]:
    values: dict[str, str] = {}
    if not query.parameters:
        return values
    columns = st.columns(max(len(query.parameters), 3))
    for column, parameter in zip(columns, query.parameters, strict=False):
        name = f"p.{parameter.name}"
        key = f"{query.name}-{parameter.name}"
        given = st.query_params.get(name)
        with column:
            if parameter.type == "operator":
                signs = list(operator_signs().values())
                now = given or parameter.default
                st.session_state[key] = now if now in signs else signs[0]
                st.selectbox(parameter.label, signs, key=key, on_change=_write, args=(name, key))
            else:
                st.session_state[key] = parameter.default if given is None else given
                st.text_input(parameter.label, key=key, on_change=_write, args=(name, key))
        values[parameter.name] = str(st.session_state[key])
    return values


def _write(name: str, key: str) -> None:
    # an emptied field is a choice of its own, where the default is not empty
    st.query_params[name] = str(st.session_state[key])


def _bound(query: NamedQuery, values: Mapping[str, str]) -> str:
    try:
        return query.bind(_given(query, values))
    except KgError:
        return query.text


def _given(query: NamedQuery, values: Mapping[str, str]) -> dict[str, str | Decimal | int]:
    return {parameter.name: values[parameter.name] for parameter in query.parameters}


def _console(graph: Graph) -> None:
    note(
        "只能查询（SELECT、ASK），不能修改。常用前缀 kg: skos: dct: rdfs: org: prov: 已经声明。"
        "单条查询最多等 20 秒。"
    )
    st.session_state.setdefault("console", chosen("sparql") or _EXAMPLE)
    st.text_area("SPARQL", key="console", height=220, label_visibility="collapsed")
    if st.button("执行查询", type="primary"):
        choose("sparql", st.session_state["console"])
    if not chosen("sparql"):
        return
    try:
        with st.spinner("正在查询……"):
            answer = run_query(graph.store, chosen("sparql"))
    except KgError as error:
        problem(str(error))
        return
    _answer(answer, "查询结果")


@st.cache_resource(max_entries=64, show_spinner="正在查询……")
def _kept(version: str, name: str, values: tuple[tuple[str, str | Decimal | int], ...]) -> Answer:
    store = Graph(version).store
    return placed_answer(store, run_query(store, name, dict(values)))


def _ask(graph: Graph, query: NamedQuery, values: Mapping[str, str]) -> Answer:
    return _kept(graph.version, query.name, tuple(sorted(_given(query, values).items())))


def _answer(answer: Answer, title: str) -> None:
    show(f"<b>共 {escape(count_text(len(answer.rows)))} 行</b>")
    if answer.note:
        note(answer.note)
    if not answer.rows:
        note("没有结果。可以换一个条件再试。")
        return
    shown = answer.rows[:_MOST_SHOWN]
    if len(answer.rows) > _MOST_SHOWN:
        note(f"页面只显示前 {_MOST_SHOWN} 行，下载的文件里有全部。")
    columns = {
        heading: _column([row[position] for row in shown])
        for position, heading in enumerate(_unique(answer.headings))
    }
    st.dataframe(
        columns,
        hide_index=True,
        height=min(38 + 35 * len(shown), _HEIGHT),
        placeholder="",
        column_config={name: st.column_config.Column(width=width) for name, width in _WIDTHS.items()},
    )
    st.download_button(
        "下载 CSV",
        lambda: table_to_csv(answer.headings, answer.rows),
        f"{title.rstrip('？?')}.csv",
        "text/csv",
        on_click="ignore",
        key=f"csv-{title}",
    )


def _column(values: list[str | Decimal | int | bool | None]) -> list[str | Decimal | int | None]:
    """Numbers stay numbers, so that the column sorts by size; anything else is text."""
    if all(isinstance(value, int) and not isinstance(value, bool) for value in values):
        return list(values)
    if all(isinstance(value, (Decimal, int)) and not isinstance(value, bool) for value in values):
        return [Decimal(value) for value in values if value is not None]
    return [value_text(value) for value in values]


def _unique(headings: tuple[str, ...]) -> list[str]:
    return [
        f"{heading} {at + 1}" if headings.index(heading) != at else heading
        for at, heading in enumerate(headings)
    ]


def _rank(order: list[str], group: str) -> int:
    return order.index(group) if group in order else len(order)
