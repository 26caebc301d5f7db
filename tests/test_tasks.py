"""Five tasks of five kinds of user in headless Chromium, each in at most three clicks, and nothing leaves the machine.

The walk is that of benchmarks/explorer, which times it on 100,000 indicators.
"""

import os

import pytest
from explored_graph import build

from benchmarks.explorer.serving import serve
from benchmarks.explorer.tasks import MOST_CLICKS, TASKS
from benchmarks.explorer.visiting import CHROMIUM, chromium, visit
from kg.build import build_graph, find_documents
from kg.vocabulary import data_dir

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM.exists():
        reason = f"没有 Chromium（{CHROMIUM}）；可用 KG_CHROMIUM 指定"
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    graph = build(tmp_path_factory.mktemp("graph"))
    with serve(graph, tmp_path_factory.mktemp("home")) as (address, _):
        yield address


@pytest.mark.parametrize("name", TASKS)
def test_task(browser, address, tmp_path, name):
    with visit(browser, address) as person:
        TASKS[name](person, tmp_path)
        assert 1 <= person.clicks() <= MOST_CLICKS
        assert person.outside() == []
        assert person.troubles == []
        assert person.unnamed() == []


def test_the_proof_shows_the_printed_cell(browser, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    build_graph(find_documents([data_dir()])[:2], tmp_path / "graph")
    with serve(tmp_path / "graph", home) as (address, _), visit(browser, address) as person:
        TASKS["find and prove a figure"](person, tmp_path)
        marked = person.page.locator(".kg-mark")
        marked.first.wait_for()
        assert any("%" in text for text in marked.all_inner_texts())


def test_the_workbook_of_what_cannot_be_evaluated_holds_the_rows_of_the_page(browser, address, tmp_path):
    from openpyxl import load_workbook

    with visit(browser, address) as person:
        TASKS["list what cannot be evaluated"](person, tmp_path)
        listed = person.page.locator(".kg-table a[href*='row=']").all_inner_texts()
    sheet = load_workbook(tmp_path / "rows.xlsx").worksheets[0]
    cells = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert listed
    assert set(listed) <= cells


def test_the_answer_names_what_it_was_taken_for_and_where_it_is_printed(browser, address, tmp_path):
    with visit(browser, address) as person:
        TASKS["ask in Chinese"](person, tmp_path)
        shown = person.text()
    assert "没有满意度指标" in shown
    assert "SPARQL" in shown
