"""What holds for every test."""

import gc
import os
import shutil
import sys
import tempfile
from functools import lru_cache

import pytest
from kept_graphs import FOLDER

import kg.store.ontology

SLOW = (
    "test_remote", "test_formats", "test_read_ocr", "test_ingest", "test_browser", "test_cli", "test_tasks",
    "test_browser_library", "test_versions", "test_export_forms", "test_reach", "test_query",
    "test_page_intake", "test_explorer", "test_serve", "test_page_audit", "test_export_workbook",
    "test_search_columns", "test_build", "test_export_workbook_deciding", "test_diff_cli",
    "test_read_legacy", "test_segment_properties", "test_finding_decisions", "test_page_look",
)  # fmt: skip
"""Files of more than twenty seconds, the slowest first: one that began late would run alone at the end."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Slow files first. Processes take files in this order."""
    place = {name: number for number, name in enumerate(SLOW)}
    items.sort(key=lambda item: place.get(item.path.stem, len(SLOW)))


def pytest_configure(config):
    """A place for the graphs that the processes of this run share; no search for garbage while tests are collected."""
    is_worker = hasattr(config, "workerinput")
    if not is_worker:
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="kg-test-graphs-")
    if is_worker or not config.getoption("numprocesses", None):  # who hands out tests collects none
        gc.disable()


def pytest_unconfigure(config):
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(FOLDER), ignore_errors=True)


def pytest_collection_finish():
    """What twenty thousand collected tests consist of is never garbage: it need not be searched again and again."""
    gc.collect()
    gc.freeze()
    gc.enable()


def pytest_sessionstart():
    """The files of the ontology, which stand in every graph that a test writes, are parsed once in each process."""
    read = kg.store.ontology._read_turtle

    @lru_cache
    def statements(path, *_):
        return tuple(read(path))

    def read_again(path):
        state = path.stat()
        return iter(statements(path, state.st_mtime_ns, state.st_size))

    kg.store.ontology._read_turtle = read_again


@pytest.fixture(autouse=True)
def patient_pages(monkeypatch):
    """Pages wait for the audit as long as it takes: what a test sees does not depend on how busy the machine is."""
    if "streamlit" in sys.modules:
        monkeypatch.setattr("kg.explorer.audited._PATIENCE", 60.0)


@pytest.fixture
def patient_office(monkeypatch):
    """LibreOffice may take as long as a busy machine makes it: what it writes is looked at, not how quickly."""
    monkeypatch.setattr("kg.read.legacy._SECONDS", 240)


@pytest.fixture(scope="module")
def address(directory, tmp_path_factory):
    """An explorer of the module's graph as `kg app` starts it; somewhere without a configuration file."""
    from benchmarks.explorer.serving import serve

    with serve(directory, tmp_path_factory.mktemp("elsewhere")) as (address, _):
        yield address


@pytest.fixture(scope="module")
def window():
    """A window of headless Chromium for the visits of a module, one after another."""
    from benchmarks.explorer.visiting import CHROMIUM, chromium, window

    if not CHROMIUM.exists():
        reason = f"没有 Chromium（{CHROMIUM}）；可用 KG_CHROMIUM 指定"
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    pytest.importorskip("playwright.sync_api")
    with chromium() as browser, window(browser) as page:
        yield page


@pytest.fixture
def visit(window, address):
    """A visit that fails the test where anything was asked of another machine, or a script or dialog made trouble."""
    from benchmarks.explorer.visiting import visit_in

    with visit_in(window, address) as here:
        yield here
    assert here.outside() == []
    assert here.troubles == []
