"""The store: what is written comes back, the old graph survives a killed build, errors say what to do."""

import json
import subprocess
import sys
import textwrap
import time
from decimal import Decimal
from pathlib import Path

import pytest
from sample_extraction import next_year, sample

import kg
from kg.errors import StoreError, VocabularyError
from kg.graph import derived_quads, extraction_to_quads
from kg.graph.terms import Quad, boolean, decimal, integer, iri, sorted_lines, text
from kg.link import derived_graph_iri, graph_iri
from kg.namespaces import PREFIXES
from kg.store import (
    dump_lines,
    dump_path,
    memory_store,
    ontology_quads,
    open_store,
    replace_documents,
    write_store,
)
from kg.store.pointer import POINTER, STORE_VERSION, current_version
from kg.store.sorting import LineSorter

ROOT = Path(kg.__file__).resolve().parent.parent
GRAPH = "https://performance-targets.example/graph/test"


def numbered(count, start=0):
    return [
        Quad(iri(f"http://a.example/{n}"), iri("http://a.example/p"), integer(n), iri(GRAPH))
        for n in range(start, start + count)
    ]


def count(store):
    return store.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows[0][0]


def documents(*extractions):
    return {graph_iri(e.document.name): list(extraction_to_quads(e)) for e in extractions}


# reading


def test_what_is_written_comes_back(tmp_path):
    quads = [*extraction_to_quads(sample()), *ontology_quads()]
    write_store(tmp_path, quads)
    store = open_store(tmp_path)
    assert sorted_lines(store.quads()) == sorted_lines(quads)
    assert b"".join(dump_lines(tmp_path)).decode("utf-8").splitlines() == sorted_lines(quads)
    assert len(store) == len(set(quads))


def test_values_are_python_values():
    quads = [
        Quad(iri("http://a.example/s"), iri(f"http://a.example/p{n}"), term, iri(GRAPH))
        for n, term in enumerate(
            [
                iri("http://a.example/武汉"),
                text('“引号"\\\n'),
                decimal(Decimal("1205000.50")),
                integer(-7),
                boolean(True),
                boolean(False),
                text("标签", "zh"),
            ]
        )
    ]
    result = memory_store(quads).select("SELECT ?o ?unbound { ?s ?p ?o } ORDER BY ?p")
    assert result.variables == ["o", "unbound"]
    values = [row[0] for row in result.rows]
    expected = ["http://a.example/武汉", '“引号"\\\n', Decimal("1205000.5"), -7, True, False, "标签"]
    assert values == expected
    assert [type(value) for value in values] == [type(value) for value in expected]
    assert {row[1] for row in result.rows} == {None}


def test_the_union_of_the_named_graphs_is_asked():
    other = Quad(iri("http://a.example/0"), iri("http://a.example/q"), integer(1), iri(GRAPH + "2"))
    store = memory_store([*numbered(1), other])
    joined = "{ ?s <http://a.example/p> 0 ; <http://a.example/q> 1 }"
    assert store.select(f"ASK {joined}").rows == [(True,)]
    assert store.graphs() == [GRAPH, GRAPH + "2"]
    assert list(store.quads(GRAPH + "2")) == [other]


def test_a_triple_of_several_graphs_stands_in_the_union_once(tmp_path):
    quads = [quad._replace(graph=iri(f"{GRAPH}{n}")) for quad in numbered(3) for n in range(4)]
    write_store(tmp_path, quads)
    for store in (memory_store(quads), open_store(tmp_path)):
        assert count(store) == 3
        assert len(store) == len(list(store.quads())) == 12
        assert store.select("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }").rows == [(12,)]
        assert [int(row[0]) for row in store.dataset().query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")] == [3]


def test_prefixes_are_bound_in_both_engines(tmp_path):
    write_store(tmp_path, extraction_to_quads(sample()))
    query = (
        "SELECT (COUNT(?t) AS ?n) { ?t a kg:PerformanceTarget ; prov:wasQuotedFrom ?d . ?d dct:title ?title }"
    )
    store = open_store(tmp_path)
    assert store.select(query).rows == [(9,)]
    dataset = store.dataset()
    assert [[int(value) for value in row] for row in dataset.query(query)] == [[9]]
    assert dict(dataset.namespaces())["kg"].toPython() == PREFIXES["kg"]


def test_construct_gives_sorted_triples():
    triples = memory_store(numbered(3)).construct("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")
    assert [triple[2] for triple in triples] == [integer(0), integer(1), integer(2)]


def test_the_wrong_kind_of_query_is_refused():
    store = memory_store(numbered(1))
    with pytest.raises(TypeError, match="construct"):
        store.select("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")
    with pytest.raises(TypeError, match="select"):
        store.construct("SELECT ?s { ?s ?p ?o }")
    with pytest.raises(SyntaxError):
        store.select("SELEKT ?s { ?s ?p ?o }")


# writing


@pytest.mark.parametrize("run_bytes", [1, 40, 10_000])
def test_lines_are_sorted_outside_memory(tmp_path, run_bytes):
    lines = [f"{n * 7919 % 100}号\n".encode() for n in range(300)]
    others = sorted({f"{n}另\n".encode() for n in range(20)})
    sorter = LineSorter(tmp_path, run_bytes)
    for line in lines:
        sorter.add(line)
    assert list(sorter.merged(others, others)) == sorted({*lines, *others})


def test_a_dump_is_loaded_in_pieces_of_whole_lines(tmp_path, monkeypatch):
    monkeypatch.setattr("kg.store.loading._PIECE", 1000)
    write_store(tmp_path, numbered(200))
    assert count(open_store(tmp_path)) == 200


def test_two_builds_give_equal_bytes(tmp_path):
    first, second = tmp_path / "one", tmp_path / "two"
    quads = list(extraction_to_quads(sample()))
    write_store(first, quads)
    write_store(second, reversed(quads))
    assert dump_path(first).read_bytes() == dump_path(second).read_bytes()


def test_a_graph_that_did_not_change_is_not_written_again(tmp_path):
    version = write_store(tmp_path, numbered(3))
    before = (tmp_path / POINTER).stat().st_mtime_ns
    assert write_store(tmp_path, numbered(3)) == version
    assert (tmp_path / POINTER).stat().st_mtime_ns == before


def test_a_reader_keeps_its_version_while_others_are_written(tmp_path):
    write_store(tmp_path, numbered(50))
    reader = open_store(tmp_path)
    for number in range(1, 5):
        write_store(tmp_path, numbered(number))
        assert count(reader) == 50
        assert count(open_store(tmp_path)) == number


def test_a_reader_that_is_overtaken_opens_the_newer_version(tmp_path, monkeypatch):
    write_store(tmp_path, numbered(1))
    (tmp_path / "graph-gone").mkdir()
    named = iter([tmp_path / "graph-gone"])
    monkeypatch.setattr("kg.store.reading.current_version", lambda path: next(named, current_version(path)))
    assert len(open_store(tmp_path)) == 1


def test_old_versions_are_removed_but_for_the_last(tmp_path):
    for number in range(1, 6):
        write_store(tmp_path, numbered(number))
    assert len(list(tmp_path.glob("graph-*"))) == 2


def test_a_version_that_cannot_be_removed_is_no_error(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "os.rmdir", lambda *_args, **_kwargs: (_ for _ in ()).throw(PermissionError("in use"))
    )
    for number in range(1, 5):
        write_store(tmp_path, numbered(number))
    assert count(open_store(tmp_path)) == 4


def test_no_links_are_made(tmp_path):
    write_store(tmp_path, numbered(3))
    assert not [path for path in tmp_path.rglob("*") if path.is_symlink()]


def test_a_second_writer_is_turned_away(tmp_path):
    write_store(tmp_path, numbered(3))
    code = "import sys; from kg.store.locking import writing\nfrom pathlib import Path\n"
    code += "with writing(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"held"
        with pytest.raises(StoreError, match="另一个 kg build"):
            write_store(tmp_path, numbered(4))
        holder.kill()
    write_store(tmp_path, numbered(5))
    assert count(open_store(tmp_path)) == 5


# one document replaced


def replace_with(directory, *extractions):
    return replace_documents(directory, documents(*extractions), derived_quads, derived_graph_iri())


def test_replacing_a_document_replaces_its_graph_and_nothing_else(tmp_path):
    replace_with(tmp_path, sample(), next_year())
    before = list(open_store(tmp_path).quads(graph_iri("b.txt")))
    replace_documents(tmp_path, {graph_iri("a.txt"): numbered(0)}, derived_quads, derived_graph_iri())
    store = open_store(tmp_path)
    assert sorted_lines(store.quads(graph_iri("b.txt"))) == sorted_lines(before)
    assert list(store.quads(graph_iri("a.txt"))) == []
    assert store.select("SELECT ?n { ?d a kg:Document ; kg:indicatorCount ?n }").rows == [(2,)]


def test_documents_one_by_one_give_the_bytes_of_all_at_once(tmp_path):
    replace_with(tmp_path / "all", sample(), next_year())
    replace_with(tmp_path / "steps", next_year())
    replace_with(tmp_path / "steps", sample())
    replace_with(tmp_path / "steps", sample())
    assert dump_path(tmp_path / "steps").read_bytes() == dump_path(tmp_path / "all").read_bytes()


# killed


KILLED_AT = {
    "before anything is written": "kg.store.writing._new_folder = die",
    "between the dump and the store": "pyoxigraph.Store = die",
    "in the middle of the dump": "kg.store.writing.put_lines = lambda _, s, *o: (s / 'dump.nq').touch() or die()",
    "after the store, before the pointer": "kg.store.writing.point_to = die",
    "with the new pointer beside the old": "pathlib.Path.replace = die",
}


@pytest.mark.parametrize("moment", KILLED_AT.values(), ids=KILLED_AT.keys())
def test_a_killed_build_leaves_the_old_graph(tmp_path, moment):
    write_store(tmp_path, numbered(7))
    code = f"""
        import os, pathlib, sys, pyoxigraph, kg.store.writing
        from kg.graph.terms import Quad, integer, iri
        def die(*_): os.kill(os.getpid(), 9) if os.name == "posix" else os._exit(9)
        {moment}
        quads = [Quad(iri(f"http://a.example/{{n}}"), iri("http://a.example/p"), integer(n), iri("http://g.example/"))
                 for n in range(2000)]
        kg.store.writing.write_store(pathlib.Path(sys.argv[1]), quads)
    """
    run = subprocess.run([sys.executable, "-c", textwrap.dedent(code), str(tmp_path)], cwd=ROOT, check=False)
    assert run.returncode != 0
    assert count(open_store(tmp_path)) == 7
    write_store(tmp_path, numbered(8))
    assert count(open_store(tmp_path)) == 8


@pytest.mark.parametrize("delay", [0.01, 0.05, 0.12, 0.25])
def test_a_build_killed_at_any_time_leaves_a_whole_graph(tmp_path, delay):
    write_store(tmp_path, numbered(7))
    code = """
        import pathlib, sys
        from kg.graph.terms import Quad, integer, iri
        from kg.store import write_store
        print("go", flush=True)
        for size in range(8000, 9000):
            quads = [Quad(iri(f"http://a.example/{n}"), iri("http://a.example/p"), integer(n), iri("http://g.example/"))
                     for n in range(size)]
            write_store(pathlib.Path(sys.argv[1]), quads)
    """
    command = [sys.executable, "-c", textwrap.dedent(code), str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as build:
        assert build.stdout is not None
        build.stdout.readline()
        time.sleep(delay)
        build.kill()
    found = count(open_store(tmp_path))
    assert found == 7 or 8000 <= found < 9000
    named = json.loads((tmp_path / POINTER).read_text(encoding="utf-8"))
    assert named["quads"] == found
    write_store(tmp_path, numbered(9))
    assert count(open_store(tmp_path)) == 9
    assert len(list(tmp_path.glob("graph-*"))) == 2


# errors


@pytest.mark.parametrize(
    "pointer, message",
    [
        (None, "还没有图谱"),
        ("", "已损坏"),
        ("{", "已损坏"),
        ("[]", "已损坏"),
        ('{"version": 1}', "已损坏"),
        (json.dumps({"version": STORE_VERSION + 1, "graph": "graph-x"}), "另一版本"),
        (json.dumps({"version": STORE_VERSION, "graph": "graph-x"}), "不见了"),
    ],
)
def test_what_cannot_be_opened_says_what_to_do(tmp_path, pointer, message):
    if pointer is not None:
        (tmp_path / POINTER).write_text(pointer, encoding="utf-8")
    with pytest.raises(StoreError, match=message) as caught:
        open_store(tmp_path)
    assert "kg build" in str(caught.value)


def test_a_pointer_never_leads_outside_its_directory(tmp_path):
    write_store(tmp_path / "elsewhere", numbered(3))
    inside = tmp_path / "build"
    inside.mkdir()
    outside = next((tmp_path / "elsewhere").glob("graph-*"))
    named = {"version": STORE_VERSION, "graph": f"../elsewhere/{outside.name}"}
    (inside / POINTER).write_text(json.dumps(named), encoding="utf-8")
    with pytest.raises(StoreError, match="不见了"):
        open_store(inside)


def test_a_broken_store_is_reported(tmp_path):
    version = write_store(tmp_path, numbered(3))
    for path in (version / "store").iterdir():
        path.write_bytes(b"broken")
    with pytest.raises(StoreError, match="已损坏"):
        open_store(tmp_path)


def test_a_graph_that_cannot_be_opened_can_be_built_again(tmp_path):
    (tmp_path / POINTER).write_text("{", encoding="utf-8")
    write_store(tmp_path, numbered(3))
    assert count(open_store(tmp_path)) == 3


def test_a_directory_that_is_a_file_is_reported(tmp_path):
    (tmp_path / "build").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match="无法写入"):
        write_store(tmp_path / "build", numbered(1))


def test_a_blank_node_in_the_ontology_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "bad.ttl"
    path.write_text("<http://a.example/s> <http://a.example/p> [] .", encoding="utf-8")
    monkeypatch.setattr("kg.store.ontology.ontology_files", lambda: [path])
    with pytest.raises(VocabularyError, match="匿名节点"):
        list(ontology_quads())
