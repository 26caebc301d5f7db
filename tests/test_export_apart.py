"""The workbook of a large graph: its rows come from dumps, read by processes of their own."""

import gc
import io
import os
import pickle
import shutil
import subprocess
import sys
from dataclasses import replace

import pytest
from sample_extraction import next_year, sample
from test_export import graph_of

from kg.catalogue import list_documents
from kg.errors import ExportError, StoreError
from kg.export import apart, write_export
from kg.export.catalogue import dumped_document, reviewed_documents
from kg.export.dumped import Dump, dumps_of
from kg.export.library import read_library
from kg.export.overview import read_overview
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
    assert all(process.returncode is not None for process in started)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    write_export("xlsx", graph_of(sample()), tmp_path / "c.xlsx")
    assert len(started) == 1


def test_what_dumps_print_is_what_the_store_answers(store):
    dumps = dumps_of(store)
    asked, read = read_overview(store, found=()), read_overview(store, found=(), dumps=dumps)
    assert read.forms == asked.forms
    assert sum(len(forms) for forms in asked.forms.values()) > 3
    documents = list_documents(store)
    rows = list(reviewed_documents(store, asked.heads))
    assert [dumped_document(dumps[document.graph], document) for document in documents] == rows
    assert any(row["reasons"] for found in rows for row in found if row["confident"] is False)
    assert any(row["actual"] for found in rows for row in found)


class Stream:
    def __init__(self, content=b""):
        self.buffer = io.BytesIO(content)


def test_a_library_read_in_parts_is_the_whole_one(store, tmp_path, monkeypatch):
    whole = list(read_library(store))
    assert len(whole) > 3
    out = Stream()
    monkeypatch.setattr(apart, "_AT_ONCE", 3)
    monkeypatch.setattr(sys, "stdin", Stream(pickle.dumps((store.version_directory, tmp_path, []))))
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(gc, "disable", lambda: None)
    monkeypatch.setattr(os, "nice", lambda steps: steps, raising=False)
    assert apart.main() == 0
    out.buffer.seek(0)
    identifiers, _, *ends = (pickle.load(out.buffer) for _ in range(4))  # noqa: S301 - from the line above
    assert identifiers == read_library(store).identifiers
    assert list(apart._library(iter(ends), tmp_path)) == whole


def test_hostile_text_comes_out_of_a_dump_as_it_went_in(tmp_path):
    hostile = '=1+1"\\\t\n> <x> .\r\x7f\ufffe😀'
    extraction = sample()
    rows = (replace(extraction.indicators[0], name=hostile, description=hostile), *extraction.indicators[1:])
    quads = list(extraction_to_quads(replace(extraction, indicators=rows)))
    write_store(tmp_path, quads)
    store = open_store(tmp_path)
    (document,) = list_documents(store)
    (rows,) = reviewed_documents(store, read_overview(store, found=()).heads)
    assert dumped_document(dumps_of(store)[document.graph], document) == rows
    assert [row["description"] for row in rows].count(hostile) == 1


def test_a_dump_that_is_none_is_said(tmp_path):
    (tmp_path / "a.nq").write_bytes(b"<https://performance-targets.example/target/1> nonsense\n")
    for path in (tmp_path / "a.nq", tmp_path / "gone.nq"):
        with pytest.raises(StoreError, match="kg build"):
            Dump(path, "https://performance-targets.example/graph/a", 1).nodes("target", {"name": "kg:name"})
    (tmp_path / "empty.nq").write_bytes(b"")
    assert (
        Dump(tmp_path / "empty.nq", "https://performance-targets.example/graph/a", 0).nodes("form", {}) == {}
    )
    assert dumps_of(graph_of(sample())) is None


def test_a_graph_with_a_dump_missing_is_asked(store, tmp_path, monkeypatch):
    directory = tmp_path / "graph"
    shutil.copytree(store.version_directory.parent, directory)
    next(iter((directory / "graphs").glob("*.nq"))).unlink()
    lost = open_store(directory)
    assert dumps_of(lost) is None
    monkeypatch.setattr(apart, "WORTH_IT", 1)
    write_export("xlsx", lost, tmp_path / "a.xlsx")
    write_export("xlsx", store, tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


SAYS_LITTLE = "import sys, pickle; [pickle.dump(what, sys.stdout.buffer) for what in ([], {}%s)]"


@pytest.mark.parametrize(
    "broken", ["raise SystemExit(3)", "print('x')", SAYS_LITTLE % "", SAYS_LITTLE % ", None, 1"]
)
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
    assert all(process.returncode is not None for process in started)
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
