"""Unknown spellings: what is listed, what is proposed, and that a pasted proposal makes the spelling known."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest
from inline_documents import COLUMNS, HEAD, extract
from placed_documents import pdf_extraction
from sample_extraction import sample

from kg.findings import Finding, finding_concepts
from kg.proposals import (
    SCHEMES,
    concept_turtle,
    find_sightings,
    find_unknown,
    levels_of,
    nearest,
    read_sighting,
    spelling_turtle,
    unknown_to_record,
)
from kg.vocabulary import ontology_dir, spellings

ROOT = Path(__file__).resolve().parent.parent
FORM = (
    HEAD
    + "^一级指标^二级指标^三级指标^口径出处栏^指标值^得了多少分\n"
    + "^产出指标^数量指标^培训人数^按年统计^≥100人^5\n"
    + "^^鉴赏指标^讲座数量^抽查^≥20蘑^5\n"
    + "^^鉴赏指标（10分）^展览数量^抽查^≥30万蘑^5\n"
)


def unknown_of(*extractions):
    sightings = [sighting for made in extractions for sighting in find_sightings(made)]
    levels = set().union(*(levels_of(made) for made in extractions))
    return {unknown.spelling: unknown for unknown in find_unknown(sightings, levels)}


def test_every_code_of_an_unknown_spelling_is_a_finding():
    known = {concept.name for concept in finding_concepts()}
    assert set(SCHEMES) <= known
    assert {name for name in known if name.startswith("unknown-")} <= set(SCHEMES)


def test_headings_levels_and_units_are_listed_with_count_and_place():
    found = unknown_of(extract(FORM))
    assert {"口径出处栏", "鉴赏指标"} <= set(found)
    level = found["鉴赏指标"]
    assert (level.scheme, level.level, level.above) == ("kinds", 2, "产出指标")
    assert level.place == "样例.txt 第 8 行"
    assert found["口径出处栏"].scheme == "headers"


def test_a_spelling_is_counted_over_documents():
    found = unknown_of(extract(FORM), pdf_extraction())
    level = found["鉴赏指标"]
    assert level.documents == ("图书馆.pdf", "样例.txt")
    assert level.count >= 2


def test_money_that_the_vocabulary_lacks_is_listed():
    found = unknown_of(sample())
    assert found["福利彩票"].code == "unknown-funding-source"


@pytest.mark.parametrize(
    "code, message, spelling",
    [
        ("unknown-header", "表头“甲“乙”丙”不认识，这一列没有读。", "甲“乙”丙"),
        ("unknown-header", "表头“甲\n 乙”不认识。", "甲 乙"),
        ("unknown-level", "级别“一、鉴赏指标（10分）”不在词表里，按原文保留。", "鉴赏指标"),
        ("unknown-unit", "词表里没有单位“万蘑”。", "蘑"),
        ("unknown-unit", "词表里没有单位“万”。", "万"),
        ("unknown-header", "没有引号", None),
        ("unknown-header", "空“”", None),
        ("unread-cell", "有单元格没有归到任何列：“甲”。", None),
    ],
)
def test_the_spelling_is_what_the_message_quotes(code, message, spelling):
    found = read_sighting(code, message, "a.txt", "第 1 行")
    assert (found and found.spelling) == spelling


@pytest.mark.parametrize(
    "scheme, spelling, label",
    [
        ("kinds", "经济性指标", "经济效益指标"),
        ("headers", "年度目标数值", "目标值"),
        ("headers", "指标计量单位名", "计量单位"),
        ("units", "株次", "株"),
    ],
)
def test_the_nearest_concept_shares_the_telling_characters(scheme, spelling, label):
    assert nearest(scheme, spelling)[0].concept.label == label


def test_a_spelling_that_shares_nothing_still_has_candidates():
    assert len(nearest("headers", "ABC")) == 3
    assert nearest("headers", "")[0].nearness == 0


HOSTILE = 'a"b\\c> . <x> <y> "z\n#'


@pytest.mark.parametrize("code", SCHEMES)
@pytest.mark.parametrize("spelling", ["口径出处", "甲 乙", HOSTILE, "“", "（）", "#", "\\"])
def test_every_proposal_is_turtle_and_says_one_thing(code, spelling):
    message = f"“{spelling}”"
    sighting = read_sighting(code, message, "a.txt", "第 1 行")
    if sighting is None:
        pytest.skip("nothing is left of the spelling")
    (unknown,) = find_unknown([sighting])
    for turtle in (spelling_turtle(unknown, unknown.candidates[0]), concept_turtle(unknown)):
        triples = list(pyoxigraph.parse(turtle, format=pyoxigraph.RdfFormat.TURTLE))
        assert len({triple.subject for triple in triples}) == 1
        labels = [triple.object.value for triple in triples if "Label" in triple.predicate.value]
        assert unknown.spelling in labels


def test_a_record_names_the_file_and_both_proposals():
    record = unknown_to_record(unknown_of(extract(FORM))["口径出处栏"])
    assert record["what"] == "表头"
    assert record["file"] == "ontology/vocab/headers.ttl"
    assert "skos:altLabel" in record["add_spelling"]
    assert 'kg:field "ignored"' in record["add_concept"]


def test_the_order_is_by_kind_and_frequency():
    sightings = [read_sighting("unknown-unit", f"“{unit}”", "a", "") for unit in ("蘑", "菇", "菇")]
    sightings += [read_sighting("unknown-header", "“口径”", "a", "")]
    assert [unknown.spelling for unknown in find_unknown(sightings)] == ["口径", "菇", "蘑"]


# pasting

CHILD = """
import json, sys
from pathlib import Path
import kg.vocabulary as vocabulary
root = Path(sys.argv[1])
vocabulary._beside = lambda folder: root / folder
from inline_documents import extract
from kg.proposals import find_sightings
made = extract(Path(sys.argv[2]).read_text(encoding="utf-8"))
print(json.dumps([
    sorted({s.spelling for s in find_sightings(made)}),
    [[row.level2, row.unit, sorted(row.sources)] for row in made.indicators],
]))
"""


def read_with(root: Path, form: Path):
    """Unknown spellings and rows, read by another process with the ontology that lies in ``root``."""
    paths = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    run = subprocess.run(
        [sys.executable, "-c", CHILD, str(root), str(form)],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


@pytest.fixture
def workplace(tmp_path):
    shutil.copytree(ontology_dir(), tmp_path / "ontology")
    form = tmp_path / "form.txt"
    form.write_text(FORM, encoding="utf-8")
    return tmp_path, form


def paste(root: Path, unknown, turtle: str):
    path = root / "ontology" / "vocab" / f"{unknown.scheme}.ttl"
    path.write_text(path.read_text(encoding="utf-8") + "\n" + turtle, encoding="utf-8")


def test_a_pasted_concept_makes_heading_level_and_unit_known(workplace):
    root, form = workplace
    before, _ = read_with(root, form)
    assert {"口径出处栏", "鉴赏指标"} <= set(before)
    for spelling, unknown in unknown_of(extract(FORM)).items():
        assert spelling in before
        paste(root, unknown, concept_turtle(unknown))
    after, rows = read_with(root, form)
    assert after == []
    assert [row[0] for row in rows] == ["数量指标", "鉴赏指标", "鉴赏指标"]


def test_a_pasted_spelling_makes_the_heading_a_column_of_the_concept(workplace):
    root, form = workplace
    unknown = unknown_of(extract(FORM))["口径出处栏"]
    candidate = next(
        c for c in map(nearest_named("headers", "绩效指标描述"), [unknown.spelling]) if c is not None
    )
    paste(root, unknown, spelling_turtle(unknown, candidate))
    after, rows = read_with(root, form)
    assert "口径出处栏" not in after
    assert all("description" in row[2] for row in rows)


def nearest_named(scheme: str, label: str):
    """Takes the concept that a maintainer would choose, whatever comes nearest by its characters."""
    from kg.proposals import Candidate

    concept = spellings(scheme)[label]
    return lambda _: Candidate(concept, label, 0.0)


def test_nothing_is_proposed_for_other_findings():
    made = extract(HEAD + COLUMNS + "^产出指标^数量指标^培训人数^≥100人\n")
    assert find_sightings(made) == []
    assert read_sighting("no-form", "“甲”", "a", "") is None
    assert Finding("a", 1, "no-form", "x").where == "第 1 行"
