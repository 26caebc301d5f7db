"""The indicator library: find an indicator and how others set it, or a whole set for a new project."""

import streamlit as st

from kg.explorer.address import chosen, write_text
from kg.explorer.ahead import suggesting_ahead
from kg.explorer.library.concept import concept_view
from kg.explorer.library.concepts import concept_list
from kg.explorer.library.picks import pick_list
from kg.explorer.library.planning import plan_view
from kg.explorer.nodes import full
from kg.explorer.opened import Graph

_HANGING = ("concept", "start", "from", "mine")


def library_page(graph: Graph) -> None:
    """The whole page: one indicator, a set for a new project, or the list."""
    left, right = st.columns(2)
    with left:
        words = write_text(
            "找指标", "words", placeholder="名称里的几个词，如 用户 满意度", drop=(*_HANGING, "plan")
        )
    with right:
        plan = write_text(
            "给新项目配指标",
            "plan",
            placeholder="项目名称或要做的事，如 政务云服务",
            drop=(*_HANGING, "words", "kind", "order"),
        )
    if chosen("concept"):
        concept_view(graph, full(chosen("concept")))
    elif plan:
        plan_view(graph, plan)
    else:
        pick_list(graph)
        concept_list(graph, words)
    suggesting_ahead(graph)
