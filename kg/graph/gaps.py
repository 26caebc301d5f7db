"""What a target lacks to be compared with a result: said in one place for the graph and for what is read beside it."""

from typing import Final

_NUMERIC: Final = frozenset({"number", "range", "multi"})
_SIGNED: Final = frozenset({"number", "multi"})

NOTHING: Final = "nothing"
"""Where nothing is lacking: the target can be evaluated."""


def gaps_of(kind: str | None, *, has_unit: bool, has_operator: bool) -> list[str]:
    """What a target of this kind of value lacks, the gravest first: target, number, unit, operator.

    >>> gaps_of("number", has_unit=False, has_operator=False), gaps_of("date", has_unit=False, has_operator=False)
    (['unit', 'operator'], [])
    """
    found = {"missing": ["target"], "text": ["number"]}.get(kind or "", [])
    if kind in _NUMERIC and not has_unit:
        found.append("unit")
    if kind in _SIGNED and not has_operator:
        found.append("operator")
    return found
