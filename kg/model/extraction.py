"""All that one document gives: indicators, heads, budget tables, and the account of its rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kg.findings import Finding
from kg.model.forms import FormHead, Indicator
from kg.model.printed import Document, Span


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
