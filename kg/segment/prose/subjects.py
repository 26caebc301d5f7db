"""The subject of every target of a text, those of lists included."""

from collections.abc import Sequence
from dataclasses import replace

from kg.segment.prose.clauses import clause_start
from kg.segment.prose.expressions import Expression
from kg.segment.prose.naming import (
    Place,
    ends_with_verb,
    name_before,
    name_behind,
    name_of_clause_before,
    names_listed,
)
from kg.segment.prose.standing import Surroundings

_LINKS = frozenset({"、", "和", "及", "与", "/", "以及"})


def find_subjects(targets: Sequence[Expression], places: Sequence[Surroundings]) -> list[Place | None]:
    """For each target the place of its name in the text, or None where none is near."""
    found: list[Place | None] = []
    pieces: list[Surroundings] = []
    for one, where in zip(targets, places, strict=True):
        last = found[-1] if found else None
        if last and where.piece < last[1] <= where.start:
            where = replace(where, piece=last[1])  # 5万路视频监控和30万个感知设备
        if where.shares and "、" in where.before[-1:]:
            where = replace(where, piece=where.start - 1)
        pieces.append(where)
        bare = where.shares and where.before in _LINKS and bool(found)
        found.append(None if bare else _one(one, where, found))
    _distribute(targets, pieces, found)
    return found


def _one(one: Expression, where: Surroundings, found: Sequence[Place | None]) -> Place | None:
    end = where.following.start if where.following else where.clause_end
    ratio = one.unit is not None and one.unit.kind == "ratio"
    behind = None if ratio and where.before and not where.after.startswith("的") else name_behind(where, end)
    if behind and ends_with_verb(where):
        return behind
    before = name_before(where, rate=ratio)
    if before or behind:
        return before or behind
    if one.unit and one.unit.kind == "duration" and not where.shares:
        return None
    if found and found[-1] and found[-1][0] >= clause_start(where.text, max(0, where.clause - 1)):
        return found[-1]  # 实现收入280亿元，同比增长10%
    return name_of_clause_before(where)


def _distribute(
    targets: Sequence[Expression], places: Sequence[Surroundings], found: list[Place | None]
) -> None:
    """优秀率、合格率分别达到30%、95%: the names of a list go to the values of a list, in order."""
    index = 0
    while index < len(targets):
        last = index
        while last + 1 < len(targets) and places[last + 1].shares and places[last + 1].before in _LINKS:
            last += 1
        if last > index:
            where = places[index]
            names = names_listed(where.text, where.piece, where.start)
            if len(names) == last - index + 1:
                found[index : last + 1] = names
            else:
                for at in range(index + 1, last + 1):
                    end = places[at].following
                    behind = name_behind(places[at], end.start if end else places[at].clause_end)
                    found[at] = behind or found[index]
        index = last + 1
