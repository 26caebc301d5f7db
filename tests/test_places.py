"""Where things stand in files without lines: literals, words, records, the graph, verification, explanation."""

import re
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from placed_documents import FORM, box_of, document, docx_document, pdf_document, xlsx_document
from sample_extraction import sample

from kg import verify
from kg.check import placed_answer, run_check
from kg.cli import explain, main
from kg.export.catalogue import catalogue_rows
from kg.extract import extract_document
from kg.findings import Finding
from kg.graph import derived_quads, extraction_to_quads
from kg.graph.spans import places_to_text, text_to_places
from kg.graph.terms import read_term
from kg.model import Place, Span
from kg.namespaces import KG
from kg.places import (
    box_in_words,
    line_in_words,
    lines_in_words,
    place_to_text,
    placed_findings,
    places_of,
    sheet_numbers,
    text_to_place,
)
from kg.query import run_query
from kg.read.parts import Grid, GridCell, TextLine
from kg.records import account_to_record, head_to_record, indicator_to_record, plain
from kg.shapes import validate_shapes
from kg.store import memory_store, ontology_quads
from kg.verify import counted_lines, verify_graph

DOCUMENTS = {made.name: made for made in (pdf_document(), xlsx_document(), docx_document())}
PLACES = {
    "图书馆.pdf": (2, "第 2 页"),
    "图书馆.xlsx": (2, "工作表“绩效;目标@1”C5"),
    "图书馆.docx": (None, "第 13 段"),
}
COUNTED = re.compile(r"第 \d+ 行")

EDGES = st.decimals(-50, 2000, places=1).map(float)
ANY_PLACE = st.one_of(
    st.builds(Place, page=st.integers(1, 900), box=st.none() | st.tuples(EDGES, EDGES, EDGES, EDGES)),
    st.builds(
        Place,
        sheet=st.text(st.characters(blacklist_categories=["Cs"]), min_size=1),
        cell=st.sampled_from(["B7", "AA10", "B7:C9", None]),
    ),
    st.builds(Place, paragraph=st.integers(1, 9999)),
)


@pytest.fixture(params=DOCUMENTS, ids=lambda name: name.rsplit(".")[1])
def extraction(request):
    return extract_document(DOCUMENTS[request.param])


def store_of(*extractions):
    quads = [quad for extraction in extractions for quad in extraction_to_quads(extraction)]
    return memory_store([*quads, *derived_quads(quads), *ontology_quads()])


# literals and words


@given(ANY_PLACE)
def test_a_place_survives_its_literal(place):
    literal = place_to_text(place)
    assert text_to_place(literal) == place
    assert not set("@;") & set(literal)


@given(st.dictionaries(st.sampled_from(["name", "target"]), st.lists(ANY_PLACE, min_size=1).map(tuple)))
def test_places_of_fields_survive_their_literal(places):
    assert text_to_places(places_to_text(places) or "") == places


@pytest.mark.parametrize("literal", ["name", "@p3", "name@", "name@x3", "name@p3[1,2]x", "name@p3;target"])
def test_a_broken_literal_is_refused(literal):
    with pytest.raises(ValueError, match=r"place|unpack"):
        text_to_places(literal)


def test_sheet_names_keep_their_chinese():
    assert place_to_text(Place(sheet="绩效 表;1", cell="B7")) == "s绩效%20表%3B1!B7"


def test_the_box_is_part_of_the_words_of_explain():
    assert (
        box_in_words(Place(page=3, box=(72, 100.5, 200, 120)))
        == "第 3 页，左 72、上 100.5、右 200、下 120 点"
    )
    assert box_in_words(Place(paragraph=4)) == "第 4 段"


@pytest.mark.parametrize(
    "places, words",
    [
        ({}, "第 1～3 行"),
        ({1: Place(page=2), 3: Place(page=4)}, "第 2～4 页"),
        ({1: Place(page=2), 3: Place(page=2)}, "第 2 页"),
        ({1: Place(paragraph=7), 3: Place(paragraph=90)}, "第 7～90 段"),
        ({1: Place(sheet="甲", cell="A1"), 3: Place(sheet="甲", cell="F9")}, "工作表“甲”A1～F9"),
        ({1: Place(sheet="甲", cell="A1"), 3: Place(sheet="乙", cell="A1")}, "工作表“甲”A1"),
        ({8: Place(page=2)}, ""),
    ],
)
def test_a_stretch_of_lines_in_words(places, words):
    found = {line: ((0, 1, place),) for line, place in places.items()}
    made = replace(document("a", [], "x"), places=found)
    assert lines_in_words(made, 1, 3) == words


def test_sheets_are_numbered_in_the_order_they_come():
    assert sheet_numbers(xlsx_document("绩效")) == {"封面": 1, "绩效": 2}


def test_only_the_cells_that_characters_touch_count():
    made = docx_document()
    line = next(line for line, stretches in made.places.items() if len(stretches) > 3)
    (start, end, first), (_, _, second) = made.places[line][:2]
    assert places_of(made, [Span(line, start, end)]) == (first,)
    assert places_of(made, [Span(line, start, end + 2)]) == (first, second)
    assert places_of(made, [Span(line, end, end + 1)]) == ()


# records


def test_a_record_names_page_and_place_and_no_line(extraction):
    record = indicator_to_record(extraction.indicators[0])
    assert record["name"] == "新增图书数量"
    assert (record["page"], record["place"]) == PLACES[extraction.document.name]
    assert record["line"] is None


def test_heads_and_account_name_no_counted_line(extraction):
    made = extraction.document
    head = head_to_record(extraction.heads[0], made)
    assert head["line"] is None
    assert head["place"]
    for line in extraction.account:
        record = account_to_record(line, document=made)
        assert (record["line"], record["form_line"]) == (None, None)
        assert record["place"]
        assert not COUNTED.search(str(record["reason"]))


def test_every_field_has_the_place_of_its_cell():
    row = extract_document(pdf_document()).indicators[1]
    assert row.places["name"] == (Place(page=2, box=box_of(3, 2)),)
    assert row.places["target"] == (Place(page=2, box=box_of(3, 3)),)
    row = extract_document(xlsx_document()).indicators[1]
    assert row.places["target"] == (Place(sheet="绩效;目标@1", cell="D6"),)


def test_a_text_file_keeps_its_lines():
    record = indicator_to_record(sample().indicators[0])
    assert (record["line"], record["place"]) == (20, None)


# findings


def stray_rows():
    """A form with a stray row inside and a target that the vocabulary has no word for."""
    texts = [
        ("三级指标", "指标值"),
        ("培训人数", "≥100人"),
        ("", "不知属于哪里的说明文字写在这里"),
        ("培训场次", "≥10场"),
    ]
    cells = tuple(
        GridCell(row, column, text, Place(page=7, box=(0, row, 9, row + 1)))
        for row, line in enumerate(texts)
        for column, text in enumerate(line)
    )
    parts = [TextLine(FORM, Place(page=7)), TextLine("项目名称：培训", Place(page=7)), Grid(cells)]
    return document("训.pdf", parts, "application/pdf")


def test_findings_say_where_in_words_that_people_can_follow(extraction):
    placed = [finding for finding in extraction.findings if finding.line]
    assert placed
    for finding in placed:
        assert finding.place == line_in_words(extraction.document, finding.line) == finding.where
        assert finding.place


@pytest.mark.parametrize("message", ["“说明”没有归到任何指标。", "第 9 行“说明”没有归到任何指标。"])
def test_a_message_that_begins_with_the_counted_line_loses_it(message):
    made = pdf_document()
    [found] = placed_findings(made, [Finding(made.name, 9, "unread-text", message)])
    assert (found.where, found.message) == ("第 2 页", "“说明”没有归到任何指标。")
    [same] = placed_findings(replace(made, places={}), [Finding("a.txt", 9, "unread-text", message)])
    assert (same.where, same.message) == ("第 9 行", message)


@pytest.mark.parametrize("made", [*DOCUMENTS.values(), stray_rows()], ids=lambda made: made.name)
def test_the_audit_of_a_file_without_lines_never_names_a_counted_line(made):
    findings = run_check(store_of(extract_document(made)), shapes=False)
    assert findings
    for finding in findings:
        assert not COUNTED.search(finding.where), finding
        assert not COUNTED.search(finding.message), finding


def test_a_form_in_a_text_file_and_in_a_pdf_keeps_both_places():
    placed = extract_document(pdf_document())
    plain_text = replace(placed.document, name="图书馆.txt", places={})
    text = extract_document(plain_text)
    where = {(f.document, f.where) for f in run_check(store_of(placed, text), shapes=False) if f.line}
    assert {place for name, place in where if name == "图书馆.pdf"} == {"第 2 页"}
    assert all(COUNTED.fullmatch(place) for name, place in where if name == "图书馆.txt")


# the graph


def objects(quads, name):
    return [read_term(quad.object) for quad in quads if quad.predicate == f"<{KG}{name}>"]


def test_the_graph_keeps_the_places_and_conforms(extraction):
    quads = list(extraction_to_quads(extraction))
    rows = [quad.subject for quad in quads if quad.object == f"<{KG}PerformanceTarget>"]
    counts = Counter(quad.subject for quad in set(quads) if quad.subject in rows)
    assert len(rows) == 4
    assert max(counts.values()) <= 42
    written = {text for text in objects(quads, "sourcePlaces") if "target@" in text}
    assert {str(text_to_places(text)) for text in written} == {
        str(dict(sorted(row.places.items()))) for row in extraction.indicators
    }
    assert PLACES[extraction.document.name][1] in objects(quads, "place")
    assert validate_shapes(store_of(extraction)) == []


def test_the_catalogue_of_the_graph_is_that_of_the_extraction(extraction):
    found = {row["name"]: row for row in catalogue_rows(store_of(extraction))}
    for indicator in extraction.indicators:
        record = indicator_to_record(indicator)
        row = found[indicator.name]
        for name in ("line", "page", "place", "target_text"):
            assert plain(row[name]) == record[name]
        assert text_to_places(str(row["source_places"])) == indicator.places


# verification


def verified(made, tmp_path, monkeypatch, store):
    path = tmp_path / made.name
    path.write_bytes(made.name.encode())
    monkeypatch.setattr(verify, "read_document", lambda _: made)
    return verify_graph(store, [path])


@pytest.mark.parametrize("made", DOCUMENTS.values(), ids=lambda made: made.name)
def test_literals_are_matched_against_the_counted_lines(made, tmp_path, monkeypatch):
    found = verified(made, tmp_path, monkeypatch, store_of(extract_document(made)))
    assert found.findings == ()
    assert found.matched == 8  # name and target of four rows


def test_a_literal_that_is_not_there_is_found_and_placed(tmp_path, monkeypatch):
    made = xlsx_document()
    extraction = extract_document(made)
    first = extraction.indicators[0]
    changed = replace(extraction, indicators=(replace(first, name="别的名称"), *extraction.indicators[1:]))
    found = verified(made, tmp_path, monkeypatch, store_of(changed))
    assert [finding.code for finding in found.findings] == ["source-mismatch"]
    assert found.findings[0].where == "工作表“绩效;目标@1”C5"
    assert "原文“新增图书数量”" in found.findings[0].message
    assert not COUNTED.search(found.findings[0].message)


def test_counted_lines_keep_the_places_of_blanked_cells():
    texts = ["联系人", "张三", "项目名称", "培训"]
    cells = tuple(GridCell(0, at, text, Place(page=1)) for at, text in enumerate(texts))
    made = document("a.pdf", [Grid(cells)], "application/pdf")
    (line,) = counted_lines(made).values()
    assert "张三" not in line
    assert line[7:11] == "项目名称"


def test_a_file_that_is_gone_is_no_error(tmp_path):
    made = pdf_document()
    found = verify_graph(store_of(extract_document(made)), [tmp_path / "图书馆.pdf"])
    assert [finding.code for finding in found.findings] == ["source-missing"]


# kg explain


@pytest.mark.parametrize(
    "made, places",
    [
        (pdf_document(), "第 2 页，左 225、上 202、右 365、下 228 点"),
        (xlsx_document("绩效"), "工作表“绩效”C5"),
        (docx_document(), "第 13 段"),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_explain_shows_the_place_of_every_field(made, places, monkeypatch, capsys):
    monkeypatch.setattr(explain, "extract_file", lambda _: extract_document(made))
    assert main(["explain", made.name, "--row", "1"]) == 0
    shown = capsys.readouterr().out
    assert re.search(rf"^name +{re.escape(places)}$", shown, re.MULTILINE)
    assert not COUNTED.search(shown)


def test_explain_says_why_a_row_is_in_doubt(monkeypatch, capsys):
    monkeypatch.setattr(explain, "extract_file", lambda _: extract_document(pdf_document()))
    main(["explain", "图书馆.pdf", "--row", "3"])
    assert "级别“鉴赏指标”不在词表里" in capsys.readouterr().out


def test_explain_by_line_is_for_text_files(monkeypatch, capsys):
    monkeypatch.setattr(explain, "extract_file", lambda _: extract_document(pdf_document()))
    assert main(["explain", "图书馆.pdf", "--line", "8"]) == 2
    assert "--row" in capsys.readouterr().err


# questions


def test_a_named_question_answers_with_places():
    made = extract_document(pdf_document())
    text = replace(made.document, name="图书馆.txt", places={})
    store = store_of(made, extract_document(text))
    for name in ("review-list", "findings-in-document"):
        answer = placed_answer(store, run_query(store, name))
        where = {
            (row[answer.variables.index("document")], row[answer.variables.index("line")])
            for row in answer.rows
        }
        assert {place for document, place in where if document == "图书馆.pdf"} - {0} == {"第 2 页"}
        assert all(isinstance(line, int) for document, line in where if document == "图书馆.txt")


def test_a_query_of_ones_own_keeps_its_lines():
    store = store_of(extract_document(pdf_document()))
    text = "SELECT ?document ?line { ?t a kg:Form ; kg:line ?line ; kg:inDocument/dct:title ?document }"
    answer = run_query(store, text)
    assert placed_answer(store, answer) == answer
