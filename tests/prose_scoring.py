"""Scores the targets found in goal sentences against the labelled cases; also a command.

``PYTHONPATH=.:tests python -m prose_scoring [PART] [--show]`` prints the figures of one part of
tests/cases/segment/prose.json and, with ``--show``, the sentences that are wrong. The part ``test`` is kept back:
measure on it, do not read it.
"""

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from kg.segment import ProseTarget, segment_prose
from kg.text import squeeze

CASES = Path(__file__).parent / "cases" / "segment"


@dataclass(slots=True)
class Score:
    """Targets wanted, found and right; ``named`` are right with their subject; texts without targets apart."""

    wanted: int = 0
    found: int = 0
    right: int = 0
    named: int = 0
    empty: int = 0
    false_alarms: int = 0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.wanted + self.found)

    @property
    def f1_named(self) -> float:
        return 2 * self.named / (self.wanted + self.found)

    def __str__(self) -> str:
        return (
            f"F1 {self.f1:.4f}, with subject {self.f1_named:.4f} ({self.wanted} wanted, {self.found} found, "
            f"{self.right} right, {self.named} with subject); "
            f"{self.false_alarms} of {self.empty} texts without targets have one"
        )


def cases(part: str, file: str = "prose.json") -> list[Mapping[str, object]]:
    """The labelled sentences of one part."""
    read = json.loads((CASES / file).read_text(encoding="utf-8"), parse_float=Decimal)
    return [case for case in read if case["part"] == part]


def score(labelled: Iterable[Mapping[str, object]], *, show: bool = False) -> Score:
    """The figures over some labelled sentences: operator, value and unit equal, and the places overlap."""
    total = Score()
    for case in labelled:
        text, wanted = str(case["text"]), list(case["targets"])  # type: ignore[call-overload]
        found = list(segment_prose(text))
        total.wanted += len(wanted)
        total.found += len(found)
        total.empty += not wanted
        total.false_alarms += bool(found) and not wanted
        left, lost = list(found), []
        for target in wanted:
            match = next((one for one in left if _agrees(one, target)), None)
            if match is None:
                lost.append(target)
                continue
            left.remove(match)
            total.right += 1
            named = squeeze(match.subject or "") == squeeze(target["subject"] or "")
            total.named += named
            if not named:
                lost.append(target)
        if show and (lost or left):
            wrong = (text, *(f"  wanted {one}" for one in lost), *(f"  found {one}" for one in found))
            sys.stdout.write("\n".join(wrong) + "\n")
    return total


def _agrees(found: ProseTarget, wanted: Mapping[str, object]) -> bool:
    value = wanted["value"]
    number = tuple(map(Decimal, value)) if isinstance(value, list) else Decimal(value)  # type: ignore[arg-type]
    return (
        (found.operator, found.value, found.unit) == (wanted["operator"], number, wanted["unit"])
        and found.start < int(str(wanted["end"]))
        and int(str(wanted["start"])) < found.end
    )


if __name__ == "__main__":
    parts = [word for word in sys.argv[1:] if not word.startswith("-")] or ["dev"]
    for part in parts:
        sys.stdout.write(f"{part}: {score(cases(part), show='--show' in sys.argv)}\n")
