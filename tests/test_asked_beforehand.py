"""The questions over a large graph are asked by a process of its own, once for a version, and kept."""

import os
import subprocess
import sys
import threading

import asked_graph
import pytest

from kg.query import beforehand, kept, list_queries, run_query
from kg.query.beforehand import ask_beforehand, is_asked
from kg.store import open_store


@pytest.fixture(autouse=True)
def gentle(monkeypatch):
    """This process keeps its priority."""
    monkeypatch.setattr(beforehand, "step_back", lambda: None)


@pytest.fixture
def version(tmp_path):
    asked_graph.build(tmp_path)
    return open_store(tmp_path).version_directory


def test_every_question_is_asked_once(version, monkeypatch):
    started = []
    start = beforehand.start_gently
    monkeypatch.setattr(beforehand, "start_gently", lambda *given: started.append(given) or start(*given))
    assert not is_asked(version)
    ask_beforehand(version)
    assert is_asked(version)
    ask_beforehand(version)
    assert len(started) == 1


def test_other_questions_are_asked_again(version, monkeypatch):
    ask_beforehand(version)
    monkeypatch.setattr(beforehand, "list_queries", lambda: list_queries()[1:])
    assert not is_asked(version)


def test_what_takes_long_is_there_afterwards(version, monkeypatch):
    monkeypatch.setattr("kg.query.run.SLOW", -1.0)
    monkeypatch.setattr("sys.argv", ["beforehand", str(version.parent)])
    assert beforehand.main() == 0
    assert len(list((version / kept.FOLDER).glob("*.json.gz"))) == len(list_queries())
    store = open_store(version.parent)
    expected = run_query(store, "project-budget-by-year").rows
    monkeypatch.setattr(store, "select", pytest.fail)
    assert run_query(store, "project-budget-by-year").rows == expected


def test_no_graph_is_no_error(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.argv", ["beforehand", str(tmp_path)])
    assert beforehand.main() == 1


def test_the_process_steps_back():
    if not hasattr(os, "nice"):
        pytest.skip("this system tells the priority when a process starts")
    code = "import os; from kg.processes import step_back; step_back(); print(os.nice(0))"
    before = os.nice(0)
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert int(said.stdout) == min(19, before + 15)


def test_the_explorer_has_a_large_graph_asked_after_its_audit(version, monkeypatch):
    from kg.explorer import audited

    order = []
    audit = audited._Audit()
    audit.thread = threading.Thread(target=lambda: order.append("audit"))
    audit.thread.start()
    monkeypatch.setattr(audited, "ask_beforehand", lambda _: order.append("questions"))
    audited._ask(audit, version)
    assert order == ["audit"]
    monkeypatch.setattr(audited, "LARGE", 10)
    audited._ask(audit, version)
    assert order == ["audit", "questions"]
    audited._ask(audit, version / "gone")
    assert len(order) == 2


def test_a_second_process_waits_and_asks_nothing(version, monkeypatch):
    monkeypatch.setattr("sys.argv", ["beforehand", str(version.parent)])
    begun, go_on, asked = threading.Event(), threading.Event(), []

    def slowly(_store, query, **_limits):
        asked.append(query.name)
        begun.set()
        go_on.wait(60)

    monkeypatch.setattr(beforehand, "run_query", slowly)
    both = [threading.Thread(target=beforehand.main) for _ in range(2)]
    both[0].start()
    assert begun.wait(60)
    both[1].start()
    both[1].join(1)
    assert both[1].is_alive()
    go_on.set()
    for one in both:
        one.join(60)
    assert asked == [query.name for query in list_queries()]
