"""The forms of the chosen project as files to hand in: made when the reader asks for them."""

from collections.abc import Mapping
from functools import partial
from typing import Final

import streamlit as st

from kg.explorer.looks.wording import WHOLE_DEPARTMENT
from kg.explorer.nodes import Node, first, first_text
from kg.explorer.opened import Graph
from kg.export.forms import FORM_FORMATS, form_bytes, plain_name

_LABELS: Final = {"xlsx": "下载绩效表（Excel）", "docx": "下载绩效表（Word）"}
_HELP: Final = "绩效目标申报表或自评表，按国家统一表式排好，可打印上报；联系人和电话留空，请自行填写。"
_TYPES: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def form_buttons(graph: Graph, iri: str, forms: Mapping[str, Node]) -> None:
    """A button for each format. ``iri`` is the project, or the form of a whole department, ``forms`` its forms."""
    form = next(iter(forms.values()), {})
    parts = (str(first(form, "year") or ""), first_text(form, "departmentText"))
    name = plain_name(*parts, first_text(form, "projectText") or WHOLE_DEPARTMENT)
    with st.container(horizontal=True):
        for form_format in FORM_FORMATS:
            st.download_button(
                _LABELS[form_format],
                partial(form_bytes, graph.store, iri, form_format),
                f"{name}.{form_format}",
                _TYPES[form_format],
                help=_HELP,
                key=f"form-{form_format}",
                on_click="ignore",
            )
