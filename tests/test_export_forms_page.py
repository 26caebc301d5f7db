"""The buttons of the project page that hand the form of the project over."""

import io

import docx
import openpyxl
import pytest
import streamlit as st
from explored_graph import HOSTILE, build
from page_runner import run_page

from kg.explorer.nodes import short
from kg.explorer.opened import open_graph

BUTTONS = {"下载绩效表（Excel）": openpyxl.load_workbook, "下载绩效表（Word）": docx.Document}


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return build(tmp_path_factory.mktemp("graph"))


@pytest.fixture
def graph(directory, monkeypatch):
    monkeypatch.setenv("KG_GRAPH", str(directory))
    return open_graph()


@pytest.fixture
def handed(monkeypatch):
    """What the page offers to download: label → (what makes the file, file name)."""
    found = {}

    def button(label, data, file_name, *_, **__):
        found[label] = (data, file_name)

    monkeypatch.setattr(st, "download_button", button)
    return found


def subjects(graph):
    """The projects of the graph, and the forms of whole departments, by their names."""
    projects = graph.select(
        "SELECT DISTINCT ?p ?n WHERE { ?f kg:ofProject ?p ; kg:projectText ?n } ORDER BY ?p"
    )
    whole = graph.select(
        "SELECT ?f ?k WHERE { ?f kg:formKind ?k FILTER(?k = '整体支出绩效目标表') } ORDER BY ?f"
    )
    return {str(name): str(iri) for iri, name in [*projects.rows, *whole.rows]}


@pytest.mark.parametrize(
    "named", ["数据平台 运行维护", "网站集约化", "整体支出绩效目标表", HOSTILE["project"]]
)
def test_every_project_has_its_form_in_both_formats(named, graph, handed):
    run_page("project", project=short(subjects(graph)[named]))
    for label, opened in BUTTONS.items():
        make, name = handed[label]
        assert opened(io.BytesIO(make()))
        assert not set(name) & set('<>:"/\\|?*')
        assert name.endswith((".xlsx", ".docx"))


def test_the_form_is_made_when_it_is_asked_for(graph, monkeypatch, handed):
    monkeypatch.setattr("kg.export.forms.writing.chosen_forms", lambda *_: pytest.fail("made too early"))
    monkeypatch.setattr("kg.export.forms.writing.forms_of_project", lambda *_: pytest.fail("made too early"))
    run_page("project", project=short(subjects(graph)["网站集约化"]))
    assert set(BUTTONS) <= set(handed)
