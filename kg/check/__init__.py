"""The audit: what the reader doubted, what the rules of ontology/queries/audit find, and what the shapes refuse."""

from kg.check.decided import STATES, State, decide, reason_of, state_of, without_dismissed
from kg.check.evaluable import Evaluability, evaluability
from kg.check.kept import Audit, find_audit, read_audit
from kg.check.rules import Rule, count_by_rule, load_rules
from kg.check.running import placed_answer, places_by_line, reader_findings, run_check
from kg.check.tying import Audited, tie_findings, tie_to_documents

__all__ = [
    "STATES",
    "Audit",
    "Audited",
    "Evaluability",
    "Rule",
    "State",
    "count_by_rule",
    "decide",
    "evaluability",
    "find_audit",
    "load_rules",
    "placed_answer",
    "places_by_line",
    "read_audit",
    "reader_findings",
    "reason_of",
    "run_check",
    "state_of",
    "tie_findings",
    "tie_to_documents",
    "without_dismissed",
]
