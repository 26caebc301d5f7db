"""A whole graph, looked at graph by graph: what pySHACL says of all of it at once, and what is looked at again."""

import json
import re
from collections import defaultdict

import pytest
import rdflib
from sample_extraction import next_year, sample
from sparql_servers import PASSWORD, oxigraph, virtuoso

from kg.errors import VocabularyError
from kg.graph import Quad, derived_quads, extraction_to_quads
from kg.graph.terms import XSD, iri, text
from kg.namespaces import KG, PREFIXES
from kg.shapes import validate_quads, validate_shapes, whole
from kg.shapes.judging import Suspect, judge
from kg.shapes.looking import wanted_by
from kg.shapes.reading import load_contract, read_contract
from kg.store import (
    Address,
    graph_dumps,
    memory_store,
    ontology_quads,
    open_remote,
    open_store,
    replace_documents,
    write_store,
)
from kg.store.remote_publishing import publish
from kg.store.remote_server import connect

TYPE = iri(PREFIXES["rdf"] + "type")
A, B, DERIVED = (f"<https://performance-targets.example/graph/{name}>" for name in ("a.txt", "b.txt", "derived"))
FILE, OTHER, LINE, FORM = (iri(f"http://n.example/{name}") for name in ("file", "other", "line", "form"))


def kg(name):
    return iri(KG + name)


def number(value, kind="integer"):
    return f'"{value}"^^<{XSD}{kind}>'


def quads_of(graph, node, **said):
    predicates = {name: kg(name) for name in said} | {"type": TYPE, "title": iri(PREFIXES["dct"] + "title")}
    return [
        Quad(node, predicates[name], value, graph)
        for name, values in said.items()
        for value in ([values] if isinstance(values, str) else values)
    ]


def document(graph, node, name):
    return quads_of(
        graph, node, type=kg("Document"), title=text(name), hasLines=f'"true"^^<{XSD}boolean>',
        sha256=text("0" * 64), year=number(2026),
    )  # fmt: skip


def table_line(graph, file=FILE, **said):
    kind = {"tableTitle": text("表"), "tableKind": text("unit"), "line": number(7)}
    return quads_of(graph, LINE, type=kg("BudgetLine"), inDocument=file, **kind, **said)


def found_by(quads):
    return {(finding.field, finding.message) for finding in validate_shapes(memory_store(quads))}


BORDERS = {
    "the class stands in another document": (table_line(A, OTHER), set()),
    "no graph gives the class": (table_line(A, iri("http://n.example/none")), {"inDocument"}),
    "the class is given, but another": (table_line(A, ofProject=FILE), {"ofProject"}),
    "two documents say one thing each": ([*table_line(A), *quads_of(B, LINE, tableTitle=text("二"))], {"tableTitle"}),
    "two documents say the same": ([*table_line(A), *quads_of(B, LINE, tableTitle=text("表"))], set()),
    "what is missing is said elsewhere": (
        [*quads_of(A, LINE, type=kg("BudgetLine"), inDocument=FILE, tableKind=text("unit")),
         *quads_of(DERIVED, LINE, tableTitle=text("表"))], set()),
    "what is derived is one too many": (
        [*table_line(A, inTable=[iri("http://n.example/1")]), *quads_of(DERIVED, LINE, inTable=iri("http://n.example/2"))],
        {"inTable"}),
    "two things are derived where one may be": (
        [*table_line(A), *quads_of(DERIVED, LINE, inTable=[FORM, OTHER]), *quads_of(
            B, FORM, type=kg("BudgetTable"), inDocument=OTHER, tableTitle=text("表"), tableKind=text("unit"))],
        {"inTable"}),
    "what is derived has another class": ([*table_line(A), *quads_of(DERIVED, LINE, ofProject=OTHER)], {"ofProject"}),
    "what is derived has the class": (
        [*table_line(A), *quads_of(DERIVED, LINE, inTable=FORM), *quads_of(
            B, FORM, type=kg("BudgetTable"), inDocument=OTHER, tableTitle=text("表"), tableKind=text("unit"))], set()),
    "the node is derived": (
        quads_of(DERIVED, LINE, type=kg("Finding"), code=text("a"), severity=text("info"), message=text("…"),
                 inDocument=[FILE, OTHER]), set()),
    "a derived node names what no graph has": (
        quads_of(DERIVED, LINE, type=kg("Finding"), code=text("a"), severity=text("info"), message=text("…"),
                 inDocument=[FILE, LINE]), {"inDocument"}),
}  # fmt: skip


@pytest.mark.parametrize("border", BORDERS)
def test_graph_by_graph_finds_what_pyshacl_finds_in_the_whole(border):
    planted, fields = BORDERS[border]
    quads = [*document(A, FILE, "a.txt"), *document(B, OTHER, "b.txt"), *planted]
    found = found_by(quads)
    assert {field for field, _ in found} == fields
    assert found == {(finding.field, finding.message) for finding in validate_quads(quads)}


def test_all_breaches_of_a_large_graph_are_found_in_batches(monkeypatch):
    quads = [quad for made in (sample(), next_year()) for quad in extraction_to_quads(made)]
    quads += derived_quads(quads)
    lost = {kg("text"), kg("formKind"), kg("inTable"), iri(PREFIXES["skos"] + "prefLabel")}
    kept = [quad for quad in quads if quad.predicate not in lost and "Project>" not in quad.object]
    expected = validate_quads(kept)
    assert {"text", "formKind", "ofProject", PREFIXES["skos"] + "prefLabel"} <= {one.field for one in expected}
    wanted = {(one.field, one.message) for one in expected}
    assert found_by([*kept, *ontology_quads()]) == wanted
    monkeypatch.setattr(whole, "_JUDGED", 1)
    monkeypatch.setattr(whole, "_ASKED", 1)
    assert found_by(kept) == wanted


NO_NUMBERS = [*map(number, ("1.5", "一", "9" * 5000)), number("1e3", "decimal"), number("", "decimal")]
TERMS = [
    *map(text, ("", "a", "年度", "number", "missing", "unit", "project", "0" * 64, "1-2", "violation", "target@1:2-3",
                "name@p3", "整体支出绩效目标表", "a\nb", "\\")),
    '"年度"@zh', f'"年度"^^<{XSD}string>',
    *NO_NUMBERS, *(number(value) for value in (0, 1, -1, 2026, 1989, 2101, "+7", "٣")),
    *(number(value, "decimal") for value in ("0", "1", "-0.5", "150.01", "1.", ".5")),
    *(number(value, "boolean") for value in ("true", "1", "TRUE")), number(1, "int"), number("1.0", "double"),
    *(iri(f"https://performance-targets.example/vocab/{name}/x") for name in (
        "kinds", "operators", "units", "funding", "phases", "directions", "doubts")), iri("http://n.example/x"),
]  # fmt: skip


def test_what_a_look_lets_pass_pyshacl_lets_pass():
    """Every value of a node of every class put away, put in place of what it was, and added to it."""
    quads = [quad for made in (sample(), next_year()) for quad in extraction_to_quads(made)]
    quads += derived_quads(quads)
    said = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        said[quad.subject][quad.predicate].append(quad.object)
    classes = [(node, TYPE, own) for node, each in said.items() for own in each[TYPE]]
    given = {(node, own) for node, _, own in classes}
    contract = load_contract()
    compared = {
        each
        for rules in contract.rules.values()
        for predicate, asked in rules.properties.items() if asked.not_above
        for each in (predicate, *asked.not_above)
    }  # fmt: skip
    passed, others = [], []
    for name, rules in contract.rules.items():
        needed = {TYPE, *rules.required, *(p for part in rules.parts() for p in part.properties if part is not rules)}
        node = next(own for own in said.values() if name in own[TYPE])
        node = {predicate: values for predicate, values in node.items() if predicate in needed}
        for predicate in (predicate for part in rules.parts() for predicate in part.properties):
            before = node.get(predicate, [])
            terms = [term for term in TERMS if predicate not in compared or term not in NO_NUMBERS]
            for values in ([], *([term] for term in terms), *([*before[:1], term] for term in terms)):
                made = {**node, predicate: list(dict.fromkeys(values))}
                one = Suspect(
                    f"<http://n.example/{len(passed)}/{len(others)}>", {p: o for p, o in made.items() if o}, "g"
                )
                holds = rules.surely_hold(one.said) and given.issuperset(wanted_by(one.said, contract))
                (passed if holds else others).append(one)
    some = others[::15]
    judged = [Quad(one.node, p, value, A) for one in passed + some for p, o in one.said.items() for value in o]
    whole_graph = {one.message for one in validate_quads([*quads, *judged]) if "http://n.example/" in one.message}
    blamed = {re.search(r"http://n\.example/\d+/\d+", message)[0] for message in whole_graph}
    assert [one for one in passed if one.node[1:-1] in blamed] == []
    assert {finding.message for finding in judge(some, classes, {})} == whole_graph
    assert len(passed) > 700
    assert sum(one.node[1:-1] not in blamed for one in some) < len(some) / 10  # and it is of use


def test_what_pyshacl_cannot_compare_is_a_breach_like_others(caplog):
    row = {"type": kg("GoalTarget"), "setBy": OTHER, "inForm": FORM, "text": text("…"), "goalSpan": text("1-2"),
           "isCarried": f'"false"^^<{XSD}boolean>'}  # fmt: skip
    nodes = {name: iri(f"http://n.example/{name}") for name in ("odd", "sound", "above")}
    quads = [
        *document(A, FILE, "a.txt"),
        *quads_of(A, OTHER, type=kg("Goal"), inForm=FORM, text=text("…"), horizon=text("年度")),
        *quads_of(A, FORM, type=kg("Form"), inDocument=FILE, year=number(2026), line=number(1),
                  formKind=text("项目支出绩效目标表")),
        *quads_of(A, nodes["odd"], **row, low=number("abc", "decimal"), high=number("1", "decimal")),
        *quads_of(A, nodes["sound"], **row, low=number("1.0", "decimal"), high=number("1", "decimal")),
        *quads_of(A, nodes["above"], **row, low=number("1.1", "decimal"), high=number("1", "decimal")),
    ]  # fmt: skip
    said = [message.split("（")[1] for _, message in sorted(found_by(quads))]
    assert said == ["http://n.example/above：1.1）", "http://n.example/odd：abc）"]
    assert not [record for record in caplog.records if record.name.startswith("rdflib")]


@pytest.mark.parametrize("asked, name", [
    ("sh:property [ sh:path kg:value ; sh:minCount 2 ]", "minCount"),
    ("sh:property [ sh:path kg:value ; sh:maxExclusive 2 ]", "maxExclusive"),
    ("sh:property [ sh:path kg:value ; sh:node kg:Other ]", "node"),
    ("sh:property [ sh:path ( kg:inForm kg:year ) ; sh:minCount 1 ]", "path"),
    ("sh:property [ sh:path [ sh:inversePath kg:inForm ] ; sh:minCount 1 ]", "path"),
    ("sh:property [ sh:path kg:value ; sh:datatype xsd:date ]", "datatype"),
    ("sh:property [ sh:path kg:value ; sh:minInclusive \"2026-01-01\"^^xsd:date ]", "minInclusive"),
    ("sh:property [ sh:path kg:value ; sh:pattern \"a\" ; sh:flags \"i\" ]", "flags"),
    ("sh:or ( [ sh:property [ sh:path kg:inForm ; sh:class kg:Form ] ] )", "class"),
    ("sh:closed true", "closed"),
    ("sh:targetNode kg:x", "targetNode"),
    ("sh:targetClass kg:Goal", "targetClass"),
    ("a rdfs:Class", "type"),
])  # fmt: skip
def test_a_shape_that_is_not_understood_is_refused(asked, name):
    prefixes = "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in ("kg", "rdfs", "sh", "xsd"))
    shape = f"{prefixes}kg:shape a sh:NodeShape ; sh:targetClass kg:Form ; {asked} ."
    with pytest.raises(VocabularyError, match=rf"{name} 的这种写法"):
        read_contract(rdflib.Graph().parse(data=shape, format="turtle"))


@pytest.fixture
def looked(monkeypatch):
    """How many looks were taken."""
    counted = []

    def look_at(statements, contract):
        counted.append(1)
        return look(statements, contract)

    look = whole.look_at
    monkeypatch.setattr(whole, "look_at", look_at)
    return counted


def test_only_what_changed_is_looked_at_again(tmp_path, looked):
    first, second = (list(extraction_to_quads(made)) for made in (sample(), next_year()))
    graphs = {made[0].graph[1:-1]: made for made in (first, second)}
    replace_documents(tmp_path, graphs, derived_quads, DERIVED[1:-1])
    assert validate_shapes(open_store(tmp_path)) == []
    # two documents, what is derived, and the nodes of each to which another graph adds
    cold = len(looked)
    assert cold >= 3
    assert validate_shapes(open_store(tmp_path)) == []
    assert len(looked) == cold
    changed = [quad for quad in second if quad.predicate != kg("formKind")]
    replace_documents(tmp_path, {second[0].graph[1:-1]: changed}, derived_quads, DERIVED[1:-1])
    store = open_store(tmp_path)
    found = validate_shapes(store)
    assert [(one.document, one.field) for one in found] == [("b.txt", "formKind")]
    assert len(looked) < 2 * cold
    assert validate_shapes(memory_store(store.quads())) == found


def test_a_document_is_looked_at_again_when_others_add_to_it(tmp_path):
    documents = [*document(A, FILE, "a.txt"), *document(B, OTHER, "b.txt"), *table_line(A)]
    added = {"ofProject": OTHER}, {"inTable": FILE}, {}
    fields = []
    for said in added:
        write_store(tmp_path, [*documents, *quads_of(DERIVED, LINE, **said)])
        fields.append([one.field for one in validate_shapes(open_store(tmp_path))])
    assert fields == [["ofProject"], ["inTable"], []]


@pytest.mark.parametrize("spoil", [
    lambda kept: {**kept, "key": "another program"},
    lambda kept: {"key": kept["key"], "looks": {digest: [] for digest in kept["looks"]}},
    lambda _: [],
])  # fmt: skip
def test_what_another_program_kept_is_not_believed(tmp_path, looked, spoil):
    write_store(tmp_path, [*document(A, FILE, "a.txt"), *quads_of(A, LINE, type=kg("BudgetLine"), inDocument=FILE)])
    found = validate_shapes(open_store(tmp_path))
    assert {one.field for one in found} == {"tableTitle", "tableKind"}
    kept = tmp_path / "structure.json"
    kept.write_text(json.dumps(spoil(json.loads(kept.read_text(encoding="utf-8")))), encoding="utf-8")
    before = len(looked)
    assert validate_shapes(open_store(tmp_path)) == found
    assert len(looked) == 2 * before
    assert validate_shapes(open_store(tmp_path)) == found
    assert len(looked) == 2 * before


def test_a_graph_that_lost_its_dumps_is_read_from_its_store(tmp_path):
    quads = [*document(A, FILE, "a.txt"), *quads_of(A, LINE, type=kg("BudgetLine"), inDocument=FILE)]
    write_store(tmp_path, quads)
    store = open_store(tmp_path)
    for dump in (tmp_path / "graphs").glob("*.nq"):
        dump.unlink()
    found = validate_shapes(store)
    assert [(one.document, one.field) for one in found] == [("a.txt", "tableKind"), ("a.txt", "tableTitle")]


def test_a_breach_without_a_place_names_the_document_that_says_it():
    project = quads_of(A, OTHER, type=kg("Project"), year=number(2026))
    found = validate_shapes(memory_store([*document(A, FILE, "a.txt"), *project]))
    assert [(one.document, one.field) for one in found] == [("a.txt", PREFIXES["rdfs"] + "label")]


@pytest.mark.parametrize("start", [oxigraph, virtuoso])
def test_a_server_gives_the_same_findings(tmp_path, start):
    quads = [quad for quad in extraction_to_quads(sample()) if quad.predicate != kg("formKind")]
    planted, _ = BORDERS["what is derived has another class"]
    write_store(tmp_path / "graph", [*quads, *document(A, FILE, "a.txt"), *document(B, OTHER, "b.txt"), *planted])
    found = validate_shapes(open_store(tmp_path / "graph"))
    assert {"formKind", "ofProject"} <= {one.field for one in found}
    (tmp_path / "server").mkdir()
    with start(tmp_path / "server") as running:
        address = Address(running.url, running.user, PASSWORD if running.user else None)
        publish(connect(address), graph_dumps(tmp_path / "graph"))
        assert validate_shapes(open_remote(address)) == found
