"""What became of the target of a row: harder, easier, in another unit, of another kind, or only in other words."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from kg.diff.differences import Change, Kind
from kg.diff.measures import (
    Direction,
    Together,
    change_in_words,
    disagrees,
    in_one_unit,
    judge,
    measure_of,
)
from kg.diff.texts import is_same, shown
from kg.model import Grade, Segments
from kg.records import Record
from kg.segment import segment_target
from kg.text import key

_NUMERIC: Final = frozenset({"number", "range"})
_KINDS: Final = {
    "number": "数值", "range": "区间", "date": "日期", "text": "文字", "multi": "多个数值", "missing": "未填",
}  # fmt: skip
_RESULT_FORM: Final = "绩效评价报告"
_NUMBERS: Final = re.compile(r"[\d.,≥≤<>=]")
_VERDICTS: Final = {"tightened": "收紧", "loosened": "放宽"}


def needs_direction(old: Record, new: Record) -> bool:
    """Whether the direction of the indicator is needed to tell which of the two targets is harder to reach."""
    together = in_one_unit(old, new)
    if together is None:
        return False
    return (together.old.low, together.old.high) != (together.new.low, together.new.high)


def target_changes(old: Record, new: Record, direction: Direction | None = None) -> Iterator[Change]:
    """The changes from one target to the other (catalogue records); none where they say the same."""
    texts = shown(old.get("target_text")), shown(new.get("target_text"))
    years = _year(old), _year(new)
    kinds = str(old.get("kind")), str(new.get("kind"))
    if kinds[0] == kinds[1] == "missing":
        return
    parts = ("kind", "operator", "unit")
    if is_same(*texts, years) and all(is_same(old.get(part), new.get(part)) for part in parts):
        return
    if set(kinds) <= _NUMERIC:
        yield from _numbers(old, new, texts, direction)
    elif kinds[0] != kinds[1]:
        yield Change(
            "type", *texts, f"目标由{_KINDS.get(kinds[0], kinds[0])}改为{_KINDS.get(kinds[1], kinds[1])}"
        )
    elif kinds[0] == "date":
        yield from _dates(old, new, texts)
    elif kinds[0] == "multi":
        if not _same_list(old, new):
            yield Change("value", *texts, "几个数值有变，不判断收紧还是放宽")
        yield from _operators(old, new)
    else:
        yield from _words(old, new, texts)


def _numbers(
    old: Record, new: Record, texts: tuple[str, str], direction: Direction | None
) -> Iterator[Change]:
    together = in_one_unit(old, new)
    units = _units(old, new, together)
    operators = list(_operators(old, new))
    found = list(_values(old, new, texts, together, direction))
    yield from (*found, *operators, *units)
    if not (found or operators or units):
        yield Change("reworded", *texts, "目标写法不同，数值相同")


def _values(
    old: Record, new: Record, texts: tuple[str, str], together: Together | None, direction: Direction | None
) -> Iterator[Change]:
    said = _said_differently(old, new)
    if together is None:
        ours, theirs = measure_of(old), measure_of(new)
        if ours and theirs and (ours.low, ours.high) != (theirs.low, theirs.high):
            yield Change("value", *texts, "数值不同，单位不能换算，不比大小")
        return
    if said:
        yield Change("value", *texts, f"目标的说法不同（{said}），不比大小")
        return
    if together.relation == "near":
        return
    verdict, reason = judge(together.old, together.new, direction)
    if verdict is None:
        return
    amount = change_in_words(together, new.get("quantity_kind"))
    if verdict != "value" and disagrees(together.new, direction) and disagrees(together.old, direction):
        reason = "按符号判断；符号与指标方向相反，请核对"
    words = "，".join(filter(None, (_VERDICTS.get(verdict), amount, reason)))
    yield Change(verdict, *texts, words or "数值不同")


def _units(old: Record, new: Record, together: Together | None) -> list[Change]:
    units = shown(old.get("unit"), ""), shown(new.get("unit"), "")
    if key(units[0]) == key(units[1]):
        return []
    if not all(units):
        words = "补写了单位" if units[1] else "没有写单位了"
    elif together is not None:
        words = {
            "spelling": "同一单位的另一种写法",
            "equal": "换算后相等",
            "near": f"换算后大致相等（{_sizes(together)}）",
            "other": f"换算后不等（{_sizes(together)}）",
        }.get(together.relation, "")
    elif old.get("quantity_kind") != new.get("quantity_kind"):
        words = "量的种类不同，不能换算"
    else:
        words = "不能换算"
    return [Change("unit", *units, f"单位 {shown(units[0])} → {shown(units[1])}，{words}")]


def _sizes(together: Together) -> str:
    ends = []
    for measure in (together.old, together.new):
        numbers = dict.fromkeys(f"{end.normalize():f}" for end in (measure.low, measure.high))
        ends.append("～".join(numbers))
    about = "约 " if together.unit == "天" else ""
    unit = "" if together.unit in (None, "1") else f" {together.unit}"
    return f"{about}{ends[0]} 对 {ends[1]}{unit}"


def _operators(old: Record, new: Record) -> Iterator[Change]:
    signs = shown(old.get("operator"), ""), shown(new.get("operator"), "")
    if signs[0] != signs[1]:
        words = "补写了符号" if not signs[0] else "没有写符号了" if not signs[1] else "符号"
        yield Change("operator", *signs, f"{words} {' → '.join(filter(None, signs))}")


def _dates(old: Record, new: Record, texts: tuple[str, str]) -> Iterator[Change]:
    days = _day(old), _day(new)
    if days[0] != days[1]:
        dated = [distance is not None for distance, _ in days]
        comparable = dated[0] == dated[1] and len(days[0][1]) == len(days[1][1])
        deadline = {str(old.get("operator") or ""), str(new.get("operator") or "")} <= {"≤", "<"}
        later = (days[1][0] or 0, days[1][1]) > (days[0][0] or 0, days[0][1])
        if comparable and deadline:
            kind: Kind = "loosened" if later else "tightened"
            yield Change(kind, *texts, f"{_VERDICTS[kind]}，期限{'推后' if later else '提前'}")
        elif comparable:
            yield Change("value", *texts, f"日期{'推后' if later else '提前'}，没有写明是期限")
        else:
            yield Change("value", *texts, "日期写法不同，不比先后")
    changes = list(_operators(old, new))
    yield from changes
    if days[0] == days[1] and not changes:
        yield Change("reworded", *texts, "日期写法不同，日子相同")


def _day(record: Record) -> tuple[int | None, str]:
    """A date as the distance of its year from that of the form (None where it prints none), and month and day."""
    text = str(record.get("value") or "")
    head, _, rest = text.partition("-")
    return (int(head) - _year(record), rest) if len(head) == 4 and head.isdecimal() else (None, text)


def _words(old: Record, new: Record, texts: tuple[str, str]) -> Iterator[Change]:
    grades = _grade(old), _grade(new)
    ours, theirs = grades
    if ours is not None and theirs is not None and ours.scale == theirs.scale and ours.rank != theirs.rank:
        kind: Kind = "tightened" if theirs.rank < ours.rank else "loosened"
        yield Change(kind, *texts, f"{_VERDICTS[kind]}，等级“{ours.word}”→“{theirs.word}”")
    elif not is_same(*texts, (_year(old), _year(new))):
        yield Change("reworded", *texts, "文字目标改写")
    yield from _operators(old, new)


def _said_differently(old: Record, new: Record) -> str:
    """What one target says of its number and the other does not (同比, 累计 …), in the words of both; empty where
    they say the same."""
    if len({_NUMBERS.sub("", key(str(row.get("target_text") or ""))) for row in (old, new)}) == 1:
        return ""
    ours, theirs = _segments(old), _segments(new)
    if (ours.change, frozenset(ours.qualifiers)) == (theirs.change, frozenset(theirs.qualifiers)):
        return ""
    return f"{shown(old.get('target_text'))} 与 {shown(new.get('target_text'))}"


def _grade(record: Record) -> Grade | None:
    return _segments(record).grade


def _segments(record: Record) -> Segments:
    """The reading of the target again: a record does not carry what is said of its number."""
    level2, unit = record.get("level2"), record.get("unit")
    return segment_target(
        None,
        str(record.get("target_text") or ""),
        level2=str(level2) if level2 else None,
        unit_text=str(unit) if unit else None,
        worded=record.get("form") != _RESULT_FORM,
    )


def _same_list(old: Record, new: Record) -> bool:
    lists = [
        value if isinstance(value, (list, tuple)) else [value]
        for value in (old.get("value"), new.get("value"))
    ]
    return [_plain(part) for part in lists[0]] == [_plain(part) for part in lists[1]]


def _plain(part: object) -> object:
    return Decimal(str(part)) if isinstance(part, (int, float, Decimal)) else part


def _year(record: Record) -> int:
    year = record.get("year")
    return int(str(year)) if str(year or "").isdecimal() else 0
