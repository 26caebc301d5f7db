"""What changed in a row whose counterpart is known."""

from collections.abc import Iterator
from typing import Final

from kg.diff.differences import Change, Kind, in_order
from kg.diff.measures import Direction
from kg.diff.rows import year_of
from kg.diff.targets import target_changes
from kg.diff.texts import is_same, shown
from kg.records import Record

_LEVELS: Final = {"level1": "一级指标", "level2": "二级指标"}
_OTHERS: Final = {
    "horizon": "期限", "goal": "对应目标", "description": "指标说明", "basis": "确定依据或偏差原因",
    "actual": "实际完成值", "score": "得分", "value_last_year": "上年值",
    "value_year_before_last": "前年值",
}  # fmt: skip
_OF_ANY_YEAR: Final = frozenset({"horizon"})


def row_changes(old: Record, new: Record, direction: Direction | None = None) -> tuple[Change, ...]:
    """Everything that differs between two catalogue records of one indicator, the leading change first.

    Cells that differ in every year anyhow (results, remarks) are compared only within one year.
    """
    return in_order([*_names(old, new), *target_changes(old, new, direction), *_around(old, new)])


def _names(old: Record, new: Record) -> Iterator[Change]:
    years = year_of(old), year_of(new)
    ours, theirs = (row.get("subject") or row.get("name") for row in (old, new))
    if not is_same(ours, theirs, years):
        yield _change("reworded", "名称", ours, theirs)
    elif not is_same(old.get("name"), new.get("name"), years) and years[0] == years[1]:
        yield _change("other", "名称写法", old.get("name"), new.get("name"))


def _around(old: Record, new: Record) -> Iterator[Change]:
    for field, word in _LEVELS.items():
        inferred = field == "level1" and (old.get("level1_inferred") or new.get("level1_inferred"))
        if not inferred and not is_same(old.get(field), new.get(field)):
            yield _change("level", word, old.get(field), new.get(field))
    weights = old.get("weight"), new.get("weight")
    within_year = year_of(old) == year_of(new)
    if weights[0] != weights[1] and (within_year or None not in weights):
        yield _change("weight", "分值", *weights)
    for field, word in _OTHERS.items():
        if (within_year or field in _OF_ANY_YEAR) and not is_same(old.get(field), new.get(field)):
            yield _change("other", word, old.get(field), new.get(field))


def _change(kind: Kind, word: str, old: object, new: object) -> Change:
    texts = shown(old), shown(new)
    return Change(kind, shown(old, ""), shown(new, ""), f"{word} {texts[0]} → {texts[1]}")
