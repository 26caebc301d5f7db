"""Amounts of one form compared: each is looked up by its source and phase, and shown."""

from collections.abc import Sequence

from kg.ask.form import AmountTest, Side
from kg.ask.words import amount_label
from kg.ask.writing.query import Query, number_term


def with_amounts(query: Query, tests: Sequence[AmountTest]) -> None:
    """Only forms of which all comparisons hold. A form that does not print an amount meets none of it."""
    names: dict[Side, str] = {}
    for test in tests:
        for side in filter(None, (test.one, test.other)):
            if side not in names:
                names[side] = f"amount{len(names) + 1}"
                _amount(query, side, names[side])
    for test in tests:
        other = f"?{names[test.other]}" if test.other else number_term(test.value)
        query.where(f"FILTER(?{names[test.one]} {test.operator} {other})")
    for side, name in names.items():
        query.column(f"{name}Shown", f"{amount_label(side)}（万元）")
        query.where(f"BIND(?{name} / 10000 AS ?{name}Shown)")


def with_gap(query: Query, one: Side, other: Side) -> None:
    """Two amounts of one form and how much they differ."""
    for name, side in (("gapOne", one), ("gapOther", other)):
        _amount(query, side, name)
        query.column(f"{name}Shown", f"{amount_label(side)}（万元）")
        query.where(f"BIND(?{name} / 10000 AS ?{name}Shown)")
    query.column("gap", "相差（万元）")
    query.where("BIND(ABS(?gapOne - ?gapOther) / 10000 AS ?gap)")


def show_amounts(query: Query, sides: Sequence[Side]) -> None:
    """Amounts that a rate is worked out from, where the form prints them."""
    for number, (source, phase) in enumerate(sides, start=1):
        node, name = f"shown{number}Of", f"shown{number}"
        query.where(
            f"OPTIONAL {{ ?{node} kg:inForm ?form ; kg:fundingSource funding:{source} ; "
            f"kg:phase phases:{phase} ; kg:amount ?{name} }}"
        )
        query.column(f"{name}Amount", f"{amount_label((source, phase))}（万元）")
        query.where(f"BIND(?{name} / 10000 AS ?{name}Amount)")


def _amount(query: Query, side: Side, name: str) -> None:
    """The full year where a form prints phases and none is asked for."""
    source, phase = side
    if side == ("fiscal-appropriation", ""):
        query.need(f"?form kg:fiscalBudget ?{name} .")
        return
    node = f"{name}Of"
    query.need(f"?{node} kg:inForm ?form ; kg:fundingSource funding:{source} ; kg:amount ?{name} .")
    if phase:
        query.need(f"?{node} kg:phase phases:{phase} .")
    else:
        query.need(f"OPTIONAL {{ ?{node} kg:phase ?{name}Phase }}")
        query.where(f"FILTER(!BOUND(?{name}Phase) || ?{name}Phase = phases:full-year)")
