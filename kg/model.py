"""The named shapes between the stages, from the cells of a document to the records that `kg extract` prints."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal

from kg.findings import Finding

Kind = Literal["number", "range", "date", "text", "multi", "missing"]
Operator = Literal["≥", "≤", "=", ">", "<"]
Value = Decimal | str | tuple[Decimal, ...] | tuple[str, ...] | None


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters ``start`` to ``end`` (0-based, end exclusive) of one printed line.

    ``line`` is 1-based; of formats without lines it counts lines and table rows over the whole file, in reading
    order, and the characters are those of the row with its cells joined by tabs (`Document.places`).
    """

    line: int
    start: int
    end: int
    page: int | None = None


Box = tuple[float, float, float, float]
"""Left, top, right, bottom in points (1/72 inch) from the top left corner of the page as it is shown."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where characters stand in a file that has no lines: page and box of a PDF or scan, sheet and cell of a
    workbook, paragraph of a Word or HTML file (1-based, counted over the whole body, table cells included)."""

    page: int | None = None
    box: Box | None = None
    sheet: str | None = None
    cell: str | None = None
    paragraph: int | None = None


LEGIBLE: Final = 0.8
"""Below this confidence of its least sure character a recognised text is to be looked at by a person."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as printed, with the places of its characters; several spans where it runs over lines.

    ``merged`` cells are covered by a neighbour (no cell here); an empty text is a blank cell.
    """

    text: str
    spans: tuple[Span, ...] = ()
    row_span: int = 1
    column_span: int = 1
    merged: bool = False
    confidence: float = 1.0
    """Of a recognised scan how sure its least sure character is."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of running text."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, in printed order. ``ruled`` tables have a grid: every row has as many positions, those that
    a merged cell covers included, so that the position of a cell tells its column. In an ``inferred`` table that
    grid was told by the gaps between words, so that a label in the middle of its rows may stand beside one of them.
    """

    rows: tuple[tuple[Cell, ...], ...]
    ruled: bool = False
    inferred: bool = False


Block = Line | Table


@dataclass(frozen=True, slots=True)
class Document:
    """One file: its name, the SHA-256 of its bytes, and its lines and tables in reading order."""

    name: str
    sha256: str
    media_type: str
    blocks: tuple[Block, ...]
    findings: tuple[Finding, ...] = ()
    places: Mapping[int, tuple[tuple[int, int, Place], ...]] = field(default_factory=dict)
    """Of formats without lines: for each counted line its stretches ``(start, end, place)``, in order."""


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
class Grade:
    """A worded target as a step of a scale of ontology/vocab/scales.ttl: 1 is the best of ``of`` steps."""

    scale: str
    word: str
    rank: int
    of: int


@dataclass(frozen=True, slots=True)
class Segments:
    """A target taken apart. Offsets in ``spans``: ``subject`` into the name, ``operator``, ``value`` and
    ``unit`` into the target; parts taken from the name are keyed ``name.operator``, ``name.unit`` ….

    ``base_value`` is exact: value in ``base_unit`` (元 秒 米 平方米 立方米 千克 字节 1 人 or the counted unit).
    """

    subject: str | None
    operator: Operator | None
    kind: Kind
    value: Value
    unit: str | None
    base_value: Decimal | None = None
    base_unit: str | None = None
    quantity_kind: str | None = None
    confidence: float = 1.0
    rules: tuple[str, ...] = ()
    spans: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    doubts: tuple[tuple[str, str], ...] = ()
    """Pairs of finding code and Chinese message."""
    change: Literal["increase", "decrease"] | None = None
    """Of a target that is a change of something (同比增长≥8%), where it is to go."""
    qualifiers: tuple[str, ...] = ()
    """What is said of the value, as names of concepts of ontology/vocab/qualifiers.ttl: year-on-year, cumulative …"""
    per: tuple[str, ...] = ()
    """The denominators printed before the value (每生每年3000元: 生, 年)."""
    grade: Grade | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Characters of a subject, at ``start`` to ``end``."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Direction:
    """Whether more is better, and the printed word that tells it; ``basis`` says where that word stands."""

    name: Literal["higher-is-better", "lower-is-better"]
    basis: Literal["measure", "name", "level2"]
    evidence: str


@dataclass(frozen=True, slots=True)
class SubjectParts:
    """A subject taken apart: 全市 | 2026年 | 政务云资源 | 可用率 is scope, period, object, measure.

    ``population`` are the people or bodies asked or counted (参训人员 of 参训人员满意度). ``measure_kind`` is a
    concept of ontology/vocab/measures.ttl, ``quantity_kinds`` the kinds of quantity it is printed in.
    """

    object: Part | None = None
    measure: Part | None = None
    scope: Part | None = None
    period: Part | None = None
    population: Part | None = None
    measure_kind: str | None = None
    quantity_kinds: tuple[str, ...] = ()
    direction: Direction | None = None


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
    year: int | None = None  # of the amount, where it is another than the form's


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
    printed: str = ""  # the whole form, a line each, contact persons left out
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


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """One line of a budget table: a functional or economic item, a unit, or a project, with its amounts.

    ``amounts`` maps the printed column heading (parents joined by ``·``) to 万元.
    """

    line: int
    code: str | None
    name: str | None
    amounts: Mapping[str, Decimal]
    unit: str | None = None
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class BudgetTable:
    """A budget table of the document: its title, what its lines are, and the lines."""

    document: str
    line: int
    title: str
    kind: Literal["function", "economic", "unit", "project", "other"]
    lines: tuple[BudgetLine, ...]


@dataclass(frozen=True, slots=True)
class AccountLine:
    """What became of one printed row of a recognised form: emitted, or ignored with a reason."""

    line: int
    form_line: int
    fate: Literal["emitted", "head", "header", "continued", "ignored", "finding"]
    reason: str
    printed: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything read from one document."""

    document: Document
    department: str
    year: int
    title: str | None
    heads: tuple[FormHead, ...]
    indicators: tuple[Indicator, ...]
    tables: tuple[BudgetTable, ...]
    account: tuple[AccountLine, ...]
    findings: tuple[Finding, ...]
