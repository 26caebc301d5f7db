"""Addresses typed by hand: whatever they say, a page answers in Chinese and asks the store nothing it cannot read."""

import pytest
from explored_graph import build
from page_runner import page_script, run_page
from streamlit.testing.v1 import AppTest

from kg.explorer.nodes import term

WRONG = (
    "https://a.example/[x]", "https://a.example/%zz", "https://a.example/#a#b", "https://a:b/", "http://[",
    "https://a.example/\x80", "https://a.example/x> ?p ?o . ?s ?p ?o } #", "[", "\\", "<b>", "a b", "\x00", "://",
)  # fmt: skip
"""Texts that no store takes as an IRI."""


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return build(tmp_path_factory.mktemp("graph"))


@pytest.fixture(autouse=True)
def graph(directory, monkeypatch):
    monkeypatch.setenv("KG_GRAPH", str(directory))


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_iri_is_no_term(text):
    assert term(text) is None


@pytest.mark.parametrize("text", ["https://a.example/指标（%25）", "u:nothing"])
def test_what_is_an_iri_is_a_term(text):
    assert term(text) == f"<{text}>"


@pytest.mark.parametrize("text", WRONG)
def test_a_project_that_is_no_iri_is_not_found(text):
    app = run_page("project", project=text)
    assert any("找不到" in info.value for info in app.info)


@pytest.mark.parametrize("text", WRONG[:5])
def test_filters_that_are_no_iri_find_nothing(text):
    for name in ("project", "concept", "row"):
        run_page("search", **{name: text})
    for page, name in (("library", "concept"), ("network", "node")):
        run_page(page, **{name: text})


def test_an_error_of_the_program_is_said_in_chinese(monkeypatch):
    def fail(graph):
        raise RuntimeError(str(graph))

    monkeypatch.setattr("kg.explorer.review.page.review_page", fail)
    app = AppTest.from_function(page_script, kwargs={"name": "review"}, default_timeout=60).run()
    assert "这一页出错了" in app.error[0].value
    assert app.exception
