"""Explanations: the steps of every case can be replayed, and each stands on its own characters."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from kg.segment import explain_target, segment_target
from kg.segment.lexicon import lexicon
from kg.segment.steps import replay
from kg.segment.view import make_view
from kg.text import squeeze
from kg.vocabulary import load_scheme

CASES = Path(__file__).parent / "cases" / "segment"
HINTS = ("unit_text", "value_text", "worded")
READ = [
    case
    for file in ("in-the-wild.json", "synthetic.json", "negative.json")
    for case in json.loads((CASES / file).read_text(encoding="utf-8"), parse_float=Decimal)
]
RULES = {concept.name: concept for concept in load_scheme("rules")}


def explain(case):
    hints = {name: case[name] for name in HINTS if name in case}
    return explain_target(case["name"], case["target"], level2=case["level2"], **hints)


@pytest.mark.parametrize("case", READ, ids=[case["label"] for case in READ])
def test_steps_replay_to_the_segments(case):
    segments, steps = explain(case)
    hints = {name: case[name] for name in HINTS if name in case}
    assert segments == segment_target(case["name"], case["target"], level2=case["level2"], **hints)
    fields = replay(steps, name=case["name"], target=case["target"])
    for name in ("subject", "operator", "value", "unit"):
        assert fields.get(name) == getattr(segments, name), (name, steps)


@pytest.mark.parametrize("case", READ, ids=[case["label"] for case in READ])
def test_a_sign_or_unit_is_read_from_its_own_characters(case):
    for step in explain(case)[1]:
        assert step.rule in RULES
        if step.source == "elsewhere":
            continue
        if step.field == "operator":
            sign = lexicon().signs[make_view(step.printed).text]
            # 90%≤满意度: the sign says of the number what is to be said of the words behind it
            assert step.result == ({"≤": "≥", "≥": "≤"}[sign] if step.rule == "chain" else sign)
        elif step.field == "unit":
            printed = make_view(step.printed).part(0, len(make_view(step.printed).text))
            assert step.result in {printed, printed.translate({ord(char): None for char in "余多+"})}
        elif step.field == "subject":
            assert step.result == squeeze(step.printed)


def test_every_rule_has_its_words_and_every_word_its_rule():
    fired = {rule for case in READ for rule in explain(case)[0].rules}
    fired |= {step.rule for case in READ for step in explain(case)[1]}
    assert fired == set(RULES)
    assert all(concept.label and concept.properties for concept in RULES.values())


def test_the_steps_of_another_text_do_not_replay():
    steps = explain_target("满意度", "≥95%")[1]
    with pytest.raises(ValueError, match="sign-before: '≥' expected at 0, found '≤'"):
        replay(steps, name="满意度", target="≤95%")
    moved = [replace(step, start=step.start + 1, end=step.end + 1) for step in steps]
    with pytest.raises(ValueError, match="expected"):
        replay(moved, name="满意度", target="≥95%")


def test_the_steps_of_a_row():
    steps = explain_target("★公猪舍(≥**平方米)", "500")[1]
    assert [(step.rule, step.field, step.source, step.printed, step.result) for step in steps] == [
        ("star", "", "name", "★", None),
        ("bracket", "", "name", "(≥**平方米)", None),
        ("one-bare", "value", "target", "500", Decimal(500)),
        ("sign-in-name", "operator", "name", "≥", "≥"),
        ("unit-in-name", "unit", "name", "平方米", "平方米"),
        ("subject", "subject", "name", "公猪舍", "公猪舍"),
    ]
