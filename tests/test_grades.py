"""Targets in words: the cases of tests/cases/grades, and what their vocabulary must keep."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import Grade
from kg.namespaces import PREFIXES
from kg.segment.grades import read_change, read_grade, read_scale
from kg.text import key
from kg.vocabulary import load_scheme

CASES = json.loads((Path(__file__).parent / "cases" / "grades" / "worded.json").read_text(encoding="utf-8"))
CONCEPTS = {concept.iri: concept for concept in load_scheme("scales")}
NOTATION = PREFIXES["skos"] + "notation"
WORDS = {"change", "wording"}


def steps_of_scales():
    scales = {
        concept.name: [] for concept in CONCEPTS.values() if not concept.broader and concept.name not in WORDS
    }
    for concept in CONCEPTS.values():
        for above in concept.broader:
            if CONCEPTS[above].name in scales:
                scales[CONCEPTS[above].name].append(concept)
    return scales


SCALES = steps_of_scales()


def test_there_are_many_cases():
    assert len(CASES) >= 120
    assert sum(case["grade"] is not None for case in CASES) >= 60
    assert sum(case["grade"] is None for case in CASES) >= 30


@pytest.mark.parametrize("case", CASES, ids=lambda case: repr(case["text"]))
def test_case(case):
    grade = Grade(*case["grade"]) if case["grade"] else None
    assert read_grade(case["text"]) == grade
    assert read_scale(case["text"]) == case["scale"]
    assert read_change(case["text"]) == case["change"]


@pytest.mark.parametrize("scale, steps", SCALES.items(), ids=list(SCALES))
def test_the_steps_of_a_scale_are_ranked_without_a_gap(scale, steps):
    ranks = [int(step.first(NOTATION)) for step in steps if step.first(NOTATION)]
    assert ranks == list(range(1, len(ranks) + 1))
    assert (len(ranks) >= 2 and len(ranks) == len(steps)) or scale == "continuity"


def test_every_spelling_belongs_to_one_step():
    owners: dict[str, set[str]] = {}
    for step in (step for steps in SCALES.values() for step in steps):
        for label in step.labels:
            owners.setdefault(key(label), set()).add(step.name)
    assert {label: names for label, names in owners.items() if len(names) > 1} == {}


@pytest.mark.parametrize("concept", CONCEPTS.values(), ids=lambda concept: concept.name)
def test_a_concept_is_labelled_in_both_languages(concept):
    assert not concept.label.isascii()
    assert any(label.isascii() for label in concept.labels)


@pytest.mark.parametrize("scale", sorted(SCALES.keys() - {"continuity"}))
def test_every_step_is_read_as_itself(scale):
    hidden = PREFIXES["skos"] + "hiddenLabel"
    for step in SCALES[scale]:
        for label in step.labels:
            if label.isascii():
                continue
            only_adverb = label in step.properties.get(hidden, ())
            grade = read_grade(label + "提升" if only_adverb else label)
            assert grade is not None, label
            assert (grade.scale, grade.word, grade.rank) == (scale, step.label, int(step.first(NOTATION)))
            assert grade.of == len(SCALES[scale])


@pytest.mark.parametrize("scale", sorted(SCALES.keys() - {"continuity", "degree"}))
def test_a_scale_printed_as_a_whole_has_no_step(scale):
    printed = "/".join(step.label for step in SCALES[scale])
    assert read_grade(printed) is None
    assert read_scale(printed) == scale


@given(
    text=st.text(
        alphabet=st.sampled_from("显著提升有所改善优良中差达标合格是否不未持续降低的、/。 明显效果"),
        max_size=24,
    )
    | st.text(max_size=60)
)
@settings(max_examples=300, deadline=None)
def test_no_text_raises(text):
    grade = read_grade(text)
    assert grade is None or 1 <= grade.rank <= grade.of
    assert read_change(text) in {"increase", "decrease", None}
    assert grade is None or read_scale(text) == grade.scale


@pytest.mark.parametrize("piece", ["显著", "提升", "持续", "达到", "优", "合格", "的", " "])
def test_long_text_is_no_target_in_words(piece):
    start = time.process_time()
    for length in (40, 100_000):
        text = piece * (length // len(piece))
        read_grade(text), read_scale(text), read_change(text)
    assert time.process_time() - start < 1
    assert read_grade(piece * 1000) is None
