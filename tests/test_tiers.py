"""The three tiers: expected reports for documents that lack one thing each, and the same verdicts by pySHACL."""

import json
from collections import Counter

import pytest
import rdflib
from sample_extraction import next_year, sample
from test_shapes import MINIMAL

from kg.cli.tiers import print_tiers
from kg.errors import VocabularyError
from kg.extract import extract_file
from kg.findings import Finding
from kg.graph import Quad, extraction_to_quads
from kg.link import graph_iri
from kg.namespaces import PREFIXES
from kg.shapes import validate_quads
from kg.store import memory_store
from kg.tiers import TIER_NAMES, TIERS, Gap, constraints, document_tiers
from kg.vocabulary import data_dir

NAME = "某市数据管理局2026年部门预算.txt"
OPERATOR = "    kg:operator operator:at-least ;\n"
ESSENTIAL = (
    MINIMAL.replace('    kg:targetText "95%" ;', f'    kg:targetText "≥95%" ;\n{OPERATOR}')
    .replace('    kg:name "', '    kg:ofConcept <http://c.example/1> ;\n    kg:name "')
    .replace("    kg:ofProject :project ;\n    kg:department :department ;\n    kg:year 2026 ;\n    kg:line 10",
             "    kg:ofProject :project ;\n    kg:budget 1205000.0 ;\n    kg:department :department ;\n"
             "    kg:year 2026 ;\n    kg:line 10")
)  # fmt: skip
"""The minimal example with what a reviewer needs."""
FULL = (
    ESSENTIAL.replace(
        '    kg:name "',
        "    kg:ofGoal <http://g.example/1> ;\n    kg:weight 10.0 ;\n    kg:direction <http://d.example/1> ;\n"
        '    kg:basis "计划" ;\n    kg:valueLastYear "90" ;\n    kg:name "',
    )
    .replace("    kg:line 21 ;", '    kg:line 21 ;\n    kg:sourceSpans "name@21:0-5" ;')
    .replace(":project a kg:Project ;", ':project a kg:Project ;\n    kg:projectCode "12" ;')
    .replace(":form a kg:Form ;", ':form a kg:Form ;\n    kg:implementingUnitText "信息中心" ;')
)
"""With everything that a form of the standard can tell."""


def quads_of(turtle, name=NAME):
    graph = rdflib.Graph().parse(data=turtle, format="turtle")
    return [Quad(s.n3(), p.n3(), o.n3(), f"<{graph_iri(name)}>") for s, p, o in graph]


def report(turtle):
    [found] = document_tiers(memory_store(quads_of(turtle)))
    return found


def test_the_minimal_example_is_basic():
    found = report(MINIMAL)
    assert (found.document, found.tier) == (NAME, "basic")
    essential = [gap for gap in found.gaps if gap.tier == "essential"]
    assert essential == [
        Gap("essential", "form-budget", "绩效表没有年度资金总额", 1, 1, 10),
        Gap("essential", "target-concept", "看不出指标衡量什么", 2, 2, 20),
        Gap("essential", "target-operator", "目标值是数，没有写方向（≥、≤、=）", 1, 2, 21),
    ]
    assert {gap.tier for gap in found.gaps} == {"essential", "full"}


def test_what_a_reviewer_needs_is_essential():
    found = report(ESSENTIAL)
    assert found.tier == "essential"
    assert [(gap.name, gap.nodes, gap.of, gap.line) for gap in found.gaps] == [
        ("form-implementing-unit", 1, 1, 10),
        ("project-code", 1, 1, 0),
        ("target-basis", 2, 2, 20),
        ("target-direction", 2, 2, 20),
        ("target-goal", 2, 2, 20),
        ("target-last-year", 2, 2, 20),
        ("target-weight", 2, 2, 20),
        ("target-source", 1, 2, 21),
    ]


def test_everything_is_full():
    assert (report(FULL).tier, report(FULL).gaps) == ("full", ())


LACKING = [
    ("essential", "document-department", "    kg:year 2026 ;\n    kg:department :department .", "    kg:year 2026 ."),
    ("essential", "form-department", "    kg:department :department ;\n    kg:year 2026 ;\n    kg:line 10",
     "    kg:year 2026 ;\n    kg:line 10"),
    ("essential", "form-project", "    kg:ofProject :project ;\n    kg:budget", "    kg:budget"),
    ("essential", "form-budget", "    kg:budget 1205000.0 ;\n", ""),
    ("essential", "target-name", '    kg:name "群众满意度" ;\n', ""),
    ("essential", "target-kind", "    kg:indicatorKind kind:quantity ;\n", ""),
    ("essential", "target-set", '    kg:valueKind "number" ;\n    kg:value 95.0 ;', '    kg:valueKind "missing" ;'),
    ("essential", "target-operator", OPERATOR, ""),
    ("essential", "target-unit", '    kg:unitText "%" ;\n', ""),
    ("essential", "target-confident", "kg:confident true ;\n    kg:line 21", "kg:confident false ;\n    kg:line 21"),
    ("full", "funding-source", "    kg:fundingSource funding:fiscal-appropriation ;\n", ""),
    ("full", "target-known-unit", "    kg:unit unit:percent ;\n", ""),
    ("full", "target-source", '    kg:sourceSpans "name@21:0-5" ;\n', ""),
    ("full", "target-goal", "    kg:ofGoal <http://g.example/1> ;\n", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    "tier, name, there, lost", LACKING, ids=lambda value: value if len(value) < 20 else ""
)
def test_one_thing_lacking_is_one_gap(tier, name, there, lost):
    turtle = FULL.replace(there, lost, 1)
    assert turtle != FULL
    found = report(turtle)
    assert [(gap.tier, gap.name, gap.nodes) for gap in found.gaps] == [(tier, name, 1)]
    assert found.tier == TIERS[TIERS.index(tier) - 1]


@pytest.mark.parametrize(
    "there, left", [
        ('    kg:formKind "项目支出绩效目标表" ;', '    kg:formKind "整体支出绩效目标表" ;'),
        ('    kg:basis "计划" ;', '    kg:description "口径" ;'),
        ('    kg:valueLastYear "90" ;', '    kg:valueYearBeforeLast "90" ;'),
        ('    kg:valueLastYear "90" ;\n    kg:name "受理', '    kg:name "受理'),
        ('    kg:sourceSpans "name@21:0-5" ;', '    kg:sourcePlaces "name@p3" ;'),
    ]
)  # fmt: skip
def test_an_alternative_will_do(there, left):
    result = '\n:result a kg:Result ; kg:ofTarget :handled ; kg:actualText "31" ; kg:score 9.0 .\n'
    turtle = FULL.replace(there, left) + result
    if "整体" in left:
        turtle = turtle.replace("    kg:ofProject :project ;\n    kg:budget", "    kg:budget")
        turtle = turtle.replace('    kg:implementingUnitText "信息中心" ;\n', "")
    assert report(turtle).gaps == ()


def test_a_breach_of_the_contract_is_below_basic():
    breach = Finding(NAME, 20, "shape-violation", "…", "violation")
    store = memory_store(quads_of(FULL))
    assert document_tiers(store, [breach])[0].tier == "none"
    assert (
        document_tiers(store, [Finding("另一份.txt", 20, "shape-violation", "…", "violation")])[0].tier
        == "full"
    )
    assert set(TIER_NAMES) == set(TIERS)


def test_documents_are_told_apart():
    store = memory_store([*quads_of(FULL, "a.txt"), *quads_of(MINIMAL, "b.txt")])
    assert [found.tier for found in document_tiers(store)] == ["full", "basic"]


@pytest.mark.parametrize("tier", ["essential", "full"])
def test_the_queries_say_what_pyshacl_says(tier):
    failed = 0
    made = (sample(), next_year(), extract_file(sorted(data_dir().glob("*.txt"))[1]))
    for extraction in made:
        quads = list(extraction_to_quads(extraction))
        [found] = document_tiers(memory_store(quads))
        wanted = Counter(finding.message.split("（http")[0] for finding in validate_quads(quads, tier=tier))
        assert {gap.message: gap.nodes for gap in found.gaps if gap.tier == tier} == wanted
        failed += wanted.total()
    assert failed > 20


def test_every_shape_of_the_two_tiers_is_asked():
    names = [constraint.name for constraint in constraints()]
    assert len(names) == len(set(names)) >= 20
    assert {constraint.tier for constraint in constraints()} == {"essential", "full"}
    assert all(constraint.message and constraint.alternatives for constraint in constraints())


@pytest.mark.parametrize(
    "shape",
    [
        "sh:property [ sh:path kg:value ; sh:minCount 2 ]",
        "sh:property [ sh:path kg:value ; sh:minCount 1 ; sh:pattern \"a\" ]",
        "sh:property [ sh:minCount 1 ]",
        "sh:or ( [ sh:minCount 1 ] )",
    ],
)  # fmt: skip
def test_a_shape_that_cannot_be_asked_is_refused(shape, tmp_path, monkeypatch):
    prefixes = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in ("kg", "sh"))
    (tmp_path / "shapes").mkdir()
    (tmp_path / "shapes" / "essential.ttl").write_text(
        f"{prefixes}<http://s.example/one> a sh:NodeShape ; sh:targetClass kg:Form ; {shape} .",
        encoding="utf-8",
    )
    monkeypatch.setattr("kg.tiers.ontology_dir", lambda: tmp_path)
    with pytest.raises(VocabularyError, match=r"essential\.ttl 里的 one"):
        constraints.__wrapped__()


def test_the_tiers_are_printed(capsys):
    store = memory_store([*quads_of(FULL, "a.txt"), *quads_of(MINIMAL, "b.txt")])
    print_tiers(store, as_jsonl=False, shapes=False)
    table, said = capsys.readouterr()
    assert "目标值是数，没有写方向（≥、≤、=）" in table
    assert "指标没有分值" not in table  # of the tier after the next
    assert "基本 1 份" in said
    print_tiers(store, as_jsonl=True, shapes=False)
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [record["tier"] for record in records] == ["full", "basic"]
    gap = {gap["name"]: gap for gap in records[1]["gaps"]}["target-operator"]
    assert (gap["nodes"], gap["of"], gap["where"]) == (1, 2, "第 21 行")
