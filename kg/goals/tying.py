"""The quantified targets that the goals of a document set, each tied to the indicator row that carries it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from kg.model import Extraction, FormHead, Goal, Indicator
from kg.segment import ProseTarget, find_unit, segment_prose
from kg.segment.prose.words import words_of
from kg.segment.units import base_quantity
from kg.text import key

CARRIES: Final = 0.4
"""How alike the names of a goal target and a row with its value must be for the row to carry it."""
ALONE: Final = 0.2
"""How alike they must be where no other row counts as much in that unit."""
DIFFERS: Final = 0.7
"""How alike they must be for a row of the same goal and horizon with another value to differ from the goal."""

_OTHER_GOAL: Final = 0.9
"""Factor on the likeness of rows that serve another goal, or another horizon, of the form."""
_OTHER_FORM: Final = 0.8
_OTHER_UNIT: Final = 0.8
"""Factor on rows that count the same number in another unit (5场, 5次)."""
_TELLING: Final = 4
"""Characters that a name inside another name must have to tell that both are one; 企业 does not."""
_VAGUE: Final = 0.6
_COUNTS: Final = frozenset({"count", "people"})
_AT_LEAST: Final = frozenset({"≥", ">"})
_AT_MOST: Final = frozenset({"≤", "<"})


@dataclass(frozen=True, slots=True)
class GoalTarget:
    """A target that a goal sets; ``carried_by`` and ``differs`` are indices of ``Extraction.indicators``.

    ``carried_by``: the row that carries it, with the same value; None where none does. ``differs``: then the row
    that measures the same and has another value, or the opposite operator, if there is one. ``likeness`` (0 to 1)
    says how alike the names of the goal target and of that row are, 0 where there is no row.
    """

    form_line: int
    goal: Goal
    target: ProseTarget
    base_value: Decimal | None = None
    base_unit: str | None = None
    quantity_kind: str | None = None
    carried_by: int | None = None
    differs: int | None = None
    likeness: float = 0.0


def goal_targets(extraction: Extraction, heads: Iterable[FormHead] | None = None) -> tuple[GoalTarget, ...]:
    """The targets in the goals of all forms of a document, in printed order.

    ``heads``: those of the extraction unless others are given (with the tasks that only rows name).
    """
    rows: dict[int, list[int]] = defaultdict(list)
    for index, indicator in enumerate(extraction.indicators):
        rows[indicator.form_line].append(index)
    heads = tuple(extraction.heads if heads is None else heads)
    return tuple(
        _tied(target, head, rows, heads, extraction.indicators) for head in heads for target in _targets(head)
    )


def goal_identity(goal: Goal) -> tuple[str | None, str, str]:
    """What tells the goals of a form apart: one printed twice is one."""
    return goal.label, goal.horizon, goal.text


def _targets(head: FormHead) -> Iterator[GoalTarget]:
    for goal in dict(zip(map(goal_identity, head.goals), head.goals, strict=True)).values():
        for target in segment_prose(goal.text):
            yield GoalTarget(head.line, goal, target, *_base(target))


def _base(target: ProseTarget) -> tuple[Decimal | None, str | None, str | None]:
    unit = find_unit(target.unit) if target.unit else None
    if unit is None:
        return None, None, None
    single = target.value if isinstance(target.value, Decimal) else None
    base_value, base_unit, kind = base_quantity(single or Decimal(0), unit, name=target.subject or "")
    return (None if single is None else base_value), base_unit, kind


def _tied(
    found: GoalTarget,
    head: FormHead,
    rows: Mapping[int, Sequence[int]],
    heads: Sequence[FormHead],
    indicators: Sequence[Indicator],
) -> GoalTarget:
    carrying: list[tuple[float, int]] = []
    differing: list[tuple[float, int]] = []
    for index, nearness in _candidates(found, head, rows, heads, indicators):
        row = indicators[index]
        likeness = nearness * _likeness(found, row)
        if _same_value(found, row):
            carrying.append((likeness * (1 if _same_unit(found, row) else _OTHER_UNIT), -index))
        elif nearness == 1 and _same_unit(found, row) and isinstance(row.value, (Decimal, tuple)):
            differing.append((likeness, -index))
    likeness, index = max(carrying, default=(0.0, 0))
    if likeness >= (ALONE if len(carrying) == 1 and _is_telling(found, indicators[-index]) else CARRIES):
        return replace(found, likeness=round(likeness, 4), carried_by=-index)
    likeness, index = max(differing, default=(0.0, 0))
    if likeness >= DIFFERS:
        return replace(found, likeness=round(likeness, 4), differs=-index)
    return found


def _is_telling(found: GoalTarget, row: Indicator) -> bool:
    """Whether the value alone tells the row: a count in the unit printed there; 100% tells nothing."""
    return found.quantity_kind not in {None, "ratio"} and _same_unit(found, row) and row.unit is not None


def _candidates(
    found: GoalTarget,
    head: FormHead,
    rows: Mapping[int, Sequence[int]],
    heads: Sequence[FormHead],
    indicators: Sequence[Indicator],
) -> Iterator[tuple[int, float]]:
    """The rows of the form, then those of other forms of the project, with how near they are to the goal."""
    for index in rows.get(head.line, ()):
        row = indicators[index]
        same_goal = found.goal.label is None or row.goal is None or key(row.goal) == key(found.goal.label)
        same = same_goal and row.horizon == found.goal.horizon
        yield index, 1.0 if same else _OTHER_GOAL
    if head.project is None:
        return
    for other in heads:
        if other.line != head.line and other.project and key(other.project) == key(head.project):
            for index in rows.get(other.line, ()):
                yield index, _OTHER_FORM


def _same_unit(found: GoalTarget, row: Indicator) -> bool:
    if found.target.unit and row.unit and key(found.target.unit) == key(row.unit):
        return True
    if found.target.unit is None or row.unit is None:
        return found.target.unit is row.unit
    return found.base_unit is not None and (found.base_unit, found.quantity_kind) == (
        row.base_unit,
        row.quantity_kind,
    )


def _same_value(found: GoalTarget, row: Indicator) -> bool:
    """Whether the row asks for what the goal sets: the same number or range, and no opposite operator."""
    value = found.target.value
    if isinstance(value, tuple):
        return row.value == value or (_same_unit(found, row) and _is_end(row, value))
    if not isinstance(row.value, Decimal) or _is_opposite(found.target.operator, row.operator):
        return False
    if (
        found.base_value is not None
        and row.base_value is not None
        and found.quantity_kind == row.quantity_kind
    ):
        return found.base_value == row.base_value and (
            found.quantity_kind in _COUNTS or found.base_unit == row.base_unit
        )
    return row.value == value and (row.unit is None or found.target.unit is None or _same_unit(found, row))


def _is_end(row: Indicator, ends: tuple[Decimal, Decimal]) -> bool:
    """Whether the row asks for one end of a range, as that end does: at least the low, at most the high one."""
    return (row.operator, row.value) in {("≥", ends[0]), ("≤", ends[1])}


def _is_opposite(one: str | None, other: str | None) -> bool:
    return (one in _AT_LEAST and other in _AT_MOST) or (one in _AT_MOST and other in _AT_LEAST)


def _likeness(found: GoalTarget, row: Indicator) -> float:
    """How alike the names are: the pairs of characters they share, as a share of the shorter name."""
    name = _core(key(row.subject or row.name or ""))
    subject = _core(key(found.target.subject or _words_around(found)))
    if not name or not subject:
        return 0.0
    if subject == name:
        return 1.0
    if subject in name or name in subject:
        return 1.0 if min(len(subject), len(name)) >= _TELLING else _VAGUE
    ours, theirs = _pairs(subject), _pairs(name)
    if not ours or not theirs:
        return 0.0
    return len(ours & theirs) / min(len(ours), len(theirs))


def _core(name: str) -> str:
    """The name without a word of counting at its end: 网站数量 is 网站."""
    cut = words_of("count-noun").close(name, 0, len(name))
    return name[:cut] or name


def _words_around(found: GoalTarget) -> str:
    """What stands before a value without a subject, back to the last full stop."""
    before = found.goal.text[: found.target.start]
    return before[max(map(before.rfind, "。；;.")) + 1 :][-20:]


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))
