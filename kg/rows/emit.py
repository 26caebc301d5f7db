"""The parts of one row to a FormRow: target, confidence by what was doubtful, findings, rules."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from kg.findings import Finding
from kg.model import LEGIBLE, Cell, FormRow
from kg.rows.align import Alignment
from kg.rows.levels import LevelReading
from kg.tables import PrintedRow, item_texts
from kg.tables.labels import is_nature, is_polarity, is_signed, is_target, level_of
from kg.text import fold, is_blank, key, squeeze
from kg.vocabulary import spellings

COSTS: Final = {
    "shifted": 0.02,
    "continued": 0.03,
    "parted": 0.03,
    "inferred": 0.03,
    "unplaced": 0.04,
    "unknown-level": 0.12,
    "levelless": 0.12,
    "ambiguous-level": 0.12,
    "inferred-grid": 0.12,
    "recognised": 0.12,
    "signed-name": 0.12,
    "loose": 0.15,
    "borrowed": 0.15,
    "targetless": 0.15,
    "unread": 0.3,
    "nameless": 0.5,
}
"""What each doubt takes off a row's confidence: a row stays above 0.9 where its content confirms every reading,
and falls below where a label, a cell or a border had to be guessed."""
_NOTHING: Final = frozenset({"无", "暂无", "无要求"})
_SIGN: Final = re.compile(r"[≥≤]")
_BARE: Final = re.compile(r"(?:[≥≤=<>]|\D{2,4})?\d[\d,.]*(?:以上|以下|以内|及以上)?")
_BRACKETS: Final = re.compile(r"\([^()]*\)")
_SHORTEST_LEVEL: Final = 4
_ALIKE: Final = 0.72
_TARGET_PARTS: Final = ("operator", "target", "unit")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands in its form: goal, horizon and levels in force."""

    levels: LevelReading
    horizon: str
    goal: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    """A row with its cells by field, the texts no field took, and how the cells were aligned."""

    row: PrintedRow
    parts: Mapping[str, Cell]
    unread: Sequence[str]
    alignment: Alignment
    parted: bool = False
    borrowed: bool = False
    """Whether a field may hold the cell of another: the target moved without its neighbours, or a line without
    borders shows no description where its header expects one."""
    levelled: bool = False
    """Whether the header prints columns of levels."""
    heading_unit: str | None = None
    """The unit that the heading of the target column prints."""


def join_target(texts: Mapping[str, str]) -> str:
    """Operator, value and unit cells joined by one space; 定性 or 正向 in the operator column is no operator, and
    a sign for none in the unit column no unit."""
    left_out = set()
    if is_nature(texts.get("operator", "")) or is_polarity(texts.get("operator", "")):
        left_out.add("operator")
    if "target" in texts and says_none(texts.get("unit", "")):
        left_out.add("unit")
    return " ".join(texts[name] for name in _TARGET_PARTS if name in texts and name not in left_out)


def says_none(text: str) -> bool:
    """Whether a cell prints that there is nothing to print (``/``, 无)."""
    return is_blank(text) or key(text) in _NOTHING


def make_row(reading: Reading, place: Place, *, document: str) -> FormRow:
    """The indicator row, its findings included."""
    parts, levels = reading.parts, place.levels
    texts = {name: cell.text for name, cell in parts.items()}
    name = squeeze(texts["name"]) if "name" in texts else None
    target = join_target(texts)
    doubts = [reason for reason, holds in _doubts(reading, levels, name).items() if holds]
    return FormRow(
        line=parts["name"].spans[0].line if "name" in parts else reading.row.line,
        cells={**texts, **({"name": name} if name else {})},
        sources={name: cell.spans for name, cell in parts.items()},
        target_text=target,
        level1=levels.level1,
        level2=levels.level2,
        level1_inferred=levels.inferred,
        horizon=place.horizon,
        goal=place.goal,
        printed=reading.row.printed,
        unit_hint=reading.heading_unit if _BARE.fullmatch(key(target)) else None,
        confidence=round(max(0.0, 1.0 - sum(COSTS[reason] for reason in doubts)), 2),
        rules=tuple(sorted(_rules(reading, levels.inferred))),
        findings=tuple(
            Finding(document, reading.row.line, code, message)
            for code, message in _findings(reading, place, name, target)
        ),
        doubts=tuple(doubts),
    )


def unknown_level(label: str) -> tuple[str, str]:
    """Code and message of the finding about a level label that the vocabulary does not know."""
    return "unknown-level", f"级别“{label}”不在词表里，按原文保留。"


def _doubts(reading: Reading, levels: LevelReading, name: str | None) -> Mapping[str, bool]:
    row, parts = reading.row, reading.parts
    return {
        "shifted": reading.alignment.shifts > 0,
        "parted": reading.parted,
        "borrowed": reading.borrowed,
        "unread": bool(reading.unread),
        "inferred": levels.inferred,
        "unknown-level": levels.unknown and not _is_own_level(reading, levels),
        "ambiguous-level": reading.alignment.shifts > 0
        and "level2" not in parts
        and _is_both(parts.get("level1")),
        "inferred-grid": row.unlabelled and not {"level1", "level2"} & set(parts),
        "recognised": any(cell.confidence < LEGIBLE for cell in parts.values()),
        "nameless": name is None,
        "signed-name": name is not None and _SIGN.search(_BRACKETS.sub("", fold(name))) is not None,
        "levelless": reading.levelled and levels.level1 is None and levels.level2 is None,
        "unplaced": not row.columns,
        "loose": not row.columns and not any(_confirms(text) for text in item_texts(row)),
        "targetless": "target" not in parts and not any(is_signed(cell.text) for cell in parts.values()),
    }


def _is_own_level(reading: Reading, levels: LevelReading) -> bool:
    """Whether an unknown label is one of the form's own (履职目标实现), and no known one misread or cut: it stands in
    the column of its level in a ruled table, below a known level 1, and resembles no known label."""
    row, label = reading.row, levels.level2
    if not row.ruled or row.unlabelled or reading.alignment.shifts or reading.parted or label is None:
        return False
    if levels.level1 is None or level_of(levels.level1) is None:
        return False
    is_own = len(key(label)) >= _SHORTEST_LEVEL and not key(label).endswith("指标")
    return is_own and not get_close_matches(key(label), spellings("kinds"), 1, _ALIKE)


def _is_both(label: Cell | None) -> bool:
    """Whether a label of level 1 may as well stand on level 2 (成本指标)."""
    kind = level_of(label.text) if label is not None else None
    return kind is not None and len(kind.properties["level"]) > 1


def _confirms(text: str) -> bool:
    """Whether a piece of running text shows by itself that a target stands there: a sign, or a number with %."""
    return is_signed(text) or is_target(text)


def _rules(reading: Reading, inferred: bool) -> set[str]:  # noqa: FBT001
    rules = {"aligned" if reading.row.columns else "read-without-borders"}
    if reading.alignment.shifts:
        rules.add("shifted-cells")
    if reading.parted:
        rules.add("parted-cells")
    if inferred:
        rules.add("level1-inferred")
    return rules


def _findings(reading: Reading, place: Place, name: str | None, target: str) -> list[tuple[str, str]]:
    levels = place.levels
    found = []
    if name is None:
        printed = " ".join(item_texts(reading.row))
        found.append(("missing-name", f"这一行没有三级指标名称，只印了“{printed}”。"))
    if key(target) in _NOTHING:  # what prints nothing, or a sign for nothing, the segmenter reports
        found.append(("target-says-none", f"“{name or '（无名称）'}”的目标值写的是“{target.strip()}”。"))
    if reading.unread:
        found.append(("unread-cell", f"有单元格没有归到任何列：“{'”“'.join(reading.unread)[:80]}”。"))
    if levels.mismatch:
        found.append(("level-mismatch", levels.mismatch))
    if levels.new_unknown:
        found.append(unknown_level(levels.new_unknown))
    if levels.inferred:
        found.append(("level1-inferred", f"没有印一级指标，按二级指标推定（“{name}”）。"))
    return found
