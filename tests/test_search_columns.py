"""The columns of the rows beside the dumps, and the same columns asked of a store."""

import shutil
from pathlib import Path

import asked_graph
import pytest
from explored_graph import build, write
from sample_extraction import next_year, sample
from served_graph import served

from kg.build import build_graph
from kg.check import evaluability
from kg.explorer.opened import open_graph
from kg.explorer.rows import index as index_module
from kg.explorer.rows.asked_columns import ask_columns
from kg.explorer.rows.columns import NOWHERE, make_index
from kg.explorer.rows.facets import facet_counts
from kg.explorer.rows.index import counts, find_column, is_index_ready, row_index
from kg.explorer.rows.wanted import COLUMNS as FIELDS
from kg.explorer.rows.wanted import ORDERS, Filter, find_rows, order_rows
from kg.graph import extraction_to_quads
from kg.graph.terms import Quad
from kg.store import Address, open_remote, open_store, open_writer, write_store
from kg.store.dumps import read_row_parts
from kg.store.pointer import current_version
from kg.store.rowparts import COLUMNS, FORMAT, NUMBERS, TRUTHS
from kg.store.versions import Deriving

DERIVED = "https://performance-targets.example/graph/derived"
DEPARTMENT = "青山市数据管理局"


def parts_of(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (directory / "graphs").glob("*.arrow")}


def columns_of(read):
    """All that a reader of the explorer sees of the rows, row by row."""
    index = make_index(read)
    found = {}
    for column in COLUMNS:
        if column in TRUTHS:
            found[column] = index.is_sure().tolist()
        elif column in NUMBERS:
            found[column] = [None if value != value else value for value in index.numbers(column).tolist()]
        else:
            coded = index.coded(column)
            found[column] = [None if code == NOWHERE else coded.values[code] for code in coded.codes.tolist()]
    return found


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return build(tmp_path_factory.mktemp("graph"))


@pytest.fixture(scope="module")
def questioned(tmp_path_factory):
    """The graph of the questions: a row that two documents print, every reason, several departments."""
    return asked_graph.build(tmp_path_factory.mktemp("asked"))


@pytest.mark.parametrize("name", ["directory", "questioned"])
def test_columns_beside_the_dumps_are_those_of_the_store(name, request):
    folder = request.getfixturevalue(name)
    kept = columns_of(read_row_parts(current_version(folder)).column)
    asked = columns_of(ask_columns(open_store(folder)).read)
    assert len(kept["target"]) == len(set(kept["target"])) > 10
    for column in COLUMNS:
        assert kept[column] == asked[column], column


class OneGraph:
    """A server with all in its default graph."""

    def __init__(self, store):
        self.store = store

    def graphs(self):
        return []

    def select(self, sparql):
        assert "GRAPH" in sparql or "?g" not in sparql
        found = self.store.select(sparql)
        return type(found)(found.variables, []) if "GRAPH" in sparql else found


def test_a_store_without_named_graphs_is_asked_as_one(directory):
    store = open_store(directory)
    assert columns_of(ask_columns(OneGraph(store)).read) == columns_of(ask_columns(store).read)


WANTED = [
    Filter(),
    Filter(department=DEPARTMENT),
    Filter(department="没有这个部门"),
    Filter(year="2027"),
    Filter(reason="缺单位"),
    Filter(reason="any"),
    Filter(reason="nothing", sure="yes"),
    Filter(operator="≥", text="满意"),
    Filter(operator="none"),
    Filter(unit="none", kind="number"),
]


def answers():
    graph = open_graph()
    return [
        (
            [row_index(graph).targets[place] for place in order_rows(graph, wanted, order)],
            {name: facet_counts(graph, wanted, name) for name in (*FIELDS, "sure")},
        )
        for wanted in WANTED
        for order in ORDERS
    ]


@pytest.fixture(scope="module")
def expected(directory):
    """The answers with every part."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KG_GRAPH", str(directory))
        assert is_index_ready(open_graph())
        return answers()


@pytest.mark.parametrize("harm", ["missing", "cut", "empty", "other"])
def test_without_a_part_the_answers_are_the_same(directory, expected, tmp_path, monkeypatch, harm):
    copy = tmp_path / "copy"
    shutil.copytree(directory, copy)
    path = max((copy / "graphs").glob("*.arrow"), key=lambda part: part.stat().st_size)
    if harm == "missing":
        path.unlink()
    elif harm == "other":
        import pyarrow as pa

        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, pa.schema([("a", pa.int8())])):
            pass
    else:
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2 if harm == "cut" else 0])
    monkeypatch.setenv("KG_GRAPH", str(copy))
    monkeypatch.setattr(index_module, "read_row_parts", lambda version: _none(read_row_parts(version)))
    assert not is_index_ready(open_graph())
    assert answers() == expected


def _none(found):
    assert found is None
    return found


def test_reasons_are_those_of_the_audit(questioned, monkeypatch):
    monkeypatch.setenv("KG_GRAPH", str(questioned))
    graph = open_graph()
    words = {"number": "定性", "target": "未填", "unit": "缺单位", "operator": "缺运算符"}
    found = counts(graph, ("departmentName", "year", "reason"))
    expected = {}
    for item in evaluability(graph.store):
        owner = item.department, str(item.year)
        expected |= {
            (*owner, name): item.reasons[word] for name, word in words.items() if word in item.reasons
        }
        if item.evaluable:
            expected[*owner, "nothing"] = item.evaluable
    assert {key: count for key, count in found.items() if key[2]} == expected
    assert {reason for *_, reason in expected} == {"nothing", "number", "unit", "operator"}


def test_counts_add_up(questioned, monkeypatch):
    monkeypatch.setenv("KG_GRAPH", str(questioned))
    graph = open_graph()
    rows = find_rows(graph, Filter(operator="≥"))
    assert sum(counts(graph, ("level1", "unitText", "concept")).values()) == len(row_index(graph))
    assert sum(counts(graph, ("level1",), rows).values()) == rows.sum() > 0
    assert counts(graph, ("operator",), rows).keys() == {
        ("https://performance-targets.example/vocab/operators/at-least",)
    }


def test_columns_as_properties(directory, monkeypatch):
    monkeypatch.setenv("KG_GRAPH", str(directory))
    graph = open_graph()
    for name in ("baseValue", "line", "name", "operator", "confident", "prov:wasQuotedFrom", "subject"):
        predicate = name if ":" in name else f"kg:{name}"
        rows = graph.store.select(f"SELECT ?t ?v {{ ?t a kg:PerformanceTarget ; {predicate} ?v }}").rows
        assert dict(find_column(graph, name)) == {str(target): value for target, value in rows}, name


def test_a_row_of_two_documents_is_the_row_of_the_first(tmp_path):
    quads = list(extraction_to_quads(sample("甲.txt")))
    graph = quads[0].graph
    other = graph.replace("甲", "乙")
    again = [
        Quad(*(part.replace("甲.txt", "乙.txt") for part in q[:3]), other)
        for q in quads
        if not q.predicate.endswith("#line>")
    ]
    lines = [
        Quad(q.subject, q.predicate, q.object.replace('"', '"9', 1), other)
        for q in quads
        if q.predicate.endswith("#line>")
    ]
    write_store(tmp_path, [*quads, *again, *lines])
    once = columns_of(read_row_parts(current_version(tmp_path)).column)
    assert set(once["documentTitle"]) == {"乙.txt"}
    assert all(str(line).startswith("9") for line in once["line"])
    assert columns_of(ask_columns(open_store(tmp_path)).read) == once


# when parts are written


def replace_documents(directory: Path, **documents) -> Path:
    deriving = Deriving(DERIVED, lambda _: [], program="1")
    quads = {name: list(extraction_to_quads(made)) for name, made in documents.items()}
    with open_writer(directory) as writer:
        return writer.replace({found[0].graph[1:-1]: found for found in quads.values()}, deriving)


def test_one_changed_document_writes_one_part_and_the_others_stay(tmp_path):
    replace_documents(tmp_path, a=sample("甲.txt"), b=next_year())
    before = {path: path.stat().st_ino for path in (tmp_path / "graphs").glob("*.arrow")}
    assert len(before) == 2
    changed = sample("甲.txt")
    replace_documents(tmp_path, a=type(changed)(**{**_fields(changed), "year": 2031}))
    after = {path: path.stat().st_ino for path in (tmp_path / "graphs").glob("*.arrow")}
    assert len(after) == 3  # that of the version before is kept with its dump
    assert {path: after[path] for path in before} == before
    replace_documents(tmp_path, a=type(changed)(**{**_fields(changed), "year": 2032}))
    left = {path.name.split(".")[0] for path in (tmp_path / "graphs").glob("*.arrow")}
    assert left == {path.stem for path in (tmp_path / "graphs").glob("*.nq")}
    assert len(left) == 3


def _fields(made):
    return {name: getattr(made, name) for name in made.__dataclass_fields__}


def test_a_build_of_an_unchanged_folder_writes_only_what_is_missing(tmp_path):
    text = "项目支出绩效目标表\n一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t受理件数\t≥30万件\n"
    source = tmp_path / "某市数据局-2026-部门预算.txt"
    source.write_text(text, encoding="utf-8")
    out = tmp_path / "graph"
    build_graph([source], out)
    made = parts_of(out)
    assert made
    stamps = {path: path.stat().st_mtime_ns for path in (out / "graphs").iterdir()}
    build_graph([source], out)
    assert {path: path.stat().st_mtime_ns for path in (out / "graphs").iterdir()} == stamps
    for path in list((out / "graphs").glob("*.arrow")):
        path.unlink()
    (out / "graphs" / f"{'0' * 64}.{FORMAT}.arrow").write_bytes(b"")
    build_graph([source], out)
    assert {name: data for name, data in parts_of(out).items() if data} == made


def test_equal_graphs_have_equal_parts(directory, tmp_path):
    assert parts_of(write(tmp_path)) == parts_of(directory)


def test_a_dump_that_is_no_text_has_no_part_and_the_build_goes_on(tmp_path):
    replace_documents(tmp_path, a=sample("甲.txt"))
    path = next((tmp_path / "graphs").glob("*.nq"))
    for part in (tmp_path / "graphs").glob("*.arrow"):
        part.unlink()
    path.write_bytes(path.read_bytes().replace("甲".encode(), b"\xff\xfe\xff"))
    with open_writer(tmp_path) as writer:
        writer.write_beside({"a.txt": "b"})
    assert not parts_of(tmp_path)
    assert read_row_parts(current_version(tmp_path)) is None


def test_killed_between_dump_and_part_the_old_graph_answers(tmp_path, monkeypatch):
    replace_documents(tmp_path, a=sample("甲.txt"))
    before = columns_of(read_row_parts(current_version(tmp_path)).column)

    def die(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("kg.store.rowparts.put_part", die)
    with pytest.raises(KeyboardInterrupt):
        replace_documents(tmp_path, b=next_year())
    monkeypatch.undo()
    assert columns_of(read_row_parts(current_version(tmp_path)).column) == before
    replace_documents(tmp_path, b=next_year())
    assert len(columns_of(read_row_parts(current_version(tmp_path)).column)["target"]) > len(before["target"])


def test_columns_asked_of_a_server_are_the_same(questioned):
    with served(questioned, "--timeout", "60") as running:
        asked = columns_of(ask_columns(open_remote(Address(running.url, None, None))).read)
    assert asked == columns_of(read_row_parts(current_version(questioned)).column)
