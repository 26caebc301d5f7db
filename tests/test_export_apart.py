"""The workbook of a large graph: its rows come from a process of their own."""

import pickle
import subprocess

import pytest
from sample_extraction import next_year, sample
from test_export import graph_of

from kg.errors import ExportError, StoreError
from kg.export import apart, write_export
from kg.graph import derived_quads, extraction_to_quads
from kg.store import ontology_quads, open_store, write_store


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    directory = tmp_path_factory.mktemp("graph")
    quads = [quad for found in (sample(), next_year()) for quad in extraction_to_quads(found)]
    write_store(directory, [*quads, *derived_quads(quads), *ontology_quads()])
    return open_store(directory)


def test_both_ways_give_the_same_workbook(store, tmp_path, monkeypatch):
    write_export("xlsx", store, tmp_path / "a.xlsx")
    started = []

    class Counted(subprocess.Popen):
        def __init__(self, *arguments, **options):
            started.append(self)
            super().__init__(*arguments, **options)

    monkeypatch.setattr(subprocess, "Popen", Counted)
    monkeypatch.setattr(apart, "WORTH_IT", 1)
    write_export("xlsx", store, tmp_path / "b.xlsx")
    assert len(started) == 1
    assert started[0].returncode is not None
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    write_export("xlsx", graph_of(sample()), tmp_path / "c.xlsx")
    assert len(started) == 1


@pytest.mark.parametrize("broken", ["raise SystemExit(3)", "print('x')"])
def test_a_process_that_fails_is_said_and_leaves_no_file(broken, store, tmp_path, monkeypatch):
    started = []

    class Broken(subprocess.Popen):
        def __init__(self, command, **options):
            started.append(self)
            super().__init__([command[0], "-c", broken], **options)

    monkeypatch.setattr(subprocess, "Popen", Broken)
    monkeypatch.setattr(apart, "WORTH_IT", 1)
    with pytest.raises(ExportError, match="意外结束"):
        write_export("xlsx", store, tmp_path / "a.xlsx")
    assert started[0].returncode is not None
    assert not list(tmp_path.iterdir())


def test_an_error_of_the_other_process_is_raised_here(store, tmp_path, monkeypatch):
    message = pickle.dumps(StoreError("命名图坏了"))

    class Failing(subprocess.Popen):
        def __init__(self, command, **options):
            code = f"import sys; sys.stdin.buffer.read(); sys.stdout.buffer.write({message!r})"
            super().__init__([command[0], "-c", code], **options)

    monkeypatch.setattr(subprocess, "Popen", Failing)
    monkeypatch.setattr(apart, "WORTH_IT", 1)
    with pytest.raises(StoreError, match="命名图坏了"):
        write_export("xlsx", store, tmp_path / "a.xlsx")
