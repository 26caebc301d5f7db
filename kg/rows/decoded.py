"""What decoding yields for one form."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.findings import Finding
from kg.model import AccountLine, Cell, FormRow, Goal
from kg.tables import PrintedRow


@dataclass(frozen=True, slots=True)
class DecodedForm:
    """What the rows of one form say: indicator rows, the rows of its head, goals, and what became of each row.

    ``given`` holds the head fields that a list of projects prints in its rows (`kg.rows.listing`).
    """

    rows: tuple[FormRow, ...]
    head: tuple[PrintedRow, ...]
    goals: tuple[Goal, ...]
    account: tuple[AccountLine, ...]
    findings: tuple[Finding, ...]
    given: Mapping[str, Cell] = field(default_factory=dict)
