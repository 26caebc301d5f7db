"""Exports of a graph: the catalogue comes back, files are complete or absent, and equal on a second write."""

import json
from decimal import Decimal

import pytest
from sample_extraction import next_year, sample

from kg.errors import ExportError, QueryError
from kg.export import FORMATS, write_export
from kg.export.catalogue import CATALOGUE_FIELDS, catalogue_rows
from kg.export.overview import (
    by_severity,
    department_rows,
    document_rows,
    finding_to_row,
    project_rows,
    read_overview,
)
from kg.graph import derived_quads, extraction_to_quads
from kg.records import indicator_to_record, record_to_json
from kg.store import memory_store


def graph_of(*extractions):
    quads = [quad for extraction in extractions for quad in extraction_to_quads(extraction)]
    return memory_store([*quads, *derived_quads(quads)])


@pytest.fixture(scope="module")
def store():
    return graph_of(next_year(), sample())


@pytest.fixture(scope="module")
def overview(store):
    return read_overview(store)


def test_the_catalogue_comes_back_from_the_graph(store):
    expected = [json.loads(record_to_json(indicator_to_record(row))) for row in sample().indicators]
    rows = [json.loads(record_to_json(row)) for row in catalogue_rows(store) if row["document"] == "a.txt"]
    assert [row["line"] for row in rows] == [row["line"] for row in expected]
    assert tuple(rows[0]) == CATALOGUE_FIELDS
    # of the form, not of the row: the sample's rows do not repeat what their heads say
    of_the_form = {"budget", "fiscal", "implementing_unit", "project", "project_code", "department_code"}
    for row, wanted in zip(rows, expected, strict=True):
        for field in set(CATALOGUE_FIELDS) & set(wanted) - of_the_form:
            assert row[field] == wanted[field], (row["line"], field)
    assert rows[0]["budget"] == 120.5
    assert rows[0]["fiscal"] == 100
    assert rows[0]["implementing_unit"] == "信息中心"
    assert rows[0]["source_spans"] == "name@20:5-10;target@20:11-12;target@21:0-4"


def test_documents_come_in_order_and_the_spans_can_be_left_out(store, overview):
    rows = list(catalogue_rows(store, overview, spans=False))
    assert [row["document"] for row in rows] == ["a.txt"] * 9 + ["b.txt"] * 2
    assert {row["source_spans"] for row in rows} == {None}
    assert all(type(row["confidence"]) in {int, Decimal} for row in rows)


def test_projects_of_each_year(overview):
    rows = project_rows(overview)
    assert [(row["year"], row["project"]) for row in rows] == [
        (2026, "数据平台运行维护"),
        (2026, "网站集约化"),
        (2027, "数据平台运行维护"),
    ]
    first, review, later = rows
    assert (first["budget"], first["indicators"], first["doubtful"]) == (Decimal("120.5"), 8, 4)
    assert first["has_satisfaction"] is True
    assert later["has_satisfaction"] is False
    assert first["goal"].splitlines() == [
        "长期：建成一体化平台。",
        "年度目标1：保障平台稳定运行。",
        "年度：受理办件量不少于30万件，群众满意度达到90%以上，开展培训3至5场。",
    ]
    assert (review["execution_rate"], review["executed"]) == (Decimal("80.27"), Decimal("60.2"))
    assert review["project_code"] == "42010026157Y000000103"


def test_departments(overview):
    (row,) = department_rows(overview)
    assert row["department"] == "青山市数据管理局"
    assert (row["documents"], row["projects"], row["indicators"]) == (2, 3, 11)
    assert row["years"] == "2026、2027"
    assert row["whole_budget"] is None
    assert row["project_budget"] == Decimal(241)


def test_documents(overview):
    rows = document_rows(overview)
    assert [(row["document"], row["forms"], row["indicators"]) for row in rows] == [
        ("a.txt", 3, 9),
        ("b.txt", 1, 2),
    ]
    assert rows[0]["sha256"] == "0" * 64


def test_findings_know_their_rule_and_their_form(overview):
    found = [finding_to_row(one) for one in by_severity(overview.findings)]
    rows = {(row["code"], row["line"]): row for row in found}
    row = rows["operator-missing", 22]
    assert (row["project"], row["year"], row["severity"]) == ("数据平台运行维护", 2026, "info")
    assert rows["row-unread", 90]["project"] in {"", "网站集约化"}
    severities = [row["severity"] for row in found]
    assert severities == sorted(severities, key=["violation", "warning", "info"].index)
    assert any(row["advice"] for row in rows.values())


def test_an_audit_that_does_not_end_leaves_the_doubts_of_the_reader(store, monkeypatch):
    def refuse(*_, **__):
        raise QueryError("查询超过 20 秒")

    monkeypatch.setattr("kg.export.overview.find_audit", refuse)
    overview = read_overview(store)
    assert overview.gap == "查询超过 20 秒"
    assert {one.code for one in overview.findings} >= {"operator-missing", "row-unread"}


def contents(path):
    """The bytes of a file, or of the files of a folder, by name."""
    return (
        {file.name: file.read_bytes() for file in path.iterdir()}
        if path.is_dir()
        else {"": path.read_bytes()}
    )


@pytest.mark.parametrize("export_format", FORMATS)
def test_two_writes_are_equal_whatever_the_order_of_building(export_format, tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    write_export(export_format, graph_of(sample(), next_year()), one)
    write_export(export_format, graph_of(next_year(), sample()), other)
    assert contents(one) == contents(other)
    assert sum(map(len, contents(one).values())) > 1000
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "other"]


def test_an_empty_graph_gives_empty_files(tmp_path):
    for export_format in set(FORMATS) - {"iati"}:
        write_export(export_format, memory_store([]), tmp_path / export_format)
    with pytest.raises(ExportError, match="IATI"):  # its schema wants one activity and more
        write_export("iati", memory_store([]), tmp_path / "iati")
    assert not (tmp_path / "iati").exists()
    assert (tmp_path / "jsonl").read_text() == ""
    assert (tmp_path / "csv").read_text("utf-8-sig").startswith("document,line,")


def test_an_unknown_format_names_the_others(store, tmp_path):
    with pytest.raises(ExportError, match="xlsx、csv"):
        write_export("docx", store, tmp_path / "a")


def test_a_target_that_cannot_be_written(store, tmp_path):
    with pytest.raises(ExportError, match="写不了"):
        write_export("nq", store, tmp_path / "absent" / "a.nq")


def test_a_failed_export_leaves_the_old_file(store, tmp_path, monkeypatch):
    path = tmp_path / "a.nq"
    path.write_text("old")

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kg.export.rdf.write_nquads", fail)
    with pytest.raises(ExportError):
        write_export("nq", store, path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
