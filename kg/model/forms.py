"""The forms of performance targets: rows as printed, heads, and finished indicators."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from kg.findings import Finding
from kg.model.printed import Place, Span
from kg.model.segments import Grade, Kind, Operator, Value


@dataclass(frozen=True, slots=True)
class FormRow:
    """One indicator row before its target is taken apart: what the cells say, by field.

    ``cells`` holds the printed text of each field that was printed (fields of ontology/vocab/headers.ttl:
    name, operator, target, unit, description, actual, weight, score, basis, value_last_year …);
    ``target_text`` joins the operator, value and unit cells by one space. ``printed`` is the whole row.
    """

    line: int
    cells: Mapping[str, str]
    sources: Mapping[str, tuple[Span, ...]]
    target_text: str
    level1: str | None = None
    level2: str | None = None
    level1_inferred: bool = False
    horizon: str = "年度"
    goal: str | None = None
    printed: str = ""
    page: int | None = None
    unit_hint: str | None = None
    value_hint: str | None = None
    confidence: float = 1.0
    rules: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    doubts: tuple[str, ...] = ()
    """Why ``confidence`` is below 1: names of concepts of ontology/vocab/doubts.ttl."""


@dataclass(frozen=True, slots=True)
class Money:
    """One amount of a project or department, in 万元, with its source and budget phase.

    ``source``: 资金总额, 财政拨款, 其他, 上年结转, 单位资金 …; ``phase``: 年初, 全年, 执行 or None.
    """

    source: str
    phase: str | None
    amount: Decimal
    text: str = ""
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal of a form: its label as normalised (长期目标1, 年度目标5 or None), horizon and text."""

    label: str | None
    horizon: str
    text: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Activity:
    """A named part of a form with money: an activity, a purchase, a project of a department, a structure line."""

    name: str
    amount: Decimal | None
    category: str | None = None
    fiscal: Decimal | None = None
    note: str | None = None
    year: int | None = None
    """The year of the amount, where it is another than the form's."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem that a self-evaluation reports, with the remedy it suggests."""

    type: str | None
    problem: str
    suggestion: str | None


@dataclass(frozen=True, slots=True)
class FormHead:
    """What stands around the indicator rows of one form (catalogue.md, "The head of a form"). 万元 throughout."""

    document: str
    line: int
    form: str
    department: str
    department_code: str | None
    year: int
    project: str | None = None
    project_code: str | None = None
    implementing_unit: str | None = None
    supervising_department: str | None = None
    attribute: str | None = None
    start_year: int | None = None
    end_year: int | None = None
    funding: tuple[Money, ...] = ()
    execution_rate: Decimal | None = None
    execution_score: Decimal | None = None
    total_score: Decimal | None = None
    grade: str | None = None
    funding_plan: str | None = None
    funding_scope: str | None = None
    goals: tuple[Goal, ...] = ()
    projects: tuple[Activity, ...] = ()
    structure: tuple[Activity, ...] = ()
    earlier: tuple[Activity, ...] = ()
    tasks: tuple[Activity, ...] = ()
    activities: tuple[Activity, ...] = ()
    procurement: tuple[Activity, ...] = ()
    problems: tuple[Problem, ...] = ()
    budget: Decimal | None = None
    fiscal: Decimal | None = None
    printed: str = ""
    """The whole form as printed, a line each, contact persons left out."""
    last_line: int = 0
    sources: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator row, finished: the record of catalogue.md. ``row`` keeps the printed row it came from."""

    document: str
    line: int
    page: int | None
    department: str
    department_code: str | None
    year: int
    form: str
    project: str | None
    project_code: str | None
    implementing_unit: str | None
    budget: Decimal | None
    fiscal: Decimal | None
    horizon: str
    goal: str | None
    level1: str | None
    level2: str | None
    level1_inferred: bool
    name: str | None
    subject: str | None
    description: str | None
    target_text: str
    operator: Operator | None
    kind: Kind
    value: Value
    unit: str | None
    base_value: Decimal | None
    base_unit: str | None
    quantity_kind: str | None
    value_year_before_last: str | None
    value_last_year: str | None
    actual: str | None
    weight: Decimal | None
    score: Decimal | None
    basis: str | None
    confidence: float
    confident: bool
    rules: tuple[str, ...]
    spans: Mapping[str, tuple[int, int]]
    findings: tuple[Finding, ...]
    sources: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    """For each printed field the characters of the file it was read from."""
    printed: str = ""
    """The printed row, its cells joined by tabs."""
    form_line: int = 0
    """``line`` of the FormHead the row belongs to."""
    doubts: tuple[str, ...] = ()
    """Doubts about the cells of the row: names of concepts of ontology/vocab/doubts.ttl."""
    places: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    """Of formats without lines: for each printed field where it stands in the file; empty for text files."""
    change: Literal["increase", "decrease"] | None = None
    qualifiers: tuple[str, ...] = ()
    grade: Grade | None = None
    unit_cell: str | None = None
    """The unit that a separate cell, or another form of the document, prints for the target."""
    value_cell: str | None = None
