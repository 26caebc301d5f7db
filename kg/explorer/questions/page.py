"""Three ways to ask the graph: a sentence in Chinese, a named question, and SPARQL."""

from typing import Final

import streamlit as st

from kg.explorer.address import choose, chosen
from kg.explorer.ahead import names_ahead
from kg.explorer.opened import Graph
from kg.explorer.questions.answers import ANSWER_CHOICES
from kg.explorer.questions.asking import asking_view
from kg.explorer.questions.console import console_view
from kg.explorer.questions.named import named_view

_WAYS: Final = {"ask": "用中文问", "named": "现成的问题", "sparql": "自己写 SPARQL"}
_WAY: Final = "way"
_KEY: Final = "questions-way"


def questions_page(graph: Graph) -> None:
    """The whole page; which of the three is part of the address."""
    way = _chosen_way()
    st.session_state[_KEY] = way
    st.segmented_control(
        "怎么问",
        list(_WAYS),
        key=_KEY,
        format_func=_WAYS.__getitem__,
        on_change=_turn,
        label_visibility="collapsed",
    )
    if way == "ask":
        asking_view(graph)
    elif way == "named":
        named_view(graph)
    else:
        console_view(graph)
    names_ahead(graph)


def _chosen_way() -> str:
    """The way of the address; without one, that of the question it holds."""
    if chosen(_WAY) in _WAYS:
        return chosen(_WAY)
    return next(
        (way for way, choice in (("named", "question"), ("sparql", "sparql")) if chosen(choice)), "ask"
    )


def _turn() -> None:
    choose(_WAY, st.session_state[_KEY] or _chosen_way(), drop=ANSWER_CHOICES)
