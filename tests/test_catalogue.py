"""Nothing printed is lost in the graph: it gives back every record that `kg extract` prints, field by field."""

import json
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from placed_documents import docx_document, pdf_document, xlsx_document
from sample_extraction import HEAD, INDICATOR, TABLES, WHOLE, sample
from samples.make.build import make_sheet, write

from kg.catalogue import catalogue_records, find_document, head_records, list_documents, table_records
from kg.catalogue.nodes import read_nodes
from kg.errors import StoreError
from kg.export import write_export
from kg.extract import extract_document, extract_file
from kg.findings import Finding
from kg.graph import derived_quads, extraction_to_quads
from kg.ingest.work import RECORDS
from kg.model import Activity, Goal, Problem
from kg.records import INDICATOR_FIELDS, record_to_json
from kg.store import memory_store
from kg.vocabulary import data_dir

DOCUMENTS = sorted(data_dir().glob("*.txt"))
SAMPLES = sorted(
    path for path in (Path(__file__).parent / "samples").iterdir() if path.suffix in {".txt", ".html"}
)
MADE = (
    ("self_evaluation_parts", "docx"),
    ("long_list_goals", "xlsx"),
    ("whole_department_years", "pdf"),
    ("long_list_money", "html"),
    ("numbered_goals", "xlsx"),
    ("core_2021", "pdf"),
)
READ = {"rows": catalogue_records, "heads": head_records, "tables": table_records}


@cache
def extraction_of(path):
    return extract_file(path)


def assert_given_back(extraction, *others):
    """The same records, in the same order and the same print."""
    made = (extraction, *others)
    quads = [quad for one in made for quad in extraction_to_quads(one)]
    store = memory_store([*quads, *derived_quads(quads)])
    for one in made:
        document = find_document(store, one.document.name)
        for what, read in READ.items():
            wanted, found = list(RECORDS[what](one)), list(read(store, document))
            for record, back in zip(wanted, found, strict=True):
                assert back == record
            assert [*map(record_to_json, found)] == [*map(record_to_json, wanted)]


def test_there_are_documents_and_samples():
    assert len(DOCUMENTS) == 5
    assert len(SAMPLES) >= 35


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem[:4])
def test_a_shipped_document_comes_back(path):
    extraction = extraction_of(path)
    assert extraction.indicators
    assert_given_back(extraction)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_sample_comes_back(path):
    assert_given_back(extract_file(path))


@pytest.mark.parametrize("layout, form", MADE)
def test_a_form_in_another_format_comes_back(layout, form, tmp_path):
    extraction = extract_file(write(make_sheet(layout, 1, 7), layout, form, 1, tmp_path))
    assert extraction.indicators
    assert_given_back(extraction)


def test_a_form_in_three_files_comes_back_from_each():
    assert_given_back(*(extract_document(made()) for made in (pdf_document, xlsx_document, docx_document)))


def test_all_five_documents_in_one_graph_come_back():
    assert_given_back(*map(extraction_of, DOCUMENTS))


def test_a_row_of_the_documents_needs_less_than_forty_statements():
    counts = Counter()
    for path in DOCUMENTS:
        quads = set(extraction_to_quads(extraction_of(path)))
        rows = {quad.subject for quad in quads if quad.object.endswith("#PerformanceTarget>")}
        counts["rows"] += len(rows)
        counts["statements"] += sum(quad.subject in rows for quad in quads)
    assert counts["rows"] == 590
    assert counts["statements"] / counts["rows"] < 38


def test_the_export_prints_what_extract_prints(tmp_path):
    extraction = extraction_of(DOCUMENTS[0])
    quads = list(extraction_to_quads(extraction))
    write_export("jsonl", memory_store([*quads, *derived_quads(quads)]), tmp_path / "a.jsonl")
    lines = (tmp_path / "a.jsonl").read_text("utf-8").splitlines()
    found = [{name: row[name] for name in INDICATOR_FIELDS} for row in map(json.loads, lines)]
    assert found == [json.loads(record_to_json(record)) for record in RECORDS["rows"](extraction)]


# what real documents seldom print

ROW_HEAD = replace(HEAD, project=INDICATOR.project)


def head(**changes):
    return replace(sample(), heads=(replace(HEAD, **changes),), indicators=(), tables=())


@pytest.mark.parametrize(
    "changes",
    [
        {"implementing_unit": "政策处、数据处（规划、安全）、"},
        {"implementing_unit": "/", "attribute": "—", "grade": "/"},
        {"project": "数据 平台（一期）", "project_code": "4201 0026157Y000000103"},
        {"department": "", "department_code": None},
        {
            "goals": (
                Goal(None, "年度", "做好工作。"),
                Goal(None, "长期", "其他。"),
                Goal(None, "年度", "做好工作。"),
            )
        },
        {"goals": (Goal(None, "年度", "做好 工作。"), Goal(None, "年度", "做好工作。"))},
        {"problems": (Problem("/", "问题", ""), Problem(None, "问题", None))},
        {"activities": (Activity("运 维", None, category="/", note="-"), Activity("运维", None))},
    ],
)
def test_an_odd_head_comes_back(changes):
    assert_given_back(head(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"basis": "/", "actual": "—", "description": ""},
        {"kind": "multi", "value": ("100/200", "3"), "operator": None},
        {"kind": "text", "value": "/", "operator": None},
        {"spans": {"value": (2, 4), "name.operator": (0, 1)}},
        {"rules": ()},
        {
            "findings": (
                Finding("a.txt", 20, "b-code", "第二。"),
                Finding("a.txt", 20, "a-code", "第一。"),
                Finding("a.txt", 20, "b-code", "第二。"),
            )
        },
    ],
)
def test_an_odd_row_comes_back(changes):
    assert_given_back(replace(sample(), heads=(ROW_HEAD,), indicators=(replace(INDICATOR, **changes),)))


def test_rows_of_one_line_keep_their_order():
    rows = tuple(replace(INDICATOR, name=name, subject=name) for name in "丙甲乙")
    assert_given_back(replace(sample(), heads=(ROW_HEAD,), indicators=rows))


def test_odd_budget_tables_come_back():
    line = TABLES[0].lines[0]
    odd = (
        replace(line, code="/", name="一 般", unit="—", amounts={}),
        replace(line, amounts=dict(reversed(line.amounts.items()))),
        replace(line, line=line.line),
    )
    twice = (replace(TABLES[0], title="表 一", lines=odd), replace(TABLES[0], title="表 一"))
    assert_given_back(replace(sample(), heads=(HEAD, WHOLE), indicators=(), tables=twice))


def test_a_graph_of_an_earlier_version_is_refused():
    quads = [quad for quad in extraction_to_quads(sample()) if not quad.predicate.endswith("#hasLines>")]
    with pytest.raises(StoreError, match="较早的版本"):
        list_documents(memory_store(quads))


def test_an_unknown_document_is_named():
    with pytest.raises(StoreError, match=r"没有文件“b\.txt”"):
        find_document(memory_store(extraction_to_quads(sample())), "b.txt")


def test_a_graph_that_is_no_iri_is_refused():
    with pytest.raises(StoreError, match="不是合法的 IRI"):
        read_nodes(memory_store([]), "a> } DROP ALL", "kg:Form", {"line": "kg:line"})
