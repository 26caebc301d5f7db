"""Concepts that are asked after together: those a person decided to be the same, and those whose names differ only by
a period or a scope (三年专项检查报告数 and 专项检查报告数). Nothing else is merged, however alike."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kg.query import run_query
from kg.query.run import Askable
from kg.suggest.candidates import Candidate
from kg.suggest.wanted import plain_name

DECIDED: Final = "经人工确认为同一指标"
SAME_BUT_PERIOD: Final = "名称只差时段或范围"
_SHORTEST: Final = 2
"""Characters that a name must keep without its period and scope, else the rest says nothing."""
_LABELS: Final = """
SELECT ?concept ?label ?rows WHERE {{
  VALUES ?concept {{ {concepts} }}
  ?concept skos:prefLabel ?label ; kg:targetCount ?rows
}}"""


@dataclass(frozen=True, slots=True)
class Member:
    """One concept of a family; ``why`` it belongs to it, empty for the one that was found first."""

    concept: str
    label: str
    rows: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Family:
    """Concepts that are shown as one, with the score and evidence of the best of them, which stands first."""

    members: tuple[Member, ...]
    score: Decimal
    held: Decimal
    evidence: tuple[str, ...]
    best: Candidate

    @property
    def name(self) -> str:
        """The name of the concept that was found first."""
        return self.members[0].label

    @classmethod
    def alone(cls, one: Candidate) -> "Family":
        """A family of one concept."""
        member = Member(one.concept, one.label, one.rows)
        return cls((member,), one.score, one.held, one.evidence, one)


def find_families(store: Askable, candidates: Sequence[Candidate], limit: int) -> list[Family]:
    """The best ``limit`` families of candidates, in the order of their best members."""
    by_name: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        by_name.setdefault(bare_name(candidate), []).append(candidate)
    by_concept = {candidate.concept: candidate for candidate in candidates}
    equals = _equals(candidates)
    taken: set[str] = set()
    found: list[tuple[Candidate, dict[str, str]]] = []
    for candidate in candidates:
        if candidate.concept in taken or len(found) == limit:
            continue
        why = {candidate.concept: ""}
        waiting = [candidate.concept]
        while waiting:
            one = waiting.pop()
            alike = (
                [other.concept for other in by_name[bare_name(by_concept[one])]] if one in by_concept else []
            )
            for other, reason in (
                *((concept, DECIDED) for concept in sorted(equals.get(one, ()))),
                *((concept, SAME_BUT_PERIOD) for concept in alike),
            ):
                if other not in why and other not in taken:
                    why[other] = reason
                    waiting.append(other)
        taken |= set(why)
        found.append((candidate, why))
    names = _names(store, candidates, (concept for _, why in found for concept in why))
    return [
        Family(
            tuple(
                Member(concept, *names[concept], reason)
                for concept, reason in why.items()
                if concept in names
            ),
            candidate.score,
            candidate.held,
            candidate.evidence,
            candidate,
        )
        for candidate, why in found
    ]


def find_alone(store: Askable, concepts: Sequence[str]) -> list[Family]:
    """A family of its own for each of these concepts (IRIs) that the library knows, in their order."""
    names = _names(store, (), concepts)
    return [
        Family.alone(Candidate(concept, *names[concept], {}, Decimal(0), Decimal(0), ()))
        for concept in dict.fromkeys(concepts)
        if concept in names
    ]


def bare_name(candidate: Candidate) -> str:
    """The name without the period and scope that it prints: 年度 and 全市 do not make another indicator."""
    name = candidate.label
    for part in ("periodText", "scopeText"):
        for text in candidate.details.get(part, ()):
            name = name.replace(text, "", 1)
    bare = plain_name(name)
    return bare if len(bare) >= _SHORTEST else plain_name(candidate.label)


def _equals(candidates: Iterable[Candidate]) -> dict[str, set[str]]:
    """The decided equals of the candidates in both directions."""
    equals: dict[str, set[str]] = {}
    for candidate in candidates:
        for other in candidate.details.get("exactMatch", ()):
            equals.setdefault(candidate.concept, set()).add(other)
            equals.setdefault(other, set()).add(candidate.concept)
    return equals


def _names(
    store: Askable, candidates: Iterable[Candidate], concepts: Iterable[str]
) -> Mapping[str, tuple[str, int]]:
    """Label and number of rows of concepts; of those that were not candidates the store is asked."""
    names = {candidate.concept: (candidate.label, candidate.rows) for candidate in candidates}
    unknown = sorted(set(concepts) - set(names))
    if unknown:
        asked = _LABELS.format(concepts=" ".join(f"<{concept}>" for concept in unknown))
        for concept, label, rows in run_query(store, asked).rows:
            names[str(concept)] = str(label), int(rows or 0)
    return names
