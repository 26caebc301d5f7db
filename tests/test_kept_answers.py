"""Answers that took long are kept beside their version of the graph, and are the same when they are read again."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.query import find_query, kept, run, run_query
from kg.query.kept import keep_answer, read_answer
from kg.store.answers import Result

QUESTION = "department-money"
CELLS = st.one_of(st.none(), st.booleans(), st.integers(), st.text(), st.decimals(allow_nan=False))


class Counting:
    """A store that counts how often it is asked."""

    def __init__(self, version_directory, rows):
        self.version_directory = version_directory
        self.rows = rows
        self.asked = 0

    def select(self, _sparql):
        self.asked += 1
        return Result(list(find_query(QUESTION).columns), self.rows)

    def construct(self, _sparql):
        raise NotImplementedError


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "SLOW", -1.0)
    width = len(find_query(QUESTION).columns)
    first = ("某市某局", 2026, Decimal("1.50"), None, True)
    rows = [(None,) * width, tuple(first[i % 5] for i in range(width))]
    return Counting(tmp_path, rows)


def test_a_slow_answer_is_asked_once(store):
    first = run_query(store, QUESTION)
    again = run_query(store, QUESTION)
    assert store.asked == 1
    assert again == first
    assert [list(map(type, row)) for row in again.rows] == [list(map(type, row)) for row in first.rows]
    assert {str(cell) for row in again.rows for cell in row if isinstance(cell, Decimal)} == {"1.50"}


def test_other_values_are_another_question(store):
    run_query(store, QUESTION)
    run_query(store, QUESTION, {"department": "某局"})
    run_query(store, QUESTION, row_limit=5)
    assert store.asked == 3


def test_an_answer_that_is_cut_says_so_again(store):
    notes = {run_query(store, QUESTION, row_limit=1).note for _ in range(2)}
    assert notes == {run_query(store, QUESTION, row_limit=1).note}
    assert None not in notes
    assert len(run_query(store, QUESTION, row_limit=1).rows) == 1


def test_a_quick_answer_and_own_sparql_are_not_kept(store, tmp_path, monkeypatch):
    run_query(store, "SELECT ?x { ?x a kg:Project }")
    monkeypatch.setattr(run, "SLOW", 60.0)
    run_query(store, QUESTION)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"\x1f\x8b", b"not gzip", "gz:[]", 'gz:{"asked": 1}'])
def test_a_broken_file_is_asked_again(store, tmp_path, content):
    run_query(store, QUESTION)
    [path] = (tmp_path / "answers").iterdir()
    if isinstance(content, str):
        import gzip

        content = gzip.compress(content.removeprefix("gz:").encode())
    path.write_bytes(content)
    assert run_query(store, QUESTION).rows == store.rows
    assert store.asked == 2


def test_where_nothing_can_be_written_the_graph_is_asked(store, tmp_path):
    (tmp_path / "answers").write_text("a file stands in the way", encoding="utf-8")
    for _ in range(2):
        assert run_query(store, QUESTION).rows == store.rows
    assert store.asked == 2


def test_a_graph_in_memory_keeps_nothing():
    memory = Counting(None, [])
    keep_answer(memory, "SELECT", ["x"], [(1,)])
    assert read_answer(memory, "SELECT") is None


def test_the_first_answers_leave_where_there_is_no_room(store, tmp_path, monkeypatch):
    for text in ("one", "two", "three"):
        keep_answer(store, text, ["x"], [(text,)])
    size = sum(path.stat().st_size for path in (tmp_path / "answers").iterdir())
    monkeypatch.setattr(kept, "_MOST", size)
    keep_answer(store, "four", ["x"], [("four",)])
    found = [text for text in ("one", "two", "three", "four") if read_answer(store, text)]
    assert found[-1] == "four"
    assert 1 < len(found) < 4
    assert not list((tmp_path / "answers").glob("*.new"))


@given(rows=st.lists(st.tuples(CELLS, CELLS), max_size=5))
def test_every_cell_comes_back(tmp_path_factory, rows):
    place = Counting(tmp_path_factory.getbasetemp(), [])
    keep_answer(place, "SELECT ?a ?b", ["a", "b"], rows)
    assert repr(read_answer(place, "SELECT ?a ?b")) == repr((["a", "b"], rows))
