"""The sets of targets with what is right for each, from tests/cases/segment and gold.jsonl."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from benchmarks.segment.reading import Row

HERE: Final = Path(__file__).resolve().parent
CASES: Final = HERE.parents[1] / "tests" / "cases" / "segment"
GOLD: Final = HERE / "gold.jsonl"
FILES: Final = ("in-the-wild", "synthetic", "negative", "known-failures")
_HINTS: Final = frozenset({"unit_text", "value_text", "worded"})


@dataclass(frozen=True)
class Case:
    """One row and what is right: of subject, operator, kind, value, unit what the case says."""

    label: str
    row: Row
    expect: Mapping[str, Any]


@dataclass(frozen=True)
class CaseSet:
    """Cases that are counted together."""

    name: str
    group: str
    cases: tuple[Case, ...]
    printed: bool = True
    """Whether forms print such rows; the others are made up to try a rule or to do harm."""


def load_sets(folder: Path = CASES, gold: Path = GOLD) -> list[CaseSet]:
    """Every set whose targets stand alone: no other cell or form is needed to read them."""
    sets = [
        CaseSet(name, "tests/cases", tuple(_alone(read_json(folder / f"{name}.json"))), name == FILES[0])
        for name in FILES
    ]
    sets.append(CaseSet("gold", "gold", tuple(_gold(read_gold(gold)))))
    others = read_json(folder / "other-offices.json")
    for half in ("seen", "unseen"):
        for part in ("plain", "hard"):
            chosen = [case for case in others if (case["half"], case["part"]) == (half, part)]
            sets.append(CaseSet(f"other offices, {half}, {part}", "other offices", tuple(_alone(chosen))))
    return sets


def read_json(path: Path) -> list[dict[str, Any]]:
    """The cases of a file, numbers exact."""
    cases: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    return cases


def read_gold(path: Path = GOLD) -> list[dict[str, Any]]:
    """The hand-checked rows, those included whose target does not stand alone."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line, parse_float=Decimal) for line in lines]


def _alone(cases: Sequence[Mapping[str, Any]]) -> Iterator[Case]:
    for case in cases:
        if not _HINTS & case.keys():
            yield Case(case["label"], Row(case["name"], case["target"], case["level2"]), case["expect"])


def _gold(rows: Sequence[Mapping[str, Any]]) -> Iterator[Case]:
    for row in rows:
        if row["alone"]:
            label = f"{row['document']} {row['name']} {row['target']}"
            yield Case(label, Row(row["name"], row["target"], row["level2"]), row["expect"])
