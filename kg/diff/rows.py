"""Which row of a project on one side is which on the other: rows printed alike, then of one name, then the likest."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from kg.diff.assignment import best_pairs
from kg.diff.texts import is_same, undated, without_years
from kg.linking.likeness import Description, Name, Weights, compare, ready
from kg.records import Record
from kg.text import key

_AT_LEAST: Final = 0.45
_SURE: Final = 0.75
_NAMED: Final = 0.9
"""The least score of two rows of one name."""
_NEARLY: Final = 0.15
"""Two rows of one name that score no further apart leave the pairing in doubt."""
_MANY: Final = 40_000
"""Pairs of rows of one name beyond which they are paired in printed order."""
_COMMON: Final = 400
"""Rows in which two characters stand side by side: such a pair is not looked for."""
_NAMELESS: Final = 0.5
_SAME_TARGET: Final = 0.35
_SAME_NUMBER: Final = 0.2
_SAME_LEVEL: Final = 0.1
_NEAR: Final = 0.05
_OTHER_LEVEL1: Final = 0.85
_OTHER_HORIZON: Final = 0.8


@dataclass(frozen=True, slots=True)
class PairedRows:
    """Positions on both sides, how sure the pairing is, and why it may be wrong (empty: it is taken for sure)."""

    old: int
    new: int
    score: float
    doubt: str = ""


@dataclass(slots=True)
class _Rows:
    """The rows of a side with what is asked of them often; ``left`` are those without a counterpart yet."""

    rows: Sequence[Record]
    names: list[str]
    """Their names, years as distances from that of the form; ``printed``: as they are."""
    printed: list[str]
    left: list[int]

    @classmethod
    def of(cls, rows: Sequence[Record]) -> "_Rows":
        printed = [str(row.get("subject") or row.get("name") or "") for row in rows]
        names = [undated(name, year_of(row)) for name, row in zip(printed, rows, strict=True)]
        return cls(rows, names, list(map(key, printed)), list(range(len(rows))))

    def place(self, at: int) -> float:
        """How far down the row stands, 0 to 1."""
        return at / max(1, len(self.rows) - 1)

    def take(self, taken: Iterable[int]) -> None:
        gone = set(taken)
        self.left = [at for at in self.left if at not in gone]


def pair_rows(old: Sequence[Record], new: Sequence[Record]) -> list[PairedRows]:
    """The rows that are one (catalogue records of one project), by position on the old side.

    Two sides the other way round give the same pairs the other way round.
    """
    ours, theirs = [list(map(_printed, side)) for side in (old, new)]
    if ours > theirs:
        flipped = _pair(_Rows.of(new), _Rows.of(old), (theirs, ours))
        pairs = [replace(pair, old=pair.new, new=pair.old) for pair in flipped]
    else:
        pairs = _pair(_Rows.of(old), _Rows.of(new), (ours, theirs))
    return sorted(pairs, key=lambda pair: (pair.old, pair.new))


def year_of(record: Record) -> int:
    """The year of a record, 0 where it has none."""
    year = str(record.get("year") or "")
    return int(year) if year.isdecimal() else 0


def _pair(
    old: _Rows, new: _Rows, printed: tuple[list[tuple[str, ...]], list[tuple[str, ...]]]
) -> list[PairedRows]:
    found: list[PairedRows] = []
    steps: tuple[Callable[[], list[PairedRows]], ...] = (
        lambda: _in_order(old, new, lambda side, at: printed[side][at]),
        lambda: _of_one_name(old, new, (old.names, new.names)),
        # a year that has not moved on with the form: 截至2024年底 in both years
        lambda: _of_one_name(old, new, (old.printed, new.printed)),
        lambda: _alike(old, new),
    )
    for step in steps:
        pairs = step()
        found += pairs
        old.take(pair.old for pair in pairs)
        new.take(pair.new for pair in pairs)
    return found


def _printed(row: Record) -> tuple[str, ...]:
    """What a row prints, its years as distances: rows printed alike are one."""
    fields = (
        "subject",
        "name",
        "level1",
        "level2",
        "horizon",
        "goal",
        "target_text",
        "operator",
        "unit",
        "weight",
    )
    return tuple(undated(str(row.get(name) or ""), year_of(row)) for name in fields)


def _in_order(old: _Rows, new: _Rows, told: Callable[[int, int], object]) -> list[PairedRows]:
    """The first row with the first one of which the same is told, the second with the second …"""
    waiting: dict[object, list[int]] = defaultdict(list)
    for at in new.left:
        waiting[told(1, at)].append(at)
    pairs = []
    for places in waiting.values():
        places.reverse()
    for at in old.left:
        if there := waiting.get(told(0, at)):
            pairs.append(PairedRows(at, there.pop(), 1.0))
    return pairs


def _of_one_name(old: _Rows, new: _Rows, names: tuple[Sequence[str], Sequence[str]]) -> list[PairedRows]:
    groups: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, rows in enumerate((old, new)):
        for at in rows.left:
            if names[side][at]:
                groups[names[side][at]][side].append(at)
    pairs: list[PairedRows] = []
    for ours, theirs in groups.values():
        if not ours or not theirs:
            continue
        if len(ours) * len(theirs) > _MANY:
            words = f"同名指标很多（{len(ours)} 行和 {len(theirs)} 行），按印刷顺序配对"
            pairs += [PairedRows(at, to, _NAMED, words) for at, to in zip(ours, theirs, strict=False)]
            continue
        scores = {(at, to): _NAMED + (1 - _NAMED) * _around(old, new, at, to) for at in ours for to in theirs}
        for at, to in best_pairs(scores):
            pairs.append(PairedRows(at, to, round(scores[at, to], 3), _name_doubt(old, new, at, to, scores)))
    return pairs


def _around(old: _Rows, new: _Rows, at: int, to: int) -> float:
    """How alike what stands around two names is, 0 to 1."""
    one, other = old.rows[at], new.rows[to]
    years = year_of(one), year_of(other)
    score = sum(
        share
        for name, share in (("horizon", 0.2), ("goal", 0.2), ("level2", 0.2), ("level1", 0.1))
        if is_same(one.get(name), other.get(name), years)
    )
    if is_same(one.get("target_text"), other.get("target_text"), years):
        score += 0.2
    elif is_same(one.get("unit"), other.get("unit")) and one.get("kind") == other.get("kind"):
        score += 0.1
    return score + 0.1 * (1 - abs(old.place(at) - new.place(to)))


def _name_doubt(old: _Rows, new: _Rows, at: int, to: int, scores: Mapping[tuple[int, int], float]) -> str:
    mine = scores[at, to]
    others = [
        score
        for (one, other), score in scores.items()
        if (one == at) != (other == to) and score > mine - _NEARLY * (1 - _NAMED)
    ]
    one, other = old.rows[at], new.rows[to]
    if others:
        return f"同名指标不止一行（{old.names[at]}），按级别、目标和位置配对"
    if one.get("horizon") and other.get("horizon") and one.get("horizon") != other.get("horizon"):
        return f"期限不同（{one.get('horizon')}／{other.get('horizon')}）"
    if (
        one.get("quantity_kind")
        and other.get("quantity_kind")
        and one.get("quantity_kind") != other.get("quantity_kind")
        and not is_same(one.get("level1"), other.get("level1"))
    ):
        return "名称相同，级别和量的种类不同"
    return ""


def _alike(old: _Rows, new: _Rows) -> list[PairedRows]:
    if not old.left or not new.left:
        return []
    described = [[_description(side.rows[at]) for at in side.left] for side in (old, new)]
    weights = Weights.of(one.reading().core for side in described for one in side)
    ours, theirs = [
        {at: ready(one, weights) for at, one in zip(side.left, of_side, strict=True)}
        for side, of_side in zip((old, new), described, strict=True)
    ]
    scores: dict[tuple[int, int], float] = {}
    for at, to in _candidates(old, new, ours, theirs):
        score = _likeness(old, new, at, to, ours[at], theirs[to])
        if score >= _AT_LEAST:
            scores[at, to] = round(score, 3)
    return [
        PairedRows(at, to, scores[at, to], "" if scores[at, to] >= _SURE else _doubt(scores[at, to]))
        for at, to in best_pairs(scores)
    ]


def _doubt(score: float) -> str:
    return f"名称不同，按相似度 {score:.2f} 配对，请核对"


def _description(row: Record) -> Description:
    level2, unit, kind = (str(row.get(name) or "") for name in ("level2", "unit", "quantity_kind"))
    return Description(
        without_years(str(row.get("subject") or row.get("name") or "")),
        level2=frozenset({key(level2)} - {""}),
        units=frozenset({key(unit)} - {""}),
        quantity_kinds=frozenset({kind} - {""}),
    )


def _candidates(
    old: _Rows, new: _Rows, ours: Mapping[int, Name], theirs: Mapping[int, Name]
) -> list[tuple[int, int]]:
    """The rows that share two characters that not all have, or that both have no name."""
    places: dict[str, list[int]] = defaultdict(list)
    for to, name in theirs.items():
        for pair in name.pairs:
            places[pair].append(to)
    found = {
        (at, to)
        for at, name in ours.items()
        for pair in name.pairs
        if len(places.get(pair, ())) <= _COMMON
        for to in places.get(pair, ())
    }
    nameless = [[at for at in side.left if not side.names[at]] for side in (old, new)]
    if len(nameless[0]) * len(nameless[1]) <= _MANY:
        found.update((at, to) for at in nameless[0] for to in nameless[1])
    return sorted(found)


def _likeness(old: _Rows, new: _Rows, at: int, to: int, name: Name, other_name: Name) -> float:
    one, other = old.rows[at], new.rows[to]
    if old.names[at] or new.names[to]:
        score = compare(name, other_name, with_evidence=False).score
        if not score:
            return 0.0
    else:
        score = _NAMELESS
    years = year_of(one), year_of(other)
    for share, holds in (
        (_SAME_TARGET, is_same(one.get("target_text"), other.get("target_text"), years) and _is_telling(one)),
        (_SAME_NUMBER, one.get("value") == other.get("value") and _is_telling(one)),
        (_SAME_LEVEL, is_same(one.get("level2"), other.get("level2")) and one.get("level2")),
        (_NEAR, abs(old.place(at) - new.place(to)) <= _NEAR),
    ):
        if holds:
            score += share * (1 - score)
    if not is_same(one.get("level1"), other.get("level1")):
        score *= _OTHER_LEVEL1
    if one.get("horizon") != other.get("horizon"):
        score *= _OTHER_HORIZON
    return score


def _is_telling(row: Record) -> bool:
    """Whether a number says something of the row: 100 and 1 stand in every form."""
    value = row.get("value")
    return isinstance(value, (int, Decimal)) and value not in (0, 1, 100)
