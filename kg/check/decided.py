"""Findings beside what people decided about them: open, accepted, dismissed, or to be decided again."""

from collections.abc import Iterable, Mapping
from typing import Final, Literal

from kg.check.tying import Audited
from kg.finding_decisions import VERDICTS, FindingDecision, Verdict

State = Literal["open", "accepted", "dismissed", "again"]
STATES: Final[dict[State, str]] = {
    "open": VERDICTS["open"],
    "accepted": VERDICTS["accepted"],
    "dismissed": VERDICTS["dismissed"],
    "again": "需重新判断",
}
"""``again``: it was decided, but what is printed there is another now."""

Decisions = Mapping[str, FindingDecision]


def state_of(found: Audited, decisions: Decisions) -> State:
    """What became of a finding."""
    decision = decisions.get(found.mark) if decisions else None
    if decision is None:
        return "open"
    return decision.verdict if decision.holds(found.digest) else "again"


def reason_of(found: Audited, decisions: Decisions) -> str:
    """The reason that was given; empty where there is none."""
    decision = decisions.get(found.mark) if decisions else None
    return decision.reason if decision else ""


def without_dismissed(findings: Iterable[Audited], decisions: Decisions) -> list[Audited]:
    """The findings that nobody dismissed as they are."""
    return [found for found in findings if state_of(found, decisions) != "dismissed"]


def decide(found: Audited, verdict: Verdict, reason: str, date: str) -> FindingDecision:
    """A decision on a finding as it is. ``date``: as people write it, may be empty."""
    return FindingDecision(
        found.mark,
        verdict,
        reason,
        date,
        found.digest,
        found.code,
        found.title,
        found.department,
        found.document,
        found.where,
        found.message,
    )
