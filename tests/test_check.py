"""The audit: every rule fires once at least, says what is printed, and is described in the vocabulary."""

from decimal import Decimal

import asked_graph
import pytest

from kg.check import count_by_rule, evaluability, load_rules, run_check
from kg.errors import QueryError
from kg.findings import Finding
from kg.query import list_rules
from kg.vocabulary import load_scheme


@pytest.fixture(scope="module")
def findings():
    return run_check(asked_graph.embedded(), shapes=False)


def test_every_rule_fires_on_the_sample(findings):
    assert len(list_rules()) >= 22
    assert {rule.code for rule in list_rules()} <= {finding.code for finding in findings}


def test_doubts_of_the_reader_are_among_the_findings(findings):
    assert Finding(asked_graph.LAST, 24, "unknown-unit", "单位“个儿”不在词表中。", "info", "unit") in findings


def test_findings_are_sorted_and_unique(findings):
    assert findings == sorted(findings, key=lambda f: (f.document, f.line, f.code, f.message, f.field or ""))
    assert len(findings) == len(set(findings))


def test_severity_comes_from_the_vocabulary(findings):
    violations = {finding.code for finding in findings if finding.severity == "violation"}
    assert violations == {"weights-total", "executed-over-budget"}


def test_messages_quote_what_is_printed(findings):
    messages = {finding.code: finding.message for finding in findings}
    assert messages["weights-total"] == "政务网站运维：4 行指标的分值合计 85，不是 80、90 或 100。"
    assert messages["met-last-year"] == "指标“系统可用率”上年已是“99.6%”，好于本年目标“≥99%”。"
    assert all(message.endswith("。") for message in messages.values())


def test_places_are_lines_of_the_document(findings):
    places = {finding.code: (finding.document, finding.line) for finding in findings}
    assert places["row-printed-twice"] == (asked_graph.REVIEW, 24)
    assert places["executed-over-budget"] == (asked_graph.REVIEW, 10)
    assert places["unusual-level"] == (asked_graph.THIS, 53)


@pytest.mark.parametrize(
    "code, places",
    [
        ("money-parts-differ", [(asked_graph.LAST, 10)]),
        ("structure-differs", [(asked_graph.THIS, 5)]),
        ("operator-against-direction", [(asked_graph.THIS, 52)]),
        ("met-last-year", [(asked_graph.THIS, 21)]),
    ],
)
def test_what_only_looks_like_a_breach_is_left_alone(findings, code, places):
    """Nested sources of money, income among the structure, reductions, a target above last year's value."""
    assert [(finding.document, finding.line) for finding in findings if finding.code == code] == places


def test_rules_are_numbered_and_advised():
    rules = load_rules()
    numbered = [rule for rule in rules.values() if rule.number.startswith("A")]
    assert [rule.number for rule in numbered] == [f"A{n:02d}" for n in range(1, len(numbered) + 1)]
    assert {rule.code for rule in numbered} == {rule.code for rule in list_rules()}
    for rule in numbered:
        assert rule.title
        assert rule.basis
        assert rule.advice


def test_titles_of_rules_agree_with_the_vocabulary():
    rules = load_rules()
    codes = {concept.name for concept in load_scheme("findings-audit")}
    assert {rule.code for rule in list_rules()} == codes
    assert {rule.name: rule.code for rule in list_rules()} == {rule.name: rule.name for rule in list_rules()}
    assert all(rules[code].title for code in codes)


def test_a_rule_without_a_concept_is_an_error(monkeypatch):
    monkeypatch.setattr("kg.check.running.load_rules", dict)
    with pytest.raises(QueryError, match=r"不在词表 findings"):
        run_check(asked_graph.embedded(), shapes=False)


def test_shapes_are_part_of_the_check():
    with_shapes = run_check(asked_graph.embedded())
    without = run_check(asked_graph.embedded(), shapes=False)
    assert {finding.code for finding in set(with_shapes) - set(without)} <= {"shape-violation"}


def test_count_by_rule():
    found = [Finding("a", 1, code, "x。") for code in ("b", "a", "b")]
    assert count_by_rule(found) == {"b": 2, "a": 1}


def test_evaluability():
    east_last, east, north, west = evaluability(asked_graph.embedded())
    assert (east_last.department, east_last.year, east_last.share) == (asked_graph.EAST, 2025, Decimal(1))
    assert (east.targets, east.evaluable, east.reasons) == (9, 7, {"定性": 2})
    assert (north.targets, north.share, north.reasons) == (4, Decimal(1), {})
    assert (west.share, west.reasons) == (Decimal("0.5"), {"缺单位": 1, "缺运算符": 1})
