"""A reader's own SPARQL: examples, the vocabulary beside it, the answer."""

from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st

from kg.check import placed_answer
from kg.errors import KgError
from kg.explorer.address import choose, chosen
from kg.explorer.ahead import show_when_ready
from kg.explorer.looks.markup import note, problem
from kg.explorer.opened import Graph
from kg.explorer.questions.answers import ANSWER_CHOICES, Shown, answer_table
from kg.explorer.questions.terms import terms_view
from kg.query import run_query
from kg.query.run import SECONDS

if TYPE_CHECKING:
    from kg.store import Store

EXAMPLES: Final = {
    "指标行的名称和目标": """SELECT ?name ?targetText WHERE {
  ?t a kg:PerformanceTarget ; kg:name ?name ; kg:targetText ?targetText .
}
LIMIT 20""",
    "名称里有“满意度”的指标，用的部门多的在前": """SELECT ?concept ?name ?departments ?rows WHERE {
  ?concept a kg:IndicatorConcept ; skos:prefLabel ?name ;
    kg:departmentCount ?departments ; kg:targetCount ?rows .
  FILTER(CONTAINS(?name, "满意度"))
}
ORDER BY DESC(?departments) DESC(?rows) ?name
LIMIT 50""",
    "每个部门各年度的指标行数": """SELECT ?department ?year (SUM(?count) AS ?rows) WHERE {
  ?tally kg:tallyOf "level" ; kg:ofDepartment ?d ; kg:ofYear ?year ; kg:tallyCount ?count .
  ?d rdfs:label ?department .
}
GROUP BY ?department ?year
ORDER BY ?department ?year""",
    "下限不低于 95% 的比率目标": """SELECT ?row ?name ?targetText WHERE {
  ?row kg:quantityKind "ratio" ; kg:minimum ?minimum ; kg:subject ?name ; kg:targetText ?targetText .
  FILTER(?minimum >= 0.95)
}
LIMIT 50""",
    "项目和它的资金（元）": """SELECT ?project ?name ?source ?amount WHERE {
  ?funding kg:ofProject ?project ; kg:amount ?amount ; kg:sourceText ?source .
  ?project rdfs:label ?name .
}
LIMIT 50""",
    "图谱里有哪些类，各有多少": """SELECT ?class (COUNT(?x) AS ?count) WHERE {
  ?x a ?class .
}
GROUP BY ?class
ORDER BY DESC(?count)""",
}
_SPARQL: Final = "sparql"
_TEXT: Final = "console"
_EXAMPLE: Final = "console-example"


def console_view(graph: Graph) -> None:
    """The console with the vocabulary beside it."""
    left, right = st.columns([1.3, 1], gap="large")
    with left:
        _editor()
    with right:
        terms_view(graph)
    if not chosen(_SPARQL):
        return
    try:
        show_when_ready(
            graph,
            ("sparql", chosen(_SPARQL)),
            partial(_ask, sparql=chosen(_SPARQL)),
            lambda shown: answer_table(graph, shown, "查询结果"),
            f"正在查询……最多等 {SECONDS:g} 秒。",
        )
    except KgError as error:
        problem(str(error))


def _ask(store: "Store", sparql: str) -> Shown:
    answer = run_query(store, sparql)
    return Shown(answer, placed_answer(store, answer))


def _editor() -> None:
    note(
        f"只能查询（SELECT、ASK、CONSTRUCT、DESCRIBE），不能修改；单条查询最多等 {SECONDS:g} 秒。"
        "前缀 kg: skos: dct: rdfs: org: prov: 已经声明。"
    )
    st.session_state[_EXAMPLE] = None
    st.selectbox(
        "放一个例子进来", list(EXAMPLES), index=None, key=_EXAMPLE, placeholder="选一个例子", on_change=_fill
    )
    if chosen(_SPARQL) and st.session_state.get("console-shown") != chosen(_SPARQL):
        st.session_state[_TEXT] = st.session_state["console-shown"] = chosen(_SPARQL)
    st.session_state.setdefault(_TEXT, next(iter(EXAMPLES.values())))
    st.text_area("SPARQL 查询", key=_TEXT, height=260)
    st.button("执行查询", type="primary", on_click=_run)


def _fill() -> None:
    example = st.session_state[_EXAMPLE]
    if example:
        st.session_state[_TEXT] = EXAMPLES[example]
        choose(_SPARQL, "", drop=ANSWER_CHOICES)


def _run() -> None:
    st.session_state["console-shown"] = st.session_state[_TEXT]
    choose(_SPARQL, st.session_state[_TEXT], drop=ANSWER_CHOICES)
