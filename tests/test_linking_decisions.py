"""Decisions on links: a plain file that builds leave alone, what it states, and when it is asked again."""

import csv
import io
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_extraction import INDICATOR, sample

from kg.build import build_graph
from kg.build.writing import state_decisions
from kg.cli import main
from kg.decisions import (
    COLUMNS,
    FILE,
    Decision,
    contradictions,
    decided_quads,
    decisions_digest,
    decisions_graph_iri,
    merge_decisions,
    read_decision_file,
    read_decisions,
    write_decisions,
)
from kg.errors import DecisionError
from kg.graph import derived_quads, extraction_to_quads
from kg.link import concept_iri
from kg.linking.candidates import explain_named, find_candidates
from kg.linking.deciding import with_digests
from kg.linking.sources import changed_facets
from kg.namespaces import BASE, PREFIXES
from kg.store import memory_store, open_store, write_store

A, B, C, D = (f"{BASE}indicator/{letter}" for letter in "abcd")
MATCH = f"<{PREFIXES['skos']}exactMatch>"


def decision(one, other, judgement="same", **fields):
    return Decision("indicator", one, one[-1], other, other[-1], judgement, **fields)


def stated(*decisions):
    return {
        (quad.subject[-2], quad.object[-2]) for quad in decided_quads(decisions) if quad.predicate == MATCH
    }


# the file


TEXT = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=12).map(str.strip)


@given(st.lists(st.tuples(TEXT, TEXT, st.sampled_from(["same", "different", "open"])), max_size=5))
def test_decisions_survive_their_file(tmp_path_factory, rows):
    directory = tmp_path_factory.mktemp("graph")
    decisions = [
        Decision("project", f"{BASE}project/{n}", name, f"{BASE}project/{n}x", "=1+1", judgement, reason)
        for n, (name, reason, judgement) in enumerate(rows)
    ]
    write_decisions(directory, decisions)
    assert read_decisions(directory) == decisions


def test_the_file_opens_in_excel_and_runs_nothing(tmp_path):
    write_decisions(tmp_path, [replace(decision(A, B), one_name="=cmd", reason="+1")])
    content = (tmp_path / FILE).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    [row] = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    assert (row["一方名称"], row["理由"], row["判断"]) == ("'=cmd", "'+1", "同一")
    assert read_decisions(tmp_path)[0].one_name == "=cmd"


@pytest.mark.parametrize("encoding, delimiter", [("gbk", ","), ("utf-8-sig", ";"), ("utf-16", "\t")])
def test_a_list_that_excel_saved_is_read_and_rows_without_judgement_are_left_out(
    tmp_path, encoding, delimiter
):
    path = tmp_path / "list.csv"
    rows = [
        [*COLUMNS, "相似度", "依据"],
        ["指标", B, "乙", A, "甲", "同 一 ", "", "", "", "0.9", "共同的词：×"],
        ["指标", C, "丙", D, "丁", "", "", "", "", "0.8", ""],
        ["", "", "", "", "", "", "", "", "", "", ""],
    ]
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    [found] = read_decision_file(path)
    assert (found.one, found.one_name, found.other_name, found.judgement) == (A, "甲", "乙", "same")


@pytest.mark.parametrize(
    "content, words",
    [
        ("名称,判断\nx,同一\n", "不是链接判断表：缺少“类别、一方、另一方”列"),
        (f"类别,一方,另一方,判断\n部门,{A},{B},同一\n", "第 2 行的类别“部门”不认识"),
        (f"类别,一方,另一方,判断\n指标,{A},{B},也许\n", "第 2 行的判断“也许”不认识，应为 同一、不同、未定"),
        (f"类别,一方,另一方,判断\n指标,甲> <,{B},同一\n", "不是图谱里的标识"),
        (f"类别,一方,另一方,判断\n指标,{A},{A},同一\n", "两方是同一个标识"),
        ("\x00", "不是文本文件"),
        (
            f"类别,一方,另一方,判断\n指标,{A},{B},同一\n指标,{B},{A},不同\n",
            "第 2 行和第 3 行是同一对，判断却是“同一”和“不同”",
        ),
        ("", "不是链接判断表"),
    ],
)
def test_a_list_that_is_none_is_refused_in_one_line(tmp_path, content, words):
    path = tmp_path / "list.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DecisionError, match=words) as raised:
        read_decision_file(path)
    assert "\n" not in str(raised.value)


def test_a_missing_file_is_no_decisions_and_a_folder_is_an_error(tmp_path):
    assert read_decisions(tmp_path) == []
    with pytest.raises(DecisionError, match="读不了"):
        read_decision_file(tmp_path)


def test_a_new_decision_takes_the_place_of_the_known_one():
    known = [decision(A, B), decision(C, D)]
    assert merge_decisions(known, [decision(A, B, "different")]) == [
        decision(A, B, "different"),
        decision(C, D),
    ]


# what it states


def test_what_is_decided_to_be_one_hangs_together():
    assert stated(decision(A, B), decision(B, C), decision(C, D, "open")) == {
        (one, other) for one in "abc" for other in "abc" if one != other
    }


def test_kinds_have_their_own_statements():
    pairs = [replace(decision(A, B), kind=kind) for kind in ("indicator", "project", "organization")]
    predicates = [{quad.predicate.rpartition("#")[2][:-1] for quad in decided_quads([one])} for one in pairs]
    assert predicates == [{"exactMatch"}, {"sameProjectAs"}, {"sameOrganizationAs"}]


def test_a_contradiction_is_reported_and_none_of_it_stated():
    decisions = [decision(A, B), decision(B, C), decision(A, C, "different")]
    [found] = contradictions(decisions)
    assert found.apart == decisions[2]
    assert found.in_words() == (
        "判断互相矛盾，均未采用：“a”＝“b”、“b”＝“c”，但 “a”≠“c”。请在 links.csv 里改正其中一条。"
    )
    other = decision(D, f"{BASE}indicator/e")
    assert stated(*decisions, other) == {("d", "e"), ("e", "d")}


def test_only_what_is_stated_changes_the_digest():
    plain = decisions_digest([decision(A, B), decision(C, D, "different")])
    assert plain == decisions_digest([decision(A, B, reason="看过原文")])
    assert plain != decisions_digest([decision(A, C)])
    assert decisions_digest([]) == decisions_digest([decision(A, B, "open")])


# candidates and decisions


LIKE = replace(INDICATOR, line=30, name="受理办件数量", subject="受理办件数量")


def graph(*indicators, **changes):
    extraction = replace(sample(), indicators=(*sample().indicators, *indicators), **changes)
    quads = list(extraction_to_quads(extraction))
    return memory_store([*quads, *derived_quads(quads)])


def candidate(store, decisions=()):
    [found] = [
        one
        for one in find_candidates(store, decisions, kinds=["indicator"])
        if {one.one_name, one.other_name} == {"受理办件量", "受理办件数量"}
    ]
    return found


def decided(store, judgement="same"):
    found = candidate(store)
    given = Decision(found.kind, found.one, found.one_name, found.other, found.other_name, judgement)
    [known], unknown = with_digests(store, [given])
    assert not unknown
    assert known.digest == found.digest
    return known


def test_a_decided_pair_is_not_asked_again_until_its_sources_change():
    before = graph(LIKE)
    for judgement in ("same", "different", "open"):
        known = decided(before, judgement)
        names = {(one.one, one.other) for one in find_candidates(before, [known])}
        assert known.pair not in names
        after = graph(LIKE, replace(LIKE, line=31, unit="人", base_unit="人", quantity_kind="people"))
        again = candidate(after, [known])
        assert again.earlier == known
        assert again.changed == ("单位",)


def test_a_side_that_has_gone_is_not_asked_for_and_a_stated_pair_neither():
    known = decided(graph(LIKE))
    assert known.pair not in {(one.one, one.other) for one in find_candidates(graph(), [known])}
    quads = list(extraction_to_quads(replace(sample(), indicators=(INDICATOR, LIKE))))
    both = memory_store([*quads, *derived_quads(quads), *decided_quads([known])])
    assert find_candidates(both, kinds=["indicator"], at_least=0.9) == []


def test_candidates_are_in_order_and_the_same_in_every_run():
    store = graph(LIKE)
    found = find_candidates(store, at_least=0.3)
    assert found == find_candidates(store, at_least=0.3)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert all(one.one < one.other and one.evidence and one.digest for one in found)


def test_a_pair_is_explained_whatever_its_score():
    store = graph(LIKE)
    [found] = explain_named(store, "indicator", concept_iri("群众满意度"), "受理 办件量")
    assert found.score < 0.3
    assert explain_named(store, "indicator", concept_iri("没有"), concept_iri("受理办件量")) == []


def test_two_projects_of_one_name_are_two():
    heads = sample().heads
    alike = [
        replace(heads[0], line=line, project="平台运维", project_code=f"901-{line}") for line in (700, 800)
    ]
    store = graph(heads=(*heads, *alike))
    [found] = explain_named(store, "project", "平台运维", "平台运维")
    assert found.one != found.other
    assert explain_named(store, "project", found.one, found.one) == []


def test_facets_that_changed_are_named():
    assert changed_facets("名称:1 单位:2", "名称:1 单位:3 文件:4") == ["单位", "文件"]
    assert changed_facets("旧格式", "名称:1") == ["名称"]


# the command, and the graph on disk


@pytest.fixture
def directory(tmp_path):
    extraction = replace(sample(), indicators=(*sample().indicators, LIKE))
    quads = list(extraction_to_quads(extraction))
    write_store(tmp_path / "g", [*quads, *derived_quads(quads)])
    return tmp_path / "g"


def matches(directory):
    graph = f"<{decisions_graph_iri()}>"
    asked = f"SELECT ?a ?b WHERE {{ GRAPH {graph} {{ ?a skos:exactMatch ?b }} }}"
    return open_store(directory).select(asked).rows


def test_a_list_goes_out_and_comes_back(directory, tmp_path, capsys):
    assert main(["link", "--graph", str(directory), "--format", "csv", "--kind", "指标"]) == 0
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out.lstrip("\ufeff"))))
    assert rows[0] == [*COLUMNS, "相似度", "依据"]
    wanted = [row for row in rows if {row[2], row[4]} == {"受理办件量", "受理办件数量"}]
    wanted[0][5] = "同一"
    path = tmp_path / "list.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([rows[0], *wanted])
    assert main(["link", "--graph", str(directory), "--decide", str(path)]) == 0
    said = capsys.readouterr().err
    assert "记下 1 条判断（同一 1，不同 0，未定 0）" in said
    [known] = read_decisions(directory)
    assert (known.judgement, len(known.date), known.digest != "") == ("same", 10, True)
    assert set(matches(directory)) == {known.pair, known.pair[::-1]}
    assert main(["link", "--graph", str(directory), "--decided", "--format", "jsonl"]) == 0
    assert json.loads(capsys.readouterr().out)["判断"] == "同一"
    assert main(["link", "--graph", str(directory), "--format", "jsonl"]) == 0
    assert known.one not in capsys.readouterr().out


def test_a_pair_is_explained_by_name(directory, capsys):
    assert main(["link", "--graph", str(directory), "--explain", "受理办件量", "受理办件数量"]) == 0
    assert "相似度 0.97" in capsys.readouterr().out
    assert main(["link", "--graph", str(directory), "--explain", "受理办件量", "没有的指标"]) == 2
    assert "在图谱里不是同一类" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["--at-least", "2"], "不在 0 和 1 之间"),
        (["--decide", "没有.csv"], "读不了"),
    ],
)
def test_wrong_use_is_one_line(directory, capsys, arguments, words):
    assert main(["link", "--graph", str(directory), *arguments]) == 2
    assert words in capsys.readouterr().err


def test_the_statements_follow_the_file_and_nothing_else_changes(directory):
    version = open_store(directory).version_directory
    assert state_decisions(directory) == []
    assert open_store(directory).version_directory == version
    write_decisions(directory, [decision(A, B)])
    state_decisions(directory)
    assert set(matches(directory)) == {(A, B), (B, A)}
    (directory / FILE).write_text("坏", encoding="utf-8")
    [note] = state_decisions(directory)
    assert "图谱里的判断暂时保持原样" in note
    assert set(matches(directory)) == {(A, B), (B, A)}
    (directory / FILE).unlink()
    state_decisions(directory)
    assert matches(directory) == []
    assert decisions_graph_iri() not in open_store(directory).graphs()


def test_a_build_without_documents_keeps_decisions_and_makes_no_graph(tmp_path):
    (tmp_path / "empty").mkdir()
    out = tmp_path / "out"
    out.mkdir()
    path = write_decisions(out, [decision(A, B)])
    before = path.read_bytes()
    report = build_graph([tmp_path / "empty"], out)
    assert report.directory is None
    assert path.read_bytes() == before
    assert not (out / "current.json").exists()
