"""The ontology: every term used is defined, every term defined is used, all of them explained in two languages."""

import re
from pathlib import Path

import pytest
import rdflib
from placed_documents import pdf_extraction
from rdflib.namespace import OWL, RDF, RDFS, SKOS
from sample_extraction import next_year, sample

import kg.graph
from kg.graph import derived_quads, extraction_to_quads
from kg.graph.derived import FLAGS
from kg.namespaces import KG, PREFIXES, VOCAB
from kg.vocabulary import load_scheme, ontology_dir, spellings

ROOT = ontology_dir()
VOCABULARIES = sorted((ROOT / "vocab").glob("*.ttl"))
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)


def parse(*paths):
    graph = rdflib.Graph()
    for path in paths:
        graph.parse(path, format="turtle")
    return graph


ONTOLOGY = parse(ROOT / "performance.ttl")
TERMS = sorted({term for kind in KINDS for term in ONTOLOGY.subjects(RDF.type, kind)})


def local(term):
    return str(term).removeprefix(KG)


def terms_in_code():
    source = "".join(p.read_text(encoding="utf-8") for p in Path(kg.graph.__file__).parent.glob("*.py"))
    named = set(re.findall(r'kg\("(\w+)"\)', source))
    return named | set(FLAGS)


def terms_in_data():
    made = (sample(), next_year(), pdf_extraction())
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
    graph = parse(ROOT / "performance.ttl", ROOT / "mappings.ttl", *VOCABULARIES)
    assert not [node for node in graph.all_nodes() if isinstance(node, rdflib.BNode)]


def test_mappings_start_from_terms_that_exist():
    known = parse(ROOT / "performance.ttl", *VOCABULARIES)
    mappings = parse(ROOT / "mappings.ttl")
    assert len(mappings) > 20
    assert {subject for subject in mappings.subjects() if (subject, None, None) not in known} == set()


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
