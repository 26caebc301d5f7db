"""The confidence of a row says how likely it is right (benchmarks/confidence.py)."""

import sys
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import confidence  # noqa: E402
from benchmarks.confidence import Outcome, vouched  # noqa: E402
from kg.extract import CONFIDENT  # noqa: E402


@lru_cache
def gold():
    return confidence.gold_outcomes()


def test_confident_gold_rows_are_right_and_most_right_rows_confident():
    right, kept = vouched(gold())
    assert len(gold()) == 272
    assert right >= 0.995, [one.text for one in gold() if one.confident and not one.right]
    assert kept >= 0.90, [one.text for one in gold() if one.right and not one.confident]


@pytest.mark.parametrize("name", ["in-the-wild", "synthetic", "negative", "other-offices"])
def test_confident_readings_of_cases_are_right(name):
    outcomes = list(confidence.case_outcomes([name]))
    right, kept = vouched(outcomes)
    assert right >= (0.97 if name == "other-offices" else 0.995), [
        one.text for one in outcomes if one.confident and not one.right
    ]
    assert kept >= 0.90, [one.text for one in outcomes if one.right and not one.confident]


def test_confidence_holds_in_damaged_text():
    outcomes = list(confidence.sample_outcomes([2], ["damaged"]))
    right, kept = vouched(outcomes)
    assert len(outcomes) >= 500
    assert right >= 0.975, [one.text for one in outcomes if one.confident and not one.right]
    assert kept >= 0.90


def test_rows_without_a_doubt_are_the_surest():
    doubted = [one for one in gold() if one.doubts]
    assert all(one.confidence == 1 for one in gold() if not one.doubts)
    assert all(one.confidence <= 1 for one in doubted)
    assert any(one.confidence < CONFIDENT for one in doubted)


OUTCOMES = [
    Outcome(1.0, True, (), True),
    Outcome(0.95, True, ("shifted",), False),
    Outcome(0.5, False, ("shifted", "unread"), True),
    Outcome(0.3, False, ("unread",), False),
]


def test_figures():
    assert vouched(OUTCOMES) == (0.5, 0.5)
    assert vouched([]) == (1.0, 1.0)
    doubts = confidence.doubt_table(OUTCOMES).splitlines()
    assert "| shifted | 2 | 0.500 | 1 | 0.000 | 0.72 |" in doubts
    assert "| (none) | 1 | 1.000 | 1 | 1.000 | 1.00 |" in doubts
    thresholds = confidence.threshold_table(OUTCOMES).splitlines()
    assert "| 0.50 | 3 | 0.6667 | 1.0000 |" in thresholds
    assert "| 1.00 | 1 | 1.0000 | 0.5000 |" in thresholds
    bands = confidence.band_table(OUTCOMES).splitlines()
    assert bands[2:] == [
        "| 0.30–0.39 | 1 | 0.000 |",
        "| 0.50–0.59 | 1 | 1.000 |",
        "| 0.90–0.99 | 1 | 0.000 |",
        "| 1.00 | 1 | 1.000 |",
    ]
