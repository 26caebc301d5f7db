"""The sum of weights and scores below the indicator rows of a form, which is no money."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from kg.model import FormRow
from kg.rows.entries import Entry
from kg.rows.money import parse_number

_SUM: Final = "sum"
"""The label (ontology/vocab/heads.ttl) that stands for money and for scores alike: 合计."""
_SCORED: Final = frozenset({"weight", "score"})
_MONEY: Final = frozenset({"money", "phase"})
_FEWEST: Final = 2


def part_score_sums(entries: Sequence[Entry], rows: Sequence[FormRow]) -> tuple[list[Entry], Decimal | None]:
    """The entries without the sums of scores, and the score that the last of these ends with, None where there is no
    such sum or it has one number only (that of the weights).

    A sum is one of scores where it stands below indicator rows that carry weights or scores, and no label of money
    stands there with it.
    """
    first = min((row.line for row in rows), default=None)
    if first is None or not any(_SCORED & row.cells.keys() for row in rows):
        return list(entries), None
    below = [entry for entry in entries if entry.label.spans and entry.label.spans[0].line > first]
    if any(entry.type in _MONEY and entry.concept.name != _SUM for entry in below):
        return list(entries), None
    sums = [entry for entry in below if entry.concept.name == _SUM]
    numbers = [
        n for entry in sums[-1:] for cell in entry.values if (n := parse_number(cell.text)) is not None
    ]
    kept = [entry for entry in entries if not any(entry is one for one in sums)]
    return kept, numbers[-1] if len(numbers) >= _FEWEST else None
