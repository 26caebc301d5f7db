"""The question of the units of a department: a row a unit, however many codes and spellings are printed."""

import pytest
import rdflib

from kg.graph.terms import Quad, iri, text
from kg.namespaces import PREFIXES
from kg.query import run_query
from kg.store import memory_store

DEPARTMENT, UNIT, OTHER = "https://a.example/d", "https://a.example/u", "https://a.example/v"
TYPE, LABEL = PREFIXES["rdf"] + "type", PREFIXES["rdfs"] + "label"
CODE, PART = PREFIXES["org"] + "identifier", PREFIXES["org"] + "unitOf"


def graph(codes=(), unit_codes=(), spellings=("信息中心",)):
    """One department with a unit of these codes and spellings, and a unit without any code."""
    triples = [
        (DEPARTMENT, TYPE, iri(PREFIXES["org"] + "FormalOrganization")),
        (DEPARTMENT, LABEL, text("青山市数据局")),
        *((DEPARTMENT, CODE, text(code)) for code in codes),
        *((unit, TYPE, iri(PREFIXES["org"] + "OrganizationalUnit")) for unit in (UNIT, OTHER)),
        *((unit, PART, iri(DEPARTMENT)) for unit in (UNIT, OTHER)),
        *((UNIT, LABEL, text(spelling)) for spelling in spellings),
        (OTHER, LABEL, text("办公室")),
        *((UNIT, CODE, text(code)) for code in unit_codes),
    ]
    return [Quad(iri(s), iri(p), o, iri("https://a.example/g")) for s, p, o in triples]


class Plain:
    """The same triples in rdflib, which answers by the standard."""

    def __init__(self, quads):
        self.graph = rdflib.Graph()
        self.graph.parse(
            data="".join(f"{q.subject} {q.predicate} {q.object} .\n" for q in quads), format="nt"
        )

    def select(self, sparql):
        found = self.graph.query(sparql)
        rows = [tuple(None if cell is None else cell.toPython() for cell in row) for row in found]
        return type("Table", (), {"variables": [str(name) for name in found.vars], "rows": rows})()


@pytest.fixture(params=[memory_store, Plain], ids=["oxigraph", "rdflib"])
def store_of(request):
    return request.param


@pytest.mark.parametrize(
    "codes, shown",
    [
        ([], None),
        (["377"], "377"),
        (["377", "377000"], "377、377000"),
        (["377", "377000", "505"], "377等 3 个"),
    ],
)
def test_a_unit_stands_once_for_all_codes_of_its_department(store_of, codes, shown):
    rows = run_query(store_of(graph(codes)), "department-units").rows
    assert [tuple(map(str_or_none, row)) for row in rows] == [
        ("青山市数据局", shown, "信息中心", None, "0"),
        ("青山市数据局", shown, "办公室", None, "0"),
    ]


def test_a_unit_with_several_codes_and_spellings_stands_once(store_of):
    rows = run_query(
        store_of(graph(["377"], ["377002", "377003"], ["信息中心（大数据中心）", "信息中心(大数据中心)"])),
        "department-units",
    ).rows
    assert [str_or_none(row[2]) for row in rows] == ["办公室", "信息中心(大数据中心)"]
    assert [str_or_none(row[3]) for row in rows] == [None, "377002、377003"]


def str_or_none(cell):
    return None if cell is None else str(cell)
