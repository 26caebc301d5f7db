"""A version made of the one before: readers keep theirs, a killed build does no harm, what is broken is made anew."""

import json
import os
import subprocess
import sys
import textwrap
import threading
from itertools import chain
from pathlib import Path

import pytest

import kg
from kg.graph.reach import Again
from kg.graph.terms import Quad, integer, iri
from kg.store import dump_lines, graph_dumps, open_store, open_writer
from kg.store.dumps import Contents, Derived, put_dump
from kg.store.pointer import POINTER, changes_since_loading
from kg.store.versions import Deriving

ROOT = Path(kg.__file__).resolve().parent.parent
DERIVED = "http://g.example/derived"


def statements(name, numbers):
    graph = iri(f"http://g.example/{name}")
    return [Quad(iri(f"http://a.example/{n}"), iri("http://a.example/p"), integer(n), graph) for n in numbers]


def count_all(quads):
    return [
        Quad(iri("http://a.example/all"), iri("http://a.example/n"), integer(len(list(quads))), iri(DERIVED))
    ]


def numbered_by(program):
    nothing = Again((), DERIVED, "http://a.example/")
    return Deriving(DERIVED, lambda _: [], None, lambda: nothing, program)


def write(directory, deriving=None, **documents):
    deriving = deriving or numbered_by("1")
    with open_writer(directory) as writer:
        quads = {f"http://g.example/{name}": statements(name, numbers) for name, numbers in documents.items()}
        return writer.replace(quads, deriving)


def held(directory_or_store):
    store = open_store(directory_or_store) if isinstance(directory_or_store, Path) else directory_or_store
    named = {(quad.graph[18:-1], int(quad.object.split('"')[1])) for quad in store.quads()}
    union = {row[0] for row in store.select("SELECT ?o { ?s ?p ?o }").rows}
    assert union == {number for _, number in named}
    return named


def test_a_small_change_loads_little(tmp_path, monkeypatch):
    write(tmp_path, a=range(500), b=range(400, 900))
    monkeypatch.setattr("kg.store.writing.load_version", None)
    write(tmp_path, b=range(490, 990))
    assert held(tmp_path) == {*(("a", n) for n in range(500)), *(("b", n) for n in range(490, 990))}
    assert changes_since_loading(tmp_path) == 180


def test_a_triple_stays_in_the_union_while_one_graph_holds_it(tmp_path, monkeypatch):
    monkeypatch.setattr("kg.store.writing._DEAREST", 0)
    write(tmp_path, a=[1, 2], b=[2, 3], c=range(10, 20))
    write(tmp_path, b=[3])
    assert held(tmp_path) >= {("a", 1), ("a", 2), ("b", 3)}
    write(tmp_path, a=[2], b=[1])
    assert ("a", 2) in held(tmp_path)
    write(tmp_path, a=[])
    assert open_store(tmp_path).graphs() == ["http://g.example/b", "http://g.example/c"]


def test_much_change_is_loaded_from_nothing(tmp_path, monkeypatch):
    write(tmp_path, a=range(100), b=range(100))
    monkeypatch.setattr("kg.store.writing.change_version", None)
    write(tmp_path, b=range(200, 300))
    assert held(tmp_path) == {*(("a", n) for n in range(100)), *(("b", n) for n in range(200, 300))}
    assert changes_since_loading(tmp_path) == 0


def test_many_changes_end_in_a_store_loaded_anew(tmp_path):
    write(tmp_path, a=range(1000), b=[0])
    changes = [
        write(tmp_path, b=range(20 * n, 20 * n + 20)) and changes_since_loading(tmp_path) for n in range(30)
    ]
    assert 0 in changes
    assert max(changes) > 100


def test_incremental_and_whole_have_one_name(tmp_path):
    write(tmp_path / "one", a=range(500), b=range(10))
    write(tmp_path / "one", b=range(5, 15))
    write(tmp_path / "two", b=range(5, 15), a=range(500))
    assert changes_since_loading(tmp_path / "one") > 0 == changes_since_loading(tmp_path / "two")
    one, two = (open_store(tmp_path / name).version_directory for name in ("one", "two"))
    assert one.name == two.name
    assert list(dump_lines(tmp_path / "one")) == list(dump_lines(tmp_path / "two"))


def test_readers_of_other_processes_read_on_while_versions_are_made(tmp_path):
    graph = tmp_path / "graph"
    write(graph, a=range(2000), b=range(2000, 2100))
    code = """
        import sys
        from pathlib import Path
        from kg.store import open_store
        store = open_store(Path(sys.argv[1]))
        print("open", flush=True)
        while sys.stdin.readline():
            rows = store.select("SELECT ?o { GRAPH ?g { ?s ?p ?o } }").rows
            again = open_store(Path(sys.argv[1])).select("SELECT ?o { ?s ?p ?o }").rows
            print(len(rows), sum(row[0] for row in rows), len(again), flush=True)
    """
    command = [sys.executable, "-c", textwrap.dedent(code), str(graph)]
    readers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        for _ in range(2)
    ]
    try:
        for reader in readers:
            assert reader.stdout.readline() == "open\n"
        for n in range(6):  # the version that the readers hold is removed on the way
            write(graph, b=range(2000 + n, 2101 + n))
            for reader in readers:
                reader.stdin.write("\n")
                reader.stdin.flush()
            for reader in readers:
                assert reader.stdout.readline().split() == ["2100", str(sum(range(2100))), "2101"]
    finally:
        for reader in readers:
            reader.kill()
            reader.communicate()


def test_a_reader_in_this_process_reads_on(tmp_path):
    write(tmp_path, a=range(2000), b=[5000])
    store = open_store(tmp_path)
    seen, stop = [], threading.Event()

    def read():
        while not stop.is_set():
            seen.append(store.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows[0][0])

    reader = threading.Thread(target=read)
    reader.start()
    for n in range(5):
        write(tmp_path, b=[n + 6000, n + 7000])
    stop.set()
    reader.join()
    assert set(seen) == {2001}


KILLED_AT = {
    "before the files are shared": "kg.store.versions.StoredFacts = die",
    "when statements have left": "kg.store.changing.without_graph = die",
    "when all is changed": "kg.store.writing.point_to = die",
    "when the store has moved": "kg.store.writing._write_beside = die",
}


@pytest.mark.parametrize("moment", KILLED_AT.values(), ids=KILLED_AT.keys())
def test_a_killed_change_leaves_the_version_before(tmp_path, moment):
    write(tmp_path, a=range(500), b=range(10))
    before = held(tmp_path)
    code = f"""
        import os, pathlib, sys
        import kg.store.changing, kg.store.versions, kg.store.writing, test_versions
        def die(*_): os.kill(os.getpid(), 9) if os.name == "posix" else os._exit(9)
        {moment}
        test_versions.write(pathlib.Path(sys.argv[1]), b=range(5, 15))
    """
    path = os.pathsep.join([str(ROOT), str(Path(__file__).parent)])
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path},
        check=False,
        capture_output=True,
    )
    assert run.returncode not in (0, 1), run.stderr
    assert held(tmp_path) == before
    write(tmp_path, b=range(5, 15))
    assert changes_since_loading(tmp_path) == 10
    assert held(tmp_path) == {*(("a", n) for n in range(500)), *(("b", n) for n in range(5, 15))}
    assert {path.name for path in tmp_path.iterdir()} - {POINTER, "build.lock", "graphs"} == versions(
        tmp_path
    )


def versions(directory):
    found = {path.name for path in directory.glob("graph-*")}
    assert len(found) == 2
    return found


def test_a_broken_store_is_loaded_anew_from_the_dumps(tmp_path):
    version = write(tmp_path, a=range(500), b=range(10))
    for path in (version / "store").iterdir():
        path.write_bytes(b"broken")
    with open_writer(tmp_path) as writer:
        assert not writer.is_sound()
        assert not writer.is_broken()
    write(tmp_path, b=range(5))
    assert held(tmp_path) == {*(("a", n) for n in range(500)), *(("b", n) for n in range(5))}


@pytest.mark.parametrize("harm", ["missing", "short"])
def test_a_broken_dump_is_a_broken_graph(tmp_path, harm):
    write(tmp_path, a=range(500), b=range(10))
    path = max((tmp_path / "graphs").iterdir(), key=lambda path: path.stat().st_size)
    path.unlink() if harm == "missing" else path.write_bytes(b"")
    with open_writer(tmp_path) as writer:
        assert writer.is_broken()
    write(tmp_path, a=range(500))
    assert held(tmp_path) == {("a", n) for n in range(500)}


def test_dumps_that_no_version_names_are_removed(tmp_path):
    for n in range(5):
        write(tmp_path, a=range(100), b=[n])
    assert (
        len(list((tmp_path / "graphs").glob("*.nq"))) == len(list((tmp_path / "graphs").glob("*.arrow"))) == 3
    )


def test_another_program_derives_all_again(tmp_path):
    write(tmp_path, Deriving(DERIVED, count_all, None, numbered_by("1").again, "1"), a=range(500))
    write(tmp_path, Deriving(DERIVED, lambda _: [], None, numbered_by("1").again, "2"))
    assert {graph for graph, _ in held(tmp_path)} == {"a"}


# dumps


def test_the_dumps_of_a_graph(tmp_path):
    write(tmp_path, Deriving(DERIVED, count_all, None, None), a=range(3), b=[1])
    dumps = {dump.graph.rsplit("/")[-1]: dump for dump in graph_dumps(tmp_path)}
    assert list(dumps) == ["a", "b", "derived"]
    assert [dump.count for dump in dumps.values()] == [3, 1, 1]
    expected = [quad.line().encode() + b"\n" for quad in statements("a", range(3))]
    assert list(dumps["a"].lines()) == expected
    assert b"".join(dumps["derived"].lines()).startswith(b"<http://a.example/all> <http://a.example/n> ")
    assert list(dump_lines(tmp_path)) == sorted(chain.from_iterable(dump.lines() for dump in dumps.values()))


def test_equal_statements_have_equal_digests(tmp_path):
    for name, quads in (("one", range(10)), ("two", range(9, -1, -1))):
        write(tmp_path / name, Deriving(DERIVED, count_all, None, None), a=quads)
    one, two = ([dump.digest for dump in graph_dumps(tmp_path / name)] for name in ("one", "two"))
    assert one == two
    write(tmp_path / "two", Deriving(DERIVED, count_all, None, None), a=range(11))
    assert not set(one) & {dump.digest for dump in graph_dumps(tmp_path / "two")}


def test_the_digest_of_the_derived_graph_follows_its_lines():
    empty = Derived("g", "0", 0, "")
    some = empty.changed((), [b"a\n", b"b\n"])
    assert some == empty.changed((), [b"b\n"]).changed((), [b"a\n"])
    assert some.changed([b"b\n"], [b"c\n"]) == empty.changed((), [b"c\n", b"a\n"])
    assert int(some.changed([b"a\n", b"b\n"], ()).digest, 16) == 0


def test_contents_come_back(tmp_path):
    part = put_dump(tmp_path, tmp_path, "http://g.example/a", statements("a", [2, 1, 1]))
    contents = Contents({"http://g.example/a": part}, Derived("d", "0" * 64, 0, "p"))
    (tmp_path / "graphs.json").write_text(contents.text(), encoding="utf-8")
    assert Contents.read(tmp_path) == contents
    assert part.count == 2


def test_a_statement_of_another_graph_is_refused(tmp_path):
    with pytest.raises(ValueError, match="another graph"):
        put_dump(tmp_path, tmp_path, "http://g.example/a", statements("b", [1]))


def test_the_pointer_counts_what_changed(tmp_path):
    write(tmp_path, a=range(500), b=range(10))
    write(tmp_path, b=range(5))
    named = json.loads((tmp_path / POINTER).read_text(encoding="utf-8"))
    assert (named["quads"], named["changes"]) == (505, 5)
