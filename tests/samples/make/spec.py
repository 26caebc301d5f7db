"""What a form says, before any layout: the department, the project, the money, the goals and the indicator rows."""

from dataclasses import dataclass, field
from decimal import Decimal

Truth = dict[str, object]
"""One record with the fields of the catalogue, as a reader should print it."""


@dataclass(frozen=True, slots=True)
class Target:
    """A target by its parts, with the meaning stated by hand.

    ``sign`` is the comparison (empty where none is meant), ``number`` the printed figure, wording or date and ``unit``
    the printed unit. ``kind`` and ``value`` are the truth; so is ``operator`` where it differs from the sign
    (``11月底前`` has no sign but means ≤). The ``number`` of a
    ``whole`` target is all that is printed, its unit and comparison included, in whatever columns.
    """

    sign: str
    number: str
    unit: str
    kind: str
    value: object
    operator: str | None
    whole: bool = False
    printed: str = ""
    """The one-cell printing of a real row, where it is not to be composed from the parts."""


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator: the key of its level 2, its name, target and what some templates print beside it."""

    key: str
    name: str
    target: Target
    description: str = ""
    standard: str = ""
    basis: str = ""
    subject: str = ""
    """What is measured, where the name says more."""


@dataclass(frozen=True, slots=True)
class Goal:
    """One sentence of the goals of a form; ``long`` where it is the one of the whole period."""

    text: str
    long: str = ""


@dataclass(frozen=True, slots=True)
class FormSpec:
    """One form. Amounts are 万元; ``money_unit`` is the unit the form prints them in."""

    department: str
    year: int
    project: str
    unit: str
    rows: tuple[Row, ...]
    goals: tuple[Goal, ...] = ()
    money: dict[str, Decimal] = field(default_factory=dict)
    """By source: 财政拨款, 其他资金, 上年结转; the total is their sum."""
    money_unit: str = "万元"
    department_code: str | None = None
    project_code: str | None = None
    supervising: str = ""
    years: tuple[int, int] | None = None
    attribute: str = ""

    @property
    def total(self) -> Decimal:
        """The sum of all sources in 万元."""
        return sum(self.money.values(), Decimal(0))
