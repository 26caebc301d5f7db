"""What a question asks, as data: the logical form between the words and the SPARQL."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

Subject = Literal[
    "project", "target", "money", "evaluation", "goal", "problem", "line", "part", "department", "document", "form",
    "organization", "concept", "unit", "plan",
]  # fmt: skip
"""Whose rows answer: evaluation is the head of a self-evaluation, concept an entry of the indicator library."""

Aggregate = Literal["count", "sum", "average"]


@dataclass(frozen=True, slots=True)
class Match:
    """Names meant: the printed ``names`` exactly, or all that hold ``part`` (folded)."""

    names: tuple[str, ...] = ()
    part: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """``attribute`` (value, money, execution-rate, total-score, score, weight, count) against a number.

    ``value`` is in the unit that the graph keeps the attribute in; ``words`` as asked. ``kind`` and ``base_unit``
    only of target values.
    """

    attribute: str
    operator: str
    value: Decimal
    words: str
    kind: str | None = None
    base_unit: str | None = None


Side = tuple[str, str]
"""An amount of a form: its source (total, fiscal-appropriation …) and its phase, which may be nothing."""


@dataclass(frozen=True, slots=True)
class AmountTest:
    """One amount of a form against another of it, or against ``value`` yuan. ``operator`` as SPARQL writes it."""

    one: Side
    operator: str
    other: Side | None
    value: Decimal
    words: str


@dataclass(slots=True)
class Form:
    """A question understood. Empty fields put no condition."""

    subject: Subject
    shows: list[str] = field(default_factory=list)
    departments: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    projects: Match | None = None
    organizations: tuple[str, ...] = ()
    indicators: Match | None = None
    kinds: tuple[str, ...] = ()
    lacks: tuple[str, str] | None = None
    """("kind", name), ("indicator", text), ("source", name), ("phase", name), ("problem", type or nothing) or
    ("attribute", name) that must be absent."""
    sources: tuple[str, ...] = ()
    only_source: str = ""
    """The one source that all money comes from."""
    phases: tuple[str, ...] = ()
    amounts: tuple[AmountTest, ...] = ()
    """Amounts of one form compared."""
    gap: tuple[Side, Side] | None = None
    """Two amounts of one form by whose difference the forms are ordered."""
    comparisons: list[Comparison] = field(default_factory=list)
    asked_kind: str = ""
    """What the number that is asked for measures (money, duration), where the question word says it."""
    units: tuple[str, ...] = ()
    operator: str | None = None
    """The sign that is printed, however the number compares."""
    grades: tuple[str, ...] = ()
    grades_not: tuple[str, ...] = ()
    conditions: set[str] = field(default_factory=set)
    """met, unmet, below-weight, qualitative, quantitative, dated, shared, self-evaluated, whole-department,
    of-project, below-last-year, above-last-year, added (more than at the start of the year), has-problem."""
    pairs: tuple[tuple[str, str, str], ...] = ()
    """Two columns of a row and the sign between them (actual, <, value)."""
    bases: tuple[str, ...] = ()
    """What is printed as the basis of a target or the cause of a deviation."""
    day: tuple[str, str] | None = None
    """A comparison and a day of the year (≤, 10-30)."""
    problem_types: tuple[str, ...] = ()
    repeated: int = 0
    """In at least so many projects."""
    target_said: str = ""
    """The whole text of the target."""
    goal_said: str = ""
    """What the prose of a goal mentions."""
    natures: tuple[str, ...] = ()
    """What kind of project the form says it is (持续性项目)."""
    lasting: tuple[tuple[str, int], ...] = ()
    """(end-year or start-year, year)."""
    change: tuple[str, str] | None = None
    """Two of last-year and before-last: the first less the second."""
    total_goal: bool = False
    """The goal above that of the year, where a form prints both."""
    goal_label: str = ""
    horizon: str = ""
    part_kind: str = ""
    lines: Match | None = None
    codes: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    table_part: str = ""
    """收入 or 支出: what the title of the budget table holds."""
    not_of_table: str = ""
    """What the title of the budget table does not hold: of the totals of a department those of all its money."""
    table_kind: str = ""
    """function or economic: how the lines of the budget table are classed."""
    level: int = 0
    """How many digits the codes of the lines have (7: 项级)."""
    under: Match | None = None
    """The line of a budget table below which those asked for stand."""
    excluded: tuple[str, ...] = ()
    """What the names of lines or projects do not hold; 本级 is the department itself, too."""
    units_named: tuple[str, ...] = ()
    """Units of the budget (预算单位) as printed."""
    project_codes: tuple[str, ...] = ()
    of_units: bool = False
    """Of the budget tables the lines of the units under a department."""
    either: bool = False
    """``lines`` and ``columns`` are one name that tables print in either place."""
    titled: str = ""
    """What the title of a table holds that prints as a table what others print as a line or a column."""
    items: bool = False
    """Of the budget table the lines that it lists (projects, purchases), not their totals and units."""
    once: bool = False
    """Of an amount that several tables print for one thing only the first place."""
    no_funds: bool = False
    """No tables of government-managed funds or state capital, which have the columns of all money again."""
    all_money: bool = False
    """Only tables of all the money of a department, not of one kind of it."""
    purchase_class: str = ""
    """goods, works or services."""
    whole: bool = False
    """Of the budget table only the line of its total."""
    quarters: tuple[int, ...] = ()
    """Of a plan of money the quarters asked for."""
    plan_item: str = ""
    """Of a plan of money the item whose name holds the text."""
    minus: "Form | None" = None
    """The question whose one number is taken from that of this one."""
    one_owner: bool = False
    """Of several departments that a place names only one may have the amount, which is then a single number."""
    beside: "Form | None" = None
    """The second question of the sentence, whose rows or number stand beside those of this one."""
    with_total: bool = False
    """The rows with the sum of their amounts beside each of them."""
    as_share: bool = False
    """The number as a percentage of that of ``minus``, not less it."""
    groups: list[str] = field(default_factory=list)
    """department, project, year, level1, level2, unit, source, phase."""
    aggregate: Aggregate | None = None
    stated: int | None = None
    """How many projects the question says there are; another number makes it a misunderstanding."""
    among: int | None = None
    """How many projects the question says there are of the departments and years, among which it asks."""
    counted: str = ""
    """What an aggregate ``count`` counts: project, target, department, document, goal, part."""
    order: str = ""
    """The attribute that rows are ordered by, the largest first unless ``ascending``."""
    all_departed: bool = False
    """No condition: whether every row has a department, so that engines need not look for those without."""
    ascending: bool = False
    limit: int | None = None
