"""The ontology: every term used is defined, every term defined is used, all of them explained in two languages."""

import json
import re
from functools import cache
from pathlib import Path

import pytest
import rdflib
from asked_graph import extractions
from placed_documents import pdf_extraction
from rdflib.namespace import DCTERMS, ODRL2, ORG, OWL, PROV, RDF, RDFS, SH, SKOS
from sample_extraction import next_year, sample

import kg.graph
from kg.graph import derived_quads, extraction_to_quads
from kg.graph.derived import FLAGS
from kg.namespaces import KG, PREFIXES, VOCAB
from kg.vocabulary import load_scheme, ontology_dir, spellings

ROOT = ontology_dir()
CASES = Path(__file__).parent / "cases"
VOCABULARIES = sorted((ROOT / "vocab").glob("*.ttl"))
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)


@cache
def parse(*paths):
    """The statements of these files, not to be changed."""
    graph = rdflib.Graph()
    for path in paths:
        graph.parse(path, format="turtle")
    return graph


CORE = ROOT / "performance.ttl"
TERM_FILES = sorted(path for path in ROOT.glob("*.ttl") if path.stem != "mappings")
ONTOLOGY = parse(*TERM_FILES)
TERMS = sorted({term for kind in KINDS for term in ONTOLOGY.subjects(RDF.type, kind)})


def local(term):
    return str(term).removeprefix(KG)


def terms_in_code():
    source = "".join(p.read_text(encoding="utf-8") for p in Path(kg.graph.__file__).parent.glob("*.py"))
    named = set(re.findall(r'kg\("(\w+)"\)', source))
    return named | set(FLAGS)


def terms_in_data():
    made = (sample(), next_year(), pdf_extraction(), *extractions())
    quads = [quad for extraction in made for quad in extraction_to_quads(extraction)]
    quads += derived_quads(quads)
    found = {term for quad in quads for term in (quad.predicate, quad.object) if term.startswith(f"<{KG}")}
    return {term[1:-1].removeprefix(KG) for term in found}


def terms_in_vocabularies():
    graph = parse(*VOCABULARIES)
    return {local(predicate) for predicate in graph.predicates() if str(predicate).startswith(KG)}


def test_there_are_terms():
    assert len(TERMS) > 90


@pytest.mark.parametrize("term", TERMS, ids=local)
def test_a_term_is_labelled_and_explained_in_two_languages(term):
    for predicate in (RDFS.label, RDFS.comment):
        languages = [value.language for value in ONTOLOGY.objects(term, predicate)]
        assert sorted(languages) == ["en", "zh"]


def test_every_term_that_the_graph_uses_is_defined():
    assert terms_in_data() | terms_in_code() | terms_in_vocabularies() <= set(map(local, TERMS))


def test_every_term_that_is_defined_is_used():
    unused = set(map(local, TERMS)) - terms_in_data() - terms_in_vocabularies()
    assert unused == set()


def test_the_sample_fills_every_term_of_the_code():
    assert terms_in_code() <= terms_in_data()


@pytest.mark.parametrize("kind, names", [(OWL.Class, str.istitle), (OWL.ObjectProperty, str.islower)])
def test_names_follow_their_kind(kind, names):
    assert all(names(local(term)[0]) for term in ONTOLOGY.subjects(RDF.type, kind))


def test_objects_are_what_the_ranges_say():
    quads = [quad for extraction in (sample(), next_year()) for quad in extraction_to_quads(extraction)]
    quads += derived_quads(quads)
    for quad in quads:
        term = rdflib.URIRef(quad.predicate[1:-1])
        if not str(term).startswith(KG):
            continue
        is_object = (term, RDF.type, OWL.ObjectProperty) in ONTOLOGY
        assert quad.object.startswith("<") is is_object, quad
        if not is_object:
            datatype = (
                quad.object.rpartition("^^")[2] if "^^" in quad.object else f"<{PREFIXES['xsd']}string>"
            )
            assert datatype == f"<{ONTOLOGY.value(term, RDFS.range)}>", quad


def test_subjects_are_what_the_domains_say():
    quads = [quad for extraction in (sample(), next_year()) for quad in extraction_to_quads(extraction)]
    quads += derived_quads(quads)
    types = {(quad.subject, quad.object) for quad in quads if quad.predicate == f"<{RDF.type}>"}
    for quad in quads:
        domain = ONTOLOGY.value(rdflib.URIRef(quad.predicate[1:-1]), RDFS.domain)
        assert domain is None or (quad.subject, f"<{domain}>") in types, quad


def test_the_ontology_graph_has_no_blank_nodes():
    graph = parse(*ROOT.glob("*.ttl"), *VOCABULARIES)
    assert not [node for node in graph.all_nodes() if isinstance(node, rdflib.BNode)]


def test_mappings_start_from_terms_that_exist():
    known = parse(*TERM_FILES, *VOCABULARIES)
    mappings = parse(ROOT / "mappings.ttl")
    assert len(mappings) > 20
    assert {subject for subject in mappings.subjects() if (subject, None, None) not in known} == set()


OWN = ("https://performance-targets.example/",)
CLOSED = {str(one): one for one in (DCTERMS, ODRL2, ORG, OWL, PROV, RDF, RDFS, SH, SKOS)}
"""Namespaces whose terms rdflib lists, generated from the published files; the others stand in mappings.json."""


def foreign_terms(graph):
    """The IRIs of other vocabularies that a graph names, but for xsd."""
    named = {str(node) for triple in graph for node in triple if isinstance(node, rdflib.URIRef)}
    return {iri for iri in named if not iri.startswith((*OWN, PREFIXES["xsd"]))}


def is_defined(iri):
    space = next((one for one in CLOSED if iri.startswith(one)), None)
    return space is not None and iri.removeprefix(space) in CLOSED[space]


def test_every_term_of_another_vocabulary_was_seen_there():
    seen = json.loads((CASES / "mappings.json").read_text("utf-8"))
    named = foreign_terms(parse(*TERM_FILES, ROOT / "mappings.ttl", ROOT / "vocab" / "operators.ttl"))
    listed = {iri for iri in named if not is_defined(iri)}
    assert listed == set(seen)
    assert all(entry["vocabulary"] and "@" in entry["file"] for entry in seen.values())


def test_units_of_qudt_are_named_once():
    graph = parse(ROOT / "vocab" / "units.ttl")
    matches = [str(unit) for unit in graph.objects(predicate=SKOS.exactMatch)]
    assert len(matches) == len(set(matches)) > 150
    assert all(unit.startswith(PREFIXES["unit"]) for unit in matches)


def test_the_core_is_small_and_every_term_of_it_has_an_example():
    core = parse(CORE)
    terms = {term for kind in KINDS for term in core.subjects(RDF.type, kind)}
    assert 20 <= len(terms) <= 30
    assert {term for term in terms if not core.value(term, SKOS.example)} == set()


def test_no_term_is_defined_twice():
    defined = [
        (path.stem, local(term))
        for path in TERM_FILES
        for kind in KINDS
        for term in parse(path).subjects(RDF.type, kind)
    ]
    names = [name for _, name in defined]
    assert [name for name in names if names.count(name) > 1] == []


@pytest.mark.parametrize("path", VOCABULARIES, ids=lambda path: path.stem)
def test_a_scheme_is_declared_and_its_concepts_are_labelled_in_two_languages(path):
    graph = parse(path)
    schemes = set(graph.objects(predicate=SKOS.inScheme))
    declared = set(parse(*VOCABULARIES).subjects(RDF.type, SKOS.ConceptScheme))
    assert schemes
    assert schemes <= declared
    for node in {*graph.subjects(SKOS.inScheme, None), *(schemes & set(graph.subjects()))}:
        languages = {label.language for label in graph.objects(node, SKOS.prefLabel)}
        assert languages == {"zh", "en"}, node
    for scheme in schemes & set(graph.subjects()):
        assert graph.value(scheme, SKOS.definition), scheme


@pytest.mark.parametrize("path", VOCABULARIES, ids=lambda path: path.stem)
def test_concepts_of_a_scheme_bear_its_name(path):
    scheme = "findings" if path.stem.startswith("findings") else path.stem
    for concept in load_scheme(path.stem):
        assert concept.iri.startswith(f"{VOCAB}{scheme}/")


@pytest.mark.parametrize("scheme", ["funding", "phases", "directions"])
def test_a_scheme_is_bilingual_and_unambiguous(scheme):
    graph = parse(ROOT / "vocab" / f"{scheme}.ttl")
    assert spellings(scheme)
    for concept in load_scheme(scheme):
        languages = sorted(
            label.language for label in graph.objects(rdflib.URIRef(concept.iri), SKOS.prefLabel)
        )
        assert languages == ["en", "zh"]


@pytest.mark.parametrize(
    "scheme, spelling, name",
    [
        ("funding", "其中：财政拨款", "fiscal-appropriation"),
        ("funding", "年度资金总额", "total"),
        ("funding", "上年结转", "carry-over"),
        ("funding", "单位资金", "unit-funds"),
        ("funding", "项目总预算", "lifetime-total"),
        ("funding", "本级财力", "local-revenue"),
        ("phases", "全年预算数", "full-year"),
        ("phases", "执行", "executed"),
    ],
)
def test_spellings_of_money_are_known(scheme, spelling, name):
    from kg.vocabulary import find_concept

    assert find_concept(scheme, spelling).name == name


def test_every_source_but_the_totals_is_part_of_another():
    concepts = {concept.iri: concept for concept in load_scheme("funding")}
    top = [concept.name for concept in concepts.values() if not concept.broader]
    assert top == ["total", "lifetime-total"]
    assert all(parent in concepts for concept in concepts.values() for parent in concept.broader)
