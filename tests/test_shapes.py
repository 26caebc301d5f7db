"""The shapes: what conforms, and for every way to break the contract the property that is blamed."""

import time
from dataclasses import replace

import pytest
import rdflib
from sample_extraction import HEAD, INDICATOR, next_year, sample

from kg.graph import Quad, derived_quads, extraction_to_quads
from kg.namespaces import PREFIXES
from kg.shapes import validate_quads, validate_shapes
from kg.store import memory_store, ontology_quads
from kg.vocabulary import ontology_dir

MINIMAL = (ontology_dir() / "examples" / "minimal.ttl").read_text(encoding="utf-8")
EXAMPLE = "https://performance-targets.example/example/"


def quads_of(turtle):
    graph = rdflib.Graph().parse(data=turtle, format="turtle")
    return [Quad(s.n3(), p.n3(), o.n3(), "<http://g.example/>") for s, p, o in graph]


def findings_of(turtle):
    return validate_quads(quads_of(turtle))


def test_the_minimal_example_conforms():
    assert findings_of(MINIMAL) == []


def test_what_the_program_writes_conforms():
    quads = [quad for extraction in (sample(), next_year()) for quad in extraction_to_quads(extraction)]
    store = memory_store([*quads, *derived_quads(quads), *ontology_quads()])
    assert validate_shapes(store) == []


def test_a_form_in_two_documents_at_two_places_conforms():
    moved = replace(INDICATOR, document="b.pdf", line=99, page=3)
    first, second = sample(), replace(sample("b.pdf"), indicators=(moved,))
    quads = [quad for extraction in (first, second) for quad in extraction_to_quads(extraction)]
    assert len({quad.graph for quad in quads}) == 2
    assert validate_shapes(memory_store([*quads, *derived_quads(quads)])) == []


def test_what_each_of_two_documents_prints_is_judged_alone():
    first, second = (replace(sample(name), heads=(replace(HEAD, form="绩效表", line=line),), indicators=())
                     for name, line in (("a.txt", 10), ("b.txt", 77)))  # fmt: skip
    quads = [quad for extraction in (first, second) for quad in extraction_to_quads(extraction)]
    found = validate_shapes(memory_store([*quads, *derived_quads(quads)]))
    assert [(one.document, one.line, one.field) for one in found] == [
        ("a.txt", 10, "formKind"), ("b.txt", 77, "formKind")
    ]  # fmt: skip


BROKEN = [
    ("kg:unit unit:piece ;", "kg:unit <http://a.example/件> ;", "unit"),
    ("kg:operator operator:at-least ;", 'kg:operator "≥" ;', "operator"),
    ("kg:operator operator:at-least ;", "kg:operator kind:cost ;", "operator"),
    ("kg:value 30.0 ;", "kg:value 30.0 , 31.0 ;", "value"),
    ("kg:value 30.0 ;", 'kg:value "30" ;', "value"),
    ("kg:value 30.0 ;", "kg:value 3.0e1 ;", "value"),
    ('kg:valueKind "number" ;\n    kg:value 30.0 ;', 'kg:valueKind "number" ;', None),
    ('kg:valueKind "number" ;\n    kg:value 30.0 ;', 'kg:valueKind "range" ;\n    kg:low 1.0 ;', None),
    ('kg:valueKind "number" ;\n    kg:value 30.0 ;', 'kg:valueKind "text" ;', None),
    ('kg:valueKind "number" ;\n    kg:value 30.0 ;', 'kg:valueKind "missing" ;\n    kg:value 30.0 ;', None),
    ('kg:valueKind "number" ;\n    kg:value 30.0 ;', 'kg:valueKind "amount" ;\n    kg:value 30.0 ;', "valueKind"),
    ('kg:targetText "≥ 30 万件" ;', "", "targetText"),
    ('kg:targetText "≥ 30 万件" ;', 'kg:targetText "≥ 30 万件"@zh ;', "targetText"),
    ("kg:minimum 300000.0 ;", "kg:minimum 300000.0 ; kg:maximum 2.0 ;", "minimum"),
    ('kg:horizon "年度" ;\n    kg:level1 "产出', 'kg:horizon "季度" ;\n    kg:level1 "产出', "horizon"),
    ("kg:confidence 1.0 ;\n    kg:confident true ;\n    kg:line 20",
     "kg:confident true ;\n    kg:line 20", "confidence"),
    ("kg:confident true ;\n    kg:line 20", 'kg:confident "是" ;\n    kg:line 20', "confident"),
    ("kg:line 20 ;", "kg:line -1 ;", "line"),
    ('"name@20:5-10;target@20:11-17"', '"name 20"', "sourceSpans"),
    ("kg:ofProject :project ;\n    kg:department :department ;\n    kg:year 2026 ;\n    kg:line 10",
     "kg:ofProject :department ;\n    kg:year 2026 ;\n    kg:line 10", "ofProject"),
    ("kg:amount 1205000.0 ;", "", "amount"),
    ("kg:amount 1205000.0 ;", "kg:amount 1205000 ;", "amount"),
    ("kg:fundingSource funding:fiscal-appropriation ;", "kg:fundingSource unit:piece ;", "fundingSource"),
    ('rdfs:label "政务服务平台运行维护" ;', "", PREFIXES["rdfs"] + "label"),
    ('rdfs:label "某市数据管理局" .', 'rdfs:label "" .', PREFIXES["rdfs"] + "label"),
    ('kg:formKind "项目支出绩效目标表" ;', 'kg:formKind "绩效表" ;', "formKind"),
    ("kg:year 2026 ;\n    kg:line 10", "kg:year 26 ;\n    kg:line 10", "year"),
    ("kg:sha256 \"e3b0", "kg:sha256 \"E3B0", "sha256"),
    ("    kg:hasLines true ;\n", "", "hasLines"),
    ("    kg:position 1 ;\n", "", "position"),
    ("kg:inForm :form ;\n    kg:ofProject :project ;\n    kg:fundingSource", "kg:fundingSource", "inForm"),
]  # fmt: skip


@pytest.mark.parametrize("valid, broken, field", BROKEN)
def test_a_breach_is_blamed_on_its_property(valid, broken, field):
    turtle = MINIMAL.replace(valid, broken, 1)
    assert turtle != MINIMAL
    findings = findings_of(turtle)
    assert field in {finding.field for finding in findings}
    assert {finding.severity for finding in findings} == {"violation"}
    assert {finding.code for finding in findings} == {"shape-violation"}


def test_a_finding_names_document_line_node_and_value():
    [finding] = findings_of(MINIMAL.replace("kg:unit unit:piece ;", "kg:unit <http://a.example/x> ;"))
    assert (finding.document, finding.line) == ("某市数据管理局2026年部门预算.txt", 20)
    assert "计量单位必须取自 vocab/units" in finding.message
    assert EXAMPLE + "handled" in finding.message
    assert "http://a.example/x" in finding.message


def test_every_constraint_has_a_chinese_message():
    shapes = rdflib.Graph()
    for path in (ontology_dir() / "shapes").glob("*.ttl"):
        shapes.parse(path, format="turtle")
    sh = rdflib.Namespace(PREFIXES["sh"])
    properties = list(shapes.objects(predicate=sh.property))
    top = {
        p
        for shape in shapes.subjects(rdflib.RDF.type, sh.NodeShape)
        for p in shapes.objects(shape, sh.property)
    }
    assert len(properties) > 60
    for shape in top:
        assert [message.language for message in shapes.objects(shape, sh.message)] == ["zh"]
    assert not list(shapes.subject_objects(sh.sparql))


def test_the_shapes_speak_only_of_terms_that_exist():
    ontology = rdflib.Graph()
    for path in ontology_dir().glob("*.ttl"):
        ontology.parse(path, format="turtle")
    shapes = rdflib.Graph()
    for path in (ontology_dir() / "shapes").glob("*.ttl"):
        shapes.parse(path, format="turtle")
    named = {node for node in shapes.all_nodes() if str(node).startswith(PREFIXES["kg"])}
    assert {node for node in named if (node, None, None) not in ontology} == set()


def test_a_graph_that_conforms_needs_no_judge(monkeypatch):
    """pySHACL takes six seconds for so many rows."""
    rows = tuple(replace(INDICATOR, line=100 + n, name=f"指标{n}", subject=f"指标{n}") for n in range(700))
    quads = list(extraction_to_quads(replace(sample(), indicators=rows)))
    quads += derived_quads(quads)
    assert len(set(quads)) > 30_000
    store = memory_store(quads)
    monkeypatch.delattr("kg.shapes.whole.judge")
    start = time.process_time()
    assert validate_shapes(store) == []
    assert time.process_time() - start < 5
