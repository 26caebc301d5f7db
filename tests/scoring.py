"""Scores extracted rows against the truth of a sample, field by field; also a command.

``PYTHONPATH=.:tests python -m scoring FOLDER [--show N]`` reads every sample under FOLDER (a file with its truth in
``<file>.jsonl`` beside it) and prints a line for each and the rows that are wrong.
"""

import argparse
import json
import re
import sys
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from samples.make.grid import Sheet

Record = dict[str, object]
CORE = ("subject", "operator", "kind", "value", "unit", "level1", "level2", "project", "horizon", "goal")
OTHER = (
    "form", "department", "year", "budget", "fiscal", "implementing_unit", "description", "actual", "weight", "score",
    "value_last_year", "value_year_before_last", "basis",
)  # fmt: skip
BLANK = {"", "/", "无", "-", "—", "——"}
MAY_BE_BLANK = {"basis", "actual", "value_last_year", "value_year_before_last", "unit", "description"}
_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "〔": "[", "〕": "]"})
_PERCENT = {"%", "百分比", "百分之"}


@dataclass(slots=True)
class Score:
    """Figures of one file, or of several added up."""

    name: str
    wanted: int = 0
    got: int = 0
    paired: int = 0
    complete: int = 0
    confident: int = 0
    confident_right: int = 0
    right: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Rows of the truth that were found."""
        return self.paired / self.wanted if self.wanted else 1.0

    @property
    def precision(self) -> float:
        """Rows found that are in the truth."""
        return self.paired / self.got if self.got else 1.0

    @property
    def complete_f1(self) -> float:
        """F1 of the rows whose core fields are all right."""
        return 2 * self.complete / (self.wanted + self.got) if self.wanted + self.got else 1.0

    @property
    def confident_precision(self) -> float:
        """Of the rows marked confident, those whose core fields are all right."""
        return self.confident_right / self.confident if self.confident else 1.0

    @property
    def vouched(self) -> float:
        """Of the right rows, those marked confident."""
        return self.confident_right / self.complete if self.complete else 1.0

    def accuracy(self, name: str) -> float:
        """The share of paired rows whose field is right."""
        return self.right.get(name, 0) / self.paired if self.paired else 1.0

    def add(self, other: "Score") -> None:
        """Adds the figures of another file."""
        for name in ("wanted", "got", "paired", "complete", "confident", "confident_right", "seconds"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name, count in other.right.items():
            self.right[name] = self.right.get(name, 0) + count

    def line(self) -> str:
        """The figures on one line; only the fields that are not all right are named."""
        fields = " ".join(
            f"{name}={self.accuracy(name):.3f}"
            for name in CORE + OTHER
            if self.accuracy(name) < 1 and self.paired
        )
        return (
            f"F1 {self.complete_f1:.3f}  recall {self.recall:.3f}  precision {self.precision:.3f}  "
            f"rows {self.got}/{self.wanted}  confident {self.confident} right {self.confident_precision:.3f} "
            f"of right {self.vouched:.3f}  {self.seconds:.1f} s  {self.name}  {fields}"
        )


@lru_cache(maxsize=65536)
def _fold(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).translate(_QUOTES)


def folded(value: object) -> str | None:
    """Text without regard to width, white space and the shape of quotes."""
    return None if value is None else _fold(str(value))


def _number(value: object) -> float | None:
    try:
        return round(float(str(value).replace(",", "")), 6)
    except ValueError:
        return None


def agrees(name: str, truth: Record, row: Record) -> bool:
    """Whether a field is right; ``also`` in the truth lists further right readings."""
    also = truth.get("also")
    readings = [truth.get(name), *(also.get(name, []) if isinstance(also, dict) else [])]
    if name == "level1" and truth.get("level1_inferred"):
        readings.append(None)
    return any(_same(name, reading, row.get(name), truth.get("kind")) for reading in readings)


def _same(name: str, want: object, got: object, kind: object) -> bool:
    if name in MAY_BE_BLANK:
        want = None if folded(want) in BLANK else want
        got = None if folded(got) in BLANK else got
    if want is None or got is None:
        return want is got
    if name == "unit" and {folded(want), folded(got)} <= _PERCENT:
        return True
    if isinstance(want, list) or isinstance(got, list):
        if not (isinstance(want, list) and isinstance(got, list) and len(want) == len(got)):
            return False
        return all(_same(name, *pair, None) for pair in zip(want, got, strict=True))
    if name == "value" and kind == "date":
        short, long = sorted((str(want), str(got)), key=len)
        return short == long or (re.fullmatch(r"\d\d-\d\d", short) is not None and long.endswith(f"-{short}"))
    one, two = _number(want), _number(got)
    if one is not None and two is not None:
        return one == two
    return folded(want) == folded(got)


def likeness(truth: Record, row: Record) -> float:
    """How much two rows look like the same printed row; below 3 they cannot be."""
    names = {folded(truth.get("subject")) or "", folded(truth.get("name")) or ""}
    found = {folded(row.get("subject")) or "", folded(row.get("name")) or ""}
    alike = max(1.0 if a == b else SequenceMatcher(None, a, b).ratio() for a in names for b in found)
    if alike < 0.6:
        return 0.0
    rest = [
        folded(truth.get(key)) == folded(row.get(key))
        for key in ("project", "horizon", "target_text", "level2")
    ]
    return 3 + 5 * alike + sum(rest) + agrees("value", truth, row)


def pairs(truths: Sequence[Record], rows: Sequence[Record]) -> list[tuple[int, int]]:
    """Truths and rows that belong together, each at most once, best likeness first."""
    options = sorted(
        ((likeness(t, r), -abs(i - j), i, j) for i, t in enumerate(truths) for j, r in enumerate(rows)),
        reverse=True,
    )
    left, right, found = set(), set(), []
    for likely, _, i, j in options:
        if likely >= 3 and i not in left and j not in right:
            left.add(i)
            right.add(j)
            found.append((i, j))
    return sorted(found)


def score(name: str, truths: Sequence[Record], rows: Sequence[Record]) -> Score:
    """Scores the rows of one file."""
    matched = pairs(truths, rows)
    result = Score(name, len(truths), len(rows), len(matched))
    result.confident = sum(bool(row.get("confident")) for row in rows)
    for i, j in matched:
        truth, row = truths[i], rows[j]
        bad = [key for key in CORE + OTHER if key in truth and not agrees(key, truth, row)]
        for key in CORE + OTHER:
            result.right[key] = result.right.get(key, 0) + (key not in bad)
        right = not any(key in CORE for key in bad)
        result.complete += right
        result.confident_right += right and bool(row.get("confident"))
        for key in bad:
            vouched = "!" if row.get("confident") and key in CORE else " "
            result.wrong.append(
                f"{vouched} {truth.get('name')}: {key}: {truth.get(key)!r} expected, {row.get(key)!r} read"
                f"  [{row.get('target_text')}] line {row.get('line')}"
            )
    seen, used = {i for i, _ in matched}, {j for _, j in matched}
    result.wrong += [
        f"  missed: {t.get('level2')} {t.get('name')} [{t.get('target_text')}]"
        for i, t in enumerate(truths)
        if i not in seen
    ]
    result.wrong += [
        f"{'!' if r.get('confident') else ' '} extra: {r.get('level2')} {r.get('name')} [{r.get('target_text')}]"
        f" line {r.get('line')}"
        for j, r in enumerate(rows)
        if j not in used
    ]
    return result


def extracted(path: Path) -> list[Record]:
    """The records that `kg extract` prints of a file."""
    from kg.extract import extract_file
    from kg.records import indicator_to_record, record_to_json

    return [json.loads(record_to_json(indicator_to_record(row))) for row in extract_file(path).indicators]


def extracted_from_sheet(sheet: "Sheet") -> list[Record]:
    """The records of a sheet that has not been through any file format."""
    from samples.make.direct import to_document

    from kg.extract import extract_document
    from kg.records import indicator_to_record, record_to_json

    rows = extract_document(to_document(sheet)).indicators
    return [json.loads(record_to_json(indicator_to_record(row))) for row in rows]


def samples(folder: Path) -> list[tuple[Path, list[Record]]]:
    """Every sample under a folder, with its truth."""
    found = []
    for truth in sorted(folder.rglob("*.jsonl")):
        lines = truth.read_text(encoding="utf-8").splitlines()
        found.append(
            (truth.with_name(truth.name.removesuffix(".jsonl")), [json.loads(line) for line in lines])
        )
    return found


def score_file(
    path: Path, truths: Sequence[Record], read: Callable[[Path], Sequence[Record]] = extracted, name: str = ""
) -> Score:
    """Reads a file and scores its rows; an error of the reader counts as no row, and is named."""
    start = time.perf_counter()
    try:
        rows, trouble = read(path), []
    except Exception as error:
        rows, trouble = [], [f"! {type(error).__name__}: {error}"]
    result = score(name or path.parent.name, truths, rows)
    result.seconds = time.perf_counter() - start
    result.wrong = trouble or result.wrong
    return result


def total(scores: Iterable[Score]) -> Score:
    """The scores added up."""
    result = Score("TOTAL")
    for part in scores:
        result.add(part)
    return result


def _files(folder: Path, only: str) -> Iterator[Score]:
    for path, truths in samples(folder):
        if only in str(path):
            yield score_file(path, truths)


def _direct(layouts: Sequence[str], seeds: Sequence[int]) -> Iterator[Score]:
    from samples.make.build import make_sheet
    from samples.make.layouts import LAYOUTS

    for layout in LAYOUTS if "all" in layouts else layouts:
        for seed in seeds:
            sheet = make_sheet(layout, seed)
            read = partial(_sheet_rows, sheet)
            yield score_file(Path(sheet.name), sheet.truth, read, f"{layout}-{seed}-direct")


def _sheet_rows(sheet: "Sheet", _: Path) -> list[Record]:
    return extracted_from_sheet(sheet)


def main() -> None:
    """Scores all samples under a folder."""
    parser = argparse.ArgumentParser(description="Scores kg extract over a folder of samples.")
    parser.add_argument("folder", type=Path, nargs="?", help="files that samples.make wrote")
    parser.add_argument(
        "--direct", action="append", metavar="LAYOUT", help="no file: a layout or all, as blocks"
    )
    parser.add_argument("--seed", action="append", type=int, help="seeds for --direct")
    parser.add_argument("--show", type=int, default=8, help="wrong rows shown of each file")
    parser.add_argument("--only", default="", help="only samples whose path holds this text")
    options = parser.parse_args()
    scores = []
    chosen = (
        _direct(options.direct, options.seed or [1])
        if options.direct
        else _files(options.folder, options.only)
    )
    for result in chosen:
        scores.append(result)
        sys.stdout.write(result.line() + "\n")
        for line in result.wrong[: options.show]:
            sys.stdout.write(f"    {line}\n")
    sys.stdout.write("\n" + total(scores).line() + "\n")
    by_format: dict[str, list[Score]] = {}
    for part in scores:
        by_format.setdefault(part.name.rpartition("-")[2], []).append(part)
    for name, group in sorted(by_format.items()):
        whole = total(group)
        whole.name = name
        sys.stdout.write(whole.line() + "\n")


if __name__ == "__main__":
    main()
