"""The benchmark of large graphs: what it makes in pieces is the graph that the program would write."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.scale import closing, loading, pieces, storing  # noqa: E402
from benchmarks.scale.asking import Timing  # noqa: E402
from benchmarks.scale.making import documents  # noqa: E402
from benchmarks.scale.table import Table  # noqa: E402
from kg.extract import extract_file  # noqa: E402
from kg.graph import derived_quads, extraction_to_quads  # noqa: E402
from kg.graph.terms import sorted_lines  # noqa: E402
from kg.store import ontology_quads  # noqa: E402
from kg.vocabulary import data_dir  # noqa: E402

ROWS = 100
"""Rows of a piece here; a document has more than half as many."""


@pytest.fixture(scope="module")
def real():
    """One document, with the words loaded that the processes forked here would each load again."""
    extraction = extract_file(min(data_dir().glob("*.txt"), key=lambda file: file.stat().st_size))
    list(extraction_to_quads(extraction))
    return [extraction]


@pytest.fixture(autouse=True)
def _small(monkeypatch, real):
    """Small pieces in the distribution of one document."""
    monkeypatch.setattr(pieces, "PIECE", ROWS)
    monkeypatch.setattr(storing, "BUILT_WHOLE", 0)
    monkeypatch.setattr(pieces, "shipped_documents", lambda: real)


def written(real, count):
    """The lines of the graph of the documents that the first pieces hold, made at once by the graph builder."""
    made, quads = 0, []
    for extraction in documents(real, count * ROWS, 1):
        made += len(extraction.indicators)
        quads.extend(extraction_to_quads(extraction))
        if made >= count * ROWS:
            break
    return sorted_lines([*quads, *derived_quads(quads), *ontology_quads()])


def lines(directory):
    return sorted(quad.line() for quad in storing.open_made(directory).quads())


def test_a_larger_graph_goes_on_from_a_smaller_one(tmp_path, real, monkeypatch):
    assert lines(storing.make_graph(tmp_path, ROWS, 1, lambda _: None)) == written(real, 1)
    loaded = []
    read = loading.read_piece
    monkeypatch.setattr(
        loading, "read_piece", lambda folder, number: loaded.append(number) or read(folder, number)
    )
    directory = storing.make_graph(tmp_path, 3 * ROWS, 1, lambda _: None)
    assert loaded == [1, 2]
    assert lines(directory) == written(real, 3)


def test_the_default_graph_is_the_union(tmp_path):
    store = storing.open_made(storing.make_graph(tmp_path, ROWS, 1, lambda _: None))
    counted = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    union = {(quad.subject, quad.predicate, quad.object) for quad in store.quads()}
    assert store.select(counted).rows == [(len(union),)]


def test_a_killed_load_goes_on_where_it_was(tmp_path, real):
    folder = tmp_path / "pieces" / "1"
    pieces.make_pieces(folder, 2, 1, lambda _: None)

    class KilledError(Exception):
        pass

    def kill(_):
        raise KilledError

    with pytest.raises(KilledError):
        loading.load_pieces(folder, tmp_path / "loaded" / "1", 2, kill)
    directory = storing.make_graph(tmp_path, 2 * ROWS, 1, lambda _: None)
    assert lines(directory) == written(real, 2)


def test_without_room_for_two_stores_the_documents_become_the_graph(tmp_path, real, monkeypatch):
    monkeypatch.setattr(closing.shutil, "disk_usage", lambda _: closing.shutil._ntuple_diskusage(1, 1, 0))
    directory = storing.make_graph(tmp_path, ROWS, 1, lambda _: None)
    assert not (tmp_path / "loaded" / "1" / "store").exists()
    assert lines(directory) == written(real, 1)


def test_a_store_with_more_pieces_is_not_taken_for_a_smaller_graph(tmp_path):
    storing.make_graph(tmp_path, 2 * ROWS, 1, lambda _: None)
    with pytest.raises(ValueError, match="another --folder"):
        storing.make_graph(tmp_path, ROWS, 1, lambda _: None)


def test_the_sums_say_what_was_not_answered():
    def took(clock, rows=1, problem=""):
        return Timing(clock, clock, rows, 1.0, 20, problem)

    table = Table(["embedded", "server", "embedded, 300", "rdflib, 300"], compared=True)
    first = table.add("a", "whole", [took(50), took(2000), took(2), took(400)])
    assert first == "| a | whole | 1 | 50 | 50 | 2,000 | 2,000 | 2 | 2 | 400 | 400 | 200 |"
    late = Timing(None, None, None, None, 20, "too late")
    second = table.add("b", "whole", [took(500), took(60, 2), took(5), late])
    assert second.endswith("| 5 | 5 | >20 s |  | >4,000 |")
    assert table.head().count("|", 0, table.head().index("\n")) == first.count("|")
    sums = list(table.sums())
    assert "| embedded | whole | 2 | 275 | 500 | 1 | 2 | 0 |" in sums
    assert "| server | whole | 2 | 1,030 | 2,000 | 1 | 1 | 0 |" in sums
    assert "| rdflib, 300 | whole | 2 | 400 | 400 | 0 | 1 | 1 |" in sums
    assert any("2,100 times" in line and "1 not answered" in line for line in sums)
    assert "\nserver: b (whole) gives 2 rows, not 1" in sums
    assert "\nrdflib, 300, 1 questions: too late" in sums


def test_the_sums_of_one_engine():
    table = Table(["embedded"], compared=False)
    assert table.add("a", "one", [Timing(50, 40, 1, 1.0, 20)]) == "| a | one | 1 | 50 | 40 |"
    assert list(table.sums())[2:] == [
        "| embedded | one | 1 | 50 | 50 | 1 | 1 | 0 |",
        "| embedded, processor | one | 1 | 40 | 40 | 1 | 1 | 0 |",
    ]
