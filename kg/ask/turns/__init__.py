"""Turns of phrase that say one thing with words that stand apart, put into the words that the reading knows.

One module for each subject. The order is part of the rules: what stands first in the list sees the words as they
were asked, what stands behind it those that are left.
"""

from collections.abc import Callable
from typing import Final

from kg.ask.tokens import Tokens
from kg.ask.turns.columns import columns_compared, of_indicators
from kg.ask.turns.endings import scope_last
from kg.ask.turns.evaluations import middle_grade, points_beside
from kg.ask.turns.forms import TURNS as OF_FORMS
from kg.ask.turns.goals import (
    both_horizons,
    goal_form,
    mentioned,
    mentions_left,
    served,
    which_problems,
    whole_goal,
)
from kg.ask.turns.listed import both_kinds, counted_among, each_of_form, said_to_be, whose_indicators
from kg.ask.turns.money import (
    carried_over,
    each_such,
    either_has_more,
    money_of_structure,
    money_of_tasks,
    more_of,
    number_of,
    of_project_forms,
    totals,
    units_under,
    which_has_more,
    years_last,
)
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
    sums_of_money,
)
from kg.ask.turns.projects import (
    carried_out,
    lasting,
    natures,
    of_all_years,
    standing_in,
    term,
    whose_most,
    with_forms,
)
from kg.ask.turns.targets import (
    blank,
    long_term,
    of_year,
    printed_twice,
    three_years,
    when,
    when_done,
    written,
    year_actual,
)
from kg.ask.turns.units import assessed, in_level, in_which_unit

_TURNS: Final[tuple[Callable[[Tokens], None], ...]] = (
    money_of_tasks,
    money_of_structure,
    years_last,
    of_project_forms,
    each_such,
    each_of_form,
    whose_indicators,
    said_to_be,
    both_kinds,
    counted_among,
    *OF_FORMS,
    of_indicators,
    columns_compared,
    scope_last,
    middle_grade,
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
    either_has_more,
    which_has_more,
    whose_most,
    with_forms,
    year_actual,
    three_years,
    long_term,
    of_year,
    printed_twice,
    when,
    when_done,
    people,
    assessed,
    excluded_edge,
    sums_of_money,
    rather,
    blank,
    mentioned,
    written,
    served,
    both_horizons,
    natures,
    term,
    of_all_years,
    standing_in,
    finished_within,
    lasting,
    which_problems,
    mentions_left,
)


def rewrite_turns(tokens: Tokens) -> None:
    """Put each turn into the words that say it plainly; what does not fit stays, and is refused by the reading."""
    for turn in _TURNS:
        turn(tokens)
