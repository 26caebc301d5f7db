"""Five tasks of five kinds of user in headless Chromium, each in at most three clicks, and nothing leaves the machine.

The walk is that of benchmarks/explorer, which times it on 100,000 indicators.
"""

import pytest
from explored_graph import build

from benchmarks.explorer.serving import serve
from benchmarks.explorer.tasks import MOST_CLICKS, TASKS
from benchmarks.explorer.visiting import visit_in
from kg.build import build_graph, find_documents
from kg.vocabulary import data_dir

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return build(tmp_path_factory.mktemp("graph"))


@pytest.mark.parametrize("name", TASKS)
def test_task(window, address, tmp_path, name):
    with visit_in(window, address) as person:
        TASKS[name](person, tmp_path)
        assert 1 <= person.clicks() <= MOST_CLICKS
        assert person.outside() == []
        assert person.troubles == []
        assert person.unnamed() == []


def test_the_proof_shows_the_printed_cell(window, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    build_graph(find_documents([data_dir()])[:2], tmp_path / "graph")
    with serve(tmp_path / "graph", home) as (address, _), visit_in(window, address) as person:
        TASKS["find and prove a figure"](person, tmp_path)
        marked = person.page.locator(".kg-mark")
        marked.first.wait_for()
        assert any("%" in text for text in marked.all_inner_texts())


def test_the_workbook_of_what_cannot_be_evaluated_holds_the_rows_of_the_page(window, address, tmp_path):
    from openpyxl import load_workbook

    with visit_in(window, address) as person:
        TASKS["list what cannot be evaluated"](person, tmp_path)
        listed = person.page.locator(".kg-table a[href*='row=']").all_inner_texts()
    sheet = load_workbook(tmp_path / "rows.xlsx").worksheets[0]
    cells = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert listed
    assert set(listed) <= cells


def test_the_answer_names_what_it_was_taken_for_and_where_it_is_printed(window, address, tmp_path):
    with visit_in(window, address) as person:
        TASKS["ask in Chinese"](person, tmp_path)
        shown = person.text()
    assert "没有满意度指标" in shown
    assert "SPARQL" in shown
