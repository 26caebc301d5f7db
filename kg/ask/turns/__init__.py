"""Turns of phrase that say one thing with words that stand apart, put into the words that the reading knows.

One module for each subject. The order is part of the rules: what stands first in the list sees the words as they
were asked, what stands behind it those that are left.
"""

from collections.abc import Callable
from typing import Final

from kg.ask.tokens import Tokens
from kg.ask.turns.evaluations import points_beside
from kg.ask.turns.forms import TURNS as OF_FORMS
from kg.ask.turns.goals import both_horizons, goal_form, mentioned, mentions_left, served, whole_goal
from kg.ask.turns.money import carried_over, more_of, number_of, totals, units_under, which_has_more
from kg.ask.turns.numbers import (
    average_of,
    by_order,
    each_of_them,
    excluded_edge,
    finished_within,
    levels_counted,
    not_reached,
    people,
    percentage,
    rather,
)
from kg.ask.turns.projects import carried_out, lasting, natures, standing_in, whose_most, with_forms
from kg.ask.turns.targets import blank, long_term, three_years, when, when_done, written, year_actual
from kg.ask.turns.units import assessed, in_level, in_which_unit

_TURNS: Final[tuple[Callable[[Tokens], None], ...]] = (
    *OF_FORMS,
    points_beside,
    percentage,
    in_level,
    in_which_unit,
    carried_out,
    carried_over,
    number_of,
    not_reached,
    whole_goal,
    goal_form,
    by_order,
    each_of_them,
    levels_counted,
    average_of,
    totals,
    units_under,
    more_of,
    which_has_more,
    whose_most,
    with_forms,
    year_actual,
    three_years,
    long_term,
    when,
    when_done,
    people,
    assessed,
    excluded_edge,
    rather,
    blank,
    mentioned,
    written,
    served,
    both_horizons,
    natures,
    standing_in,
    finished_within,
    lasting,
    mentions_left,
)


def rewrite_turns(tokens: Tokens) -> None:
    """Put each turn into the words that say it plainly; what does not fit stays, and is refused by the reading."""
    for turn in _TURNS:
        turn(tokens)
