"""The goals of a form as printed records, each with the targets it sets and their rows."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from kg.goals.tying import GoalTarget, goal_identity
from kg.model import Extraction, FormHead, Indicator
from kg.records import Record, indicator_to_record, plain
from kg.segment import PROSE_FIELDS


def goals_to_records(head: FormHead, found: Iterable[GoalTarget], extraction: Extraction) -> list[Record]:
    """The goals of a head as `kg.records.head_to_record` prints them, each with its ``targets``.

    A target has the fields of ``kg segment --prose``, the row it is tied to, and whether that row carries it.
    """
    targets: dict[tuple[str | None, str, str], list[Record]] = defaultdict(list)
    for one in found:
        if one.form_line == head.line:
            targets[goal_identity(one.goal)].append(_to_record(one, extraction.indicators))
    return [
        {
            "label": goal.label,
            "horizon": goal.horizon,
            "text": goal.text,
            "targets": targets[goal_identity(goal)],
        }
        for goal in head.goals
    ]


def _to_record(one: GoalTarget, indicators: Sequence[Indicator]) -> Record:
    index = one.differs if one.carried_by is None else one.carried_by
    row = None if index is None else indicator_to_record(indicators[index])
    return {
        **{name: plain(getattr(one.target, name)) for name in PROSE_FIELDS},
        "carried": one.carried_by is not None,
        "row": row and {name: row[name] for name in ("line", "place", "name", "target_text")},
        "likeness": one.likeness,
    }
