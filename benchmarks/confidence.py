"""Whether the confidence of a row says how likely the row is right.

Usage: python benchmarks/confidence.py [--samples SEED]… [--wrong]

Prints, over hand-checked rows, for each doubt how often the rows that have it are right, and for each threshold the
share that is right at or above it and the share of the right rows that are so. The rows: those of the shipped
documents that were checked by hand (benchmarks/segment/gold.jsonl), a row being right where subject, operator, kind,
value, unit, levels, project, horizon and goal are; the cases of tests/cases/segment, right where what they expect
is so; with --samples forms in every layout, as text that OCR has damaged and ruined (tests/samples).
"""

import argparse
import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

DATA: Final = ROOT / "data"
THRESHOLDS: Final = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.88, 0.9, 0.92, 0.94, 0.96, 0.98, 1.0)
CASE_FILES: Final = ("in-the-wild", "synthetic", "negative", "known-failures", "other-offices")
_DAMAGE: Final = ("damaged", "ruined")


@dataclass(frozen=True)
class Outcome:
    """One row that was read: how sure the program was, why not surer, and whether it was right."""

    confidence: float
    confident: bool
    doubts: tuple[str, ...]
    right: bool
    text: str = ""


def gold_outcomes() -> list[Outcome]:
    """The rows of the hand-checked documents."""
    from benchmarks.segment.cases import read_gold

    found: list[Outcome] = []
    gold = [{**row, **row["expect"], "target_text": row["target"]} for row in read_gold()]
    for name in dict.fromkeys(row["document"] for row in gold):
        rows = extracted(DATA / name)
        for is_report in (False, True):
            truths = [r for r in gold if r["document"] == name and (r["form"] == "绩效评价报告") == is_report]
            found += paired(truths, [r for r in rows if (r["form"] == "绩效评价报告") == is_report])
    return found


def case_outcomes(names: Sequence[str] = CASE_FILES) -> Iterator[Outcome]:
    """The cases: the target alone or with what other cells print."""
    from benchmarks.segment.cases import CASES, read_json
    from kg.extract import CONFIDENT
    from kg.segment import segment_target

    hints = ("unit_text", "value_text", "worded")
    for name in names:
        for case in read_json(CASES / f"{name}.json"):
            given = {hint: case[hint] for hint in hints if hint in case}
            read = segment_target(case["name"], case["target"], level2=case["level2"], **given)
            wrong = [
                field
                for field in ("subject", "operator", "kind", "value", "unit")
                if field in case["expect"] and _exact(getattr(read, field)) != _exact(case["expect"][field])
            ]
            text = f"{name}: {case['name']} | {case['target']} {wrong}"
            codes = tuple(code for code, _ in read.doubts)
            yield Outcome(read.confidence, read.confidence >= CONFIDENT, codes, not wrong, text)


def sample_outcomes(seeds: Iterable[int], formats: Sequence[str] = _DAMAGE) -> Iterator[Outcome]:
    """Forms in every layout as damaged text."""
    from samples.make.build import make_sheet, write
    from samples.make.layouts import LAYOUTS

    with tempfile.TemporaryDirectory() as folder:
        for seed in seeds:
            for layout in LAYOUTS:
                sheet = make_sheet(layout, seed)
                for form in formats:
                    path = write(sheet, layout, form, seed, Path(folder))
                    yield from paired(sheet.truth, extracted(path))


def extracted(path: Path) -> list[dict[str, Any]]:
    """The records of a file, with the doubts about their cells."""
    from kg.extract import extract_file
    from kg.records import indicator_to_record, record_to_json

    return [
        {**json.loads(record_to_json(indicator_to_record(row))), "doubts": row.doubts}
        for row in extract_file(path, tables=False).indicators
    ]


def paired(truths: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]]) -> Iterator[Outcome]:
    """Each row that was read beside the truth it belongs to; one that belongs to none is wrong."""
    from scoring import CORE, agrees, pairs

    truth_of = {j: truths[i] for i, j in pairs(truths, rows)}
    for number, row in enumerate(rows):
        truth = truth_of.get(number)
        wrong = ["extra"] if truth is None else [f for f in CORE if f in truth and not agrees(f, truth, row)]
        codes = dict.fromkeys([*row["doubts"], *(finding["code"] for finding in row["findings"])])
        text = f"{row['document']} {row['line']}: {row['name']} | {row['target_text']} {wrong}"
        yield Outcome(row["confidence"], row["confident"], tuple(codes), not wrong, text)


def doubt_table(outcomes: Sequence[Outcome]) -> str:
    """For each doubt how many rows have it and how many of them are right; and of those that have it alone."""
    rows: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        for doubt in outcome.doubts or ("(none)",):
            rows[doubt].append(outcome)
    lines = ["| doubt | rows | right | alone | right | confidence |", "|---|---:|---:|---:|---:|---:|"]
    for doubt, having in sorted(rows.items(), key=lambda pair: (_right(pair[1]), pair[0])):
        alone = [outcome for outcome in having if len(outcome.doubts) < 2]
        mean = sum(outcome.confidence for outcome in having) / len(having)
        share = f"{_right(alone):.3f}" if alone else ""
        lines.append(
            f"| {doubt} | {len(having)} | {_right(having):.3f} | {len(alone)} | {share} | {mean:.2f} |"
        )
    return "\n".join(lines)


def threshold_table(outcomes: Sequence[Outcome]) -> str:
    """For each threshold the share right at or above it, and the share of the right rows at or above it."""
    lines = ["| at least | rows | right | of the right rows |", "|---:|---:|---:|---:|"]
    for threshold in THRESHOLDS:
        above = [outcome for outcome in outcomes if outcome.confidence >= threshold]
        lines.append(
            f"| {threshold:.2f} | {len(above)} | {_right(above):.4f} | {_kept(outcomes, above):.4f} |"
        )
    return "\n".join(lines)


def vouched(outcomes: Sequence[Outcome]) -> tuple[float, float]:
    """Of the confident rows the share that is right; of the right rows the share that is confident."""
    confident = [outcome for outcome in outcomes if outcome.confident]
    return _right(confident), _kept(outcomes, confident)


def band_table(outcomes: Sequence[Outcome]) -> str:
    """Rows by confidence, in tenths, with the share that is right: what the figure is worth."""
    bands = Counter((_band(outcome), outcome.right) for outcome in outcomes)
    lines = ["| confidence | rows | right |", "|---|---:|---:|"]
    for band in sorted({band for band, _ in bands}):
        count = bands[band, True] + bands[band, False]
        name = "1.00" if band == 10 else f"{band / 10:.2f}–{band / 10 + 0.09:.2f}"
        lines.append(f"| {name} | {count} | {bands[band, True] / count:.3f} |")
    return "\n".join(lines)


def _band(outcome: Outcome) -> int:
    return int(round(outcome.confidence * 1000) / 100)


def _right(outcomes: Sequence[Outcome]) -> float:
    return sum(outcome.right for outcome in outcomes) / len(outcomes) if outcomes else 1.0


def _kept(outcomes: Sequence[Outcome], chosen: Sequence[Outcome]) -> float:
    right = sum(outcome.right for outcome in outcomes)
    return sum(outcome.right for outcome in chosen) / right if right else 1.0


def _exact(value: object) -> object:
    if isinstance(value, (list, tuple)):
        return [_exact(item) for item in value]
    return Decimal(value) if isinstance(value, (int, Decimal)) else value


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--samples", type=int, action="append", default=[], metavar="SEED")
    options.add_argument("--wrong", action="store_true", help="print the rows that are wrong, surest first")
    given = options.parse_args()
    groups = {"gold": gold_outcomes(), "cases": list(case_outcomes())}
    if given.samples:
        groups["samples"] = list(sample_outcomes(given.samples))
    for name, outcomes in groups.items():
        right, kept = vouched(outcomes)
        print(f"\n{name}: {len(outcomes)} rows, {_right(outcomes):.4f} right; ", end="")
        print(f"of the confident {right:.4f} right, of the right {kept:.4f} confident\n")
        print(doubt_table(outcomes), threshold_table(outcomes), band_table(outcomes), sep="\n\n")
        if given.wrong:
            for outcome in sorted(outcomes, key=lambda one: -one.confidence):
                if not outcome.right:
                    print(f"{outcome.confidence:.3f} {' '.join(outcome.doubts)} {outcome.text}")


if __name__ == "__main__":
    main()
