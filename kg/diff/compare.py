"""Two sides compared: projects paired, their rows paired, what changed named, and every row accounted for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kg.diff.changes import row_changes
from kg.diff.differences import Account, Change, Comparison, Difference
from kg.diff.measures import Direction
from kg.diff.money import amount_text, budget_of, goal_differences, money_differences
from kg.diff.projects import PairedProjects, pair_projects
from kg.diff.rows import PairedRows, pair_rows
from kg.diff.sides import Known, ProjectGroup, Side, group, is_result, once
from kg.diff.targets import needs_direction
from kg.diff.texts import is_same
from kg.records import Record

_DIRECTIONS: Final[Mapping[str, Direction]] = {
    "higher-is-better": "higher-is-better",
    "lower-is-better": "lower-is-better",
}
Named = tuple[str, str | None]
"""The subject and level 2 of an indicator."""


@dataclass(frozen=True, slots=True)
class _Compared:
    """Two projects that are one, with the rows that are compared and their pairs."""

    pair: PairedProjects
    old: Sequence[Record]
    new: Sequence[Record]
    rows: Sequence[PairedRows]


def compare_records(
    old_rows: Iterable[Record],
    new_rows: Iterable[Record],
    *,
    old_heads: Iterable[Record] = (),
    new_heads: Iterable[Record] = (),
    old_name: str = "旧",
    new_name: str = "新",
    known: Known | None = None,
) -> Comparison:
    """Compare rows as ``kg extract`` prints them; ``heads`` as ``kg extract --heads`` does, for money and goals."""
    old, new = once(old_name, old_rows, old_heads), once(new_name, new_rows, new_heads)
    return compare_sides(old, new, known)


def compare_sides(old: Side, new: Side, known: Known | None = None) -> Comparison:
    """Compare two sides. Loads the reader of subjects where a direction is needed that no row of a graph tells."""
    groups = group(old), group(new)
    pairs = pair_projects(*groups, known)
    compared = [_compare_rows(groups[0][pair.old], groups[1][pair.new], pair) for pair in pairs]
    directions = _directions(compared)
    found: list[tuple[tuple[str, int, int], Difference]] = []
    paired = {pair.new: one for pair, one in zip(pairs, compared, strict=True)}
    counted = _Counter(old, new)
    # what both sides have comes first; of two documents of two offices there is one list, not two
    several = any(len({one.department for one in side}) > 1 for side in groups)
    for at, project in enumerate(groups[1]):
        one = paired.get(at)
        department = project.department if several else ""
        if one is None:
            found += [((department, 1, at), told) for told in _one_sided(project, is_new=True)]
            counted.new += len(project.rows)
            continue
        before = groups[0][one.pair.old]
        told_of = _project_differences(before, project, one, directions)
        found += [((department, 0, at), told) for told in told_of]
        counted.count(before, project, one)
    gone = {pair.old for pair in pairs}
    for at, project in enumerate(groups[0]):
        if at not in gone:
            department = project.department if several else ""
            found += [((department, 2, at), told) for told in _one_sided(project, is_new=False)]
            counted.dropped += len(project.rows)
    differences = tuple(told for _, told in sorted(found, key=lambda entry: entry[0]))
    counted.changed = sum(1 for told in differences if told.old and told.new and "target_text" in told.new)
    return Comparison(old.name, new.name, differences, counted.account())


def _compare_rows(old: ProjectGroup, new: ProjectGroup, pair: PairedProjects) -> _Compared:
    families = old.families() & new.families()
    rows = [[row for row in side.rows if not families or is_result(row) in families] for side in (old, new)]
    found: list[PairedRows] = []
    either: list[bool | None] = [*sorted(families)] or [None]
    for family in either:
        places = [
            [at for at, row in enumerate(side) if family is None or is_result(row) == family] for side in rows
        ]
        chosen = [[side[at] for at in of_side] for side, of_side in zip(rows, places, strict=True)]
        found += [
            PairedRows(places[0][one.old], places[1][one.new], one.score, one.doubt)
            for one in pair_rows(*chosen)
        ]
    return _Compared(pair, rows[0], rows[1], sorted(found, key=lambda one: one.new))


def _project_differences(
    old: ProjectGroup, new: ProjectGroup, one: _Compared, directions: Mapping[Named, Direction | None]
) -> Iterator[Difference]:
    """All that changed in a project; where it is in doubt whether it is one, so is everything."""
    score, doubt = one.pair.score, one.pair.doubt
    for found in _all_differences(old, new, one, directions):
        if doubt and found.old and found.new:
            doubts = "；".join(filter(None, (found.doubt, doubt)))
            yield replace(found, score=min(found.score, score), doubt=doubts)
        else:
            yield found


def _all_differences(
    old: ProjectGroup, new: ProjectGroup, one: _Compared, directions: Mapping[Named, Direction | None]
) -> Iterator[Difference]:
    families = old.families() & new.families() or {True, False}
    if not _same_name(old, new):
        change = Change("project-renamed", old.name, new.name, f"项目名称 {old.name} → {new.name}")
        sides = _project_record(old), _project_record(new)
        yield Difference(new.department, new.name, *sides, (change,), one.pair.score)
    yield from money_differences(old, new, families)
    yield from goal_differences(old, new, families)
    for pair in one.rows:
        before, row = one.old[pair.old], one.new[pair.new]
        changes = row_changes(before, row, _direction(before, row, directions))
        if changes:
            yield Difference(new.department, new.name, before, row, changes, pair.score, pair.doubt)
    kept = {pair.old for pair in one.rows}, {pair.new for pair in one.rows}
    for at, row in enumerate(one.new):
        if at not in kept[1]:
            yield _alone(new, row, is_new=True)
    for at, row in enumerate(one.old):
        if at not in kept[0]:
            yield _alone(new, row, is_new=False)


def _same_name(old: ProjectGroup, new: ProjectGroup) -> bool:
    return is_same(old.name, new.name, (old.year, new.year))


def _one_sided(project: ProjectGroup, *, is_new: bool) -> Iterator[Difference]:
    """A project without a counterpart, and its rows."""
    if project.name or not project.rows:
        budget = budget_of(project)
        money = f"，预算 {amount_text(budget)} 万元" if budget is not None else ""
        words = f"{'新增' if is_new else '取消'}项目，{len(project.rows)} 条指标{money}"
        record = _project_record(project)
        if is_new:
            change = Change("project-new", "", project.name, words)
            yield Difference(project.department, project.name, None, record, (change,))
        else:
            change = Change("project-dropped", project.name, "", words)
            yield Difference(project.department, project.name, record, None, (change,))
    for row in project.rows:
        yield _alone(project, row, is_new=is_new)


def _alone(project: ProjectGroup, row: Record, *, is_new: bool) -> Difference:
    target = str(row.get("target_text") or "")
    level = f"（{row['level2']}）" if row.get("level2") else ""
    if is_new:
        change = Change("new", "", target, f"新增指标{level}")
        return Difference(project.department, project.name, None, row, (change,))
    change = Change("dropped", target, "", f"取消指标{level}")
    return Difference(project.department, project.name, row, None, (change,))


def _project_record(project: ProjectGroup) -> Record:
    return {
        "department": project.department,
        "year": project.year,
        "project": project.name,
        "project_code": project.code or None,
        "project_id": project.iri or None,
        "budget": budget_of(project),
        "rows": len(project.rows),
    }


def _direction(old: Record, new: Record, directions: Mapping[Named, Direction | None]) -> Direction | None:
    """The direction that both sides agree in, or that one side only tells."""
    found = {told for row in (old, new) if (told := _told(row, directions))}
    return found.pop() if len(found) == 1 else None


def _told(row: Record, directions: Mapping[Named, Direction | None]) -> Direction | None:
    if "direction" in row:
        return _DIRECTIONS.get(str(row["direction"]))
    return directions.get(_named(row))


def _named(row: Record) -> Named:
    level2 = row.get("level2")
    return str(row.get("subject") or row.get("name") or ""), str(level2) if level2 else None


def _directions(compared: Sequence[_Compared]) -> Mapping[Named, Direction | None]:
    """The directions of the rows whose numbers changed, and which no graph tells."""
    wanted = dict.fromkeys(
        _named(row)
        for one in compared
        for pair in one.rows
        if needs_direction(one.old[pair.old], one.new[pair.new])
        for row in (one.old[pair.old], one.new[pair.new])
        if "direction" not in row and (row.get("subject") or row.get("name"))
    )
    if not wanted:
        return {}
    from kg.segment.pipeline import parts_of  # loads spaCy

    parts = parts_of(list(wanted))
    return {
        named: found.direction.name if found.direction else None
        for named, found in zip(wanted, parts, strict=True)
    }


class _Counter:
    """The account as it grows."""

    def __init__(self, old: Side, new: Side) -> None:
        self._old, self._new = old, new
        self.paired = self.doubtful = self.changed = self.dropped = self.new = 0
        self.aside_old = self.aside_new = 0

    def count(self, old: ProjectGroup, new: ProjectGroup, one: _Compared) -> None:
        self.paired += len(one.rows)
        self.doubtful += sum(bool(pair.doubt or one.pair.doubt) for pair in one.rows)
        self.dropped += len(one.old) - len(one.rows)
        self.new += len(one.new) - len(one.rows)
        self.aside_old += len(old.rows) - len(one.old)
        self.aside_new += len(new.rows) - len(one.new)

    def account(self) -> Account:
        return Account(
            old_rows=len(self._old.rows) + self._old.repeated,
            new_rows=len(self._new.rows) + self._new.repeated,
            paired=self.paired,
            unchanged=self.paired - self.changed,
            doubtful=self.doubtful,
            dropped=self.dropped,
            new=self.new,
            repeated_old=self._old.repeated,
            repeated_new=self._new.repeated,
            aside_old=self.aside_old,
            aside_new=self.aside_new,
        )
