"""What is known of the codes of findings: number, title, severity, basis and advice, from the vocabulary."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kg.findings import Finding, Severity, finding_concepts
from kg.namespaces import PREFIXES
from kg.vocabulary import Concept

SEVERITIES: Final[dict[str, Severity]] = {"violation": "violation", "warning": "warning", "info": "info"}
"""By name, the severe first."""

_NOTATION: Final = PREFIXES["skos"] + "notation"


@dataclass(frozen=True, slots=True)
class Rule:
    """What is known of a finding code: ``number`` (A01 …, empty for doubts of the reader), Chinese title, basis
    (empty where it rests on none) and advice."""

    code: str
    number: str
    title: str
    severity: Severity
    basis: str
    advice: str

    @property
    def label(self) -> str:
        """The title with its number."""
        return f"{self.number} {self.title}".strip()


@lru_cache(maxsize=1)
def load_rules() -> Mapping[str, Rule]:
    """Code → what is known of it, from ontology/vocab/findings*.ttl, in the order of their numbers."""
    rules = map(_concept_to_rule, finding_concepts())
    return {
        rule.code: rule for rule in sorted(rules, key=lambda rule: (not rule.number, rule.number, rule.code))
    }


def count_by_rule(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings each code has, the most frequent first."""
    counts: dict[str, int] = defaultdict(int)
    for finding in findings:
        counts[finding.code] += 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _concept_to_rule(concept: Concept) -> Rule:
    return Rule(
        concept.name,
        (concept.properties.get(_NOTATION) or ("",))[0],
        concept.label,
        SEVERITIES.get(concept.first("severity") or "", "warning"),
        concept.first("basis") or "",
        concept.first("advice") or "",
    )
