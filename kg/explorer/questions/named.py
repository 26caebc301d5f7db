"""The named questions as small forms: a theme, a question, its parameters, the answer."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import streamlit as st

from kg.check import placed_answer
from kg.errors import KgError
from kg.explorer.address import QUESTIONS, choose, href, pick
from kg.explorer.ahead import LONGEST, show_when_ready
from kg.explorer.looks.markup import anchor, note, problem, show, source_html
from kg.explorer.looks.wording import plain_label
from kg.explorer.nodes import column
from kg.explorer.opened import Graph
from kg.explorer.questions.answers import ANSWER_CHOICES, Shown, answer_table
from kg.explorer.rows.facets import find_departments
from kg.explorer.rows.operators import operator_signs
from kg.findings import finding_concepts
from kg.query import NamedQuery, list_queries, run_query
from kg.query.parameters import Parameter

if TYPE_CHECKING:
    from kg.store import Store

GROUPS: Final = {
    "targets": "指标和目标值",
    "projects": "项目",
    "money": "资金",
    "results": "完成情况",
    "documents": "文件和质量",
}
_OTHER: Final = "其他"
_QUESTION: Final = "question"
_GRID: Final = (
    "display:grid;grid-template-columns:repeat(auto-fill,minmax(290px,1fr));gap:5px 20px;font-size:14px"
)
_MOST_OPTIONS: Final = 300
_OPTIONS: Final[Mapping[str, str]] = {
    "project": "SELECT DISTINCT ?v WHERE { ?p a kg:Project ; rdfs:label ?v }",
    "file": "SELECT DISTINCT ?v WHERE { ?d a kg:Document ; dct:title ?v }",
    "source": 'SELECT DISTINCT ?v WHERE { ?t kg:tallyOf "money" ; kg:heading ?v }',
    "type": "SELECT DISTINCT ?v WHERE { ?x kg:problemType ?v }",
}
"""What a parameter of this name is chosen from; more than `_MOST_OPTIONS` are typed instead."""
_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "verdict": ("达到", "未达到", "无法判断"),
    "group": ("活动", "采购"),
}


def named_view(graph: Graph) -> None:
    """The lists of questions, or the form of the chosen one with its answer."""
    queries = {query.name: query for query in list_queries()}
    parameters = [f"p.{one.name}" for query in queries.values() for one in query.parameters]
    drop = [*parameters, *ANSWER_CHOICES]
    left, right = st.columns([1, 3])
    with left:
        theme = pick("主题", "theme", _themes(queries.values()), drop=(_QUESTION, *drop))
    names = [name for name in _sorted(queries) if theme in (None, _theme(queries[name]))]
    with right:
        name = pick("问题", _QUESTION, names, shown=lambda one: queries[one].title, drop=drop)
    if name:
        _form(graph, queries[name])
        return
    note("点一个问题就看答案；部门、项目等条件在下一步填。")
    for group in _themes(queries.values()):
        mine = [one for one in names if _theme(queries[one]) == group]
        if mine:
            st.markdown(f"###### {plain_label(group)}")
            _list(queries, mine)


def _list(queries: Mapping[str, NamedQuery], names: list[str]) -> None:
    """Links to questions; real links, so that one can be copied or opened beside."""
    links = (
        f"<span>{anchor(queries[name].title, href(QUESTIONS, way='named', question=name))}</span>"
        for name in names
    )
    show(f'<div style="{_GRID}">{"".join(links)}</div>')


def _form(graph: Graph, query: NamedQuery) -> None:
    note(query.description)
    values = _parameters(graph, query)
    try:
        given = _given(query, values)
        query.bind(given)  # what is wrong with a value is said at once
        show_when_ready(
            graph,
            ("named", query.name, tuple(sorted(values.items()))),
            lambda store: _ask(store, query, given),
            lambda shown: answer_table(graph, shown, query.title),
            "正在查询……不限部门、项目的问题在大的图谱里要十几秒；填上条件会快很多。",
        )
    except KgError as error:
        problem(str(error))
    with st.expander("这个问题的 SPARQL"):
        text = _bound(query, values)
        show(source_html(text))
        show(anchor("在 SPARQL 里改着用", href(QUESTIONS, way="sparql", sparql=text)))


def _parameters(graph: Graph, query: NamedQuery) -> dict[str, str]:
    values: dict[str, str] = {}
    if not query.parameters:
        return values
    columns = st.columns(max(len(query.parameters), 3))
    for place, parameter in zip(columns, query.parameters, strict=False):
        key = f"{query.name}-{parameter.name}"
        with place:
            _field(graph, parameter, key)
        values[parameter.name] = str(st.session_state[key] or "")
    return values


def _field(graph: Graph, parameter: Parameter, key: str) -> None:
    """One parameter as a field bound to the address."""
    name = f"p.{parameter.name}"
    given = st.query_params.get(name)
    now = parameter.default if given is None else given
    if parameter.type == "operator":
        signs = list(operator_signs().values())
        st.session_state[key] = now if now in signs else signs[0]
        st.selectbox(parameter.label, signs, key=key, on_change=_write, args=(name, key))
        return
    options = _options(graph, parameter)
    if options:
        st.session_state[key] = now or None
        st.selectbox(
            parameter.label.partition("（")[0],
            options if not now or now in options else [now, *options],
            index=None,
            key=key,
            placeholder="全部",
            on_change=_write,
            args=(name, key),
        )
        return
    st.session_state[key] = now
    st.text_input(parameter.label, key=key, placeholder="全部", on_change=_write, args=(name, key))


def _options(graph: Graph, parameter: Parameter) -> list[str]:
    """What a text is chosen from, empty where it is typed."""
    if parameter.type != "text":
        return []
    if parameter.name in _WORDS:
        return list(_WORDS[parameter.name])
    if parameter.name == "department":
        found = list(find_departments(graph))
    elif parameter.name == "finding":
        found = [concept.name for concept in finding_concepts()]
    elif parameter.name in _OPTIONS:
        found = sorted(column(graph.select(f"{_OPTIONS[parameter.name]} LIMIT {_MOST_OPTIONS + 1}").rows))
    else:
        return []
    return found if len(found) <= _MOST_OPTIONS else []


def _write(name: str, key: str) -> None:
    # an emptied field is a choice of its own, where the default is not empty
    choose(name, "", drop=ANSWER_CHOICES)
    st.query_params[name] = str(st.session_state[key] or "")


def _bound(query: NamedQuery, values: Mapping[str, str]) -> str:
    try:
        return query.bind(_given(query, values))
    except KgError:
        return query.text


def _given(query: NamedQuery, values: Mapping[str, str]) -> dict[str, str | Decimal | int]:
    return {parameter.name: values[parameter.name] for parameter in query.parameters}


def _ask(store: "Store", query: NamedQuery, values: Mapping[str, str | Decimal | int]) -> Shown:
    answer = run_query(store, query, values, time_limit=LONGEST)
    return Shown(answer, placed_answer(store, answer))


def _theme(query: NamedQuery) -> str:
    return GROUPS.get(query.group, _OTHER)


def _themes(queries: Iterable[NamedQuery]) -> list[str]:
    met = {_theme(query) for query in queries}
    return [theme for theme in (*GROUPS.values(), _OTHER) if theme in met]


def _sorted(queries: Mapping[str, NamedQuery]) -> list[str]:
    order = _themes(queries.values())
    return sorted(queries, key=lambda name: (order.index(_theme(queries[name])), queries[name].title))
