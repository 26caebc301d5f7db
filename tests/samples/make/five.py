"""The shipped documents set again as Word, Excel, web and PDF files; the truth is what their text yields."""

import json
import re
from pathlib import Path

from samples.make.grid import Grid, Sheet
from samples.make.wording import LEVELS

DATA = Path(__file__).resolve().parents[3] / "data"
_RULE = re.compile(r"[\s:|-]*-{3,}[\s:|-]*")
_LABELS = {label for one, two in LEVELS.values() for label in (one, *two)} | {"成本指标", "满意度指标"}


def documents() -> list[Path]:
    """The text files, in the order of their names."""
    return sorted(DATA.glob("*.txt"))


def with_truth(path: Path, *, merged: bool = False) -> Sheet:
    """The sheet of a document with the records that its text yields."""
    from kg.extract import extract_file
    from kg.records import indicator_to_record, record_to_json

    sheet = to_sheet(path, merged=merged)
    sheet.truth = [
        json.loads(record_to_json(indicator_to_record(row))) for row in extract_file(path).indicators
    ]
    return sheet


def to_sheet(path: Path, *, merged: bool = False) -> Sheet:
    """Every run of tab-separated or piped lines as a grid, every other line as a paragraph.

    ``merged``: blank cells below a level label are merged into it, as in the documents these texts came from.
    """
    sheet = Sheet(path.stem, wide=True, named=True)
    rows: list[list[str]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = _cells(line)
        if cells:
            rows.append(cells)
        elif cells is None:
            _close(sheet, rows, merged=merged)
            rows = []
            sheet.say(line.strip())
    _close(sheet, rows, merged=merged)
    return sheet


def _cells(line: str) -> list[str] | None:
    """The cells of a table line, empty for the rule of a piped table, None for a line of text."""
    if ("\t" in line or "|" in line) and _RULE.fullmatch(line):
        return []
    if line.startswith("|"):
        return [cell.strip() for cell in line.strip().strip("|").split("|")]
    return [cell.strip() for cell in line.split("\t")] if "\t" in line else None


def _close(sheet: Sheet, rows: list[list[str]], *, merged: bool) -> None:
    if not rows:
        return
    grid = Grid(max(map(len, rows)))
    wide = [row + [""] * (grid.columns - len(row)) for row in rows]
    grid.widths = [_width([row[column] for row in wide]) for column in range(grid.columns)]
    covered: set[tuple[int, int]] = set()
    for number, row in enumerate(wide):
        for column, text in enumerate(row):
            if (number, column) in covered:
                continue
            height = 1
            if merged and text in _LABELS and column < 3:
                while number + height < len(wide) and _follows(wide[number + height], column):
                    covered.add((number + height, column))
                    height += 1
            grid.put(number, column, text, height)
    sheet.blocks.append(grid)


def _width(texts: list[str]) -> float:
    """A share of the line for a column: by the length of its longer cells, within bounds."""
    lengths = sorted(len(text) for text in texts if text)
    return min(20.0, max(4.0, lengths[len(lengths) * 3 // 4])) if lengths else 3.0


def _follows(row: list[str], column: int) -> bool:
    """Whether a row has nothing up to a column and something after it."""
    return not any(row[: column + 1]) and any(row[column + 1 :])
