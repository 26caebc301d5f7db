"""Dumps hold exactly the statements of the graph."""

import io

import pyoxigraph
import pytest
import rdflib
from rdflib.compare import isomorphic
from sample_extraction import next_year, sample
from test_export import graph_of

from kg.export.rdf import write_jsonld, write_nquads, write_turtle
from kg.graph import Quad
from kg.store import memory_store


@pytest.fixture(scope="module")
def store():
    nasty = 'quote " slash \\ line\nbreak\ttab'
    extra = [
        Quad(
            "<https://a.example/x>",
            "<https://a.example/p%20q>",
            f'"{_escaped(nasty)}"',
            "<https://a.example/g>",
        ),
        Quad("<https://a.example/x>", "<https://a.example/p>", '"词"@zh', "<https://a.example/g>"),
        Quad("<https://a.example/x>", "<https://a.example/p>", '"a^^b"', "<https://a.example/g>"),
    ]
    return memory_store([*graph_of(sample(), next_year()).quads(), *extra])


def _escaped(text):
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")


def dump(write, store):
    stream = io.StringIO()
    write(store, stream)
    return stream.getvalue()


def test_nquads_are_the_graph_sorted(store):
    lines = dump(write_nquads, store).splitlines()
    assert lines == sorted(lines)
    assert len(lines) == len(store)
    read = pyoxigraph.Store()
    read.load("\n".join(lines), format=pyoxigraph.RdfFormat.N_QUADS)
    assert len(read) == len(store)


def test_turtle_is_the_union_of_the_graphs(store):
    text = dump(write_turtle, store)
    assert text.startswith("@prefix dct: ")
    assert " a kg:PerformanceTarget ;\n" in text
    assert "kg:line 20" in text
    triples = {(q.subject, q.predicate, q.object) for q in store.quads()}
    read = list(pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.TURTLE))
    assert {(str(t.subject), str(t.predicate), str(t.object)) for t in read} == triples
    assert len(read) == len(triples)


def test_jsonld_keeps_the_named_graphs(store):
    text = dump(write_jsonld, store)
    read = pyoxigraph.Store()
    read.load(text, format=pyoxigraph.RdfFormat.JSON_LD)
    assert {str(quad) for quad in read} == {
        str(quad) for quad in pyoxigraph.parse(dump(write_nquads, store), format=pyoxigraph.RdfFormat.N_QUADS)
    }


def test_rdflib_reads_the_same_from_turtle_and_jsonld():
    small = graph_of(next_year())
    turtle = rdflib.Graph().parse(data=dump(write_turtle, small), format="turtle")
    union = rdflib.Dataset(default_union=True)
    union.parse(data=dump(write_jsonld, small), format="json-ld")
    flat = rdflib.Graph()
    for triple in union.triples((None, None, None)):
        flat.add(triple)
    assert len(turtle) > 50
    assert isomorphic(turtle, flat)
