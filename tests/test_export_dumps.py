"""Dumps for others: CSV on the Web, Parquet, Web Annotations, and RO-Crate with DCAT."""

import csv
import hashlib
import json
from collections import Counter
from decimal import Decimal

import pyarrow.parquet as pq
import pyoxigraph
import pytest
import rdflib
from sample_extraction import next_year, sample
from test_export import graph_of

from kg.errors import ExportError
from kg.export import write_export
from kg.export.catalogue import CATALOGUE_FIELDS, catalogue_rows
from kg.export.delimited import csv_cell
from kg.export.rdf import jsonld_context, property_types
from kg.export.tables import dump_tables, property_iri
from kg.records import plain
from kg.store import ontology_quads


@pytest.fixture(scope="module")
def store():
    return graph_of(next_year(), sample())


@pytest.fixture(scope="module")
def crate(store, tmp_path_factory):
    folder = tmp_path_factory.mktemp("dump") / "crate"
    write_export("crate", store, folder)
    return folder


def cells(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_every_table_is_as_its_metadata_says(crate):
    metadata = json.loads((crate / "csv-metadata.json").read_text("utf-8"))
    assert [table["url"] for table in metadata["tables"]] == [f"{table.name}.csv" for table in dump_tables()]
    for table in metadata["tables"]:
        header, *rows = cells(crate / table["url"])
        columns = table["tableSchema"]["columns"]
        assert header == [column["name"] for column in columns]
        assert rows
        for position, column in enumerate(columns):
            for row in rows:
                assert holds(row[position], column.get("datatype", "string")), (table["url"], column["name"])
        key = table["tableSchema"].get("primaryKey")
        if key:
            keys = Counter(tuple(row[header.index(name)] for name in key) for row in rows)
            assert max(keys.values()) == 1, table["url"]


def holds(cell, datatype):
    if cell == "":
        return True
    if datatype == "integer":
        return str(int(cell)) == cell
    if datatype == "decimal":
        return Decimal(cell).is_finite()
    if datatype == "boolean":
        return cell in {"true", "false"}
    if datatype == "json":
        return isinstance(json.loads(cell), (list, dict))
    return "://" in cell if datatype == "anyURI" else True


def test_foreign_keys_are_found(crate):
    metadata = json.loads((crate / "csv-metadata.json").read_text("utf-8"))
    for table in metadata["tables"]:
        for key in table["tableSchema"].get("foreignKeys", []):
            (column,), reference = key["columnReference"], key["reference"]
            (other,) = reference["columnReference"]
            rows, others = cells(crate / table["url"]), cells(crate / reference["resource"])
            known = {row[others[0].index(other)] for row in others[1:]}
            assert {row[rows[0].index(column)] for row in rows[1:]} <= known


def test_the_csv_has_every_indicator_as_the_catalogue(store, crate):
    header, *rows = cells(crate / "indicators.csv")
    assert tuple(header) == CATALOGUE_FIELDS
    assert rows == [[csv_cell(row[name]) for name in CATALOGUE_FIELDS] for row in catalogue_rows(store)]


def test_columns_name_properties_of_the_ontology():
    known = {quad.subject[1:-1] for quad in ontology_quads()}
    named = {iri for table in dump_tables() for field in table.fields if (iri := property_iri(field))}
    assert len(named) > 30
    assert {iri for iri in named if "performance-targets.example" in iri} <= known


def test_parquet_holds_the_catalogue(store, tmp_path):
    write_export("parquet", store, tmp_path / "a.parquet")
    table = pq.read_table(tmp_path / "a.parquet").to_pylist()
    for read, row in zip(table, catalogue_rows(store), strict=True):
        assert read["target_text"] == row["target_text"]
        assert read["confident"] == row["confident"]
        assert read["findings"].startswith("[")
        for name in ("budget", "base_value", "weight", "confidence"):
            assert plain(read[name]) == row[name]


def test_annotations_select_what_is_printed(store, crate):
    page = json.loads((crate / "annotations.jsonld").read_text("utf-8"))
    rows = {row["id"]: row for row in catalogue_rows(store)}
    assert len(page["items"]) == len(rows)
    for item in page["items"]:
        row, selectors = rows[item["body"]], item["target"]["selector"]
        assert item["dqv:hasQualityMeasurement"]["dqv:value"] == float(row["confidence"])
        assert selectors[-1]["type"] == "TextQuoteSelector"
        if row["source_spans"] and not row["source_places"]:
            first = row["source_spans"].split(";")[0]
            line = int(first.split("@")[1].split(":")[0].split("/")[-1])
            assert selectors[0]["value"] == f"line={line - 1},{line}"


def test_the_crate_describes_its_files(crate):
    described = json.loads((crate / "ro-crate-metadata.json").read_text("utf-8"))["@graph"]
    nodes = {node["@id"]: node for node in described}
    parts = [part["@id"] for part in nodes["./"]["hasPart"]]
    assert sorted([*parts, "ro-crate-metadata.json"]) == sorted(path.name for path in crate.iterdir())
    for name in parts:
        assert nodes[name]["sha256"] == hashlib.sha256((crate / name).read_bytes()).hexdigest()
        assert int(nodes[name]["contentSize"]) == (crate / name).stat().st_size
    assert nodes["./"]["temporalCoverage"] == "2026/2027"
    assert {nodes[source["@id"]]["name"] for source in nodes["./"]["isBasedOn"]} == {"a.txt", "b.txt"}


def test_the_catalogue_entry_is_dcat(crate):
    graph = rdflib.Graph().parse(crate / "dcat.ttl")
    dcat = rdflib.Namespace("http://www.w3.org/ns/dcat#")
    (dataset,) = graph.subjects(rdflib.RDF.type, dcat.Dataset)
    files = {str(url).rsplit("/", 1)[-1] for url in graph.objects(None, dcat.downloadURL)}
    assert len(list(graph.objects(dataset, dcat.distribution))) == len(files) == 8
    assert files | {"dcat.ttl", "ro-crate-metadata.json"} == {path.name for path in crate.iterdir()}


def test_a_folder_that_holds_something_is_left_alone(store, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("x")
    with pytest.raises(ExportError, match="已有内容"):
        write_export("csvw", store, tmp_path / "mine")
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_the_context_types_every_property_of_the_ontology():
    types = property_types()
    context = jsonld_context(types)
    assert context["kg:baseValue"] == {"@id": "kg:baseValue", "@type": "xsd:decimal"}
    assert context["kg:ofProject"] == {"@id": "kg:ofProject", "@type": "@id"}
    assert "kg:name" not in context


def test_the_dump_is_the_graph(store, crate):
    read = pyoxigraph.Store()
    read.load(path=str(crate / "graph.nq"), format=pyoxigraph.RdfFormat.N_QUADS)
    assert len(read) == len(store)
